import type { Measure } from '../paper/breaking.ts';
import type { Mark } from '../paper/marks.ts';
import { text, type Lang, type Text } from '../text/text.ts';

/**
 * Charts as plain data, and as marks of the paper: lines, rectangles and text, so that the PDF and the screen draw the same thing. Every chart
 * has its table beside it, which says the same in figures.
 */
export type Chart = {
  readonly id: string;
  readonly kind: 'columns' | 'bars' | 'line';
  readonly title: Text;
  readonly unit: Text;
  readonly categories: readonly Text[];
  readonly series: readonly { readonly label: Text; readonly values: readonly (number | null)[]; /** what it means, where it means something: late, soon, kept */ readonly tone?: 'alarm' | 'warn' | 'good' | 'calm' }[];
  /** Lines across: a warning, an alarm. */
  readonly limits: readonly { readonly label: Text; readonly value: number; readonly tone: 'warn' | 'alarm' }[];
  /** Table that says the same. */
  readonly table: string;
  /** Highest value of the axis where it is known, such as 100 of percent. */
  readonly top?: number;
  /** Things that are counted: the axis has no halves. */
  readonly whole?: boolean;
};
/** Whether it can be drawn: a value or none for each category, all of them numbers there are. A broken chart gives way to `brokenChart`, never its table. */
export const isDrawable = ({ categories, series, limits, top }: Chart): boolean =>
  categories.length > 0 && series.every(({ values }) => values.length === categories.length && values.every((value) => value === null || Number.isFinite(value))) && limits.every(({ value }) => Number.isFinite(value)) && (top === undefined || Number.isFinite(top));
/** What stands in the place of a chart that cannot be drawn. */
export const brokenChart = text('图无法绘制，数据见表。', 'The chart cannot be drawn; the table has its data.');
export type ChartBox = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

/** Told apart in black and white too: each next one is lighter. */
export const chartColours = ['#1f5fa8', '#6f9bd1', '#2b7a4b', '#b26a00', '#8a93a3', '#b9c9de'] as const;
const tones = { alarm: '#b3261e', warn: '#d08a1d', good: '#2b7a4b', calm: '#6f9bd1' } as const;
const colourOf = (chart: Chart, s: number): string => {
  const tone = chart.series[s]?.tone;
  return tone ? tones[tone] : chartColours[s % chartColours.length]!;
};
const ink = { text: '#1d2129', soft: '#4e5969', line: '#d5d9e0', axis: '#86909c', warn: '#b26a00', alarm: '#b3261e' } as const;
const size = 8;

/** Steps of an axis that people count in: 1, 2, 5 and their tens. The last is not below `most`. */
export const axisSteps = (most: number, whole = false, wanted = 4): readonly number[] => {
  if (!(most > 0)) return [0, 1];
  const rough = whole ? Math.max(1, most / wanted) : most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
};

type Drawing = { readonly marks: Mark[]; readonly text: (words: string, x: number, y: number, align?: 'left' | 'right' | 'middle', colour?: string) => void; readonly line: (x1: number, y1: number, x2: number, y2: number, colour: string, width: number) => void };
const createDrawing = (measure: Measure): Drawing => {
  const marks: Mark[] = [];
  return {
    marks,
    text: (words, x, y, align = 'left', colour = ink.soft) => {
      const width = align === 'left' ? 0 : measure(words, 'sans', size);
      marks.push({ kind: 'text', x: align === 'left' ? x : align === 'right' ? x - width : x - width / 2, y, text: words, font: 'sans', size, colour });
    },
    line: (x1, y1, x2, y2, colour, width) => void marks.push({ kind: 'line', x1, y1, x2, y2, width, colour }),
  };
};

const shorten = (words: string, room: number, measure: Measure): string => {
  if (measure(words, 'sans', size) <= room) return words;
  const chars = [...words];
  while (chars.length > 1 && measure(`${chars.join('')}…`, 'sans', size) > room) chars.pop();
  return `${chars.join('')}…`;
};
const plain = (value: number): string => String(Math.round(value * 100) / 100);

