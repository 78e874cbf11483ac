import { addDays } from '../clocks/shanghai.ts';
import { formsById } from '../forms/index.ts';
import { text, type Text } from '../text/text.ts';
import type { Counted } from '../today/counted.ts';
import type { Board, BoardFigure } from './board.ts';

/** What the board of one person's day is made of. */
export type DayInput = {
  readonly day: string;
  readonly madeAt: string;
  /** Rounds and turns of the day sheet: how many there are, and how many were kept. */
  readonly duties: { readonly due: number; readonly kept: number };
  /** Papers of his that still want something. */
  readonly open: number;
  /** Papers of his whose deadline is over, or ends today. */
  readonly overdue: readonly string[];
  readonly today: readonly string[];
  /** Papers he wrote in the last fortnight. */
  readonly written: readonly { readonly form: string; readonly day: string; readonly n: number }[];
};

/** Days the board looks back, today included. */
export const daysBack = 14;
const dayLabel = (day: string): Text => text(`${Number(day.slice(5, 7))}/${Number(day.slice(8))}`, `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`);

/** My day: what is done of what is due, what is mine and open, and what I wrote lately. */
export const dayBoard = ({ day, madeAt, duties, open, overdue, today, written }: DayInput): Board => {
  const from = addDays(day, 1 - daysBack);
  const days = Array.from({ length: daysBack }, (_, i) => addDays(from, i));
  const countOf = (of: readonly { readonly n: number }[]): number => of.reduce((sum, { n }) => sum + n, 0);
  const perDay = days.map((each) => countOf(written.filter((row) => row.day === each)));
  const byForm = [...Map.groupBy(written, ({ form }) => form)].map(([form, of]) => ({ form, label: formsById.get(form)?.short ?? text(form, form), n: countOf(of) })).toSorted((a, b) => b.n - a.n);
  const papers = (id: string, label: Text, formula: Text, ids: readonly string[], tone: 'alarm' | 'warn'): BoardFigure => ({ id, label, formula, unit: 'count', value: ids.length, tone: ids.length > 0 ? tone : 'good', ...(ids.length > 0 && { records: { kind: 'ids', ids } }) });
  const note = text('近 14 天由我新建的单据。', 'Records I created in the last 14 days.');
  const empty = text('近 14 天没有新建单据。', 'No record was created in the last 14 days.');
  return {
    span: { from, to: day }, madeAt, apart: [],
    figures: [
      { id: 'duties', label: text('今日例行', 'Duties today'), formula: text('今日巡检时段与到期的例行工作中已做的', 'rounds and recurring work of today that are done'), unit: 'count', value: `${duties.kept} / ${duties.due}`, of: `${duties.kept} / ${duties.due}`, ...(duties.due > 0 && { screen: 'today', query: { show: 'duties' satisfies Counted }, tone: duties.kept === duties.due ? 'good' : 'warn' }) },
      { id: 'open', label: text('我的在办', 'Mine, open'), formula: text('由我负责、还没有办结的单据', 'my records still open'), unit: 'count', value: open, ...(open > 0 && { records: { kind: 'own' } }) },
      papers('overdue', text('我的超期', 'Mine, overdue'), text('由我负责、截至此刻期限已过的单据', 'my records whose deadline is over by now'), overdue, 'alarm'),
      papers('today', text('我的今天到期', 'Mine, due today'), text('由我负责、今天 24:00 前到期的单据', 'my records due by 24:00 today'), today, 'warn'),
      { id: 'written', label: text('今天新建', 'Created today'), formula: text('今天由我新建的单据', 'records I created today'), unit: 'count', value: perDay.at(-1) ?? 0, ...((perDay.at(-1) ?? 0) > 0 && { records: { kind: 'own', written: { from: day, to: day } } }) },
    ],
    panels: [
      {
        id: 'written', title: text('近 14 天', 'Last 14 days'), note, empty,
        chart: byForm.length === 0 ? null : { id: 'written', kind: 'columns', title: text('近 14 天新建单据', 'Records created in 14 days'), unit: text('张', 'records'), categories: days.map(dayLabel), series: [{ label: text('单据', 'Records'), values: perDay }], limits: [], table: 'written', whole: true },
        columns: [{ label: text('日期', 'Day'), weight: 3 }, { label: text('单据', 'Records'), align: 'right', weight: 2 }],
        rows: byForm.length === 0 ? [] : days.map((each, i) => [{ value: each }, perDay[i]! > 0 ? { value: perDay[i]!, records: { kind: 'own' as const, written: { from: each, to: each } } } : { value: 0 }]),
      },
      {
        id: 'forms', title: text('按单据种类', 'By kind'), note, empty,
        chart: byForm.length === 0 ? null : { id: 'forms', kind: 'bars', title: text('按单据种类', 'By kind'), unit: text('张', 'records'), categories: byForm.map(({ label }) => label), series: [{ label: text('单据', 'Records'), values: byForm.map(({ n }) => n) }], limits: [], table: 'forms', whole: true },
        columns: [{ label: text('单据', 'Record'), weight: 4 }, { label: text('数量', 'Number'), align: 'right', weight: 2 }],
        rows: byForm.map(({ form, label, n }) => [{ value: label }, { value: n, records: { kind: 'own' as const, written: { from, to: day, form } } }]),
      },
    ],
  };
};
