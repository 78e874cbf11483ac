import type { Reading, ReadingItem, Verdict } from '../forms/form.ts';
import { formsById } from '../forms/index.ts';
import { verdictOf } from '../readings/verdict.ts';
import type { CopyEntry, Data, Rec } from '../record/record.ts';

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
  /** Headquarters has not everything of it. */
  readonly unsent: boolean;
  /** Two people wrote it without knowing of each other, and nobody has decided yet. */
  readonly conflict: boolean;
};
export type BriefReading = { readonly item: ReadingItem; readonly value: number | 'normal' | 'abnormal' | undefined; readonly verdict: Verdict };

/** Cells a report asks for, by form. The rest of a paper stays where it is. */
export type Wanted = { /** the day or time by which it belongs to a period; a column of the form's list, or `createdAt` */ readonly at: string; readonly cells: readonly string[] };
export const wanted: Readonly<Record<string, Wanted>> = {
  contact: { at: 'receivedAt', cells: ['channel', 'kind', 'endedAt'] },
  complaint: { at: 'receivedAt', cells: ['channel', 'content', 'complainant', 'repliedAt', 'satisfied', 'supervisorsSatisfied', 'raisedAt', 'raisedAgainAt'] },
  'data-request': { at: 'requestedAt', cells: ['urgency', 'requester', 'query'] },
  'service-order': { at: 'requestedAt', cells: ['type', 'channel', 'result', 'arrivedAt', 'finishedAt', 'leftover', 'engineer', 'request'] },
  survey: { at: 'createdAt', cells: ['promptness', 'skill', 'attitude', 'outcome', 'paperwork', 'answeredAt', 'comment', 'declineReason', 'orderNumber'] },
  incident: { at: 'foundAt', cells: ['kind', 'side', 'occurredAt', 'reportedAt', 'respondedAt', 'restoredAt', 'people', 'grade', 'manualGrade', 'manualAt', 'manualReason', 'symptom', 'cause', 'leader', 'downMinutes'] },
  problem: { at: 'registeredAt', cells: ['title', 'priority', 'category', 'resolvedAt', 'leader'] },
  change: { at: 'plannedFrom', cells: ['title', 'kind', 'category', 'risk', 'plannedTo', 'applicant'] },
  'change-result': { at: 'startedAt', cells: ['result', 'finishedAt', 'change'] },
  release: { at: 'plannedFrom', cells: ['name', 'version', 'kind', 'applicant'] },
  'release-result': { at: 'startedAt', cells: ['result', 'version', 'release'] },
  inspection: { at: 'day', cells: ['template', 'round', 'target', 'engineer', 'inspectedAt', 'finding', 'measure', 'carryOver'] },
  backup: { at: 'startedAt', cells: ['target', 'kind', 'result', 'size', 'failure', 'handling'] },
  'restore-drill': { at: 'startedAt', cells: ['target', 'result', 'leader'] },
  drill: { at: 'startedAt', cells: ['title', 'kind', 'verdict', 'commander'] },
  training: { at: 'startedAt', cells: ['title', 'kind', 'finishedAt', 'lecturer'] },
  'training-plan': { at: 'from', cells: ['title', 'to', 'author'] },
  assessment: { at: 'month', cells: ['total', 'result', 'assessor', 'assessedAt'] },
  'key-period': { at: 'from', cells: ['name', 'to', 'leader'] },
  'extra-cost': { at: 'arisenAt', cells: ['subject', 'kind', 'amount', 'payer', 'applicant'] },
  'special-report': { at: 'createdAt', cells: ['title', 'subject', 'author', 'conclusion'] },
  'routine-report': { at: 'to', cells: ['title', 'from', 'hidden', 'author'] },
  'fault-report': { at: 'foundAt', cells: ['incident', 'issue', 'grade'] },
  document: { at: 'submittedAt', cells: ['title', 'kind', 'edition', 'author', 'place', 'holder', 'completedAt'] },
  'configuration-item': { at: 'createdAt', cells: ['name', 'type', 'version', 'importance', 'owner'] },
  'force-majeure': { at: 'from', cells: ['to', 'papers'] },
};

/** The time of a form's papers that puts them into a period. */
export const timeField = (form: string): string => wanted[form]?.at ?? 'createdAt';

/** That time of one paper, a day or an instant; nothing while it is not written. */
export const timeOf = (brief: Brief): string | undefined => {
  const field = timeField(brief.form);
  if (field === 'createdAt') return brief.createdAt;
  const value = brief.data[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Whether it was thrown away. A form of a newer station has states nobody here knows: they count. */
export const isVoid = ({ form, state }: Pick<Brief, 'form' | 'state'>): boolean => formsById.get(form)?.lifecycle.states[state]?.tone === 'void';

export type RawBrief = Pick<Rec, 'id' | 'form' | 'number' | 'state' | 'createdAt' | 'reached' | 'data' | 'copies'> & Pick<Brief, 'headline' | 'owner' | 'sealedAt' | 'corrected' | 'unsent' | 'conflict'>;

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
  return (raw) => {
    const { at, cells } = wanted[raw.form] ?? { at: 'createdAt', cells: [] };
    const data: Record<string, Data[string]> = {};
    for (const name of [at, ...cells]) if (raw.data[name] !== undefined) data[name] = raw.data[name];
    const readings = formsById.get(raw.form)?.round?.readings;
    const given = readings === undefined ? [] : ((raw.data[readings] ?? []) as readonly Reading[]);
    const { copies, ...rest } = raw;
    return { ...rest, data, copies: copies.map(({ no, outcome }) => ({ no, ...(outcome && { outcome }) })), readings: given.map((reading) => ({ item: shared(reading), value: reading.value, verdict: verdictOf(reading) })) };
  };
};
