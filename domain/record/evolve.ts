import type { Op } from './op.ts';
import type { Data, Rec } from './record.ts';

const without = (data: Data, names: readonly string[]): Data => {
  if (names.length === 0) return data;
  const gone = new Set(names);
  return Object.fromEntries(Object.entries(data).filter(([name]) => !gone.has(name)));
};

const reaching = (rec: Rec, state: string, at: string): Rec['reached'] => (rec.reached[state] === undefined ? { ...rec.reached, [state]: at } : rec.reached);

/**
 * The record after one more operation. Pure, and the only reading of the log: the station's rows, headquarters' rows and a verifier's
 * rebuild all come from here. A `defined` operation touches no record; a `released` one only counts.
 */
export const evolve = (rec: Rec | null, op: Op): Rec | null => {
  const { event } = op;
  if (event.kind === 'defined') return rec;
  if (event.kind === 'created') {
    return {
      id: op.doc, form: event.form, def: event.def, number: event.number, state: event.state, rev: 1, owner: event.owner, station: op.station,
      context: event.context, createdAt: op.at, updatedAt: op.at, reached: { [event.state]: op.at }, data: event.data, attachments: [], signatures: [],
      refusals: [], copies: [], links: event.links,
    };
  }
  if (rec === null) return null;
  const next: Rec = { ...rec, rev: rec.rev + 1, updatedAt: op.at };
  switch (event.kind) {
    case 'edited':
      return { ...next, data: { ...without(rec.data, event.unset), ...event.set } };
    case 'attached':
      return { ...next, attachments: [...rec.attachments, event.attachment] };
    case 'detached':
      return { ...next, attachments: rec.attachments.filter((a) => a.id !== event.id) };
    case 'moved':
      return {
        ...next,
        state: event.to,
        reached: reaching(rec, event.to, op.at),
        data: event.set ? { ...rec.data, ...event.set } : rec.data,
        signatures: event.withdrawn ? [] : rec.signatures,
      };
    case 'signed':
      return { ...next, signatures: [...rec.signatures, event.signature] };
    case 'refused':
      return { ...next, refusals: [...rec.refusals, event.refused] };
    case 'sealed':
      return { ...next, seal: event.seal, state: event.to, reached: reaching(rec, event.to, op.at) };
    case 'copied':
      return { ...next, copies: [...rec.copies, event.copy] };
    case 'settled':
      return { ...next, copies: rec.copies.map((copy) => (copy.id === event.id ? { ...copy, outcome: event.outcome, ...(event.job ? { job: event.job } : {}) } : copy)) };
    case 'corrected':
      return { ...next, correctedBy: event.by };
    case 'linked':
      return { ...next, links: [...rec.links, event.link] };
    case 'released':
      return next;
  }
};
