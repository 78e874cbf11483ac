import type { HistoryEntry, RecordSync, RecordView, SyncMark } from '../../domain/api/types.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { contractOfRecord } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { linksOf, type Known } from '../../domain/record/around.ts';
import { pausesOf, recordClocks } from '../../domain/record/clocks.ts';
import type { GraphSource } from '../../domain/record/linkGraph.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { refused } from '../../domain/refused.ts';
import { contentHash } from '../../domain/seal/content.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import { keptReplacedBy } from '../corrections.ts';
import type { Database } from '../database.ts';
import { legible, reckoned } from '../legible.ts';
import type { Definitions } from './definitions.ts';

/** papers that name one: more are not told */
const mostLinked = 200;

/** Records one by one; `within`: of these sites only, and of those around them. */
export const createViews = (database: Database, definitions: Definitions, own: string, within: readonly string[] | null = null) => {
  const bodies = async (ids: readonly string[]): Promise<readonly Rec[]> => (ids.length === 0 ? [] : (await database.pool.query<{ body: Rec }>('select body from record where id = any($1) and ($2::text[] is null or site = any($2))', [ids, within])).rows.map(({ body }) => body));
  const graph: GraphSource = {
    records: async (ids) => {
      const found = await bodies(ids);
      const defs = await definitions(found.map(({ def }) => def));
      return found.map((rec) => ({ rec, def: defs.get(rec.def) ?? null }));
    },
    into: async (ids) => {
      const { rows } = await database.pool.query<{ doc: string }>('select distinct doc from record_link where target = any($1) limit $2', [ids, mostLinked]);
      const found = await bodies(rows.map(({ doc }) => doc));
      const defs = await definitions(found.map(({ def }) => def));
      return found.flatMap((rec) => {
        const def = defs.get(rec.def);
        return def ? linksOf(rec, def).flatMap(({ rel, to }) => (ids.includes(to) && to !== rec.id ? [{ from: rec.id, to, rel: rel as string }] : [])) : [];
      });
    },
  };

  /** A record with the definition pinned in it. Throws `not-found`, `definition-from-future`. */
  const known = async (id: string): Promise<Known> => {
    const [rec] = await bodies([id]);
    if (!rec) throw refused('not-found');
    const def = (await definitions([rec.def])).get(rec.def);
    if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
    return { rec, def };
  };

  const syncOf = async (rec: Rec): Promise<RecordSync> => {
    const [verified, branches, holders] = await Promise.all([
      database.pool.query<{ sha256: string }>('select sha256 from blob where verified and sha256 = any($1)', [rec.attachments.map(({ sha256 }) => sha256)]),
      database.pool.query<{ station: string; code: string; reason: string; body: Rec }>(`select b.station, d.code, b.reason, b.body from branch b join device d on d.tenant = b.tenant and d.station = b.station where b.doc = $1 and b.state = 'open' order by b.opened_at limit 1`, [rec.id]),
      database.pool.query<{ code: string }>('select code from device where station::text = $1', [holderOf(rec)]),
    ]);
    const here = new Set(verified.rows.map(({ sha256 }) => sha256));
    const files = Object.fromEntries(rec.attachments.map(({ sha256 }): [string, SyncMark] => [sha256, { state: here.has(sha256) ? 'at-headquarters' : 'unsent' }]));
    const mine = holderOf(rec) === own;
    const whose = { files, mine, ...(holders.rows[0] ? { holder: holders.rows[0].code } : {}) };
    const [branch] = branches.rows;
    if (branch) return { state: 'conflict', reason: branch.reason, branch: branch.body, branchOf: { id: branch.station, code: branch.code }, ...whose };
    return { state: Object.values(files).every(({ state }) => state === 'at-headquarters') ? 'at-headquarters' : 'unsent', ...whose };
  };

  const historyOf = async (id: string): Promise<readonly HistoryEntry[]> => {
    const { rows } = await database.pool.query<{ server_seq: number; bytes: string }>(`select server_seq, bytes from op where doc = $1 and kind <> 'defined' and outcome = 'applied' order by server_seq`, [id]);
    return rows.map(({ server_seq: seq, bytes }) => {
      const { at, by, event } = JSON.parse(bytes) as Op;
      return { seq, at, by, event };
    });
  };

  return {
    graph, known,
    /** Whether a record that may be seen names the file. */
    names: async (sha256: string): Promise<boolean> => within === null || (await database.pool.query(`select 1 from record where site = any($1) and body -> 'attachments' @> $2::jsonb limit 1`, [within, JSON.stringify([{ sha256 }])])).rowCount !== 0,
    definition: async (hash: string): Promise<Known['def']> => {
      const def = (await definitions([hash])).get(hash);
      if (!def) throw refused('definition-from-future');
      return def;
    },
    /** The open version of a station; null when there is none. */
    branch: async (id: string, station: string): Promise<Rec | null> => (await database.pool.query<{ body: Rec }>(`select body from branch where doc = $1 and station = $2 and state = 'open'`, [id, station])).rows[0]?.body ?? null,
    /** A record as the window shows it, its clocks by the contract of its site. Headquarters writes no cell of it: what it may do are operations of its own (domain/api/headquarters.ts). */
    view: async (id: string, contractsAt: (site: string) => Promise<readonly ContractProfile[]>, calendar: Calendar): Promise<RecordView> => {
      const { rec, def } = await known(id);
      const [into, sync, history, contracts, taken] = await Promise.all([graph.into([id]), syncOf(rec), historyOf(id), contractsAt(rec.context.site.code), keptReplacedBy(database.pool, rec, def)]);
      const links = [...linksOf(rec, def).map(({ rel, to }) => ({ rel: rel as string, id: to, incoming: false })), ...into.map(({ rel, from }) => ({ rel, id: from, incoming: true }))];
      const others = new Map((await graph.records([...new Set(links.map((link) => link.id))])).map((each) => [each.rec.id, each]));
      const around = [...others.values()].flatMap((each): Known[] => (each.def ? [{ rec: each.rec, def: each.def }] : []));
      return {
        record: rec, ...(taken && { placeTaken: taken }), transitions: [], editable: false, becomings: [], history, sync, unsent: sync.state !== 'at-headquarters', contentHash: contentHash(rec),
        clocks: reckoned(rec.id, () => recordClocks(legible(rec, def, database.log), def, contractOfRecord(contracts, rec), calendar, pausesOf(rec.id, around, dayOf(msToSecond(Date.now())))), [], database.log),
        linked: links.flatMap((link) => {
          const other = others.get(link.id);
          if (!other) return [];
          const label = (link.incoming ? other.def : def)?.fields[link.rel]?.label;
          return [{ ...link, ...(label && { label }), number: other.rec.number, form: other.rec.form, state: other.rec.state, ...(other.rec.voided && { voided: true }) }];
        }),
      };
    },
  };
};
export type Views = ReturnType<typeof createViews>;
