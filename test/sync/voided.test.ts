import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBytes } from '../../main/cli/verify.ts';
import { addDays } from '../../domain/clocks/shanghai.ts';
import type { Rec } from '../../domain/record/record.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import type { StationClient } from '../../renderer/client.ts';
import { readPages } from '../papers/readPages.ts';
import { assetsFolder, createPaperTray, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll } from './sites.ts';
import { createVisitor, joinAs, type Visitor } from './webVisitor.ts';

/** A paper that was sealed before headquarters voided it keeps seal and state; wherever it shows or counts it is void. */
let hq: TestHeadquarters;
let station: TestStation;
let manager: StationClient;
let pages: Visitor;
const tray = createPaperTray();
const sealedOrder = async (): Promise<string> => {
  const id = await orderAtSigning(station);
  await signAs(station, id, 'engineer', '张晓明', '运维工程师');
  await station.client.handover.begin({ id });
  await signAs(station, id, 'supervisor', '李建国');
  await station.client.handover.end({ secret: passphrase });
  return id;
};

beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openSite(hq, 'BJ01', 'BJ01', 'engineer', { printing: tray.printing });
  pages = await joinAs(hq.address, hq.adminCode, '刘经理');
  manager = deskClientOf(hq, pages);
}, 180_000);
afterAll(async () => {
  await station?.remove();
  await hq?.stop();
});

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());
const ownOpen = async (): Promise<number> => (await station.client.boards.behind({ records: { kind: 'own' }, offset: 0, limit: 1 })).total;
const pagesOf = async (blob: Blob): Promise<string> => (await readPages(await bytesOf(blob))).join('');

