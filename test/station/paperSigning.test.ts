import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { checkCode, contentHash, signedFiles } from '../../domain/seal/content.ts';
import type { Rec } from '../../domain/record/record.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { inspection } from '../../domain/forms/inspection.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { verifyBytes } from '../../main/cli/verify.ts';
import { blobFolder } from '../../main/station/folderParts.ts';
import { readPages } from '../papers/readPages.ts';
import { assetsFolder, codesOf, createTestStation, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';

let now = Date.parse('2026-10-09T09:00:00+08:00');
let mono = 0;
let bench: TestStation;
const names = { engineer: '张晓明', manager: '赵敏' } as const;
const sitDown = async (who: keyof typeof names): Promise<void> => {
  const { accounts = [] } = await bench.client.station.status();
  await bench.client.station.unlock({ account: accounts.find(({ name }) => name === names[who])!.id, passphrase });
};
const openAt = async (time: string, who: keyof typeof names): Promise<void> => {
  await bench.client.station.lock();
  now = Date.parse(time);
  mono += 1000;
  await sitDown(who);
};
const current = async (id: string): Promise<Rec> => (await bench.client.records.get({ id })).record;
const move = async (id: string, transition: string, reason?: string): Promise<Rec> => bench.client.records.execute({ kind: 'move', id, base: (await current(id)).rev, transition, ...(reason !== undefined && { reason }) });
const scanBytes = new TextEncoder().encode('%PDF-1.4\n% a scan of the signed sheet\n');
const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** What stands on a signed sheet of the record, and its scan. */
const onPaper = async (id: string, role: string, name: string, post: string, more: { day?: string; checkCode?: string; scan?: Blob } = {}) =>
  bench.client.signing.takePaper({ id, role, name, post, place: '三楼机房', day: '2026-10-09', checkCode: checkCode(contentHash(await current(id))), scan: new Blob([scanBytes]), fileName: `${role}.pdf`, ...more });

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => mono } });
  await bench.setUp('engineer');
  await bench.client.station.addAccount({ name: names.manager, role: 'projectManager', phone: '13900000003', passphrase });
});
afterAll(() => bench.remove());

const blobFiles = (): string[] => readdirSync(blobFolder(bench.dataFolder), { recursive: true }).map(String).sort();

