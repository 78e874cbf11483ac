import { text, type Text } from '../text/text.ts';
import type { Becoming, Role, State, Transition } from './form.ts';
import { staff, voidState, voiding } from './kit.ts';

/**
 * The life of a paper that holds until a newer one takes its place (a plan, a roster, the contact book): draft → signing → in force →
 * replaced. `name` is the state in which it holds, `label` how the paper calls it.
 */
export const inForceStates = (name: string, label: Text, edit: readonly Role[] = staff): Readonly<Record<string, State>> => ({
  draft: { label: text('草稿', 'Draft'), tone: 'draft', edit },
  signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
  [name]: { label, tone: 'active', rests: true },
  replaced: { label: text('已被替代', 'Replaced'), tone: 'done', closed: true },
  withdrawn: { label: text('已停用', 'Withdrawn'), tone: 'done', closed: true },
  void: voidState,
});

/** Its steps; it is not replaced before its successor is signed, so that there is always one in force. */
export const inForceSteps = (form: string, name: string, title: Text, by: readonly Role[] = staff): readonly Transition[] => [
  { id: 'submit', label: text('提交签认', 'Submit for signature'), from: ['draft'], to: 'signing', by, complete: true, main: true },
  { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'draft', by, reason: true, withdrawsSignatures: true },
  { id: 'seal', label: text('生效', 'Put in force'), from: ['signing'], to: name, by: 'seal' },
  { id: 'replace', label: text('由新版替代', 'Replaced by the new version'), from: [name], to: 'replaced', by, demands: [{ form, states: [name], label: title }] },
  { id: 'withdraw', label: text('停用', 'Withdraw'), from: [name], to: 'withdrawn', by: ['projectManager', 'qualityManager'], reason: true },
  voiding(['draft', 'signing'], { by }),
];

/** The next version, begun from the one in force. `fields` are carried over as they stand. */
export const nextVersion = (form: string, name: string, fields: readonly string[], by: readonly Role[] = staff): Becoming => ({
  form, label: text('修订新版', 'Begin the next version'), from: [name], by, ref: 'replaces', copy: Object.fromEntries(fields.map((field) => [field, field])),
});
