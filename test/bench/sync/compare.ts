import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countBytes, openDesk, runSteps, startHq, startServer, type Step } from './processes.ts';
import { createdEvent, shortOrder } from './orders.ts';

/**
 * Records into an empty headquarters and out to a fresh station, beside PouchDB with express-pouchdb, in turns within one run:
 * `node test/bench/sync/compare.ts [--records N] [--turns N]`. Every end is a process of its own; the station is the whole one (encrypted
 * store, list and search index, clocks) and, beside it, the sync alone; headquarters is on PostgreSQL. Loading the records is not timed. Ends with 1 when a limit is missed.
 */
const { values } = parseArgs({ options: { records: { type: 'string', default: '10000' }, turns: { type: 'string', default: '3' } } });
const records = Number(values.records);
const folder = mkdtempSync(join(tmpdir(), 'sanlian-bench-sync-'));
const stepOf = (steps: readonly Step[], name: string): Step => steps.find((each) => each.step === name)!;
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) / 2)]!;

/** records a second, ms of a round with nothing new, bytes on the wire ÷ JSON, and ms of processor a record for the words that were due after the pull */
type Turn = { readonly push: number; readonly pull: number; readonly again: number; readonly wire?: number; readonly words?: number };

const ours = async (turn: number, program: 'stationProcess.ts' | 'bareProcess.ts'): Promise<Turn> => {
  const data = mkdtempSync(join(tmpdir(), 'sanlian-bench-hq-'));
  const hq = await startHq(data);
  const desk = await openDesk(data);
  try {
    const line = await countBytes(hq.told.address);
    const stationOf = (code: string, enrolment: string, steps: string): Promise<readonly Step[]> =>
      runSteps(program, ['--folder', join(folder, `${program}${code}${turn}`), '--code', code, '--to', String(records), '--address', line.address, '--enrolment', enrolment, '--do', steps]);
    const isWhole = program === 'stationProcess.ts';
    const filled = stepOf(await stationOf('AAA1', await desk.code(), isWhole ? 'fill,words,enrol' : 'fill,enrol'), 'fill');
    const before = line.up() + line.down();
    const pushed = await stationOf('AAA1', '', 'round,round');
    const wire = (line.up() + line.down() - before) / filled.json!;
    await stationOf('BBB1', await desk.code(), 'enrol');
    const pulled = await stationOf('BBB1', '', isWhole ? 'round,round,words' : 'round,round');
    if (pulled[0]!.records !== records) throw new Error(`${pulled[0]!.records} of ${records} records came down`);
    line.close();
    return { push: (records / pushed[0]!.ms) * 1000, pull: (records / pulled[0]!.ms) * 1000, again: pushed[1]!.ms, wire, ...(isWhole ? { words: stepOf(pulled, 'words').cpu / records } : {}) };
  } finally {
    await desk.close();
    await hq.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

const theirs = async (turn: number): Promise<Turn> => {
  const data = mkdtempSync(join(folder, 'pouch-'));
  const file = join(data, 'docs.jsonl');
  // what an operation says, without the chain it stands in
  writeFileSync(file, Array.from({ length: records }, (_, i) => JSON.stringify({ _id: `${String(i).padStart(8, '0')}-0000-7000-8000-000000000000`, at: shortOrder(i + 1).at, by: { id: '0197a5a0-0000-7000-8000-000000000001', name: '王工' }, event: createdEvent(i + 1, 'AAA1') })).join('\n'));
  const server = await startServer('pouchServer.mjs', [data]);
  try {
    const push = await runSteps('pouchClient.mjs', ['push', join(data, `a${turn}`), server.told.address, file, '1000']);
    const pull = await runSteps('pouchClient.mjs', ['pull', join(data, `b${turn}`), server.told.address, String(records), '1000']);
    if (pull[0]!.records !== records) throw new Error(`${pull[0]!.records} of ${records} documents came down`);
    return { push: (records / push[0]!.ms) * 1000, pull: (records / pull[0]!.ms) * 1000, again: push[1]!.ms };
  } finally {
    await server.stop();
  }
};

try {
  const sides = { station: [] as Turn[], sync: [] as Turn[], pouchdb: [] as Turn[] };
  const load = loadavg()[0]!;
  for (let turn = 0; turn < Number(values.turns); turn += 1) {
    sides.station.push(await ours(turn, 'stationProcess.ts'));
    sides.sync.push(await ours(turn, 'bareProcess.ts'));
    sides.pouchdb.push(await theirs(turn));
    console.log(JSON.stringify({ turn, load: loadavg()[0]!.toFixed(1), station: sides.station.at(-1), sync: sides.sync.at(-1), pouchdb: sides.pouchdb.at(-1) }));
  }
  const of = (side: keyof typeof sides, what: 'push' | 'pull' | 'again'): number => median(sides[side].map((turn) => turn[what]));
  const ratio = (side: 'station' | 'sync', what: 'push' | 'pull'): number => of(side, what) / of('pouchdb', what);
  const wire = median(sides.station.map((turn) => turn.wire!));
  console.log(`${records} records, ${cpus().length} × ${cpus()[0]!.model}, load ${load.toFixed(1)} to ${loadavg()[0]!.toFixed(1)}, medians of ${values.turns} turns`);
  const line = (what: 'push' | 'pull', limit: string): object => ({ 'whole station': of('station', what).toFixed(0), 'sync alone': of('sync', what).toFixed(0), pouchdb: of('pouchdb', what).toFixed(0), 'station ÷ pouchdb': ratio('station', what).toFixed(2), 'sync ÷ pouchdb': ratio('sync', what).toFixed(2), limit });
  console.table({
    'push, records/s': line('push', '≥ 1.5'), 'pull, records/s': line('pull', '≥ 2'),
    'nothing new, ms': { 'whole station': of('station', 'again').toFixed(0), 'sync alone': of('sync', 'again').toFixed(0), pouchdb: of('pouchdb', 'again').toFixed(0), limit: '< 50' },
    'push, bytes on the wire ÷ JSON': { 'whole station': wire.toFixed(2), limit: '≤ 0.4' },
  });
  process.exitCode = ratio('station', 'push') >= 1.5 && ratio('station', 'pull') >= 2 && wire <= 0.4 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
