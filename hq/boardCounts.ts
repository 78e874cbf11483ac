import type { PoolClient } from 'pg';

/** Under this name rounds are counted; no field can have it. */
export const roundName = '~round';

export type Tally = { readonly site: string; readonly form: string; readonly at: string; readonly counts: boolean; readonly round: string | null; readonly cells: Readonly<Record<string, string>> };
export type Due = { readonly site: string; readonly clock: string; readonly due: string; readonly kept: string | null };
type Count = { readonly form: string; readonly name: string; readonly day: string; readonly site: string; readonly value: string };

/** Everything one paper is counted as. */
const countsOf = ({ site, form, at, counts, round, cells }: Tally): readonly Count[] => {
  if (!counts) return [];
  const day = at.slice(0, 10);
  const written = day === '' ? [] : [['', ''] as const, ...Object.entries(cells)].map(([name, value]) => ({ form, name, day, site, value }));
  // the key of a round begins with its day
  return round === null ? written : [...written, { form, name: roundName, day: round.slice(0, 10), site, value: round }];
};

/** Adds up the numbers of what has one place in a table; what came to nought changes nothing. */
const added = <T extends object>(rows: readonly (readonly [place: T, numbers: Readonly<Record<string, number>>])[]): readonly object[] => {
  const byPlace = new Map<string, { readonly place: T; readonly numbers: Record<string, number> }>();
  for (const [place, numbers] of rows) {
    const key = JSON.stringify(place);
    const sums = byPlace.get(key) ?? { place, numbers: {} };
    for (const [name, value] of Object.entries(numbers)) sums.numbers[name] = (sums.numbers[name] ?? 0) + value;
    byPlace.set(key, sums);
  }
  return [...byPlace.values()].flatMap(({ place, numbers }) => (Object.values(numbers).some((value) => value !== 0) ? [{ ...place, ...numbers }] : []));
};

/** Takes papers out of the counts as they were, and counts them as they are. For one writer at a time. */
export const countTallies = async (client: PoolClient, before: readonly Tally[], after: readonly Tally[]): Promise<void> => {
  const rows = added([...before.flatMap((tally) => countsOf(tally).map((place) => [place, { n: -1 }] as const)), ...after.flatMap((tally) => countsOf(tally).map((place) => [place, { n: 1 }] as const))]);
  if (rows.length === 0) return;
  await client.query(
    `insert into record_count as c (form, name, day, site, value, n) select * from jsonb_to_recordset($1::jsonb) as t (form text, name text, day text, site text, value text, n integer)
     on conflict (tenant, form, name, day, site, value) do update set n = c.n + excluded.n`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `delete from record_count c using jsonb_to_recordset($1::jsonb) as t (form text, name text, day text, site text, value text)
      where c.tenant = tenant() and c.form = t.form and c.name = t.name and c.day = t.day and c.site = t.site and c.value = t.value and c.n = 0`,
    [JSON.stringify(rows)],
  );
};

/** The same for clocks. */
export const countDues = async (client: PoolClient, before: readonly Due[], after: readonly Due[]): Promise<void> => {
  const counted = ({ site, clock, due, kept }: Due, by: 1 | -1) => {
    const isMet = kept !== null && kept <= due;
    return [{ clock, due, site }, { open: kept === null ? by : 0, met: isMet ? by : 0, missed: isMet ? 0 : by }] as const;
  };
  const rows = added([...before.map((each) => counted(each, -1)), ...after.map((each) => counted(each, 1))]);
  if (rows.length === 0) return;
  await client.query(
    `insert into record_due as c (clock, due, site, open, met, missed) select * from jsonb_to_recordset($1::jsonb) as t (clock text, due text, site text, open integer, met integer, missed integer)
     on conflict (tenant, clock, due, site) do update set open = c.open + excluded.open, met = c.met + excluded.met, missed = c.missed + excluded.missed`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `delete from record_due c using jsonb_to_recordset($1::jsonb) as t (clock text, due text, site text)
      where c.tenant = tenant() and c.clock = t.clock and c.due = t.due and c.site = t.site and c.open = 0 and c.met = 0 and c.missed = 0`,
    [JSON.stringify(rows)],
  );
};
