import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StationClient } from '../../renderer/client.ts';
import { orderAtSigning, refusalsOf, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let administrator: Visitor;
let kept: Visitor;
let all: StationClient;
let some: StationClient;
const stations: TestStation[] = [];
const orders: string[] = [];
let file: string;

beforeAll(async () => {
  hq = await openHeadquarters();
  for (const site of ['BJ01', 'BJ02']) {
    const bench = await openSite(hq, site);
    stations.push(bench);
    const id = uuidv7();
    await bench.client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt: '2026-10-12T09:00+08:00', channel: 'phone', complainant: '李建国', content: '无人接听' } });
    file = (await bench.client.files.add({ record: id, file: new Blob([`来自 ${site}`]), name: 'a.txt' })).sha256;
    orders.push(await orderAtSigning(bench));
    await bench.client.sync.now();
  }
  administrator = await joinAs(hq.address, hq.adminCode, '管理员');
  const code = /class="code">([A-Z2-9]{26})</.exec((await administrator.post('/accounts', { name: '现场经理', role: 'manager' })).text)![1]!;
  kept = await joinAs(hq.address, code, '');
  all = deskClientOf(hq, administrator);
  some = deskClientOf(hq, kept);
}, 240_000);
afterAll(async () => {
  for (const each of stations) await each.remove();
  await hq?.stop();
});

it('an account kept to a site sees that site in every answer of the window, and opens no page but its own', async () => {
  expect((await some.records.list({ form: 'service-order' })).total).toBe(2);
  const [{ id }] = (await hq.rows<{ id: string }>(`select id from account where name = '现场经理'`)) as [{ id: string }];
  await administrator.get('/accounts?lang=zh');
  expect((await administrator.post(`/accounts/${id}/sites`, { sites: ' bj01，' })).location).toContain('said=sites-changed');
  expect((await administrator.get('/accounts?lang=zh')).text).toContain('value="BJ01"');

  const status = await some.station.status();
  expect(status.sites!.map(({ code }) => code)).toEqual(['BJ01']);
  expect(status.pages!.map(({ address }) => address)).toEqual(['/me']);
  expect((await some.records.list({ form: 'service-order' })).rows.map(({ site }) => site)).toEqual(['BJ01']);
  expect((await some.records.list({ form: 'service-order', site: 'BJ02' })).total).toBe(0);
  expect((await some.records.search({ text: '打开缓慢' })).map(({ site }) => site)).toEqual(['BJ01']);
  expect((await some.records.rows({ ids: orders })).map(({ site }) => site)).toEqual(['BJ01']);
  expect([(await all.records.counts())['service-order'], (await some.records.counts())['service-order']]).toEqual([2, 1]);
  expect((await some.records.get({ id: orders[0]! })).record.context.site.code).toBe('BJ01');
  for (const call of [() => some.records.get({ id: orders[1]! }), () => some.records.around({ id: orders[1]! }), () => some.papers.pdf({ id: orders[1]!, copies: [] }), () => some.files.read({ sha256: file })]) expect(await refusalsOf(call())).toMatchObject([{ code: 'not-found' }]);
  expect((await all.files.read({ sha256: file })).size).toBeGreaterThan(0);

  const board = await some.boards.sites({});
  expect(board.panels.find((each) => each.id === 'sites')!.rows.map(([first]) => first!.site)).toEqual(['BJ01']);
  expect(await refusalsOf(some.boards.sites({ site: 'BJ02' }))).toEqual([{ code: 'not-found', field: 'site' }]);
  const days = { from: '2026-01-01', to: '2026-12-31' };
  expect((await all.boards.behind({ records: { kind: 'papers', form: 'complaint', ...days } })).total).toBe(2);
  expect((await some.boards.behind({ records: { kind: 'papers', form: 'complaint', ...days } })).total).toBe(1);
  expect((await some.boards.behind({ records: { kind: 'ids', ids: orders } })).rows.map(({ site }) => site)).toEqual(['BJ01']);
  expect(await refusalsOf(some.reports.sheet({ ...days, site: 'BJ02' }))).toEqual([{ code: 'not-found', field: 'site' }]);
  const papers = async (client: StationClient) => (await client.reports.sheet(days)).report.figures.find((each) => each.id === 'work.papers')!.value;
  expect([await papers(all), await papers(some)]).toEqual([4, 2]);

  expect((await some.headquarters.stations()).map(({ code }) => code)).toEqual(['BJ01']);
  const other = (await all.headquarters.stations()).find(({ code }) => code === 'BJ02')!;
  expect(await refusalsOf(some.headquarters.void({ id: orders[1]!, reason: '不归我管' }))).toMatchObject([{ code: 'not-found' }]);
  expect(await refusalsOf(some.headquarters.reassign({ id: orders[0]!, to: other.id, reason: '换人' }))).toMatchObject([{ code: 'not-found' }]);
  expect(await refusalsOf(some.headquarters.dispatch({ form: 'service-order', to: other.id, data: {} }))).toMatchObject([{ code: 'not-found', field: 'to' }]);

  for (const path of ['/stations', '/records', `/records/${orders[1]}`, '/report', '/conflicts', '/documents', '/dispatch', '/recovery', '/send']) expect([path, (await kept.get(path)).location]).toEqual([path, '/desk/']);
  expect((await kept.get('/me?lang=zh')).text).not.toContain('href="/records"');
  expect((await kept.post('/report', { period: '', site: 'BJ02', format: 'csv', receiver: '甲方' })).status).toBe(403);

  // an administrator, who could give himself the others, sees all; and so does who is let out again
  await administrator.get('/accounts?lang=zh');
  await administrator.post(`/accounts/${id}/sites`, { sites: '' });
  expect((await some.records.list({ form: 'service-order' })).total).toBe(2);
  expect((await hq.rows<{ n: number }>(`select count(*)::int as n from audit where what = 'sites-changed'`))[0]!.n).toBe(2);
}, 240_000);

