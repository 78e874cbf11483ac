-- The Merkle tree over the log (domain/witness): how far it has grown, and of its complete nodes every fourth level. The levels between are
-- at most eight hashes away, so a node costs a sixteenth of a row per operation.
create table tree (
  tenant   text not null default tenant(),
  size     bigint not null default 0,
  frontier text[] not null default '{}',
  primary key (tenant)
);
create table tree_node (
  tenant text not null default tenant(),
  level  smallint not null,
  index  bigint not null,
  hash   text not null,
  primary key (tenant, level, index)
);

-- Each time headquarters went back to a backup, signed; stations follow from one epoch to the next.
create table restored (
  tenant     text not null default tenant(),
  from_epoch text not null,
  to_epoch   text not null,
  size       bigint not null,
  note       text not null,
  -- where each station stood in the backup: {station: seq}
  positions  jsonb not null,
  at         timestamptz not null default now(),
  primary key (tenant, from_epoch)
);

-- Backups that were read again after writing. What a station wrote up to `positions` is safe twice.
create table backup (
  tenant      text not null default tenant(),
  at          timestamptz not null,
  size        bigint not null,
  positions   jsonb not null,
  folder      text not null,
  verified_at timestamptz not null default now(),
  primary key (tenant, at)
);

-- The last checkpoint of an epoch that is gone, as each station kept it.
create table witnessed (
  tenant      text not null default tenant(),
  station     uuid not null,
  epoch       text not null,
  size        bigint not null,
  note        text not null,
  received_at timestamptz not null default now(),
  primary key (tenant, station, epoch)
);

do $$
declare name text;
begin
  foreach name in array array['tree', 'tree_node', 'restored', 'backup', 'witnessed'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format('create policy own_tenant on %I using (tenant = tenant())', name);
  end loop;
end $$;
