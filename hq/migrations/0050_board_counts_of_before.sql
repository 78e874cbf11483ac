-- The release before the columns of 0047 names neither in its update: a paper it counts over would keep the mark of the newer release that had
-- counted it. Who marks what it counts says so in its transaction (hq/boardIndex.ts); anybody else's count is of no known way.
create function unmark_count() returns trigger language plpgsql as $$
begin
  if current_setting('sanlian.marks', true) is distinct from 'yes' then
    new.way := 0;
    new.shape := '';
  end if;
  return new;
end $$;
create trigger count_unmarked before update of counts on record_tally for each row execute function unmark_count();
