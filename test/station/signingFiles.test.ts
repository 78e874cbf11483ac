import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignFileView } from '../../domain/api/types.ts';
import type { Rec } from '../../domain/record/record.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { opHash } from '../../domain/record/op.ts';
import { requestText, type SignRequest } from '../../domain/record/signFile.ts';
import { verifyBytes } from '../../main/cli/verify.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { sampleInk } from '../unit/sampleRecords.ts';
import { assetsFolder, codesOf, createTestStation, enrol, newKey, passphrase, signAs, type TestStation } from './bench.ts';

let now = Date.parse('2026-10-09T09:00:00+08:00');
const clock = { now: () => now, mono: () => 1 };
/** The station the report is written at, the manager's own, and the client's who only reads. */
let home: TestStation;
let managers: TestStation;
let clients: TestStation;
let id: string;

const keyOfHeadquarters = newKey();
const keyOfOther = newKey();
const newStation = async (code: string, name: string, role: 'engineer' | 'projectManager' | 'inspector'): Promise<TestStation> => {
  const bench = await createTestStation({ clock });
  await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: code, account: { name, role, passphrase } });
  enrol(bench, code === 'BJ09' ? keyOfOther : keyOfHeadquarters);
  return bench;
};
const current = async (): Promise<Rec> => (await home.client.records.get({ id })).record;
const move = async (transition: string, reason?: string): Promise<Rec> => home.client.records.execute({ kind: 'move', id, base: (await current()).rev, transition, ...(reason !== undefined && { reason }) });
const request = async (): Promise<Blob> => home.client.signing.exportFile({ id, to: '项目部' });
const altered = async (file: Blob, from: string | RegExp, to: string): Promise<Blob> => new Blob([(await file.text()).replace(from, to)]);
const signAt = async ({ client }: TestStation, post: string): Promise<Blob> => {
  const shownHash = createHash('sha256').update(new Uint8Array(await (await client.signing.visitDocument()).arrayBuffer())).digest('hex');
  const ink = sampleInk();
  return client.signing.signFile({ post, place: '', shownHash, consented: true, ink: { ...ink, strokes: ink.strokes.map((stroke) => stroke.map((point) => ({ ...point }))) } });
};
const answerOf = async (file: Blob): Promise<Extract<SignFileView, { kind: 'answer' }>> => {
  const view = await home.client.signing.openFile({ file });
  if (view.kind !== 'answer') throw new Error('no answer');
  return view;
};
const take = async (file: Blob): Promise<Rec> => home.client.signing.takeFile({ file, fingerprint: (await answerOf(file)).fingerprint });

