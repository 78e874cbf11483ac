import { createHash } from 'node:crypto';
import type { FormDef } from '../domain/forms/form.ts';
import { forms } from '../domain/forms/index.ts';
import { canonicalText } from '../domain/seal/canonical.ts';

/** What the counts of the boards hang on besides the records: `shapes` by form. Of two releases the one with the higher `way` is the newer. */
export type BoardRelease = { readonly way: number; readonly shapes: Readonly<Record<string, string>> };

/** Raised when papers are counted otherwise than before by the same declarations: all are counted again. */
const reckoning = 7;

/** Of a declaration what a count hangs on: a label, a hint or a place on the sheet is not in it. */
const shapeOf = ({ happens = '', round, lifecycle, fields }: FormDef): object => ({
  happens, round: round ?? {},
  states: Object.fromEntries(Object.entries(lifecycle.states).map(([name, { tone, edit }]) => [name, [tone, edit === undefined ? 'kept' : 'edited']])),
  fields: Object.fromEntries(Object.entries(fields).map(([name, { kind }]) => [name, kind])),
});

/** The shape of each form as a hash. What suspends clocks (R33) reaches papers of any form. */
export const shapesOf = (all: readonly FormDef[]): Readonly<Record<string, string>> => {
  const suspending = all.flatMap(({ id, suspends }) => (suspends ? [[id, suspends]] : []));
  return Object.fromEntries(all.map((form) => [form.id, createHash('sha256').update(`${reckoning} ${canonicalText({ suspending, form: shapeOf(form) })}`).digest('hex').slice(0, 16)]));
};

/** This release. `way` is raised whenever a shape changes; the unit test holds it to that. */
export const ownRelease: BoardRelease = { way: 5, shapes: shapesOf(forms) };
