import { setImmediate as breathe } from 'node:timers/promises';
import type { ListQuery } from '../../domain/api/contract.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Rec } from '../../domain/record/record.ts';
import { listColumns, recordToCells } from '../../domain/paper/listCells.ts';
import { rowToCsv } from '../../domain/text/csv.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { OpenStation } from './openStation.ts';
import type { Order } from './recorder.ts';
import { refused } from './refused.ts';
import { createWorkbook } from './workbook.ts';

export type ListExport = { readonly list: Omit<ListQuery, 'offset' | 'limit'>; readonly format: 'csv' | 'xlsx'; readonly lang: Lang; readonly to: string };

/** Records read between two breaths, so that a long list does not hold up the typing. */
const pageSize = 200;
/** Records of one file. Excel takes a million rows; a station holds fewer. */
const mostRecords = 500_000;

async function* recordsOf(open: OpenStation, list: ListExport['list']): AsyncGenerator<{ readonly rec: Rec; readonly def: FormDef }> {
  // the order is taken at once: a record changed meanwhile would move to another page
  const ids: string[] = [];
  const seen = new Set<string>();
  for (let offset = 0; offset < mostRecords; offset += pageSize) {
    const { rows, total } = open.store.read.list({ ...list, offset, limit: pageSize });
    for (const row of rows) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      ids.push(row.id);
    }
    if (rows.length === 0 || offset + pageSize >= total) break;
    await breathe();
  }
  for (const [i, id] of ids.entries()) {
    if (i % pageSize === pageSize - 1) await breathe();
    const rec = open.store.read.record(id);
    const def = rec && open.store.read.definition(rec.def);
    if (rec && def) yield { rec, def };
  }
}

const csvStart = '\uFEFF';

/**
 * A list as a file: CSV (UTF-8 with the mark Chinese Excel needs) or XLSX. That it left, what it held and for whom stands in the log before
 * the bytes are handed out (R35).
 */
export const exportList = async (open: OpenStation, order: Order, { list, format, lang, to }: ListExport): Promise<Blob> => {
  const form = formsById.get(list.form);
  if (!form) throw refused('form-unknown', { params: { form: list.form } });
  const columns = listColumns(form, lang);
  const heads = columns.map((column) => column.label);
  let count = 0;
  const rows = async function* () {
    for await (const { rec, def } of recordsOf(open, list)) {
      count += 1;
      yield recordToCells(rec, def, columns, lang);
    }
  };
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  if (format === 'csv') {
    parts.push(csvStart, rowToCsv(heads));
    for await (const cells of rows()) parts.push(rowToCsv(cells));
  } else parts.push(await createWorkbook(form.title[lang], heads, rows()));
  const filters = [list.text, ...(list.states ?? [])].filter(Boolean).join(' ');
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, `list:${form.id}`, `${format} ${form.id} ${count}${filters ? ` (${filters})` : ''}`, to.trim());
    return { value: null, doc: `list:${form.id}` };
  }, () => null);
  return new Blob(parts, { type: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
};
