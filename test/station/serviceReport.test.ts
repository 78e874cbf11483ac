import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { verifyExport, exportSchema } from '../../domain/seal/export.ts';
import { answeringStep } from '../../domain/record/sign.ts';
import type { Rec } from '../../domain/record/record.ts';
import { exportReport } from '../../main/report/questions.ts';
import { isKeySignature } from '../../main/sync/keySignature.ts';
import { codesOf, createTestStation, passphrase, signAs, type TestStation } from './bench.ts';

let now = Date.parse('2026-10-09T09:00:00+08:00');
let mono = 0;
let bench: TestStation;
const clock = { now: () => now, mono: () => mono };
const quarter = { from: '2026-06-27', to: '2026-09-26' };

const names = { engineer: '张晓明', manager: '赵敏' } as const;
const sitDown = async (who: keyof typeof names): Promise<void> => {
  const { accounts = [] } = await bench.client.station.status();
  await bench.client.station.unlock({ account: accounts.find(({ name }) => name === names[who])!.id, passphrase });
};
/** The laptop is shut, and opened at another time. */
const openAt = async (time: string, who: keyof typeof names): Promise<void> => {
  await bench.client.station.lock();
  now = Date.parse(time);
  mono += 1000;
  await sitDown(who);
};
const current = async (id: string): Promise<Rec> => (await bench.client.records.get({ id })).record;
const move = async (id: string, transition: string, reason?: string): Promise<Rec> => bench.client.records.execute({ kind: 'move', id, base: (await current(id)).rev, transition, ...(reason !== undefined && { reason }) });
const byClient = async (id: string, role: string, name: string, post: string): Promise<Rec> => {
  await bench.client.handover.begin({ id });
  const rec = await signAs(bench, id, role, name, post);
  bench.station.core.handover = null;
  return rec;
};
/** Sent, signed by both of the contractor, and received by the client. */
const deliver = async (id: string): Promise<Rec> => {
  await sitDown('engineer');
  await move(id, 'submit');
  await signAs(bench, id, 'ownSupervisor', names.engineer);
  await sitDown('manager');
  await signAs(bench, id, 'manager', names.manager);
  return byClient(id, 'receiver', '李建国', '运维主管');
};
const contact = (receivedAt: string): Promise<Rec> =>
  bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel: 'phone', kind: 'consultation', receivedAt, caller: '李建国', what: '如何补交材料', handledBy: names.engineer } });
const shaOf = async (file: Blob): Promise<string> => createHash('sha256').update(new Uint8Array(await file.arrayBuffer())).digest('hex');

beforeAll(async () => {
  bench = await createTestStation({ clock });
  await bench.setUp('engineer');
  await bench.client.station.addAccount({ name: names.manager, role: 'projectManager', phone: '13900000003', passphrase });
  await contact('2026-09-01T09:00+08:00');
  // open since before the quarter's end: an open point
  await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'problem', data: { title: '夜间批处理偶发超时', category: 'database', registeredAt: '2026-09-20T10:00+08:00' } });
});
afterAll(() => bench.remove());

