import { setImmediate as breathe } from 'node:timers/promises';
import type { ListQuery } from '../../domain/api/contract.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Rec } from '../../domain/record/record.ts';
import { listColumns, recordColumns, recordToCells, type ListColumn } from '../../domain/paper/listCells.ts';
import { rowToCsv, type CellText } from '../../domain/text/csv.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { OpenStation } from './openStation.ts';
import type { Order } from './recorder.ts';
import { withRunningGrade } from '../../domain/incident/ofRecord.ts';
import { contractOfRecord } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { refused } from '../../domain/refused.ts';
import { streamWorkbook } from './workbook.ts';

export type ListExport = { readonly list: Omit<ListQuery, 'offset' | 'limit'>; /** these of the list alone */ readonly ids?: readonly string[]; readonly format: 'csv' | 'xlsx'; readonly lang: Lang; readonly to: string; /** ISO seconds: an open fault stands at its grade of then */ readonly now: string };
/** JSON lines hold what the station keeps of a record; a table what a person reads, each readable by an import. */
export type ExportFormat = 'jsonl' | 'csv' | 'xlsx';

/** Records read between two breaths, so that a long list does not hold up the typing. */
const pageSize = 500;
/** Records of one file. Excel takes a million rows; a station holds fewer. */
const mostRecords = 500_000;

/** A station's records and log, and the contracts an open fault is graded by. */
type Exporting = Pick<OpenStation, 'store' | 'recorder' | 'author' | 'contracts'>;
type Listed = { readonly rec: Rec; readonly def: FormDef };

async function* recordsOf(open: Pick<OpenStation, 'store'>, list: ListExport['list'], only?: readonly string[]): AsyncGenerator<Listed> {
  // the order is taken at once: a record changed meanwhile would move to another page
  const ids = only ?? open.store.read.listIds(list, mostRecords);
  const definitions = new Map<string, FormDef | null>();
  let read = 0;
  for (const id of new Set(ids)) {
    read += 1;
    if (read % pageSize === 0) await breathe();
    const rec = open.store.read.record(id);
    if (!rec || rec.form !== list.form) continue;
    const def = definitions.get(rec.def) ?? open.store.read.definition(rec.def);
    definitions.set(rec.def, def);
    if (def) yield { rec, def };
  }
}

const csvStart = '\uFEFF';

/** What a person reads, as on the screen: an open fault stands at its grade of `now`. */
const rowsOf = async function* (records: AsyncIterable<Listed>, columns: readonly ListColumn[], lang: Lang, contracts: readonly ContractProfile[], now: string): AsyncGenerator<readonly CellText[]> {
  for await (const { rec, def } of records) yield recordToCells(withRunningGrade(def, rec, now, contractOfRecord(contracts, rec)), def, columns, lang);
};

async function* csvOf(heads: readonly string[], rows: AsyncIterable<readonly CellText[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(csvStart + rowToCsv(heads));
  for await (const cells of rows) yield Buffer.from(rowToCsv(cells));
}

/** One record of JSON lines: what an import takes back (`domain/importing`), and what its files were, for whoever looks for them. */
const recordToLine = ({ form, number, state, createdAt, owner, data, attachments, imported }: Rec): string =>
  `${JSON.stringify({ form, number, state, writtenAt: createdAt, writtenBy: owner.name, ...(imported && { imported }), data, ...(attachments.length > 0 && { attachments: attachments.map(({ name, size, sha256 }) => ({ name, size, sha256 })) }) })}\n`;

async function* linesOf(records: AsyncIterable<Listed>): AsyncGenerator<Buffer> {
  for await (const { rec } of records) yield Buffer.from(recordToLine(rec));
}

const formOf = (id: string): FormDef => {
  const form = formsById.get(id);
  if (!form) throw refused('form-unknown', { field: 'form', params: { form: id } });
  return form;
};

const writeDown = (open: Pick<OpenStation, 'recorder' | 'author'>, order: Order, list: ListExport['list'], format: ExportFormat, count: number, to: string): void => {
  const filters = [list.text, ...(list.states ?? [])].filter(Boolean).join(' ');
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, `list:${list.form}`, `${format} ${list.form} ${count}${filters ? ` (${filters})` : ''}`, to.trim());
    return { value: null, doc: `list:${list.form}` };
  }, () => null);
};

/**
 * Every record of a form as a file, piece by piece, as `sanlian import` reads it again. What leaves, how many and for whom stands in the log
 * before the first byte does (R35). Throws RefusedError `form-unknown`.
 */
export async function* exportRecords(open: Exporting, order: Order, { form: id, format, lang, to, now }: { readonly form: string; readonly format: ExportFormat } & Pick<ListExport, 'lang' | 'to' | 'now'>): AsyncGenerator<Buffer> {
  const form = formOf(id);
  const list = { form: id, sort: { by: 'createdAt', down: false } };
  writeDown(open, order, list, format, open.store.read.list({ ...list, offset: 0, limit: 1 }).total, to);
  const records = recordsOf(open, list);
  if (format === 'jsonl') {
    yield* linesOf(records);
    return;
  }
  const columns = recordColumns(form, lang);
  const heads = columns.map((column) => column.label);
  const rows = rowsOf(records, columns, lang, open.contracts, now);
  yield* format === 'csv' ? csvOf(heads, rows) : streamWorkbook(form.title[lang], heads, rows);
}

/**
 * A list as a file: CSV (UTF-8 with the mark Chinese Excel needs) or XLSX. That it left, what it held and for whom stands in the log before
 * the bytes are handed out (R35).
 */
export const exportList = async (open: Exporting, order: Order, { list, ids, format, lang, to, now }: ListExport): Promise<Blob> => {
  const form = formOf(list.form);
  const columns = listColumns(form, lang);
  const heads = columns.map((column) => column.label);
  let count = 0;
  const counted = async function* (): AsyncGenerator<readonly CellText[]> {
    for await (const cells of rowsOf(recordsOf(open, list, ids), columns, lang, open.contracts, now)) {
      count += 1;
      yield cells;
    }
  };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of format === 'csv' ? csvOf(heads, counted()) : streamWorkbook(form.title[lang], heads, counted())) parts.push(new Uint8Array(piece));
  writeDown(open, order, list, format, count, to);
  return new Blob(parts, { type: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
};
