-- What headquarters keeps. Operations are evidence: never changed, never deleted (op_is_evidence, and the role's grants).

create table meta (
  name  text primary key,
  value text not null
);

-- Pull order is commit order: whoever appends holds this row until the commit.
create table counter (
  name  text primary key,
  value bigint not null
);
insert into counter values ('op', 0);

create table device (
  station      uuid primary key,
  code         text not null unique,
  key          text not null,
  epoch        text not null,
  last_seq     bigint not null default 0,
  head         text not null default repeat('0', 64),
  state        text not null default 'active' check (state in ('active', 'frozen', 'revoked')),
  fork_seq     bigint,
  enrolled_at  timestamptz not null default now(),
  last_contact timestamptz
);

create table op (
  station     uuid not null references device,
  seq         bigint not null check (seq > 0),
  server_seq  bigint not null unique,
  op_id       text,
  doc         text,
  kind        text,
  hash        text not null,
  bytes       text not null,
  outcome     text not null check (outcome in ('applied', 'conflict', 'quarantined')),
  reason      text,
  received_at timestamptz not null default now(),
  primary key (station, seq)
);
create unique index op_once on op (op_id) where outcome <> 'quarantined';
create index op_of_doc on op (doc, server_seq);
create index op_troubled on op (server_seq) where outcome <> 'applied';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'operations are never changed or deleted';
end $$;
create trigger op_is_evidence before update or delete on op for each row execute function refuse_change();
create trigger op_is_kept before truncate on op execute function refuse_change();

create table definition (
  hash text primary key,
  body jsonb not null
);

-- The projection of the applied operations (domain/record/evolve.ts); can be made again from op at any time.
create table record (
  id         text primary key,
  station    uuid not null references device,
  form       text not null,
  number     text not null,
  state      text not null,
  rev        integer not null,
  updated_at text not null,
  server_seq bigint not null,
  body       jsonb not null
);
create index record_latest on record (server_seq desc);
create index record_of_station on record (station);
create index record_number on record (number);

-- Files that are whole and have the hash they are named by; the bytes lie in the data folder.
create table blob (
  sha256      text primary key,
  size        bigint not null,
  verified    boolean not null,
  received_at timestamptz not null default now()
);

create table enrolment_code (
  code_hash  text primary key,
  expires_at timestamptz not null,
  used_by    uuid references device,
  used_at    timestamptz
);
