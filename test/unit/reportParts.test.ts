import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formsById } from '../../domain/forms/index.ts';
import { otherParts, parts } from '../../domain/report/parts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = ['domain/report', 'domain/board', 'main/report', 'main/board'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name)));

describe('what reports and boards count', () => {
  it('is declared in one place: no figure, chapter or board knows a form by its name', () => {
    const ids = [...formsById.keys()].toSorted((a, b) => b.length - a.length).join('|');
    const named = new RegExp(`(?:papersOf|papersIn|kindsOf|statesOf|statesWhere|\\.get|\\.set)\\((?:[\\w.]+, )?'(?:${ids})'|\\bform(?:: | === )'(?:${ids})'|\\['(?:${ids})', '`);
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) if (file !== join('domain/report', 'parts.ts')) expect([file, named.exec(readFileSync(join(root, file), 'utf8'))?.[0]]).toEqual([file, undefined]);
  });

  it('is of forms there are, by choices they have', () => {
    for (const form of Object.values(parts)) expect([form, formsById.has(form)]).toEqual([form, true]);
    for (const [form, by] of Object.entries(otherParts)) expect([form, formsById.get(form)?.fields[by]?.kind]).toEqual([form, 'choice']);
  });
});
