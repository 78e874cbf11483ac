import { ackedSeq } from './rows.ts';
import type { Sql } from './sqlite.ts';

/** Papers of a form whose time `field` (its `happens`, or `createdAt`) lies on the days, both included, of those that have it not written the day they were made; those in the states `without`, those headquarters voided and those a correction replaced do not count. */
export type TallyQuery = { readonly form: string; readonly field: string; readonly from: string; readonly to: string; readonly without: readonly string[] };
export type Tally = readonly { readonly key: string; readonly n: number }[];
/** Where a paper whose own time is not written has the moment it was made, in `record_field`. */
export const undatedName = '#undated';

export type IdPage = { readonly ids: readonly string[]; readonly total: number };
/** Deadlines of the clocks `clocks` that are due within two ISO seconds: still running (the last left out), kept in time, or not. */
export type ClockQuery = { readonly clocks: readonly string[]; readonly from: string; readonly to: string; readonly which: 'open' | 'met' | 'missed' };
type Page = { readonly offset: number; readonly limit: number };

/** Every number of a board is counted from an index: no paper is read for it. A time begins with its day, so the text order is the order of time. */
const within = (field: string): string =>
  field === 'createdAt'
    ? 'SELECT rid, created_at AS at FROM record WHERE form = :form AND created_at >= :from AND created_at < :end'
    : `SELECT rid, value AS at FROM record_field WHERE form = :form AND name IN (:column, '${undatedName}') AND value >= :from AND value < :end`;
const gone = 'SELECT rid FROM record WHERE form = :form AND state IN (SELECT value FROM json_each(:without)) UNION ALL SELECT rid FROM record WHERE form = :form AND corrected = 1 UNION ALL SELECT rid FROM record WHERE form = :form AND voided = 1';
const counted = (field: string): string => `SELECT rid, at FROM (${within(field)}) WHERE rid NOT IN (${gone})`;
const boundOf = ({ form, field, from, to, without }: TallyQuery): Record<string, string | number> => ({ form, from, end: `${to}~`, without: JSON.stringify(without), ...(field !== 'createdAt' && { column: `#${field}` }) });

/** A paper that is in no count, and why. */
export type LeftOut = { readonly id: string; readonly why: 'void' | 'corrected' };

/** Papers of the span that no tally counts, in the order of their time. `without` are states in which a paper was thrown away. */
export const leftOut = (sql: Sql, query: TallyQuery): readonly LeftOut[] => {
  const at = query.field === 'createdAt' ? 'created_at' : "coalesce(nullif(cells ->> ('$.' || substr(:column, 2)), ''), created_at)";
  return sql(
    `SELECT id, why FROM (SELECT id, rid, iif(voided = 1 OR state IN (SELECT value FROM json_each(:without)), 'void', 'corrected') AS why, ${at} AS at FROM record WHERE rid IN (${gone})) WHERE at >= :from AND at < :end ORDER BY at, rid`,
  ).all(boundOf(query)) as LeftOut[];
};

/** What tells whether a count has a paper in it. */
export type Standing = { readonly id: string; readonly form: string; readonly state: string; readonly corrected: boolean; readonly voided: boolean; readonly at: string };
/** `fields`: by form its time, as a tally names it. `of`: those headquarters lacks an operation of, or these. */
export type StandingQuery = { readonly of: 'unsent' | readonly string[]; readonly fields: Readonly<Record<string, string>>; readonly from: string; readonly to: string };

/** Papers of the forms whose time lies on the days, both included, in any state, the first made first: one question, however many operations are unsent. */
export const standings = (sql: Sql, { of, fields, from, to }: StandingQuery): readonly Standing[] => {
  // by the sequence: the index by paper would be gone through from its beginning
  const [docs, bound] = of === 'unsent' ? ['SELECT DISTINCT +doc AS doc FROM op WHERE seq > :acked', { acked: ackedSeq(sql) }] : ['SELECT value AS doc FROM json_each(:ids)', { ids: JSON.stringify(of) }];
  const found = sql(
    `SELECT id, form, state, corrected, voided, at FROM (
       SELECT r.rid, r.id, r.form, r.state, r.corrected, r.voided, coalesce(nullif(r.cells ->> ('$.' || f.atom), ''), r.created_at) AS at
       FROM (${docs}) d CROSS JOIN record r ON r.id = d.doc JOIN json_each(:fields) f ON f.key = r.form
     ) WHERE at >= :from AND at < :end ORDER BY rid`,
  ).all({ ...bound, fields: JSON.stringify(fields), from, end: `${to}~` }) as (Omit<Standing, 'corrected' | 'voided'> & { corrected: number; voided: number })[];
  return found.map((row) => ({ ...row, corrected: row.corrected === 1, voided: row.voided === 1 }));
};

