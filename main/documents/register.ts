import { setImmediate as breathe } from 'node:timers/promises';
import type { IssuedMark } from '../../db/store.ts';
import { documentRowToCells, documentRowToHandover, documentRowToPaper, recordToDocumentRow, registerColumns, registerHeads, type DocumentRow } from '../../domain/documents/register.ts';
import { documentHandover } from '../../domain/forms/documentHandover.ts';
import { dayOf } from '../../domain/clocks/shanghai.ts';
import type { Field, FormDef, Row } from '../../domain/forms/form.ts';
import { contractOfRecord } from '../../domain/contract/inForce.ts';
import { formsById } from '../../domain/forms/index.ts';
import { recordClocks } from '../../domain/record/clocks.ts';
import { standingMark } from '../../domain/paper/mark.ts';
import { copiesOf } from '../../domain/record/copies.ts';
import type { Rec } from '../../domain/record/record.ts';
import { rowToCsv } from '../../domain/text/csv.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { StationCore } from '../station/core.ts';
import { carryOut } from '../station/deskwork.ts';
import { contextOf, type OpenStation } from '../station/openStation.ts';
import { recordExport } from '../station/paperwork.ts';
import type { Order } from '../station/recorder.ts';
import { refused } from '../../domain/refused.ts';
import { streamWorkbook } from '../station/workbook.ts';
import { replacementOf } from './replacement.ts';

export type RegisterSpan = { readonly from: string; readonly to: string; readonly form?: string };
/** Records read between two breaths. */
const pageSize = 200;
/** Lines one hand-over list holds; see the form. */
const mostRows = 2000;
/** More hand-over lists than a contract has. */
const mostLists = 10_000;

/** How many papers this one corrects, one through the other; a paper that is not here ends the row. */
const correctedBefore = (open: OpenStation, rec: Rec): number => {
  const seen = new Set<string>();
  for (let at: Rec | null = rec; at; ) {
    const corrects = at.links.find(({ rel }) => rel === 'corrects')?.to;
    if (corrects === undefined || seen.has(corrects)) break;
    seen.add(corrects);
    at = open.store.read.record(corrects);
  }
  return seen.size;
};

/** A paper's line of the register; null where its form's definition is not here. */
export const rowOf = (open: OpenStation, rec: Rec): DocumentRow | null => {
  const def = open.store.read.definition(rec.def);
  return def && recordToDocumentRow(rec, def, { clocks: recordClocks(rec, def, contractOfRecord(open.contracts, rec), open.calendar), corrected: correctedBefore(open, rec), replacedBy: replacementOf(open.store.read, rec.id) });
};

/** One page of the register, the newest first. Throws RefusedError `form-unknown`. */
export const registerPage = (open: OpenStation, query: RegisterSpan & { readonly offset: number; readonly limit: number }): { readonly rows: readonly DocumentRow[]; readonly total: number } => {
  if (query.form !== undefined && !formsById.has(query.form)) throw refused('form-unknown', { field: 'form', params: { form: query.form } });
  const { records, total } = open.store.read.issued(query);
  return { rows: records.flatMap((rec) => rowOf(open, rec) ?? []), total };
};

/** Every issued paper of the span, read page by page. */
export async function* issuedOf(open: OpenStation, span: RegisterSpan): AsyncGenerator<Rec> {
  for (let mark: IssuedMark | null = null; ; await breathe()) {
    const page = open.store.read.issuedAfter({ ...span, mark, limit: pageSize });
    yield* page.records;
    if (page.mark === null) return;
    mark = page.mark;
  }
}
async function* rowsOf(open: OpenStation, span: RegisterSpan): AsyncGenerator<DocumentRow> {
  for await (const rec of issuedOf(open, span)) {
    const row = rowOf(open, rec);
    if (row) yield row;
  }
}

/** Writes down that `what` of `doc` left, and for whom (R35). */
export const writeDown = (open: OpenStation, order: Order, doc: string, what: string, to: string): void =>
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, doc, what, to.trim());
    return { value: undefined, doc };
  }, () => undefined);

