-- The last word of a wiped station was carried here in a file: the station itself never came back on line.
alter table device add column wiped_by_ferry boolean not null default false;
