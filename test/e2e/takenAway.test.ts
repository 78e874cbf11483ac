import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepted } from '../../domain/refused.ts';
import { orderAtSigning, passphrase, signAs } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { barriers } from './barriers.ts';
import { engineer, openByNumber, openSession, prepareFolder, type Session } from './prepared.ts';

let hq: TestHeadquarters;
let session: Session;
let number = '';
beforeAll(async () => {
  hq = await openHeadquarters();
  session = await openSession(await prepareFolder(async (bench) => {
    const { client } = bench;
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', engineer);
    await client.handover.begin({ id });
    await client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason: '离场时间不对' });
    await client.handover.end({ secret: passphrase });
    await client.sync.now();
    ({ number } = (await client.records.get({ id })).record);
    accepted(await hq.desk.reassign({ id: randomUUID(), name: '刘经理' }, { id, to: null, reason: '人手不足' }));
    await client.sync.now();
  }));
}, 180_000);
afterAll(async () => {
  await session?.close();
  await hq?.stop();
});

it('an order taken away says who has it and why, beside who refused it, and no deadline of it is late here', async () => {
  const { page } = session;
  await openByNumber(page, number);
  const row = page.getByRole('option', { name: new RegExp(number) });
  await row.getByText(/不由本站办理 · 现由总部保管 · 原因：人手不足（刘经理，.*李建国/).waitFor();
  await page.getByText(/总部已把本单从本站收走，现由总部保管，本站只能查看。原因：人手不足（刘经理，/).waitFor();
  const strip = page.getByRole('complementary', { name: '单据情况' });
  await strip.getByText('现由总部保管，本站只读。').waitFor();
  await strip.getByText(/由办理的一方负责/).first().waitFor();
  // what was kept late while it was here stays a fact
  expect(await strip.locator('.clock').getByText('已逾期').count()).toBe(0);
  // the history keeps apart who refused and on whose session
  await strip.locator('summary', { hasText: '经过' }).click();
  await strip.getByRole('listitem').filter({ hasText: '李建国 拒签：离场时间不对' }).getByText(/^在 张晓明 登录后交出的屏幕上 · /).waitFor();
  await strip.getByRole('listitem').filter({ hasText: /^张晓明 签字张晓明 · / }).waitFor();
  expect(await barriers(page)).toEqual([]);
  if (process.env['PICTURES']) await page.screenshot({ path: join(process.env['PICTURES'], 'taken-away.png') });
  expect(session.faults).toEqual([]);
});
