import { msToSecond } from '../domain/clocks/shanghai.ts';
import type { FormDef } from '../domain/forms/form.ts';
import type { Data, Person, Rec } from '../domain/record/record.ts';
import { ok, refuse, type Result } from '../domain/result.ts';
import { checkMerge } from '../domain/sync/decision.ts';
import type { Database } from './database.ts';
import { appendOwn, doneBy } from './ownLog.ts';
import type { Headquarters } from './wire.ts';

/** A record of which there are two versions: its own, and that of the station whose work could not be laid over it. */
export type Conflict = { readonly doc: string; readonly station: string; readonly stationCode: string; readonly reason: string; readonly openedAt: string; readonly ops: number; readonly main: Rec | null; readonly branch: Rec };

type Row = { readonly doc: string; readonly station: string; readonly code: string; readonly reason: string; readonly opened_at: Date; readonly ops: number; readonly main: Rec | null; readonly body: Rec };

const open = `select b.doc, b.station, d.code, b.reason, b.opened_at, b.ops, r.body as main, b.body from branch b join device d on d.tenant = b.tenant and d.station = b.station left join record r on r.tenant = b.tenant and r.id = b.doc
  where b.state = 'open'`;
const rowToConflict = ({ code, opened_at: openedAt, body, ...row }: Row): Conflict => ({ ...row, stationCode: code, openedAt: openedAt.toISOString(), branch: body });

/** Conflicts that wait for a person, the oldest first. */
export const openConflicts = async (database: Database, limit = 100): Promise<readonly Conflict[]> =>
  (await database.pool.query<Row>(`${open} order by b.opened_at limit $1`, [limit])).rows.map(rowToConflict);

/** The one between a record and a station's version of it, however many wait before it; null when none is open. */
export const openConflict = async (database: Database, doc: string, station: string): Promise<Conflict | null> => {
  const { rows: [row] } = await database.pool.query<Row>(`${open} and b.doc = $1 and b.station::text = $2`, [doc, station]);
  return row ? rowToConflict(row) : null;
};

/** What a person decided; `command` as in an order (dispatch.ts). `merged` lays the named cells over the record; `branch` takes the other version whole, its signatures and seal included. */
export type Decision = { readonly doc: string; readonly station: string; readonly took: 'main' | 'branch' | 'merged'; readonly set: Data; readonly unset: readonly string[]; readonly command?: string };

/**
 * Writes the decision as an operation that names both parents. Refused with `not-found` (nothing is open), `sealed` (a sealed record keeps its
 * content: only `main` can be taken), `not-editable` (cells under a signature would change: one version is taken whole), and, for what is
 * merged, like a station refuses an edit (`unknown-field`, `wrong-type`, …).
 */
export const decideConflict = (database: Database, headquarters: Headquarters, by: Person, decision: Decision): Promise<Result<Rec>> =>
  database.transaction(async (client) => {
    const done = await doneBy(client, decision.command);
    if (done) return ok(done);
    const rec = (await client.query<{ body: Rec }>('select body from record where id = $1 for update', [decision.doc])).rows[0]?.body;
    const branch = (await client.query<{ head: string; body: Rec }>(`select head, body from branch where doc = $1 and station = $2 and state = 'open' for update`, [decision.doc, decision.station])).rows[0];
    if (!rec || !branch) return refuse('not-found');
    if (rec.seal && decision.took !== 'main') return refuse('sealed');
    if (decision.took === 'merged') {
      const def = (await client.query<{ body: FormDef }>('select body from definition where hash = $1', [rec.def])).rows[0]?.body;
      if (!def) return refuse('form-unknown', { params: { form: rec.form } });
      const fits = checkMerge(rec, def, decision, msToSecond(Date.now()));
      if (!fits.ok) return fits;
    }
    const newest = (await client.query<{ hash: string }>(`select hash from op where doc = $1 and outcome = 'applied' and kind <> 'defined' order by server_seq desc limit 1`, [rec.id])).rows[0]!;
    const standing = await appendOwn(client, headquarters, by, new Map([[rec.id, rec]]), [{
      doc: rec.id,
      event: {
        kind: 'resolved', parents: [newest.hash, branch.head], took: decision.took, set: decision.took === 'merged' ? decision.set : {}, unset: decision.took === 'merged' ? decision.unset : [],
        ...(decision.took === 'branch' ? { record: branch.body } : {}),
      },
    }], decision.command);
    return ok(standing.get(rec.id)!);
  });