const topOf = (chart: Chart): number => chart.top ?? Math.max(0, ...chart.series.flatMap(({ values }) => values.map((value) => value ?? 0)), ...chart.limits.map((limit) => limit.value));

/** Names of the series with their colours, over the plot; one series needs none. */
const drawLegend = (chart: Chart, box: ChartBox, lang: Lang, measure: Measure, { marks, text }: Drawing): number => {
  if (chart.series.length < 2) return 0;
  let x = box.x;
  let y = box.y;
  for (const [i, { label }] of chart.series.entries()) {
    const width = measure(label[lang], 'sans', size) + 22;
    if (x > box.x && x + width > box.x + box.w) {
      x = box.x;
      y += 12;
    }
    marks.push({ kind: 'rect', x, y: y + 2, w: 8, h: 8, fill: colourOf(chart, i) });
    text(label[lang], x + 11, y + 9);
    x += width;
  }
  return y - box.y + 16;
};

const drawBars = (chart: Chart, box: ChartBox, lang: Lang, measure: Measure, drawing: Drawing): void => {
  const { marks, text, line } = drawing;
  const room = Math.min(box.w * 0.32, Math.max(0, ...chart.categories.map((category) => measure(category[lang], 'sans', size)))) + 6;
  const left = box.x + room;
  const width = box.w - room - 34;
  const steps = axisSteps(Math.max(topOf(chart), ...chart.categories.map((_, i) => chart.series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))), chart.whole);
  const most = steps.at(-1)!;
  const pitch = box.h / Math.max(1, chart.categories.length);
  const thick = Math.min(14, pitch * 0.6);
  line(left, box.y, left, box.y + box.h, ink.axis, 0.6);
  for (const [i, category] of chart.categories.entries()) {
    const y = box.y + pitch * i + (pitch - thick) / 2;
    text(shorten(category[lang], room - 6, measure), left - 5, y + thick / 2 + 3, 'right', ink.text);
    let x = left;
    for (const [s, { values }] of chart.series.entries()) {
      const w = (Math.max(0, values[i] ?? 0) / most) * width;
      if (w > 0) marks.push({ kind: 'rect', x, y, w, h: thick, fill: colourOf(chart, s) });
      x += w;
    }
    const given = chart.series.filter(({ values }) => values[i] !== null && values[i] !== undefined);
    text(given.length === 0 ? '–' : plain(given.reduce((sum, { values }) => sum + (values[i] ?? 0), 0)), x + 4, y + thick / 2 + 3);
  }
};

/** Frame of a chart whose values stand upright: the axis with its steps. Answers the height of a value. */
const drawScale = (chart: Chart, box: ChartBox, measure: Measure, { text, line }: Drawing): { readonly left: number; readonly width: number; readonly yOf: (value: number) => number } => {
  const steps = axisSteps(topOf(chart), chart.whole);
  const most = steps.at(-1)!;
  const room = Math.max(...steps.map((step) => measure(plain(step), 'sans', size))) + 6;
  const left = box.x + room;
  const width = box.w - room;
  const yOf = (value: number): number => box.y + box.h - (Math.max(0, value) / most) * box.h;
  for (const step of steps) {
    line(left, yOf(step), left + width, yOf(step), step === 0 ? ink.axis : ink.line, step === 0 ? 0.6 : 0.4);
    text(plain(step), left - 4, yOf(step) + 3, 'right');
  }
  return { left, width, yOf };
};

const drawLimits = (chart: Chart, lang: Lang, left: number, width: number, yOf: (value: number) => number, { line, text }: Drawing): void => {
  for (const { label, value, tone } of chart.limits) {
    const y = yOf(value);
    for (let x = left; x < left + width; x += 7) line(x, y, Math.min(x + 4, left + width), y, ink[tone], 0.7);
    text(label[lang], left + width, y - 2.5, 'right', ink[tone]);
  }
};

