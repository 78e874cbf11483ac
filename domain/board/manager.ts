import { dayOf } from '../clocks/shanghai.ts';
import { replyClock } from '../desk/figures.ts';
import type { StakeBoard } from '../money/stake.ts';
import { percentOf } from '../report/figure.ts';
import { faultFigures } from '../report/figures/incidents.ts';
import { satisfactionFigures } from '../report/figures/satisfaction.ts';
import { serviceLevels } from '../report/figures/sla.ts';
import type { ReportInput } from '../report/input.ts';
import { text, type Text } from '../text/text.ts';
import type { DutyRound } from '../today/duties.ts';
import type { Turn } from '../today/turns.ts';
import { judgedUntil, lastDayOf } from './quarter.ts';
import type { Board, BoardApart, BoardFigure } from './board.ts';
import { dutiesKept, keptPanel, levelsPanel, moneyPanel, riskPanel, sharesPanel, valuesPanel, weeksPanel, type DayTally } from './panels.ts';

/** Everything the manager's board is made of: counts, and the few papers whose figures need more than a count. */
export type ManagerInput = {
  readonly report: ReportInput;
  readonly days: ReadonlyMap<string, DayTally>;
  readonly kinds: { readonly form: string; readonly name: string; readonly tally: DayTally };
  /** none of a quarter that is over */
  readonly openClocks: readonly { readonly clock: string; readonly edge: number; readonly n: number }[];
  /** ISO seconds: long ago, now, in three days, in seven. */
  readonly edges: readonly [past: string, now: string, soon: string, week: string];
  readonly judged: readonly { readonly clock: string; readonly met: number; readonly missed: number }[];
  readonly rounds: readonly DutyRound[];
  readonly turns: readonly Turn[];
  /** papers of the quarter that are told apart */
  readonly apart: readonly BoardApart[];
  /** null for who is not shown sums */
  readonly money: StakeBoard | null;
};

const toneOf = (percent: number | null, wanted: number): BoardFigure['tone'] => (percent === null ? undefined : percent >= wanted ? 'good' : percent >= wanted - 10 ? 'warn' : 'alarm');
const withTone = (figure: Omit<BoardFigure, 'tone'>, tone: BoardFigure['tone']): BoardFigure => (tone ? { ...figure, tone } : figure);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
/** Satisfied customers a board shows in green; the contract names no figure. */
const contentFrom = 90;

/** Whether the quarter of a board is over: nothing of it is at risk any more, and what presses today stands on the board of the running one. */
export const isOver = ({ report: { period, now } }: Pick<ManagerInput, 'report'>): boolean => period.to < dayOf(now);