it('an account kept to a site hears of no contract and no record of another', async () => {
  const [{ id }] = (await hq.rows<{ id: string }>(`select id from account where name = '现场经理'`)) as [{ id: string }];
  await administrator.get('/accounts?lang=zh');
  // commas alone are a slip, never a permission to see all
  const slip = await administrator.post(`/accounts/${id}/sites`, { sites: ' ，, ' });
  expect([slip.status, slip.text.includes('“可看现场”里没有现场代号')]).toEqual([409, true]);
  expect((await administrator.post(`/accounts/${id}/sites`, { sites: 'BJ01' })).location).toContain('said=sites-changed');
  expect((await administrator.post(`/accounts/${id}/sites`, { sites: '、' })).status).toBe(409);
  expect((await hq.rows<{ sites: string[] }>('select sites from account where id = $1', [id]))[0]!.sites).toEqual(['BJ01']);

  const before = await some.station.profile();
  const year = Number(before.term.from.slice(0, 4)) - 3;
  const sent = { ...(await stations[1]!.client.station.profile()), version: before.version + 5, contractNo: 'HT-只给BJ02', term: { ...before.term, from: `${year}${before.term.from.slice(4)}` } };
  expect(await hq.desk.send({ id: 'hq', name: '总部' }, { what: 'profile', body: sent, audience: 'site:BJ02' })).toMatchObject({ ok: true });
  expect((await all.station.profile()).contractNo).toBe('HT-只给BJ02');
  expect((await some.station.profile()).contractNo).toBe(before.contractNo);
  expect((await some.station.status()).contract).toMatchObject({ contractNo: before.contractNo });
  expect((await all.reports.periods()).some(({ from }) => from.startsWith(String(year)))).toBe(true);
  expect((await some.reports.periods()).some(({ from }) => from.startsWith(String(year)))).toBe(false);

  const heard: string[] = [];
  const stop = new AbortController();
  const pushes = await some.station.watch(undefined, { signal: stop.signal });
  const listening = (async () => {
    for await (const push of pushes) if (push.kind === 'records') heard.push(...push.ids);
  })().catch(() => undefined);
  const made: string[] = [];
  // the other site's first: it would have been heard before the own one
  for (const bench of [stations[1]!, stations[0]!]) {
    const record = uuidv7();
    await bench.client.records.execute({ kind: 'create', id: record, form: 'complaint', data: { receivedAt: '2026-10-12T09:00+08:00', channel: 'phone', complainant: '王芳', content: '等候过久' } });
    made.push(record);
    await bench.client.sync.now();
    await expect.poll(() => heard.includes(record) || bench === stations[1], { timeout: 30_000 }).toBe(true);
  }
  stop.abort();
  await listening;
  expect([heard.includes(made[0]!), heard.includes(made[1]!)]).toEqual([false, true]);

  // its own second factor is nobody's site
  await kept.get('/me?lang=zh');
  expect((await kept.post('/me/factor/off', { old: '不是这个' })).text).toContain('现在的密码不对，或试错太多。什么也没有变。');
}, 240_000);

it('an account is kept to its sites from the day it is made', async () => {
  const page = (await administrator.get('/accounts?lang=zh')).text;
  expect(page).toMatch(/action="\/accounts">[\s\S]*name="sites"/);
  const made = await administrator.post('/accounts', { name: '新来的', role: 'reader', sites: 'bj02' });
  const code = /class="code">([A-Z2-9]{26})</.exec(made.text)![1]!;
  const fresh = deskClientOf(hq, await joinAs(hq.address, code, ''));
  expect((await fresh.station.status()).sites!.map((site) => site.code)).toEqual(['BJ02']);
  expect((await hq.rows<{ subject: string }>(`select subject from audit where what = 'sites-changed' and subject like '新来的%'`))).toEqual([{ subject: '新来的 (BJ02)' }]);
  // a slip makes no account that sees all, and nobody is told that an administrator is kept to a site; what was typed stays
  for (const asked of [{ name: '再来的', role: 'reader', sites: '，' }, { name: '再来的', role: 'administrator', sites: 'BJ01' }]) {
    const refused = await administrator.post('/accounts', asked);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('可看现场');
    expect(refused.text).toContain('value="再来的"');
  }
  expect((await hq.rows(`select 1 from account where name = '再来的'`))).toEqual([]);
});
