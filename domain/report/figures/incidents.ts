import { isoToMs, msToSecond } from '../../clocks/shanghai.ts';
import { formsById } from '../../forms/index.ts';
import { gradeKnownAt } from '../../incident/ofRecord.ts';
import { text } from '../../text/text.ts';
import { timeOf, type Brief } from '../brief.ts';
import { cellOf, countable, figure, idsOf, meanOf, numberOf, sharesBy, type Counted, type Figure, type Share } from '../figure.ts';
import { endOfReport, kindsOf, papersOf, statesOf, type ReportInput } from '../input.ts';
import { downtimeOf, spanOfReport, unionMinutes, watchedSpan } from './downtime.ts';
import { lasting } from './durations.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

/** The grade in force at the end of what the report can see (R15): the one a closed fault was closed with, else as reckoned for that moment. */
export const gradeAt = (brief: Brief, input: ReportInput): string => {
  const written = cellOf(brief, 'grade');
  const def = formsById.get(parts.fault);
  if (!def || (written !== '' && def.lifecycle.states[brief.state]?.closed)) return written;
  const grade = gradeKnownAt(def, brief, msToSecond(endOfReport(input) - 1000), input.profile);
  return grade?.ok ? grade.value.grade : written;
};

/** A sheet begun and left blank tells of no fault yet. */
const withoutBlanks = (counted: Counted): Counted =>
  ({ ...counted, briefs: counted.briefs.filter((brief) => ['kind', 'symptom'].some((name) => cellOf(brief, name).trim() !== '') || numberOf(brief, 'downMinutes') !== undefined) });

/** The faults of the period. */
export const faultsOf = (input: Pick<ReportInput, 'papers' | 'period'>): Counted => withoutBlanks(papersOf(input, parts.fault));

/** Faults that stood unrestored at the end of what the report can see, whenever they were found. */
const standingAtEnd = (input: ReportInput): Counted => {
  const end = endOfReport(input);
  return withoutBlanks(countable((input.papers.get(parts.fault) ?? []).filter((brief) => {
    const restored = cellOf(brief, 'restoredAt');
    return isoToMs(timeOf(brief) ?? brief.createdAt) < end && (restored === '' || isoToMs(restored) >= end);
  })));
};

const sharesByGrade = (briefs: readonly Brief[], input: ReportInput): readonly Share[] =>
  sharesBy(briefs, input.profile.grades.levels.map(({ id, label }) => ({ key: id, label })), (brief) => gradeAt(brief, input));

/** The faults of the period by their grade, as the figure `incident.grade` has them. */
export const gradeShares = (input: ReportInput): readonly Share[] => sharesByGrade(faultsOf(input).briefs, input);

const countedFaults = (briefs: readonly Brief[]) => ({ formula: text('期内发现的事件（故障）处理单张数，未填写的空白单除外', 'incidents found in the period, without sheets left blank'), source: sources.incident, unit: 'count' as const, value: briefs.length, ids: idsOf(briefs) });

