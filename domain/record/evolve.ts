import type { Op } from './op.ts';
import type { Rec } from './record.ts';

const without = <T>(data: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> => {
  if (names.length === 0) return data;
  const gone = new Set(names);
  return Object.fromEntries(Object.entries(data).filter(([name]) => !gone.has(name)));
};

/** A record voided by headquarters stays void whatever step comes in late; only a seal stands above it. */
const stateAfter = (rec: Rec, to: string): string => (rec.voided && !rec.seal ? rec.state : to);

const reaching = (rec: Rec, state: string, at: string): Rec['reached'] => (rec.reached[state] === undefined ? { ...rec.reached, [state]: at } : rec.reached);

/**
 * The record after one more operation. Pure, and the only reading of the log: the station's rows, headquarters' rows and a verifier's
 * rebuild all come from here. A `defined` operation touches no record; a `released` one only counts. Operations of different sections may come
 * in either order: the outcome is the same.
 */
export const evolve = (rec: Rec | null, op: Op): Rec | null => {
  const { event } = op;
  if (event.kind === 'defined' || event.kind === 'published') return rec;
  if (event.kind === 'created') {
    return {
      id: op.doc, form: event.form, def: event.def, number: event.number, state: event.state, rev: 1, owner: event.owner, station: op.station,
      context: event.context, createdAt: op.at, updatedAt: op.at, reached: { [event.state]: op.at }, data: event.data, attachments: [], signatures: [],
      refusals: [], copies: [], links: event.links, ...(event.imported ? { imported: event.imported } : {}),
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
        state: stateAfter(rec, event.to),
        reached: reaching(rec, event.to, event.since ?? op.at),
        movedAt: op.at,
        data: event.set ? { ...rec.data, ...event.set } : rec.data,
        signatures: event.withdrawn ? [] : rec.signatures,
        // a scan goes with its signature, the log has both
        ...(event.withdrawn ? { attachments: rec.attachments.filter(({ scanOf }) => scanOf === undefined) } : {}),
      };
    case 'signed':
      return { ...next, signatures: [...rec.signatures, event.signature] };
    case 'refused':
      return { ...next, refusals: [...rec.refusals, event.refused] };
    case 'sealed':
      // sealed before the void was heard of: signed it stays, and the void is a flag
      return { ...next, seal: event.seal, state: event.to, reached: reaching(rec.voided ? { ...rec, reached: without(rec.reached, [rec.voided.to]) } : rec, event.to, op.at) };
    // what is printed or sent of a record is no work on it: its place among those worked on last stays
    case 'copied':
      return { ...rec, rev: next.rev, copies: [...rec.copies, event.copy] };
    case 'settled':
      return { ...rec, rev: next.rev, copies: rec.copies.map((copy) => (copy.id === event.id ? { ...copy, outcome: event.outcome, ...(event.job ? { job: event.job } : {}) } : copy)) };
    case 'corrected':
      return { ...next, correctedBy: event.by };
    case 'reinstated': {
      // both the desk and headquarters may say so, and another correction may have come between
      if (rec.correctedBy !== event.from) return { ...rec, rev: next.rev };
      const { correctedBy: _, ...standing } = rec;
      return { ...standing, rev: next.rev };
    }
    case 'linked':
      return { ...next, links: [...rec.links, event.link] };
    case 'released':
      return { ...rec, rev: next.rev };
    case 'discarded':
      return { ...next, attachments: rec.attachments.map((a) => (a.id === event.id ? { ...a, discarded: { at: op.at, rule: event.rule, until: event.until } } : a)) };
    // the life headquarters gives a record is no work on it: `updatedAt` stays, so that either order ends alike
    case 'granted':
      return { ...rec, rev: next.rev, holder: event.to, ...(event.site === undefined ? {} : { holderSite: event.site }), ...(event.owner ? { owner: event.owner } : {}) };
    case 'revoked':
      return { ...rec, rev: next.rev, holder: op.station, holderSite: '' };
    case 'directed':
      return { ...rec, rev: next.rev, data: { ...without(rec.data, event.unset), ...event.set } };
    case 'voided': {
      const voided = { to: event.to, reason: event.reason, at: op.at, by: op.by };
      return rec.seal ? { ...rec, rev: next.rev, voided } : { ...rec, rev: next.rev, voided, state: event.to, reached: reaching(rec, event.to, op.at) };
    }
    case 'resolved': {
      const { record } = event;
      if (record) return { ...record, rev: next.rev, updatedAt: op.at, ...(rec.holder === undefined ? {} : { holder: rec.holder }), ...(rec.holderSite === undefined ? {} : { holderSite: rec.holderSite }), ...(rec.voided === undefined ? {} : { voided: rec.voided }) };
      return { ...next, data: { ...without(rec.data, event.unset), ...event.set } };
    }
  }
};
