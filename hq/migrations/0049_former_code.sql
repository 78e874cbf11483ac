-- A station that is enrolled under another code than the one it began with, because another station had that one here: the numbers it gave
-- before carry the former code and stay as they were signed (hq/outcome.ts).
alter table device add column former_code text;