/** A quarter for the manager, the running one so far: what is at risk, what was kept, and what it may cost. The figures are the report's own. */
export const managerBoard = (input: ManagerInput): Board => {
  const { report, edges: [past, now, soon, week], judged, openClocks } = input;
  const { profile, period } = report;
  const span = { from: period.from, to: period.to };
  const over = isOver(input);
  const levels = serviceLevels(profile);
  const ids = levels.map(({ id }) => id);
  const open = levels.flatMap((rule) => {
    const of = (edge: number): number => sum(openClocks.filter(({ clock, edge: at }) => clock === rule.id && at === edge).map(({ n }) => n));
    const counts = [of(0), of(1), of(2)] as const;
    return sum(counts) === 0 ? [] : [{ clock: rule.id, label: rule.label, rule: rule.rule, counts }];
  });
  const level = levels.flatMap((rule) => judged.filter(({ clock }) => clock === rule.id).map(({ clock, met, missed }) => ({ clock, label: rule.label, rule: rule.rule, met, missed })));
  const [met, missed] = [sum(level.map((each) => each.met)), sum(level.map((each) => each.missed))];
  const replies = level.find(({ clock }) => clock === replyClock);
  const kept = dutiesKept(input.rounds, input.turns, { from: span.from, to: lastDayOf(span, now) });
  const [due, done] = [sum(kept.map((each) => each.due)), sum(kept.map((each) => each.kept))];
  const faults = faultFigures(report);
  const satisfaction = satisfactionFigures(report);
  const named = (figures: typeof satisfaction, id: string) => figures.find((each) => each.id === id)!;
  const csat = named(satisfaction, 'satisfaction.csat');
  const dueSpan = { from: `${period.from}T00:00:00+08:00`, to: judgedUntil(span, now) };
  const rate = percentOf(met, met + missed);
  const inTime = replies ? percentOf(replies.met, replies.met + replies.missed) : null;
  const clocks = (label: Text, formula: Text, span: Text, id: string, value: number, from: string, to: string, tone: BoardFigure['tone']): BoardFigure =>
    withTone({ id, label, formula, span, unit: 'count', value, ...(value > 0 && { records: { kind: 'clocks', clocks: ids, from, to, which: 'open' } }) }, value > 0 ? tone : 'good');
  const soFar = over ? text('全季', 'the whole quarter') : text('本季度至今', 'this quarter so far');
  return {
    span, madeAt: report.now, apart: input.apart,
    figures: [
      ...(over ? [] : [
        clocks(text('超期未办', 'Overdue'), text('截止时间已过、还没有办结的合同期限', 'deadlines of the contract that are over and not kept'), text('截至此刻', 'as of now'), 'overdue', sum(open.map(({ counts }) => counts[0])), past, now, 'alarm'),
        clocks(text('3 日内到期', 'Due within 3 days'), text('72 小时内到期、还没有办结的合同期限', 'deadlines of the contract that end within 72 hours'), text('此刻起 72 小时', 'next 72 hours'), 'soon', sum(open.map(({ counts }) => counts[1])), now, soon, 'warn'),
      ]),
      withTone({ id: 'sla', label: text('SLA 达成率', 'Service levels met'), formula: text('按时 ÷（按时 + 未按时）× 100%', 'met ÷ (met + missed) × 100 %'), span: soFar, unit: 'percent', value: rate, of: `${met} / ${met + missed}`, ...(missed > 0 && { records: { kind: 'clocks', clocks: ids, ...dueSpan, which: 'missed' } }) }, toneOf(rate, 100)),
      withTone({ id: 'replies', label: text('投诉按时回复', 'Complaints replied in time'), formula: text('期限内回复 ÷ 期限已到的投诉 × 100%；合同要求 100%（R6）', 'replied in time ÷ complaints due × 100 %; the contract asks for 100 % (R6)'), span: soFar, unit: 'percent', value: inTime, of: replies ? `${replies.met} / ${replies.met + replies.missed}` : '0 / 0', ...(replies && { records: { kind: 'clocks', clocks: [replyClock], ...dueSpan, which: replies.missed > 0 ? 'missed' : 'met' } }) }, toneOf(inTime, 100)),
      withTone({ id: 'kept', label: text('例行工作完成率', 'Recurring work kept'), formula: text('已做 ÷ 应做（巡检时段、备份等，已过期限的）× 100%', 'kept ÷ due (rounds, backups and the like, once over) × 100 %'), span: soFar, unit: 'percent', value: percentOf(done, due), of: `${done} / ${due}`, ...(due > 0 && { kept: {} }) }, toneOf(percentOf(done, due), 100)),
      withTone({ id: 'csat', label: csat.label, formula: csat.formula, span: soFar, unit: csat.unit, value: csat.value, of: `n = ${csat.ids.length}`, ...(csat.ids.length > 0 && { records: { kind: 'ids', ids: csat.ids } }) }, toneOf(typeof csat.value === 'number' ? csat.value : null, contentFrom)),
      ...(input.money === null ? [] : [withTone({ id: 'money', label: text('乙方涉及金额', 'At stake for the contractor'), formula: text('本月应付、已计违约等之和，不含仅为可能的', 'sums due or running this month, without those only possible'), span: text('至本月末', 'until the end of the month'), unit: 'yuan', value: input.money.totals.contractor.byMonthEnd, screen: 'money' }, Number(input.money.totals.contractor.byMonthEnd) > 0 ? 'alarm' : 'good')]),
    ],
    panels: [
      ...(over ? [] : [riskPanel(open, [now, soon, week], past)]),
      levelsPanel(level, dueSpan),
      weeksPanel(input.days, span, now.slice(0, 10)),
      keptPanel(kept),
      sharesPanel(faults.grade, text('事件（按等级）', 'Incidents by grade'), text('等级', 'Grade'), 'columns', [faults.mtta, faults.mttr, faults.open]),
      valuesPanel('kinds', text('服务请求（按类别）', 'Requests by kind'), input.kinds.form, input.kinds.name, input.kinds.tally, span),
      sharesPanel(named(satisfaction, 'satisfaction.marks'), text('满意度评分分布', 'Distribution of marks'), text('评分', 'Mark'), 'columns', [csat, named(satisfaction, 'satisfaction.response')], text('评分项', 'Marks')),
      ...(input.money === null ? [] : [moneyPanel(input.money.stakes)]),
    ],
  };
};
