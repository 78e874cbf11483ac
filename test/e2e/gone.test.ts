import { expect, it } from 'vitest';
import { openWindow, startShell } from './shell.ts';

it('says on every screen that the station is gone, and that what was written is safe', async () => {
  const shell = await startShell();
  const { page, close } = await openWindow(shell.link);
  try {
    await page.getByRole('heading', { name: '建立工作站' }).waitFor();
    await shell.stop('SIGKILL');
    await expect.poll(() => page.getByRole('alert').allInnerTexts(), { timeout: 15_000 }).toContainEqual(expect.stringContaining('连接断了'));
  } finally {
    await close();
    await shell.remove();
  }
});
