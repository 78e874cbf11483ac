import type { Column, Field, FormDef, Reading, Row } from '../../domain/forms/form.ts';
import { isRequired } from '../../domain/forms/values.ts';
import type { Data, Value } from '../../domain/record/record.ts';

/** Values a person might write into a form, made from its declaration alone: whatever form is added is filled in too. */

/** The day the work of a test was done; the station's clock stands after it. */
export const workday = '2026-10-12';

/** How many times stand before this one by the declaration: each comes ten minutes later than the last. */
const depthOf = (name: string, fields: Readonly<Record<string, Field | Column>>): number => {
  const field = fields[name];
  return field?.kind === 'time' && field.notBefore !== undefined ? depthOf(field.notBefore, fields) + 1 : 0;
};

const wordsOf = (field: Extract<Field | Column, { kind: 'text' }>, serial: string): string => {
  if (field.pattern === 'phone') return '010-55602101';
  if (field.pattern === 'email') return 'lijianguo@example.cn';
  return [...`${field.label.zh}示例${serial}`].slice(-field.max).join('');
};

/** A plausible value of a small field; nothing for kinds the station fills in itself. `serial` keeps unique texts apart. */
const cellValue = (name: string, field: Field | Column, fields: Readonly<Record<string, Field | Column>>, serial: string): Value | undefined => {
  switch (field.kind) {
    case 'text': return wordsOf(field, serial);
    case 'person': return '欧阳文静';
    case 'choice': {
      const first = field.options[0]?.value;
      return first === undefined ? undefined : field.many ? [first] : first;
    }
    case 'time': {
      const minutes = 30 + depthOf(name, fields) * 10;
      const hour = String(8 + Math.floor(minutes / 60)).padStart(2, '0');
      return field.precision === 'day' ? workday : `${workday}T${hour}:${String(minutes % 60).padStart(2, '0')}+08:00`;
    }
    case 'number': return Math.min(field.max ?? 12, Math.max(field.min ?? 0, 12));
    case 'money': return '1286.50';
    case 'rating': return 4;
    default: return undefined;
  }
};

/** A row of a table with every cell filled in. */
const rowOf = (columns: Readonly<Record<string, Column>>, serial: string): Row =>
  Object.fromEntries(Object.entries(columns).flatMap(([name, column]) => {
    const value = cellValue(name, column, columns, serial);
    return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  }));

/** A measured item on a good day. */
export const plausibleReading = (reading: Reading): Reading => ({ ...reading, value: reading.kind === 'state' ? 'normal' : Math.round((reading.warn ?? 10) * (reading.worse === 'low' ? 2 : 0.5)) });

/** A plausible value of one field. References are made by whoever has a station. */
export const plausibleValue = (name: string, field: Field, def: FormDef, serial: string): Value | undefined =>
  field.kind === 'table' ? [rowOf(field.columns, serial), rowOf(field.columns, `${serial}乙`)] : cellValue(name, field, def.fields, serial);

/** Fields a step stamps, and those that must not come before them: they are filled in when their time has come. */
const lateFields = (def: FormDef): ReadonlySet<string> => {
  const late = new Set(def.lifecycle.transitions.flatMap((step) => step.stamps ?? []));
  for (let before = -1; before !== late.size; ) {
    before = late.size;
    for (const [name, field] of Object.entries(def.fields)) if (field.kind === 'time' && field.notBefore !== undefined && late.has(field.notBefore)) late.add(name);
  }
  return late;
};

/** Everything that can be written down at once: whatever is no reference, no reading, and not stamped later. */
export const plausibleData = (def: FormDef, serial: string): Data => {
  const late = lateFields(def);
  // a fault graded by hand is another life: the grade by the contract's rule is the ordinary one
  const byHand = new Set(Object.values(def.fields).flatMap((field) => (field.kind === 'grade' ? [field.of.manual] : [])));
  // tables the station fills in when the paper is made
  const byStation = new Set([def.snapshot?.field, def.profile]);
  const filled = Object.entries(def.fields).flatMap(([name, field]) => {
    if (late.has(name) || byHand.has(name) || byStation.has(name)) return [];
    const value = plausibleValue(name, field, def, serial);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(filled);
};

/** References a complete paper must have. */
export const requiredRefs = (def: FormDef, data: Data): readonly (readonly [string, string])[] =>
  Object.entries(def.fields).flatMap(([name, field]) => (field.kind === 'record' && (isRequired(field, data) || field.forms[0] !== def.id) && field.forms[0] !== undefined ? [[name, field.forms[0]] as const] : []));
