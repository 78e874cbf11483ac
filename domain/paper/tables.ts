import { fileLabel } from './signatureKind.ts';
import type { FormDef, Reading } from '../forms/form.ts';
import { sheetVerdict, verdictOf } from '../readings/verdict.ts';
import type { Attachment, Rec } from '../record/record.ts';
import type { Lang } from '../text/text.ts';
import type { Measure } from './breaking.ts';
import { cellLabel, optionsOf } from './cells.ts';
import { attachmentColumns, inkColours, mmToPt, ratingLabelUnits, readingColumns, tableRowHeight, type, unitsPerRow } from './geometry.ts';
import type { Block } from './marks.ts';
import { createRow, optionLines, textLines, type Column, type TextStyle } from './rows.ts';
import { emptyRow, tableCells, type TableCell } from './tableCells.ts';
import { paperWords, sheetVerdictText, verdictWords } from './words.ts';

const tableRow = mmToPt(tableRowHeight);
const headStyle: TextStyle = { font: 'sansMedium', size: 9 };
const smallStyle: TextStyle = { font: 'serif', size: 8.5 };

const limit = (reading: Reading, figure: number | undefined): string => (figure === undefined ? '—' : `${reading.worse === 'low' ? '≤' : '≥'} ${figure}`);

const readingValue = (reading: Reading, lang: Lang): string => {
  if (reading.notApplicable) return '—';
  if (reading.value === 'normal') return paperWords.normalState[lang];
  if (reading.value === 'abnormal') return paperWords.abnormalState[lang];
  return reading.value === undefined ? '' : String(reading.value);
};

/** The readings of an inspection (R10): the limits in force then, the value, the verdict, and what was done (R12). */
export const readingRows = (def: FormDef, rec: Rec, field: string, lang: Lang, measure: Measure): Block[] => {
  const value = rec.data[field];
  const readings = Array.isArray(value) ? (value as readonly Reading[]) : [];
  const w = paperWords;
  const heads = [w.group, w.item, w.unit, w.warn, w.alarm, w.value, w.verdict, w.remark].map((word, i) => ({ name: `${field}.head${i}`, text: word[lang] }));
  const head = createRow(tableCells(field, 'head', readingColumns, heads, 'label', measure), { minHeight: tableRow, keepWithNext: true });
  if (readings.length === 0) return [head, emptyRow(`${field}.none`, cellLabel(def, field, lang), lang, measure)];
  return [
    head,
    ...readings.map((reading, i) => {
      const verdict = verdictOf(reading);
      const loud = verdict === 'warning' || verdict === 'alarm';
      const merged = i > 0 && readings[i - 1]!.group[lang] === reading.group[lang];
      const note = [reading.note, reading.action ? `${w.action[lang]}${reading.action}` : ''].filter((part) => part?.trim()).join(lang === 'zh' ? '；' : '; ');
      const name = `${field}.${reading.key}#${i}`;
      const cells: TableCell[] = [
        { name: `${name}.group`, text: merged ? '' : reading.group[lang], merged, align: 'centre', style: smallStyle },
        { name: `${name}.item`, text: reading.name[lang] },
        { name: `${name}.unit`, text: reading.unit ?? '—', align: 'centre', style: smallStyle },
        { name: `${name}.warn`, text: reading.kind === 'number' ? limit(reading, reading.warn) : '—', align: 'centre', style: smallStyle },
        { name: `${name}.alarm`, text: reading.kind === 'number' ? limit(reading, reading.alarm) : '—', align: 'centre', style: smallStyle },
        { name: `${name}.value`, text: readingValue(reading, lang), align: 'centre', style: { font: loud ? 'serifBold' : 'serif', size: 9.5 } },
        { name: `${name}.verdict`, text: verdictWords[verdict][lang], align: 'centre', style: { font: loud ? 'sansMedium' : 'sans', size: 8.5, colour: verdict === 'alarm' ? inkColours.seal : inkColours.ink } },
        { name: `${name}.note`, text: note, style: smallStyle },
      ];
      return createRow(tableCells(field, name, readingColumns, cells, 'value', measure), { minHeight: tableRow, repeat: head });
    }),
    conclusionRow(field, readings, lang, measure),
  ];
};

