import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: every measure, one after another; each prints its table and its limit. Not part of the tests: times are no verdicts. */
const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
if (!existsSync(at('pdf/node_modules'))) spawnSync('npm', ['ci', '--prefix', at('pdf')], { stdio: 'inherit' });
let failed = 0;
for (const file of ['db.bench.ts', 'pdf/compare.ts', 'paint.bench.ts', 'report/report.bench.ts', 'report/export.bench.ts', 'report/board.bench.ts', 'report/sites.bench.ts']) {
  console.log(`\n# ${file}`);
  if (spawnSync(process.execPath, [at(file)], { stdio: 'inherit' }).status !== 0) failed += 1;
}
process.exit(failed);
