-- Two releases may serve one database while one takes the other's place: each count says by which release's way it was made, and of what
-- in the declaration of its form (hq/boardRelease.ts). A newer release counts again what an older one counted otherwise, never the reverse.
alter table record_tally
  add column way   integer not null default 0,
  add column shape text not null default '';
create index record_tally_way on record_tally (tenant, way);

-- By which contract and calendar the clocks of a site were reckoned, of each way its own; `redo` as in board_site, which is left to earlier releases.
create table board_basis (
  tenant text not null default tenant(),
  site   text not null,
  way    integer not null,
  basis  text not null,
  redo   text,
  primary key (tenant, site, way)
);

-- What has come to nought goes; so it does from here on.
delete from record_count where n = 0;
delete from record_due where open = 0 and met = 0 and missed = 0;
