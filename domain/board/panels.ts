import { addDays, mondayOf } from '../clocks/shanghai.ts';
import { formsById } from '../forms/index.ts';
import type { Stake } from '../money/stake.ts';
import { percentOf, type Figure } from '../report/figure.ts';
import type { ReportColumn } from '../report/report.ts';
import { unitWords } from '../report/tables.ts';
import { text, type Text } from '../text/text.ts';
import type { DutyRound } from '../today/duties.ts';
import type { Turn } from '../today/turns.ts';
import type { BoardPanel, Selection } from './board.ts';
import { keptItems, type KeptItem } from './kept.ts';

export type Span = { readonly from: string; readonly to: string };
export type DayTally = readonly { readonly key: string; readonly n: number }[];

const nothing = text('还没有记录。', 'There is nothing on record yet.');
/** More bars than this are no picture; the table has all of them. */
const mostBars = 12;
const right = (label: Text, weight = 2): ReportColumn => ({ label, align: 'right', weight });
/** What a count opens; nought opens nothing. */
const cell = (value: number, records: Selection) => (value > 0 ? { value, records } : { value });

/** Papers week by week, a series for each form. Weeks begin on Monday; the first and the last may be cut by the span. */
export const weeksPanel = (tallies: ReadonlyMap<string, DayTally>, { from, to }: Span, today: string): BoardPanel => {
  const last = to < today ? to : today;
  const weeks: Span[] = [];
  for (let day = mondayOf(from); day <= last; day = addDays(day, 7)) weeks.push({ from: day < from ? from : day, to: addDays(day, 6) > to ? to : addDays(day, 6) });
  const forms = [...tallies].map(([id, days]) => ({ id, label: formsById.get(id)?.short ?? text(id, id), counts: weeks.map((week) => days.reduce((sum, { key, n }) => (key >= week.from && key <= week.to ? sum + n : sum), 0)) }));
  const labelOf = (week: Span): Text => text(`${Number(week.from.slice(5, 7))}月${Number(week.from.slice(8))}日`, week.from.slice(5));
  return {
    id: 'weeks', title: text('每周业务量', 'Work by week'), note: text('按单据自己的时间计；作废与已更正的除外。', 'By the time of the records; without those voided or corrected.'), empty: nothing,
    chart: forms.every(({ counts }) => counts.every((n) => n === 0)) ? null : { id: 'weeks', kind: 'columns', title: text('每周业务量', 'Work by week'), unit: text('张', 'records'), categories: weeks.map(labelOf), series: forms.map(({ label, counts }) => ({ label, values: counts })), limits: [], table: 'weeks', whole: true },
    columns: [{ label: text('周（起日）', 'Week from'), weight: 3 }, ...forms.map(({ label }) => right(label))],
    rows: weeks.map((week, i) => [{ value: labelOf(week) }, ...forms.map(({ id, counts }) => cell(counts[i]!, { kind: 'papers', form: id, ...week }))]),
  };
};

export type RiskRow = { readonly clock: string; readonly label: Text; readonly rule: string; readonly counts: readonly [overdue: number, soon: number, week: number] };
/** Deadlines still running, clock by clock: which are over, and which end soon. `edges`: now, in three days, in seven. */
export const riskPanel = (rows: readonly RiskRow[], edges: readonly [string, string, string], past: string): BoardPanel => {
  const spans = [{ from: past, to: edges[0] }, { from: edges[0], to: edges[1] }, { from: edges[1], to: edges[2] }] as const;
  const heads = [text('已超期', 'Overdue'), text('3 日内', 'Within 3 days'), text('7 日内', 'Within 7 days')] as const;
  const pressing = rows.slice(0, mostBars);
  const series = ([['alarm', 0], ['warn', 1], ['calm', 2]] as const).map(([tone, i]) => ({ label: heads[i], values: pressing.map(({ counts }) => counts[i]), tone }));
  return {
    id: 'risk', title: text('义务风险：未办结的期限', 'Obligations at risk: deadlines still running'), note: text('按合同期限逐项：已超期的，和 7 日内到期的。', 'Clock by clock of the contract: those overdue, and those due within 7 days.'), empty: text('没有超期和 7 日内到期的期限。', 'No deadline is overdue or due within 7 days.'),
    chart: pressing.length === 0 ? null : { id: 'risk', kind: 'bars', title: text('未办结的期限', 'Deadlines still running'), unit: text('项', 'deadlines'), categories: pressing.map(({ label }) => label), series, limits: [], table: 'risk', whole: true },
    columns: [{ label: text('期限', 'Deadline'), weight: 5 }, { label: text('条款', 'Rule'), weight: 1 }, ...heads.map((head) => right(head))],
    rows: rows.map(({ clock, label, rule, counts }) => [{ value: label }, { value: rule }, ...counts.map((n, i) => cell(n, { kind: 'clocks', clocks: [clock], ...spans[i]!, which: 'open' }))]),
  };
};

