-- A station's keys of before (its signatures stay good under them), and the order to wipe a stolen one with the station's last word.
alter table device
  add column former text[] not null default '{}',
  add column rotated_at timestamptz,
  add column wipe_at text,
  add column wipe_proof text,
  add column wiped_at timestamptz,
  add column wiped jsonb;
