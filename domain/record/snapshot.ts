import type { Field, FormDef, Row, Snapshot } from '../forms/form.ts';
import { valueText } from '../paper/cells.ts';
import type { Around, Known } from './around.ts';
import type { Value } from './record.ts';

/** A table as one line of text: `max_connections = 500; …`. */
const rowsText = (field: Extract<Field, { kind: 'table' }>, rows: readonly Row[]): string => {
  const [first = '', second = ''] = Object.keys(field.columns);
  return rows.map((row) => [row[first], row[second]].filter((cell) => cell !== undefined).join(' = ')).join('; ');
};

const cellOf = ({ rec, def }: Known, name: string): string => {
  if (name === '@number') return rec.number;
  const value: Value | undefined = rec.data[name];
  const field = def.fields[name];
  if (value === undefined || !field) return '';
  return field.kind === 'table' ? rowsText(field, value as readonly Row[]) : valueText(field, value, 'zh');
};

/** The register as it stands now, one row for each of its papers, in the order of their numbers. Text in the contract's language. */
export const snapshotRows = (snapshot: Snapshot, def: FormDef, around: Around): readonly Row[] => {
  const table = def.fields[snapshot.field];
  if (table?.kind !== 'table') return [];
  const most = (column: string): number => {
    const of = table.columns[column];
    return of?.kind === 'text' ? of.max : 200;
  };
  return around
    .ofForm(snapshot.form, snapshot.states)
    .flatMap((rec) => around.record(rec.id) ?? [])
    .toSorted((a, b) => (a.rec.number < b.rec.number ? -1 : 1))
    .map((known) =>
      Object.fromEntries(
        Object.entries(snapshot.columns).flatMap(([column, name]) => {
          const text = [...cellOf(known, name)].slice(0, most(column)).join('');
          return text === '' ? [] : [[column, text]];
        }),
      ),
    );
};
