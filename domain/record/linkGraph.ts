import type { LinkGraph } from '../api/types.ts';
import { recordToIndex } from '../forms/indexing.ts';
import { linksOf, type Known } from './around.ts';
import type { Rec } from './record.ts';

/** How far the graph looks, links; and how many papers it tells: more would not be read on one screen. */
const mostSteps = 2;
const mostNodes = 60;

type Link = LinkGraph['links'][number];

/** Where the papers around one are read, all of one step together. */
export type GraphSource = {
  /** those that are here, in any order; a paper whose definition nobody has comes without one */
  readonly records: (ids: readonly string[]) => Promise<readonly (Omit<Known, 'def'> & { readonly def: Known['def'] | null })[]>;
  /** links that come in to these papers */
  readonly into: (ids: readonly string[]) => Promise<readonly { readonly from: string; readonly to: string; readonly rel: string }[]>;
  /** papers that are told by number alone */
  readonly isHidden?: (rec: Rec) => boolean;
};

/** The papers around one, nearest first. A link to a paper that is not here is left out. */
export const linkGraph = async ({ records, into, isHidden = () => false }: GraphSource, first: string): Promise<LinkGraph> => {
  const nodes: LinkGraph['nodes'][number][] = [];
  const links = new Map<string, Link>();
  const seen = new Set([first]);
  const known = new Map((await records([first])).map((each) => [each.rec.id, each]));
  let more = false;
  let ring: readonly string[] = [first];
  for (let steps = 0; steps <= mostSteps && ring.length > 0; steps += 1) {
    const out = ring.flatMap((from) => {
      const { rec, def } = known.get(from) ?? {};
      return rec && def ? linksOf(rec, def).map(({ rel, to }) => ({ from, to, rel: rel as string })) : [];
    });
    const found = [...out, ...(await into(ring))];
    const ends = [...new Set(found.flatMap(({ from, to }) => [from, to]))].filter((id) => !known.has(id));
    for (const each of await records(ends)) known.set(each.rec.id, each);
    for (const id of ring) {
      const { rec, def } = known.get(id)!;
      nodes.push({ id, form: rec.form, number: rec.number, state: rec.state, ...(rec.voided && { voided: true }), headline: def && !isHidden(rec) ? recordToIndex(rec, def).headline : '', steps });
    }
    const next: string[] = [];
    for (const { from, to, rel } of found) {
      if (!known.has(from) || !known.has(to)) continue;
      const end = ring.includes(from) ? to : from;
      links.set(`${from} ${to} ${rel}`, { from, to, rel, label: known.get(from)!.def?.fields[rel]?.label });
      if (seen.has(end)) continue;
      if (steps === mostSteps || seen.size >= mostNodes) {
        more = true;
        continue;
      }
      seen.add(end);
      next.push(end);
    }
    ring = next;
  }
  return { nodes, links: [...links.values()].filter((link) => seen.has(link.from) && seen.has(link.to)), more };
};
