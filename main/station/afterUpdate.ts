import type { Store, Writer } from '../../db/store.ts';
import type { Identity } from './identity.ts';
import type { Author, Recorder } from './recorder.ts';

/** Set once the log was read again as below. */
export const rereadKey = 'log.reread';

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Originals in force again, each in a transaction of its own: one whose place another paper has taken meanwhile stays replaced, and is named. */
const settleOriginals = (store: Store, recorder: Recorder, author: Author): readonly Error[] =>
  store.read.corrected().flatMap(({ id, by }) => {
    const taken = recorder.settle(author, by);
    return taken ? [new Error(`${store.read.record(id)?.number ?? id} stays replaced by a correction that was thrown away: ${taken.number} has its place`)] : [];
  });

/**
 * What the log says and a program of before did not read from it, read once at the first start after the update:
 * - `recount`: the contract's figures that a decision took (docs/decisions/0027),
 * - originals whose correction was thrown away are in force again, in the station's own name (docs/decisions/0031); those that are written elsewhere headquarters puts right.
 * Neither waits for the other. Answers what went wrong; what failed by more than a refusal is tried again at the next start: a full disk must not keep anybody from reading.
 */
export const rereadLog = ({ store, recorder, identity, recount }: { readonly store: Store; readonly recorder: Recorder; readonly identity: Pick<Identity, 'station' | 'stationCode'>; readonly recount: (writer: Writer) => void }): { readonly recounted: boolean; readonly wrong: readonly Error[] } => {
  if (store.read.meta(rereadKey) !== null) return { recounted: false, wrong: [] };
  const author: Author = { person: { id: identity.station, name: identity.stationCode }, actor: 'inspector' };
  const wrong: Error[] = [];
  const attempt = (work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      wrong.push(asError(error));
      return false;
    }
  };
  const recounted = attempt(() => recorder.together(recount));
  const settled = attempt(() => { wrong.push(...settleOriginals(store, recorder, author)); });
  if (recounted && settled) attempt(() => store.write((writer) => writer.setMeta(rereadKey, '1')));
  return { recounted, wrong };
};
