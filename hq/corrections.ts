import type { Pool, PoolClient } from 'pg';
import type { FormDef } from '../domain/forms/form.ts';
import { newestFirst, reinstatement, replacement } from '../domain/record/corrections.ts';
import type { Person, Rec } from '../domain/record/record.ts';
import { clashing, takesUniqueValues, uniqueValues } from '../domain/record/unique.ts';
import type { Database } from './database.ts';
import { appendOwn } from './ownLog.ts';
import type { Headquarters } from './wire.ts';

type Pair = { readonly correction: Rec; readonly def: FormDef; readonly original: string; readonly was: boolean };

/** The corrections among the records, each with the paper it corrects, newest first; `was`: it was already taken off that paper. */
const pairsOf = async (client: PoolClient, docs: readonly string[]): Promise<readonly Pair[]> =>
  (await client.query<Pair>(
    `select c.body as correction, d.body as def, o.id as original,
       exists (select 1 from op where op.doc = o.id and op.kind = 'reinstated' and op.outcome = 'applied' and position('"from":"' || c.id || '"' in op.bytes) > 0) as was
     from record c cross join lateral jsonb_path_query_first(c.body, '$.links[*] ? (@.rel == "corrects").to') as named (id)
     join record o on o.id = named.id #>> '{}' join definition d on d.hash = c.body ->> 'def' where c.id = any($1)`, [docs],
  )).rows.toSorted((a, b) => newestFirst(a.original, b.original));

/** What became of the originals: how many are in force again, and those that stay replaced because another paper has their place. */
export type Settled = { readonly settled: number; readonly kept: readonly Kept[] };

/** An original that stays replaced by a correction that was thrown away: `by` carries its unique values by now. */
export type Kept = { readonly number: string; readonly by: { readonly id: string; readonly form: string; readonly number: string } };

/** Of the record `c`, whose state has this tone. */
export const isThrownAway = (tone: string): string => `not c.body ? 'correctedBy' and (c.body ? 'voided' or ${tone} = 'void')`;

/** The living paper of its site that has taken the place an original would have once its correction is off it; null when it is free. */
const takenBy = async (client: Pool | PoolClient, original: Rec, def: FormDef): Promise<Kept['by'] | null> => {
  const { correctedBy: _, ...standing } = original;
  const wanted = uniqueValues(standing, def);
  if (!wanted) return null;
  const { rows } = await client.query<{ body: Rec }>(`select body from record where form = $1 and site = $2 and id <> $3 and body -> 'data' @> $4::jsonb order by id`, [original.form, original.context.site.code, original.id, JSON.stringify(wanted)]);
  const taken = clashing(standing, def, rows.map(({ body }) => body));
  return taken ? { id: taken.id, form: taken.form, number: taken.number } : null;
};

/** Of a paper whose correction was thrown away: the one that has taken its place, so that it is not in force again. */
export const keptReplacedBy = async (client: Pool | PoolClient, rec: Rec, def: FormDef): Promise<Kept['by'] | null> => {
  if (rec.correctedBy === undefined) return null;
  const { rows: [correction] } = await client.query<{ body: Rec; def: FormDef }>(`select r.body, d.body as def from record r join definition d on d.tenant = r.tenant and d.hash = r.body ->> 'def' where r.id = $1`, [rec.correctedBy]);
  return correction && reinstatement(rec, correction.body, correction.def) ? takenBy(client, rec, def) : null;
};

/** Corrections of papers that stayed replaced because one of `docs` had their place and has it no more. */
const freedBy = async (client: PoolClient, docs: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await client.query<{ body: Rec; def: FormDef }>(`select r.body, d.body as def from record r join definition d on d.hash = r.body ->> 'def' where r.id = any($1) and d.body ? 'unique'`, [docs]);
  const freed: string[] = [];
  for (const { body: rec, def } of rows) {
    // the place it would have if it were living: null as long as it still has it
    const { voided: _, correctedBy: __, ...living } = rec;
    const place = takesUniqueValues(rec, { ...living, state: def.lifecycle.initial }, def);
    if (!place) continue;
    const waiting = await client.query<{ by: string }>(`select body ->> 'correctedBy' as by from record where form = $1 and site = $2 and body ? 'correctedBy' and body -> 'data' @> $3::jsonb`, [rec.form, rec.context.site.code, JSON.stringify(place)]);
    freed.push(...waiting.rows.map(({ by }) => by));
  }
  return freed;
};

/** After a push: for each person the records he took a step with. */
export const settleStepped = async (database: Database, headquarters: Headquarters, stepped: ReadonlyMap<string, Person>): Promise<void> => {
  for (const [, each] of Map.groupBy(stepped, ([, { id }]) => id)) await settleCorrections(database, headquarters, each[0]![1], each.map(([doc]) => doc));
};

/**
 * A paper is corrected as long as its correction stands. A desk that throws a correction away says so on the original itself; what headquarters did to a correction,
 * or a desk that may not write the original, headquarters says (docs/decisions/0031). In a transaction of its own, after the one that changed `docs`. An original whose
 * place is taken stays as it is, for a person to decide, and is answered; it is in force again once the other gives that place up.
 */
export const settleCorrections = async (database: Database, headquarters: Headquarters, by: Person, docs: readonly string[]): Promise<Settled> => {
  if (docs.length === 0) return { settled: 0, kept: [] };
  const { written, settled, kept } = await database.transaction(async (client) => {
    const written: string[] = [];
    const kept: Kept[] = [];
    let settled = 0;
    // what a correction itself gives back goes before what waits for the place
    const freed = (await freedBy(client, docs)).filter((id) => !docs.includes(id));
    const pairs = [...(await pairsOf(client, docs)), ...(await pairsOf(client, freed))];
    await client.query('select 1 from record where id = any($1) order by id for update', [pairs.map(({ original }) => original)]);
    for (const { correction, def, original, was } of pairs) {
      const { body: rec, own } = (await client.query<{ body: Rec; own: FormDef }>(`select r.body, d.body as own from record r join definition d on d.hash = r.body ->> 'def' where r.id = $1`, [original])).rows[0]!;
      const event = reinstatement(rec, correction, def) ?? (was ? replacement(rec, correction, def) : null);
      if (!event) continue;
      const taken = event.kind === 'reinstated' ? await takenBy(client, rec, own) : null;
      if (taken) {
        kept.push({ number: rec.number, by: taken });
        continue;
      }
      await appendOwn(client, headquarters, by, new Map([[original, rec]]), [{ doc: original, event }]);
      written.push(original);
      if (event.kind === 'reinstated') settled += 1;
    }
    return { written, settled, kept };
  });
  // a paper in force again, or no longer, may be a correction itself
  const after = await settleCorrections(database, headquarters, by, written);
  return { settled: settled + after.settled, kept: [...kept, ...after.kept] };
};
