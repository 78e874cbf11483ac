import type { Data, Value } from '../record/record.ts';
import type { Refusal } from '../result.ts';
import { nameToKey } from '../text/plainText.ts';
import { parseTimeInput } from '../text/timeInput.ts';
import type { Field, FormDef, Transition } from './form.ts';

/** The step that sends a paper out to whoever does the work; a form without it is begun where it is written. */
const stepOf = (def: FormDef): Transition | undefined => def.lifecycle.transitions.find(({ id, from }) => id === 'dispatch' && from.includes(def.lifecycle.initial));

/** Whether headquarters may make a paper of the form for a station. */
export const isDispatched = (def: FormDef): boolean => stepOf(def) !== undefined;

export type DispatchField = { readonly name: string; readonly field: Extract<Field, { kind: 'text' | 'person' | 'time' | 'choice' }>; /** asked of whoever sends it out */ readonly needed: boolean; /** the station asks for it before anybody signs: whoever goes may fill it in */ readonly later: boolean };

/**
 * What can be said of the paper before anybody has gone: the cells its step needs, and those of its first part that are typed or chosen. What the paper
 * demands at all is asked here, where it is known; only who does the work may be left to the one who does it.
 */
export const dispatchFields = (def: FormDef): readonly DispatchField[] => {
  const needs = stepOf(def)?.needs ?? [];
  const [first] = def.paper.sections;
  const shown = first?.kind === 'grid' ? first.rows.flat().map(({ f }) => f) : [];
  return [...new Set([...needs, ...shown])].flatMap((name): DispatchField[] => {
    const field = def.fields[name];
    return field && (field.kind === 'text' || field.kind === 'person' || field.kind === 'time' || (field.kind === 'choice' && !field.many)) ? [{ name, field, needed: needs.includes(name) || (field.required === true && def.starts?.[name] !== 'writer'), later: field.required === true && def.starts?.[name] === 'writer' && !needs.includes(name) }] : [];
  });
};

/** What is still to be said before the paper goes to a station. */
export const lacksOfDispatch = (def: FormDef, data: Data): readonly Refusal[] =>
  dispatchFields(def).flatMap(({ name, needed }): Refusal[] => (needed && data[name] === undefined ? [{ code: 'required', field: name }] : []));

/**
 * What was put into a page's input as the field keeps it; nothing for an empty one. A time is read as in every cell, in Shanghai (R37), `now`
 * being an ISO instant; one that is none stays as typed, for the form's own check to refuse.
 */
export const inputToValue = (field: DispatchField['field'], said: string, now: string): Value | undefined => {
  const text = said.trim();
  if (text === '') return undefined;
  return field.kind === 'time' ? parseTimeInput(text, field.precision, now) ?? text : text;
};

/** Who is to do the work and is none of the people `known` where it goes; undefined also while nobody is known there, or nobody is named. */
export const strangerIn = (def: FormDef, data: Data, known: readonly string[]): string | undefined => {
  const keys = new Set(known.map(nameToKey));
  if (keys.size === 0) return undefined;
  return dispatchFields(def).flatMap(({ name, field }) => (field.kind === 'person' && def.starts?.[name] === 'writer' && typeof data[name] === 'string' ? [data[name]] : [])).find((name) => !keys.has(nameToKey(name)));
};
