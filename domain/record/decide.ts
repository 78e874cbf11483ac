import { applyFigures, profileFigures, type Figure } from '../contract/figures.ts';
import { contractOfRecord } from '../contract/inForce.ts';
import { holds } from '../forms/condition.ts';
import { checkComplete, checkData, checkValue, isEmpty } from '../forms/values.ts';
import type { Actor, Becoming, Field, FormDef, Reading, ReadingItem, Row, Signer, Transition } from '../forms/form.ts';
import { changedItem, createReadings } from '../readings/verdict.ts';
import { gradeFieldOf, recordGrade } from '../incident/ofRecord.ts';
import { ok, refuse, refuseAll, type Refusal, type Result } from '../result.ts';
import { contentHash, signatureHash } from '../seal/content.ts';
import { textFault } from '../text/plainText.ts';
import { checkRefs, type Around, type Known } from './around.ts';
import { checkAvoidance, checkDemands } from './beside.ts';
import type { Command } from './command.ts';
import type { DecidedEvent } from './op.ts';
import { snapshotRows } from './snapshot.ts';
import type { Attachment, Context, Data, Link, Person, Rec, SealedContent, Signature, Value } from './record.ts';

/** Everything a decision may look at, besides the command: it is passed in, so that a decision can be made again and come out the same. */
export type Setting = {
  /** seconds ISO in Asia/Shanghai */
  readonly now: string;
  readonly mono: number;
  readonly person: Person;
  readonly actor: Actor;
  readonly def: FormDef;
  readonly defHash: string;
  readonly around: Around;
};

const minuteOf = (now: string): string => `${now.slice(0, 16)}+08:00`;
const may = (by: readonly Actor[], actor: Actor): boolean => by.includes(actor);

/** Readings a command writes must be the items the sheet was made with (R10): the limits of a template are nobody's to move. */
const checkItems = (name: string, items: readonly ReadingItem[], given: unknown): Result<null> => {
  const changed = changedItem(items, given as readonly Reading[]);
  return changed === null ? ok(null) : refuse('items-fixed', { field: changed === '' ? name : `${name}.${changed}` });
};

/** What a new record is made with, besides the command. */
export type Making = Setting & {
  /** The next of its series; the station takes it in the same transaction. */
  readonly number: string;
  readonly context: Context;
  readonly links: readonly Link[];
  /** Items of the template the sheet is made from, of a form that has templates. */
  readonly items?: readonly ReadingItem[];
  /** The files of the paper this one corrects. */
  readonly attachments?: readonly Attachment[];
  /** What stands on the paper this one corrects: times that contradict each other there are asked about at the next step. */
  readonly stood?: Data;
};

/** A new record. Readings that are not given yet are the template's, still empty. */
export const decideCreate = (
  command: Extract<Command, { kind: 'create' }>,
  setting: Making,
): Result<DecidedEvent[]> => {
  const { def, actor } = setting;
  if (!may(def.lifecycle.create, actor)) return refuse('not-allowed');
  let data = command.data as Data;
  if (def.round) {
    const { readings, template } = def.round;
    if (!setting.items) return refuse('required', { field: template });
    if (data[readings] === undefined) data = { ...data, [readings]: createReadings(setting.items) };
  }
  const { profile } = setting.around;
  if (def.profile && profile && data[def.profile] === undefined) data = { ...data, [def.profile]: profileFigures(profile).map(figureToRow) };
  if (def.snapshot && data[def.snapshot.field] === undefined) {
    const rows = snapshotRows(def.snapshot, def, setting.around);
    if (rows.length > 0) data = { ...data, [def.snapshot.field]: rows };
  }
  const wrong = [...checkData(def, data, setting.now, setting.stood), ...checkRefs(def, command.id, {}, data, setting.around)];
  if (wrong.length > 0) return refuseAll(wrong);
  if (def.round) {
    const fixed = checkItems(def.round.readings, setting.items ?? [], data[def.round.readings]);
    if (!fixed.ok) return fixed;
  }
  return ok([
    {
      kind: 'created', form: def.id, def: setting.defHash, number: setting.number, state: def.lifecycle.initial, owner: setting.person,
      context: setting.context, data, links: setting.links,
    },
    ...(setting.attachments ?? []).map((attachment) => ({ kind: 'attached' as const, attachment })),
  ]);
};

