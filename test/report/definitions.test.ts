import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildReport } from '../../domain/report/build.ts';
import type { Lang } from '../../domain/text/text.ts';
import { toInput } from './generated.ts';

const words = {
  zh: { title: '报告中的数字：算法与定义来源', note: '每个数字在屏幕和打印件上也带着它的算法和来源。本表由程序列出，与报告所用的一致。', columns: ['数字', '算法', '定义来源'] },
  en: { title: 'Figures of the report: formula and definition', note: 'Each figure carries its formula and source on the screen and on paper, too. This list is written by the program and is what reports use.', columns: ['Figure', 'Formula', 'Definition'] },
} as const;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Every figure by the chapter that shows it first. */
const definitions = (lang: Lang): string => {
  const report = buildReport(toInput([]));
  const { title, note, columns } = words[lang];
  const told = new Set<string>();
  const chapters = report.chapters.flatMap((chapter) => {
    const figures = report.figures.filter(({ id }) => chapter.figures.includes(id) && !told.has(id));
    for (const { id } of figures) told.add(id);
    return figures.length === 0 ? [] : [`## ${chapter.title[lang]}\n\n| ${columns.join(' | ')} |\n|---|---|---|\n${figures.map((each) => `| ${[each.label, each.formula, each.source].map((text) => cell(text[lang])).join(' | ')} |`).join('\n')}\n`];
  });
  expect([...told].sort()).toEqual(report.figures.map(({ id }) => id).sort());
  return [`# ${title}\n\n${note}\n`, ...chapters].join('\n');
};

it.each([['zh', 'figures.md'], ['en', 'figures.en.md']] as const)('the docs name every figure of the report with its formula and whose definition it follows (%s)', async (lang, file) => {
  await expect(definitions(lang)).toMatchFileSnapshot(fileURLToPath(new URL(`../../docs/${file}`, import.meta.url)));
});