describe('the sheet of a quarterly report', () => {
  let id: string;

  it('is made once for its quarter, and continued', async () => {
    const made = await bench.client.reports.start({ id: uuidv7(), ...quarter });
    id = made.id;
    expect(made.data).toMatchObject({ title: '第 20 季度服务报告', kind: 'quarter', ...quarter, preparedBy: names.engineer, approver: 'both' });
    expect((await bench.client.reports.start({ id: uuidv7(), ...quarter })).id).toBe(id);
    expect(await codesOf(bench.client.reports.start({ id: uuidv7(), from: '2026-07-01', to: '2026-07-31' }))).toEqual(['not-an-option']);
    const sheet = await bench.client.reports.sheet(quarter);
    expect(sheet).toMatchObject({ frozen: false, paper: { id, state: 'draft', editable: true, send: 'submit' } });
  });

  it('takes words on a chapter with who wrote them, each his own', async () => {
    await bench.client.reports.write({ id, chapter: 'work', text: '本期平稳。' });
    await sitDown('manager');
    await bench.client.reports.write({ id, chapter: 'work', text: '同意。' });
    await sitDown('engineer');
    await bench.client.reports.write({ id, chapter: 'work', text: '本期总体平稳。' });
    const { report } = await bench.client.reports.sheet(quarter);
    expect(report.chapters[0]!.notes).toEqual([{ text: '本期总体平稳。', author: names.engineer }, { text: '同意。', author: names.manager }]);
    await sitDown('manager');
    await bench.client.reports.write({ id, chapter: 'work', text: ' ' });
    expect((await current(id)).data['notes']).toEqual([{ chapter: 'work', text: '本期总体平稳。', author: names.engineer }]);
  });

  it('freezes with the step that sends it: what comes later changes no figure and no byte', async () => {
    await sitDown('engineer');
    await move(id, 'submit');
    const rec = await current(id);
    expect(rec.state).toBe('signing');
    expect(rec.attachments.map(({ name }) => name)).toEqual([`report-${quarter.from}_${quarter.to}.pdf`, `report-${quarter.from}_${quarter.to}.json`]);
    expect(rec.data['figures']).toEqual(expect.arrayContaining([expect.objectContaining({ label: 'SLA 达成率' })]));
    const file = { ...quarter, format: 'pdf', lang: 'zh', receiver: '存档' } as const;
    const before = await bench.client.reports.exportFile(file);
    expect(await shaOf(before)).toBe(rec.attachments[0]!.sha256);
    const requests = (await bench.client.reports.sheet(quarter)).report.figures.find((each) => each.id === 'request.channel')!.value;
    await contact('2026-09-02T09:00+08:00');
    await openAt('2026-10-10T09:00:00+08:00', 'engineer');
    const sheet = await bench.client.reports.sheet(quarter);
    expect(sheet.frozen).toBe(true);
    expect(sheet.report.figures.find((each) => each.id === 'request.channel')!.value).toBe(requests);
    expect((await bench.client.reports.draft(quarter)).figures.find((each) => each.id === 'request.channel')!.value).toBe(Number(requests) + 1);
    expect(await shaOf(await bench.client.reports.exportFile(file))).toBe(rec.attachments[0]!.sha256);
  });

  it('leaves as the very pages that were sent, however a later program would lay them out', async () => {
    const open = bench.station.core.open();
    const order = () => ({ id: uuidv7(), digest: '' });
    // without a font nothing can be laid out
    const asked = { ...quarter, format: 'pdf', receiver: '存档' } as const;
    const pages = await exportReport(open, order(), { ...asked, lang: 'zh' }, bench.station.core.now(), '/no/fonts');
    expect(await shaOf(pages)).toBe((await current(id)).attachments[0]!.sha256);
    const fonts = fileURLToPath(new URL('../../assets/fonts', import.meta.url));
    expect(await shaOf(await exportReport(open, order(), { ...asked, lang: 'en' }, bench.station.core.now(), fonts))).not.toBe(await shaOf(pages));
    expect(open.store.read.history(`report:${quarter.from}`).map(({ event }) => (event.kind === 'released' ? event.what : ''))).toContain(`report-${quarter.from}_${quarter.to}-en-translation.pdf`);
  });

  it('comes back with a reason, and is made anew when it is sent again', async () => {
    await move(id, 'rework', '第九章措辞');
    const again = await move(id, 'submit');
    expect(again.attachments).toHaveLength(2);
    expect((await bench.client.reports.sheet(quarter)).report.figures.find((each) => each.id === 'request.channel')!.value).toBe(2);
    await move(id, 'rework', '再看一遍');
  });

  it('is signed by one and reviewed by another, received by the client, and then reviewed for 15 days', async () => {
    await sitDown('engineer');
    await move(id, 'submit');
    await signAs(bench, id, 'ownSupervisor', names.engineer);
    // an engineer does not review, and nobody reviews himself
    expect(await codesOf(signAs(bench, id, 'manager', names.engineer))).toEqual(['not-allowed']);
    await sitDown('manager');
    await signAs(bench, id, 'manager', names.manager);
    expect((await current(id)).state).toBe('signing');
    const received = await byClient(id, 'receiver', '李建国', '运维主管');
    expect([received.state, received.seal]).toEqual(['review', undefined]);
    const { clocks } = await bench.client.records.get({ id });
    expect(clocks.filter((each) => each.kept === undefined)).toMatchObject([{ rule: 'R26', due: '2026-10-26T23:59:59+08:00' }]);
  });

  it('counts as approved when the 15 days end in silence, also with the laptop shut; once, with its reckoning', async () => {
    await openAt('2026-10-26T23:59:59+08:00', 'manager');
    expect((await current(id)).state).toBe('review');
    await openAt('2026-11-03T08:00:00+08:00', 'engineer');
    const { record, history, clocks } = await bench.client.records.get({ id });
    expect([record.state, record.seal !== undefined, record.signatures.length]).toEqual(['deemed', true, 3]);
    expect(history.map(({ event }) => event).filter((event) => event.kind === 'moved').at(-1)).toMatchObject({ transition: 'deem', to: 'deemed', silence: { clock: 'report-review', rule: 'R26', due: '2026-10-26T23:59:59+08:00' } });
    expect(clocks.find((each) => each.rule === 'R26')).toMatchObject({ kept: '2026-10-26T23:59:59+08:00' });
    const { seq } = bench.station.core.open().store.read.head();
    await openAt('2026-11-03T09:00:00+08:00', 'engineer');
    expect(bench.station.core.open().store.read.head().seq).toBe(seq);
    const verified = verifyExport(exportSchema.parse(JSON.parse(await (await bench.client.papers.export({ id, to: '核验' })).text())), isKeySignature);
    expect(verified.findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(verified.findings.map(({ check }) => check)).toContain('silence');
  });

  it('can then be filed, and the next report takes over what was open', async () => {
    expect((await move(id, 'archive')).state).toBe('archived');
    const open = (await bench.client.reports.sheet(quarter)).report.openPoints;
    await openAt('2026-12-28T09:00:00+08:00', 'engineer');
    const next = await bench.client.reports.start({ id: uuidv7(), from: '2026-09-27', to: '2026-12-26' });
    expect(((next.data['carried'] ?? []) as readonly { number: string }[]).map(({ number }) => number)).toEqual(open.map(({ number }) => number));
    expect(open.length).toBeGreaterThan(0);
    expect((await bench.client.reports.sheet({ from: '2026-09-27', to: '2026-12-26' })).report.openPoints.filter(({ carried }) => carried).map(({ number }) => number)).toEqual(open.map(({ number }) => number));
  });
});

describe('a report the client answers', () => {
  it('is returned with a reason: that version stays, and another is written from it', async () => {
    await openAt('2026-07-03T09:00:00+08:00', 'engineer');
    const days = { from: '2026-03-27', to: '2026-06-26' };
    const { id } = await bench.client.reports.start({ id: uuidv7(), ...days });
    await bench.client.reports.write({ id, chapter: 'sla', text: '两项超时均有说明。' });
    await deliver(id);
    expect(await codesOf(bench.client.records.execute({ kind: 'move', id, base: (await current(id)).rev, transition: 'return' }))).toEqual(['reason-required']);
    const returned = await move(id, 'return', '第三章缺少满意度分布');
    expect([returned.state, returned.signatures.length]).toEqual(['returned', 3]);
    await openAt('2026-08-20T09:00:00+08:00', 'engineer');
    // no silence is taken of what was answered
    expect((await current(id)).state).toBe('returned');
    const again = await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-report', data: {}, from: id });
    const written = { ...days, kind: 'quarter', previous: [{ id }], notes: [{ chapter: 'sla', author: names.engineer }] };
    expect(again.data).toMatchObject(written);
    // only the pages of the new one count
    expect((await bench.client.reports.sheet(days)).paper?.id).toBe(again.id);
    // from the report's own screen it is the same version
    await bench.client.records.execute({ kind: 'move', id: again.id, base: again.rev, transition: 'void', reason: '改由报告页重编' });
    const { id: third } = await bench.client.reports.start({ id: uuidv7(), ...days });
    expect((await current(third)).data).toMatchObject({ ...written, preparedBy: names.engineer });
  });

  it('waits for what follows from a refusal instead of taking silence for it', async () => {
    await openAt('2025-07-02T09:00:00+08:00', 'engineer');
    const { id } = await bench.client.reports.start({ id: uuidv7(), from: '2025-03-27', to: '2025-06-26' });
    await deliver(id);
    await bench.client.handover.begin({ id });
    await bench.client.handover.refuse({ id, role: 'deputyDirector', name: '王建国', reason: '可用率与我方记录不符' });
    bench.station.core.handover = null;
    // the way forward is the return, with the reason that was given
    const record = await current(id);
    const definition = bench.station.core.open().store.read.definition(record.def)!;
    expect(answeringStep(definition, record)).toMatchObject({ step: { id: 'return' }, refused: { name: '王建国', reason: '可用率与我方记录不符' } });
    expect(answeringStep(definition, { ...record, refusals: [] })).toBeUndefined();
    // the answer has come: no day of the review counts any more
    expect((await bench.client.records.get({ id })).clocks.find((each) => each.id === 'report-review')).toMatchObject({ kept: record.refusals[0]!.at });
    expect(bench.station.core.open().store.read.openClocks(1000).rows.filter((row) => row.id === id)).toEqual([]);
    await openAt('2025-09-01T09:00:00+08:00', 'engineer');
    expect((await current(id)).state).toBe('review');
    expect((await move(id, 'return', '可用率与甲方记录不符')).state).toBe('returned');
  });

  it('takes the silence all the same when the refusal came after the last day (R26)', async () => {
    await openAt('2025-10-09T09:00:00+08:00', 'engineer');
    const { id } = await bench.client.reports.start({ id: uuidv7(), from: '2025-06-27', to: '2025-09-26' });
    await deliver(id);
    const { due } = (await bench.client.records.get({ id })).clocks.find((each) => each.id === 'report-review')!;
    // while the screen is the client's no silence is written down
    await openAt(due, 'engineer');
    await bench.client.handover.begin({ id });
    now += 1000;
    mono += 1000;
    await bench.client.handover.refuse({ id, role: 'deputyDirector', name: '王建国', reason: '可用率与我方记录不符' });
    bench.station.core.handover = null;
    await openAt(msToSecond(now + 120_000), 'engineer');
    const { record, clocks } = await bench.client.records.get({ id });
    expect([record.state, record.refusals.length]).toEqual(['deemed', 1]);
    expect(clocks.find((each) => each.id === 'report-review')).toMatchObject({ kept: due });
  });

  it('is never shown with other figures than those that were signed', async () => {
    const days = { from: '2026-06-27', to: '2026-09-26' };
    const { report, paper } = await bench.client.reports.sheet(days);
    const { record } = await bench.client.records.get({ id: paper!.id });
    const { sha256 } = record.attachments.find(({ name }) => name.endsWith('.json'))!;
    const { store } = bench.station.core.open();
    const kept = store.read.blob(sha256)!;
    store.write((writer) => writer.dropBlob(sha256));
    expect(await codesOf(bench.client.reports.sheet(days))).toEqual(['report-elsewhere']);
    const next = await bench.client.reports.sheet({ from: '2026-09-27', to: '2026-12-26' });
    expect(next.report.missing.at(-1)).toMatchObject({ ids: [paper!.id], count: 1 });
    store.write((writer) => writer.putBlob(kept));
    expect((await bench.client.reports.sheet(days)).report).toEqual(report);
  });

  it('is confirmed by the information centre, too (R40); the deputy director alone where that is agreed', async () => {
    await openAt('2026-04-02T09:00:00+08:00', 'engineer');
    const { id } = await bench.client.reports.start({ id: uuidv7(), from: '2025-12-27', to: '2026-03-26' });
    await deliver(id);
    const signed = await byClient(id, 'deputyDirector', '王建国', '主管副主任');
    expect([signed.state, signed.seal !== undefined]).toEqual(['review', false]);
    const approved = await byClient(id, 'informationCentre', '王小雨', '信息中心主任');
    expect([approved.state, approved.seal !== undefined]).toEqual(['approved', true]);
    // whoever files or mails the sheet has the report with it
    const bundle = new TextDecoder('latin1').decode(await (await bench.client.documents.bundle({ from: '2026-04-01', to: '2026-04-30', lang: 'zh', recipient: '存档' })).arrayBuffer());
    expect(bundle).toContain(`${approved.number}/report-2025-12-27_2026-03-26.pdf`);
    const alone = await bench.client.reports.start({ id: uuidv7(), from: '2025-09-27', to: '2025-12-26' });
    await bench.client.records.execute({ kind: 'edit', id: alone.id, base: (await current(alone.id)).rev, set: { approver: 'deputyDirector' }, unset: [] });
    await deliver(alone.id);
    expect((await byClient(alone.id, 'deputyDirector', '王建国', '主管副主任')).state).toBe('approved');
  });

  it('cannot be sent before its period has ended', async () => {
    const { id } = await bench.client.reports.start({ id: uuidv7(), from: '2026-03-27', to: '2026-06-26' });
    expect(await codesOf(bench.client.records.execute({ kind: 'move', id, base: (await current(id)).rev, transition: 'submit' }))).toEqual(['in-future']);
  });
});
