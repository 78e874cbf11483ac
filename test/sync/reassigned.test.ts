import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted } from '../../domain/refused.ts';
import type { StationClient } from '../../renderer/client.ts';
import { refusalsOf, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** An order that headquarters gives to another site is that site's from then on, and nobody's work where it was before. */
let hq: TestHeadquarters;
let [first, beside, second] = [] as unknown as [TestStation, TestStation, TestStation];
let pages: Visitor;
let manager: StationClient;
beforeAll(async () => {
  hq = await openHeadquarters();
  [first, beside, second] = [await openSite(hq, 'BJ01', 'BJ01A'), await openSite(hq, 'BJ01', 'BJ01B'), await openSite(hq, 'BJ02', 'BJ02A')];
  pages = await joinAs(hq.address, hq.adminCode, '刘经理');
  manager = deskClientOf(hq, pages);
}, 180_000);
afterAll(async () => {
  for (const station of [first, beside, second]) await station?.remove();
  await hq?.stop();
});

const stationId = async (code: string): Promise<string> => (await manager.headquarters.stations()).find((each) => each.code === code)!.id;
const openClocks = async (site: string): Promise<number> => {
  const { figures } = await manager.boards.sites({ site });
  return figures.filter(({ id }) => id === 'soon' || id === 'overdue').reduce((sum, { value }) => sum + Number(value), 0);
};

describe('an order given to another site', () => {
  it('is work of the site that holds it now: at headquarters, and no more at the stations of the first', async () => {
    const owner = { id: (await first.client.station.status()).account!.id, name: '张晓明' };
    const requestedAt = `${new Date(Date.now() + 8 * 3_600_000 - 60_000).toISOString().slice(0, 16)}+08:00`;
    const data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt, engineer: '张晓明', request: '夜间备份失败' };
    const made = accepted(await hq.desk.dispatch({ id: owner.id, name: '刘经理' }, { form: 'service-order', to: await stationId('BJ01A'), owner, data }));
    const { id } = made;
    const sync = async (): Promise<void> => {
      for (const { client } of [first, beside, second]) await client.sync.now();
    };
    const workAt = async ({ client }: TestStation): Promise<boolean> => (await client.today.sheet()).work.some(({ record }) => record.id === id);
    const ownAt = async ({ client }: TestStation): Promise<number> => (await client.boards.behind({ records: { kind: 'own' }, offset: 0, limit: 10 })).total;
    const countAt = async ({ client }: TestStation): Promise<number> => (await client.records.counts())['service-order'] ?? 0;
    await sync();
    // a colleague's station at the same site still tells it
    expect([await workAt(first), await workAt(beside), await workAt(second)]).toEqual([true, true, false]);
    expect([await ownAt(first), await countAt(first)]).toEqual([1, 1]);
    expect([await openClocks('BJ01'), await openClocks('BJ02')].map((n) => n > 0)).toEqual([true, false]);

    await manager.headquarters.reassign({ id, to: await stationId('BJ02A'), reason: '就近' });
    await sync();
    expect([await workAt(first), await workAt(beside), await workAt(second)]).toEqual([false, false, true]);
    expect([await ownAt(first), await countAt(first), await countAt(second)]).toEqual([0, 0, 1]);
    const day = (await first.client.today.sheet()).day;
    expect((await first.client.agenda.between({ from: day, to: day })).items.filter(({ record }) => record?.id === id)).toEqual([]);
    expect((await first.client.agenda.reminders()).items.filter(({ record }) => record?.id === id)).toEqual([]);
    const rowAt = async ({ client }: Pick<TestStation, 'client'>) => (await client.records.list({ form: 'service-order', text: '', offset: 0, limit: 10 })).rows.find((row) => row.id === id);
    expect([(await rowAt(first))?.away, (await rowAt(beside))?.away, (await rowAt(second))?.away]).toEqual([true, true, undefined]);
    // who has it now and why stands in the row and on the record
    const away = { site: 'BJ02', why: { reason: '就近', by: '刘经理' } };
    expect((await rowAt(first))?.taken).toMatchObject(away);
    expect((await first.client.records.get({ id })).sync).toMatchObject({ mine: false, away });
    expect(await refusalsOf(first.client.records.execute({ kind: 'edit', id, base: (await first.client.records.get({ id })).record.rev, set: { advice: 'x' }, unset: [] }))).toMatchObject([{ code: 'held-elsewhere' }]);
    // it keeps its number, and the name of the site it was written for
    expect((await second.client.records.get({ id })).record).toMatchObject({ number: made.number, context: { site: { code: 'BJ01' } } });

    expect([await openClocks('BJ01'), await openClocks('BJ02')].map((n) => n > 0)).toEqual([false, true]);
    expect((await rowAt({ client: manager }))?.site).toBe('BJ02');
    expect((await pages.get('/records?lang=zh&site=BJ02')).text).toContain(made.number);
    expect((await pages.get('/records?lang=zh&site=BJ01')).text).not.toContain(made.number);

    // headquarters keeps it: nobody's work at any site; and given back it is work there again
    await manager.headquarters.reassign({ id, to: null, reason: '待定' });
    await sync();
    expect([await workAt(first), await workAt(beside), await workAt(second)]).toEqual([false, false, false]);
    const { away: kept } = (await second.client.records.get({ id })).sync!;
    expect([kept?.site, kept?.why?.reason]).toEqual([undefined, '待定']);
    // the first is told why it was taken from there, not from the second
    expect([(await first.client.records.get({ id })).sync!.away?.why?.reason, (await rowAt(first))?.taken?.why?.reason]).toEqual(['就近', '就近']);
    await manager.headquarters.reassign({ id, to: await stationId('BJ01B'), reason: '原址' });
    await sync();
    expect([await workAt(first), await workAt(beside), await workAt(second)]).toEqual([true, true, false]);
    expect([(await rowAt(first))?.away, (await first.client.records.get({ id })).sync?.away]).toEqual([undefined, undefined]);
  }, 120_000);

  it('is refused where another manager gave it away meanwhile, and where it is void', async () => {
    const [here, there] = [await stationId('BJ01A'), await stationId('BJ02A')];
    const data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '张晓明', request: '打印机卡纸' };
    const { id } = accepted(await hq.desk.dispatch({ id: 'a', name: '刘经理' }, { form: 'service-order', to: here, data }));
    const change = `/records/${id}/change?lang=zh`;
    const seen = /name="from" value="([^"]+)"/.exec((await pages.get(change)).text)![1]!;
    expect(seen).toBe(here);
    await manager.headquarters.reassign({ id, from: here, to: there, reason: '就近' });
    expect(await refusalsOf(manager.headquarters.reassign({ id, from: here, to: null, reason: '人手' }))).toMatchObject([{ code: 'stale' }]);
    const late = await pages.post(`/records/${id}/reassign`, { from: seen, to: 'headquarters', reason: '人手' });
    expect([late.status, late.text.includes('这份单据刚在别处改过')]).toEqual([422, true]);
    // both gave it to the same station; and the page that refused shows who has it now
    await manager.headquarters.reassign({ id, from: here, to: there, reason: '就近' });
    expect(late.text).toContain(`name="from" value="${there}"`);
    expect((await manager.records.get({ id })).record.holder).toBe(there);

    await manager.headquarters.void({ id, reason: '重复' });
    expect(await refusalsOf(manager.headquarters.reassign({ id, to: here, reason: '人手' }))).toMatchObject([{ code: 'wrong-state' }]);
    const { text } = await pages.get(change);
    expect([text.includes(`/records/${id}/reassign`), text.includes(`/records/${id}/void`)]).toEqual([false, false]);
  }, 120_000);
});
