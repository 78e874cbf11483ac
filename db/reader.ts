import type { CopyRow } from '../domain/api/contract.ts';
import type { FormDef } from '../domain/forms/form.ts';
import { firstPrev, type Op } from '../domain/record/op.ts';
import type { Ink, Rec } from '../domain/record/record.ts';
import { briefsOf } from './brief.ts';
import { clocksBetween, openClocks } from './clocks.ts';
import { alikeRecords, listIds, listPage, rowsInStates, rowsWithoutClock, searchRows } from './list.ts';
import { pickRows, rowsById } from './pick.ts';
import { fileTexts } from './fileText.ts';
import { issuedAfter, issuedNames, issuedRecords } from './issued.ts';
import { namesLike } from './names.ts';
import { createPulledReader, versionsOf } from './pulled.ts';
import { ackedSeq, importedLineKey, isLookup, longestLookup, typedRecords } from './rows.ts';
import { recordsBetween } from './span.ts';
import { answeredRounds, clockPapers, leftOut, ownPapers, ownWritten, roundSheets, standings, tallied, tallyDays, tallyJudgedClocks, tallyOpenClocks, tallyOwn, tallyStanding, tallyValues } from './tally.ts';
import type { Words } from './searchRows.ts';
import type { Sql } from './sqlite.ts';
import type { BlobRow, DoneCommand, Draft, Reader, StoredOp } from './store.ts';

type StoredDraft = { readonly record: string; readonly account: string; readonly base: number; readonly body: string; readonly saved_at: string };
const toDraft = (row: StoredDraft): Draft => {
  const { set, unset } = JSON.parse(row.body) as Pick<Draft, 'set' | 'unset'>;
  return { record: row.record, account: row.account, base: row.base, set, unset, savedAt: row.saved_at };
};

type StoredBlob = { readonly sha256: string; readonly size: number; readonly type: string; readonly acked: number };
const toBlobRow = (row: StoredBlob): BlobRow => ({ ...row, acked: row.acked === 1 });

/** The column of the one row a statement finds, or null. */
const one = <T>(sql: Sql, text: string, ...params: readonly unknown[]): T | null => (sql(text).get(...params) as T | undefined) ?? null;
const bodyOf = <T>(row: { readonly body: string } | null): T | null => (row === null ? null : (JSON.parse(row.body) as T));

/**
 * Answers the questions of `Reader` on one connection. Bodies were written by the writer, so they are read as what they are. `words` says where a
 * search looks so that no record is missed: every question to the full-text index begins with that.
 */
