import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestStation, orderAtSigning, passphrase, refusalsOf, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openSite, sendAll } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let admin: Visitor;
const stations: TestStation[] = [];
beforeAll(async () => {
  hq = await openHeadquarters();
  admin = await joinAs(hq.address, hq.adminCode, '管理员');
}, 180_000);
afterAll(async () => {
  for (const station of stations) await station.remove();
  await hq?.stop();
});

it('gives no code for a site the contract does not have, and names those it has', async () => {
  const station = await openSite(hq, 'BJ01');
  stations.push(station);
  await orderAtSigning(station);
  await sendAll(station);
  await admin.get('/stations?lang=zh');
  const refused = await admin.post('/stations/codes', { site: '不存在XX' });
  expect(refused.status).toBe(409);
  expect(refused.text).toMatch(/合同里没有现场 不存在XX。现有：BJ01 .*BJ02/);
  expect(refused.text).toContain('href="/stations?lang=en"');
  expect(await hq.rows('select 1 from enrolment_code where site = $1', ['不存在XX'])).toEqual([]);
  for (const site of ['', 'BJ02']) expect((await admin.post('/stations/codes', { site })).text).toMatch(/60 分钟内有效/);
}, 60_000);

it('tells a station with a code of another site which one it is of', async () => {
  const station = await createTestStation();
  stations.push(station);
  await station.client.station.setUp({ profile: 'jifenluohu', site: 'BJ02', stationCode: 'BJ02', account: { name: '张晓明', role: 'engineer', passphrase } });
  const code = await hq.createEnrolmentCode(15, 'BJ01');
  expect(await refusalsOf(station.client.sync.enrol({ address: hq.address, code }))).toMatchObject([{ code: 'enrolment-site', params: { detail: 'BJ01' } }]);
  expect(await refusalsOf(station.client.sync.enrol({ address: hq.address, code: 'NOTACODE' }))).toMatchObject([{ code: 'enrolment-code' }]);
}, 60_000);
