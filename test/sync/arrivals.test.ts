import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstPrev, sealOp, type SealedOp } from '../../domain/record/op.ts';
import { createDownflow } from '../../main/station/downflow.ts';
import { idOf, person, withStore } from '../db/sample.ts';
import { codesOf, createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openSite } from './sites.ts';

/** What headquarters gives a station to do is told until it was seen. */
let hq: TestHeadquarters;
let station: TestStation;
const manager = { id: randomUUID(), name: '张经理' };
const order = { type: 'fault', urgency: 'urgent', contact: '李建国', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '张晓明', request: '查询慢', system: '申报' };
beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openSite(hq, 'BJ01', 'BJ01', 'projectManager');
  await station.client.station.addAccount({ name: '周凯', role: 'engineer', passphrase });
  await station.client.station.addAccount({ name: '监理员', role: 'inspector', passphrase });
});
afterAll(async () => {
  await station?.remove();
  await hq?.stop();
});

const dispatch = async (owner?: string): Promise<string> => {
  const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: station.station.core.open().identity.station, ...(owner === undefined ? {} : { owner: { id: owner, name: 'x' } }) });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.id;
};
const told = async (): Promise<readonly string[]> => (await station.client.desk.arrivals()).map(({ id }) => id);
const noted = (): readonly string[] => (JSON.parse(station.station.core.open().store.read.meta('arrivals') ?? '[]') as { id: string }[]).map(({ id }) => id);
const sitDown = async (name: string): Promise<void> => {
  const { accounts = [] } = await station.client.station.status();
  await station.client.station.unlock({ account: accounts.find((each) => each.name === name)!.id, passphrase });
};

it('is told to whom it concerns until he has seen it, also after a restart; what is over or gone by then is not', async () => {
  const accounts = await station.client.station.accounts();
  const colleague = accounts.find(({ name }) => name === '周凯')!.id;
  expect(await told()).toEqual([]);
  const sheetHas = async (id: string): Promise<boolean> => (await station.client.today.sheet()).work.some(({ record }) => record.id === id);
  await station.client.today.sheet();
  const [first, forColleague, second] = [await dispatch(), await dispatch(colleague), await dispatch()];
  await station.client.sync.now();
  // the day sheet that was asked for a moment ago has it, too
  expect(await sheetHas(first)).toBe(true);
  // the last first; a colleague's is his to see
  expect(await told()).toEqual([second, first]);
  // the program ends and begins again
  await station.station.close();
  station = await createTestStation({ dataFolder: station.dataFolder });
  await sitDown('张晓明');
  expect(await told()).toEqual([second, first]);
  await station.client.desk.seeArrivals({ ids: [second, forColleague] });
  expect(await told()).toEqual([first]);
  await sitDown('周凯');
  expect(await told()).toEqual([forColleague, first]);
  // given to nobody here any more, or void: there is nothing to do
  expect(await hq.desk.reassign(manager, { id: forColleague, to: null, reason: '改日' })).toMatchObject({ ok: true });
  expect(await hq.desk.void(manager, { id: first, reason: '派错了' })).toMatchObject({ ok: true });
  await station.client.sync.now();
  expect(await told()).toEqual([]);
  // what is over stays in no list that is read after every change
  expect(noted()).toEqual([]);
  // and given again it is told again, also to who had seen it
  expect(await hq.desk.reassign(manager, { id: second, to: null, reason: '改日' })).toMatchObject({ ok: true });
  expect(await hq.desk.reassign(manager, { id: second, to: station.station.core.open().identity.station, reason: '今天去' })).toMatchObject({ ok: true });
  await station.client.sync.now();
  expect(await told()).toEqual([second]);
  // over at the desk, without anybody having opened it from the line
  const { record } = await station.client.records.get({ id: second });
  await station.client.records.execute({ kind: 'move', id: second, base: record.rev, transition: 'void', reason: '已电话解决' });
  expect([await told(), noted()]).toEqual([[], [second]]);
  await station.client.desk.seeArrivals({ ids: [] });
  expect(noted()).toEqual([]);
  await sitDown('监理员');
  expect(await codesOf(station.client.desk.arrivals())).toEqual(['not-allowed']);
}, 120_000);

it('a page that gives a station hundreds of orders writes once what it has to tell', () =>
  withStore((store) => {
    const ops: SealedOp[] = [];
    for (let seq = 1; seq <= 300; seq += 1) {
      // the first is given a second time, at the end
      const doc = idOf(seq === 300 ? 1 : seq);
      ops.push(sealOp({ v: 1, station: 'HQ', seq, prev: ops.at(-1)?.hash ?? firstPrev, id: idOf(1000 + seq), doc, section: 'dispatch', base: 1, by: person, at: '2021-11-22T09:00:00+08:00', mono: 0, event: { kind: 'granted', to: 'BJ01' } }));
    }
    const nothing = (): void => undefined;
    const downflow = createDownflow({ station: 'BJ01', project: nothing, refer: nothing, reach: nothing, settle: nothing });
    let writes = 0;
    store.write((writer) => {
      const setMeta = (key: string, value: string | null): void => {
        if (key === 'arrivals') writes += 1;
        writer.setMeta(key, value);
      };
      downflow.apply({ ...writer, setMeta }, { headquarters: 'HQ', epoch: 'e', time: '2021-11-22T01:00:00Z', more: false, next: { n: 300, h: firstPrev }, entries: ops.map(({ op, hash, bytes }) => ({ kind: 'op', station: 'HQ', seq: op.seq, n: op.seq, hash, bytes })) });
    });
    const noted = (JSON.parse(store.read.meta('arrivals') ?? '[]') as { id: string }[]).map(({ id }) => id);
    expect([writes, noted.length, noted.at(-1), noted[0]]).toEqual([1, 299, idOf(1), idOf(2)]);
  }));
