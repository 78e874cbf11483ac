-- With each new day what a suspension without an end holds up is reckoned anew, a few papers at a time: the day that is begun, and the last paper of it.
alter table board_state
  add column turning text not null default '',
  add column turned  text not null default '';