/** How many papers of each day there are. */
export const tallyDays = (sql: Sql, query: TallyQuery): Tally =>
  sql(`SELECT substr(at, 1, 10) AS key, count(*) AS n FROM (${counted(query.field)}) GROUP BY 1 ORDER BY 1`).all(boundOf(query)) as Tally;

/** How many papers have each value of a field of short texts or choices; those without one are left out. */
export const tallyValues = (sql: Sql, query: TallyQuery, name: string): Tally =>
  sql(`SELECT value AS key, count(*) AS n FROM record_field WHERE form = :form AND name = :name AND rid IN (SELECT rid FROM (${counted(query.field)})) GROUP BY 1`).all({ ...boundOf(query), name }) as Tally;

/** The papers behind such a number, in the order of their time; of one value of a field, or all. */
export const tallied = (sql: Sql, query: TallyQuery, where: { readonly name: string; readonly value: string } | null, { offset, limit }: Page): IdPage => {
  const having = where ? 'AND EXISTS (SELECT 1 FROM record_field f WHERE f.form = :form AND f.name = :name AND f.value = :value AND f.rid = n.rid)' : '';
  const found = `(${counted(query.field)}) n JOIN record r ON r.rid = n.rid WHERE TRUE ${having}`;
  const bound = { ...boundOf(query), ...where };
  const ids = sql(`SELECT r.id FROM ${found} ORDER BY n.at, n.rid LIMIT :limit OFFSET :offset`).all({ ...bound, offset, limit }) as { id: string }[];
  const { total } = sql(`SELECT count(*) AS total FROM ${found}`).get(bound) as { total: number };
  return { ids: ids.map(({ id }) => id), total };
};

/** Of the clocks `clocks` those nothing has stopped yet and due before the last of the rising ISO seconds `edges`, by how many of these their deadline has reached or passed. */
export const tallyOpenClocks = (sql: Sql, clocks: readonly string[], edges: readonly string[]): readonly { readonly clock: string; readonly edge: number; readonly n: number }[] =>
  (sql(
    `SELECT clock, (SELECT count(*) FROM json_each(:edges) e WHERE c.due >= e.value) AS edge, sum(open) AS n FROM clock_count c
     WHERE clock IN (SELECT value FROM json_each(:clocks)) AND due < :last AND open > 0 GROUP BY 1, 2`,
  ).all({ clocks: JSON.stringify(clocks), edges: JSON.stringify(edges), last: edges.at(-1) ?? '' }) as { clock: string; edge: number; n: number }[]);

const isMet = 'kept IS NOT NULL AND kept <= due';
/** Of the clocks due within two ISO seconds, both included: how many were kept in time, and how many not. */
export const tallyJudgedClocks = (sql: Sql, { clocks, from, to }: Omit<ClockQuery, 'which'>): readonly { readonly clock: string; readonly met: number; readonly missed: number }[] =>
  sql('SELECT clock, sum(met) AS met, sum(missed) AS missed FROM clock_count WHERE clock IN (SELECT value FROM json_each(:clocks)) AND due >= :from AND due <= :to GROUP BY clock').all({ clocks: JSON.stringify(clocks), from, to }) as { clock: string; met: number; missed: number }[];

/** The papers behind such a number, the first due first. */
export const clockPapers = (sql: Sql, { clocks, from, to, which }: ClockQuery, { offset, limit }: Page): IdPage => {
  const judged = { open: 'kept IS NULL', met: isMet, missed: `NOT (${isMet})` }[which];
  const found = `record_clock WHERE clock IN (SELECT value FROM json_each(:clocks)) AND due >= :from AND due ${which === 'open' ? '<' : '<='} :to AND ${judged}`;
  const bound = { clocks: JSON.stringify(clocks), from, to };
  const ids = sql(`SELECT r.id FROM (SELECT rid, min(due) AS due FROM ${found} GROUP BY rid ORDER BY 2, 1 LIMIT :limit OFFSET :offset) n JOIN record r ON r.rid = n.rid ORDER BY n.due, n.rid`).all({ ...bound, offset, limit }) as { id: string }[];
  const { total } = sql(`SELECT count(DISTINCT rid) AS total FROM ${found}`).get(bound) as { total: number };
  return { ids: ids.map(({ id }) => id), total };
};