/** The register as its own paper: headed like the hand-over list, without a number and without signatures. */
const registerPaper = async (core: StationCore, open: OpenStation, span: RegisterSpan, rows: readonly DocumentRow[], lang: Lang): Promise<Uint8Array> => {
  const { from, to } = documentHandover.fields;
  const table: Field = { kind: 'table', label: { zh: '文档', en: 'Documents' }, maxRows: rows.length, columns: Object.fromEntries(Object.entries(registerColumns).map(([name, column]) => [name, { kind: 'text', max: 5000, lines: 1, ...column }])) };
  const def: FormDef = {
    ...documentHandover, id: 'document-register', title: { zh: '文档清单', en: 'Document Register' }, signers: [], fields: { from: from!, to: to!, rows: table },
    paper: { size: 'A4', sections: [{ kind: 'grid', rows: [[{ f: '@project', span: 12 }, { f: '@contract', span: 12 }], [{ f: 'from', span: 12 }, { f: 'to', span: 12 }]] }, { kind: 'table', field: 'rows' }] },
  };
  const now = core.now();
  const rec: Rec = {
    id: '00000000-0000-7000-8000-000000000000', form: def.id, def: '', number: `${span.from} / ${span.to}`, state: 'archived', rev: 1, owner: open.author.person, station: open.identity.station, context: contextOf(open),
    createdAt: now, updatedAt: now, reached: {}, data: { from: span.from, to: span.to, rows: rows.map((row) => documentRowToPaper(row, lang)) }, attachments: [], signatures: [], refusals: [], copies: [], links: [],
  };
  return core.papers.make({ def, rec, lang, copies: [] });
};

/** The register of a span as CSV, XLSX or PDF. That it left, how many lines and for whom stands in the log before the bytes are handed out (R35). */
export const exportRegister = async (core: StationCore, open: OpenStation, order: Order, { format, lang, recipient, ...span }: RegisterSpan & { readonly format: 'csv' | 'xlsx' | 'pdf'; readonly lang: Lang; readonly recipient: string }): Promise<Blob> => {
  const rows: DocumentRow[] = [];
  for await (const row of rowsOf(open, span)) rows.push(row);
  const heads = registerHeads.map(({ label }) => label[lang]);
  const cells = rows.map((row) => documentRowToCells(row, lang));
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  if (format === 'csv') parts.push('\uFEFF', rowToCsv(heads), ...cells.map(rowToCsv));
  else if (format === 'pdf') parts.push(new Uint8Array(await registerPaper(core, open, span, rows, lang)));
  else {
    const each = async function* (): AsyncGenerator<readonly string[]> {
      yield* cells;
    };
    for await (const piece of streamWorkbook(lang === 'zh' ? '文档清单' : 'Register', heads, each())) parts.push(new Uint8Array(piece));
  }
  writeDown(open, order, 'document-register', `${format} ${span.from} ${span.to} ${rows.length}`, recipient);
  const types = { csv: 'text/csv;charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pdf: 'application/pdf' };
  return new Blob(parts, { type: types[format] });
};

/** The archive's own PDF of a sealed paper: its first copy with the record inside. */
export const sealedPdf = (core: StationCore, open: OpenStation, rec: Rec): Promise<Uint8Array> => {
  const def = open.store.read.definition(rec.def);
  if (!def || !rec.seal) throw refused('not-sealed', { params: { number: rec.number } });
  return core.papers.make({ def, rec, lang: 'zh', copies: copiesOf(def, rec).slice(0, 1), watermark: standingMark(rec, def), reprints: {}, anchor: { chainHead: rec.seal.chainHead, chainSeq: rec.seal.chainSeq }, embedded: recordExport(open, rec) });
};

/** Numbers of what stands in the hand-over lists that were given out to be signed, or were. */
const handedOver = (open: OpenStation): ReadonlySet<string> => {
  const lists = open.store.read.rowsInStates(documentHandover.id, ['signing', 'signed', 'archived'], mostLists).rows;
  return new Set(lists.flatMap(({ id }) => ((open.store.read.record(id)?.data['rows'] ?? []) as readonly Row[]).map((row) => String(row['number']))));
};

/**
 * A new hand-over list (R27, R28) with what no list holds yet, the first issued first; its days are those of the first and the last paper
 * taken. What was sealed after the last list, on the same day too, what came late from another station and what is more than one list
 * holds stands in this one or in the next. Throws RefusedError `nothing-issued`.
 */
export const startHandover = (core: StationCore, open: OpenStation, order: Order, { id }: { readonly id: string }): Rec =>
  open.recorder.onceOf(order, () => {
    const span = { from: open.contracts[0]!.term.from, to: dayOf(core.now()) };
    const held = handedOver(open);
    const rows: DocumentRow[] = [];
    for (const paper of open.store.read.issuedNames(span)) {
      // lists themselves are not handed over
      if (paper.form === documentHandover.id || held.has(paper.number)) continue;
      const rec = open.store.read.record(paper.id);
      const row = rec && rowOf(open, rec);
      if (row && !row.isVoided) rows.push(row);
      if (rows.length === mostRows) break;
    }
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) throw refused('nothing-issued', { params: span });
    const [from, to] = [dayOf(first.issuedAt), dayOf(last.issuedAt)];
    const title = `${from} 至 ${to} 文档移交`;
    return carryOut(open, { kind: 'create', id, form: documentHandover.id, data: { title, from, to, giver: open.account.name, rows: rows.map((row) => documentRowToHandover(row)) } });
  });
