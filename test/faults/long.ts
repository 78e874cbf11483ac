import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * `npm run test:faults [-- SEED]`: the matrix of test/faults/README.md at length. The same tests as in `npm test` with many more stories and
 * fuzz runs, then the first sync of a large station. The seed is printed; given again, it tells the same stories.
 */
const seed = process.argv[2] ?? String(Date.now() % 1_000_000);
const root = join(import.meta.dirname, '../..');
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs');
const run = (args: readonly string[]): boolean => spawnSync(process.execPath, [...args], { cwd: root, stdio: 'inherit', env: { SEEDS: '300', RUNS: '5000', ...process.env, SEED: seed } }).status === 0;

console.log(`seed ${seed}`);
const results = [
  run([vitest, 'run', 'test/faults', 'test/fuzz', 'test/sync/faults.test.ts', 'test/sync/twoProcesses.test.ts', 'test/sync/commitOrder.test.ts', 'test/sync/blobDurability.test.ts', 'test/db/kill.test.ts', 'test/station/damage.test.ts', '--testTimeout=7200000']),
  run(['test/bench/sync/scale.ts', '--records', '100000', '--files', '5000']),
];
console.log(`seed ${seed}`);
process.exit(results.filter((isGood) => !isGood).length);
