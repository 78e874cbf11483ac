-- What the manager's board counts: of each record when it happened and what it is, and the contract's clocks that run on it. Written in the
-- background beside the log (hq/boardIndex.ts), and made again at any time. Behind the tenant's policy no index could serve comparisons of text,
-- so these tables are without one: they hold no words, and every question names its tenant.
create table record_tally (
  tenant  text not null default tenant(),
  id      text not null,
  site    text not null,
  form    text not null,
  -- the paper's own time, a day or an instant in Asia/Shanghai; empty while it is not written
  at      text collate "C" not null,
  created text collate "C" not null,
  -- neither thrown away nor replaced by a correction
  counts  boolean not null,
  round   text collate "C",
  -- its choices, and the template it was made from
  cells   jsonb not null,
  primary key (tenant, id)
);
create index record_tally_at on record_tally (tenant, form, at, site) include (counts);
create index record_tally_round on record_tally (tenant, form, round) where round is not null;
create index record_tally_site on record_tally (tenant, site, created);

create table record_clock (
  tenant    text not null default tenant(),
  id        text not null,
  clock     text not null,
  site      text not null,
  started   text collate "C" not null,
  due       text collate "C" not null,
  kept      text collate "C",
  estimated boolean not null,
  primary key (tenant, id, clock)
);
create index record_clock_open on record_clock (tenant, due, clock, site) where kept is null;
create index record_clock_due on record_clock (tenant, clock, due) include (kept, site);

-- Up to which place of the log records are in it, on which day; and by which contract those of a site were reckoned (`redo`: up to which
-- record they are reckoned anew after another came into force).
create table board_state (
  tenant  text not null default tenant(),
  indexed bigint not null default 0,
  day     text not null default '',
  primary key (tenant)
);
create table board_site (
  tenant text not null default tenant(),
  site   text not null,
  basis  text not null,
  redo   text,
  primary key (tenant, site)
);
