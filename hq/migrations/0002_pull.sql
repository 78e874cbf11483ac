-- The log that stations pull, and the partition key (one tenant is one contract's headquarters) in every table and every key, so that the
-- tables can be spread over many machines by it. It is filled in and filtered by the database itself: no query can forget it.

create function tenant() returns text language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('sanlian.tenant', true), ''), 'main')
$$;

alter table meta add column tenant text not null default tenant();
alter table counter add column tenant text not null default tenant();
alter table device add column tenant text not null default tenant();
alter table op add column tenant text not null default tenant();
alter table definition add column tenant text not null default tenant();
alter table record add column tenant text not null default tenant();
alter table blob add column tenant text not null default tenant();
alter table enrolment_code add column tenant text not null default tenant();

alter table op drop constraint op_station_fkey;
alter table record drop constraint record_station_fkey;
alter table enrolment_code drop constraint enrolment_code_used_by_fkey;
alter table meta drop constraint meta_pkey, add primary key (tenant, name);
alter table counter drop constraint counter_pkey, add primary key (tenant, name);
alter table device drop constraint device_pkey, drop constraint device_code_key, add primary key (tenant, station), add unique (tenant, code);
alter table op drop constraint op_pkey, drop constraint op_server_seq_key, add primary key (tenant, station, seq), add unique (tenant, server_seq), add foreign key (tenant, station) references device;
alter table definition drop constraint definition_pkey, add primary key (tenant, hash);
alter table record drop constraint record_pkey, add primary key (tenant, id), add foreign key (tenant, station) references device;
alter table blob drop constraint blob_pkey, add primary key (tenant, sha256);
alter table enrolment_code drop constraint enrolment_code_pkey, add primary key (tenant, code_hash), add foreign key (tenant, used_by) references device (tenant, station);
drop index op_once, op_of_doc, op_troubled, record_latest, record_of_station, record_number;
create unique index op_once on op (tenant, op_id) where outcome <> 'quarantined';
create index op_of_doc on op (tenant, doc, server_seq);
create index op_troubled on op (tenant, server_seq) where outcome <> 'applied';
create index record_latest on record (tenant, server_seq desc);
create index record_of_station on record (tenant, station);
create index record_number on record (tenant, number);

-- Headquarters writes operations too, as a station of its own kind. `site` decides what a station may read.
alter table device
  add column kind text not null default 'station' check (kind in ('station', 'headquarters')),
  add column site text,
  add column version text,
  add column pulled bigint not null default 0,
  add column unsent integer,
  add column unsent_files integer,
  add column clock_offset bigint,
  add column revoked_reason text;
alter table enrolment_code add column site text;

-- audience: who pulls it ('all', 'site:BJ01', 'station:<id>'; null for nobody). chain: hash over the whole log up to here.
-- proof: headquarters' signature of its own operation.
alter table op add column audience text, add column chain text, add column proof text;
alter table counter add column chain text not null default repeat('0', 64);
alter table op disable trigger op_is_evidence;
update op set audience = 'site:' || (record.body #>> '{context,site,code}') from record where record.id = op.doc;
update op set audience = 'all' where kind = 'defined' and not exists (select 1 from op earlier where earlier.doc = op.doc and earlier.kind = 'defined' and earlier.server_seq < op.server_seq);
alter table op enable trigger op_is_evidence;
create index op_of_audience on op (tenant, audience, server_seq);

-- What one station is told besides: an operation from before it was in scope, or what became of one of its own.
create table notice (
  tenant   text not null default tenant(),
  n        bigint not null,
  audience text not null,
  kind     text not null check (kind in ('op', 'outcome')),
  station  uuid not null,
  seq      bigint not null,
  outcome  text,
  reason   text,
  chain    text not null,
  primary key (tenant, n)
);
create index notice_of_audience on notice (tenant, audience, n);
create trigger notice_is_evidence before update or delete on notice for each row execute function refuse_change();
create trigger notice_is_kept before truncate on notice execute function refuse_change();

alter table record
  add column site text,
  add column holder uuid,
  -- another than its maker has written on it
  add column shared boolean not null default false;
update record set site = body #>> '{context,site,code}', holder = station;
create index record_of_site on record (tenant, site, server_seq desc);
create index record_of_holder on record (tenant, holder);

-- Stations outside a record's site that have been given it.
create table reader (
  tenant  text not null default tenant(),
  doc     text not null,
  station uuid not null,
  primary key (tenant, doc, station)
);

-- The other version of a record, until a person decides.
create table branch (
  tenant     text not null default tenant(),
  doc        text not null,
  station    uuid not null,
  reason     text not null,
  head       text not null,
  ops        integer not null,
  body       jsonb not null,
  state      text not null default 'open' check (state in ('open', 'resolved')),
  opened_at  timestamptz not null default now(),
  closed_at  timestamptz,
  primary key (tenant, doc, station)
);
create index branch_open on branch (tenant, opened_at) where state = 'open';

create table serial (
  tenant text not null default tenant(),
  prefix text not null,
  year   text not null,
  last   bigint not null,
  primary key (tenant, prefix, year)
);

-- The newest of each thing headquarters gives its stations.
create table reference (
  tenant     text not null default tenant(),
  what       text not null,
  audience   text not null,
  body       jsonb not null,
  server_seq bigint not null,
  at         timestamptz not null default now(),
  primary key (tenant, what, audience)
);

do $$
declare name text;
begin
  foreach name in array array['meta', 'counter', 'device', 'op', 'definition', 'record', 'blob', 'enrolment_code', 'notice', 'reader', 'branch', 'serial', 'reference'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format('create policy own_tenant on %I using (tenant = tenant())', name);
  end loop;
end $$;
