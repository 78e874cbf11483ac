import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import { createLoopbackServer, type LoopbackServer } from '../../main/loopback/server.ts';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { createTestStation, type TestStation } from '../station/bench.ts';
import { createLives } from '../station/lifeOfForm.ts';
import { unlock } from './prepared.ts';
import { formsOfEveryShape } from './shapes.ts';
import { collectFaults } from './shell.ts';
import { createWindowLives } from './windowLives.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const pictures = process.env['PICTURES'];
let bench: TestStation;
let server: LoopbackServer;
let browser: OpenBrowser;
let faults: readonly string[];
let lives: ReturnType<typeof createWindowLives>;

beforeAll(async () => {
  let time = Date.parse('2026-10-13T10:00:00+08:00');
  bench = await createTestStation({ clock: { now: () => time, mono: () => time } });
  await bench.setUp('projectManager');
  const known = await createLives(bench, (seconds) => {
    time += seconds * 1000;
    bench.station.core.touch();
  }, () => time);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
  server = await createLoopbackServer({ router: bench.station.router, rendererFolder: join(home, 'dist/renderer'), fontsFolder: join(home, 'assets/fonts'), port: 0, log: quiet });
  browser = await launchBrowser();
  faults = collectFaults(browser.page);
  await browser.page.clock.setFixedTime(time);
  await bench.client.station.lock();
  await browser.page.goto(server.link());
  await unlock(browser.page);
  lives = createWindowLives(bench, known, browser.page);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await bench?.remove();
});

/** A life cut short does not take the next ones with it. */
const startAnew = async (error: unknown): Promise<never> => {
  if (pictures) await browser.page.screenshot({ path: join(pictures, `lives-${Date.now()}.png`) });
  bench.station.core.handover = null;
  await browser.page.goto('about:blank');
  await browser.page.goto(server.link());
  throw error;
};

// All of them take a quarter of an hour on a small machine: here those that differ in how they are driven, `npm run test:lives` takes every one.
// Through the station itself every form lives its life in test/station/forms.test.ts.
const driven = process.env['LIVES'] === 'all' ? forms : formsOfEveryShape(forms);
if (driven.length < forms.length) console.log(`${driven.length} of ${forms.length} forms live in a window here: ${driven.map(({ id }) => id).join(', ')}`);

describe('the whole life of a paper, in a window', () => {
  it.each(driven.map((form) => [form.id, form] as const))('%s', async (_id, form) => {
    const rec = await lives.wholeLife(form).catch(startAnew);
    expect(rec.seal).toBeDefined();
    expect(faults).toEqual([]);
  });
});
