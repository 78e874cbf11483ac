import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fillDemo } from '../../main/demo/fill.ts';
import { runFolder } from '../postgres.ts';
import { assetsFolder, quickKdf } from './bench.ts';

/** The day the demo's month ends at: the middle of the second quarter of its contract. */
export const demoNow = Date.parse('2022-01-28T18:00:00+08:00');

const fill = (dataFolder: string): Promise<unknown> => fillDemo({ dataFolder, assetsFolder, version: '0.0.0', orders: 6, sheets: 6, now: demoNow, kdf: quickKdf });

/** Filled by whichever file of the run asks first; the others wait for it. */
const filledOnce = async (run: string): Promise<string> => {
  const made = join(run, 'demo');
  try {
    mkdirSync(made);
  } catch {
    while (!existsSync(join(made, 'ended'))) await wait(200);
    if (!existsSync(join(made, 'whole'))) throw new Error('the demo of this test run could not be filled; the file that tried says why');
    return join(made, 'data');
  }
  try {
    await fill(join(made, 'data'));
    await writeFile(join(made, 'whole'), '');
  } finally {
    await writeFile(join(made, 'ended'), '');
  }
  return join(made, 'data');
};

/** A data folder of one's own with the demo in it. */
export const createDemoFolder = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'sanlian-station-'));
  const run = runFolder();
  if (run === undefined) await fill(folder);
  else cpSync(await filledOnce(run), folder, { recursive: true });
  return folder;
};