export type LevelRow = { readonly clock: string; readonly label: Text; readonly rule: string; readonly met: number; readonly missed: number };
/** Service levels of the span so far, clock by clock. */
export const levelsPanel = (rows: readonly LevelRow[], span: Span): BoardPanel => ({
  id: 'levels', title: text('SLA 执行', 'Service levels'), note: text('截止时间在期内且已到的期限；因不可抗力顺延而达成的计入按时。', 'Clocks due in the period so far; those saved by a suspension count as met.'), empty: text('还没有到期的期限。', 'No deadline has come yet.'),
  chart: rows.length === 0 ? null : { id: 'levels', kind: 'bars', title: text('SLA 执行', 'Service levels'), unit: text('项', 'deadlines'), categories: rows.map(({ label }) => label), series: [{ label: text('按时', 'Met'), values: rows.map(({ met }) => met), tone: 'good' }, { label: text('未按时', 'Missed'), values: rows.map(({ missed }) => missed), tone: 'alarm' }], limits: [], table: 'levels', whole: true },
  columns: [{ label: text('期限', 'Deadline'), weight: 5 }, { label: text('条款', 'Rule'), weight: 1 }, right(text('按时', 'Met')), right(text('未按时', 'Missed')), right(text('达成率', 'Rate'))],
  rows: rows.map(({ clock, label, rule, met, missed }) => [{ value: label }, { value: rule }, cell(met, { kind: 'clocks', clocks: [clock], ...span, which: 'met' }), cell(missed, { kind: 'clocks', clocks: [clock], ...span, which: 'missed' }), { value: `${percentOf(met, met + missed) ?? 0}%` }]),
});

/** What a figure of the report falls into. `counted`: what its numbers count, where it is not papers. */
export const sharesPanel = (figure: Figure, title: Text, kind: Text, chartKind: 'bars' | 'columns', notes: readonly Figure[] = [], counted = text('数量', 'Number')): BoardPanel => {
  const shown = figure.shares.filter(({ value }) => typeof value === 'number');
  const some = shown.some(({ value }) => value !== 0);
  const words = notes.flatMap(({ label, value, unit }) => (value === null ? [] : [{ zh: `${label.zh} ${value} ${unitWords[unit].zh}`, en: `${label.en} ${value} ${unitWords[unit].en}` }]));
  return {
    id: figure.id, title, note: words.length > 0 ? text(words.map(({ zh }) => zh).join('；'), words.map(({ en }) => en).join('; ')) : figure.formula, empty: nothing,
    chart: some ? { id: figure.id, kind: chartKind, title, unit: unitWords[figure.unit], categories: shown.map(({ label }) => label), series: [{ label: figure.label, values: shown.map(({ value }) => Number(value)) }], limits: [], table: figure.id, ...(figure.unit === 'count' && { whole: true }) } : null,
    columns: [{ label: kind, weight: 5 }, right(counted)],
    rows: some ? shown.map(({ label, value, ids }) => [{ value: label }, ids.length > 0 ? { value, records: { kind: 'ids', ids } } : { value }]) : [],
  };
};

/** Papers by the value of a choice. */
export const valuesPanel = (id: string, title: Text, form: string, name: string, tally: DayTally, span: Span): BoardPanel => {
  const field = formsById.get(form)?.fields[name];
  const labels = new Map(field?.kind === 'choice' ? field.options.map(({ value, label }) => [value, label]) : []);
  const rows = tally.toSorted((a, b) => b.n - a.n);
  const labelOf = (key: string): Text => labels.get(key) ?? text(key, key);
  return {
    id, title, note: text('按单据自己的时间计；作废与已更正的除外。', 'By the time of the records; without those voided or corrected.'), empty: nothing,
    chart: rows.length === 0 ? null : { id, kind: 'bars', title, unit: text('张', 'records'), categories: rows.map(({ key }) => labelOf(key)), series: [{ label: title, values: rows.map(({ n }) => n) }], limits: [], table: id, whole: true },
    columns: [{ label: field?.label ?? title, weight: 5 }, right(text('数量', 'Number'))],
    rows: rows.map(({ key, n }) => [{ value: labelOf(key) }, cell(n, { kind: 'papers', form, ...span, where: { name, value: key } })]),
  };
};

