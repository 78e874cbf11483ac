import type { Field, Row } from './form.ts';

type Table = Extract<Field, { readonly kind: 'table' }>;

/** Whether the two columns a table compares differ in the row; never of a table that compares nothing. */
export const isChanged = ({ compares }: Pick<Table, 'compares'>, row: Row): boolean => compares !== undefined && String(row[compares.column] ?? '') !== String(row[compares.with] ?? '');

/** The rows as they stand on paper, each with its place in the table: those that changed first, so that whoever signs sees them before the rest. */
export const rowsOnPaper = (table: Pick<Table, 'compares'>, rows: readonly Row[]): readonly { readonly row: Row; readonly at: number; readonly changed: boolean }[] =>
  rows.map((row, at) => ({ row, at, changed: isChanged(table, row) })).toSorted((a, b) => Number(b.changed) - Number(a.changed) || a.at - b.at);