export const createReader = (sql: Sql, words: () => Words): Reader => {
  // a definition is named by its hash: read once, it is the same for good. Whether it is here is asked each time, because a transaction may be undone
  const definitions = new Map<string, FormDef>();
  const definition: Reader['definition'] = (hash) => {
    const read = definitions.get(hash);
    if (read && one(sql, 'SELECT 1 FROM definition WHERE hash = ?', hash) !== null) return read;
    const def = bodyOf<FormDef>(one(sql, 'SELECT body FROM definition WHERE hash = ?', hash));
    if (def) definitions.set(hash, def);
    return def;
  };
  const head: Reader['head'] = () => one<{ seq: number; hash: string }>(sql, 'SELECT seq, hash FROM op ORDER BY seq DESC LIMIT 1') ?? { seq: 0, hash: firstPrev };
  const opsOf: Reader['opsOf'] = (doc) => versionsOf(sql, doc).flatMap(({ outcome, seq, hash, bytes }) => (outcome === 'conflict' ? [] : [{ seq, hash, bytes }]));
  return {
    head,
    opsOf,
    ...createPulledReader(sql),
    meta: (key) => one<{ value: string }>(sql, 'SELECT value FROM meta WHERE key = ?', key)?.value ?? null,
    record: (id) => bodyOf<Rec>(one(sql, 'SELECT b.body FROM record r JOIN record_body b ON b.rid = r.rid WHERE r.id = ?', id)),
    issued: (query) => issuedRecords(sql, query),
    issuedAfter: (query) => issuedAfter(sql, query),
    issuedNames: (span) => issuedNames(sql, span),
    fileTexts: (text, limit) => fileTexts(sql, text, limit),
    filesAtFault: (sha256s, fault) => sql('SELECT sha256 FROM file_text WHERE page = 0 AND body = ? AND sha256 IN (SELECT value FROM json_each(?))').pluck().all(fault, JSON.stringify(sha256s)) as string[],
    unreadFiles: (limit) => (sql('SELECT b.* FROM blob b WHERE NOT EXISTS (SELECT 1 FROM file_text t WHERE t.sha256 = b.sha256) LIMIT ?').all(limit) as StoredBlob[]).map(toBlobRow),
    corrected: () => sql(`SELECT r.id, b.body ->> '$.correctedBy' AS by FROM record r JOIN record_body b ON b.rid = r.rid WHERE r.corrected = 1`).all() as ReturnType<Reader['corrected']>,
    numbered: (form, number) => bodyOf<Rec>(one(sql, 'SELECT b.body FROM record r JOIN record_body b ON b.rid = r.rid WHERE r.form = ? AND r.number = ?', form, number)),
    imported: (form, from) => {
      const [name, value] = 'number' in from ? ['#imported', from.number.slice(0, longestLookup)] : ['#importedLine', importedLineKey(from.sha256, from.line)];
      const found = sql('SELECT b.body FROM record_field f JOIN record_body b ON b.rid = f.rid WHERE f.form = ? AND f.name = ? AND f.value = ? ORDER BY f.rid').all(form, name, value) as { body: string }[];
      return found.map(({ body }) => JSON.parse(body) as Rec);
    },
    definition,
    history: (doc) =>
      opsOf(doc).map(({ bytes }) => {
        const { seq, at, by, event } = JSON.parse(bytes) as Op;
        return { seq, at, by, event };
      }),
    opsAfter: (after, maxOps, maxBytes) => {
      const ops: StoredOp[] = [];
      let size = 0;
      for (const op of sql('SELECT seq, hash, bytes FROM op WHERE seq > ? ORDER BY seq LIMIT ?').iterate(after, Math.max(1, maxOps)) as IterableIterator<StoredOp>) {
        size += Buffer.byteLength(op.bytes);
        if (ops.length > 0 && size > maxBytes) break;
        ops.push(op);
      }
      return ops;
    },
    op: (seq) => one<StoredOp>(sql, 'SELECT seq, hash, bytes FROM op WHERE seq = ?', seq),
    // the sequence has no gap
    unsentCount: () => head().seq - ackedSeq(sql),
    isUnsent: (doc) => (one<{ last: number | null }>(sql, 'SELECT max(seq) AS last FROM op WHERE doc = ?', doc)?.last ?? 0) > ackedSeq(sql),
    list: (query) => listPage(sql, query, words),
    listIds: (query, limit) => listIds(sql, query, limit, words),
    search: (text, limit) => searchRows(sql, text, limit, words()),
    alike: (form, pieces, limit) => alikeRecords(sql, form, pieces, limit, words()),
    names: (form, field, text, limit, given) => namesLike(sql, form, field, text, limit, given),
    rowsById: (ids) => rowsById(sql, ids),
    pick: (forms, text, limit) => pickRows(sql, forms, text, limit, words),
    rowsInStates: (form, states, limit) => rowsInStates(sql, form, states, limit),
    recordsWhere: (form, equals, limit) => {
      const wanted = Object.entries(equals);
      const unindexed = wanted.find(([, value]) => !isLookup(value));
      if (unindexed) throw new RangeError(`records cannot be looked up by this value of '${unindexed[0]}'`);
      const lookups = wanted.map(() => 'SELECT rid FROM record_field WHERE form = ? AND name = ? AND value = ?').join(' INTERSECT ');
      const source = wanted.length === 0 ? 'r.form = ?' : `r.rid IN (${lookups})`;
      const params = wanted.length === 0 ? [form] : wanted.flatMap(([name, value]) => [form, name, value]);
      const newest = `SELECT r.rid, r.created_at FROM record r WHERE ${source} ORDER BY r.created_at DESC, r.rid DESC LIMIT ?`;
      const bodies = sql(`SELECT b.body FROM (${newest}) n JOIN record_body b ON b.rid = n.rid ORDER BY n.created_at DESC, n.rid DESC`).all(...params, limit) as { body: string }[];
      return bodies.map(({ body }) => JSON.parse(body) as Rec);
    },
    recordsWithFile: (sha256) =>
      (sql('SELECT b.body FROM record_file f JOIN record_body b ON b.rid = f.rid WHERE f.sha256 = ? ORDER BY f.rid').all(sha256) as { body: string }[])
        .map(({ body }) => JSON.parse(body) as Rec)
        .filter((rec) => rec.attachments.some((file) => file.sha256 === sha256)),
    rowsWithoutClock: (form, states, limit) => rowsWithoutClock(sql, form, states, limit),
    recordsBetween: (form, field, from, to, limit) => recordsBetween(sql, form, field, from, to, limit),
    openClocks: (limit) => openClocks(sql, limit),
    // form by form, each at the end of its index
    firstMade: () => (sql('SELECT min((SELECT min(created_at) FROM record r WHERE r.form = f.form)) AS first FROM (SELECT DISTINCT form FROM record_count) f').get() as { first: string | null }).first,
    clocksBetween: (from, to) => clocksBetween(sql, from, to),
    briefs: (query) => briefsOf(sql, query),
    tallyDays: (query) => tallyDays(sql, query),
    leftOut: (query) => leftOut(sql, query),
    standings: (query) => standings(sql, query),
    tallyValues: (query, name) => tallyValues(sql, query, name),
    tallied: (query, where, page) => tallied(sql, query, where, page),
    tallyOpenClocks: (clocks, edges) => tallyOpenClocks(sql, clocks, edges),
    tallyJudgedClocks: (query) => tallyJudgedClocks(sql, query),
    clockPapers: (query, page) => clockPapers(sql, query, page),
    answeredRounds: (query) => answeredRounds(sql, query),
    roundSheets: (query) => roundSheets(sql, query),
    tallyOwn: (owner, forms, from) => tallyOwn(sql, owner, forms, from),
    ownWritten: (owner, query, page) => ownWritten(sql, owner, query, page),
    ownPapers: (owner, states, page) => ownPapers(sql, owner, states, page),
    linkedFrom: (id) => sql('SELECT l.rel, r.id FROM record_link l JOIN record r ON r.rid = l.rid WHERE l.target = ? ORDER BY l.rid').all(id) as { rel: string; id: string }[],
    draft: (record, account) => {
      const row = one<StoredDraft>(sql, 'SELECT * FROM draft WHERE record = ? AND account = ?', record, account);
      return row && toDraft(row);
    },
    typed: () => typedRecords(sql),
    ink: (record, role) => bodyOf<Ink>(one(sql, 'SELECT body FROM ink WHERE record = ? AND role = ?', record, role)),
    copies: (offset, limit) => {
      const rows = sql('SELECT c.body, r.id, r.number, r.form FROM copy c JOIN record r ON r.rid = c.rid ORDER BY c.at DESC, c.rowid DESC LIMIT ? OFFSET ?').all(limit, offset) as
        { body: string; id: string; number: string; form: string }[];
      const total = one<{ n: number }>(sql, 'SELECT count(*) AS n FROM copy')!.n;
      return { rows: rows.map((row) => ({ ...(JSON.parse(row.body) as CopyRow), record: row.id, number: row.number, form: row.form })), total };
    },
    blob: (sha256) => {
      const row = one<StoredBlob>(sql, 'SELECT * FROM blob WHERE sha256 = ?', sha256);
      return row && toBlobRow(row);
    },
    command: (id) => one<DoneCommand>(sql, 'SELECT id, digest, doc, answer FROM command WHERE id = ?', id),
    unsentBlobs: () => (sql('SELECT * FROM blob WHERE acked = 0').all() as StoredBlob[]).map(toBlobRow),
    countByState: () => tallyStanding(sql),
    countByForm: () => Object.fromEntries((sql('SELECT form, sum(n) AS n FROM record_count GROUP BY form').all() as { form: string; n: number }[]).map(({ form, n }) => [form, n])),
  };
};
