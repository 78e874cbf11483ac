-- The sites an account may see; null: all of them. Such an account has the window alone, where every answer keeps to them.
alter table account add column sites text[];
