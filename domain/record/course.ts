import type { HistoryEntry } from '../api/types.ts';
import type { Becoming, FormDef, RecordRef, Row } from '../forms/form.ts';
import { isLiving } from './unique.ts';
import type { Known } from './around.ts';
import type { Data } from './record.ts';

const minuteOf = (at: string): string => `${at.slice(0, 16)}+08:00`;
const cut = (words: string, most: number): string => [...words].slice(0, most).join('');

/** The steps of a paper's life, in the contract's language: made, moved on with its reason, signed, refused. */
const stepsOf = ({ rec, def }: Known, history: readonly HistoryEntry[]): readonly Row[] =>
  history.flatMap(({ at, by, event }): Row[] => {
    const step = (what: string): Row[] => [{ at: minuteOf(at), what: cut(`${rec.number} ${what}`, 500), who: cut(by.name, 30) }];
    if (event.kind === 'created') return step(`${def.title.zh}建立`);
    if (event.kind === 'signed') return step(`${event.signature.name}签字`);
    if (event.kind === 'refused') return step(`${event.refused.name}拒签：${event.refused.reason}`);
    if (event.kind !== 'moved') return [];
    const label = def.lifecycle.transitions.find(({ id }) => id === event.transition)?.label.zh ?? event.transition;
    return step(`${label}${event.reason === undefined ? '' : `（${event.reason}）`}`);
  });

/**
 * What a paper made from `source` takes over of its life: the timeline written on it and the steps it took, by their time, and the papers
 * beside it that the new one may name. `linked`: papers linked with the source, either way.
 */
export const takenOver = (source: Known, becoming: Becoming, target: FormDef, history: readonly HistoryEntry[], linked: readonly Known[]): Data => {
  const { course, beside } = becoming;
  const table = course && target.fields[course.field];
  const written = course?.rows === undefined ? [] : ((source.rec.data[course.rows] ?? []) as readonly Row[]);
  const rows = [...written, ...stepsOf(source, history)].toSorted((a, b) => (String(a['at'] ?? '') < String(b['at'] ?? '') ? -1 : 1));
  const field = beside === undefined ? undefined : target.fields[beside];
  const named = new Map(field?.kind !== 'record' ? [] : linked.filter(({ rec, def }) => rec.id !== source.rec.id && field.forms.includes(rec.form) && isLiving(rec, def)).map(({ rec }): [string, RecordRef] => [rec.id, { id: rec.id, form: rec.form, number: rec.number }]));
  return {
    ...(course && table?.kind === 'table' && rows.length > 0 && { [course.field]: rows.slice(0, table.maxRows) }),
    ...(beside !== undefined && named.size > 0 && { [beside]: [...named.values()].slice(0, 50) }),
  };
};