export type Kept = { readonly source: KeptItem['source']; readonly row: string; readonly label: Text; readonly rule: string; readonly due: number; readonly kept: number; readonly records: Selection };
/** Rounds and turns that are over, each duty with how many were kept and by which papers; of a turn that wants several, the one that kept it. */
export const dutiesKept = (rounds: readonly DutyRound[], turns: readonly Turn[], span: Span): readonly Kept[] =>
  [...Map.groupBy(keptItems({ rounds, turns }), ({ source, row }) => `${source} ${row}`).values()].map((of): Kept => {
    const { source, row, label, rule } = of[0]!;
    const kept = of.filter((each) => each.kept);
    return { source, row, label, rule, due: of.length, kept: kept.length, records: source === 'round' ? { kind: 'rounds', duty: row, ...span } : { kind: 'ids', ids: kept.flatMap(({ record }) => record ?? []) } };
  });
export const keptPanel = (rows: readonly Kept[]): BoardPanel => ({
  id: 'kept', title: text('例行工作完成率', 'Recurring work kept'), note: text('巡检时段与备份等周期性工作，已过期限的才计。', 'Rounds, backups and other recurring work whose time is over.'), empty: text('还没有到期的例行工作。', 'No recurring work has come due yet.'),
  chart: rows.length === 0 ? null : { id: 'kept', kind: 'bars', title: text('例行工作完成率', 'Recurring work kept'), unit: text('%', '%'), categories: rows.map(({ label }) => label), series: [{ label: text('完成率', 'Kept'), values: rows.map(({ kept, due }) => percentOf(kept, due)) }], limits: [], table: 'kept', top: 100 },
  columns: [{ label: text('工作', 'Duty'), weight: 5 }, { label: text('条款', 'Rule'), weight: 1 }, right(text('应做', 'Due')), right(text('已做', 'Kept')), right(text('缺', 'Missed')), right(text('完成率', 'Rate'))],
  rows: rows.map(({ source, row, label, rule, due, kept, records }) => [{ value: label }, { value: rule }, { value: due, kept: { source, row } }, cell(kept, records), due > kept ? { value: due - kept, kept: { source, row, which: 'missed' as const } } : { value: 0 }, { value: `${percentOf(kept, due) ?? 0}%` }]),
});

/** Sums that hang on the papers this month; what is only possible is left to the money screen. */
export const moneyPanel = (stakes: readonly Stake[]): BoardPanel => {
  const real = stakes.filter(({ status }) => status !== 'possible');
  return {
    id: 'money', title: text('涉及金额（本月）', 'Money at stake (this month)'), note: text('按单据计算到本月末，仅供核对，不作认定。', 'Computed from the records to the end of the month, never decided.'), empty: text('本月没有涉及金额的事项。', 'Nothing is at stake this month.'),
    chart: real.length === 0 ? null : { id: 'money', kind: 'bars', title: text('涉及金额', 'Money at stake'), unit: text('元', 'CNY'), categories: real.map(({ label }) => label), series: [{ label: text('至月末', 'By the end of the month'), values: real.map(({ byMonthEnd }) => Number(byMonthEnd)) }], limits: [], table: 'money' },
    columns: [{ label: text('事项', 'Matter'), weight: 5 }, { label: text('承担方', 'Payer'), weight: 2 }, right(text('今日（元）', 'Today (CNY)'), 3), right(text('至月末（元）', 'By month end (CNY)'), 3), right(text('单据', 'Record'), 3)],
    rows: real.map(({ label, payer, answer, byMonthEnd, record }) => [{ value: label }, { value: payer === 'contractor' ? text('乙方', 'Contractor') : text('甲方', 'Client') }, { value: answer.amount }, { value: byMonthEnd }, record ? { value: record.number, records: { kind: 'ids', ids: [record.id] } } : { value: '' }]),
  };
};
