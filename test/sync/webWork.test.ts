import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evolve } from '../../domain/record/evolve.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { barriers } from '../e2e/barriers.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';
import { createVisitor, joinAs, type Visitor } from './webVisitor.ts';

const chinese = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
const order: Data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '王工', request: '查询慢', system: '申报' };
/** the same as the form of the page says it */
const asked = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021年11月22日 9点', engineer: '王工', request: '查询慢' };
let hq: TestHeadquarters;
let a: TestStation;
let b: TestStation;
let manager: Visitor;
const folders: string[] = [];

const enter = async (code: string): Promise<TestStation> => {
  const folder = createFolder();
  folders.push(folder);
  const station = await openStation(folder, code);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  return station;
};
const numbered = (seen: { readonly location: string | null }): string => new URL(seen.location ?? '', 'http://x').searchParams.get('number') ?? '';
const idOf = async (number: string): Promise<string> => (await hq.rows<{ id: string }>('select id from record where number = $1', [number]))[0]!.id;

beforeAll(async () => {
  hq = await openHeadquarters();
  a = await enter('D1');
  b = await enter('D2');
  manager = await joinAs(hq.address, hq.adminCode, 'Manager');
}, 120_000);
afterAll(async () => {
  await a?.close();
  await b?.close();
  await hq?.stop();
  for (const folder of folders) removeFolder(folder);
});

describe('the dispatch board', () => {
  it('makes an order that its station receives, gives it to another, and voids it with a reason', async () => {
    await manager.get('/dispatch/new?lang=en');
    const refused = await manager.post('/dispatch/new', { to: a.identity.station, type: 'fault', request: '<b>慢</b>' });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/Contact/);
    // what was typed is still there, as text
    expect(refused.text).toContain('&#60;b&#62;慢');
    // and goes along into the other language, without being sent
    expect(refused.text).toMatch(/<button[^>]* form="new-order" name="speak" value="zh"/);
    const inChinese = await manager.post('/dispatch/new', { to: a.identity.station, type: 'fault', request: '<b>慢</b>', speak: 'zh' });
    expect(inChinese).toMatchObject({ status: 200 });
    expect(inChinese.text).toMatch(/<html lang="zh-CN">[\s\S]*&#60;b&#62;慢/);
    expect((await manager.post('/dispatch/new', { to: a.identity.station, speak: 'en' })).text).toContain('<html lang="en">');
    const early = await manager.post('/dispatch/new', { to: a.identity.station, ...asked, requestedAt: '2021-10-12 09:30', wantedAt: '2021-10-12 08:30' });
    expect(early.status).toBe(422);
    expect(early.text).toContain('“Wanted on site” is before “Received”');
    expect(early.text).not.toContain('requestedAt”');
    const number = numbered(await manager.post('/dispatch/new', { to: a.identity.station, ...asked }));
    expect(number).toMatch(/^XC-HQ-\d{4}-\d{6}$/);
    const id = await idOf(number);
    await a.sync.now();
    expect(a.store.read.record(id)).toMatchObject({ number, holder: a.identity.station, data: { requestedAt: '2021-11-22T09:00+08:00' } });
    expect((await manager.get('/dispatch')).text).toContain(number);
    // what is about to be given away or voided stands there, and nobody is chosen beforehand, least of all who has it
    const change = await manager.get(`/records/${id}/change?lang=en`);
    expect(change.text).toContain('On-site Service Order');
    expect(change.text).toMatch(new RegExp(`${number}</strong> · [^<]+ · [^<]*${a.identity.stationCode}`));
    expect(change.text).not.toContain(`<option value="${a.identity.station}"`);
    expect(change.text).not.toContain(' selected>');
    expect(change.text).toContain('<h2>Void</h2>');
    expect(change.text).toContain('Voiding cannot be undone');
    expect((await manager.post(`/records/${id}/reassign`, { to: '', reason: '换人' })).status).toBe(422);
    const noReason = await manager.post(`/records/${id}/reassign`, { to: b.identity.station, reason: ' ' });
    expect(noReason.status).toBe(422);
    expect(noReason.text).toContain(`href="/records/${id}/change?lang=zh"`);
    expect((await manager.post(`/records/${id}/reassign`, { to: b.identity.station, reason: '换人' })).location).toContain('said=reassigned');
    await b.sync.now();
    expect(b.store.read.record(id)).toMatchObject({ holder: b.identity.station });
    expect((await manager.post(`/records/${id}/void`, { reason: '取消' })).location).toContain('said=voided');
    expect((await manager.get('/dispatch')).text).not.toContain(number);
    const page = await manager.get(`/records/${id}`);
    expect(page.text).toMatch(/取消/);
    expect(page.text).not.toContain(`/records/${id}/change"`);
    expect((await hq.rows<{ what: string }>('select what from audit order by id')).map(({ what }) => what)).toEqual(expect.arrayContaining(['dispatched', 'reassigned', 'voided', 'record-read']));
    expect((await manager.post('/records/nothing/void', { reason: 'x' })).status).toBe(404);
  });
});

