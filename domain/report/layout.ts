import { breakLines, type Measure } from '../paper/breaking.ts';
import type { Mark, Page, Part, Step } from '../paper/marks.ts';
import { mmToPt } from '../paper/geometry.ts';
import { formatFormalDay, formatFormalTime } from '../text/timeFormat.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { appendices } from './appendices.ts';
import { brokenChart, chartHeight, chartMarks, isDrawable } from './charts.ts';
import { baseline, bottom, colours, createFlow, left, lineMark, pitch, sheet, textWidth, top, type Flow, type TextStyle } from './flow.ts';
import { writeTable } from './layoutTable.ts';
import { periodDays } from './period.ts';
import type { Report, ReportTable } from './report.ts';
import { tableOnPaper } from './tables.ts';

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四'];
/** `一、工作总结` / `1  Summary of work`. */
export const chapterHeading = (no: number, title: Text): Text => text(`${numerals[no] ?? no + 1}、${title.zh}`, `${no + 1}  ${title.en}`);

/** 3号 is 16 pt, 4号 14 pt, 2号 22 pt. English lines need no 3号. */
const stylesOf = (lang: Lang): Readonly<Record<'body' | 'heading' | 'caption' | 'note', TextStyle>> => {
  const size = lang === 'zh' ? 16 : 12;
  return {
    body: { font: 'serif', size, leading: lang === 'zh' ? pitch : 18, indent: lang === 'zh' ? size * 2 : 0 },
    heading: { font: 'sansMedium', size: 16, leading: pitch },
    caption: { font: 'sansMedium', size: 10.5, leading: 18 },
    note: { font: 'serif', size: lang === 'zh' ? 14 : 11, leading: lang === 'zh' ? 24 : 17, indent: lang === 'zh' ? 28 : 0 },
  };
};

type Entry = { readonly title: string; readonly page: number };
const step = (role: Step['role'], key: string): Step => ({ role, key });

const writeBody = (flow: Flow, report: Report, lang: Lang, measure: Measure): readonly Entry[] => {
  const styles = stylesOf(lang);
  const entries: Entry[] = [];
  const heading = (title: string, key: string): void => {
    flow.need(pitch * 3);
    if (flow.y() > top) flow.skip(pitch * 0.5);
    flow.need(pitch * 3);
    entries.push({ title, page: flow.page() });
    flow.write(title, styles.heading, [step('H2', key)]);
  };
  const write = (of: ReportTable, caption: string, key: string): void => {
    const { table, rest } = tableOnPaper(of);
    flow.need(70);
    flow.skip(6);
    flow.write(caption, styles.caption, [step('H3', `${key} ${table.id}`)]);
    writeTable(flow, table, lang, measure, [step('Div', key)]);
    if (rest) flow.write(rest[lang], { font: 'serif', size: 9.5, leading: 18, colour: colours.soft }, [step('P', `${key} ${table.id} rest`)]);
    flow.skip(8);
  };
  for (const [no, chapter] of report.chapters.entries()) {
    heading(chapterHeading(no, chapter.title)[lang], chapter.id);
    chapter.paragraphs.forEach((words, i) => flow.write(words[lang], styles.body, [step('P', `${chapter.id} ${i}`)]));
    for (const [i, note] of chapter.notes.entries()) {
      flow.write(note.text, styles.body, [step('P', `${chapter.id} note ${i}`)]);
      flow.write(lang === 'zh' ? `（${note.author}撰）` : `(${note.author})`, { ...styles.note, indent: 0, align: 'right', colour: colours.soft }, [step('P', `${chapter.id} author ${i}`)]);
    }
    chapter.charts.forEach((chart, i) => {
      if (!isDrawable(chart)) {
        flow.write(`${chart.title[lang]}${lang === 'zh' ? '：' : ': '}${brokenChart[lang]}`, { ...styles.note, indent: 0, colour: colours.soft }, [step('P', `${chapter.id} ${chart.id}`)]);
        return;
      }
      const height = chartHeight(chart);
      flow.need(height + 34);
      flow.skip(6);
      const caption = `${lang === 'zh' ? '图' : 'Figure '} ${no + 1}-${i + 1}  ${chart.title[lang]}${chart.unit[lang] === '' ? '' : lang === 'zh' ? `（${chart.unit.zh}）` : ` (${chart.unit.en})`}`;
      flow.put([...chartMarks(chart, { x: left, y: flow.y(), w: textWidth, h: height }, lang, measure)], [{ role: 'Figure', key: `${chapter.id} ${chart.id}`, alt: caption }]);
      flow.skip(height + 2);
      flow.write(caption, { ...styles.caption, align: 'centre', colour: colours.soft }, [step('P', `${chapter.id} caption ${chart.id}`)]);
      flow.skip(4);
    });
    chapter.tables.forEach((table, i) => write(table, `${lang === 'zh' ? '表' : 'Table '} ${no + 1}-${i + 1}  ${table.title[lang]}`, chapter.id));
  }
  for (const { id, title, words, tables } of appendices(report)) {
    flow.newPage();
    entries.push({ title: title[lang], page: flow.page() });
    flow.write(title[lang], styles.heading, [step('H2', id)]);
    words.forEach((each, i) => flow.write(each[lang], styles.note, [step('P', `${id} ${i}`)]));
    for (const table of tables) write(table, table.title[lang], id);
  }
  return entries;
};

