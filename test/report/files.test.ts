import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../domain/report/build.ts';
import { axisSteps, chartMarks, type Chart } from '../../domain/report/charts.ts';
import { forecastOf } from '../../domain/report/figures/capacity.ts';
import { layOutReport } from '../../domain/report/layout.ts';
import { layOutSummary } from '../../domain/report/summary.ts';
import { periodOfDays, reportPeriods } from '../../domain/report/period.ts';
import { chapterTitles } from '../../domain/report/chapterTitles.ts';
import { reportToDocx } from '../../main/report/docx.ts';
import { createReportPrinter } from '../../main/report/pdf.ts';
import { reportToXlsx } from '../../main/report/xlsx.ts';
import { reportFiles, type ReportFile } from '../../main/report/files.ts';
import { assetsFolder } from '../cli/run.ts';
import { calendar, madeAt, period as quarter, profile, quarters, toInput, type Exported } from './generated.ts';
import { addDays } from '../../domain/clocks/shanghai.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { PaperClock } from '../../domain/report/input.ts';
import { hasTool } from '../tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const options = { lang: 'zh', fontsFolder: join(assetsFolder, 'fonts') } as const;
const report = buildReport(toInput(fc.sample(quarters(30), { seed: 7, numRuns: 12 }).toSorted((a, b) => b.length - a.length)[0]!, { notes: [{ chapter: 'work', text: '本期工作总体平稳。', author: '赵敏' }] }));
let files: readonly ReportFile[] = [];
beforeAll(async () => {
  files = await reportFiles(report, options);
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
});
const fileOf = (end: string): ReportFile => files.find(({ name }) => name.endsWith(end))!;
/** The parts of a zip, read by its central directory. */
const unzip = (bytes: Uint8Array): ReadonlyMap<string, string> => {
  const data = Buffer.from(bytes);
  const end = data.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const parts = new Map<string, string>();
  for (let n = data.readUInt16LE(end + 10), at = data.readUInt32LE(end + 16); n > 0; n -= 1) {
    const [method, size, nameLength] = [data.readUInt16LE(at + 10), data.readUInt32LE(at + 20), data.readUInt16LE(at + 28)];
    const local = data.readUInt32LE(at + 42);
    const from = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const body = data.subarray(from, from + size);
    parts.set(data.toString('utf8', at + 46, at + 46 + nameLength), (method === 8 ? inflateRawSync(body) : body).toString('utf8'));
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return parts;
};
/** Tags open and close in turn: what a parser asks first. */
const isWellFormed = (xml: string): boolean => {
  const open: string[] = [];
  for (const [, closing, name, , empty] of xml.replace(/<\?.*?\?>|<!--.*?-->/gsu, '').matchAll(/<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/gu)) {
    if (closing && open.pop() !== name) return false;
    if (!closing && !empty) open.push(name!);
  }
  return open.length === 0 && !/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/iu.test(xml);
};

describe('the cover of a report', () => {
  it('breaks long names into lines that can be read, none of them over another or over the edge', () => {
    const measure = (words: string, _font: string, size: number): number => words.length * size;
    const textsOf = (client: string) => {
      const [cover] = layOutReport({ ...report, project: { zh: client, en: client }, client: { zh: client, en: client }, contractor: { zh: client, en: client }, supervision: { zh: client, en: client } }, 'zh', measure as never);
      return cover!.parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark] : [])));
    };
    expect(textsOf('某市人力资源和社会保障局').filter(({ text }) => text === '某市人力资源和社会保障局').map(({ size }) => size)).toEqual([16, 14, 14, 14]);
    const name = '局'.repeat(200);
    const onSummary = layOutSummary({ ...report, project: { zh: name, en: name } }, 'zh', measure as never).parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' && /^局+$/.test(mark.text) ? [mark] : [])));
    expect(onSummary.map(({ text }) => text).join('')).toBe(name);
    for (const { x, text, size } of onSummary) expect(x + text.length * size).toBeLessThan(210 * 72 / 25.4 - 40);
    for (const length of [30, 60, 100, 200]) {
      const texts = textsOf('局'.repeat(length));
      const names = texts.filter(({ text }) => /^局+$/.test(text));
      expect(names.map(({ text }) => text).join('').length).toBe(4 * length);
      expect(Math.min(...names.map(({ size }) => size))).toBeGreaterThanOrEqual(6);
      const right = names.filter(({ x }) => x === names.at(-1)!.x).toSorted((a, b) => a.y - b.y);
      for (const [i, line] of right.entries()) if (i > 0) expect(line.y - right[i - 1]!.y).toBeGreaterThanOrEqual(line.size);
      expect(Math.max(...texts.map(({ y }) => y))).toBeLessThan(297 * 72 / 25.4 - 60);
    }
  });
});

