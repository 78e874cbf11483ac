import type { Copy, FormDef } from '../forms/form.ts';
import { ok, refuse, type Result } from '../result.ts';
import type { Event } from './op.ts';
import type { CopyEntry, Person, Rec } from './record.ts';

/** Labelled sheets about to leave: which copies, on what, and why again. */
export type CopyCommand = { readonly copies: readonly number[]; readonly reason?: string } & Pick<CopyEntry, 'medium' | 'printer'>;

/** The copies a paper has and who holds each: its form's own, or those of the contract it was made under (R40). */
export const copiesOf = (def: Pick<FormDef, 'copies'>, rec: Pick<Rec, 'context'>): readonly Copy[] => (def.copies === 'profile' ? rec.context.copies : def.copies);

/** Whether a sheet of this entry may exist: only what the printer refused is known not to. One still `printing` when the station died may lie in the tray. */
export const mayExist = (copy: CopyEntry): boolean => copy.outcome !== 'failed';

/** Which print of copy `no` the next one is: 1 the first, 2 and up reprints (补打). */
export const nextPrint = (rec: Pick<Rec, 'copies'>, no: number): number => rec.copies.filter((copy) => copy.no === no && mayExist(copy)).length + 1;

/**
 * The copy register (R9, R28): one entry for each sheet that leaves a sealed record, a reprint with its reason; a printed one is settled after. `holders`: the copies this
 * record has. Refuses `not-sealed`, `copy-unknown`, `reprint-reason`; the same copy twice in one command is `copy-unknown` too.
 */
export const decideCopies = (rec: Rec, command: CopyCommand, setting: { readonly now: string; readonly person: Person; readonly holders: readonly Copy[]; readonly createId: () => string }): Result<Event[]> => {
  if (!rec.seal) return refuse('not-sealed');
  const reason = command.reason?.trim();
  const events: Event[] = [];
  for (const [at, no] of command.copies.entries()) {
    const holder = setting.holders.find((copy) => copy.no === no)?.holder;
    if (!holder || command.copies.indexOf(no) !== at) return refuse('copy-unknown', { params: { no } });
    const print = nextPrint(rec, no);
    if (print > 1 && !reason) return refuse('reprint-reason', { field: 'reason' });
    events.push({
      kind: 'copied',
      copy: {
        id: setting.createId(), no, holder, medium: command.medium,
        ...(command.printer ? { printer: command.printer } : {}),
        ...(command.medium === 'printer' ? { outcome: 'printing' as const } : {}),
        at: setting.now, by: setting.person, print,
        ...(print > 1 ? { reason } : {}),
      },
    });
  }
  return ok(events);
};
