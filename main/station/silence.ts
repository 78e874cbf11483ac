import { contractOfRecord } from '../../domain/contract/inForce.ts';
import { formsById } from '../../domain/forms/index.ts';
import { pausesOf, recordClocks } from '../../domain/record/clocks.ts';
import { decideSilence } from '../../domain/record/silence.ts';
import { ok } from '../../domain/result.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import type { OpenStation } from './openStation.ts';
import type { Author } from './recorder.ts';

/** Papers of one form that wait for an answer at the same time. */
const mostWaiting = 500;

/**
 * Writes down every silence whose clock has ended (R26), in the station's own name: when it is opened, however long it was shut, and while it
 * stays open. What was written down already is left alone. Answers how many papers it took on. `now` is an ISO second.
 */
export const takeSilences = (open: Pick<OpenStation, 'store' | 'recorder' | 'identity' | 'contracts' | 'calendar'>, now: string): number => {
  const { store, recorder, identity, contracts, calendar } = open;
  const author: Author = { person: { id: identity.station, name: identity.stationCode }, actor: 'inspector' };
  let taken = 0;
  for (const declared of formsById.values()) {
    const states = declared.lifecycle.transitions.flatMap((step) => (step.by === 'silence' ? step.from : []));
    if (states.length === 0) continue;
    for (const { id } of store.read.rowsInStates(declared.id, states, mostWaiting).rows) {
      const { rec, setting } = recorder.standing(store.read, id, author);
      // headquarters, or the station that holds it, says what became of the others
      if (holderOf(rec) !== identity.station) continue;
      const clocks = recordClocks(rec, setting.def, contractOfRecord(contracts, rec), calendar, pausesOf(id, setting.around.linked(id), now.slice(0, 10)));
      const events = decideSilence(rec, setting.def, clocks, now, calendar);
      if (events.length === 0) continue;
      recorder.change(author, id, () => ok(events));
      taken += 1;
    }
  }
  return taken;
};
