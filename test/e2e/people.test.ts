import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { chineseOn } from './chinese.ts';
import { openSession, passphrase, prepareFolder, type Session } from './prepared.ts';

const herPassphrase = '落户-2021-second';
let session: Session;
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    await station.client.station.addAccount({ name: '王芳', role: 'engineer', passphrase: herPassphrase });
    await station.client.station.changeAccount({ id: (await station.client.station.status()).account!.id, name: '张晓明', role: 'projectManager' });
  }));
});
afterAll(() => session?.close());

const unlockAs = async (name: string, secret: string): Promise<void> => {
  const { page } = session;
  // until a question has gone, keys are its own
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+l');
  await page.getByRole('radio', { name }).check();
  await page.getByLabel('口令', { exact: true }).fill(secret);
  await page.keyboard.press('Enter');
};
const people = () => session.page.getByRole('region', { name: '人员' });

describe('the people of the station', () => {
  it('are changed in their row, by keyboard alone, and bear the new name on the lock screen', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '设置' }).click();
    await people().getByRole('button', { name: '修改 王芳' }).focus();
    await page.keyboard.press('Enter');
    const name = people().getByLabel('姓名', { exact: true });
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await name.fill('张晓明');
    await page.keyboard.press('Enter');
    await people().getByRole('alert').getByText('已有同名人员').waitFor();
    await name.fill('王芳芳');
    await people().getByLabel(/岗位/).fill('存储工程师');
    await people().getByLabel('角色').selectOption({ label: '质量管理' });
    await people().getByRole('button', { name: '保存' }).click();
    await people().getByText('存储工程师').waitFor();
    expect(await people().getByRole('listitem').filter({ hasText: '王芳芳' }).innerText()).toContain('质量管理');
    // his own row cannot lock himself out
    expect(await people().getByRole('button', { name: '停用 张晓明' }).count()).toBe(0);
  });

  it('say why the last project manager stays one', async () => {
    const { page } = session;
    await people().getByRole('button', { name: '修改 张晓明' }).click();
    await people().getByLabel('角色').selectOption({ label: '工程师' });
    await people().getByRole('button', { name: '保存' }).click();
    await people().getByRole('alert').getByText('最后一位项目经理').waitFor();
    await people().getByRole('button', { name: '取消' }).click();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('leave after a question, are gone from the lock screen, and come back under a new passphrase', async () => {
    const { page } = session;
    await people().getByRole('button', { name: '停用 王芳芳' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('不能再解锁本站').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: '停用' }).click();
    await people().getByRole('heading', { name: '已停用' }).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+l');
    await page.getByRole('radio', { name: '张晓明' }).waitFor();
    expect(await page.getByRole('radio', { name: '王芳芳' }).count()).toBe(0);
    await page.getByLabel('口令', { exact: true }).fill(passphrase);
    await page.keyboard.press('Enter');
    await people().getByRole('button', { name: '恢复 王芳芳' }).click();
    await dialog.getByLabel('新口令').fill('落户-2021-third');
    await page.keyboard.press('Enter');
    await people().getByRole('button', { name: '停用 王芳芳' }).waitFor();
    await unlockAs('王芳芳', '落户-2021-third');
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    // she is no manager: she reads the list
    await people().getByText('这一项由项目经理办理').waitFor();
    expect(await people().getByRole('button').count()).toBe(0);
  });

  it('are spoken of in English too', async () => {
    const { page } = session;
    await unlockAs('张晓明', passphrase);
    await page.getByRole('button', { name: /Switch language/ }).click();
    const region = page.getByRole('region', { name: 'People' });
    await region.getByRole('button', { name: 'Disable 王芳芳' }).click();
    await page.getByRole('dialog').getByText('no longer unlocks this station').waitFor();
    expect((await chineseOn(page)).filter((each) => !/张晓明|王芳芳|存储工程师/.test(each))).toEqual([]);
    await page.keyboard.press('Escape');
    expect(session.faults).toEqual([]);
  });
});
