import { roundOf } from '../domain/forms/indexing.ts';
import { longestOp } from '../domain/record/op.ts';
import type { Rec, Value } from '../domain/record/record.ts';
import { standingRefusal } from '../domain/record/sign.ts';
import { timeField } from '../domain/report/brief.ts';
import { dropFileText, putFileText } from './fileText.ts';
import { putClocks } from './clocks.ts';
import { createPulledWriter } from './pulled.ts';
import { ackedKey, ackedSeq, askFilesKey, importedLineKey, isLookup, longestLookup } from './rows.ts';
import { dueSearch, toSearchRow, type SearchRow } from './searchRows.ts';
import type { Sql } from './sqlite.ts';
import { undatedName } from './tally.ts';
import { ChainError, StoreError } from './storeError.ts';
import type { Reader, RecordIndex, Writer } from './store.ts';

/** The writing half of a transaction; it reads through the same connection and so sees its own writes. */
export const createWriter = (sql: Sql, reader: Reader, toSearch: SearchRow[]): Writer => ({
  ...reader,
  setMeta: (key, value) => {
    if (value === null) sql('DELETE FROM meta WHERE key = ?').run(key);
    else sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(key, value);
  },
  append: ({ op, bytes, hash }) => {
    const head = reader.head();
    if (op.seq !== head.seq + 1) throw new ChainError(`operation ${op.seq} does not follow ${head.seq}`);
    if (op.prev !== head.hash) throw new ChainError(`operation ${op.seq} names another predecessor than the head`);
    const size = Buffer.byteLength(bytes);
    if (size > longestOp) throw new StoreError('operation-too-large', `${op.event.kind} of ${op.doc} has ${size} bytes, the wire carries ${longestOp}`);
    sql('INSERT INTO op (seq, hash, doc, bytes) VALUES (?, ?, ?, ?)').run(op.seq, hash, op.doc, bytes);
  },
  putRecord: (rec, index, words = 'now') => {
    const rid = putRecord(sql, rec, index);
    if (words === 'later') dueSearch(sql, rid);
    else toSearch.push(toSearchRow(rid, rec, index));
  },
  putClocks: (id, clocks) => {
    const row = sql('SELECT rid FROM record WHERE id = ?').get(id) as { rid: number } | undefined;
    if (row) putClocks(sql, row.rid, clocks);
  },
  putDefinition: (hash, def) => {
    sql('INSERT INTO definition VALUES (?, ?) ON CONFLICT DO NOTHING').run(hash, JSON.stringify(def));
  },
  nextSerial: (prefix, year) =>
    (sql('INSERT INTO serial VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last').get(prefix, year) as { last: number }).last,
  putDraft: ({ record, account, base, set, unset, savedAt }) => {
    sql('INSERT INTO draft VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET base = excluded.base, body = excluded.body, saved_at = excluded.saved_at')
      .run(record, account, base, JSON.stringify({ set, unset }), savedAt);
  },
  dropDraft: (record, account) => {
    sql('DELETE FROM draft WHERE record = ? AND account = ?').run(record, account);
  },
  putInk: (record, role, ink) => {
    if (ink === null) sql('DELETE FROM ink WHERE record = ? AND role = ?').run(record, role);
    else sql('INSERT INTO ink VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body').run(record, role, JSON.stringify(ink));
  },
  putBlob: ({ sha256, size, type }) => {
    sql('INSERT INTO blob (sha256, size, type) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(sha256, size, type);
  },
  putCommand: ({ id, digest, doc, answer }) => {
    sql('INSERT INTO command VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET answer = excluded.answer').run(id, digest, doc, reader.head().seq, answer);
  },
  ...createPulledWriter(sql),
  dropBlob: (sha256) => {
    sql('DELETE FROM blob WHERE sha256 = ?').run(sha256);
    dropFileText(sql, sha256);
  },
  putFileText: (sha256, text) => putFileText(sql, sha256, text),
  ackBlob: (sha256) => {
    sql('UPDATE blob SET acked = 1 WHERE sha256 = ?').run(sha256);
  },
  forgetAcks: () => {
    sql('DELETE FROM meta WHERE key = ?').run(ackedKey);
    const { changes } = sql('UPDATE blob SET acked = 0 WHERE acked = 1').run();
    if (changes > 0) sql(`INSERT INTO meta VALUES (?, '1') ON CONFLICT DO NOTHING`).run(askFilesKey);
  },
  ackOps: (seq) => {
    const head = reader.head();
    if (seq > head.seq) throw new ChainError(`operation ${seq} was acknowledged, the newest is ${head.seq}`);
    // a late answer never takes back a newer one
    if (seq > ackedSeq(sql)) sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(ackedKey, String(seq));
  },
});

/** Whether a paper has a time of its own by its form, and that is not written yet. */
const isUndated = (form: string, cells: RecordIndex['cells']): boolean => {
  const field = timeField(form);
  return field !== 'createdAt' && (cells[field] ?? '') === '';
};

type Lookup = string | number;
const toLookup = (value: Value | undefined): Lookup | null =>
  // cut in the middle of a character, half of it is no text any more
  typeof value === 'string' && value !== '' ? value.slice(0, longestLookup).toWellFormed() : typeof value === 'number' ? value : null;

/** What record_field holds of a record: short data values as they are, list columns and the envelope under `#`. */
const lookupsOf = (rec: Rec, headline: string, cells: RecordIndex['cells'], round: RecordIndex['round']): ReadonlyMap<string, Lookup> => {
  const entries: readonly (readonly [string, Value | undefined])[] = [
    ...Object.entries(rec.data).filter(([, value]) => typeof value === 'string' && isLookup(value)),
    ...Object.entries(cells).map(([name, value]) => [`#${name}`, value] as const),
    ['#headline', headline],
    ['#owner', rec.owner.name],
    ['#round', round && roundOf(rec, round)],
    // found by the day it was made while its own time is not written
    [undatedName, isUndated(rec.form, cells) ? rec.createdAt : undefined],
    // of a record taken in from a file: by what it is known again when the file comes a second time
    ['#imported', rec.imported?.number],
    ['#importedLine', rec.imported && importedLineKey(rec.imported.sha256, rec.imported.line)],
  ];
  return new Map(entries.flatMap(([name, value]) => {
    const lookup = toLookup(value);
    return lookup === null ? [] : [[name, lookup] as const];
  }));
};

const putRecord = (sql: Sql, rec: Rec, { headline, cells, links, clocks, issued, away, round }: RecordIndex): number => {
  const before = sql('SELECT r.rid, r.headline, r.cells, b.body FROM record r JOIN record_body b ON b.rid = r.rid WHERE r.id = ?').get(rec.id) as
    { rid: number; headline: string; cells: string; body: string } | undefined;
  const body = JSON.stringify(rec);
  const { rid } = sql(
    `INSERT INTO record (id, form, number, state, headline, owner_id, owner_name, created_at, updated_at, corrected, voided, away, cells, issued, refused)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET number = excluded.number, state = excluded.state, headline = excluded.headline, owner_id = excluded.owner_id,
       owner_name = excluded.owner_name, updated_at = excluded.updated_at, corrected = excluded.corrected, voided = excluded.voided, away = excluded.away, cells = excluded.cells, issued = excluded.issued,
       refused = excluded.refused
     RETURNING rid`,
  ).get(
    rec.id, rec.form, rec.number, rec.state, headline, rec.owner.id, rec.owner.name, rec.createdAt, rec.updatedAt, rec.correctedBy === undefined ? 0 : 1, rec.voided ? 1 : 0, away ? 1 : 0, JSON.stringify(cells), issued ?? null,
    JSON.stringify(standingRefusal(rec)) ?? null,
  ) as { rid: number };
  sql('INSERT INTO record_body VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body').run(rid, body);
  sql('INSERT INTO record_brief VALUES (?, ?) ON CONFLICT DO UPDATE SET parts = excluded.parts').run(rid, JSON.stringify([rec.data, rec.reached, rec.copies, rec.seal?.at ?? null]));

  // only what changed: each entry is a page somewhere else in the index
  const old = before ? lookupsOf(JSON.parse(before.body) as Rec, before.headline, JSON.parse(before.cells) as RecordIndex['cells'], round) : new Map<string, Lookup>();
  const now = lookupsOf(rec, headline, cells, round);
  for (const [name, value] of old) {
    if (now.get(name) !== value) sql('DELETE FROM record_field WHERE form = ? AND name = ? AND value = ? AND rid = ?').run(rec.form, name, value, rid);
  }
  const added = [...now].filter(([name, value]) => old.get(name) !== value);
  // one statement for all of them: a record has some twenty, and to call SQLite for each cost as much as to write it
  if (added.length > 0) sql('INSERT OR FAIL INTO record_field SELECT ?, key, atom, ? FROM json_each(?)').run(rec.form, rid, JSON.stringify(Object.fromEntries(added)));
  // a reference taken out of its field is a link no more
  if (before) sql('DELETE FROM record_link WHERE rid = ?').run(rid);
  for (const link of links) sql('INSERT INTO record_link VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(link.to, rid, link.rel);
  putClocks(sql, rid, clocks, !before);
  for (const file of rec.attachments) sql('INSERT INTO record_file VALUES (?, ?) ON CONFLICT DO NOTHING').run(file.sha256, rid);
  for (const copy of rec.copies) sql('INSERT INTO copy VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body').run(copy.id, rid, copy.at, JSON.stringify(copy));
  return rid;
};