/** Rounds the sheets of a form answer on the days, both included; those in the states `without`, those headquarters voided and those a correction replaced do not count. `round`: day, template and round, as the form's index joins them. */
export const answeredRounds = (sql: Sql, { form, from, to, without }: Omit<TallyQuery, 'field'>): readonly string[] =>
  (sql(`SELECT DISTINCT value FROM record_field WHERE form = :form AND name = '#round' AND value >= :from AND value < :end AND rid NOT IN (${gone})`).all({ form, from, end: `${to}~`, without: JSON.stringify(without) }) as { value: string }[]).map(({ value }) => value);

/** One sheet for each of the rounds `keys` that is answered, the first written, in the order of the rounds. */
export const roundSheets = (sql: Sql, { form, without, keys }: Pick<TallyQuery, 'form' | 'without'> & { readonly keys: readonly string[] }): readonly { readonly round: string; readonly id: string }[] =>
  sql(`SELECT f.value AS round, min(r.id) AS id FROM record_field f JOIN record r ON r.rid = f.rid WHERE f.form = :form AND f.name = '#round' AND f.value IN (SELECT value FROM json_each(:keys)) AND f.rid NOT IN (${gone}) GROUP BY f.value ORDER BY f.value`)
    .all({ form, without: JSON.stringify(without), keys: JSON.stringify(keys) }) as { round: string; id: string }[];

/** Papers a person wrote since a day, by form and day; those in any state. */
export const tallyOwn = (sql: Sql, owner: string, forms: readonly string[], from: string): readonly { readonly form: string; readonly day: string; readonly n: number }[] =>
  sql('SELECT form, substr(created_at, 1, 10) AS day, count(*) AS n FROM record WHERE owner_id = :owner AND created_at >= :from AND form IN (SELECT value FROM json_each(:forms)) GROUP BY 1, 2').all({ owner, forms: JSON.stringify(forms), from }) as { form: string; day: string; n: number }[];

/** A person's papers in any of the states, `[form, state]`, without those headquarters voided or gave to another site; the last touched first. */
export const ownPapers = (sql: Sql, owner: string, states: readonly (readonly [form: string, state: string])[], { offset, limit }: Page): IdPage => {
  const found = 'json_each(:states) w JOIN record r ON r.owner_id = :owner AND r.form = w.value ->> 0 AND r.state = w.value ->> 1 AND r.voided = 0 AND r.away = 0';
  const bound = { owner, states: JSON.stringify(states) };
  const ids = sql(`SELECT r.id FROM ${found} ORDER BY r.updated_at DESC, r.rid DESC LIMIT :limit OFFSET :offset`).all({ ...bound, offset, limit }) as { id: string }[];
  return { ids: ids.map(({ id }) => id), total: (sql(`SELECT count(*) AS total FROM ${found}`).get(bound) as { total: number }).total };
};

/** Papers of the forms a person wrote on the days, both included, the last written first. */
export const ownWritten = (sql: Sql, owner: string, { forms, from, to }: { readonly forms: readonly string[]; readonly from: string; readonly to: string }, { offset, limit }: Page): IdPage => {
  const found = 'record r WHERE r.owner_id = :owner AND r.created_at >= :from AND r.created_at < :end AND r.form IN (SELECT value FROM json_each(:forms))';
  const bound = { owner, forms: JSON.stringify(forms), from, end: `${to}~` };
  const ids = sql(`SELECT r.id FROM ${found} ORDER BY r.created_at DESC, r.rid DESC LIMIT :limit OFFSET :offset`).all({ ...bound, offset, limit }) as { id: string }[];
  return { ids: ids.map(({ id }) => id), total: (sql(`SELECT count(*) AS total FROM ${found}`).get(bound) as { total: number }).total };
};

/** How many papers of each form stand in each state. One that headquarters gave to another site, or voided when it was sealed, keeps its state and is not among them. */
export const tallyStanding = (sql: Sql): readonly { readonly form: string; readonly state: string; readonly n: number }[] =>
  sql(
    `SELECT c.form, c.state, c.n - coalesce(v.n, 0) AS n FROM record_count c LEFT JOIN (
       SELECT form, state, count(*) AS n FROM (SELECT form, state FROM record WHERE voided = 1 UNION ALL SELECT form, state FROM record WHERE away = 1 AND voided = 0) GROUP BY form, state) v ON v.form = c.form AND v.state = c.state
     WHERE c.n > coalesce(v.n, 0)`,
  ).all() as { form: string; state: string; n: number }[];
