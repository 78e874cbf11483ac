import type { Measure } from '../paper/breaking.ts';
import { breakLines } from '../paper/breaking.ts';
import type { Mark, Page, Part, Step } from '../paper/marks.ts';
import { mmToPt } from '../paper/geometry.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { colours, lineMark, sheet, type TextStyle } from './flow.ts';
import { periodDays } from './period.ts';
import type { Report } from './report.ts';
import { valueWords } from './tables.ts';

/** The eight figures a deputy director asks about first. */
export const summaryFigures: readonly (readonly [id: string, label: Text])[] = [
  ['sla.all', text('SLA 达成率', 'Service levels met')], ['satisfaction.csat', text('客户满意度', 'Satisfaction')], ['inspection.completion', text('巡检完成率', 'Rounds made')], ['backup.completion', text('备份完成率', 'Backups made')],
  ['incident.grade', text('事件', 'Incidents')], ['complaint.channel', text('投诉', 'Complaints')], ['availability.private', text('专网端可用性', 'Private network up')], ['availability.internet', text('互联网端可用性', 'Internet side up')],
];
/** Who signs, in the order of R25 and R40. */
const signers: readonly Text[] = [text('运维主管（编制）', 'O&M supervisor'), text('主管经理（审核）', 'Manager'), text('甲方主管副主任（批准）', 'Deputy director (client)'), text('信息中心（确认）', 'Information centre')];

const margin = mmToPt(22);
const width = mmToPt(sheet.width) - 2 * margin;
/** Items of a list at most, and lines one of them may take. */
const mostItems = 5;
const mostRows = 2;
/** pt of a section's head, and of the gap below its last line */
const headHeight = 20;
const gap = 8;

