-- Which records may hold a piece of text: every pair of characters in them as a number, under an index that comes with PostgreSQL itself. Words
-- of two Chinese characters are found by it, which three-letter indexes cannot. Behind the tenant's policy no such index could be used, so these
-- two tables are without one: they hold no text, and what is found here is looked up in `record`, where the policy stands.
create table record_gram (
  tenant text not null default tenant(),
  id     text not null,
  grams  integer[] not null,
  primary key (tenant, id)
);
-- written in the background: a list of what waits to be put in would only slow the search
create index record_gram_grams on record_gram using gin (grams) with (fastupdate = off);

-- Up to which place of the log records are in it; what came later is read through.
create table search_state (
  tenant  text not null default tenant(),
  indexed bigint not null default 0,
  primary key (tenant)
);
