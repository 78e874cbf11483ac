import { isoToMs, startOfDay } from '../clocks/shanghai.ts';
import type { Field, FormDef, GradeFields } from '../forms/form.ts';
import type { Data, Rec } from '../record/record.ts';
import type { Result } from '../result.ts';
import type { GradeProfile } from './grade.ts';
import { gradeClock, type GradeClock, type GradedIncident } from './gradeClock.ts';

type GradeField = Extract<Field, { kind: 'grade' }>;

/** The form's grade field, of a form that has one. */
export const gradeFieldOf = (def: FormDef): { readonly name: string; readonly field: GradeField } | null => {
  for (const [name, field] of Object.entries(def.fields)) if (field.kind === 'grade') return { name, field };
  return null;
};

/** The cells of a grade set by hand: what is said of one says nothing of the next. */
export const cellsByHand = ({ manual, manualAt, manualReason }: GradeFields): readonly string[] => [manual, manualAt, manualReason];

const timeIn = (data: Data, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : data[name];
  return typeof value !== 'string' || value === '' ? undefined : value.length === 10 ? startOfDay(value) : value;
};

/** What the paper says of the fault, as the grade's clock reads it; null while it says too little. */
const incidentOf = ({ of }: GradeField, data: Data): GradedIncident | null => {
  const kind = data[of.kind];
  if (typeof kind !== 'string' || kind === '') return null;
  const people = data[of.people];
  const [manual, reason] = [data[of.manual], data[of.manualReason]];
  const at = timeIn(data, of.manualAt);
  return {
    kind,
    occurred: timeIn(data, of.occurred),
    found: timeIn(data, of.found),
    reported: timeIn(data, of.reported),
    ...(typeof people === 'number' && { people }),
    ...(timeIn(data, of.until) && { solved: timeIn(data, of.until)! }),
    ...(typeof manual === 'string' && manual !== '' && at && { manual: { grade: manual, at, reason: typeof reason === 'string' ? reason : '' } }),
  };
};

/** The grade of the fault a paper is about, at the instant `now` (R15); null of a form without one, or while too little is known. */
export const recordGrade = (def: FormDef, { data }: Pick<Rec, 'data'>, now: string, profile: GradeProfile): Result<GradeClock> | null => {
  const graded = gradeFieldOf(def);
  const fault = graded && incidentOf(graded.field, data);
  return fault ? gradeClock(fault, now, profile) : null;
};

/**
 * The grade a paper would have had at `at` (ISO seconds), with what was known by then: a moment told of later (found, reported, restored) is left
 * out, so that a fault restored after it was still open. Null as `recordGrade`.
 */
export const gradeKnownAt = (def: FormDef, { data }: Pick<Rec, 'data'>, at: string, profile: GradeProfile): Result<GradeClock> | null => {
  const graded = gradeFieldOf(def);
  if (!graded) return null;
  const { found, reported, until } = graded.field.of;
  const isLater = (name: string): boolean => { const told = timeIn(data, name); return told !== undefined && isoToMs(told) > isoToMs(at); };
  const unknown = [found, reported, until].filter((name) => name !== undefined && isLater(name));
  return recordGrade(def, { data: Object.fromEntries(Object.entries(data).filter(([name]) => !unknown.includes(name))) }, at, profile);
};

/** Whether the fault is still being worked on: only what is closed has a grade that stands. */
export const isGradeLive = (def: FormDef, { state }: Pick<Rec, 'state'>): boolean => {
  const standing = def.lifecycle.states[state];
  return standing !== undefined && !standing.closed && standing.tone !== 'void';
};

/**
 * The grade a paper stands at now (R15), by its field, until it is closed: what an earlier step wrote down was the grade of that moment. Nothing
 * of another form, of a closed paper, or while too little is known.
 */
export const runningGrade = (def: FormDef, rec: Pick<Rec, 'data' | 'state'>, now: string, profile: GradeProfile): Readonly<Record<string, string>> | undefined => {
  const graded = gradeFieldOf(def);
  if (!graded || !isGradeLive(def, rec)) return undefined;
  const grade = recordGrade(def, rec, now, profile);
  return grade?.ok ? { [graded.name]: grade.value.grade } : undefined;
};

/** The paper with the grade it stands at now, for whatever is made from it while it is open. */
export const withRunningGrade = (def: FormDef, rec: Rec, now: string, profile: GradeProfile | null): Rec => {
  const running = profile ? runningGrade(def, rec, now, profile) : undefined;
  return running ? { ...rec, data: { ...rec.data, ...running } } : rec;
};
