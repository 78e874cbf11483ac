-- Why a paper is in no count of a board: it was thrown away, at its desk or by headquarters, or a correction replaced it. Boards tell these papers apart.
alter table record_tally add column why text collate "C";
create index record_tally_why on record_tally (tenant, form, at, site) include (id, why) where why is not null;
