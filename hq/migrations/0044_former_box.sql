-- What a station had left sealed to a recovery key that was lost, kept until it has sealed to the new one: the lost key may turn up again.
alter table escrow add column former_box text not null default '';
