-- The board's numbers themselves, kept as records come in: a board of all sites reads hundreds of rows where it read tens of thousands. Everything
-- here is made again beside the log from its beginning (hq/boardIndex.ts); therefore what was counted by the old way goes.
truncate record_tally, record_clock, board_state, board_site;

-- What a board reads of a paper beyond counts, without ink, files and readings: asking the record for a cell unpacks its ink every time.
alter table record_tally add column brief jsonb not null;
-- rounds are counted; only those of sheets that are handed in
drop index record_tally_round;

-- How many papers of a site a form has on a day (`name` and `value` empty), how many of them have this value of a choice, and how many sheets
-- that are handed in answer a round (`name` ~round). A row that has come to nought stays.
create table record_count (
  tenant text not null default tenant(),
  form   text not null,
  name   text not null,
  day    text collate "C" not null,
  site   text not null,
  value  text collate "C" not null,
  n      integer not null,
  primary key (tenant, form, name, day, site, value)
);

-- How many of a site's clocks that are due at an instant nothing has stopped, were kept in time, were not. An open one is missed as well once it is over.
create table record_due (
  tenant text not null default tenant(),
  clock  text not null,
  due    text collate "C" not null,
  site   text not null,
  open   integer not null,
  met    integer not null,
  missed integer not null,
  primary key (tenant, clock, due, site)
);
create index record_due_open on record_due (tenant, due) where open > 0;
