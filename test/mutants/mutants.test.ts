import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mutants } from './mutants.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');

it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('“%s” finds its place in the program, and the test that is to catch it', (_name, { changes, caughtBy }) => {
  for (const { file, from } of changes) expect(read(file).split(from), `${file}: ${from}`).toHaveLength(2);
  expect(read(caughtBy.file)).toContain(caughtBy.test);
});
