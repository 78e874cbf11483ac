import type { Pool, PoolClient } from 'pg';
import type { FormDef } from '../domain/forms/form.ts';
import { reinstatement, replacement } from '../domain/record/corrections.ts';
import type { Person, Rec } from '../domain/record/record.ts';
import { clashing, uniqueValues } from '../domain/record/unique.ts';
import type { Database } from './database.ts';
import { appendOwn } from './ownLog.ts';
import type { Headquarters } from './wire.ts';

type Pair = { readonly correction: Rec; readonly def: FormDef; readonly original: string; readonly was: boolean };

/** The corrections among the records, each with the paper it corrects; `was`: it was already taken off that paper. */
const pairsOf = async (client: PoolClient, docs: readonly string[]): Promise<readonly Pair[]> =>
  (await client.query<Pair>(
    `select c.body as correction, d.body as def, o.id as original,
       exists (select 1 from op where op.doc = o.id and op.kind = 'reinstated' and op.outcome = 'applied' and position('"from":"' || c.id || '"' in op.bytes) > 0) as was
     from record c cross join lateral jsonb_path_query_first(c.body, '$.links[*] ? (@.rel == "corrects").to') as named (id)
     join record o on o.id = named.id #>> '{}' join definition d on d.hash = c.body ->> 'def' where c.id = any($1) order by o.id`, [docs],
  )).rows;

/** An original that stays replaced by a correction that was thrown away: `by` carries its unique values by now. */
export type Kept = { readonly number: string; readonly by: { readonly id: string; readonly number: string } };

/** The living paper of its site that has taken the place an original would have once its correction is off it; null when it is free. */
export const takenBy = async (client: Pool | PoolClient, original: Rec, def: FormDef): Promise<Kept['by'] | null> => {
  const { correctedBy: _, ...standing } = original;
  const wanted = uniqueValues(standing, def);
  if (!wanted) return null;
  const { rows } = await client.query<{ body: Rec }>(`select body from record where form = $1 and site = $2 and id <> $3 and body -> 'data' @> $4::jsonb order by id`, [original.form, original.context.site.code, original.id, JSON.stringify(wanted)]);
  const taken = clashing(standing, def, rows.map(({ body }) => body));
  return taken ? { id: taken.id, number: taken.number } : null;
};

/** After a push: for each person the records he took a step with. */
export const settleStepped = async (database: Database, headquarters: Headquarters, stepped: ReadonlyMap<string, Person>): Promise<void> => {
  for (const [, each] of Map.groupBy(stepped, ([, { id }]) => id)) await settleCorrections(database, headquarters, each[0]![1], each.map(([doc]) => doc));
};

/**
 * A paper is corrected as long as its correction stands. A desk that throws a correction away says so on the original itself; what headquarters did to a correction,
 * or a desk that may not write the original, headquarters says (docs/decisions/0031). In a transaction of its own, after the one that changed `docs`. An original whose
 * place is taken stays as it is, for a person to decide, and is answered.
 */
export const settleCorrections = async (database: Database, headquarters: Headquarters, by: Person, docs: readonly string[]): Promise<readonly Kept[]> => {
  if (docs.length === 0) return [];
  const { written, kept } = await database.transaction(async (client) => {
    const written: string[] = [];
    const kept: Kept[] = [];
    for (const { correction, def, original, was } of await pairsOf(client, docs)) {
      const { body: rec, own } = (await client.query<{ body: Rec; own: FormDef }>(`select r.body, d.body as own from record r join definition d on d.hash = r.body ->> 'def' where r.id = $1 for update of r`, [original])).rows[0]!;
      const event = reinstatement(rec, correction, def) ?? (was ? replacement(rec, correction, def) : null);
      if (!event) continue;
      const taken = event.kind === 'reinstated' ? await takenBy(client, rec, own) : null;
      if (taken) {
        kept.push({ number: rec.number, by: taken });
        continue;
      }
      await appendOwn(client, headquarters, by, new Map([[original, rec]]), [{ doc: original, event }]);
      written.push(original);
    }
    return { written, kept };
  });
  // a paper in force again, or no longer, may be a correction itself
  return [...kept, ...(await settleCorrections(database, headquarters, by, written))];
};
