import { complaintsOf } from './figures/complaints.ts';
import { withoutSide } from './figures/downtime.ts';
import { formsWithSpans, isContradictory } from './figures/durations.ts';
import { faultsOf } from './figures/incidents.ts';
import { formsById } from '../forms/index.ts';
import { startOfDay } from '../clocks/shanghai.ts';
import { text, type Text } from '../text/text.ts';
import type { DutyRound } from '../today/duties.ts';
import type { Turn } from '../today/turns.ts';
import { timeOf, type Brief } from './brief.ts';
import { cellOf, countable, idsOf, type Figure } from './figure.ts';
import { papersOf, type ReportInput } from './input.ts';
import type { Makeable, Missing } from './report.ts';
import { parts } from './parts.ts';

const withNumbers = (of: readonly { readonly number: string }[], between = '、'): string => of.slice(0, 3).map(({ number }) => number).join(between) + (of.length > 3 ? ' …' : '');
/** `1 incident has`, `2 incidents have`. */
const counted = (n: number, what: string, [one, many]: readonly [string, string] = ['has', 'have']): string => `${n} ${what}${n === 1 ? '' : 's'} ${n === 1 ? one : many}`;

/** The papers a cell names, by id. */
const refsOf = (brief: Brief, name: string): readonly string[] => {
  const value = brief.data[name];
  return Array.isArray(value) ? (value as readonly { readonly id: string }[]).map(({ id }) => id) : [];
};

/** A survey that waits for its answer: it has no time until then. */
const isAsked = ({ form, state }: Brief): boolean => {
  const def = formsById.get(form);
  return def?.about !== undefined && !def.lifecycle.states[state]?.closed;
};

/** Papers a screen offers to write of one kind; the days name the others. */
const mostMakeable = 60;

/** What there is of the time before the station came into use: nothing, or what was written down later. */
const gapBefore = (input: ReportInput): Pick<Missing, 'ids' | 'what'> => {
  const { since, period } = input;
  const later = [...input.papers.keys()].flatMap((form) => papersOf(input, form).briefs).filter((brief) => (timeOf(brief) ?? brief.createdAt).slice(0, 10) < since);
  const n = later.length;
  const isWhole = period.to < since;
  return {
    ids: idsOf(later),
    what: n === 0
      ? isWhole ? text(`工作站自 ${since} 启用，没有本期的记录`, `The station came into use on ${since} and has no records of this period`) : text(`工作站自 ${since} 启用，没有此前的记录`, `The station came into use on ${since} and has no records from before`)
      : isWhole ? text(`工作站自 ${since} 启用，本期只有事后登记的 ${n} 张单据`, `The station came into use on ${since}; of this period it has only ${n} ${n === 1 ? 'record' : 'records'} written down later`) : text(`工作站自 ${since} 启用，此前只有事后登记的 ${n} 张单据`, `The station came into use on ${since}; from before it has only ${n} ${n === 1 ? 'record' : 'records'} written down later`),
  };
};

