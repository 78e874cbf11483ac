-- Lists are read in the order of their signs, whatever the database's own language is; the index stands in that order.
drop index record_of_form;
create index record_of_form on record (tenant, form, updated_at collate "C" desc, id desc);

-- What a search looks through, in small letters: the number, who has it, and what its cells say, not what they are called. Kept beside the
-- body, which would have to be taken apart for each record that is looked at.
alter table record add column words text not null default '';
alter table record no force row level security;
update record set words = lower(concat_ws(E'\n', number, body #>> '{owner,name}', regexp_replace((body -> 'data')::text, '"\w+": ', '', 'g')));
alter table record force row level security;