describe('an order of a station that was revoked', () => {
  it('is said to be there, and is taken back', async () => {
    const lost = await enter('D3');
    await manager.get('/dispatch/new?lang=en');
    const id = await idOf(numbered(await manager.post('/dispatch/new', { to: lost.identity.station, ...asked })));
    await lost.sync.now();
    await lost.close();
    await hq.rows(`update device set state = 'revoked' where station = '${lost.identity.station}' returning station`);
    const change = await manager.get(`/records/${id}/change`);
    expect(change.text).toMatch(/<\/strong> · [^<]+ · [^<]*D3/);
    expect(change.text).not.toContain(`<option value="${lost.identity.station}"`);
    expect(change.text).toContain('value="headquarters"');
    expect((await manager.post(`/records/${id}/reassign`, { to: 'headquarters', reason: '电脑被盗' })).location).toContain('said=reassigned');
    const again = await manager.get(`/records/${id}/change`);
    expect(again.text).not.toContain('D3');
    expect(again.text, 'headquarters has it: that is no choice').not.toContain('value="headquarters"');
  });
});

describe('a conflict', () => {
  it('stands side by side and is merged cell by cell', async () => {
    const number = numbered(await (async () => {
      await manager.get('/dispatch/new');
      return manager.post('/dispatch/new', { to: a.identity.station, ...asked });
    })());
    const id = await idOf(number);
    await a.sync.now();
    await b.sync.now();
    a.write(id, { kind: 'edited', set: { diagnosis: '索引失效', system: '申报' }, unset: [] });
    await a.sync.now();
    b.write(id, { kind: 'edited', set: { diagnosis: '磁盘满', host: '10.0.0.8' }, unset: [] });
    await b.sync.now();
    expect((await manager.get('/conflicts?lang=en')).text).toContain(number);
    const path = `/conflicts/${id}/${b.identity.station}`;
    const seen = await manager.get(path);
    for (const words of ['索引失效', '磁盘满', '10.0.0.8', 'Held by another station']) expect(seen.text).toContain(words);
    // it is found however many wait before it
    await hq.rows(`insert into branch (doc, station, reason, head, ops, body, opened_at) select 'older-' || n, station, reason, head, ops, body, opened_at - interval '1 day' from branch, generate_series(1, 500) n where doc = $1`, [id]);
    expect((await manager.get(path)).text).toContain('10.0.0.8');
    expect((await manager.get('/conflicts/nothing/nobody')).status).toBe(404);
    await hq.rows(`delete from branch where doc like 'older-%'`);
    expect((await manager.post(path, { took: 'merged', 'cell.diagnosis': 'main', 'cell.host': 'branch', 'cell.system': 'main' })).location).toContain('said=decided');
    const [row] = await hq.rows<{ data: Data }>(`select body -> 'data' as data from record where id = $1`, [id]);
    expect(row!.data).toMatchObject({ diagnosis: '索引失效', host: '10.0.0.8', system: '申报', request: order['request'] });
    expect((await manager.get('/conflicts')).text).toMatch(/No conflicts/);
    expect((await manager.get(path)).status).toBe(404);
  });
});

