import type { Cell, FormDef, PaperSection, RecordRef } from '../forms/form.ts';
import type { Rec } from '../record/record.ts';
import { contentHash } from '../seal/content.ts';
import type { Lang } from '../text/text.ts';
import type { Measure } from './breaking.ts';
import { cellLabel, cellText, optionsOf } from './cells.ts';
import { fieldTableRows } from './fieldTable.ts';
import { footerParts, footerTop, frameTop, headerParts, type Anchor } from './furniture.ts';
import { a4, contentWidth, inkColours, keptLines, labelUnits, leading, margin, mmToPt, padding, rowMinHeight, rowTightHeight, rule, sectionTitleHeight, type, unit } from './geometry.ts';
import type { Block, Mark, Page, Part, Step } from './marks.ts';
import { createRow, optionLines, textLines, type Column, type Line } from './rows.ts';
import { filesOnPaper } from './signatureKind.ts';
import { signoffRows } from './signoff.ts';
import { attachmentRows, ratingRows, readingRows } from './tables.ts';
import { moneyLines, recordLines, timeLines } from './valueLines.ts';
import { watermarks, type Watermark } from './words.ts';

const left = mmToPt(margin.left);
const width = mmToPt(contentWidth);
const fullHeight = footerTop - frameTop;

export type LayoutInput = { readonly def: FormDef; readonly rec: Rec; readonly lang: Lang; readonly measure: Measure; readonly anchor?: Anchor; readonly watermark?: Watermark };
/** `tight`: rows as low as their text, for a paper that would else run a little over its page. */
type Draft = LayoutInput & { readonly tight: boolean };

const valueStyle = { font: 'serif', size: type.value } as const;

/** What is written in a cell. */
const valueLines = ({ def, rec, lang, measure }: Draft, name: string, width: number): readonly Line[] => {
  const options = optionsOf(def, rec, name, lang);
  if (options.length > 0) return optionLines(options, width, { font: 'serif', size: type.option }, measure);
  const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
  const value = rec.data[name];
  if (field?.kind === 'money' && typeof value === 'string') return moneyLines(value, lang, width, valueStyle, measure);
  if (field?.kind === 'record' && Array.isArray(value)) return recordLines(value as readonly RecordRef[], field.kinds, lang, width, valueStyle, measure);
  const shown = cellText(def, rec, name, lang);
  return (field?.kind === 'time' ? timeLines : textLines)(shown, width, valueStyle, measure);
};

/** A declared cell as its label column and its value column; a label of 0 units stands above the value. */
const cellColumns = (input: Draft, cell: Cell, indexInRow: number, x: number, section: string): Column[] => {
  const { def, lang, measure, tight } = input;
  const field = def.fields[cell.f];
  const labelWidth = mmToPt(labelUnits(cell, indexInRow) * unit);
  const w = mmToPt(cell.span * unit) - labelWidth;
  const labelStyle = { font: 'sansMedium', size: lang === 'zh' ? type.label : 8.8 } as const;
  const label = textLines(cellLabel(def, cell.f, lang), labelWidth || w, labelStyle, measure);
  const lines = valueLines(input, cell.f, w);
  const path: readonly Step[] = [{ role: 'P', key: `${section}.${cell.f}` }];
  const kept = tight ? 1 : keptLines(field);
  const value: Column = { name: cell.f, role: 'value', x: x + labelWidth, w, lines, align: 'left', vertical: keptLines(field) > 1 ? 'top' : 'middle', kept: kept * type.value * leading, path };
  if (labelWidth === 0) return [{ ...value, lines: [...label, ...lines], kept: (kept + 1) * type.value * leading, vertical: 'top' }];
  return [{ name: cell.f, role: 'label', x, w: labelWidth, lines: label, align: 'centre', vertical: 'middle', path }, value];
};

/** Rows for writing share the free space of a page: long texts most, a single line across the page a little. */
const stretchOf = (def: FormDef, cells: readonly Cell[]): number | undefined => {
  const lines = Math.max(...cells.map((cell) => keptLines(def.fields[cell.f])));
  if (lines > 1) return lines;
  return cells.length === 1 && def.fields[cells[0]!.f]?.kind === 'text' ? 0.6 : undefined;
};