/** What the period lacks, before anything is printed: papers that were owed, fields a figure needs, what headquarters has not. */
export const missingOf = (input: ReportInput, rounds: readonly DutyRound[], turns: readonly Turn[], figures: readonly Figure[]): readonly Missing[] => {
  const out: Missing[] = [];
  const { from } = input.period;
  if (from < input.since) out.push({ rule: 'R24', count: 1, days: [], ...gapBefore(input) });
  for (const row of input.profile.recurring) {
    const lacking = turns.filter((turn) => turn.row.id === row.id && row.record && (turn.state === 'missed' || turn.state === 'late'));
    const papers = lacking.reduce((sum, { owed, made }) => sum + owed - made, 0);
    if (papers > 0) out.push({ rule: row.rule, count: papers, form: row.record!.form, days: lacking.map(({ period }) => period.to), ids: [], makeable: lacking.slice(0, mostMakeable).map(({ period }): Makeable => ({ source: 'turn', row: row.id, id: `turn:${row.id}:${period.from}`, begins: startOfDay(period.from), due: period.due })), what: text(`缺 ${papers} 次${row.label.zh}记录`, `${papers} ${papers === 1 ? 'record' : 'records'} of ${row.label.en.toLowerCase()} missing`) });
  }
  const byDuty = new Map<string, DutyRound[]>();
  for (const round of rounds) if (round.state === 'missed' || round.state === 'late') byDuty.set(round.dutyId, [...(byDuty.get(round.dutyId) ?? []), round]);
  for (const missed of byDuty.values()) {
    const { label, rule, form } = missed[0]!;
    out.push({ rule, count: missed.length, form, days: [...new Set(missed.map((round) => round.day))], ids: [], makeable: missed.slice(0, mostMakeable).map((round): Makeable => ({ source: 'round', row: round.dutyId, id: `round:${round.dutyId}:${round.day}:${round.round.id}`, begins: startOfDay(round.day), due: round.until, ...(round.recordId !== undefined && { record: { id: round.recordId, form: round.form, number: '' } }) })), what: text(`缺 ${missed.length} 个时段的${label.zh}`, `${counted(missed.length, `round`, ['is', 'are'])} missing of ${label.en.toLowerCase()}`) });
  }
  const incidents = faultsOf(input).briefs;
  const unanswered = incidents.filter((brief) => cellOf(brief, 'respondedAt') === '');
  if (unanswered.length > 0) out.push({ rule: 'R14', count: unanswered.length, form: parts.fault, days: [], ids: idsOf(unanswered), what: text(`${unanswered.length} 张事件单没有响应时间：${withNumbers(unanswered)}`, `${counted(unanswered.length, 'incident')} no time of response: ${withNumbers(unanswered, ', ')}`) });
  const reported = new Set(papersOf(input, parts.faultReport).briefs.flatMap((brief) => refsOf(brief, 'incident')));
  const unreported = incidents.filter((brief) => brief.state === 'restored' && !reported.has(brief.id));
  if (unreported.length > 0) out.push({ rule: 'R14', count: unreported.length, form: parts.fault, days: [], ids: idsOf(unreported), what: text(`${unreported.length} 个已恢复的事件没有故障处理报告：${withNumbers(unreported)}`, `${counted(unreported.length, 'restored incident')} no fault report: ${withNumbers(unreported, ', ')}`) });
  const undated = [...input.papers.keys()].flatMap((form) => papersOf(input, form).briefs).filter((brief) => timeOf(brief) === undefined && !isAsked(brief));
  if (undated.length > 0) out.push({ rule: 'R24', count: undated.length, days: [], ids: idsOf(undated), what: text(`${undated.length} 张单据没有填写归入报告期的时间，按制单日计入：${withNumbers(undated)}`, `${counted(undated.length, 'record')} no time that puts ${undated.length === 1 ? 'it' : 'them'} into a period, counted by the day ${undated.length === 1 ? 'it was' : 'they were'} made: ${withNumbers(undated, ', ')}`) });
  const sideless = withoutSide(input);
  if (sideless.length > 0) out.push({ rule: 'R24', count: sideless.length, form: parts.fault, days: [], ids: idsOf(sideless), what: text(`${sideless.length} 个造成中断的事件没有写明所属环境，未计入可用性：${withNumbers(sideless)}`, `${counted(sideless.length, 'incident that interrupted the service', ['names', 'name'])} no environment, and no availability counts ${sideless.length === 1 ? 'it' : 'them'}: ${withNumbers(sideless, ', ')}`) });
  for (const form of formsWithSpans) {
    const crossed = papersOf(input, form).briefs.filter(isContradictory);
    if (crossed.length > 0) out.push({ rule: 'R24', count: crossed.length, form, days: [], ids: idsOf(crossed), what: text(`${crossed.length} 张${formsById.get(form)!.title.zh}的时间先后矛盾，未计入用时：${withNumbers(crossed)}`, `${counted(crossed.length, 'record')} times that contradict each other, left out of the durations: ${withNumbers(crossed, ', ')}`) });
  }
  const unsaid = complaintsOf(input).briefs.filter((brief) => cellOf(brief, 'repliedAt') === '');
  if (unsaid.length > 0) out.push({ rule: 'R6', count: unsaid.length, form: parts.complaint, days: [], ids: idsOf(unsaid), what: text(`${unsaid.length} 件投诉没有回复：${withNumbers(unsaid)}`, `${counted(unsaid.length, 'complaint')} no reply: ${withNumbers(unsaid, ', ')}`) });
  const unsigned = papersOf(input, parts.order).briefs.filter((brief) => brief.sealedAt === undefined);
  if (unsigned.length > 0) out.push({ rule: 'R8', count: unsigned.length, form: parts.order, days: [], ids: idsOf(unsigned), what: text(`${unsigned.length} 张现场服务单未签认：${withNumbers(unsigned)}`, `${counted(unsigned.length, 'service order', ['is', 'are'])} not signed: ${withNumbers(unsigned, ', ')}`) });
  // the customer answers one survey about each order, or says that he does not
  const rated = new Set(countable(input.papers.get(parts.satisfaction) ?? []).briefs.flatMap((brief) => (formsById.get(parts.satisfaction)!.lifecycle.states[brief.state]?.closed ? [cellOf(brief, 'orderNumber')] : [])));
  const unrated = papersOf(input, parts.order).briefs.filter((brief) => brief.sealedAt !== undefined && !rated.has(brief.number));
  if (unrated.length > 0) out.push({ rule: 'R8', count: unrated.length, form: parts.order, days: [], ids: idsOf(unrated), what: text(`${unrated.length} 张已签认的现场服务单没有满意度测评，也没有“本次不评”：${withNumbers(unrated)}`, `${counted(unrated.length, 'signed service order')} neither a survey nor a “Not this time”: ${withNumbers(unrated, ', ')}`) });
  for (const [form, result, field] of [[parts.change, parts.changeResult, 'change'], [parts.release, parts.releaseResult, 'release']] as const) {
    const carriedOut = new Set(countable(input.papers.get(result) ?? []).briefs.flatMap((brief) => (formsById.get(result)!.lifecycle.states[brief.state]?.tone === 'done' ? refsOf(brief, field) : [])));
    const without = papersOf(input, form).briefs.filter((brief) => brief.state === 'closed' && !carriedOut.has(brief.id));
    if (without.length > 0) out.push({ rule: 'R20', count: without.length, form, days: [], ids: idsOf(without), what: text(`${without.length} 张已关闭的${formsById.get(form)!.title.zh}没有${formsById.get(result)!.title.zh}：${withNumbers(without)}`, `${counted(without.length, `closed ${form}`)} no result: ${withNumbers(without, ', ')}`) });
  }
  const apart = new Map<string, Set<string>>();
  for (const { why, ids } of figures.flatMap((each) => each.apart)) for (const id of ids) apart.set(why, (apart.get(why) ?? new Set()).add(id));
  // a report also counts what stands in a register from before its period: the sum is told in its two parts
  const ofPeriod = new Set([...input.papers.keys()].flatMap((form) => idsOf(papersOf(input, form).briefs)));
  const partsOf = (ids: readonly string[]): Text => {
    const within = ids.filter((id) => ofPeriod.has(id)).length;
    const rest = ids.length - within;
    return rest === 0 ? text('，都是期内单据', ', all of the period') : text(`（期内单据 ${within} 张，登记册条目等期外单据 ${rest} 张）`, ` (${within} of the period, ${rest} from outside it, such as register entries)`);
  };
  const unsent = [...(apart.get('unsent') ?? [])];
  if (unsent.length > 0) out.push({ rule: 'R27', count: unsent.length, days: [], ids: unsent, what: text(`${unsent.length} 张单据尚未上传总部，已计入${partsOf(unsent).zh}`, `${counted(unsent.length, 'record')} not reached headquarters; counted all the same${partsOf(unsent).en}`) });
  const conflict = [...(apart.get('conflict') ?? [])];
  if (conflict.length > 0) out.push({ rule: 'R27', count: conflict.length, days: [], ids: conflict, what: text(`${conflict.length} 张单据有未处理的冲突，按本机内容计入${partsOf(conflict).zh}`, `${counted(conflict.length, 'record', ['is', 'are'])} in conflict; counted as it stands here${partsOf(conflict).en}`) });
  return out;
};
