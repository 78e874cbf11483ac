import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Outcome } from '../../domain/api/protocol.ts';
import { settlePapers } from '../../main/station/contractForce.ts';
import { profileAheadKey, profileOriginKey } from '../../main/station/stationKeys.ts';
import { signFigureAt } from '../sync/sites.ts';
import { createTestStation, type TestStation } from './bench.ts';

/** What becomes of a paper signed here once headquarters has it (docs/decisions/0027). */
let bench: TestStation;
beforeEach(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
});
afterEach(() => bench.remove());

const meta = (key: string): string | null => bench.station.core.open().store.read.meta(key);
/** The last operation is the seal. */
const settle = (acked: boolean, outcome?: Outcome) => {
  const { store, profile } = bench.station.core.open();
  const { seq } = store.read.head();
  const { doc } = JSON.parse(store.read.op(seq)!.bytes) as { doc: string };
  return store.write((writer) => {
    if (acked) writer.ackOps(seq);
    if (outcome) writer.putOutcome({ seq, doc, outcome, reason: 'seal: not of this device' });
    return settlePapers(writer, profile);
  });
};

it('stays ahead of the log until headquarters has it; then it counts, also when nothing was said of it', async () => {
  const before = bench.station.core.open().profile;
  await signFigureAt(bench, 'rules.complaint-reply.figure', '5');
  expect(settle(false)).toBeNull();
  expect(meta(profileAheadKey)).not.toBeNull();
  expect(settle(true)).toMatchObject({ version: before.version + 1 });
  expect([meta(profileAheadKey), meta(profileOriginKey)]).toEqual([null, 'signed']);
});

it.each(['quarantined', 'conflict'] as const)('leaves when headquarters holds its seal %s, and the contract is what it was, from where it was', async (outcome) => {
  const before = bench.station.core.open().profile;
  await signFigureAt(bench, 'rules.complaint-reply.figure', '5');
  expect(settle(true, outcome)).toEqual(before);
  expect([meta(profileAheadKey), meta(profileOriginKey)]).toEqual([null, 'shipped']);
});
