import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { Button } from 'react-aria-components';
import { isChanged } from '../../domain/forms/changedRows.ts';
import { choicesOfFigure } from '../../domain/contract/figures.ts';
import type { Column, Field, FormDef, Option, Row } from '../../domain/forms/form.ts';
import type { Data, Value } from '../../domain/record/record.ts';
import { paperWords } from '../../domain/paper/words.ts';
import { isOfInputMethod } from '../keys.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { CellValue } from './cells.tsx';
import { pasteGrid, textToGrid, type Pasted } from './grid.ts';
import { SheetContext, useSheet, type Sheet } from './sheet.ts';

type Table = Extract<Field, { kind: 'table' }>;

const isBlank = (row: Row): boolean => Object.keys(row).length === 0;
/** Rows still blank at the end are the screen's, not the paper's. */
const withoutBlankEnd = (rows: readonly Row[]): readonly Row[] => rows.slice(0, rows.findLastIndex((row) => !isBlank(row)) + 1);

const rowsIn = (data: Data, field: string): readonly Row[] => {
  const value = data[field];
  return Array.isArray(value) ? (value as readonly Row[]) : [];
};
const pathOf = (field: string, row: number, column: string): string => `${field}.${row + 1}.${column}`;

/** The few values a cell may have, where its row says so. */
type Offers = (row: Row, column: string) => readonly Option[] | null;

/** Of the table with the contract's figures: the answers to an open question are chosen, not typed. */
const useOffers = (name: string, def: FormDef): Offers => {
  const { ask } = useStation();
  const { data: profile } = useQuery({ ...ask.station.profile.queryOptions({ input: { latest: true } }), enabled: def.profile === name });
  const table = def.fields[name];
  const chosen = table?.kind === 'table' ? table.compares?.column : undefined;
  return (row, column) => (profile && def.profile === name && column === chosen ? choicesOfFigure(String(row['id'] ?? ''), profile) : null);
};

/**
 * The sheet as the cells of the table see it: every cell is a field of its own, named `steps.2.who` as refusals name it, so that a table has the
 * same cells as the rest of the paper.
 */
const tableSheet = (sheet: Sheet, name: string, table: Table, shown: number, offers: Offers, setCell: (row: number, column: string, value: Value | undefined) => void): Sheet => {
  const rows = rowsIn(sheet.data, name);
  const columns = Object.entries(table.columns);
  const places = new Map(Array.from({ length: shown }, (_, row) => columns.map(([column, of]) => [pathOf(name, row, column), { row, column, of }] as const)).flat());
  const fields: Record<string, Column> = {};
  const data: Record<string, Value> = {};
  for (const [path, { row, column, of }] of places) {
    const offered = offers(rows[row] ?? {}, column);
    fields[path] = offered ? { kind: 'choice', label: of.label, options: offered, span: of.span } : of;
    const value = rows[row]?.[column];
    if (value !== undefined) data[path] = value;
  }
  return {
    ...sheet,
    def: { ...sheet.def, fields: { ...sheet.def.fields, ...fields } },
    data: { ...sheet.data, ...data },
    set: (path, value) => {
      const place = places.get(path);
      if (place) setCell(place.row, place.column, value);
      else sheet.set(path, value);
    },
  };
};

/** Keys of rows that stay with their rows when one above is taken out: what stands half typed in a cell must not move to another row. */
const useRowKeys = () => {
  const [keys, setKeys] = useState<{ readonly round: number; readonly kept: readonly string[] }>({ round: 0, kept: [] });
  const keyOf = (row: number): string => keys.kept[row] ?? `${keys.round}-${row}`;
  const drop = (row: number, shown: number) => setKeys({ round: keys.round + 1, kept: Array.from({ length: shown }, (_, i) => keyOf(i)).toSpliced(row, 1) });
  /** What was half typed in these rows is gone: others stand in them now. */
  const renew = (from: number, to: number) => setKeys({ round: keys.round + 1, kept: Array.from({ length: to }, (_, i) => (i < from ? keyOf(i) : `${keys.round + 1}+${i}`)) });
  return { keyOf, drop, renew };
};

