import { addDays, addMonths, mondayOf, msToSecond } from '../../clocks/shanghai.ts';
import type { Recurring } from '../../contract/rules.ts';
import { formsById } from '../../forms/index.ts';
import { text, type Text } from '../../text/text.ts';
import { isSubmitted, roundsBetween, type DutyRecord, type DutyRound } from '../../today/duties.ts';
import { keepingPapers, turnsBetween, type KeptRecord, type Turn } from '../../today/turns.ts';
import { timeOf, type Brief } from '../brief.ts';
import { cellOf, countable, figure, idsOf, percentOf, type Figure } from '../figure.ts';
import { endOfReport, papersOf, type ReportInput } from '../input.ts';
import type { ReportPeriod } from '../period.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

/** No clock that runs from the end of a turn is longer, days. */
const longestTail = 130;

/** The first day whose papers may keep a turn of `row` that ends in the period. */
export const firstKeepingDay = ({ every, dueBy }: Recurring, { from }: Pick<ReportPeriod, 'from'>): string => {
  const back = dueBy === undefined ? from : addDays(from, -longestTail);
  return every.unit === 'month' ? addMonths(back, -every.figure) : addDays(mondayOf(back), -7 * every.figure);
};

/** Rounds of the period's duties, as they stood at its end. A weekly sheet is filed under its Monday, which may lie before. */
export const roundsOf = (input: ReportInput): readonly DutyRound[] => {
  const { profile, calendar, period } = input;
  const form = formsById.get(parts.inspection);
  if (!form) return [];
  const existing = countable(input.papers.get(form.id) ?? []).briefs.map((brief): DutyRecord => ({
    template: cellOf(brief, 'template'), day: timeOf(brief) ?? '', round: cellOf(brief, 'round'), recordId: brief.id, state: brief.state, closedOrSubmitted: isSubmitted(brief, form),
  }));
  return roundsBetween(profile, calendar, period.from, period.to, msToSecond(endOfReport(input)), existing, { since: input.since });
};

const toKept = ({ id, form, number, state, reached, data, createdAt, owner }: Brief): KeptRecord => ({ id, form, number, state, reached, data, updatedAt: createdAt, owner: { id: '', name: owner } });

/** What comes back and is kept by papers, other than rounds, as it stood at the period's end. */
export const turnsOf = (input: ReportInput): readonly Turn[] => {
  const { profile, calendar, period } = input;
  const papers = profile.recurring.flatMap((row) => {
    const form = row.record && formsById.get(row.record.form);
    return form ? keepingPapers(row, countable(input.papers.get(form.id) ?? []).briefs.map(toKept), form) : [];
  });
  const keyPeriods = papersOf(input, parts.keyPeriod).briefs.flatMap((brief) => { const from = timeOf(brief); return from === undefined ? [] : [{ from, to: cellOf(brief, 'to') }]; });
  return turnsBetween(profile, calendar, { from: period.from, to: period.to, keyPeriods, since: input.since }, papers, msToSecond(endOfReport(input)));
};

const isOver = (round: DutyRound): boolean => round.state === 'done' || round.state === 'missed' || round.state === 'late';
/** Turns of a row that are over: kept or not, and nobody's guess. */
const isJudged = ({ state }: Turn): boolean => state === 'kept' || state === 'keptLate' || state === 'missed' || state === 'late';
const isKept = ({ state }: Turn): boolean => state === 'kept' || state === 'keptLate';

