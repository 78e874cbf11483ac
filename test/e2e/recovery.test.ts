import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { joinAs, type Visitor } from '../sync/webVisitor.ts';
import { barriers } from './barriers.ts';
import { engineer, prepareFolder } from './prepared.ts';
import { openWindow, startShell, type Shell } from './shell.ts';

const fresh = '换过的口令-2026';
const downloads = mkdtempSync(join(tmpdir(), 'sanlian-recovery-'));
let hq: TestHeadquarters;
let shell: Shell;
let window: Awaited<ReturnType<typeof openWindow>>;
let desk: OpenBrowser;
let first: Visitor;
let second: Visitor;
beforeAll(async () => {
  hq = await openHeadquarters();
  shell = await startShell(await prepareFolder(async ({ client }) => {
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await client.sync.now();
  }));
  first = await joinAs(hq.address, hq.adminCode, '陈静');
  const made = await first.post('/accounts', { name: '刘洋', role: 'administrator' });
  second = await joinAs(hq.address, /class="code">([A-Z2-9]+)</.exec(made.text)![1]!, '刘洋');
  // accounts that nobody has touched for a while
  await hq.rows(`update account set created_at = now() - interval '8 days', changed_at = null`);
  window = await openWindow(shell.link);
  desk = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await desk?.close();
  await window?.close();
  await shell?.remove();
  await hq?.stop();
  rmSync(downloads, { recursive: true, force: true });
});
const picture = async (page: OpenBrowser['page'], name: string): Promise<void> => {
  if (process.env['PICTURES']) await page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`), fullPage: true });
};

describe('a forgotten passphrase, in the windows', () => {
  it('goes from the lock screen over two people at headquarters back to the desk', async () => {
    const { page } = window;
    await page.getByRole('button', { name: '找回口令' }).click();
    await page.getByLabel('新口令').fill(fresh);
    await picture(page, 'recovery-ask');
    await page.getByRole('button', { name: '生成申请码' }).click();
    const code = await page.getByLabel('申请码').innerText();
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'recovery-code');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '存为文件' }).click();
    const file = join(downloads, 'request.txt');
    await (await saving).saveAs(file);
    expect(readFileSync(file, 'utf8')).toContain(code);
    // the answer takes days: the request is there when the window comes back
    await page.reload();
    await page.getByRole('button', { name: '找回口令' }).click();
    expect(await page.getByLabel('申请码').innerText()).toBe(code);

    const { page: hqPage, context } = desk;
    const signIn = (visitor: Visitor) => context.addCookies([{ name: 'sanlian_hq', value: visitor.cookies.get('sanlian_hq')!, url: hq.address }]);
    await signIn(first);
    await hqPage.goto(`${hq.address}/recovery?lang=zh`);
    await hqPage.locator('#station').selectOption({ value: await hqPage.locator('#station option', { hasText: 'BJ01' }).getAttribute('value') ?? '' });
    await hqPage.getByLabel('申请码').fill(readFileSync(file, 'utf8'));
    await hqPage.getByLabel('账号姓名').fill(engineer);
    await hqPage.getByLabel('怎样核实的').fill('按通讯录回拨手机');
    await picture(hqPage, 'recovery-enter');
    expect(await barriers(hqPage)).toEqual([]);
    await hqPage.getByRole('button', { name: '录入申请' }).click();
    await hqPage.getByText('录入的人不能核准').waitFor();
    expect(await hqPage.getByRole('button', { name: '核准并给出答复码' }).count()).toBe(0);
    const path = hqPage.url();
    await signIn(second);
    await hqPage.goto(path);
    await picture(hqPage, 'recovery-release');
    await hqPage.getByRole('button', { name: '核准并给出答复码' }).click();
    const answer = await hqPage.locator('.code').innerText();
    await picture(hqPage, 'recovery-answer');
    expect(await barriers(hqPage)).toEqual([]);

    await page.getByLabel('总部的答复码').fill(answer.slice(1));
    await page.getByLabel('申请时定的新口令').fill(fresh);
    await page.getByRole('button', { name: '恢复并解锁' }).click();
    await page.getByRole('alert').getByText(/答复码不完整、有错字/).waitFor();
    await page.getByLabel('总部的答复码').fill(answer);
    await picture(page, 'recovery-open');
    await page.getByRole('button', { name: '恢复并解锁' }).click();
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    expect(window.faults).toEqual([]);
  }, 120_000);
});
