import type { Row } from '../forms/form.ts';

/** What one row of a register became between two snapshots of it. */
export type RowChange = {
  readonly key: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** columns that differ, with both values; empty text where there was none */
  readonly cells: readonly { readonly column: string; readonly before: string; readonly after: string }[];
};

const textOf = (row: Row | undefined, column: string): string => String(row?.[column] ?? '');

/** The difference of two baselines (R19), by the column that names a row: what came, what went, and what changed in what stayed. */
export const baselineDifference = (before: readonly Row[], after: readonly Row[], key: string): readonly RowChange[] => {
  const [old, now] = [before, after].map((rows) => new Map(rows.map((row) => [textOf(row, key), row]))) as [Map<string, Row>, Map<string, Row>];
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return keys.flatMap((each): RowChange[] => {
    const [a, b] = [old.get(each), now.get(each)];
    const columns = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].filter((column) => column !== key);
    const cells = columns.flatMap((column) => (textOf(a, column) === textOf(b, column) ? [] : [{ column, before: textOf(a, column), after: textOf(b, column) }]));
    if (!a) return [{ key: each, what: 'added', cells }];
    if (!b) return [{ key: each, what: 'removed', cells }];
    return cells.length > 0 ? [{ key: each, what: 'changed', cells }] : [];
  });
};
