import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarFile } from '../../domain/calendar/calendar.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { assetsFolder, createTestStation, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let bench: TestStation;
let manager: Visitor;
const asFile = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const shipped = JSON.parse(readFileSync(join(assetsFolder, 'profiles/jifenluohu.json'), 'utf8')) as ContractProfile;

beforeAll(async () => {
  hq = await openHeadquarters();
  bench = await createTestStation();
  await bench.setUp();
  await bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
  manager = await joinAs(hq.address, hq.adminCode, 'Manager');
  await manager.get('/send?lang=en');
}, 120_000);
afterAll(async () => {
  await bench?.remove();
  await hq?.stop();
});

describe('from the page of headquarters', () => {
  it('a contract goes down with a higher version only, and never without a site where somebody works', async () => {
    const same = await manager.upload('/send/profile', asFile(shipped));
    expect([same.status, same.text]).toEqual([422, expect.stringMatching(/not above the 1 in force/)]);
    const elsewhere = await manager.upload('/send/profile', asFile({ ...shipped, version: 2, sites: shipped.sites.filter(({ code }) => code !== 'BJ01') }));
    expect([elsewhere.status, elsewhere.text]).toEqual([422, expect.stringMatching(/no site BJ01/)]);
    expect((await manager.upload('/send/profile', new TextEncoder().encode('{'))).status).toBe(422);
    const wrong = await manager.upload('/send/profile', asFile({ ...shipped, version: 2, price: 'viel', term: { ...shipped.term, to: '2022-9-26' } }));
    expect([wrong.status, wrong.text.includes('Price (price): should be yuan'), wrong.text.includes('Term › To (term.to): should be a day')]).toEqual([422, true, true]);
    expect(await hq.rows(`select 1 from reference`)).toEqual([]);
    expect((await manager.upload('/send/profile', asFile({ ...shipped, version: 2, contractNo: 'HT-2' }))).location).toContain('said=sent');
    await bench.client.sync.now();
    expect(await bench.client.station.profile()).toMatchObject({ version: 2, contractNo: 'HT-2' });
    // what is downloaded is what is in force, ready to be changed
    expect(JSON.parse((await manager.get('/send/profile.json')).text)).toMatchObject({ version: 2, contractNo: 'HT-2' });
  });

  it('a new site is one more version of the contract', async () => {
    await manager.get('/send');
    expect((await manager.post('/send/site', { code: 'BJ01', zh: '再来一个', en: 'Again' })).status).toBe(422);
    expect((await manager.post('/send/site', { code: 'bj03', zh: '灾备机房', en: 'Standby room', address: '亦庄' })).location).toContain('said=sent');
    await bench.client.sync.now();
    expect((await bench.client.station.profile()).sites.map(({ code }) => code)).toEqual(['BJ01', 'BJ02', 'BJ03']);
  });

  it('inspection templates go down to one station, and none that it could not work by', async () => {
    const { templates } = JSON.parse((await manager.get('/send/profile.json')).text) as ContractProfile;
    expect(JSON.parse((await manager.get('/send/templates.json')).text)).toEqual(templates);
    const last = async () => (await bench.client.station.profile()).templates.at(-1)!.items.at(-1)!.name.zh;
    const [first, ...others] = templates;
    const lacking = await manager.upload('/send/templates', asFile(others));
    expect([lacking.status, lacking.text.includes(`must have the template ${first!.id}`)]).toEqual([422, true]);
    const empty = await manager.upload('/send/templates', asFile([{ ...first!, items: [] }, ...others]));
    expect([empty.status, /templates do not fit the contract in force.*Items/s.test(empty.text)]).toEqual([422, true]);
    // by the token of headquarters' own programs too
    expect(await hq.desk.send({ id: 'm', name: '张经理' }, { what: 'templates', body: [{ items: [] }] })).toMatchObject({ ok: false, error: [{ code: 'templates-faults' }] });
    expect(await hq.rows(`select 1 from reference where what = 'templates'`)).toEqual([]);
    const changed = templates.map((template, i) => (i < templates.length - 1 ? template : { ...template, items: template.items.map((item, n) => (n < template.items.length - 1 ? item : { ...item, name: { zh: '磁带库告警', en: 'Tape library alarms' } })) }));
    expect((await manager.upload('/send/templates', asFile(changed))).location).toContain('said=sent');
    expect((await bench.client.sync.now()).updateNeeded).toBeFalsy();
    expect(await last()).toBe('磁带库告警');
    expect((await manager.get('/audit')).text).toContain('Sent inspection templates');
  });

  it('people are offered in the cells that ask for a person, by name and by initials', async () => {
    expect(await bench.client.records.names({ form: 'service-order', field: 'contact', text: 'lsh' })).toEqual([]);
    expect((await manager.post('/send/people', { audience: 'all', people: '李淑华，运维主管，010-65550101，甲方\n\n赵工, 应用软件工程师\n' })).location).toContain('said=sent');
    await bench.client.sync.now();
    expect(await bench.client.records.names({ form: 'service-order', field: 'contact', text: 'lsh' })).toEqual(['李淑华']);
    expect(await bench.client.records.names({ form: 'service-order', field: 'engineer', text: '赵' })).toEqual(['赵工']);
    // the form comes back with what stands, to be changed as a whole; ids stay with their people
    const ids = async () => Object.fromEntries((await hq.rows<{ body: { id: string; name: string }[] }>(`select body from reference where what = 'people'`))[0]!.body.map(({ id, name }) => [name, id]));
    const before = await ids();
    expect((await manager.get('/send')).text).toContain('李淑华，运维主管，010-65550101，甲方');
    await manager.post('/send/people', { audience: 'all', people: '李淑华，运维主管，010-65550101，甲方\n王芳' });
    expect((await ids())['李淑华']).toBe(before['李淑华']);
    await bench.client.sync.now();
    expect(await bench.client.records.names({ form: 'service-order', field: 'contact', text: '' })).toEqual(['李淑华', '王芳']);
  });

  it('a published year of holidays comes into force at the stations', async () => {
    await manager.get('/send');
    expect((await manager.upload('/send/calendar', asFile({ region: 'CN', years: {} , more: 1 }))).status).toBe(422);
    const year: CalendarFile = { region: 'CN', years: { 2027: { notices: [{ address: 'https://www.gov.cn/notice', holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }], workdays: ['2027-01-09'] }] } } };
    // a year too far would leave every station with a hole in its calendar
    expect((await manager.upload('/send/calendar', asFile({ region: 'CN', years: { 2030: { notices: [{ address: 'https://www.gov.cn/notice', holidays: [], workdays: [] }] } } }))).text).toContain('the year 2027 is missing');
    expect((await manager.upload('/send/calendar', asFile(year))).location).toContain('said=sent');
    await bench.client.sync.now();
    const { calendar } = bench.station.core.open();
    expect([calendar.dayKind('2027-01-01').why, calendar.dayKind('2027-01-09').why]).toEqual(['holiday', 'makeup']);
    expect((await hq.rows<{ what: string }>(`select what from audit where what like 'sent-%' order by id`)).map(({ what }) => what)).toEqual(['sent-profile', 'sent-profile', 'sent-templates', 'sent-people', 'sent-people', 'sent-calendar']);
    // each is an operation of headquarters of its own
    expect(await hq.rows(`select count(*)::int as n from op where kind = 'published' and proof is not null`)).toEqual([{ n: 6 }]);
  });

  it('is a manager’s business; a reader sees what was sent', async () => {
    const made = await manager.post('/accounts', { name: 'Reader', role: 'reader' });
    const reader = await joinAs(hq.address, /class="code">([A-Z2-9]+)</.exec(made.text)![1]!, 'Reader');
    const seen = await reader.get('/send');
    expect(seen.text).toContain('Version 3');
    expect(seen.text).not.toContain('textarea');
    expect((await reader.post('/send/people', { audience: 'all', people: '甲' })).status).toBe(403);
    expect((await reader.get('/send/profile.json')).status).toBe(403);
  });
});
