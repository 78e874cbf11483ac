import type { Rec } from '../domain/record/record.ts';
import type { Sql } from './sqlite.ts';
import type { BranchRow, OutcomeRow, PlacedOp, PulledOp, Reader, Writer } from './store.ts';
import { ChainError } from './storeError.ts';

/** Operations of headquarters and of other stations, and what became of our own. */
const columns = 'station, seq, n, hash, doc, bytes, state, branch';
type StoredPulled = Omit<PulledOp, 'branch'> & { readonly branch: number };
const toPulled = ({ branch, ...row }: StoredPulled): PulledOp => ({ ...row, branch: branch === 1 });

const placedSql = (docs: string): string =>
  `SELECT seq, hash, bytes, own, outcome FROM (
     SELECT o.seq AS seq, o.hash AS hash, o.bytes AS bytes, 1 AS own, coalesce(t.outcome, 'applied') AS outcome, o.seq AS at, 0 AS after, 0 AS n
       FROM op o LEFT JOIN outcome t ON t.seq = o.seq WHERE o.doc ${docs}
     UNION ALL
     SELECT seq, hash, bytes, 0, CASE state WHEN 'branch' THEN 'conflict' ELSE 'applied' END, after_own, 1, n FROM pulled WHERE doc ${docs} AND state <> 'raw')
   ORDER BY at, after, n`;
const toPlaced = (row: Omit<PlacedOp, 'own'> & { own: number }): PlacedOp => ({ ...row, own: row.own === 1 });

/**
 * Own and pulled operations of a record in the order this station saw them: a pulled one stands behind the newest own one of its time. An own
 * one that headquarters could not read still counts here.
 */
export const versionsOf = (sql: Sql, doc: string): readonly PlacedOp[] => (sql(placedSql('= ?')).all(doc, doc) as Parameters<typeof toPlaced>[0][]).map(toPlaced);

/** The same of several documents, in one order. */
const versionsOfAll = (sql: Sql, docs: readonly string[]): readonly PlacedOp[] => {
  const names = JSON.stringify(docs);
  return (sql(placedSql('IN (SELECT value FROM json_each(?))')).all(names, names) as Parameters<typeof toPlaced>[0][]).map(toPlaced);
};

type StoredBranch = { readonly doc: string; readonly reason: string; readonly head: string; readonly body: string };
const toBranch = ({ doc, reason, head, body }: StoredBranch): BranchRow => ({ doc, reason, head, record: JSON.parse(body) as Rec });

export const createPulledReader = (sql: Sql): Pick<Reader, 'versionsOf' | 'versionsOfAll' | 'pulled' | 'pulledHash' | 'lastSeen' | 'rawPulled' | 'unconfirmedPulled' | 'provenPulled' | 'outcomes' | 'branch' | 'branches'> => ({
  versionsOf: (doc) => versionsOf(sql, doc),
  versionsOfAll: (docs) => versionsOfAll(sql, docs),
  pulled: (station, seq) => {
    const row = sql(`SELECT ${columns} FROM pulled WHERE station = ? AND seq = ?`).get(station, seq) as StoredPulled | undefined;
    return row ? toPulled(row) : null;
  },
  pulledHash: (station, seq) => (sql('SELECT hash FROM pulled WHERE station = ? AND seq = ?').get(station, seq) as { hash: string } | undefined)?.hash ?? null,
  lastSeen: (doc) => (sql(`SELECT hash FROM pulled WHERE doc = ? AND state = 'applied' ORDER BY n DESC LIMIT 1`).get(doc) as { hash: string } | undefined)?.hash ?? null,
  rawPulled: (limit) => (sql(`SELECT ${columns} FROM pulled WHERE state = 'raw' ORDER BY n LIMIT ?`).all(limit) as StoredPulled[]).map(toPulled),
  unconfirmedPulled: (limit) => (sql(`SELECT ${columns} FROM pulled WHERE confirmed = 0 ORDER BY n LIMIT ?`).all(limit) as StoredPulled[]).map(toPulled),
  provenPulled: (after, limit) => sql('SELECT station, seq, n, hash, bytes, proof FROM pulled WHERE proof IS NOT NULL AND n > ? ORDER BY n LIMIT ?').all(after, limit) as ReturnType<Reader['provenPulled']>,
  outcomes: (doc) =>
    (sql('SELECT seq, doc, outcome, reason FROM outcome WHERE doc = ? ORDER BY seq').all(doc) as (Omit<OutcomeRow, 'reason'> & { reason: string | null })[]).map(({ reason, ...row }) => ({ ...row, ...(reason === null ? {} : { reason }) })),
  branch: (doc) => {
    const row = sql('SELECT doc, reason, head, body FROM branch WHERE doc = ?').get(doc) as StoredBranch | undefined;
    return row ? toBranch(row) : null;
  },
  branches: () => (sql('SELECT doc, reason, head, body FROM branch ORDER BY doc').all() as StoredBranch[]).map(toBranch),
});

export const createPulledWriter = (sql: Sql): Pick<Writer, 'putPulled' | 'doubtPulled' | 'putOutcome' | 'putBranch'> => ({
  putPulled: ({ station, seq, n, hash, doc, bytes, state, branch, proof }) => {
    const { changes } = sql(
      `INSERT INTO pulled (station, seq, n, hash, doc, bytes, after_own, state, branch, proof) VALUES (?, ?, ?, ?, ?, ?, coalesce((SELECT max(seq) FROM op), 0), ?, ?, ?)
       ON CONFLICT DO UPDATE SET n = excluded.n, doc = excluded.doc, state = excluded.state, branch = excluded.branch, confirmed = 1, proof = coalesce(excluded.proof, proof) WHERE hash = excluded.hash`,
    ).run(station, seq, n, hash, doc, bytes, state, branch || state === 'branch' ? 1 : 0, proof ?? null);
    if (changes === 0) throw new ChainError(`operation ${seq} of ${station} came down with another hash than before`);
  },
  doubtPulled: () => {
    sql('UPDATE pulled SET confirmed = 0 WHERE confirmed = 1').run();
  },
  putOutcome: ({ seq, doc, outcome, reason }) => {
    sql('INSERT INTO outcome VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason').run(seq, doc, outcome, reason ?? null);
  },
  putBranch: (doc, branch) => {
    if (branch === null) sql('DELETE FROM branch WHERE doc = ?').run(doc);
    else sql('INSERT INTO branch VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason, body = excluded.body, head = excluded.head').run(doc, branch.reason, JSON.stringify(branch.record), branch.head);
  },
});
