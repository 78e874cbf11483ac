import type { Reading, ReadingItem, Verdict } from '../forms/form.ts';
import { formsById } from '../forms/index.ts';
import { verdictOf } from '../readings/verdict.ts';
import type { CopyEntry, Data, Rec } from '../record/record.ts';
import { parts } from './parts.ts';

/** What a report needs of a record: its cells, never its ink. Twenty thousand of them fit in memory. */
export type Brief = {
  readonly id: string;
  readonly form: string;
  readonly number: string;
  readonly state: string;
  readonly headline: string;
  readonly owner: string;
  readonly createdAt: string;
  readonly reached: Readonly<Record<string, string>>;
  readonly data: Data;
  /** Of a sheet with readings: each with its verdict. Items of one template are shared between sheets. */
  readonly readings: readonly BriefReading[];
  readonly sealedAt?: string;
  readonly copies: readonly Pick<CopyEntry, 'no' | 'outcome'>[];
  readonly corrected: boolean;
  /** Headquarters voided it. One that was sealed by then keeps its state. */
  readonly voided: boolean;
  /** Headquarters has not everything of it. */
  readonly unsent: boolean;
  /** Two people wrote it without knowing of each other, and nobody has decided yet. */
  readonly conflict: boolean;
};
type BriefReading = { readonly item: ReadingItem; readonly value: number | 'normal' | 'abnormal' | undefined; readonly verdict: Verdict };

/** The time of a form's papers that puts them into a period. */
export const timeField = (form: string): string => formsById.get(form)?.happens ?? 'createdAt';

/** That time of one paper, a day or an instant; nothing while it is not written. */
export const timeOf = (brief: Brief): string | undefined => {
  const field = timeField(brief.form);
  if (field === 'createdAt') return brief.createdAt;
  const value = brief.data[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Whether it was thrown away, at its desk or by headquarters. A form of a newer station has states nobody here knows: they count. */
export const isVoid = ({ form, state, voided }: Pick<Brief, 'form' | 'state' | 'voided'>): boolean => voided || formsById.get(form)?.lifecycle.states[state]?.tone === 'void';

/** Why a paper does not count; null when it does. A survey that was declined stands in a state of the colour of void papers, and is an answer all the same. */
export const whyOut = (brief: Pick<Brief, 'form' | 'state' | 'voided' | 'corrected'>): 'void' | 'corrected' | null => {
  const isOut = brief.form === parts.satisfaction ? brief.voided : isVoid(brief);
  return isOut ? 'void' : brief.corrected ? 'corrected' : null;
};

export type RawBrief = Pick<Rec, 'id' | 'form' | 'number' | 'state' | 'createdAt' | 'reached' | 'data' | 'copies'> & Pick<Brief, 'headline' | 'owner' | 'sealedAt' | 'corrected' | 'voided' | 'unsent' | 'conflict'>;

/** Makes briefs of records as they are read; items that many sheets share are kept once. */
export const createBriefs = (): ((raw: RawBrief) => Brief) => {
  const items = new Map<string, ReadingItem>();
  const shared = (reading: Reading): ReadingItem => {
    const { key, group, name, unit, kind, worse, warn, alarm, critical } = reading;
    const id = [key, name.zh, unit, kind, worse, warn, alarm, critical].join('\n');
    const known = items.get(id);
    if (known) return known;
    const item: ReadingItem = { key, group, name, kind, ...(unit !== undefined && { unit }), ...(worse && { worse }), ...(warn !== undefined && { warn }), ...(alarm !== undefined && { alarm }), ...(critical !== undefined && { critical }) };
    items.set(id, item);
    return item;
  };
  const cellsByForm = new Map<string, ReadonlySet<string>>();
  /** Names of the cells a figure may read: rows and readings are most of a paper; no figure counts the former, and the latter are kept apart. */
  const cellsOf = (form: string): ReadonlySet<string> => {
    const known = cellsByForm.get(form);
    if (known) return known;
    const cells = new Set(Object.entries(formsById.get(form)?.fields ?? {}).flatMap(([name, { kind }]) => (kind === 'table' || kind === 'readings' ? [] : [name])));
    cellsByForm.set(form, cells);
    return cells;
  };
  return (raw) => {
    const cells = cellsOf(raw.form);
    const data: Record<string, Data[string]> = {};
    for (const name of Object.keys(raw.data)) if (cells.has(name)) data[name] = raw.data[name]!;
    const readings = formsById.get(raw.form)?.round?.readings;
    const given = readings === undefined ? [] : ((raw.data[readings] ?? []) as readonly Reading[]);
    const { copies, ...rest } = raw;
    return { ...rest, data, copies: copies.map(({ no, outcome }) => ({ no, ...(outcome && { outcome }) })), readings: given.map((reading) => ({ item: shared(reading), value: reading.value, verdict: verdictOf(reading) })) };
  };
};
