-- Records that have no search text yet: after a restore of an older backup. Empty otherwise.
create index record_wordless on record (tenant) where words = '';
