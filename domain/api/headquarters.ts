import { z } from 'zod';
import { fieldsSchema } from '../record/command.ts';
import type { Rec } from '../record/record.ts';
import { plainText } from '../text/plainText.ts';
import type { Text } from '../text/text.ts';
import { answer, base, id } from './base.ts';

/** A station that work can be given to. `site`: the code it works at. */
export type AssignableStation = { readonly id: string; readonly code: string; readonly site?: string; /** the site's name, where the contract names it */ readonly siteName?: Text; /** who wrote there last */ readonly person?: string };

/** What a manager decides at headquarters, each an operation of its own; a station answers none of it. */
export const headquarters = {
  stations: base.output(answer<readonly AssignableStation[]>()),
  /** Names known at a station: who wrote there lately, and whom headquarters sent it. */
  people: base.input(z.strictObject({ station: id })).output(answer<readonly string[]>()),
  /** A new paper of a form that is dispatched, for a station. */
  dispatch: base.input(z.strictObject({ form: z.string().max(60), to: id, data: fieldsSchema })).output(answer<Rec>()),
  /** Gives a record to another station; null: headquarters keeps it. `from`: the station that was seen to hold it; refused with `stale` where it is another by now. */
  reassign: base.input(z.strictObject({ id, from: id.optional(), to: id.nullable(), reason: plainText(500) })).output(answer<Rec>()),
  void: base.input(z.strictObject({ id, reason: plainText(500) })).output(answer<Rec>()),
  /** Between a record and the version of `station`; `merged` takes the named cells from that version. */
  decide: base.input(z.strictObject({ id, /** whose version the other one is */ station: id, took: z.enum(['main', 'branch', 'merged']), cells: z.array(z.string().max(60)).max(200) })).output(answer<Rec>()),
};
