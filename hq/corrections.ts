import type { PoolClient } from 'pg';
import type { FormDef } from '../domain/forms/form.ts';
import { reinstatement, replacement } from '../domain/record/corrections.ts';
import type { Person, Rec } from '../domain/record/record.ts';
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

/** After a push: for each person the records he took a step with. */
export const settleStepped = async (database: Database, headquarters: Headquarters, stepped: ReadonlyMap<string, Person>): Promise<void> => {
  for (const [, each] of Map.groupBy(stepped, ([, { id }]) => id)) await settleCorrections(database, headquarters, each[0]![1], each.map(([doc]) => doc));
};

/**
 * A paper is corrected as long as its correction stands. A desk that throws a correction away says so on the original itself; what headquarters did to a correction,
 * or a desk that may not write the original, headquarters says (docs/decisions/0031). In a transaction of its own, after the one that changed `docs`.
 */
export const settleCorrections = async (database: Database, headquarters: Headquarters, by: Person, docs: readonly string[]): Promise<void> => {
  if (docs.length === 0) return;
  const settled = await database.transaction(async (client) => {
    const written: string[] = [];
    for (const { correction, def, original, was } of await pairsOf(client, docs)) {
      const rec = (await client.query<{ body: Rec }>('select body from record where id = $1 for update', [original])).rows[0]!.body;
      const event = reinstatement(rec, correction, def) ?? (was ? replacement(rec, correction, def) : null);
      if (!event) continue;
      await appendOwn(client, headquarters, by, new Map([[original, rec]]), [{ doc: original, event }]);
      written.push(original);
    }
    return written;
  });
  // a paper in force again, or no longer, may be a correction itself
  await settleCorrections(database, headquarters, by, settled);
};