describe('the summary of a report', () => {
  const crowded = (lines: number, long: string): typeof report => ({
    ...report, project: { zh: '积分落户管理信息系统'.repeat(8), en: 'Operation and maintenance of the points-based household registration system '.repeat(2) },
    missing: Array.from({ length: lines }, (_, i) => ({ rule: `R${10 + i}`, what: { zh: `缺项${i}：${long}`, en: `Missing ${i}: ${long}` }, count: 1, days: [], ids: [] })),
    openPoints: Array.from({ length: lines }, (_, i) => ({ id: String(i), form: 'incident', number: `SJ-BJ01-2021-00000${i}`, what: `遗留${i}：${long}`, why: { zh: '事件未关闭', en: 'incident not closed' }, since: '2021-10-12', carried: false })),
  });
  /** Texts of a page with the height of their baseline above its foot, pt. */
  const placedTexts = async (bytes: Uint8Array): Promise<{ readonly text: string; readonly y: number }[]> => {
    const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
    const task = getDocument({ data: Uint8Array.from(bytes), verbosity: 0 });
    const pdf = await task.promise;
    expect(pdf.numPages).toBe(1);
    const { items } = await (await pdf.getPage(1)).getTextContent();
    await task.destroy();
    return items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [{ text: item.str, y: item.transform[5] as number }] : []));
  };
  const printer = createReportPrinter({ fontsFolder: options.fontsFolder });
  const long = '数据库全备份未按计划执行，介质登记与校验记录缺失，需补做并由质量管理人员复核后再报甲方确认。'.repeat(2);

  it.for(['zh', 'en'] as const)('is one page on which nothing lies over the place to sign, and says how much more there is (%s)', async (lang) => {
    for (const [lines, words] of [[5, long], [12, long], [3, '缺'], [0, '']] as const) {
      const texts = await placedTexts(await printer.summary(crowded(lines, words), lang));
      const signTop = texts.find(({ text }) => text.startsWith(lang === 'zh' ? '运维主管' : 'O&M'))!.y + 14;
      const below = texts.filter(({ y }) => y < signTop).map(({ text }) => text);
      expect(below.filter((text) => /缺项|Missing|遗留|SJ-|R1\d|另有|more in|Open/.test(text))).toEqual([]);
      const rows = texts.filter(({ y }) => y > signTop).map(({ y }) => y).sort((a, b) => a - b);
      expect(rows[0]! - signTop).toBeGreaterThan(4);
      const all = texts.map(({ text }) => text).join('\n');
      const shown = new Set(all.match(/SJ-BJ01-2021-0+\d+/g)).size;
      const more = [...all.matchAll(lang === 'zh' ? /另有\s*(\d+)\s*项/g : /(\d+) more in/g)].map(([, n]) => Number(n));
      if (lines === 12) expect(more).toHaveLength(2);
      if (lines === 3) expect(more).toEqual([]);
      if (more.length === 2) expect(shown + more[1]!).toBe(lines);
    }
  });
});