describe('a sealed paper that headquarters voided', () => {
  it('says so on paper, in lists and to whom it is mailed, and is open to nobody', async () => {
    const [id, whole] = [await sealedOrder(), await sealedOrder()];
    const { client } = station;
    const saved = await bytesOf(await client.papers.save({ id, copies: [1] }));
    await client.records.execute({ kind: 'link', id: whole, to: id, rel: 'related' });
    await sendAll(station);
    const before = { open: (await client.records.counts())['service-order']!, there: (await manager.records.counts())['service-order']!, own: await ownOpen() };
    expect(await pagesOf(await client.papers.pdf({ id, copies: [1] }))).not.toContain('作废');
    await manager.headquarters.void({ id, reason: '张冠李戴' });
    await client.sync.now();
    const { record } = await client.records.get({ id });
    expect(record).toMatchObject({ voided: { reason: '张冠李戴' }, seal: {} });

    for (const desk of [client, manager]) {
      expect(await pagesOf(await desk.papers.pdf({ id, copies: [1] }))).toContain('作废');
      const { rows } = await desk.records.list({ form: 'service-order', text: '', offset: 0, limit: 50 });
      expect(rows.map((row) => [row.id, row.voided ?? false])).toEqual(expect.arrayContaining([[id, true], [whole, false]]));
    }
    // whoever looks for what is void finds it, at both desks and on headquarters' page, and one that stands is not there
    for (const desk of [client, manager]) {
      const { rows, total } = await desk.records.list({ form: 'service-order', states: ['void'], offset: 0, limit: 50 });
      expect([total, rows.map((row) => [row.id, row.state, row.voided])]).toEqual([1, [[id, 'signed', true]]]);
      expect((await desk.records.list({ form: 'service-order', states: ['draft'], offset: 0, limit: 50 })).total).toBe(0);
    }
    for (const address of ['/records?lang=zh&state=作废', '/records?lang=zh&state=作废&form=service-order']) {
      const { text } = await pages.get(encodeURI(address));
      expect(text).toContain(record.number);
      expect(text).not.toContain((await client.records.get({ id: whole })).record.number);
    }
    // and where another paper names it: beside that paper, and in the drawing of what hangs together
    for (const desk of [client, manager]) {
      expect((await desk.records.get({ id: whole })).linked).toMatchObject([{ id, voided: true }]);
      expect((await desk.records.around({ id: whole })).nodes.map((node) => [node.id, node.voided ?? false])).toEqual(expect.arrayContaining([[id, true], [whole, false]]));
    }
    expect((await pages.get(`/records/${whole}?lang=zh`)).text).toMatch(new RegExp(`${record.number}</a> <span class="care">× 已作废`));
    expect((await client.records.counts())['service-order']).toBe(before.open - 1);
    expect((await manager.records.counts())['service-order']).toBe(before.there - 1);
    expect(await ownOpen()).toBe(before.own - 1);

    await client.papers.print({ id, copies: [2], printer: 'tray' });
    expect((await readPages(tray.jobs.at(-1)!.file)).join('')).toContain('作废');
    const verified = await verifyBytes(tray.jobs.at(-1)!.file, createPaperMaker({ fontsFolder: `${assetsFolder}/fonts` }));
    expect([verified.valid, verified.lines.find(({ check }) => check === 'pages')?.ok]).toEqual([true, true]);
    // what left before stays what it was
    expect((await readPages(saved)).join('')).not.toContain('作废');

    const mail = { to: ['li@client.example'], subject: '单据', text: '', reason: '临时地址' };
    expect(await refusalsOf(client.documents.mailDraft({ ...mail, ids: [whole, id] }))).toMatchObject([{ code: 'record-voided', params: { number: record.number } }]);
    expect((await client.documents.mailDraft({ ...mail, ids: [whole] })).size).toBeGreaterThan(0);
  }, 120_000);

  it('is nobody\'s work any more: no duty, no clock, no step and no correction, and the survey about it counts as little', async () => {
    const { client } = station;
    const answers = async (): Promise<readonly unknown[]> => {
      const day = new Date().toISOString().slice(0, 10);
      const days = { from: addDays(day, -1), to: addDays(day, 1) };
      const reports = [await client.reports.draft(days), (await manager.reports.sheet({ ...days, site: 'BJ01' })).report];
      return reports.map(({ figures }) => figures.find((each) => each.id === 'satisfaction.n')?.value);
    };
    const id = await orderAtSigning(station);
    await signAs(station, id, 'engineer', '张晓明', '运维工程师');
    await client.handover.begin({ id });
    await signAs(station, id, 'supervisor', '李建国');
    const survey = (await client.handover.survey({ id }))!;
    await client.handover.answerSurvey({ id, marks: { promptness: 5, skill: 5, attitude: 5, outcome: 5, paperwork: 5 }, comment: '' });
    await client.handover.end({ secret: passphrase });
    await sendAll(station);
    const workOf = async () => (await client.today.sheet()).work.filter(({ record }) => record.id === id);
    expect(await workOf()).toMatchObject([{ kind: 'unarchived' }]);
    expect(await answers()).toEqual([1, 1]);
    const before = await client.records.get({ id });
    expect(before.transitions).toContain('archive');
    await manager.headquarters.void({ id, reason: '张冠李戴' });
    await client.sync.now();
    expect(await workOf()).toEqual([]);
    const { record, transitions, becomings, clocks } = await client.records.get({ id });
    expect([transitions, becomings, clocks]).toEqual([[], [], []]);
    const number = { code: 'voided', params: { number: record.number } };
    expect(await refusalsOf(client.records.execute({ kind: 'move', id, base: record.rev, transition: 'archive' }))).toMatchObject([number]);
    expect(await refusalsOf(client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: {}, corrects: id }))).toMatchObject([number]);
    expect((await client.records.get({ id: survey.id })).record).toMatchObject({ state: 'answered', voided: { reason: '张冠李戴' } });
    expect(await answers()).toEqual([0, 0]);
  }, 120_000);

  it('is told to be void to whoever verifies it, by its code and by its file, and nothing else of it', async () => {
    const id = await sealedOrder();
    const saved = await bytesOf(await station.client.papers.save({ id, copies: [1] }));
    await sendAll(station);
    const { record } = await station.client.records.get({ id });
    const code = record.seal!.contentHash.slice(0, 16);
    const stranger = createVisitor(hq.address);
    await stranger.get('/verify?lang=en');
    expect((await stranger.post('/verify/code', { code })).text).toContain(`Valid: ${record.number}`);
    await manager.headquarters.void({ id, reason: '张冠李戴' });
    await station.client.sync.now();
    const [{ at }] = (await hq.rows<{ at: string }>(`select body #>> '{voided,at}' as at from record where id = $1`, [id])) as [{ at: string }];
    const since = at.slice(0, 16).replace('T', ' ');
    const [before, after] = [saved, await bytesOf(await station.client.papers.save({ id, copies: [1], reason: '再存一份' }))];
    for (const said of [await stranger.post('/verify/code', { code }), await stranger.upload('/verify/file', before), await stranger.upload('/verify/file', after)]) {
      expect(said.text).toContain(`Void: ${record.number}`);
      expect(said.text).toContain(since);
      expect(said.text).not.toMatch(/class="note good"|Valid:/);
      for (const secret of ['张冠李戴', '刘经理', '张晓明', '李建国', id]) expect(said.text).not.toContain(secret);
    }
    await stranger.get('/verify?lang=zh');
    const told = (await stranger.post('/verify/code', { code })).text;
    expect(told).toMatch(new RegExp(`class="note bad"[^>]*>.*已作废：${record.number}`));
    expect(told).not.toContain('✓');
  }, 120_000);

  it('that a correction has replaced is told to be genuine and replaced, first while the correction is written, and nothing of that one', async () => {
    const { client } = station;
    const id = await sealedOrder();
    await sendAll(station);
    const { record } = await client.records.get({ id });
    const code = record.seal!.contentHash.slice(0, 16);
    const stranger = createVisitor(hq.address);
    await stranger.get('/verify?lang=zh');
    const saidOf = async (): Promise<string> => (await stranger.post('/verify/code', { code })).text;
    const saved = await bytesOf(await client.papers.save({ id, copies: [1] }));
    const correction = uuidv7();
    const { number } = await client.records.execute({ kind: 'create', id: correction, form: 'service-order', data: { advice: '更正后另行说明' }, corrects: id });
    await sendAll(station);
    expect(await saidOf()).toMatch(new RegExp(`class="note care"[^>]*>.*属实，但已被更正：${record.number}.*还没有签完`));
    for (const transition of ['dispatch', 'start', 'submit']) await client.records.execute({ kind: 'move', id: correction, base: (await client.records.get({ id: correction })).record.rev, transition });
    await signAs(station, correction, 'engineer', '张晓明', '运维工程师');
    await client.handover.begin({ id: correction });
    await signAs(station, correction, 'supervisor', '李建国');
    await client.handover.end({ secret: passphrase });
    await sendAll(station);
    for (const said of [await saidOf(), (await stranger.upload('/verify/file', saved)).text]) {
      expect(said).toMatch(new RegExp(`属实，但已被更正：${record.number}.*以更正单为准`));
      for (const secret of [number, correction, id, '更正后另行说明', '张晓明', '李建国', '✓']) expect(said).not.toContain(secret);
    }
    // headquarters has looked through its log up to here, and settles nothing of what is put there now
    await expect.poll(() => hq.rows(`select 1 from meta m join counter c on c.tenant = m.tenant where m.name = 'corrections.settled' and c.name = 'op' and m.value::bigint >= c.value`), { timeout: 60_000 }).toHaveLength(1);
    // thrown away where another paper has the place: it counts as little, and nothing is said of it
    const [{ body }] = (await hq.rows<{ body: Rec }>('select body from record where id = $1', [correction])) as [{ body: Rec }];
    const put = (rec: object): Promise<unknown> => hq.rows(`update record set body = $2::jsonb, state = $2::jsonb ->> 'state' where id = $1`, [correction, JSON.stringify(rec)]);
    for (const gone of [{ voided: { at: '2026-10-12T12:00:00+08:00' } }, { state: 'void' }]) {
      await put({ ...body, ...gone });
      const said = await saidOf();
      expect(said).toMatch(new RegExp(`class="note care"[^>]*>.*属实，但已被替代：${record.number}.*请向出具单位询问`));
      expect(said).not.toMatch(/更正|✓/);
    }
    await put(body);
    // a file saved since says so by itself
    const papers = createPaperMaker({ fontsFolder: `${assetsFolder}/fonts` });
    const since = await bytesOf(await client.papers.save({ id, copies: [1], reason: '再存一份' }));
    expect([(await verifyBytes(saved, papers)).standing, (await verifyBytes(since, papers)).standing, (await verifyBytes(since, papers)).valid]).toEqual([undefined, 'corrected', true]);
  }, 120_000);

  it('is no accusation where nothing could be looked at: half a code, or a file with no sealed paper in it', async () => {
    const id = await sealedOrder();
    const stranger = createVisitor(hq.address);
    await stranger.get('/verify?lang=en');
    for (const code of ['abc', '0123456789abcdeg', '0123-4567-89ab-cdef-0', ' ']) {
      const { text } = await stranger.post('/verify/code', { code });
      expect(text, code).toMatch(/class="note care".*16 characters/);
      expect(text, code).not.toMatch(/altered|Not valid/);
    }
    // a preview is a PDF of the product with no record in it, as a report's pages are
    const preview = await bytesOf(await station.client.papers.pdf({ id, copies: [1] }));
    const other = new TextEncoder().encode(JSON.stringify({ kind: 'contract-profile', v: 1 }));
    const open = await bytesOf(await station.client.papers.export({ id: await orderAtSigning(station), to: '核验' }));
    for (const file of [preview, other, open]) {
      const { text } = await stranger.upload('/verify/file', file);
      expect(text).toMatch(/class="note care".*no sealed paper/);
      expect(text).not.toMatch(/altered|Not valid/);
    }
    const altered = await bytesOf(await station.client.papers.export({ id, to: '核验' }));
    altered[Math.floor(altered.length / 2)]! ^= 1;
    expect((await stranger.upload('/verify/file', altered)).text).toMatch(/Not valid/);
  }, 120_000);
});
