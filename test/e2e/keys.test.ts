import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { joinAs, type Visitor } from '../sync/webVisitor.ts';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let hq: TestHeadquarters;
let session: Session;
let admin: Visitor;
beforeAll(async () => {
  hq = await openHeadquarters();
  admin = await joinAs(hq.address, hq.adminCode, '陈静');
  session = await openSession(await prepareFolder(async ({ client }) => {
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await client.sync.now();
  }));
}, 180_000);
afterAll(async () => {
  await session?.close();
  await hq?.stop();
});
const picture = async (name: string): Promise<void> => {
  if (process.env['PICTURES']) await session.page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`), fullPage: true });
};

describe('the keys of a station, in its window', () => {
  it('stand beside those of headquarters, and a new one shows at both ends', async () => {
    const { page } = session;
    await page.evaluate(() => { window.location.hash = '#/settings/sync'; });
    const own = page.locator('dt', { hasText: '本站公钥' }).locator('xpath=following-sibling::dd');
    const before = await own.innerText();
    expect((await admin.get('/stations')).text).toContain(before);
    await page.getByRole('button', { name: '更换本站密钥' }).click();
    await page.getByText('密钥已更换').waitFor();
    expect(await own.innerText()).not.toBe(before);
    expect((await admin.get('/stations')).text).toContain(await own.innerText());
    expect(await barriers(page)).toEqual([]);
    await picture('keys-settings');
  });

  it('are destroyed on headquarters order, and the screen says what was lost', async () => {
    const { page } = session;
    const [row] = await hq.rows<{ station: string }>(`select station from device where code = 'BJ01'`);
    await admin.get(`/stations/${row!.station}/wipe`);
    expect((await admin.post(`/stations/${row!.station}/wipe`, { reason: '被盗', confirm: 'BJ01' })).location).toContain('wipe-ordered');
    // the station's own next round may be quicker than the hand
    const wiped = page.getByRole('heading', { name: '本机数据已清除' });
    await page.getByRole('button', { name: '现在上传' }).or(wiped).click();
    await wiped.waitFor({ timeout: 30_000 });
    await page.getByText('总部已收到清除回报').waitFor({ timeout: 30_000 });
    expect(await barriers(page)).toEqual([]);
    await picture('wiped');
    await page.reload();
    await page.getByRole('button', { name: '重新设置这台电脑' }).click();
    await page.getByText('现场').first().waitFor();
    expect(session.faults).toEqual([]);
  });
});
