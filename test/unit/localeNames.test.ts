import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../assets/locales');

it.each(readdirSync(folder))('%s names each sentence once: of two under one name the first is lost without a word', (name) => {
  const said = readFileSync(join(folder, name), 'utf8');
  // the same text without the space between its parts
  expect(JSON.stringify(JSON.parse(said))).toBe(said.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1'));
});