describe('lists of a report', () => {
  const day = (i: number): string => addDays(quarter.from, i % 90);
  const id = (i: number): string => `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`;
  const submitted = (n: number): readonly PaperClock[] => Array.from({ length: n }, (_, i) => ({ id: id(i), form: 'service-order', number: `FW-BJ01-2021-${String(i).padStart(6, '0')}`, headline: `服务${i}`, clock: 'document-archive', started: `${day(i)}T09:00:00+08:00`, due: `${day(i)}T18:00:00+08:00`, estimated: false }));
  const sheetsOf = async (of: typeof report, lang: 'zh' | 'en') => (await readXlsx(await reportToXlsx(of, lang))).sheets;
  const wordsOf = (of: typeof report, lang: 'zh' | 'en'): string => layOutReport(of, lang, (text, _font, size) => text.length * size * 0.5).flatMap(({ parts }) => parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])))).join(' ');

  it('have every document handed in, one by one in the workbook and in Word; on paper too, unless there are too many', async () => {
    const few = buildReport(toInput([], { submitted: submitted(60) }));
    for (const { number } of submitted(60)) expect(wordsOf(few, 'zh')).toContain(number);
    const many = buildReport(toInput([], { submitted: submitted(450) }));
    const sheets = await sheetsOf(many, 'zh');
    const listed = new Set(sheets.find(({ name }) => name.startsWith('11 '))!.rows.map((row) => row[0]));
    for (const { number } of submitted(450)) expect(listed).toContain(number);
    const docx = unzip(await reportToDocx(many, 'zh')).get('word/document.xml')!;
    for (const { number } of submitted(450)) expect(docx).toContain(number);
    // the sheet of what stands behind a figure names the papers
    const behind = sheets.at(-1)!.rows.filter((row) => row[0] === 'document.year');
    expect(behind).toHaveLength(450);
    expect(behind.every((row) => typeof row[3] === 'string' && row[3].startsWith('FW-'))).toBe(true);
    expect(wordsOf(many, 'zh')).toContain('逐条清单见工作簿');
    const english = wordsOf(many, 'en');
    expect(english).toContain('October 2021');
    expect(english).not.toContain('份');
  }, 60_000);

  it('are whole in the workbook, and say on paper how much is not there', async () => {
    const of = (form: string, data: object, n: number): readonly Exported[] => Array.from({ length: n }, (_, i) => ({ id: id(i), form, number: `N-${String(i).padStart(4, '0')}`, state: 'submitted', at: `${day(i)}T09:00:00+08:00`, data: { ...data, [formsById.get(form)!.happens ?? 'none']: `${day(i)}T09:00:00+08:00` }, corrected: false, voided: false, unsent: false, conflict: false, sealed: true, printed: [] }) as unknown as Exported);
    const whole = buildReport(toInput([...of('survey', { comment: '很好' }, 230)]));
    const rows = (await sheetsOf(whole, 'zh')).find(({ name }) => name.startsWith('3 '))!.rows;
    expect(rows.filter((row) => /^N-\d/.test(String(row[0])))).toHaveLength(230);
    expect(wordsOf(whole, 'zh')).toContain('另有 30 条，见工作簿');
    expect(wordsOf(whole, 'en')).toContain('30 more in the workbook');
    const late = buildReport(toInput([], { clocks: submitted(260).map((clock) => ({ ...clock, clock: 'document-submit', kept: '2023-01-01T00:00:00+08:00' })) }));
    for (const { number } of submitted(260)) expect(wordsOf(late, 'zh')).toContain(number);
  }, 60_000);
});

