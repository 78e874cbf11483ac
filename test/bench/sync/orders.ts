import { randomBytes, randomUUID } from 'node:crypto';
import { definitionHash } from '../../../domain/forms/define.ts';
import { serviceOrder } from '../../../domain/forms/serviceOrder.ts';
import { evolve } from '../../../domain/record/evolve.ts';
import { createNumber } from '../../../domain/record/number.ts';
import { sealOp, type Event, type Op } from '../../../domain/record/op.ts';
import type { Data } from '../../../domain/record/record.ts';
import type { OpenStation } from '../../../main/station/openStation.ts';
import { createOrder, createRandom, newId, sampleContext } from '../orders.ts';

/** What a short order holds: with its envelope about a kilobyte of JSON. */
const shortFields = ['type', 'urgency', 'contact', 'phone', 'place', 'channel', 'requestedAt', 'engineer', 'system', 'host', 'request'];

/** Of the form as it ships; reckoned once, because it is hashed. */
const orderDefinition = definitionHash(serviceOrder);

/** The data of order `n` (from 1), the same every time. */
export const shortOrder = (n: number): { readonly data: Data; readonly at: string } => {
  const { data, at } = createOrder(n, createRandom(n));
  return { at, data: Object.fromEntries(shortFields.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]]))) };
};

/** What the order form is, as the first operation of a station. */
export const definedOrder = { doc: orderDefinition, event: { kind: 'defined', def: serviceOrder }, at: '2026-10-12T08:30:00+08:00' } as const;

/** The creation of order `n` on a station of this code and site. */
export const createdEvent = (n: number, code: string, site: string = sampleContext.site.code): Extract<Event, { kind: 'created' }> => ({
  kind: 'created', form: serviceOrder.id, def: orderDefinition, number: createNumber('XC', code, '2026', n), state: 'draft', owner: { id: '0197a5a0-0000-7000-8000-000000000001', name: '王工' },
  context: { ...sampleContext, site: { ...sampleContext.site, code: site }, project: { zh: '积分落户系统运维', en: '' }, client: { zh: '市人社局', en: '' }, contractor: { zh: '承建公司', en: '' }, supervision: { zh: '监理公司', en: '' } }, data: shortOrder(n).data, links: [],
});

/** Writes orders `from` to `to` as the station itself would: operation, record and index, a thousand to a transaction. Answers the bytes of the operations. */
export const fillStation = ({ store, recorder, identity }: OpenStation, code: string, from: number, to: number): number => {
  let bytes = 0;
  for (let first = from; first <= to; first += 1000) {
    recorder.together(() => store.write((writer) => {
      const write = (doc: string, event: Event, at: string): void => {
        const head = writer.head();
        const op: Op = { v: 1, station: identity.station, seq: head.seq + 1, prev: head.hash, id: newId(), doc, section: event.kind === 'defined' ? 'definition' : 'field', base: 0, by: { id: '0197a5a0-0000-7000-8000-000000000001', name: '王工' }, at, mono: head.seq, event };
        const sealed = sealOp(op);
        writer.append(sealed);
        bytes += Buffer.byteLength(sealed.bytes);
        const rec = evolve(null, op);
        if (event.kind === 'defined') writer.putDefinition(doc, event.def);
        else if (rec) recorder.project(writer, rec, false, false);
      };
      if (writer.head().seq === 0) write(definedOrder.doc, definedOrder.event, definedOrder.at);
      for (let n = first; n < first + 1000 && n <= to; n += 1) write(newId(), createdEvent(n, code), shortOrder(n).at);
    }));
  }
  return bytes;
};

/** Files of 1 to 40 kB, one to a record of its own station, in the order of its operations. */
export const attachFiles = async ({ store, blobs, recorder, identity }: OpenStation, count: number): Promise<void> => {
  const docs: string[] = [];
  for (let seq = 0; docs.length < count; seq += 500) {
    const ops = store.read.opsAfter(seq, 500, 10_000_000).map(({ bytes }) => JSON.parse(bytes) as Op);
    if (ops.length === 0) break;
    docs.push(...ops.flatMap((op) => (op.event.kind === 'created' ? [op.doc] : [])));
  }
  for (const [n, doc] of docs.slice(0, count).entries()) {
    const { sha256, size } = await blobs.put(randomBytes(1000 + ((n * 7919) % 39_000)));
    recorder.together((writer) => {
      writer.putBlob({ sha256, size, type: 'application/octet-stream' });
      const head = writer.head();
      const rec = writer.record(doc)!;
      const by = { id: '0197a5a0-0000-7000-8000-000000000001', name: '王工' };
      const at = shortOrder(1).at;
      const sealed = sealOp({ v: 1, station: identity.station, seq: head.seq + 1, prev: head.hash, id: randomUUID(), doc, section: 'field', base: rec.rev, by, at, mono: head.seq, event: { kind: 'attached', attachment: { id: randomUUID(), name: 'a.bin', type: 'application/octet-stream', size, sha256, addedAt: at, by } } });
      writer.append(sealed);
      recorder.project(writer, evolve(rec, sealed.op)!, false);
    });
  }
};
