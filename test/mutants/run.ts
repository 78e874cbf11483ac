import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants, type Mutant } from './mutants.ts';

/**
 * `npm run test:mutants [-- WORD]`: checks the checkers. Each mutant is put into a copy of the tree and its test is run there: it must fail, and
 * it must pass without the mutant. Ends with the number of mutants that lived. Nothing of it is in the product's code.
 */
const root = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'sanlian-mutants-'));
for (const part of ['assets', 'db', 'domain', 'hq', 'main', 'preload', 'renderer', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
  cpSync(join(root, part), join(copy, part), { recursive: true, filter: (from) => !from.includes('node_modules') });
}
symlinkSync(realpathSync(join(root, 'node_modules')), join(copy, 'node_modules'));

type Verdict = 'passed' | 'failed' | 'not run';
type Report = { readonly testResults: readonly { readonly assertionResults: readonly { readonly title: string; readonly status: string }[] }[] };

/** What became of the one test; `not run` when the file could not be read or holds no such test. */
const verdictOf = ({ file, test }: Mutant['caughtBy']): Verdict => {
  const out = join(copy, 'report.json');
  rmSync(out, { force: true });
  spawnSync(process.execPath, [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', file, '-t', test.replaceAll(/[()]/g, '.'), '--reporter=json', `--outputFile=${out}`], { cwd: copy, env: { ...process.env, SEEDS: '2' }, stdio: 'ignore' });
  const results = (JSON.parse(readFileSync(out, 'utf8')) as Report).testResults.flatMap((each) => each.assertionResults).filter(({ title }) => title.includes(test));
  return results.length === 0 ? 'not run' : results.some(({ status }) => status === 'failed') ? 'failed' : results.every(({ status }) => status === 'passed') ? 'passed' : 'not run';
};

/** Puts the changes in; answers how to take them out. Throws when a piece is not there exactly once: then the mutant is out of date. */
const apply = ({ name, changes }: Mutant): (() => void) => {
  const before = new Map<string, string>();
  for (const { file, from, to } of changes) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    if (text.split(from).length !== 2) throw new Error(`“${name}” does not find its place in ${file}: ${from}`);
    writeFileSync(path, text.replace(from, () => to));
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
};

const [word = ''] = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => name.includes(word));
let lived = 0;
try {
  const sound = new Map<string, Verdict>();
  for (const mutant of chosen) {
    const key = JSON.stringify(mutant.caughtBy);
    if (!sound.has(key)) sound.set(key, verdictOf(mutant.caughtBy));
    const undo = apply(mutant);
    const verdict = verdictOf(mutant.caughtBy);
    undo();
    const isCaught = sound.get(key) === 'passed' && verdict === 'failed';
    if (!isCaught) lived += 1;
    console.log(`${isCaught ? 'caught' : 'LIVED '}  ${mutant.name}\n        by “${mutant.caughtBy.test}” in ${mutant.caughtBy.file} (without it: ${sound.get(key)}, with it: ${verdict})`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${chosen.length - lived} of ${chosen.length} caught`);
process.exit(lived);