beforeAll(async () => {
  home = await newStation('BJ01', '张晓明', 'engineer');
  managers = await newStation('BJ02', '赵敏', 'projectManager');
  clients = await newStation('BJ03', '李建国', 'inspector');
  ({ id } = await home.client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' }));
  await move('submit');
});
afterAll(async () => {
  for (const bench of [home, managers, clients]) await bench.remove();
});

describe('a report that is signed at other stations', () => {
  let answer: Blob;

  it('goes out when it is the turn of somebody who may sign elsewhere, and that it left is written down', async () => {
    expect(await codesOf(request())).toEqual(['not-by-file']);
    await signAs(home, id, 'ownSupervisor', '张晓明');
    const file = await request();
    expect((await home.client.records.get({ id })).history.at(-1)!.event).toEqual({ kind: 'released', what: 'sign-request', to: '项目部' });
    const view = await managers.client.signing.openFile({ file });
    expect(view).toMatchObject({ kind: 'request', signer: 'manager', station: 'BJ01', record: { id, number: (await current()).number } });
    // the very page the desk at home would show, its columns in the same order
    const bytesOf = async (shown: Promise<Blob>): Promise<string> => createHash('sha256').update(new Uint8Array(await (await shown).arrayBuffer())).digest('hex');
    expect(await bytesOf(managers.client.signing.visitDocument())).toBe(await bytesOf(home.client.signing.document({ id })));
    const pages = (await current()).attachments[0]!;
    const read = new Uint8Array(await (await managers.client.signing.visitFile({ sha256: pages.sha256 })).arrayBuffer());
    expect(createHash('sha256').update(read).digest('hex')).toBe(pages.sha256);
    // the paper itself is not the other station's
    expect(await codesOf(managers.client.records.get({ id }))).toEqual(['not-found']);
  });

  it('is not opened when it was altered, is something else, or is for another post', async () => {
    const file = await request();
    expect(await codesOf(managers.client.signing.openFile({ file: new Blob(['hello']) }))).toEqual(['sign-file-unreadable']);
    expect(await codesOf(managers.client.signing.openFile({ file: await altered(file, '"role":"manager"', '"role":"receiver"') }))).toEqual(['sign-file-altered']);
    expect(await codesOf(managers.client.signing.openFile({ file: await altered(file, '季度服务报告', '季度服务报表') }))).toEqual(['sign-file-altered']);
    expect(await codesOf(managers.client.signing.openFile({ file: await altered(file, /"data":"..../, '"data":"AAAA') }))).toEqual(['sign-file-altered']);
    expect(await codesOf(clients.client.signing.openFile({ file }))).toEqual(['sign-file-post']);
  });

  it('is signed only where both stations are enrolled at the same headquarters: it would not take the signature of any other', async () => {
    const file = await request();
    const alone = await createTestStation({ clock });
    await alone.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ08', account: { name: '赵敏', role: 'projectManager', passphrase } });
    expect(await codesOf(alone.client.signing.openFile({ file }))).toEqual(['not-enrolled']);
    const far = await newStation('BJ09', '赵敏', 'projectManager');
    expect(await codesOf(far.client.signing.openFile({ file }))).toEqual(['other-headquarters']);
    expect(await codesOf(managers.client.signing.openFile({ file: await altered(file, /"headquarters":"..../, '"headquarters":"0000') }))).toEqual(['sign-file-altered']);
    // enrolled elsewhere while the paper lay open
    await managers.client.signing.openFile({ file });
    enrol(managers, keyOfOther);
    expect(await codesOf(signAt(managers, '主管经理'))).toEqual(['other-headquarters']);
    enrol(managers, keyOfHeadquarters);
    const order = await alone.client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' });
    await alone.client.records.execute({ kind: 'move', id: order.id, base: (await alone.client.records.get({ id: order.id })).record.rev, transition: 'submit' });
    await signAs(alone, order.id, 'ownSupervisor', '赵敏');
    expect(await codesOf(alone.client.signing.exportFile({ id: order.id, to: '项目部' }))).toEqual(['not-enrolled']);
    for (const bench of [alone, far]) await bench.remove();
  });

  it('is refused, not a fault, when its operations say nothing that could be a paper', async () => {
    const { proof: _, ...sent } = JSON.parse(await (await request()).text()) as SignRequest;
    const { identity } = home.station.core.open();
    const saying = (event: object): Blob => {
      const bytes = canonicalText({ ...(JSON.parse(sent.record.ops[0]!.bytes) as object), event });
      const crafted = { ...sent, record: { ...sent.record, ops: [...sent.record.ops, { ...sent.record.ops[0]!, bytes, hash: opHash(bytes) }] } };
      return new Blob([canonicalText({ ...crafted, proof: identity.sign(requestText(crafted)) })]);
    };
    for (const event of [{ kind: 'edited' }, { kind: 'nothing known' }, { kind: 'resolved', record: { id } }]) {
      expect(await codesOf(managers.client.signing.openFile({ file: saying(event) }))).toEqual(['sign-file-altered']);
    }
  });

  it('comes back as a signature of the other station, refused where it does not fit what stands here', async () => {
    await managers.client.signing.openFile({ file: await request() });
    answer = await signAt(managers, '主管经理');
    expect(await answerOf(answer)).toMatchObject({ name: '赵敏', station: 'BJ02', account: '赵敏', signer: { zh: '乙方主管经理（审核）' } });
    const takeAs = async (file: Blob, fingerprint?: string) => codesOf(home.client.signing.takeFile({ file, fingerprint: fingerprint ?? (await answerOf(file)).fingerprint }));
    expect(await takeAs(answer, 'not what was compared')).toEqual(['sign-file-altered']);
    expect(await takeAs(await altered(answer, '"name":"赵敏","place"', '"name":"赵明","place"'))).toEqual(['sign-file-altered']);
    expect(await takeAs(await altered(answer, '"as":"projectManager"', '"as":"qualityManager"'))).toEqual(['sign-file-altered']);
    expect(await codesOf(managers.client.signing.openFile({ file: answer }))).toEqual(['sign-file-foreign']);
    // mended and sent again meanwhile: what he signed is no longer what stands here
    await move('rework', '改一处措辞');
    await home.client.reports.write({ id, chapter: 'work', text: '本期平稳。' });
    await move('submit');
    await signAs(home, id, 'ownSupervisor', '张晓明');
    expect(await takeAs(answer)).toEqual(['sign-file-old']);
    expect((await current()).signatures).toHaveLength(1);
  });

  it('is refused, not a fault, when the key it names is none', async () => {
    expect(await codesOf(home.client.signing.openFile({ file: await altered(answer, /"key":"[^"]*"/, '"key":"%%%%"') }))).toEqual(['sign-file-unreadable']);
  });

  it('is taken in when it fits, once, and the next in order goes on', async () => {
    await managers.client.signing.openFile({ file: await request() });
    answer = await signAt(managers, '主管经理');
    now += 86_400_000;
    home.station.core.touch();
    const rec = await take(answer);
    expect(rec.signatures.at(-1)).toMatchObject({ role: 'manager', name: '赵敏', elsewhere: { station: 'BJ02', as: 'projectManager', by: { name: '赵敏' } } });
    expect(rec.signatures.at(-1)!.key).not.toBe(rec.signatures[0]!.key);
    expect(await codesOf(take(answer))).toEqual(['sign-file-taken']);
    // the client who looks in with an account here may sign there: that account keeps him from nothing
    await home.client.station.addAccount({ name: '李建国', role: 'inspector', phone: '13900000006', passphrase });
    const forClient = await request();
    clients.station.core.touch();
    await clients.client.signing.openFile({ file: forClient });
    const received = await take(await signAt(clients, '运维主管'));
    expect([received.state, received.signatures.length]).toEqual(['review', 3]);
  });

  it('is sealed here, and checked with the station and the key of each signature', async () => {
    for (const [role, name, post] of [['deputyDirector', '王建国', '主管副主任'], ['informationCentre', '王小雨', '信息中心主任']] as const) {
      await home.client.handover.begin({ id });
      await signAs(home, id, role, name, post);
      home.station.core.handover = null;
    }
    expect((await current()).state).toBe('approved');
    const pdf = new Uint8Array(await (await home.client.papers.save({ id, copies: [1] })).arrayBuffer());
    const verified = await verifyBytes(pdf, createPaperMaker({ fontsFolder: `${assetsFolder}/fonts` }));
    expect(verified.lines.filter(({ ok }) => ok === false)).toEqual([]);
    expect(verified.signers.map(({ kind }) => kind)).toEqual(['screen', 'elsewhere', 'elsewhere', 'screen', 'screen']);
    expect(verified.signers[1]!.remarks.zh).toContain('工作站 BJ02，账号 赵敏');
  });
});
