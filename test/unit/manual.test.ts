import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { helpTopics, manualOf } from '../../renderer/desk/helpTopics.ts';
import { findSections, manual } from '../../renderer/manual/chapters.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const idsOf = (lang: 'zh' | 'en') => manual[lang].flatMap((chapter) => [chapter.id, ...chapter.sections.map(({ id }) => id)]);

describe('the manual', () => {
  it('has the same chapters and sections in both languages', () => {
    expect(idsOf('zh').length).toBeGreaterThan(25);
    expect(idsOf('en')).toEqual(idsOf('zh'));
  });

  it('numbers its chapters as they are counted', () => {
    for (const lang of ['zh', 'en'] as const) for (const { id, title } of manual[lang]) expect(title, lang).toMatch(new RegExp(`^${id}\\. `));
  });

  it('tells more of every subject of the help card', () => {
    for (const topic of helpTopics) expect(idsOf('en'), topic).toContain(manualOf[topic]);
    expect(manual.en.find(({ id }) => id === manualOf.sync)?.title).toContain('headquarters');
    expect(findSections(manual.en, 'dashboard under reports').map(({ id }) => id)).toEqual([manualOf.board]);
    expect(findSections(manual.zh, '送签 定稿').map(({ id }) => id)).toEqual(['8-3']);
  });

  it('shows pictures that are there, taken in its own language', () => {
    for (const [file, folder] of [['manual.md', 'pictures/'], ['manual.en.md', 'pictures/en/']] as const) {
      const shown = [...readFileSync(`${docs}${file}`, 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);
      expect(shown.length).toBeGreaterThan(12);
      for (const path of shown) {
        expect(path.slice(0, path.lastIndexOf('/') + 1), path).toBe(folder);
        expect(existsSync(`${docs}${path}`), path).toBe(true);
      }
    }
  });
});
