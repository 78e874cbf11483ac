import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { siteOf } from '../../domain/sync/holder.ts';
import { accepted } from '../../domain/refused.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf } from './sites.ts';
import { context, engineer, openStation, type TestStation } from './station.ts';
import { joinAs } from './webVisitor.ts';

/** The next contract adds a site, and work there begins before its term: what is dispatched there is filed there. */
let hq: TestHeadquarters;
const stations: TestStation[] = [];
const folders: string[] = [];
const manager = { id: uuidv7(), name: '刘经理' };
const data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '王工', request: '查询慢' };

/** A station of the site that wrote there in the term of the shipped contract. */
const enter = async (site: string): Promise<TestStation> => {
  const folder = createFolder();
  folders.push(folder);
  const station = await openStation(folder, site, fetch, site);
  stations.push(station);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, site))).toMatchObject({ ok: true });
  const [made] = station.writeRecords(1);
  const { def, form } = station.store.read.record(made!)!;
  station.write(uuidv7(), { kind: 'created', form, def, number: `CP-${site}-2021-900000`, state: 'open', owner: engineer, context: { ...context, site: { ...context.site, code: site } }, data: { orderNumber: 'FW-1' }, links: [] });
  await station.sync.now();
  return station;
};

beforeAll(async () => {
  hq = await openHeadquarters();
}, 120_000);
afterAll(async () => {
  for (const station of stations) await station.close();
  await hq?.stop();
  for (const folder of folders) removeFolder(folder);
});

it('is filed under its own site by the contract of today, and under none that no contract names', async () => {
  const shipped = await deskClientOf(hq, await joinAs(hq.address, hq.adminCode, '刘经理')).station.profile();
  const sites = [...shipped.sites, { ...shipped.sites[0]!, code: 'BJ09' }];
  expect(await hq.desk.send(manager, { what: 'profile', body: { ...shipped, version: shipped.version + 1, contractNo: 'HT-续', term: { from: '2099-01-01', to: '2099-12-31' }, sites } })).toMatchObject({ ok: true });
  const [added, unknown] = [await enter('BJ09'), await enter('BJ08')];
  const rec = accepted(await hq.desk.dispatch(manager, { form: 'service-order', to: added.identity.station, data }));
  expect([rec.context.site.code, siteOf(rec), rec.context.contractNo]).toEqual(['BJ09', 'BJ09', shipped.contractNo]);
  expect(await hq.desk.dispatch(manager, { form: 'service-order', to: unknown.identity.station, data })).toMatchObject({ ok: false, error: [{ code: 'profile-unknown', field: 'site' }] });
}, 120_000);
