import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openWindow, startShell } from './shell.ts';

export { passphrase } from '../station/bench.ts';
/** the one account of a prepared station */
export const engineer = '张晓明';

/** A data folder whose station is made already, with the work `prepare` puts in, closed as at the end of a day. */
export const prepareFolder = async (prepare: (station: TestStation) => Promise<void> = async () => {}): Promise<string> => {
  const station = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')) });
  await station.setUp();
  await prepare(station);
  await station.station.close();
  return station.dataFolder;
};

export const unlock = async (page: Page): Promise<void> => {
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
};

export type Session = { readonly page: Page; readonly faults: readonly string[]; readonly dataFolder: string; readonly kill: () => Promise<void>; readonly close: () => Promise<void> };

/** The loopback shell on a prepared folder with an unlocked window. `kill` ends shell and window as a power cut does and keeps the folder. */
export const openSession = async (dataFolder: string): Promise<Session> => {
  const shell = await startShell(dataFolder);
  const { page, faults, close } = await openWindow(shell.link);
  await unlock(page);
  return {
    page, faults, dataFolder,
    kill: async () => {
      await shell.stop('SIGKILL');
      await close();
    },
    close: async () => {
      await close();
      await shell.remove();
    },
  };
};

/** Opens the record with this number from the search box. */
export const openByNumber = async (page: Page, number: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(number);
  await page.getByRole('dialog').getByRole('option', { name: new RegExp(number) }).click();
  await page.locator('.record-head').getByText(number).waitFor();
};

/** Takes the screen back from the customer. */
export const takeBack = async (page: Page, secret: string): Promise<void> => {
  await page.getByRole('button', { name: '我是工程师' }).click();
  await page.getByLabel('PIN 或口令').fill(secret);
  await page.keyboard.press('Enter');
};