const PasteNote = ({ table, pasted, onClose }: { table: Table; pasted: Pasted; onClose: () => void }) => {
  const { t, say } = useWords();
  return (
    <div className="table-note" role="alert">
      {pasted.unread.length > 0 ? (
        <>
          <p>{t('table.unread', { count: pasted.unread.length })}</p>
          <ul>{pasted.unread.slice(0, 8).map((each) => <li key={`${each.row}-${each.column}`}>{t('table.unreadCell', { row: each.row, column: say(table.columns[each.column]!.label), text: each.text.slice(0, 40) })}</li>)}</ul>
        </>
      ) : null}
      {pasted.cut > 0 ? <p>{t('table.cut', { count: pasted.cut, max: table.maxRows })}</p> : null}
      <Button className="button small desk-tool" onPress={onClose}>{t('action.dismiss')}</Button>
    </div>
  );
};

/** Rows of short cells under their columns' labels, at the widths of the paper. */
export const TableSection = ({ field: name, title }: { field: string; title?: string }) => {
  const sheet = useSheet();
  const { t, say } = useWords();
  const { keyOf, drop, renew } = useRowKeys();
  const [begun, setBegun] = useState(0);
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const section = useRef<HTMLElement>(null);
  const offers = useOffers(name, sheet.def);
  const table = sheet.def.fields[name];
  if (table?.kind !== 'table') return null;
  const { editable, data, missing, problems } = sheet;
  const columns = Object.entries(table.columns);
  const units = columns.reduce((sum, [, column]) => sum + column.span, 0);
  const rows = rowsIn(data, name);
  const shown = editable ? Math.min(Math.max(begun, rows.length, 1), Math.max(table.maxRows, rows.length)) : rows.length;
  const full = shown >= table.maxRows;
  const first = columns[0]?.[0] ?? '';

  const put = (next: readonly Row[], cell?: string) => {
    const kept = withoutBlankEnd(next);
    setBegun(Math.max(shown, next.length));
    sheet.set(name, kept.length > 0 ? kept : undefined, cell);
  };
  const setCell = (row: number, column: string, value: Value | undefined) => {
    const next = Array.from({ length: Math.max(rows.length, row + 1) }, (_, i) => rows[i] ?? {});
    const cells = Object.fromEntries(Object.entries(next[row]!).filter(([each]) => each !== column));
    next[row] = value === undefined ? cells : { ...cells, [column]: value as string | number };
    put(next, pathOf(name, row, column));
  };
  const focusCell = (row: number, column: string) =>
    section.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(pathOf(name, row, column))}"]`)?.querySelector<HTMLElement>('textarea, input:checked, input')?.focus();
  const addRow = () => {
    if (full) return;
    flushSync(() => setBegun(shown + 1));
    focusCell(shown, first);
  };
  const removeRow = (row: number) => {
    // what is half typed below moves up with its row
    for (let i = row; i < shown; i += 1) for (const [column] of columns) sheet.report(pathOf(name, i, column), sheet.unread.get(pathOf(name, i + 1, column)) ?? null);
    flushSync(() => {
      drop(row, shown);
      const kept = withoutBlankEnd(rows.toSpliced(row, 1));
      sheet.set(name, kept.length > 0 ? kept : undefined);
      setBegun(Math.max(1, shown - 1));
    });
    focusCell(Math.max(0, Math.min(row, shown - 2)), first);
  };
  const placeOf = (target: EventTarget): { readonly row: number; readonly column: string } | null => {
    const path = (target as Element).closest<HTMLElement>('td[data-field]')?.dataset['field']?.slice(name.length + 1).split('.');
    return path?.[0] && path[1] ? { row: Number(path[0]) - 1, column: path[1] } : null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const place = placeOf(event.target);
    if (!place || !editable || isOfInputMethod(event)) return;
    if (event.altKey && event.key === 'Delete') {
      event.preventDefault();
      event.stopPropagation();
      removeRow(place.row);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && place.row === shown - 1 && place.column === columns.at(-1)?.[0] && !full) {
      const column = table.columns[place.column];
      // Enter is a new line where a cell has several
      if (column?.kind === 'text' && column.lines !== undefined) return;
      event.preventDefault();
      event.stopPropagation();
      addRow();
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLElement>) => {
    const place = placeOf(event.target);
    const text = event.clipboardData.getData('text/plain');
    const grid = place && editable ? textToGrid(text) : null;
    if (!place || !grid) return;
    const column = table.columns[place.column];
    // lines without a tab in a cell of several lines are that cell's text
    if (!text.includes('\t') && column?.kind === 'text' && column.lines !== undefined) return;
    event.preventDefault();
    const next = pasteGrid(table, rows, place, grid, sheet.now);
    for (let row = place.row; row < next.rows.length; row += 1) for (const [each] of columns) sheet.report(pathOf(name, row, each), null);
    flushSync(() => {
      renew(place.row, next.rows.length);
      put(next.rows);
      setPasted(next.unread.length > 0 || next.cut > 0 ? next : null);
    });
    focusCell(place.row, place.column);
  };
  return (
    <section className="block" ref={section} data-field={name} data-wrong={problems.has(name) || undefined} onKeyDownCapture={onKeyDown} onPaste={onPaste}>
      <h3 className="block-title" data-row>
        <span>{title ?? say(table.label)}{editable && missing.has(name) ? <i className="corner" title={t('paper.required')}><span className="only-read">{t('paper.required')}</span></i> : null}</span>
        {editable ? (
          <span className="table-tools">
            {rows.length * 5 >= table.maxRows * 4 ? <span className="soft">{t('table.count', { count: rows.length, max: table.maxRows })}</span> : null}
            <Button className="button quiet small desk-tool" isDisabled={full} onPress={addRow}><Plus size={13} aria-hidden="true" />{t('table.add')}</Button>
          </span>
        ) : null}
      </h3>
      {editable && pasted ? <PasteNote table={table} pasted={pasted} onClose={() => setPasted(null)} /> : null}
      {shown === 0 ? <p className="table-none" data-row>{say(paperWords.none)}</p> : (
        <SheetContext value={tableSheet(sheet, name, table, shown, offers, setCell)}>
          <table className="readings rows-table">
            <caption className="only-read">{title ?? say(table.label)}{editable ? t('table.how') : ''}</caption>
            <colgroup>{columns.map(([column, { span }]) => <col key={column} style={{ width: `${(span / units) * 100}%` }} />)}</colgroup>
            <thead><tr data-row>{columns.map(([column, { label }]) => <th key={column} scope="col">{say(label)}</th>)}</tr></thead>
            <tbody>
              {Array.from({ length: shown }, (_, row) => (
                <tr key={keyOf(row)} data-row data-changed={isChanged(table, rows[row] ?? {}) || undefined}>
                  {columns.map(([column, of], i) => {
                    const path = pathOf(name, row, column);
                    const label = t('table.cell', { column: say(of.label), row: row + 1 });
                    return (
                      <td key={column} data-field={path} data-kind={of.kind} data-wrong={problems.has(path) || undefined} className="value">
                        <CellValue name={path} label={label} />
                        {editable && missing.has(path) ? <i className="corner" title={t('paper.required')}><span className="only-read">{t('paper.required')}</span></i> : null}
                        {editable && i === columns.length - 1 && (row > 0 || rows.length > 0) ? (
                          // out of the way of Tab: the key does the same from any cell of the row
                          <Button className="row-remove desk-tool" excludeFromTabOrder aria-keyshortcuts="Alt+Delete" aria-label={t('table.remove', { row: row + 1 })} onPress={() => removeRow(row)}><X size={12} aria-hidden="true" /></Button>
                        ) : null}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </SheetContext>
      )}
      {problems.get(name) ? <TableProblem name={name} /> : null}
    </section>
  );
};

const TableProblem = ({ name }: { name: string }) => {
  const { problems, def } = useSheet();
  const { refuse } = useWords();
  return <p className="cell-note table-note" role="alert">{refuse(problems.get(name)!, def)}</p>;
};
