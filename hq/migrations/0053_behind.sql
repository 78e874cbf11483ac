-- Up to which number a station had its own log when it last asked, where headquarters has more of it: an older folder was put back.
alter table device add column behind_seq bigint;
