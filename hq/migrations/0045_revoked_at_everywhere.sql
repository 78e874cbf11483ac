-- Since when a station is revoked (0041), for every headquarters in the database: where the owner of the tables is no superuser, the tenant's policy
-- let that update see the one that started first alone.
alter table device no force row level security;
update device set revoked_at = date_trunc('milliseconds', now()) where state = 'revoked' and revoked_at is null;
alter table device force row level security;

-- A tally holds what stands in a paper's cells: no other headquarters sees it, whatever a question forgets.
alter table record_tally enable row level security, force row level security;
create policy own_tenant on record_tally using (tenant = tenant());
