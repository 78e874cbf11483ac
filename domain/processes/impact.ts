import { refsIn, type Known } from '../record/around.ts';

/** A configuration item that would feel it if another failed. */
export type ImpactNode = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  /** Over how many items it is reached; 0 is the item asked about. */
  readonly steps: number;
};
/** `from` stands on `to`. */
type ImpactLink = { readonly from: string; readonly to: string };
export type Reach = { readonly nodes: readonly ImpactNode[]; readonly links: readonly ImpactLink[] };

/** Names of the fields of a configuration item that the reach is told by. */
const fields = { name: 'name', type: 'type', standsOn: 'standsOn' } as const;

/**
 * Everything that stands on one item, directly or through others, nearest first (R19). `items` are the living ones of the register; an item
 * that is not among them is not told. A circle, which the register refuses, would be walked once.
 */
export const impactOf = (first: Known, items: readonly Known[]): Reach => {
  const standing = new Map<string, Known[]>();
  for (const item of items) for (const ref of refsIn(item.rec.data, fields.standsOn)) standing.set(ref.id, [...(standing.get(ref.id) ?? []), item]);
  const toNode = ({ rec }: Known, steps: number): ImpactNode => ({
    id: rec.id, number: rec.number, name: String(rec.data[fields.name] ?? ''), type: String(rec.data[fields.type] ?? ''), state: rec.state, steps,
  });
  const nodes = new Map([[first.rec.id, toNode(first, 0)]]);
  const links: ImpactLink[] = [];
  const queue: Known[] = [first];
  for (let at = queue.shift(); at; at = queue.shift()) {
    const steps = nodes.get(at.rec.id)!.steps + 1;
    for (const item of standing.get(at.rec.id) ?? []) {
      links.push({ from: item.rec.id, to: at.rec.id });
      if (nodes.has(item.rec.id)) continue;
      nodes.set(item.rec.id, toNode(item, steps));
      queue.push(item);
    }
  }
  return { nodes: [...nodes.values()], links };
};
