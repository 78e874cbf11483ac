-- When the account last got a new password by a code, another role, or was let in again: who can do that to a colleague could be him.
alter table account add column changed_at timestamptz;
