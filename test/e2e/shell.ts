import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser, type BrowserOptions, type OpenBrowser } from '../browser.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));

export type Shell = { readonly dataFolder: string; readonly link: string; readonly stop: (signal?: NodeJS.Signals) => Promise<void>; readonly remove: () => Promise<void>; /** stops the process where it stands, or lets it go on */ readonly signal: (signal: 'SIGSTOP' | 'SIGCONT') => void };

/** The loopback shell as `npm start` runs it, in a process of its own. */
export const startShell = async (dataFolder = mkdtempSync(join(tmpdir(), 'sanlian-e2e-')), ...more: string[]): Promise<Shell> => {
  const child: ChildProcess = spawn(process.execPath, [join(home, 'build/loopback.ts'), '--no-open', '--json', '--data', dataFolder, ...more], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => { words += chunk.toString(); });
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = JSON.parse(line) as { kind: string; link: string };
      if (said.kind === 'started') resolve(said.link);
    });
    child.once('exit', (code) => reject(new Error(`the shell ended with ${code}: ${words}`)));
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM') =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  return {
    dataFolder, link, stop, signal: (signal) => { child.kill(signal); },
    remove: async () => {
      await stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};

/** Errors of the page, and anything the content policy blocks, from now on. */
export const collectFaults = (page: Page): readonly string[] => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // a refusal in words (422) is an answer, not a fault
    if (message.type() === 'error' && !/status of 4/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  // any other answer that is none is told with what was asked
  page.on('response', (response) => {
    const status = response.status();
    if (status < 400 || status === 422) return;
    const path = new URL(response.url()).pathname;
    const place = faults.push(`${status} ${response.request().method()} ${path}`) - 1;
    response.text().then((text) => { faults[place] += `: ${text.slice(0, 600)}\nasked: ${response.request().postData()?.slice(0, 600) ?? ''}`; }, () => undefined);
  });
  return faults;
};

/** A browser on the shell's page, its faults collected. */
export const openWindow = async (link: string, options: BrowserOptions = {}): Promise<OpenBrowser & { readonly faults: readonly string[] }> => {
  const open = await launchBrowser(options);
  const faults = collectFaults(open.page);
  await open.page.goto(link);
  return { ...open, faults };
};

/** Takes the times a step asks for as they are proposed. */
export const takeTimes = async (page: Page): Promise<void> => {
  await page.locator('[data-asked] input').first().waitFor();
  await page.locator('.dialog footer .button.main').click();
  await page.locator('[data-asked]').first().waitFor({ state: 'detached' });
};

/** Ctrl+Enter once the step before is done: while an order runs, its button is grey and the key rests. */
export const goOn = async (page: Page): Promise<void> => {
  await page.locator('.record-head .button.main:enabled').waitFor();
  await page.keyboard.press('Control+Enter');
};

/** Pointer strokes inside a pad: three lines as a hand would draw them, each part of them in `steps`. */
export const drawName = async (page: Page, pad: Locator, steps = 12): Promise<void> => {
  // the document above the pad is drawn first: nobody signs what he cannot read
  await page.locator('.signing-paper canvas').first().waitFor();
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('the pad is not on the screen');
  const strokes = [
    [[0.15, 0.3], [0.35, 0.25], [0.3, 0.75]],
    [[0.4, 0.2], [0.42, 0.8], [0.55, 0.6]],
    [[0.6, 0.35], [0.85, 0.3], [0.7, 0.8]],
  ] as const;
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(box.x + first[0] * box.width, box.y + first[1] * box.height);
    await page.mouse.down();
    for (const [x, y] of rest) await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps });
    await page.mouse.up();
  }
};