describe('a paper in the hand', () => {
  let tour: string;
  beforeAll(async () => {
    tour = join(createFolder(), 'tour');
    mkdirSync(tour, { recursive: true });
    folders.push(join(tour, '..'));
    await promisify(execFile)(process.execPath, ['main/cli/sanlian.ts', 'tour', '--out', tour], { cwd: join(import.meta.dirname, '../..'), maxBuffer: 1 << 24 });
  }, 240_000);
  const fileOf = (ending: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(tour, readdirSync(tour).filter((name) => name.startsWith('XC') && name.endsWith(ending)).sort()[0]!)));

  it('is verified without an account by what headquarters holds, and nothing else is told', async () => {
    const file = JSON.parse(Buffer.from(fileOf('.record.json')).toString('utf8')) as { definition: unknown; ops: { bytes: string }[] };
    const stranger = createVisitor(hq.address);
    await stranger.get('/verify?lang=en');
    // sound by itself, but nothing headquarters has
    expect((await stranger.upload('/verify/file', fileOf('.record.json'))).text).toMatch(/Not valid/);
    const rec = file.ops.reduce<Rec | null>((made, { bytes }) => evolve(made, JSON.parse(bytes) as Op), null)!;
    const { number, seal } = rec;
    await hq.rows('insert into definition (hash, body) values ($1, $2) on conflict do nothing', [rec.def, JSON.stringify(file.definition)]);
    await hq.rows(`insert into record (id, station, form, number, state, rev, updated_at, server_seq, body) values ($1, $2, $3, $4, $5, $6, $7, 1000000, $8)`, [rec.id, a.identity.station, rec.form, number, rec.state, rec.rev, rec.updatedAt, JSON.stringify(rec)]);
    for (const ending of ['.record.json', '.pdf']) expect((await stranger.upload('/verify/file', fileOf(ending))).text, ending).toContain(`Valid: ${number}`);
    for (const ending of ['.record.json', '.pdf']) {
      const bytes = fileOf(ending);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      expect((await stranger.upload('/verify/file', bytes)).text, ending).toMatch(/Not valid/);
    }
    const code = seal!.contentHash.slice(0, 16).toUpperCase();
    const shown = await stranger.post('/verify/code', { code: code.replace(/(.{4})(?=.)/g, '$1-') });
    expect(shown.text).toContain(`Valid: ${number}`);
    for (const secret of [rec.id, rec.owner.name, rec.signatures.at(-1)!.name, String(rec.data['request']), rec.context.client.zh, rec.form]) expect(shown.text).not.toContain(secret);
    const texts = [];
    for (const wrong of ['0000-0000-0000-0000', `${code.slice(0, 8)}00000000`, code.slice(0, 8), "' or 1=1 --", '']) texts.push((await stranger.post('/verify/code', { code: wrong })).text.replaceAll(/value="[^"]*"/g, ''));
    // a code nobody has, whatever part of it somebody's begins with; and what is no code
    expect([new Set(texts.slice(0, 2)).size, new Set(texts.slice(2)).size, new Set(texts).size]).toEqual([1, 1, 2]);
    expect(texts[0]).toMatch(/Not valid/);
    expect((await stranger.upload('/verify/file', new Uint8Array(0))).status).toBe(400);
    expect((await stranger.upload('/verify/file', new Uint8Array(21 * 1024 * 1024))).status).toBe(413);
    expect((await stranger.upload('/verify/file', new TextEncoder().encode('%PDF-1.7 nothing'))).text).toMatch(/Not valid/);
    // whoever has an account sees the paper itself, its ink and its copies
    const paper = (await manager.get(`/records/${rec.id}?lang=en`)).text;
    expect(paper.match(/<svg class="ink"/g)).toHaveLength(rec.signatures.length);
    expect(paper).toMatch(/<path d="M[-\d. ]+L/);
    expect(paper).toContain(code.replace(/(.{4})(?=.)/g, '$1-'));
    const out = new Set(rec.copies.map(({ no }) => no)).size;
    expect((await manager.get('/documents')).text).toContain(number);
    expect((await manager.get('/documents?outstanding=1')).text.includes(number)).toBe(out < rec.context.copies.length);
  }, 120_000);
});

describe('every page', () => {
  let window: OpenBrowser;
  beforeAll(async () => {
    window = await launchBrowser();
  }, 120_000);
  afterAll(() => window?.close());

  it('has no barrier and one language', async () => {
    const { page, context } = window;
    const [doc] = a.writeRecords(1, 'Good');
    await a.sync.now();
    const number = numbered(await (async () => {
      await manager.get('/dispatch/new');
      return manager.post('/dispatch/new', { to: a.identity.station, ...asked });
    })());
    const id = await idOf(number);
    await b.sync.now();
    b.write(id, { kind: 'edited', set: { host: 'x' }, unset: [] });
    await b.sync.now();
    await page.goto(`${hq.address}/login`);
    expect(await barriers(page)).toEqual([]);
    await context.addCookies([{ name: 'sanlian_hq', value: manager.cookies.get('sanlian_hq')!, url: hq.address }]);
    for (const path of ['/stations', `/stations/${a.identity.station}/revoke`, `/stations/${a.identity.station}/wipe`, '/records', `/records/${doc}`, `/records/${id}`, `/records/${id}/change`, ...(await hq.rows<{ id: string }>(`select id from record where body ? 'seal'`)).map((row) => `/records/${row.id}`), '/dispatch', '/dispatch/new', '/conflicts', `/conflicts/${id}/${b.identity.station}`, '/documents', '/documents?outstanding=1', '/verify', '/recovery', '/send', '/accounts', '/audit', '/me']) {
      for (const lang of ['zh', 'en']) {
        const answer = await page.goto(`${hq.address}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
        expect(answer!.status(), path).toBe(200);
        expect(await barriers(page), `${path} ${lang}`).toEqual([]);
        if (process.env['PICTURES']) await page.screenshot({ path: join(process.env['PICTURES'], `${path.split('/').slice(1, 2)}-${path.split('/').length}-${lang}.png`), fullPage: true });
      }
      if (path === '/dispatch/new') {
        // one button sends, one changes the language; Enter in a cell sends, and says what is missing
        expect(await page.locator('button:visible[form=new-order], #new-order button:visible').count()).toBe(2);
        await page.evaluate(() => { for (const each of document.querySelectorAll('[required]')) each.removeAttribute('required'); });
        await page.locator('#contact').fill('王敏');
        await page.locator('#contact').press('Enter');
        await page.getByRole('alert').waitFor();
        await page.getByRole('button', { name: '中文', exact: true }).click();
        await page.locator('html[lang=zh-CN]').waitFor();
        expect(await page.locator('#contact').inputValue()).toBe('王敏');
        await page.goto(`${hq.address}${path}?lang=en`);
      }
      // people's own words stay; the pages' do not
      const own = (await page.locator('header, h1, h2, thead, button, label:not(:has(input[type=radio]))').allInnerTexts()).join(' ').replaceAll('中文', '');
      expect(own, path).not.toMatch(chinese);
    }
  }, 240_000);
});

it('says before an order goes that the one named is nobody known at the station', async () => {
  const by = { id: 'm', name: 'Manager' };
  expect((await hq.desk.send(by, { what: 'people', body: [{ id: 'p1', name: '王芳' }], audience: `station:${b.identity.station}` })).ok).toBe(true);
  await manager.get('/dispatch/new?lang=en');
  const order = { to: b.identity.station, ...asked, engineer: '李四' };
  const told = await manager.post('/dispatch/new', order);
  expect(told.status).toBe(422);
  expect(told.text).toMatch(/“李四” is none of the people known at .*王芳/);
  expect(told.text).toContain('Send anyway');
  const [, anyway] = /name="anyway" value="([^"]+)"/.exec(told.text)!;
  // another name is asked about anew
  expect((await manager.post('/dispatch/new', { ...order, engineer: '赵六', anyway: anyway! })).status).toBe(422);
  expect(numbered(await manager.post('/dispatch/new', { ...order, anyway: anyway! }))).toMatch(/^XC-HQ-/);
  expect(numbered(await manager.post('/dispatch/new', { ...order, engineer: '王 芳' }))).toMatch(/^XC-HQ-/);
});