const gridRow = (input: Draft, cells: readonly Cell[], section: string): Block => {
  let x = left;
  const columns = cells.flatMap((cell, i) => {
    const made = cellColumns(input, cell, i, x, section);
    x += mmToPt(cell.span * unit);
    return made;
  });
  return createRow(columns, { minHeight: mmToPt(input.tight ? rowTightHeight : rowMinHeight), padY: input.tight ? mmToPt(padding.tight) : undefined, stretchWeight: stretchOf(input.def, cells) });
};

const sectionTitle = (title: string, measure: Measure): Block =>
  createRow(
    [{ name: `title:${title}`, role: 'label', x: left, w: width, lines: textLines(title, width, { font: 'sansMedium', size: type.section }, measure), align: 'left', vertical: 'middle', ground: inkColours.labelGround, path: [{ role: 'H2', key: `title:${title}` }] }],
    { minHeight: mmToPt(sectionTitleHeight), ruleWidth: rule.section, keepWithNext: true },
  );

const sectionBlocks = (input: Draft, section: PaperSection, index: number): Block[] => {
  const { def, rec, lang, measure } = input;
  const titled = (title: string | undefined, blocks: Block[]): Block[] => (title ? [sectionTitle(title, measure), ...blocks] : blocks);
  switch (section.kind) {
    case 'grid':
      return titled(section.title?.[lang], section.rows.map((cells) => gridRow(input, cells, `grid${index}`)));
    case 'readings':
      return titled(section.title?.[lang], readingRows(def, rec, section.field, lang, measure));
    case 'table':
      return titled(section.title?.[lang], fieldTableRows(def, rec, section.field, lang, measure));
    case 'ratings':
      return titled(section.title?.[lang], ratingRows(def, rec, section.fields, lang, measure));
    case 'attachments': {
      const rows = attachmentRows(filesOnPaper(rec), section.title[lang], lang, measure);
      return filesOnPaper(rec).length === 0 ? rows : titled(section.title[lang], rows);
    }
    case 'signoff': {
      const rows = signoffRows(def, rec, lang, measure);
      return rows.length === 0 ? [] : titled(section.title[lang], rows);
    }
    case 'note':
      return [createRow([{ name: 'note', role: 'value', x: left, w: width, lines: textLines(section.text[lang], width, { font: 'serif', size: type.small }, measure), align: 'left', vertical: 'middle', path: [{ role: 'P', key: `note${index}` }] }], { minHeight: mmToPt(5) })];
  }
};

const heightOf = (blocks: readonly Block[]): number => blocks.reduce((sum, b) => sum + b.height, 0);

/** Rows taller than this share of a page flow over its end instead of moving to the next one. */
const flows = (block: Block): boolean => block.split !== undefined && block.height > fullHeight * 0.3;

/** One page for each party where it can be had: a paper a little too long for it is set tight. */
const paperBlocks = (input: LayoutInput): Block[] => {
  const blocksOf = (tight: boolean): Block[] => {
    const blocks: Block[] = [];
    for (const [i, section] of input.def.paper.sections.entries()) {
      const last = blocks.at(-1);
      // signatures alone on a page could be put under anything: something of the paper's own goes with them
      if (section.kind === 'signoff' && last && !flows(last)) blocks[blocks.length - 1] = { ...last, keepWithNext: true };
      blocks.push(...sectionBlocks({ ...input, tight }, section, i));
    }
    return blocks;
  };
  const usual = blocksOf(false);
  const over = heightOf(usual) - fullHeight;
  if (over <= 0 || over > fullHeight * 0.25) return usual;
  const tight = blocksOf(true);
  return heightOf(tight) <= fullHeight ? tight : usual;
};

/** A sheet that leaves room on its only page gives it to the text rows, most to those that keep most lines; never more than double. */
const fillPage = (blocks: readonly Block[]): readonly Block[] => {
  const spare = fullHeight - heightOf(blocks);
  const weight = blocks.reduce((sum, b) => sum + (b.stretch?.weight ?? 0), 0);
  if (spare <= 0 || weight === 0) return blocks;
  return blocks.map((b) => b.stretch?.to(b.height + Math.min((spare * b.stretch.weight) / weight, mmToPt(9) * b.stretch.weight)) ?? b);
};

