-- A sealed paper that headquarters voided keeps its state: the few there are, left out of what is counted as open.
create index record_voided on record (tenant, form, state) include (site) where body ? 'voided';
