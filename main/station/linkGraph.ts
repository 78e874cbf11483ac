import type { Reader } from '../../db/store.ts';
import type { LinkGraph } from '../../domain/api/types.ts';
import { recordToIndex } from '../../domain/forms/indexing.ts';
import { linksOf } from '../../domain/record/around.ts';
import type { Rec } from '../../domain/record/record.ts';
import { isCustomersOwn } from './customer.ts';

/** How far the graph looks, links; and how many papers it tells: more would not be read on one screen. */
const mostSteps = 2;
const mostNodes = 60;

type Link = LinkGraph['links'][number];

/** The papers around one, nearest first. A link to a paper that is not on this station is left out. */
export const linkGraph = (reader: Reader, first: Rec): LinkGraph => {
  const nodes: LinkGraph['nodes'][number][] = [];
  const links = new Map<string, Link>();
  const seen = new Set([first.id]);
  let more = false;
  let ring: Rec[] = [first];
  for (let steps = 0; steps <= mostSteps; steps += 1) {
    const next: Rec[] = [];
    for (const rec of ring) {
      const def = reader.definition(rec.def);
      const headline = def && !isCustomersOwn(rec) ? recordToIndex(rec, def).headline : '';
      nodes.push({ id: rec.id, form: rec.form, number: rec.number, state: rec.state, headline, steps });
      const out: Link[] = def ? linksOf(rec, def).map(({ rel, to }) => ({ from: rec.id, to, rel, label: def.fields[rel]?.label })) : [];
      const into: Link[] = reader.linkedFrom(rec.id).map(({ rel, id }) => {
        const other = reader.record(id);
        return { from: id, to: rec.id, rel, label: other ? reader.definition(other.def)?.fields[rel]?.label : undefined };
      });
      for (const link of [...out, ...into]) {
        links.set(`${link.from} ${link.to} ${link.rel}`, link);
        const end = link.from === rec.id ? link.to : link.from;
        if (seen.has(end)) continue;
        const other = reader.record(end);
        if (!other) continue;
        if (steps === mostSteps || seen.size >= mostNodes) {
          more = true;
          continue;
        }
        seen.add(end);
        next.push(other);
      }
    }
    ring = next;
  }
  return { nodes, links: [...links.values()].filter((link) => seen.has(link.from) && seen.has(link.to)), more };
};
