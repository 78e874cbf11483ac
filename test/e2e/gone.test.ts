import { expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { openWindow, startShell } from './shell.ts';

it('says on every screen that the station is gone, and that what was written is safe', async () => {
  const shell = await startShell();
  const { page, close } = await openWindow(shell.link);
  try {
    await page.getByRole('heading', { name: '建立工作站' }).waitFor();
    await shell.stop('SIGKILL');
    await expect.poll(() => page.getByRole('alert').allInnerTexts(), { timeout: 15_000 }).toContainEqual(expect.stringContaining('连接断了'));
    // it stays away: what happened, and where to go on
    const told = page.getByRole('alert').filter({ hasText: '这个窗口连不上工作站了' });
    await told.getByText('请用它新打开的窗口，关掉这一个').waitFor({ timeout: 60_000 });
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/line-gone.png` });
  } finally {
    await close();
    await shell.remove();
  }
});