describe('the files of a report', () => {
  it('are the same to the byte when the same report is printed again', async () => {
    const again = await reportFiles(JSON.parse(JSON.stringify(report)) as typeof report, options);
    for (const end of ['.pdf', '-summary.pdf', '.csv', '.json']) expect(Buffer.from(again.find(({ name }) => name.endsWith(end))!.bytes).equals(Buffer.from(fileOf(end).bytes))).toBe(true);
  });

  it.runIf(hasTool('qpdf') && hasTool('pdftotext', '-v'))('are a PDF with cover, contents, the fourteen chapters in their order, and page numbers', () => {
    const pdf = join(folder, readdirSync(folder).find((name) => /\d\.pdf$/.test(name))!);
    execFileSync('qpdf', ['--check', pdf]);
    const words = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    let at = -1;
    for (const { zh } of Object.values(chapterTitles)) {
      expect(words.indexOf(zh, at)).toBeGreaterThan(at);
      at = words.indexOf(zh, at);
    }
    expect(words).toContain('第 1 季度服务报告');
    const printed = layOutReport(report, 'zh', (text) => text.length * 8).flatMap(({ parts }) => parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' && mark.text.startsWith('— ') ? [mark.text] : []))));
    expect(printed.slice(0, 3)).toEqual(['— 1 —', '— 2 —', '— 3 —']);
    expect(words).toContain('（赵敏撰）');
  });

  it('are a Word document and a workbook whose every part is sound', async () => {
    for (const end of ['.docx', '.xlsx']) {
      const parts = unzip(fileOf(end).bytes);
      expect(parts.has('[Content_Types].xml')).toBe(true);
      for (const [name, xml] of parts) if (/\.(xml|rels)$/.test(name)) expect([name, isWellFormed(xml)]).toEqual([name, true]);
    }
    const { sheets } = await readXlsx(fileOf('.xlsx').bytes);
    expect(sheets.map(({ name }) => name)).toContain('9 SLA执行评估报告');
    const figure = report.figures.find(({ id }) => id === 'request.channel')!;
    expect(sheets[0]!.rows.find((row) => row[0] === 'request.channel' && row[2] === null)?.[3] ?? sheets[0]!.rows.find((row) => row[0] === 'request.channel')?.[3]).toBe(figure.value);
  });

  it('are a workbook whose sheets are as wide as their page on paper, with their head on each', async () => {
    const parts = unzip(fileOf('.xlsx').bytes);
    const sheets = [...parts].filter(([name]) => /worksheets\/sheet\d+\.xml$/.test(name));
    expect(sheets.length).toBeGreaterThan(10);
    for (const [name, xml] of sheets) {
      expect([name, /<pageSetUpPr[^>]*fitToPage="1"/.test(xml)]).toEqual([name, true]);
      expect([name, xml.match(/<pageSetup [^>]*>/)?.[0]]).toEqual([name, expect.stringMatching(/(?=.*orientation="landscape")(?=.*paperSize="9")(?=.*fitToHeight="0")/)]);
    }
    const titles = [...parts.get('xl/workbook.xml')!.matchAll(/<definedName name="_xlnm\.Print_Titles"[^>]*>([^<]*)</g)].map(([, range]) => range!);
    expect(titles.length).toBeGreaterThan(0);
    // a name with spaces stands in quotes, or the office program takes the file for a broken one
    for (const range of titles) expect(range).toMatch(/^('[^']+'|[^\s']+)!\$1:\$1$/);
  });

  if (!hasTool('soffice')) console.log('没有 LibreOffice，跳过办公软件打开检查 (no LibreOffice: opening is not checked)');
  it.runIf(hasTool('soffice'))('open in LibreOffice', () => {
    // both have one name: each is converted into a folder of its own
    for (const end of ['.docx', '.xlsx']) {
      const out = join(folder, `office${end}`);
      execFileSync('soffice', ['--headless', `-env:UserInstallation=file://${folder}/office`, '--convert-to', 'pdf', '--outdir', out, join(folder, fileOf(end).name)], { timeout: 120_000 });
      expect(readdirSync(out).filter((name) => name.endsWith('.pdf'))).toHaveLength(1);
    }
  });
  it.runIf(hasTool('soffice') && hasTool('pdftotext', '-v'))('have the number of a paper whole on its line, in Word too', () => {
    const numbers = new Set([...unzip(fileOf('.docx').bytes).get('word/document.xml')!.matchAll(/>([a-z]+(?:-[a-z]+)*-[0-9a-f]{8})</g)].map(([, number]) => number!));
    expect(numbers.size).toBeGreaterThan(5);
    const out = join(folder, 'office.docx');
    for (const pdf of [join(out, readdirSync(out).find((name) => name.endsWith('.pdf'))!), join(folder, readdirSync(folder).find((name) => /\d\.pdf$/.test(name))!)]) {
      const drawn = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
      expect([...numbers].filter((number) => !drawn.includes(number)), pdf).toEqual([]);
    }
  });
  it.runIf(hasTool('soffice') && hasTool('pdftotext', '-v'))('are a Word document whose contents name the page of each chapter', () => {
    const out = join(folder, 'office.docx');
    const pages = execFileSync('pdftotext', ['-layout', join(out, readdirSync(out).find((name) => name.endsWith('.pdf'))!), '-'], { encoding: 'utf8' }).split('\f');
    const titles = Object.values(chapterTitles).map(({ zh }) => zh.replaceAll(/\s/g, ''));
    const lines = pages.map((page) => page.split('\n').map((line) => line.replaceAll(/\s/g, '')));
    const contents = lines.findIndex((page) => page.includes('目录'));
    const named = titles.map((title) => Number(lines[contents]!.flatMap((line) => new RegExp(`、${title}[.…·]*(\\d+)$`, 'u').exec(line)?.[1] ?? [])[0]));
    // the pages are counted from the first chapter on
    const found = titles.map((title) => lines.findIndex((page, i) => i > contents && page.some((line) => line.endsWith(`、${title}`))) - contents);
    expect(named).toEqual(found);
  });

  it('say in every format what was left out or counted with a reservation, and how many', async () => {
    const told = { void: '作废，未计入', corrected: '已被更正，未计入', unsent: '未上传总部，已计入', conflict: '有冲突，已计入' };
    expect(report.apart.map(({ why }) => why).toSorted()).toEqual(Object.keys(told).toSorted());
    const csv = readFileSync(join(folder, fileOf('.csv').name), 'utf8');
    const figure = report.figures.find(({ id }) => id === 'work.papers')!;
    const docx = unzip(fileOf('.docx').bytes).get('word/document.xml')!.replaceAll(/<[^>]*>/g, '');
    const { sheets } = await readXlsx(fileOf('.xlsx').bytes);
    const cells = sheets.flatMap(({ rows }) => rows.map((row) => row.map(String)));
    const printed = layOutReport(report, 'zh', (text) => text.length * 8).flatMap(({ parts }) => parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))));
    const json = JSON.parse(Buffer.from(fileOf('.json').bytes).toString('utf8')) as typeof report;
    for (const { why, ids } of report.apart) {
      expect(csv).toContain(`${told[why]} ${figure.apart.find((each) => each.why === why)!.ids.length}`);
      expect(docx).toContain(`${told[why]}${ids.length}`);
      expect(cells.filter(([first]) => first === told[why]).map(([, n]) => Number(n))).toEqual([ids.length]);
      expect(printed[printed.indexOf(told[why]) + 1]).toBe(String(ids.length));
      expect(json.apart.find((each) => each.why === why)!.ids).toEqual(ids);
    }
  });

  it('keep every table beside a chart that is broken, and say so in its place', async () => {
    const nan: Partial<Chart> = { series: [{ label: { zh: '值', en: 'value' }, values: [Number.NaN] }] };
    const faults: readonly Partial<Chart>[] = [nan, { series: [{ label: { zh: '值', en: 'value' }, values: [] }] }, { categories: [] }, { top: Number.POSITIVE_INFINITY }];
    let n = 0;
    const broken = { ...report, chapters: report.chapters.map((chapter) => ({ ...chapter, charts: chapter.charts.map((chart): Chart => ({ ...chart, ...faults[n++ % faults.length] })) })) };
    expect(n).toBeGreaterThan(faults.length);
    const made = await reportFiles(broken, options);
    const docx = unzip(made.find(({ name }) => name.endsWith('.docx'))!.bytes).get('word/document.xml')!;
    const text = (of: typeof report): readonly string[] => layOutReport(of, 'zh', (words) => words.length * 8).flatMap(({ parts }) => parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))));
    const printed = text(broken);
    expect(printed.filter((words) => words.includes('图无法绘制'))).toHaveLength(n);
    expect(docx.match(/图无法绘制，数据见表/g)).toHaveLength(n);
    for (const { title, rows } of report.chapters.flatMap(({ tables }) => tables)) {
      expect([title.zh, printed.some((words) => words.endsWith(title.zh)), docx.includes(title.zh)]).toEqual([title.zh, true, true]);
      expect(rows.length).toBeGreaterThanOrEqual(0);
    }
    // cells of the tables are as they were
    const cells = report.chapters.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells.flatMap((cell) => (typeof cell === 'number' ? [String(cell)] : [])))));
    for (const cell of new Set(cells)) expect(printed.filter((words) => words === cell).length).toBeGreaterThanOrEqual(cells.filter((each) => each === cell).length);
  });

  it('are a CSV that Chinese Excel reads, a line for each figure and each share', () => {
    const csv = readFileSync(join(folder, fileOf('.csv').name), 'utf8');
    expect(csv.startsWith('\uFEFF编号,')).toBe(true);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + report.figures.reduce((sum, { shares }) => sum + 1 + shares.length, 0));
  });
});

