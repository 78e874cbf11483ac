import { v7 as uuidv7 } from 'uuid';
import { afterEach, expect, it } from 'vitest';
import { createNumber } from '../../domain/record/number.ts';
import { decideCreate } from '../../domain/record/decide.ts';
import { ok } from '../../domain/result.ts';
import { contextOf } from '../../main/station/openStation.ts';
import { createTestStation, orderAtSigning, type TestStation } from './bench.ts';

let bench: TestStation;
afterEach(() => bench.remove());

it('a writing that headquarters could not take leaves no trace: no operation, no number, and work goes on', async () => {
  bench = await createTestStation();
  await bench.setUp();
  const id = await orderAtSigning(bench);
  const open = bench.station.core.open();
  const before = open.store.read.head();
  const long = '字'.repeat(1_400_000);
  expect(() => open.recorder.change(open.author, id, () => ok([{ kind: 'released', what: '短', to: '监理' }, { kind: 'edited', set: { work: long }, unset: [] }])))
    .toThrow(expect.objectContaining({ code: 'operation-too-large' }));
  const tooLong = (): unknown => open.recorder.create(open.author, uuidv7(), 'service-order', (writer, setting) => {
    const made = decideCreate({ kind: 'create', id: uuidv7(), form: 'service-order', data: {} }, {
      ...setting, links: [], context: contextOf(open), number: createNumber('XC', 'BJ01', '2026', writer.nextSerial('XC', setting.now.slice(0, 4))),
    });
    return made.ok ? ok([...made.value, { kind: 'edited', set: { work: long }, unset: [] }]) : made;
  });
  expect(tooLong).toThrow(expect.objectContaining({ code: 'operation-too-large' }));
  expect(open.store.read.head()).toEqual(before);
  const next = await orderAtSigning(bench);
  expect((await bench.client.records.get({ id: next })).record.number).toMatch(/-000002$/);
  expect(open.store.check()).toEqual([]);
});
