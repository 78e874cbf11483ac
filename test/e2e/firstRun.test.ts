import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenBrowser } from '../browser.ts';
import { passphrase } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openWindow, startShell, type Shell } from './shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-first-run-'));
const other = fileURLToPath(new URL('../profiles/biaozhun-ceshi.json', import.meta.url));
let shell: Shell;
let window: OpenBrowser & { readonly faults: readonly string[] };
beforeAll(async () => {
  shell = await startShell();
  window = await openWindow(shell.link);
});
afterAll(async () => {
  await window?.close();
  await shell?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('the first start with a contract of one\'s own', () => {
  it('says that the sample can be changed later, and saves it as a starting point', async () => {
    const { page } = window;
    await page.getByText(/先用样例，以后由项目经理/).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '另存样例文件作底稿' }).click()]);
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ id: 'jifenluohu', rules: expect.any(Array) });
  });

  it('takes a profile file, names what does not fit, and makes the station of it', async () => {
    const { page } = window;
    const choose = async (file: string): Promise<void> => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选择合同配置文件（JSON）' }).click()]);
      await chooser.setFiles(file);
    };
    await page.getByRole('combobox', { name: '合同' }).selectOption('own-file');
    await page.getByRole('button', { name: '建立', exact: true }).click();
    await page.getByText('请选择合同配置文件，或改用样例。').waitFor();
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{ "id": "mine", ');
    await choose(broken);
    await page.getByText(/这个文件不是 JSON/).waitFor();
    writeFileSync(broken, JSON.stringify({ ...(JSON.parse(readFileSync(other, 'utf8')) as object), price: 'much' }));
    await choose(broken);
    await page.getByText(/有 1 处要改/).waitFor();
    await page.getByText(/合同价款（price）：应为元，两位小数.*现为 "much"/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await choose(other);
    const profile = JSON.parse(readFileSync(other, 'utf8')) as { contractNo: string; sites: { name: { zh: string } }[] };
    await page.getByText(profile.contractNo).waitFor();
    // nothing that every station of the site would share
    expect(await page.getByLabel('本机代号').inputValue()).toBe('');
    await page.getByLabel('本机代号').fill('XM7');
    await page.getByLabel('姓名', { exact: true }).fill('张晓明');
    await page.getByLabel('口令', { exact: true }).fill(passphrase);
    await page.getByLabel('再输一次口令').fill(passphrase);
    const phone = page.getByLabel('电话（可不填）');
    await phone.fill('电话abc');
    await page.getByRole('button', { name: '建立', exact: true }).click();
    await page.getByRole('alert').getByText('“电话”不像电话号码').waitFor();
    expect(await phone.evaluate((cell) => [cell === document.activeElement, cell.getAttribute('aria-invalid')])).toEqual([true, 'true']);
    await phone.fill('010-5560-2101');
    await page.getByRole('button', { name: '建立', exact: true }).click();
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await page.getByRole('banner').getByText(profile.sites[0]!.name.zh).waitFor();
    expect(window.faults).toEqual([]);
  });
});