const watermark = (report: Report, lang: Lang): readonly Mark[] => (report.unfinished ? [{ kind: 'watermark', x: mmToPt(sheet.width) / 2, y: mmToPt(sheet.height) / 2, text: lang === 'zh' ? '草稿' : 'DRAFT', size: 90, colour: colours.ink }] : []);

/** Least size of a name that stays on one line of the cover, and those a longer one is broken at, pt. */
const leastSize = 10;
const brokenSizes = [leastSize, 9, 8, 7, 6];
type Lines = { readonly lines: readonly string[]; readonly style: TextStyle };
/** A long name is set smaller, until it could not be read: then it is broken into lines of the first size whose lines fit into `room` pt. */
const fitted = (words: string, style: TextStyle, width: number, room: number, measure: Measure): Lines => {
  const size = Math.min(style.size, (style.size * width) / Math.max(1, measure(words, style.font, style.size)));
  if (size >= Math.min(leastSize, style.size)) return { lines: [words], style: { ...style, size } };
  const broken = brokenSizes.map((each): Lines => {
    const set = { ...style, size: each, leading: each * 1.3 };
    return { lines: breakLines(words, width, set.font, set.size, measure), style: set };
  });
  return broken.find((each) => each.lines.length * each.style.leading <= room) ?? broken.at(-1)!;
};