describe('periods', () => {
  it('begin with the service, or with the calendar where the profile says so (setting 10)', () => {
    const quarterly = reportPeriods([profile], calendar, '2022-04-01').filter(({ kind }) => kind === 'quarter').map(({ from, to }) => `${from} ${to}`);
    expect(quarterly).toEqual(['2022-03-27 2022-06-26', '2021-12-27 2022-03-26', '2021-09-27 2021-12-26']);
    const settings = profile.settings.map((each) => (each.id === 'quarter-start' && each.kind === 'choice' ? { ...each, value: 'calendar' } : each));
    expect(reportPeriods([{ ...profile, settings }], calendar, '2022-01-01').filter(({ kind }) => kind === 'quarter').map(({ from, to }) => `${from} ${to}`)).toEqual(['2022-01-01 2022-03-31', '2021-10-01 2021-12-31', '2021-09-27 2021-09-30']);
    expect(periodOfDays([profile], calendar, '2021-09-27', '2021-12-26')).toMatchObject({ kind: 'quarter', no: 1 });
    expect(periodOfDays([profile], calendar, '2021-10-01', '2021-10-31')).toMatchObject({ kind: 'span' });
    expect(periodOfDays([profile], calendar, '2021-10-31', '2021-10-01')).toBeNull();
  });
});