const conclusionRow = (field: string, readings: readonly Reading[], lang: Lang, measure: Measure): Block => {
  const verdict = sheetVerdict(readings);
  const style: TextStyle = { font: verdict.failed ? 'sansMedium' : 'serif', size: 9.5, colour: verdict.failed ? inkColours.seal : inkColours.ink };
  const cells: TableCell[] = [
    { name: `${field}.conclusion.label`, text: paperWords.conclusion[lang], align: 'centre', style: headStyle, heads: 'Row', colSpan: 2 },
    { name: `${field}.conclusion`, text: sheetVerdictText(verdict)[lang], style, colSpan: readingColumns.length - 2 },
  ];
  const label = readingColumns[0] + readingColumns[1];
  return createRow(tableCells(field, 'conclusion', [label, unitsPerRow - label], cells, 'value', measure), { minHeight: tableRow });
};

/** One question per row, its five words side by side, the chosen one ticked. */
export const ratingRows = (def: FormDef, rec: Rec, fields: readonly string[], lang: Lang, measure: Measure): Block[] => {
  const columns = Math.max(...fields.map((f) => optionsOf(def, rec, f, lang).length), 1);
  const table = `ratings.${fields.join('.')}`;
  const widths = [ratingLabelUnits, ...Array.from({ length: columns }, () => (unitsPerRow - ratingLabelUnits) / columns)];
  const head = createRow(
    tableCells(table, 'head', widths, [{ name: 'ratings.head', text: paperWords.question[lang] }, ...widths.slice(1).map((_, i) => ({ name: `ratings.head${i + 1}`, text: lang === 'zh' ? `${i + 1} 分` : String(i + 1) }))], 'label', measure),
    { minHeight: mmToPt(6.6), keepWithNext: true },
  );
  const row = (field: string): Block => {
    const options = optionsOf(def, rec, field, lang);
    const cells = tableCells(table, field, widths, widths.map((_, i) => ({ name: i === 0 ? field : `${field}.${i}`, text: i === 0 ? cellLabel(def, field, lang) : '', heads: i === 0 ? 'Row' : undefined })), 'value', measure);
    return createRow(
      cells.map((cell, i): Column => {
        const option = options[i - 1];
        return option ? { ...cell, align: 'centre', lines: optionLines([option], cell.w, { font: option.checked ? 'serifBold' : 'serif', size: type.option }, measure) } : { ...cell, role: i === 0 ? 'label' : 'value', align: i === 0 ? 'centre' : cell.align, lines: i === 0 ? textLines(cellLabel(def, field, lang), cell.w, { font: 'sansMedium', size: type.label }, measure) : [] };
      }),
      { minHeight: mmToPt(9), repeat: head },
    );
  };
  return [head, ...fields.map(row)];
};

/** Bytes as people read them: `312 B`, `48.2 KB`, `3.1 MB` (1024). */
const fileSize = (bytes: number): string => {
  const units = ['B', 'KB', 'MB', 'GB'];
  let n = bytes;
  let u = 0;
  while (n >= 1024 && u < units.length - 1) {
    n /= 1024;
    u += 1;
  }
  return `${u === 0 ? n : n.toFixed(1)} ${units[u]}`;
};

/** Attachments by name, size and hash: what the content hash covers of them. */
export const attachmentRows = (attachments: readonly Attachment[], title: string, lang: Lang, measure: Measure): Block[] => {
  if (attachments.length === 0) return [emptyRow('attachments', title, lang, measure)];
  const w = paperWords;
  const heads = [w.no, w.fileName, w.size, w.digest].map((word, i) => ({ name: `attachments.head${i}`, text: word[lang] }));
  const head = createRow(tableCells('attachments', 'head', attachmentColumns, heads, 'label', measure), { minHeight: tableRow, keepWithNext: true });
  return [
    head,
    ...attachments.map((file, i) =>
      createRow(
        tableCells(
          'attachments',
          file.id,
          attachmentColumns,
          [
            { name: `attachments#${i}.no`, text: String(i + 1), align: 'centre' },
            { name: `attachments#${i}.name`, text: fileLabel(file, lang) },
            { name: `attachments#${i}.size`, text: fileSize(file.size), align: 'centre' },
            { name: `attachments#${i}.digest`, text: file.sha256.slice(0, 12), align: 'centre' },
          ],
          'value',
          measure,
        ),
        { minHeight: tableRow, repeat: head },
      ),
    ),
  ];
};
