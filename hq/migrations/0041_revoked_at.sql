-- Since when a station is revoked: what was signed with its key after that counts nowhere. Of those revoked before this was kept, everything
-- signed until now stands.
alter table device add column revoked_at timestamptz;
update device set revoked_at = date_trunc('milliseconds', now()) where state = 'revoked';
