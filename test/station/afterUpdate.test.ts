import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordToIndex } from '../../domain/forms/indexing.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { sealOp, sectionOf, type Event } from '../../domain/record/op.ts';
import { rereadKey } from '../../main/station/afterUpdate.ts';
import { createTestStation, passphrase, type TestStation } from './bench.ts';

/** What a program of before left behind, put right once at the first start after the update (docs/decisions/0031). */
let bench: TestStation;
const warnings: string[] = [];
const hear = (warning: Error): void => { warnings.push(warning.message); };
beforeEach(async () => {
  warnings.length = 0;
  process.on('warning', hear);
  bench = await createTestStation();
  await bench.setUp('projectManager');
});
afterEach(async () => {
  process.off('warning', hear);
  await bench.remove();
});

/** An operation as that program wrote it: nothing follows from it. */
const append = (doc: string, event: Event): void => {
  const { store, identity } = bench.station.core.open();
  store.write((writer) => {
    const rec = writer.record(doc)!;
    const { seq, hash } = writer.head();
    const sealed = sealOp({ v: 1, station: identity.station, seq: seq + 1, prev: hash, id: uuidv7(), doc, section: sectionOf(event.kind), base: rec.rev, by: rec.owner, at: rec.updatedAt, mono: 1, event });
    writer.append(sealed);
    const next = evolve(rec, sealed.op)!;
    writer.putRecord(next, { ...recordToIndex(next, writer.definition(next.def)!), clocks: [] });
  });
};
const medium = (label: string) => bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'backup-medium', data: { label } });
/** A paper whose correction was thrown away and still replaces it. */
const stuck = async (label: string) => {
  const original = await medium(label);
  const correction = await medium(`${label}（更正）`);
  append(correction.id, { kind: 'linked', link: { rel: 'corrects', to: original.id } });
  append(original.id, { kind: 'corrected', by: correction.id });
  append(correction.id, { kind: 'voided', to: 'void', reason: '开错了' });
  return { original, correction };
};
const correctedBy = async (id: string) => (await bench.client.records.get({ id })).record.correctedBy;

it('an original whose place is taken stays as it is and is named; the others are in force again, and the next start has nothing left to do', async () => {
  const first = await stuck('磁带一');
  const taken = await stuck('磁带二');
  const instead = await medium('磁带二');
  const last = await stuck('磁带三');
  bench.station.core.open().store.write((writer) => writer.setMeta(rereadKey, null));
  const before = bench.station.core.open().store.read.head().seq;
  await bench.client.station.lock();
  await bench.client.station.unlock({ account: (await bench.client.station.status()).accounts![0]!.id, passphrase });

  expect([await correctedBy(first.original.id), await correctedBy(last.original.id)]).toEqual([undefined, undefined]);
  expect(await correctedBy(taken.original.id)).toBe(taken.correction.id);
  const { store } = bench.station.core.open();
  // what was refused left nothing behind
  expect(store.read.head().seq).toBe(before + 2);
  expect(store.check()).toEqual([]);
  expect(store.read.meta(rereadKey)).not.toBeNull();
  await expect.poll(() => warnings.filter((each) => each.includes(taken.original.number) && each.includes(instead.number))).toHaveLength(1);
});
