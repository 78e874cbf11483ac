import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../domain/forms/form.ts';
import { withMachine } from '../../domain/readings/verdict.ts';
import { exportSchema, verifyExport } from '../../domain/seal/export.ts';
import { createPublicKey, verify } from 'node:crypto';
import { codesOf, createPaperTray, createTestStation, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';

let bench: TestStation;
afterEach(() => bench.remove());
const engineer = '张晓明';

describe('the station by itself', () => {
  it('is set up once, locks, opens with the right passphrase only, and names what it refuses', async () => {
    bench = await createTestStation();
    const { client } = bench;
    expect((await client.station.status()).phase).toBe('new');
    expect(await codesOf(client.records.list({ form: 'service-order' }))).toEqual(['not-set-up']);
    const weak = client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ01', account: { name: engineer, role: 'engineer', passphrase: '短' } });
    expect(await refusalsOf(weak)).toMatchObject([{ code: 'weak-passphrase', field: 'passphrase' }]);
    expect((await client.station.status()).phase).toBe('new');
    const status = await bench.setUp();
    expect(status).toMatchObject({ phase: 'open', account: { name: engineer } });
    expect(await codesOf(bench.setUp())).toEqual(['already-set-up']);
    expect((await client.station.lock()).phase).toBe('locked');
    expect(await codesOf(client.today.sheet())).toEqual(['locked']);
    const account = status.accounts![0]!.id;
    expect(await codesOf(client.station.unlock({ account, passphrase: `${passphrase}x` }))).toEqual(['wrong-passphrase']);
    expect((await client.station.unlock({ account, passphrase })).phase).toBe('open');
  });

  it('makes ever longer waits of wrong passphrases', async () => {
    bench = await createTestStation();
    const status = await bench.setUp();
    await bench.client.station.lock();
    const account = status.accounts![0]!.id;
    const tries: string[] = [];
    for (let n = 0; n < 6; n += 1) tries.push(...(await codesOf(bench.client.station.unlock({ account, passphrase: 'wrong wrong' }))));
    expect(tries).toEqual([...Array.from({ length: 5 }, () => 'wrong-passphrase'), 'too-many-attempts']);
  });

  it('keeps typing through a restart, turns it into one operation, and refuses what is wrong in it by its field', async () => {
    bench = await createTestStation();
    const status = await bench.setUp();
    const id = uuidv7();
    const made = await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
    expect(made.number).toBe(`XC-BJ01-${new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()}-000001`);
    // the same command sent again is the same record
    expect((await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: {} })).number).toBe(made.number);
    await bench.client.records.saveDraft({ id, base: 1, set: { request: '数据库连接池耗尽' }, unset: [] });
    await bench.station.close();
    const again = await createTestStation({ dataFolder: bench.dataFolder });
    bench = again;
    await again.client.station.unlock({ account: status.accounts![0]!.id, passphrase });
    const view = await again.client.records.get({ id });
    expect(view.draft?.set).toEqual({ request: '数据库连接池耗尽' });
    expect(view.record.data).toEqual({});
    const committed = await again.client.records.commitDraft({ id });
    expect(committed.data['request']).toBe('数据库连接池耗尽');
    expect((await again.client.records.get({ id })).draft).toBeUndefined();
    expect((await again.client.records.search({ text: '连接池' })).map((r) => r.id)).toEqual([id]);
    await again.client.records.saveDraft({ id, base: 2, set: { affected: -3 }, unset: [] });
    expect(await refusalsOf(again.client.records.commitDraft({ id }))).toMatchObject([{ code: 'too-small', field: 'affected' }]);
    expect((await again.client.records.get({ id })).draft?.set).toEqual({ affected: -3 });
  });

  it('moves a draft onto a newer revision when nobody wrote the same cells, and says so when somebody did', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    const id = uuidv7();
    await client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
    await client.records.saveDraft({ id, base: 1, set: { request: '甲' }, unset: [] });
    await client.records.execute({ kind: 'edit', id, base: 1, set: { place: '大厅' }, unset: [] });
    expect((await client.records.commitDraft({ id })).data).toEqual({ request: '甲', place: '大厅' });
    await client.records.saveDraft({ id, base: 3, set: { place: '机房' }, unset: [] });
    await client.records.execute({ kind: 'edit', id, base: 3, set: { place: '档案室' }, unset: [] });
    expect(await refusalsOf(client.records.commitDraft({ id }))).toMatchObject([{ code: 'stale', field: 'place' }]);
  });

  it('goes through the day: sign, hand over, rate, seal, print, and prove', async () => {
    const tray = createPaperTray();
    bench = await createTestStation({ printing: tray.printing });
    await bench.setUp();
    const { client, station } = bench;
    const id = await orderAtSigning(bench);
    expect(await codesOf(client.handover.begin({ id }))).toEqual(['not-your-turn']);
    await signAs(bench, id, 'engineer', engineer);

    expect((await client.handover.begin({ id })).phase).toBe('handover');
    // nothing else of the station answers the customer's screen
    expect(await codesOf(client.records.list({ form: 'service-order' }))).toEqual(['handover-active']);
    expect(await codesOf(client.today.sheet())).toEqual(['handover-active']);
    expect(await codesOf(client.records.get({ id: uuidv7() }))).toEqual(['not-found']);
    expect(await codesOf(client.files.read({ sha256: 'a'.repeat(64) }))).toEqual(['handover-active']);
    expect(await codesOf(client.papers.export({ id, to: 'x' }))).toEqual(['handover-active']);
    expect(await codesOf(client.station.setPin({ passphrase, pin: '1234' }))).toEqual(['handover-active']);
    // before signing there is nothing to rate
    expect(await client.handover.survey({ id })).toBeNull();
    const sealed = await signAs(bench, id, 'supervisor', '李建国');
    expect(sealed).toMatchObject({ state: 'signed', seal: { contentHash: sealed.signatures[0]!.contentHash } });

    const survey = await client.handover.survey({ id });
    expect(survey).toMatchObject({ form: 'survey', data: { respondent: '李建国', orderNumber: sealed.number } });
    expect(await codesOf(client.handover.answerSurvey({ id, marks: { promptness: 9, skill: 4, attitude: 5, outcome: 4, paperwork: 5 }, comment: '' }))).toEqual(['not-an-option']);
    await client.handover.answerSurvey({ id, marks: { promptness: 5, skill: 4, attitude: 5, outcome: 4, paperwork: 5 }, comment: '及时' });
    expect(await codesOf(client.handover.declineSurvey({ id, reason: '' }))).toEqual(['already-answered']);
    expect(await codesOf(client.handover.end({ secret: 'not it at all' }))).toEqual(['wrong-passphrase']);
    expect((await client.handover.end({ secret: passphrase })).phase).toBe('open');
    const answered = await client.records.get({ id: survey!.id });
    expect(answered).toMatchObject({ editable: false, record: { state: 'answered', data: { comment: '及时', skill: 4 } } });
    expect(answered.linked).toMatchObject([{ rel: 'about', number: sealed.number }]);

    await client.papers.print({ id, copies: [1, 2, 3], printer: 'tray' });
    expect(tray.jobs.map((j) => j.title)).toEqual([1, 2, 3].map((n) => `${sealed.number} ${n}/3`));
    expect(await refusalsOf(client.papers.print({ id, copies: [2], printer: 'tray' }))).toMatchObject([{ code: 'reprint-reason', field: 'reason' }]);
    await client.papers.print({ id, copies: [2], printer: 'tray', reason: '卡纸' });
    const copies = await client.papers.register({});
    expect(copies.rows.filter((c) => c.no === 2).map((c) => [c.print, c.reason])).toEqual(expect.arrayContaining([[1, undefined], [2, '卡纸']]));

    const file = exportSchema.parse(JSON.parse(await (await client.papers.export({ id, to: '监理' })).text()));
    const proof = verifyExport(file, (key, text, signature) => verify(null, Buffer.from(text), createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' }), Buffer.from(signature, 'base64url')));
    expect(proof.findings.filter((f) => !f.ok)).toEqual([]);
    expect(station.core.open().store.check()).toEqual([]);
    const rec = (await client.records.get({ id })).record;
    await client.records.execute({ kind: 'move', id, base: rec.rev, transition: 'archive' });

    const correction = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { advice: '补充建议' }, corrects: id });
    expect(correction).toMatchObject({ state: 'draft', links: [{ rel: 'corrects', to: id }], data: { request: '申报页面打开缓慢', advice: '补充建议' } });
    expect((await client.records.get({ id })).record).toMatchObject({ correctedBy: correction.id, state: 'archived' });
    expect(await codesOf(client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: {}, corrects: id }))).toEqual(['already-corrected']);
  });

  it('gives the screen back for the PIN, and after five wrong ones for the passphrase only', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    expect(await codesOf(client.station.setPin({ passphrase, pin: '12' }))).toEqual(['pin-format']);
    await client.station.setPin({ passphrase, pin: '2468' });
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', engineer);
    await client.handover.begin({ id });
    expect((await client.handover.end({ secret: '2468' })).phase).toBe('open');
    await client.handover.begin({ id });
    for (let n = 0; n < 5; n += 1) await codesOf(client.handover.end({ secret: '0000' }));
    expect(await codesOf(client.handover.end({ secret: '2468' }))).toEqual(['wrong-secret']);
    expect((await client.handover.end({ secret: passphrase })).phase).toBe('open');
  });

  it('writes a refusal down and leaves the paper where it was', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', engineer);
    await client.handover.begin({ id });
    expect(await refusalsOf(client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason: ' ' }))).toMatchObject([{ code: 'reason-required', field: 'reason' }]);
    const rec = await client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason: '离场时间不对' });
    expect(rec).toMatchObject({ state: 'signing', refusals: [{ name: '李建国', reason: '离场时间不对' }] });
  });

  it('begins an inspection empty, once per round, reads the machine when told to, and remembers yesterday', async () => {
    let time = Date.parse('2026-10-12T09:00:00+08:00');
    bench = await createTestStation({ clock: { now: () => time, mono: () => 0 } });
    await bench.setUp();
    const { client } = bench;
    const first = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-10-12', round: 'am' });
    expect((await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-10-12', round: 'am' })).id).toBe(first.id);
    const readings = first.data['readings'] as unknown as { key: string; kind: string; collector?: string; value?: number; source?: unknown }[];
    // this laptop is not the client's server: nothing of it stands on the sheet by itself
    expect(readings.filter((r) => r.value !== undefined || r.source !== undefined)).toEqual([]);
    expect(first.data['host']).toBeUndefined();
    const memory = withMachine(first.data['readings'] as readonly Reading[], await client.records.readMachine()).find((r) => r.collector === 'memory.used')!;
    expect(memory.value).toBeGreaterThan(0);
    expect(memory.source).toEqual({ kind: 'machine', at: '2026-10-12T09:00+08:00' });
    const set = { readings: readings.map((r) => (r.key === memory.key ? { ...r, value: 99, action: '' } : { ...r, value: r.kind === 'number' ? 1 : 'normal' })) };
    const edited = await client.records.execute({ kind: 'edit', id: first.id, base: first.rev, set, unset: [] });
    expect(await refusalsOf(client.records.execute({ kind: 'move', id: first.id, base: edited.rev, transition: 'submit' }))).toMatchObject(
      expect.arrayContaining([{ code: 'alarm-needs-action', field: `readings.${memory.key}` }]),
    );
    time += 24 * 3_600_000;
    // the clock leaps, the person does not leave
    bench.station.core.touch();
    const second = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-10-13', round: 'am' });
    expect((await client.records.previousReadings({ id: second.id }))[memory.key]).toEqual({ yesterday: 99 });
    const sheet = await client.today.sheet();
    expect(sheet.duties.find((d) => d.recordId === second.id)).toMatchObject({ state: 'open', rule: 'R10' });
  });

  it('stores a file once, gives the original back, and refuses an empty one', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    const id = uuidv7();
    await client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
    const bytes = new Uint8Array(3_000_000).map((_, i) => i % 251);
    const added = await client.files.add({ record: id, file: new Blob([bytes]), name: '../../现场\u0000照片.bin' });
    expect(added.name).toBe('现场照片.bin');
    expect((await client.files.add({ record: id, file: new Blob([bytes]), name: '现场照片.bin' })).id).toBe(added.id);
    expect(new Uint8Array(await (await client.files.read({ sha256: added.sha256 })).arrayBuffer())).toEqual(bytes);
    expect(await refusalsOf(client.files.add({ record: id, file: new Blob([]), name: 'a' }))).toMatchObject([{ code: 'file-empty', field: 'file' }]);
  });

  it('turns bad input down by its field, and nothing of it is kept', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    const id = uuidv7();
    const create = (data: Record<string, unknown>) => client.records.execute({ kind: 'create', id, form: 'service-order', data: data as Record<string, string> });
    expect(await refusalsOf(create({ colour: 'red' }))).toMatchObject([{ code: 'unknown-field', field: 'colour' }]);
    expect(await refusalsOf(create({ request: 5 }))).toMatchObject([{ code: 'wrong-type', field: 'request' }]);
    expect(await refusalsOf(create({ request: 'a\ud800b' }))).toMatchObject([{ code: 'lone-surrogate', field: 'request' }]);
    expect(await refusalsOf(create({ request: '长'.repeat(10_000_000) }))).toMatchObject([{ field: expect.stringContaining('request') }]);
    expect(await refusalsOf(create({ request: '长'.repeat(4001) }))).toMatchObject([{ code: 'too-long', field: 'request' }]);
    expect(await refusalsOf(create({ __proto__: { a: 1 }, constructor: 'x' }))).toMatchObject([{ code: 'unknown-field', field: 'constructor' }]);
    expect(await codesOf(client.records.execute({ kind: 'create', id, form: 'no-such-form', data: {} }))).toEqual(['form-unknown']);
    expect(await codesOf(client.records.execute({ kind: 'fly', id } as never))).toEqual(['wrong-type']);
    expect((await client.records.list({ form: 'service-order' })).total).toBe(0);
    // refused numbers leave no gap
    expect((await create({})).number).toMatch(/-000001$/);
  });
});
