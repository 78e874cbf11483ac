-- Lists of one form in the order of their last change, and how many of its papers stand in which state.
create index record_of_form on record (tenant, form, updated_at desc, id desc);
create index record_in_state on record (tenant, form, state);

-- Which records name which others, to find the way back. Only added to: whether a link still stands, the record says. The rows of `record`
-- hide behind the tenant's policy, under which an index inside their bodies could not be used.
create table record_link (
  tenant text not null default tenant(),
  target text not null,
  doc    text not null,
  primary key (tenant, target, doc)
);
alter table record no force row level security;
insert into record_link (tenant, target, doc)
  select distinct r.tenant, named.id #>> '{}', r.id from record r, jsonb_path_query(r.body, 'lax $.links[*].to') as named (id) where jsonb_typeof(named.id) = 'string'
  union
  select distinct r.tenant, named.id #>> '{}', r.id from record r, jsonb_path_query(r.body, 'lax $.data.*[*] ? (exists(@.number)).id') as named (id) where jsonb_typeof(named.id) = 'string';
alter table record force row level security;
alter table record_link enable row level security, force row level security;
create policy own_tenant on record_link using (tenant = tenant());