const drawColumns = (chart: Chart, box: ChartBox, lang: Lang, measure: Measure, drawing: Drawing): void => {
  const plot = { ...box, h: box.h - 14 };
  const { left, width, yOf } = drawScale(chart, plot, measure, drawing);
  const pitch = width / Math.max(1, chart.categories.length);
  const thick = Math.min(18, (pitch * 0.7) / chart.series.length);
  const every = Math.max(1, Math.ceil((Math.max(...chart.categories.map((category) => Math.min(measure(category[lang], 'sans', size), 60))) + 3) / Math.max(pitch, 1)));
  for (const [i, category] of chart.categories.entries()) {
    const middle = left + pitch * (i + 0.5);
    for (const [s, { values }] of chart.series.entries()) {
      const value = values[i] ?? 0;
      const x = middle + (s - chart.series.length / 2) * thick;
      if (value > 0) drawing.marks.push({ kind: 'rect', x, y: yOf(value), w: thick * 0.92, h: yOf(0) - yOf(value), fill: colourOf(chart, s) });
      if (value > 0 && pitch > 14) drawing.text(plain(value), x + thick * 0.46, yOf(value) - 2.5, 'middle');
    }
    if (i % every === 0) drawing.text(shorten(category[lang], pitch * every, measure), middle, plot.y + plot.h + 11, 'middle');
  }
  drawLimits(chart, lang, left, width, yOf, drawing);
};

const drawLines = (chart: Chart, box: ChartBox, lang: Lang, measure: Measure, drawing: Drawing): void => {
  const plot = { ...box, h: box.h - 14 };
  // the dot at the end of a line stands inside the plot
  const { left, width, yOf } = drawScale(chart, { ...plot, w: plot.w - 2 }, measure, drawing);
  const steps = Math.max(1, chart.categories.length - 1);
  const xOf = (i: number): number => left + (width * i) / steps;
  for (const [s, { values }] of chart.series.entries()) {
    const colour = colourOf(chart, s);
    let last: { readonly x: number; readonly y: number } | null = null;
    for (const [i, value] of values.entries()) {
      if (value === null) continue;
      const at = { x: xOf(i), y: yOf(value) };
      if (last) drawing.line(last.x, last.y, at.x, at.y, colour, 1.2);
      last = at;
    }
    if (last) drawing.marks.push({ kind: 'rect', x: last.x - 1.8, y: last.y - 1.8, w: 3.6, h: 3.6, fill: colour });
  }
  const shown = Math.min(6, chart.categories.length);
  for (let n = 0; n < shown; n += 1) {
    const i = shown === 1 ? 0 : Math.round((n * (chart.categories.length - 1)) / (shown - 1));
    drawing.text(chart.categories[i]![lang], n === 0 ? left : n === shown - 1 ? left + width : xOf(i), plot.y + plot.h + 11, n === 0 ? 'left' : n === shown - 1 ? 'right' : 'middle');
  }
  drawLimits(chart, lang, left, width, yOf, drawing);
};

/** The chart drawn into a box, pt from the top left of a page. Nothing to show draws its frame alone; a chart never throws. */
export const chartMarks = (chart: Chart, box: ChartBox, lang: Lang, measure: Measure): readonly Mark[] => {
  const drawing = createDrawing(measure);
  const legend = drawLegend(chart, box, lang, measure, drawing);
  const plot = { x: box.x, y: box.y + legend + 8, w: box.w, h: box.h - legend - 8 };
  if (chart.kind === 'bars') drawBars(chart, plot, lang, measure, drawing);
  else if (chart.kind === 'columns') drawColumns(chart, plot, lang, measure, drawing);
  else drawLines(chart, plot, lang, measure, drawing);
  return drawing.marks;
};

/** The height in pt a chart wants at the full width of a column. */
export const chartHeight = (chart: Chart): number => (chart.kind === 'bars' ? Math.max(54, chart.categories.length * 19 + 10) : chart.kind === 'line' ? 118 : 140) + (chart.series.length > 1 ? 16 : 0);