describe('a report that is signed with a pen', () => {
  let id: string;

  it('goes out as the sheet the signer would see on the screen, with its check code, and that it left is written down', async () => {
    ({ id } = await bench.client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' }));
    await move(id, 'submit');
    // the engineer who made it signs at the desk, there is no paper for him
    expect(await codesOf(bench.client.signing.sheet({ id, to: '王建国' }))).toEqual(['not-on-paper']);
    expect(await codesOf(onPaper(id, 'ownSupervisor', names.engineer, ''))).toEqual(['not-on-paper']);
    await signAs(bench, id, 'ownSupervisor', names.engineer);
    await sitDown('manager');
    await signAs(bench, id, 'manager', names.manager);
    const sheet = new Uint8Array(await (await bench.client.signing.sheet({ id, to: '李建国' })).arrayBuffer());
    const words = (await readPages(sheet)).join('\n');
    expect(words).toContain(checkCode(contentHash(await current(id))));
    expect((await bench.client.records.get({ id })).history.map(({ event }) => event).at(-1)).toEqual({ kind: 'released', what: 'signing-sheet', to: '李建国' });
  });

  it('is taken in only with the code of what stands here, a day that can be, a scan, and by somebody else than who signed', async () => {
    const before = await current(id);
    const files = blobFiles();
    const refusedFor = async (more: Parameters<typeof onPaper>[4], name = '李建国', post = '运维主管') => refusalsOf(onPaper(id, 'receiver', name, post, more));
    expect(await refusedFor({ checkCode: 'AAAA-BBBB-CCCC-DDDD' })).toMatchObject([{ code: 'check-code-differs', field: 'checkCode' }]);
    expect(await refusedFor({ day: '2026-10-10' })).toMatchObject([{ code: 'in-future', field: 'day' }]);
    expect(await refusedFor({ day: '2026-10-08' })).toMatchObject([{ code: 'signed-before-sent', field: 'day' }]);
    expect(await refusedFor({ day: '今天' })).toMatchObject([{ code: 'not-a-time', field: 'day' }]);
    expect(await refusedFor({ scan: new Blob(['just words']) })).toMatchObject([{ code: 'scan-kind', field: 'scan' }]);
    expect(blobFiles()).toEqual(files);
    expect(await refusedFor({ scan: new Blob([]) })).toMatchObject([{ code: 'file-empty', field: 'scan' }]);
    expect(await refusedFor({}, '李建国', ' ')).toMatchObject([{ code: 'post-required' }]);
    expect(await refusedFor({}, names.engineer)).toMatchObject([{ code: 'signer-is-engineer' }]);
    expect(await codesOf(onPaper(id, 'deputyDirector', '王建国', '主管副主任'))).toEqual(['not-your-turn']);
    expect(await current(id)).toEqual(before);
  });

  it('begins the review on the day of the paper, and says how it was signed', async () => {
    await openAt('2026-10-12T09:00:00+08:00', 'engineer');
    const typed = checkCode(contentHash(await current(id))).toLowerCase().replaceAll('-', ' ');
    const rec = await onPaper(id, 'receiver', '李建国', '运维主管', { checkCode: typed });
    expect(rec.state).toBe('review');
    expect(rec.signatures.at(-1)).toMatchObject({ role: 'receiver', name: '李建国', ink: { strokes: [] }, paper: { day: '2026-10-09', scan: shaOf(scanBytes), witness: { name: names.engineer } } });
    expect(rec.attachments.at(-1)).toMatchObject({ name: 'receiver.pdf', type: 'application/pdf', scanOf: 'receiver', sha256: shaOf(scanBytes) });
    // the scan is no part of what was signed, or the next signature would be over another paper
    expect(contentHash(rec)).toBe(rec.signatures[0]!.contentHash);
    const { clocks } = await bench.client.records.get({ id });
    expect(clocks.filter((each) => each.kept === undefined)).toMatchObject([{ rule: 'R26', due: '2026-10-26T23:59:59+08:00' }]);
    expect(await (await bench.client.files.read({ sha256: shaOf(scanBytes) })).text()).toContain('a scan');
  });

  it('is sealed with the last signature, and checked with the kind of each', async () => {
    await onPaper(id, 'deputyDirector', '王建国', '主管副主任', { day: '2026-10-11' });
    await bench.client.handover.begin({ id });
    const sealed = await signAs(bench, id, 'informationCentre', '王小雨', '信息中心主任');
    bench.station.core.handover = null;
    expect([sealed.state, sealed.seal !== undefined]).toEqual(['approved', true]);
    const papers = createPaperMaker({ fontsFolder: `${assetsFolder}/fonts` });
    const pdf = new Uint8Array(await (await bench.client.papers.save({ id, copies: [1] })).arrayBuffer());
    const verified = await verifyBytes(pdf, papers);
    expect(verified.lines.filter(({ ok }) => ok === false)).toEqual([]);
    // drawn again from the record inside, byte by byte, tables and all
    expect(verified.lines.find(({ check }) => check === 'pages')?.ok).toBe(true);
    expect(verified.signers.map(({ kind }) => kind)).toEqual(['screen', 'screen', 'paper', 'paper', 'screen']);
    expect(verified.signers[2]!.remarks.zh).toContain('纸质签署，扫描件见附件；扫描件');
    const words = (await readPages(pdf)).join('').replaceAll(/\s/g, '');
    expect(words).toContain('纸质签署，扫描件见附件');
    expect(words).toContain('receiver.pdf（签署扫描件）');
    const file = await (await bench.client.papers.export({ id, to: '核验' })).text();
    // another scan in its place is another paper
    const forged = await verifyBytes(new TextEncoder().encode(file.replaceAll(shaOf(scanBytes), 'a'.repeat(64))), papers);
    expect(forged.valid).toBe(false);
  });

  it('loses its paper signatures with its others when it is sent back, and keeps them in the log', async () => {
    await openAt('2026-10-13T09:00:00+08:00', 'engineer');
    const { id: other } = await bench.client.reports.start({ id: uuidv7(), from: '2026-03-27', to: '2026-06-26' });
    await move(other, 'submit');
    await signAs(bench, other, 'ownSupervisor', names.engineer);
    // nobody reviews himself on paper either, whoever's role does not review
    expect(await codesOf(onPaper(other, 'manager', names.engineer, '主管经理', { day: '2026-10-13' }))).toEqual(['signer-twice']);
    expect(await codesOf((async () => { await sitDown('manager'); return onPaper(other, 'manager', names.manager, '主管经理', { day: '2026-10-13' }); })())).toEqual(['witness-is-signer']);
    await sitDown('engineer');
    await onPaper(other, 'manager', names.manager, '主管经理', { day: '2026-10-13' });
    const back = await move(other, 'rework', '数字有误');
    expect([back.signatures, back.attachments.filter(({ scanOf }) => scanOf !== undefined)]).toEqual([[], []]);
    expect((await bench.client.records.get({ id: other })).history.filter(({ event }) => event.kind === 'attached').map(({ event }) => (event.kind === 'attached' ? event.attachment.scanOf : ''))).toContain('manager');
  });
});

describe('a receipt on paper that is entered when its review is over by the day on it', () => {
  const readyForReceipt = async (from: string, to: string): Promise<string> => {
    const { id } = await bench.client.reports.start({ id: uuidv7(), from, to });
    await move(id, 'submit');
    await signAs(bench, id, 'ownSupervisor', names.engineer);
    await onPaper(id, 'manager', names.manager, '主管经理', { day: '2026-10-13' });
    return id;
  };
  const minuteLater = async (): Promise<void> => {
    now += 61_000;
    mono += 61_000;
    bench.station.core.touch();
  };

  it('leaves time for the answer on paper that came with it: silence waits until the next working day is over', async () => {
    await sitDown('engineer');
    const answered = await readyForReceipt('2025-12-27', '2026-03-26');
    const silent = await readyForReceipt('2025-09-27', '2025-12-26');
    await openAt('2026-11-13T15:00:00+08:00', 'engineer');
    expect((await onPaper(answered, 'receiver', '李建国', '运维主管', { day: '2026-10-13' })).state).toBe('review');
    expect((await onPaper(silent, 'receiver', '李建国', '运维主管', { day: '2026-10-13' })).state).toBe('review');
    await minuteLater();
    expect((await current(answered)).state).toBe('review');
    await move(answered, 'return', '第三章数字有误');
    // Monday after that Friday
    await openAt('2026-11-16T23:59:59+08:00', 'engineer');
    expect((await current(silent)).state).toBe('review');
    await openAt('2026-11-17T00:00:00+08:00', 'engineer');
    expect([(await current(silent)).state, (await current(answered)).state]).toEqual(['deemed', 'returned']);
  });
});

describe('the account with which the client looks', () => {
  it('keeps nobody of the client from signing, on the screen or on paper, and signs nothing of the contractor', async () => {
    await sitDown('manager');
    await bench.client.station.addAccount({ name: '周丽', role: 'inspector', phone: '13900000005', passphrase });
    await sitDown('engineer');
    const order = await orderAtSigning(bench);
    await signAs(bench, order, 'engineer', names.engineer);
    await bench.client.handover.begin({ id: order });
    expect(await codesOf(signAs(bench, order, 'supervisor', names.manager))).toEqual(['signer-is-engineer']);
    expect((await signAs(bench, order, 'supervisor', '周丽')).signatures.at(-1)).toMatchObject({ role: 'supervisor', name: '周丽' });
    bench.station.core.handover = null;
    const { id } = await bench.client.reports.start({ id: uuidv7(), from: '2025-06-27', to: '2025-09-26' });
    await move(id, 'submit');
    await signAs(bench, id, 'ownSupervisor', names.engineer);
    const today = msToSecond(now).slice(0, 10);
    expect(await codesOf(onPaper(id, 'manager', '周丽', '主管经理', { day: today }))).toEqual(['not-allowed']);
    await onPaper(id, 'manager', names.manager, '主管经理', { day: today });
    expect((await onPaper(id, 'receiver', '周丽', '运维主管', { day: today })).state).toBe('review');
  });
});

describe('a service order', () => {
  it('may be signed on paper where the contract profile names its form, by the client alone', () => {
    const profile = { ...bench.station.core.open().profile, paperSigning: ['service-order'] };
    const signers = resolveForm(serviceOrder, profile).signers;
    expect(signers.map(({ role, onPaper: may }) => [role, may === true])).toEqual([['engineer', false], ['supervisor', true]]);
    expect(signers[1]!.consent.zh).toContain('屏幕手写或纸质签署');
    expect(resolveForm(inspection, profile).signers.some(({ onPaper: may }) => may)).toBe(false);
  });

  it('is signed on the screen: the contract profile has to allow paper', async () => {
    await sitDown('engineer');
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', names.engineer);
    expect(await codesOf(onPaper(id, 'supervisor', '李建国', '运维主管', { day: '2026-10-13' }))).toEqual(['not-on-paper']);
  });
});

describe('a report that comes back on paper with a reason', () => {
  const back = async (id: string, role: string, more: Partial<{ name: string; post: string; transition: string; reason: string; day: string; checkCode: string; scan: Blob }> = {}) =>
    bench.client.signing.returnPaper({ id, role, name: '李建国', post: '运维主管', place: '', transition: 'rework', reason: '第三章缺备份记录', day: '2026-11-18', checkCode: checkCode(contentHash(await current(id))), scan: new Blob([scanBytes]), fileName: '退回件.pdf', ...more });
  const sent = async (from: string, to: string): Promise<string> => {
    const { id } = await bench.client.reports.start({ id: uuidv7(), from, to });
    await move(id, 'submit');
    await signAs(bench, id, 'ownSupervisor', names.engineer);
    await onPaper(id, 'manager', names.manager, '主管经理', { day: '2026-11-18' });
    return id;
  };

  it('goes back to draft as on the screen, with the scan, who returned it, when and why', async () => {
    await openAt('2026-11-18T09:00:00+08:00', 'engineer');
    const id = await sent('2025-03-27', '2025-06-26');
    const before = await current(id);
    expect(await refusalsOf(back(id, 'receiver', { reason: ' ' }))).toMatchObject([{ code: 'reason-required' }]);
    expect(await refusalsOf(back(id, 'receiver', { checkCode: 'AAAA-BBBB-CCCC-DDDD' }))).toMatchObject([{ code: 'check-code-differs', field: 'checkCode' }]);
    expect(await refusalsOf(back(id, 'receiver', { name: names.engineer }))).toMatchObject([{ code: 'signer-is-engineer' }]);
    expect(await refusalsOf(back(id, 'receiver', { scan: new Blob(['just words']) }))).toMatchObject([{ code: 'scan-kind', field: 'scan' }]);
    for (const transition of ['void', 'receive', 'return', 'nowhere']) expect(await refusalsOf(back(id, 'receiver', { transition }))).toMatchObject([{ code: 'transition-unknown' }]);
    expect(await current(id)).toEqual(before);
    const rec = await back(id, 'receiver');
    expect([rec.state, rec.signatures]).toEqual(['draft', []]);
    expect(rec.attachments.at(-1)).toMatchObject({ name: '退回件.pdf', sha256: shaOf(scanBytes), returned: { name: '李建国', post: '运维主管', day: '2026-11-18' }, by: { name: names.engineer } });
    const { history } = await bench.client.records.get({ id });
    expect(history.map(({ event }) => event).slice(-2)).toMatchObject([{ kind: 'moved', transition: 'rework', to: 'draft', reason: '第三章缺备份记录', withdrawn: true }, { kind: 'attached' }]);
    // nothing is signed any more: it is a file like any other, and who signs the mended report signs over it
    expect(signedFiles(rec).map(({ name }) => name)).toContain('退回件.pdf');
    // written on and sent again
    await move(id, 'submit');
    await signAs(bench, id, 'ownSupervisor', names.engineer);
    await onPaper(id, 'manager', names.manager, '主管经理', { day: '2026-11-18' });
    await onPaper(id, 'receiver', '李建国', '运维主管', { day: '2026-11-18' });
    await onPaper(id, 'deputyDirector', '王建国', '主管副主任', { day: '2026-11-18' });
    const sealed = await onPaper(id, 'informationCentre', '王小雨', '信息中心主任', { day: '2026-11-18' });
    expect([sealed.state, sealed.attachments.filter((file) => file.returned).length]).toEqual(['approved', 1]);
    const verified = await verifyBytes(new TextEncoder().encode(await (await bench.client.papers.export({ id, to: '核验' })).text()), createPaperMaker({ fontsFolder: `${assetsFolder}/fonts` }));
    expect(verified.lines.filter(({ ok }) => ok === false)).toEqual([]);
  });

  it('is returned out of the review on the day of the paper, and keeps what was signed', async () => {
    const id = await sent('2024-12-27', '2025-03-26');
    await onPaper(id, 'receiver', '李建国', '运维主管', { day: '2026-11-18' });
    await openAt('2026-11-20T09:00:00+08:00', 'engineer');
    const rec = await back(id, 'deputyDirector', { name: '王建国', post: '主管副主任', transition: 'return', day: '2026-11-19', reason: '数字有误' });
    expect([rec.state, rec.signatures.length, rec.attachments.at(-1)?.returned?.name, rec.attachments.at(-1)?.scanOf]).toEqual(['returned', 3, '王建国', 'deputyDirector']);
    const { clocks } = await bench.client.records.get({ id });
    expect(clocks.find((each) => each.id === 'report-review')?.kept).toBe('2026-11-19T23:59:59+08:00');
    expect(new Set(rec.signatures.map((signature) => signature.contentHash))).toEqual(new Set([contentHash(rec)]));
  });
});
