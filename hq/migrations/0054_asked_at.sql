-- When the newest question for the position was asked, in the words of the station that asked it: one of before tells nothing new of it. Null until
-- it says a time, as releases before this one never do; from then on a request without one is not answered (hq/wire.ts).
alter table device add column asked_at timestamptz;
