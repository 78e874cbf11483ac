import { createTestStation, passphrase } from '../../station/bench.ts';

/** A station that has just started over the folder: its first answers for each board, in ms by the clock and by the processor. One line of JSON; run by board.bench.ts. */
const [folder = '', at = ''] = process.argv.slice(2);
const started = performance.now();
const bench = await createTestStation({ dataFolder: folder, clock: { now: () => Date.parse(at), mono: () => performance.now() - started } });
const { accounts } = await bench.client.station.status();
await bench.client.station.unlock({ account: accounts![0]!.id, passphrase });
const measured = async (ask: () => Promise<unknown>): Promise<{ readonly clock: number; readonly processor: number }> => {
  const [from, before] = [performance.now(), process.cpuUsage()];
  await ask();
  const { user, system } = process.cpuUsage(before);
  return { clock: performance.now() - from, processor: (user + system) / 1000 };
};
const turns: Record<string, { readonly clock: number; readonly processor: number }[]> = {};
for (const [name, ask] of [['manager', () => bench.client.boards.manager()], ['day', () => bench.client.boards.day()]] as const) {
  turns[name] = [];
  for (let n = 0; n < 9; n += 1) turns[name].push(await measured(ask));
}
console.log(JSON.stringify(turns));
await bench.station.close();