/** Room a block asks for at its place: its own, and that of what it must not be parted from. */
const needs = (queue: readonly Block[], from: number): number => {
  let sum = 0;
  for (let i = from; i < queue.length; i += 1) {
    const block = queue[i]!;
    if (!block.keepWithNext) return sum + (flows(block) ? Math.min(block.least ?? block.height, block.height) : block.height);
    sum += block.height;
  }
  return sum;
};

/** What stands again on a page was read before. */
const asFurniture = ({ marks }: Part): Part => ({ path: [], marks });

const paginate = (blocks: readonly Block[]): Page[] => {
  const pages: Page[] = [];
  const queue = [...blocks];
  let page: Page | undefined;
  let y = frameTop;
  const close = () => {
    if (page) Object.assign(page.frame, { h: y - frameTop });
    page = undefined;
  };
  for (let i = 0; i < queue.length; i += 1) {
    const block = queue[i]!;
    if (page && y + needs(queue, i) > footerTop + 0.01) {
      const parts = flows(block) ? block.split?.(footerTop - y) : null;
      if (parts) {
        parts[0].draw(page, y, false);
        y += parts[0].height;
        queue.splice(i, 1, ...parts);
        close();
        continue;
      }
      close();
    }
    let opens = false;
    if (!page) {
      page = { marks: [], parts: [], boxes: [], frame: { x: left, y: frameTop, w: width, h: 0 } };
      pages.push(page);
      y = frameTop;
      opens = true;
      if (block.repeat && i > 0) {
        block.repeat.draw(page, y, true);
        page.parts.splice(0, page.parts.length, ...page.parts.map(asFurniture));
        y += block.repeat.height;
        opens = false;
      }
    }
    const parts = y + block.height > footerTop + 0.01 ? block.split?.(footerTop - y) : null;
    if (parts) {
      queue.splice(i, 1, ...parts);
      parts[0].draw(page, y, opens);
      y += parts[0].height;
      close();
      continue;
    }
    block.draw(page, y, opens);
    y += block.height;
  }
  close();
  return pages;
};

const bodyPages = (input: LayoutInput): Page[] => paginate(fillPage(paperBlocks(input)));

/** The names of the cells on each page, in reading order, as {@link layOut} would place them. */
export const cellsByPage = (input: LayoutInput): readonly (readonly string[])[] => bodyPages(input).map((page) => page.boxes.map(({ name }) => name));

const watermarkPart = (watermark: Watermark, lang: Lang, isRead: boolean): Part => {
  const mark: Mark = { kind: 'watermark', x: mmToPt(a4.width / 2), y: (frameTop + footerTop) / 2, text: watermarks[watermark][lang], size: lang === 'zh' ? 110 : 84, colour: watermark === '作废' ? inkColours.seal : inkColours.ink };
  return { path: isRead ? [{ role: 'P', key: 'watermark' }] : [], marks: [mark] };
};

/**
 * Lays one record out as the pages every copy shares. Pure: the widths of text come in as `measure`. Positions are pt from the top left
 * corner of an A4 page, the parts of each page in reading order. What differs between copies is `copyParts` (furniture.ts).
 */
export const layOut = (input: LayoutInput): Page[] => {
  const { def, rec, lang, measure, watermark } = input;
  const anchor = input.anchor ?? rec.seal;
  const furnishing = { def, rec, lang, contentHash: rec.seal?.contentHash ?? contentHash(rec), anchor, measure };
  const pages = bodyPages(input);
  pages.forEach((page, i) => {
    const { x, y, w, h } = page.frame;
    page.marks.push({ kind: 'rect', x, y, w, h, stroke: inkColours.ink, width: rule.frame });
    // read once: the header before everything, the codes after everything
    const header = headerParts(furnishing);
    const footer = footerParts(furnishing, i + 1, pages.length);
    page.parts.unshift(...(watermark ? [watermarkPart(watermark, lang, i === 0)] : []), ...(i === 0 ? header : header.map(asFurniture)));
    page.parts.push(...(i === pages.length - 1 ? footer : footer.map(asFurniture)));
  });
  return pages;
};
