import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWindow, startShell } from '../e2e/shell.ts';
import { createTestStation, passphrase } from '../station/bench.ts';
import { fillOrders } from './orders.ts';

/**
 * Start to first useful paint, with few and with many orders: `node test/bench/paint.bench.ts [--orders N] [--runs N] [--keep FOLDER]`. The clock runs
 * from the start of the process to the day's rows on the screen, the typing of the passphrase included; the two folders take turns.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '100000' }, runs: { type: 'string', default: '5' }, keep: { type: 'string' } } });
const few = 100;
const many = Number(values.orders);
const home = values.keep ?? mkdtempSync(join(tmpdir(), 'sanlian-paint-'));

const folderWith = async (orders: number): Promise<string> => {
  const folder = join(home, String(orders));
  if (existsSync(folder)) return folder;
  const bench = await createTestStation({ dataFolder: `${folder}.new` });
  await bench.setUp();
  fillOrders(bench.station.core.open().store, 1, orders);
  await bench.station.close();
  cpSync(`${folder}.new`, folder, { recursive: true });
  rmSync(`${folder}.new`, { recursive: true });
  return folder;
};

const paint = async (folder: string): Promise<number> => {
  const start = performance.now();
  const shell = await startShell(folder);
  const window = await openWindow(shell.link);
  try {
    await window.page.getByLabel('口令', { exact: true }).fill(passphrase);
    await window.page.keyboard.press('Enter');
    await window.page.getByRole('main').getByRole('listitem').first().waitFor();
    return performance.now() - start;
  } finally {
    await window.close();
    await shell.stop();
  }
};
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

const folders = { few: await folderWith(few), many: await folderWith(many) };
await paint(folders.few); // the window is built, the browser unpacked
const times = { few: [] as number[], many: [] as number[] };
for (let run = 0; run < Number(values.runs); run += 1) {
  for (const which of run % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const)) times[which].push(await paint(folders[which]));
}
const [a, b] = [median(times.few), median(times.many)];
console.table([
  { measure: `first useful paint, ${few} orders`, value: `${a.toFixed(0)} ms`, limit: '' },
  { measure: `first useful paint, ${many} orders`, value: `${b.toFixed(0)} ms`, limit: '' },
  { measure: 'ratio', value: (b / a).toFixed(2), limit: '≤ 1.5' },
]);
if (!values.keep) rmSync(home, { recursive: true });
process.exit(b / a <= 1.5 ? 0 : 1);
