-- The few papers that a correction replaces, asked of whenever another paper gives its place up.
create index record_corrected on record (tenant, form, site) where body ? 'correctedBy';
