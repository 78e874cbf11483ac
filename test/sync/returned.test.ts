import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { checkCode, contentHash } from '../../domain/seal/content.ts';
import { passphrase, signAs, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openSite, sendAll } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** A report that came back on paper without a signature, as headquarters' page of it tells. */
let hq: TestHeadquarters;
let station: TestStation;
let reader: Visitor;
beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openSite(hq, 'BJ01', 'BJ01', 'engineer');
  await station.client.station.addAccount({ name: '赵敏', role: 'projectManager', passphrase });
  reader = await joinAs(hq.address, hq.adminCode, '刘经理');
}, 180_000);
afterAll(async () => {
  await station?.remove();
  await hq?.stop();
});

it('says beside the scan who returned it, when and why, in either language, and in its history', async () => {
  const { client } = station;
  const day = msToSecond(Date.now()).slice(0, 10);
  const { id } = await client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' });
  const current = async () => (await client.records.get({ id })).record;
  const back = async (role: string, reason: string) => client.signing.returnPaper({
    id, role, name: '李建国', post: '运维主管', place: '', transition: 'rework', reason, day, checkCode: checkCode(contentHash(await current())), scan: new Blob(['%PDF-1.4\n% returned\n']), fileName: '退回件.pdf',
  });
  const sent = async (): Promise<void> => {
    await client.records.execute({ kind: 'move', id, base: (await current()).rev, transition: 'submit' });
    await signAs(station, id, 'ownSupervisor', '张晓明');
    await client.signing.takePaper({ id, role: 'manager', name: '赵敏', post: '主管经理', place: '', day, checkCode: checkCode(contentHash(await current())), scan: new Blob(['%PDF-1.4\n% signed\n']), fileName: '签署件.pdf' });
  };
  await sent();
  await back('receiver', '第三章缺备份记录');
  await sent();
  await back('receiver', '附表 2 数字有误');
  await sendAll(station);
  const zh = (await reader.get(`/records/${id}?lang=zh`)).text;
  expect(zh).toMatch(new RegExp(`退回件\\.pdf（退回件扫描件）.{0,80}李建国（运维主管）于 ${day} 退回：第三章缺备份记录`));
  expect(zh).toMatch(new RegExp(`李建国（运维主管）于 ${day} 退回：附表 2 数字有误`));
  expect(zh).toContain(`李建国（运维主管）于 ${day} 在纸上退回，扫描件 退回件.pdf`);
  expect((await reader.get(`/records/${id}?lang=en`)).text).toContain(`Returned by 李建国 (运维主管) on ${day}: 附表 2 数字有误`);
}, 120_000);