describe('forecast and charts', () => {
  const points = (values: readonly number[]) => values.map((value, i) => ({ day: `2021-10-${String(i + 1).padStart(2, '0')}`, value }));
  it('follows the straight line to the alarm, and says when it cannot', () => {
    // 50 on the first day, 2 more each day: 90 is 20 days after the first
    expect(forecastOf({ alarm: 90 }, points([50, 52, 54, 56, 58, 60, 62]))).toEqual({ kind: 'reaches', day: '2021-10-21', perDay: 2 });
    expect(forecastOf({ alarm: 90 }, points([50, 52, 54]))).toEqual({ kind: 'few', perDay: null });
    expect(forecastOf({ alarm: 90 }, points([62, 60, 58, 56, 54, 52, 50]))).toEqual({ kind: 'none', perDay: -2 });
    expect(forecastOf({ alarm: 60 }, points([50, 52, 54, 56, 58, 60, 62]))).toMatchObject({ kind: 'reached' });
    expect(forecastOf({ alarm: 90 }, points([50, 50, 50, 50, 50, 50, 50]))).toEqual({ kind: 'none', perDay: 0 });
  });

  it('has axes in round steps that hold every value', () => {
    fc.assert(fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), fc.boolean(), (most, whole) => {
      const steps = axisSteps(most, whole);
      expect(steps.at(-1)!).toBeGreaterThanOrEqual(most * (1 - 1e-9));
      expect(steps.length).toBeLessThanOrEqual(6);
      if (whole) expect(steps.every(Number.isInteger)).toBe(true);
    }));
  });

  it('keeps every mark inside its box, whatever the values', () => {
    expect.hasAssertions();
    const chart = fc.record({ kind: fc.constantFrom('columns', 'bars', 'line'), values: fc.array(fc.option(fc.integer({ min: 0, max: 10_000_000 }).map((hundredths) => hundredths / 100)), { minLength: 1, maxLength: 30 }) });
    fc.assert(fc.property(chart, ({ kind, values }) => {
      const of: Chart = { id: 'a', kind: kind as Chart['kind'], title: { zh: '图', en: 'Chart' }, unit: { zh: '', en: '' }, categories: values.map((_, i) => ({ zh: `第${i}项`, en: `${i}` })), series: [{ label: { zh: '值', en: 'value' }, values }], limits: [], table: 'a' };
      for (const mark of chartMarks(of, { x: 100, y: 100, w: 400, h: 200 }, 'zh', (words) => words.length * 8)) {
        if (mark.kind === 'rect') expect(mark.x >= 99 && mark.x + mark.w <= 501 && mark.y >= 99 && mark.y + mark.h <= 301).toBe(true);
        if (mark.kind === 'line') expect([mark.y1, mark.y2].every((y) => y >= 99 && y <= 301)).toBe(true);
      }
    }));
  });

  it('was made at its own moment', () => expect(report.madeAt).toBe(madeAt));
});
