import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLoopbackServer } from '../../main/loopback/server.ts';
import { launchBrowser } from '../browser.ts';
import type { TestStation } from '../station/bench.ts';
import { unlock } from './prepared.ts';
import { collectFaults } from './shell.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
/** Pictures of every step, for whoever wants to look: PICTURES=DIR. */
const pictures = process.env['PICTURES'];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;

/** A window unlocked over a station of this process, which the test may also speak to directly. `close` takes the station away, too. */
export const openBenchWindow = async (bench: TestStation) => {
  const server = await createLoopbackServer({ router: bench.station.router, rendererFolder: join(home, 'dist/renderer'), fontsFolder: join(home, 'assets/fonts'), port: 0, log: quiet });
  const browser = await launchBrowser();
  const { page } = browser;
  const faults = collectFaults(page);
  await page.goto(server.link());
  await unlock(page);
  return {
    page, faults,
    snap: async (name: string): Promise<void> => {
      if (!pictures) return;
      for (const [width, height] of [[1366, 768], [1920, 1080]] as const) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(pictures, `${name}-${width}.png`) });
      }
      await page.setViewportSize({ width: 1366, height: 768 });
    },
    close: async (): Promise<void> => {
      await browser.close();
      await server.close();
      await bench.remove();
    },
  };
};
export type BenchWindow = Awaited<ReturnType<typeof openBenchWindow>>;