/** Faults of the period as a board shows them: by grade, how soon they were answered and mended, and which still stand. */
export const faultFigures = (input: ReportInput): { readonly grade: Figure; readonly mtta: Figure; readonly mttr: Figure; readonly open: Figure } => {
  const { briefs, apart } = faultsOf(input);
  const acknowledged = lasting(briefs, 'reportedAt', 'respondedAt');
  const restored = lasting(briefs, 'foundAt', 'restoredAt');
  const mean = (of: typeof restored) => ({ value: meanOf(of.map(({ minutes }) => minutes)), ids: idsOf(of.map(({ brief }) => brief)) });
  const standing = standingAtEnd(input);
  return {
    grade: figure({ id: 'incident.grade', label: text('事件（按等级）', 'Incidents by grade'), ...countedFaults(briefs) }, { shares: sharesByGrade(briefs, input), apart }),
    mtta: figure({ id: 'incident.mtta', label: text('平均响应时间（MTTA）', 'Mean time to acknowledge (MTTA)'), formula: text('∑（响应时间 − 报告时间）÷ 两者都有且先后无矛盾的事件数，分钟', 'sum of (responded − reported) ÷ incidents that have both, in their order, minutes'), source: sources.incident, unit: 'minute', ...mean(acknowledged) }, { apart, notes: [text('合同未约定响应时间（未明确之处 11）。', 'The contract agrees on no response time (unclear point 11).')] }),
    mttr: figure({ id: 'incident.mttr', label: text('平均恢复时间（MTTR）', 'Mean time to restore (MTTR)'), formula: text('期内发现的事件：∑（恢复时间 − 发现时间）÷ 已恢复且先后无矛盾的事件数，分钟；期末之后才恢复的也计', 'of the incidents found in the period: sum of (restored − found) ÷ incidents restored whose times are in their order, minutes; those restored after its end count'), source: sources.incident, unit: 'minute', ...mean(restored) }, { apart }),
    open: figure({ id: 'incident.open', label: text('期末未恢复的事件', 'Incidents not restored at the end'), formula: text('期末前发现（含以前各期）、至期末尚未恢复的事件数；之后才恢复的也计', 'incidents found by the end of the period, earlier ones included, and not restored by then; those restored later count'), source: sources.incident, unit: 'count', value: standing.briefs.length, ids: idsOf(standing.briefs) }, { apart: standing.apart }),
  };
};

/** Faults and what lies behind them (R14, R15, R18). */
export const incidentFigures = (input: ReportInput): readonly Figure[] => {
  const { briefs, apart } = faultsOf(input);
  const counted = countedFaults(briefs);
  const faults = faultFigures(input);
  const seen = spanOfReport(input);
  const failures = briefs.filter((brief) => downtimeOf(brief, seen) !== null);
  const watched = watchedSpan(input);
  const elapsed = watched ? (watched.to - watched.from) / 60_000 : 0;
  const down = unionMinutes((input.papers.get(parts.fault) ?? []).flatMap((brief) => (brief.corrected ? [] : (downtimeOf(brief, seen) ?? []))));
  const problems = papersOf(input, parts.problem);
  const faultKinds = input.profile.grades.kinds.map(({ id, label }) => ({ key: id, label }));
  return [
    faults.grade,
    figure({ id: 'incident.kind', label: text('事件（按类别）', 'Incidents by kind'), ...counted }, { shares: sharesBy(briefs, faultKinds, (brief) => cellOf(brief, 'kind')), apart }),
    figure({ id: 'incident.side', label: text('事件（按所属环境）', 'Incidents by environment'), ...counted }, { shares: sharesBy(briefs, kindsOf(parts.fault, 'side'), (brief) => cellOf(brief, 'side')), apart }),
    faults.mtta,
    faults.mttr,
    figure({ id: 'incident.mtbf', label: text('平均无故障时间（MTBF）', 'Mean time between failures (MTBF)'), formula: text('（期内有记录以来的时间 − 中断时间）÷ 造成中断的事件数，小时，7×24 计', '(time elapsed in the period since there are records − time down) ÷ incidents that interrupted the service, hours, round the clock'), source: sources.availability, unit: 'hour', value: failures.length === 0 ? null : Math.round((elapsed - down) / failures.length / 6) / 10, ids: idsOf(failures) }, {
      apart, notes: failures.length === 0 ? [text('期内没有造成中断的事件。', 'No incident interrupted the service.')] : [],
    }),
    faults.open,
    figure({ id: 'problem.category', label: text('问题（按类别）', 'Problems by category'), formula: text('期内登记的问题处理单张数', 'problems registered in the period'), source: sources.incident, unit: 'count', value: problems.briefs.length, ids: idsOf(problems.briefs) }, { shares: sharesBy(problems.briefs, kindsOf(parts.problem, 'category'), (brief) => cellOf(brief, 'category')), apart: problems.apart }),
    figure({ id: 'problem.state', label: text('问题（按状态）', 'Problems by state'), formula: text('期内登记的问题处理单按当前状态计数', 'problems registered in the period by their state'), source: sources.incident, unit: 'count', value: problems.briefs.length, ids: idsOf(problems.briefs) }, { shares: sharesBy(problems.briefs, statesOf(parts.problem), (brief) => brief.state), apart: problems.apart }),
  ];
};
