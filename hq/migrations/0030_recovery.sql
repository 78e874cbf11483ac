-- Forgotten passphrases. A box is a station's data key sealed to the recovery key, whose private part lies in the data folder and never in
-- this database: whoever has the database alone opens nothing.
create table escrow (
  tenant      text not null default tenant(),
  station     uuid not null,
  box         text not null,
  received_at timestamptz not null default now(),
  primary key (tenant, station),
  foreign key (tenant, station) references device
);

-- Two people: one enters what the station's user reads out, another one releases it. `answer` is sealed to the asking station.
create table recovery (
  tenant      text not null default tenant(),
  id          uuid not null,
  station     uuid not null,
  -- raw X25519 public key of the request, base64url
  request     text not null,
  -- who asks, and how the one who entered it made sure of that
  asked_for   text not null,
  proof       text not null,
  state       text not null default 'waiting' check (state in ('waiting', 'released', 'refused')),
  entered_by  uuid not null,
  entered_at  timestamptz not null default now(),
  closed_by   uuid,
  closed_at   timestamptz,
  reason      text,
  answer      text,
  primary key (tenant, id),
  unique (tenant, station, request),
  foreign key (tenant, station) references device,
  foreign key (tenant, entered_by) references account (tenant, id),
  foreign key (tenant, closed_by) references account (tenant, id),
  check (state <> 'released' or (closed_by is not null and closed_by <> entered_by and answer is not null))
);

do $$
declare name text;
begin
  foreach name in array array['escrow', 'recovery'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format('create policy own_tenant on %I using (tenant = tenant())', name);
  end loop;
end $$;
