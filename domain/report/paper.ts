import type { FormDef, Row } from '../forms/form.ts';
import type { Attachment, Data, Rec } from '../record/record.ts';
import type { Lang } from '../text/text.ts';
import { chapterIds } from './chapterTitles.ts';
import type { Report } from './report.ts';
import type { ChapterNote } from './input.ts';
import type { OpenPoint } from './openPoints.ts';
import { fileStem } from './period.ts';
import { summaryFigures } from './summary.ts';
import { valueWords } from './tables.ts';

/** The sheet that takes a report through its signatures, and the pages that are signed, are in the contract's language. */
export const signedLang: Lang = 'zh';
const lang = signedLang;
const rowsOf = (data: Data, field: string): readonly Row[] => (Array.isArray(data[field]) ? (data[field] as readonly Row[]) : []);
const cut = (words: string, most: number): string => [...words].slice(0, most).join('');
/** Rows a table of the sheet may have; the attached report has all of them. */
const mostRows = (def: FormDef, field: string): number => {
  const of = def.fields[field];
  return of?.kind === 'table' ? of.maxRows : 0;
};

/** The words written on the chapters, in the chapters' order. */
export const notesOf = (def: FormDef, data: Data): readonly ChapterNote[] =>
  !def.report ? [] : rowsOf(data, def.report.notes)
    .flatMap((row): ChapterNote[] => (typeof row['chapter'] === 'string' && typeof row['text'] === 'string' && row['text'].trim() !== '' ? [{ chapter: row['chapter'], text: row['text'], author: String(row['author'] ?? '') }] : []))
    .sort((a, b) => chapterIds.findIndex((id) => id === a.chapter) - chapterIds.findIndex((id) => id === b.chapter));

/** The table of words after `author` wrote `text` on a chapter: what others wrote there stays, nothing written takes his own away. */
export const withNote = (def: FormDef, data: Data, { chapter, text, author }: ChapterNote): readonly Row[] => {
  if (!def.report) return [];
  const rows = rowsOf(data, def.report.notes);
  const isHis = (row: Row): boolean => row['chapter'] === chapter && row['author'] === author;
  const written: readonly Row[] = text.trim() === '' ? [] : [{ chapter, text, author }];
  if (!rows.some(isHis)) return [...rows, ...written];
  let given = false;
  return rows.flatMap((row) => {
    if (!isHis(row)) return [row];
    if (given) return [];
    given = true;
    return written;
  });
};

/** What was open at the end of the report before, as the new sheet begins with it. */
export const carriedRows = (points: readonly OpenPoint[]): readonly Row[] => points.slice(0, 300).map(({ number, what }) => ({ number, what: cut(what, 300) }));

/**
 * What the sheet says of a report that goes to be signed: its main figures, what it lacks, what is open, and what became of the points
 * carried over. A word somebody wrote about one of those stays.
 */
export const frozenCells = (def: FormDef, data: Data, report: Report): Data => {
  const names = def.report;
  if (!names) return {};
  const open = new Set(report.openPoints.map((point) => point.number));
  const figures = summaryFigures.flatMap(([id, label]): Row[] => {
    const of = report.figures.find((each) => each.id === id);
    return of ? [{ label: label[lang], value: valueWords(of)[lang], records: of.ids.length }] : [];
  });
  const missing = report.missing.map(({ rule, what }): Row => ({ rule, what: cut(what[lang], 300) }));
  const points = report.openPoints.map(({ number, what, why }): Row => ({ number, what: cut(what === '' ? why[lang] : what, 300), why: why[lang] }));
  const carried = rowsOf(data, names.carried).map((row): Row => (typeof row['outcome'] === 'string' && row['outcome'].trim() !== '' ? row : { ...row, outcome: open.has(String(row['number'])) ? '仍未办结' : '已办结' }));
  return {
    [names.figures]: figures, [names.missing]: missing.slice(0, mostRows(def, names.missing)), [names.open]: points.slice(0, mostRows(def, names.open)),
    ...(carried.length > 0 && { [names.carried]: carried }),
  };
};

/** Names of the two files a sheet carries its report in: for people, and every figure with its records. */
export const frozenFiles = (stem: string): { readonly pdf: string; readonly json: string } => ({ pdf: `${stem}.pdf`, json: `${stem}.json` });

/** What a file of a paper is called on the screen: the report of a sheet by its title, any other by its own name. Its name on the disk is bound by the signatures and stays. */
export const fileWords = (def: FormDef, { data }: Pick<Rec, 'data'>, { name }: Pick<Attachment, 'name'>, lang: Lang): string => {
  if (!def.report) return name;
  const { pdf, json } = frozenFiles(fileStem({ period: { from: String(data[def.report.from]), to: String(data[def.report.to]) } }));
  const title = String(data[def.report.title] ?? '');
  if (name === pdf) return lang === 'zh' ? `${title}（全文）` : `${title} (whole report)`;
  return name === json ? (lang === 'zh' ? `${title}（数据）` : `${title} (figures and records)`) : name;
};

/** Whether the sheet still takes words, or the report of its period is written down already. */
export const isFrozen = (def: FormDef, rec: Pick<Rec, 'state'>): boolean => def.lifecycle.states[rec.state]?.edit === undefined;