const editable = (rec: Rec, { def, actor }: Setting): Result<null> => {
  if (rec.seal) return refuse('sealed');
  const edit = def.lifecycle.states[rec.state]?.edit;
  if (!edit) return refuse('not-editable', { params: { state: rec.state } });
  if (!may(edit, actor)) return refuse('not-allowed');
  return ok(null);
};

const sameValue = (a: Value | undefined, b: Value | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An edit leaves every sheet its template and its items; values, notes and actions are the engineer's. */
const keepsItems = (rec: Rec, def: FormDef, next: Data): Result<null> => {
  for (const [name, field] of Object.entries(def.fields)) {
    const before = rec.data[name];
    if (name === def.round?.template && before !== undefined && next[name] !== before) return refuse('items-fixed', { field: name });
    if (field.kind !== 'readings' || next[name] === before) continue;
    const fixed = checkItems(name, (before ?? []) as readonly Reading[], next[name] ?? []);
    if (!fixed.ok) return fixed;
  }
  return ok(null);
};

export const decide = (rec: Rec, command: Exclude<Command, { kind: 'create' }>, setting: Setting): Result<DecidedEvent[]> => {
  const { def, actor, now } = setting;
  switch (command.kind) {
    case 'edit': {
      const may = editable(rec, setting);
      if (!may.ok) return may;
      if (command.base !== rec.rev) return refuse('stale', { params: { seen: command.base, now: rec.rev } });
      const set = Object.fromEntries(Object.entries(command.set as Data).filter(([name, value]) => !sameValue(rec.data[name], value)));
      const unset = command.unset.filter((name) => Object.hasOwn(rec.data, name));
      if (Object.keys(set).length === 0 && unset.length === 0) return ok([]);
      const next = Object.fromEntries(Object.entries({ ...rec.data, ...set }).filter(([name]) => !unset.includes(name)));
      const wrong = [...checkData(def, next, now, rec.data), ...checkRefs(def, rec.id, rec.data, next, setting.around)];
      if (wrong.length > 0) return refuseAll(wrong);
      const fixed = keepsItems(rec, def, next);
      return fixed.ok ? ok([{ kind: 'edited', set, unset }]) : fixed;
    }
    case 'move':
      return decideMove(rec, command, setting);
    case 'detach': {
      const may = editable(rec, setting);
      if (!may.ok) return may;
      return rec.attachments.some((a) => a.id === command.attachment) ? ok([{ kind: 'detached', id: command.attachment }]) : refuse('not-found');
    }
    case 'link': {
      if (command.to === rec.id) return refuse('link-to-self');
      if (actor === 'inspector' || actor === 'customer') return refuse('not-allowed');
      return rec.links.some((l) => l.to === command.to && l.rel === command.rel) ? ok([]) : ok([{ kind: 'linked', link: { rel: command.rel, to: command.to } }]);
    }
  }
};

/** Who presses a step; nobody where it follows from a signature, a seal or a silence. */
export const pressedBy = ({ by }: Pick<Transition, 'by'>): readonly Actor[] => (typeof by === 'string' ? [] : by);

/** The steps `actor` may take from where the record stands (never one that follows by itself). */
export const openTransitions = (def: FormDef, { state, data, voided }: Pick<Rec, 'state' | 'data' | 'voided'>, actor: Actor): readonly Transition[] =>
  def.lifecycle.transitions.filter((t) => !voided && t.from.includes(state) && may(pressedBy(t), actor) && holds(t.when, data));

/** What a paper at this point may turn into, at the hands of `actor`. */
export const openBecomings = (def: FormDef, { state, data, voided }: Pick<Rec, 'state' | 'data' | 'voided'>, actor: Actor): readonly Becoming[] =>
  (def.becomes ?? []).filter((b) => !voided && b.from.includes(state) && may(b.by, actor) && holds(b.when, data));

/** What a paper made from `source` says already: the fields the declaration carries over, where they fit, and the reference back. */
export const becomingData = ({ rec }: Known, becoming: Becoming, target: FormDef): Data => {
  const carried = Object.entries(becoming.copy).flatMap(([to, from]): [string, Value][] => {
    const value = from === '@number' ? rec.number : rec.data[from];
    const field = target.fields[to];
    return value !== undefined && field && checkValue(to, field, value).length === 0 ? [[to, value]] : [];
  });
  return { ...Object.fromEntries(carried), ...becoming.set, [becoming.ref]: [{ id: rec.id, form: rec.form, number: rec.number }] };
};

const figureToRow = (figure: Figure): Row => Object.fromEntries(Object.entries({ ...figure, was: figure.value }).filter(([, cell]) => cell !== ''));

/** Figures that make no contract are named before anybody signs them. */
const checkProfile = (def: FormDef, data: Data, { profile }: Around): readonly Refusal[] => {
  if (!def.profile || !profile) return [];
  const applied = applyFigures(profile, (data[def.profile] ?? []) as readonly Row[], def.profile);
  return applied.ok ? [] : applied.error;
};

/** The grade a step writes down is the one in force at its moment, whatever stood there before (R15). */
const stampGrade = (def: FormDef, step: Transition, rec: Rec, data: Data, { now, around: { contracts } }: Setting): Result<Data> => {
  const graded = gradeFieldOf(def);
  if (!graded || !step.stamps?.includes(graded.name) || contracts.length === 0) return ok({});
  const grade = recordGrade(def, { data }, now, contractOfRecord(contracts, rec));
  if (!grade) return ok({});
  if (grade.ok) return ok({ [graded.name]: grade.value.grade });
  const { of } = graded.field;
  const cells: Readonly<Record<string, string>> = { ...of, solved: of.until };
  return refuseAll(grade.error.map((refusal) => ({ ...refusal, ...(refusal.field && { field: cells[refusal.field] ?? refusal.field }), ...(refusal.params?.['other'] && { params: { other: cells[refusal.params['other']] ?? refusal.params['other'] } }) })));
};

/** A time field's value for the moment `now`. */
export const momentIn = (field: Extract<Field, { kind: 'time' }>, now: string): string => (field.precision === 'day' ? now.slice(0, 10) : minuteOf(now));

/** The times a step may ask about that say nothing yet, in the order of its declaration. */
export const askedTimes = (def: FormDef, step: Pick<Transition, 'asks'>, data: Data): readonly string[] => (step.asks ?? []).filter((name) => data[name] === undefined && def.fields[name]?.kind === 'time');

/** Times a step writes: what was told of those it asks, the moment of the step for the others that are empty. */
const timesOf = (def: FormDef, step: Transition, data: Data, told: Readonly<Record<string, string>>, now: string): Readonly<Record<string, string>> => {
  const empty = [...askedTimes(def, step, data), ...askedTimes(def, { asks: step.stamps }, data)];
  const moment = (name: string): string => momentIn(def.fields[name] as Extract<Field, { kind: 'time' }>, now);
  return { ...Object.fromEntries(empty.map((name) => [name, moment(name)])), ...told };
};

const decideMove = (rec: Rec, command: Extract<Command, { kind: 'move' }>, setting: Setting): Result<DecidedEvent[]> => {
  const { def, actor, now } = setting;
  const step = def.lifecycle.transitions.find((t) => t.id === command.transition);
  if (!step || typeof step.by === 'string') return refuse('transition-unknown', { params: { transition: command.transition } });
  if (rec.voided) return refuse('voided', { params: { number: rec.number } });
  if (!step.from.includes(rec.state)) return refuse('wrong-state', { params: { transition: step.id, state: rec.state } });
  if (!may(step.by, actor)) return refuse('not-allowed');
  if (!holds(step.when, rec.data)) return refuse('not-yet', { field: step.when!.field, params: { transition: step.id } });
  if (command.base !== rec.rev) return refuse('stale', { params: { seen: command.base, now: rec.rev } });
  const reason = command.reason?.trim();
  const fault = textFault(reason ?? '');
  if (fault) return refuse(fault, { field: 'reason' });
  if (step.reason && !reason) return refuse('reason-required');
  // a paper made under an older form stamps what is asked today: it may be told all the same
  const tellable = askedTimes(def, { asks: [...(step.asks ?? []), ...(step.stamps ?? [])] }, rec.data);
  const stranger = Object.keys(command.times ?? {}).find((name) => !tellable.includes(name));
  if (stranger !== undefined) return refuse('unknown-field', { field: stranger });
  const times = timesOf(def, step, rec.data, command.times ?? {}, now);
  const unset = (step.clears ?? []).filter((name) => rec.data[name] !== undefined);
  const kept = Object.fromEntries(Object.entries(rec.data).filter(([name]) => !unset.includes(name)));
  const graded = stampGrade(def, step, rec, { ...kept, ...times }, setting);
  if (!graded.ok) return graded;
  const set = { ...times, ...graded.value };
  const data = { ...kept, ...set };
  const missing = [
    // where nobody can write any more, a step answers for what it writes itself
    ...checkData(def, data, now, def.lifecycle.states[rec.state]?.edit && !rec.seal ? undefined : rec.data),
    ...(step.needs ? checkComplete(def, data, step.needs) : []),
    ...(step.complete ? checkComplete(def, data) : []),
    ...(step.complete ? checkProfile(def, data, setting.around) : []),
    // the station writes the report down together with this step: without it nobody knows what would be signed
    ...(step.freezes && def.report && isEmpty(data[def.report.figures]) ? [{ code: 'required' as const, field: def.report.figures }] : []),
    ...checkDemands(step, { ...rec, data }, setting.around),
    ...checkAvoidance(step, { ...rec, data }, setting.around),
  ];
  if (step.seals && signersOf(def, { data }).some((s) => s.required && !rec.signatures.some((given) => given.role === s.role))) missing.push({ code: 'nobody-signed' });
  // a paper thrown away need not be right
  if (missing.length > 0 && def.lifecycle.states[step.to]?.tone !== 'void') return refuseAll(missing);
  const moved: DecidedEvent[] = [
    ...(unset.length > 0 ? [{ kind: 'edited' as const, set: {}, unset }] : []),
    {
      kind: 'moved', transition: step.id, from: rec.state, to: step.to,
      ...(reason ? { reason } : {}),
      ...(Object.keys(set).length > 0 ? { set } : {}),
      ...(step.withdrawsSignatures && rec.signatures.length > 0 ? { withdrawn: true } : {}),
    },
  ];
  // a form that nobody signs is sealed when it closes (a survey, answered or declined)
  const closes = def.signers.length === 0 && def.lifecycle.states[step.to]?.closed;
  if ((closes || step.seals) && !rec.seal) moved.push({ kind: 'sealed', to: step.to, seal: contentToSeal(contentHash({ ...rec, data }), rec.signatures, now) });
  return ok(moved);
};

/** Limits of attachments: one file, and files of one record. Bytes. */
export const largestFile = 200 * 1024 * 1024;
const mostFiles = 200;

export const decideAttach = (rec: Rec, attachment: Attachment, setting: Setting): Result<DecidedEvent[]> => {
  const may = editable(rec, setting);
  if (!may.ok) return may;
  if (attachment.size > largestFile) return refuse('file-too-large', { params: { max: largestFile / 1024 / 1024 } });
  if (rec.attachments.length >= mostFiles) return refuse('too-many-files', { params: { max: mostFiles } });
  // the same file twice on one paper is one attachment
  if (rec.attachments.some((a) => a.sha256 === attachment.sha256 && a.name === attachment.name)) return ok([]);
  return ok([{ kind: 'attached', attachment }]);
};

/** The signers this paper asks for, in order. */
export const signersOf = (def: FormDef, rec: Pick<Rec, 'data'>): readonly Signer[] => def.signers.filter((s) => holds(s.when, rec.data));

/**
 * Whose turn it is: the first signer in the form's order who has not signed; null when nobody is left or the record does not wait for ink.
 * Where many may sign, it stays their turn until a step ends it.
 */
export const nextSigner = (def: FormDef, rec: Rec): Signer | null =>
  def.lifecycle.states[rec.state]?.signing && !rec.seal ? (signersOf(def, rec).find((s) => s.many || !rec.signatures.some((g) => g.role === s.role)) ?? null) : null;

/** What a seal closes: the content, and the signatures it was given so far. */
export const contentToSeal = (content: string, signatures: readonly Signature[], at: string): SealedContent => ({ at, contentHash: content, signatures: signatures.map(signatureHash) });

/** A sealed paper is corrected by a new one that names it. */
export const decideCorrection = (rec: Rec): Result<null> => {
  if (!rec.seal) return refuse('not-sealed');
  if (rec.voided) return refuse('voided', { params: { number: rec.number } });
  return rec.correctedBy ? refuse('already-corrected') : ok(null);
};
