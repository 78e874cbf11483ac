/**
 * SQL that is true of `r` (record) where headquarters voided it and would have it in one of the states bound to `param`: a sealed record keeps the state it was
 * sealed in. `by`: whether the states are named alone or behind their form (`service-order void`). The few there are have an index of their own (see 0048).
 */
export const voidedBeside = (param: string, by: 'to' | 'form and to'): string =>
  `r.id in (select v.id from record v where v.body ? 'voided' and ${by === 'to' ? '' : `v.form || ' ' || `}(v.body #>> '{voided,to}') = any(${param}))`;
