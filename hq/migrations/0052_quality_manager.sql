-- The quality manager (R2): reports and boards without sums, and what was done here.
alter table account drop constraint account_role_check, add constraint account_role_check check (role in ('reader', 'qualityManager', 'manager', 'administrator'));
alter table invitation drop constraint invitation_role_check, add constraint invitation_role_check check (role in ('reader', 'qualityManager', 'manager', 'administrator'));
