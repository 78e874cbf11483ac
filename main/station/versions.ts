import type { Rec } from '../../domain/record/record.ts';
import { ok, refuse } from '../../domain/result.ts';
import { cellsFrom, checkMerge, isHeadquartersToDecide } from '../../domain/sync/decision.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import type { OpenStation } from './openStation.ts';
import type { Order } from './recorder.ts';

/** Whether the person at the desk decides between the two versions of a record: its owner or the manager, at the station that holds it. */
export const decidesHere = ({ store, identity, author }: Pick<OpenStation, 'store' | 'identity' | 'author'>, rec: Rec): boolean => {
  const branch = store.read.branch(rec.id);
  if (!branch || isHeadquartersToDecide(branch.reason) || holderOf(rec) !== identity.station) return false;
  return author.actor === 'projectManager' || (author.actor !== 'inspector' && rec.owner.id === author.person.id);
};

/**
 * Decides between the two versions of a record: the agreed one, with `cells` as this station's own version has them. The decision is an operation
 * that names both, and goes to headquarters and every other station like any other.
 *
 * Refused with `not-found` (nothing is open), `decided-at-headquarters`, `not-allowed`, and as `checkMerge` refuses.
 */
export const decideVersions = (open: OpenStation, order: Order, { id, cells }: { readonly id: string; readonly cells: readonly string[] }): Rec =>
  open.recorder.onceOf(order, (writer) => {
    const decided = open.recorder.change(open.author, id, (_writer, { rec, setting }) => {
      const branch = writer.branch(id);
      if (!branch) return refuse('not-found');
      if (isHeadquartersToDecide(branch.reason)) return refuse('decided-at-headquarters', { params: { number: rec.number } });
      if (!decidesHere(open, rec)) return refuse('not-allowed');
      const stranger = cells.find((name) => !Object.hasOwn(setting.def.fields, name));
      if (stranger !== undefined) return refuse('unknown-field', { field: stranger });
      const merged = cellsFrom(branch.record.data, cells);
      const fits = cells.length === 0 ? ok(null) : checkMerge(rec, setting.def, merged, setting.now);
      if (!fits.ok) return fits;
      const newest = writer.versionsOf(id).findLast(({ outcome }) => outcome === 'applied');
      if (!newest) return refuse('not-found');
      return ok([{ kind: 'resolved', parents: [newest.hash, branch.head], took: cells.length === 0 ? 'main' : 'merged', ...merged }]);
    });
    writer.putBranch(id, null);
    return decided;
  });