/** The report on one page: what was promised, what was kept, what is open, and where to sign. */
export const layOutSummary = (report: Report, lang: Lang, measure: Measure): Page => {
  const marks: Mark[] = [];
  const parts: Part[] = [];
  let y = mmToPt(22);
  const line = (words: string, style: TextStyle, step: Step, x = margin, w = width): void => void parts.push({ path: [step], marks: [lineMark(words, style, x, w, y, style.leading, measure)] });
  /** A name of any length: lines after the first push the rest down. */
  const name = (words: string, style: TextStyle, step: Step): void => {
    for (const [i, each] of breakLines(words, width, style.font, style.size, measure).entries()) {
      if (i > 0) y += style.leading;
      line(each, style, i === 0 ? step : { ...step, key: `${step.key} ${i}` });
    }
  };
  const rule = (at: number, weight: number, colour: string = colours.hair): void => void marks.push({ kind: 'line', x1: margin, y1: at, x2: margin + width, y2: at, width: weight, colour });
  name(report.project[lang], { font: 'sans', size: 10, leading: 16, colour: colours.soft }, { role: 'P', key: 'project' });
  y += 18;
  line(text(`${report.title.zh}摘要`, `${report.title.en}: Summary`)[lang], { font: 'serifBold', size: 22, leading: 32 }, { role: 'H1', key: 'title' });
  y += 34;
  line(periodDays(report.period)[lang], { font: 'serif', size: 11, leading: 16 }, { role: 'P', key: 'period' });
  y += 17;
  name(report.site.name[lang], { font: 'serif', size: 11, leading: 16 }, { role: 'P', key: 'site' });
  y += 24;
  rule(y, 1.2, colours.alarm);
  y += 14;
  const cell = { w: width / 4, h: 62 };
  for (const [i, [id, label]] of summaryFigures.entries()) {
    const of = report.figures.find((each) => each.id === id);
    const [x, at] = [margin + (i % 4) * cell.w, y + Math.floor(i / 4) * cell.h];
    if (!of) continue;
    parts.push({ path: [{ role: 'P', key: id }], marks: [
      lineMark(label[lang], { font: 'sans', size: 9, leading: 14, colour: colours.soft }, x, cell.w, at, 14, measure), lineMark(valueWords(of)[lang], { font: 'serifBold', size: 20, leading: 28 }, x, cell.w, at + 15, 28, measure),
      lineMark(lang === 'zh' ? `${of.ids.length} 条记录` : `${of.ids.length} records`, { font: 'sans', size: 8, leading: 12, colour: colours.soft }, x, cell.w, at + 43, 12, measure),
    ] });
  }
  y += cell.h * 2 + 6;
  rule(y, 0.5);
  y += 10;
  const body: TextStyle = { font: 'serif', size: 10.5, leading: 16 };
  /** The first `most` lines of a text, the last with dots where it goes on. */
  const rowsOf = (words: string, most: number): readonly string[] => {
    const broken = breakLines(words, width, body.font, body.size, measure);
    return broken.length <= most ? broken : [...broken.slice(0, most - 1), `${breakLines(broken[most - 1]!, width - body.size, body.font, body.size, measure)[0]}…`];
  };
  const section = (title: Text, items: readonly (readonly string[])[], key: string): void => {
    line(title[lang], { font: 'sansMedium', size: 11, leading: 18 }, { role: 'H2', key });
    y += headHeight;
    for (const [i, rows] of items.entries()) {
      for (const each of rows) {
        line(each, body, { role: 'P', key: `${key} ${i}` });
        y += body.leading;
      }
    }
    y += gap;
  };
  /** As many items as `most` rows hold, and how many more there are; without room for any, that alone. */
  const fitting = (items: readonly (readonly string[])[], most: number): readonly (readonly string[])[] => {
    const shown: (readonly string[])[] = [];
    for (let left = most; shown.length < Math.min(mostItems, items.length); ) {
      const next = items[shown.length]!;
      left -= next.length;
      if (left < (shown.length + 1 < items.length ? 1 : 0)) break;
      shown.push(next);
    }
    const more = items.length - shown.length;
    return more === 0 ? shown : [...shown, [lang === 'zh' ? `另有 ${more} 项，见报告附录。` : `${more} more in the report's appendix.`]];
  };
  const lengthOf = (items: readonly (readonly string[])[]): number => items.reduce((sum, rows) => sum + rows.length, 0);
  section(text('本期工作', 'The period'), report.chapters.find(({ id }) => id === 'work')?.paragraphs.slice(0, 1).map((words) => rowsOf(words[lang], 4)) ?? [], 'work');
  const orNone = (items: readonly (readonly string[])[], none: Text): readonly (readonly string[])[] => (items.length === 0 ? [[none[lang]]] : items);
  const missing = orNone(report.missing.map(({ what, rule: no }) => rowsOf(`${no}　${what[lang]}`, mostRows)), text('没有缺项。', 'Nothing is missing.'));
  const open = orNone(report.openPoints.map(({ number, what, why }) => rowsOf(`${number}　${why[lang]}${lang === 'zh' ? '：' : ': '}${what}`, mostRows)), text('没有遗留事项。', 'Nothing is open.'));
  const signTop = mmToPt(sheet.height) - mmToPt(20) - 92;
  // what stands above the place to sign is shared by the two lists: the shorter one leaves its room to the other
  const rows = Math.floor((signTop - y - 2 * (headHeight + gap)) / body.leading);
  const half = Math.floor(rows / 2);
  const shownMissing = fitting(missing, Math.max(half, rows - lengthOf(fitting(open, rows))));
  section(text('缺项', 'Missing'), shownMissing, 'missing');
  section(text('遗留事项', 'Open points'), fitting(open, rows - lengthOf(shownMissing)), 'open');
  const box = { w: width / signers.length, h: 92 };
  marks.push({ kind: 'rect', x: margin, y: signTop, w: width, h: box.h, stroke: colours.rule, width: 0.6 });
  for (const [i, label] of signers.entries()) {
    const x = margin + i * box.w;
    if (i > 0) marks.push({ kind: 'line', x1: x, y1: signTop, x2: x, y2: signTop + box.h, width: 0.35, colour: colours.rule });
    parts.push({ path: [{ role: 'P', key: `sign ${i}` }], marks: [lineMark(label[lang], { font: 'sansMedium', size: 8.5, leading: 14 }, x + 5, box.w - 10, signTop + 3, 14, measure), lineMark(lang === 'zh' ? '年　　月　　日' : 'Date', { font: 'serif', size: 8.5, leading: 14, colour: colours.soft, ...(lang === 'zh' && { align: 'right' as const }) }, x + 5, box.w - 10, signTop + box.h - 18, 14, measure)] });
  }
  return { marks, parts: [...(report.unfinished ? [{ path: [], marks: [{ kind: 'watermark' as const, x: mmToPt(sheet.width) / 2, y: mmToPt(sheet.height) / 2, text: lang === 'zh' ? '草稿' : 'DRAFT', size: 90, colour: colours.ink }] }] : []), ...parts], boxes: [], frame: { x: margin, y: mmToPt(22), w: width, h: mmToPt(sheet.height - 42) } };
};