const coverOf = (report: Report, lang: Lang, measure: Measure): Page => {
  const parts: Part[] = [];
  const put = (words: string, style: TextStyle, y: number, key: Step): void => {
    const { lines, style: set } = fitted(words, style, textWidth, pitch * 2.8, measure);
    parts.push({ path: [key], marks: lines.map((line, i) => lineMark(line, set, left, textWidth, y + i * set.leading, set.leading, measure)) });
  };
  const middle = { align: 'centre' as const };
  put(report.project[lang], { font: 'serif', size: 16, leading: pitch, ...middle }, top + pitch * 1.5, step('P', 'project'));
  put(report.title[lang], { font: 'serifBold', size: lang === 'zh' ? 30 : 26, leading: 44, ...middle }, top + pitch * 4.5, step('H1', 'title'));
  put(periodDays(report.period)[lang], { font: 'serif', size: 16, leading: pitch, ...middle }, top + pitch * 6.6, step('P', 'period'));
  const rows: readonly (readonly [Text, string])[] = [
    [text('合同编号', 'Contract'), report.contractNo], [text('甲方', 'Client'), report.client[lang]], [text('乙方', 'Contractor'), report.contractor[lang]], [text('监理', 'Supervision'), report.supervision[lang]],
    [text('现场', 'Site'), report.site.name[lang]], [text('编制时间', 'Made'), formatFormalTime(report.madeAt, lang)], ...(report.period.due === undefined ? [] : [[text('提交期限', 'Due'), formatFormalDay(report.period.due.slice(0, 10), lang)] as const]),
  ];
  const x = left + textWidth * 0.14;
  const w = textWidth * 0.72;
  const marks: Mark[] = [{ kind: 'line', x1: left + textWidth * 0.3, y1: top + pitch * 8.3, x2: left + textWidth * 0.7, y2: top + pitch * 8.3, width: 1.2, colour: colours.alarm }];
  const values = rows.map(([, value]) => fitted(value, { font: 'serif', size: 14, leading: pitch }, w - 84, pitch * 2.2, measure));
  const heights = values.map(({ lines, style }) => Math.max(0, lines.length * style.leading - pitch) + pitch * 1.15);
  // names of several lines push the rows up, never over the edge
  let y = Math.min(top + pitch * 12.4, bottom - heights.reduce((sum, height) => sum + height, 0));
  for (const [i, [label]] of rows.entries()) {
    const { lines, style } = values[i]!;
    const height = heights[i]! - pitch * 0.15;
    parts.push({ path: [step('P', `row ${i}`)], marks: [lineMark(label[lang], { font: 'sansMedium', size: 12, leading: pitch, colour: colours.soft }, x, w, y, pitch, measure), ...lines.map((line, n) => lineMark(line, style, x + 84, w - 84, y + n * style.leading, style.leading, measure))] });
    marks.push({ kind: 'line', x1: x, y1: y + height, x2: x + w, y2: y + height, width: 0.35, colour: colours.hair });
    y += heights[i]!;
  }
  return { marks, parts: [...(report.unfinished ? [{ path: [], marks: watermark(report, lang) }] : []), ...parts], boxes: [], frame: { x: left, y: top, w: textWidth, h: bottom - top } };
};

const writeContents = (flow: Flow, entries: readonly Entry[], lang: Lang, measure: Measure): void => {
  flow.write(lang === 'zh' ? '目　录' : 'Contents', { font: 'serifBold', size: 22, leading: 40, align: 'centre' }, [step('H2', 'contents')]);
  flow.skip(10);
  const style: TextStyle = { font: 'serif', size: lang === 'zh' ? 14 : 12, leading: 25 };
  for (const [i, { title, page }] of entries.entries()) {
    flow.need(style.leading);
    const y = flow.y();
    const no = String(page + 1);
    const [from, to] = [left + measure(title, style.font, style.size) + 6, left + textWidth - measure(no, style.font, style.size) - 6];
    flow.put([lineMark(title, style, left, textWidth, y, style.leading, measure), lineMark(no, { ...style, align: 'right' }, left, textWidth, y, style.leading, measure)], [step('P', `entry ${i}`)]);
    const dots: Mark[] = [];
    for (let x = to; x > from; x -= 5) dots.push({ kind: 'rect', x, y: baseline(y, style.leading, style.size) - 1, w: 0.9, h: 0.9, fill: colours.soft });
    flow.draw(dots);
    flow.skip(style.leading);
  }
};

/** `— 1 —`, 4号, 7 mm below the text; odd pages right, even pages left, one character in (GB/T 9704, 7.5). */
const pageNumber = (no: number, measure: Measure): Part => {
  const style: TextStyle = { font: 'serif', size: 14, leading: 14 };
  const words = `— ${no} —`;
  const width = measure(words, style.font, style.size);
  return { path: [], marks: [lineMark(words, style, no % 2 === 1 ? left + textWidth - width - 14 : left + 14, width, bottom + mmToPt(7), 14, measure)] };
};

/** The report as pages of an official document: cover, contents, the fourteen chapters, and the appendices that explain them. */
export const layOutReport = (report: Report, lang: Lang, measure: Measure): readonly Page[] => {
  const body = createFlow(measure);
  const entries = writeBody(body, report, lang, measure);
  const contents = createFlow(measure);
  writeContents(contents, entries, lang, measure);
  const marked = (page: Page): Page => (report.unfinished ? { ...page, parts: [{ path: [], marks: watermark(report, lang) }, ...page.parts] } : page);
  return [coverOf(report, lang, measure), ...contents.pages.map(marked), ...body.pages.map((page, i) => marked({ ...page, parts: [...page.parts, pageNumber(i + 1, measure)] }))];
};
