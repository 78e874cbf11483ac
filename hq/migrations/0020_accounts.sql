-- Who may look at headquarters' own pages, and what they did there. Secrets are kept as hashes only: passwords by argon2id, codes and
-- session tokens, which are long and random, by SHA-256. The secret of a second factor has to be readable to be checked.

create table account (
  tenant      text not null default tenant(),
  id          uuid not null,
  name        text not null,
  -- the name as it is compared: NFKC, lower case
  name_key    text not null,
  role        text not null check (role in ('reader', 'manager', 'administrator')),
  password    text,
  totp_secret text,
  -- the last 30 s step a code was taken for: a code is good once
  totp_step   bigint,
  disabled_at timestamptz,
  created_at  timestamptz not null default now(),
  primary key (tenant, id),
  unique (tenant, name_key)
);

-- A one-time code to make an account (account is null) or to choose a new password.
create table invitation (
  tenant     text not null default tenant(),
  code_hash  text not null,
  account    uuid,
  role       text not null check (role in ('reader', 'manager', 'administrator')),
  expires_at timestamptz not null,
  used_at    timestamptz,
  primary key (tenant, code_hash),
  foreign key (tenant, account) references account
);

create table recovery_code (
  tenant    text not null default tenant(),
  account   uuid not null,
  code_hash text not null,
  used_at   timestamptz,
  primary key (tenant, account, code_hash),
  foreign key (tenant, account) references account
);

create table session (
  tenant         text not null default tenant(),
  token_hash     text not null,
  account        uuid not null,
  -- 'factor': the password was right, the second factor is still asked for
  stage          text not null check (stage in ('factor', 'in')),
  pending_secret text,
  seen_at        timestamptz not null default now(),
  expires_at     timestamptz not null,
  ended_at       timestamptz,
  primary key (tenant, token_hash),
  foreign key (tenant, account) references account
);
create index session_of_account on session (tenant, account) where ended_at is null;

-- Attempts since the last success; the next one is not looked at before `until`. Names nobody has are counted alike.
create table attempt (
  tenant   text not null default tenant(),
  key      text not null,
  failures integer not null,
  until    timestamptz not null,
  last_at  timestamptz not null default now(),
  primary key (tenant, key)
);

create table audit (
  tenant  text not null default tenant(),
  id      uuid not null,
  at      timestamptz not null default now(),
  account uuid,
  who     text not null,
  what    text not null,
  subject text not null default '',
  address text not null default '',
  primary key (tenant, id)
);
create index audit_latest on audit (tenant, at desc, id desc);
-- never changed; the server's role may not delete anything here either
create trigger audit_is_evidence before update on audit for each row execute function refuse_change();

create index record_check_code on record (tenant, left(body #>> '{seal,contentHash}', 16)) where body ? 'seal';

do $$
declare name text;
begin
  foreach name in array array['account', 'invitation', 'recovery_code', 'session', 'attempt', 'audit'] loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format('create policy own_tenant on %I using (tenant = tenant())', name);
  end loop;
end $$;