/** Inspection rounds made of those due, and what they found (R10-R12). */
export const inspectionFigures = (input: ReportInput, rounds: readonly DutyRound[]): readonly Figure[] => {
  const { briefs, apart } = papersOf(input, parts.inspection);
  const over = rounds.filter(isOver);
  const done = over.filter((round) => round.state === 'done');
  const idsDone = (of: readonly DutyRound[]): readonly string[] => [...new Set(of.flatMap((round) => (round.state === 'done' && round.recordId ? [round.recordId] : [])))];
  const withVerdict = (verdict: 'alarm' | 'warning') => briefs.filter((brief) => brief.readings.some((reading) => reading.verdict === verdict));
  const [alarms, warnings] = [withVerdict('alarm'), withVerdict('warning')];
  const readings = (verdict: 'alarm' | 'warning'): number => briefs.reduce((sum, brief) => sum + brief.readings.filter((reading) => reading.verdict === verdict).length, 0);
  const duties = new Map(rounds.map((round) => [round.dutyId, round.label]));
  return [
    figure({ id: 'inspection.completion', label: text('巡检完成率', 'Inspection rounds made'), formula: text('已提交巡检单的时段 ÷ 应巡检的时段 × 100%；工作日按国务院放假安排', 'rounds with a submitted sheet ÷ rounds due × 100 %; working days by the State Council notices'), source: sources.contract, unit: 'percent', value: percentOf(done.length, over.length), ids: idsDone(done) }, {
      shares: [...duties].map(([duty, label]) => {
        const of = over.filter((round) => round.dutyId === duty);
        return { key: duty, label, value: percentOf(of.filter((round) => round.state === 'done').length, of.length), ids: idsDone(of) };
      }),
      apart,
    }),
    figure({ id: 'inspection.missed', label: text('缺巡检时段', 'Rounds missed'), formula: text('应巡检而没有提交巡检单的时段数', 'rounds due without a submitted sheet'), source: sources.contract, unit: 'count', value: over.length - done.length, ids: [] }, {
      shares: [...duties].map(([duty, label]) => ({ key: duty, label, value: over.filter((round) => round.dutyId === duty && round.state !== 'done').length, ids: [] })),
    }),
    figure({ id: 'inspection.abnormal', label: text('异常读数', 'Readings out of limits'), formula: text('达到报警值、预警值的读数个数，按单据所载阈值判定（R10）', 'readings that reached their alarm or warning, by the limits pinned in the sheet (R10)'), source: sources.capacity, unit: 'count', value: readings('alarm') + readings('warning'), ids: [...new Set(idsOf([...alarms, ...warnings]))] }, {
      shares: [{ key: 'alarm', label: text('报警', 'Alarms'), value: readings('alarm'), ids: idsOf(alarms) }, { key: 'warning', label: text('预警', 'Warnings'), value: readings('warning'), ids: idsOf(warnings) }], apart,
    }),
  ];
};

/** Backups made of those due, and how they ended (R22). */
export const backupFigures = (input: ReportInput, turns: readonly Turn[]): readonly Figure[] => {
  const { briefs, apart } = papersOf(input, parts.backup);
  const judged = turns.filter((turn) => turn.row.record?.form === parts.backup && isJudged(turn));
  const rows = new Map(input.profile.recurring.filter((row) => row.record?.form === parts.backup).map((row) => [row.id, row.label]));
  const idsKept = (of: readonly Turn[]): readonly string[] => [...new Set(of.flatMap((turn) => (turn.last ? [turn.last.id] : [])))];
  const share = (key: string, label: Text, of: readonly Turn[]) => ({ key, label, value: percentOf(of.filter(isKept).length, of.length), ids: idsKept(of) });
  const failed = briefs.filter((brief) => cellOf(brief, 'result') === 'failed');
  const results: readonly (readonly [string, Text])[] = [['success', text('成功', 'Successful')], ['partial', text('部分成功', 'Partly')], ['failed', text('失败', 'Failed')]];
  return [
    figure({ id: 'backup.completion', label: text('备份完成率', 'Backups made'), formula: text('有备份记录的期次 ÷ 应备份的期次 × 100%：增量按日，全量、系统文件按周', 'turns with a backup on record ÷ turns due × 100 %: incremental by day, full and system files by week'), source: sources.contract, unit: 'percent', value: percentOf(judged.filter(isKept).length, judged.length), ids: idsKept(judged) }, {
      shares: [...rows].map(([id, label]) => share(id, label, judged.filter((turn) => turn.row.id === id))), apart,
    }),
    figure({ id: 'backup.result', label: text('备份结果', 'Backup results'), formula: text('期内备份记录按结果计数', 'backups of the period by result'), source: sources.contract, unit: 'count', value: briefs.length, ids: idsOf(briefs) }, {
      shares: results.map(([key, label]) => ({ key, label, value: briefs.filter((brief) => cellOf(brief, 'result') === key).length, ids: idsOf(briefs.filter((brief) => cellOf(brief, 'result') === key)) })), apart,
      notes: failed.length > 0 ? [text(`失败 ${failed.length} 次，见表。`, `${failed.length} failed, see the table.`)] : [],
    }),
  ];
};
