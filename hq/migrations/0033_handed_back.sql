-- Headquarters' own operations that a restore lost and stations still had: each signed by headquarters itself, so that a station can bring them
-- back but not make them. Those that follow what the log has are taken in; the others wait, as evidence.
create table handed_back (
  tenant      text not null default tenant(),
  station     uuid not null,
  seq         bigint not null,
  hash        text not null,
  bytes       text not null,
  proof       text not null,
  -- who brought it first
  witness     uuid not null,
  received_at timestamptz not null default now(),
  taken_at    timestamptz,
  primary key (tenant, station, seq),
  foreign key (tenant, station) references device
);
create index handed_back_waiting on handed_back (tenant, station, seq) where taken_at is null;
alter table handed_back enable row level security, force row level security;
create policy own_tenant on handed_back using (tenant = tenant());
