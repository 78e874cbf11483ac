import { contractDeadline } from '../../clocks/contractClock.ts';
import { settingOf } from '../../contract/settings.ts';
import { refsIn } from '../../record/around.ts';
import { text, type Text } from '../../text/text.ts';
import { isVoid } from '../brief.ts';
import { figure, percentOf, type Figure } from '../figure.ts';
import { endOfReport, startOfReport, type PaperClock, type ReportInput } from '../input.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

type Outcome = 'met' | 'missed' | 'exempt' | 'running';
/** How one clock of the contract was kept: each outcome with the clocks that show it. */
export type Execution = {
  readonly rule: string;
  readonly ruleNo: string;
  readonly clause: string;
  readonly label: Text;
  readonly met: readonly PaperClock[];
  readonly missed: readonly PaperClock[];
  /** Late by the contract's own figure, in time only because a suspension let the clock stand still (R33). */
  readonly exempt: readonly PaperClock[];
  /** Began in the period and due after it, or not due yet. */
  readonly running: readonly PaperClock[];
  /** 已达成 ÷（已达成 + 未达成）; null where none is due. */
  readonly rate: number | null;
};

/** Instants that were reckoned by the station and stored: they need no second look. */
const msOf = (iso: string): number => Date.parse(iso);
/** Keeping and notices say until when, not how well: no service level. */
const isLevel = (direction: string | undefined): boolean => direction === undefined || direction === 'within';
/** The clocks of the contract that say how well it is kept, in the order of the profile. */
export const serviceLevels = ({ rules }: Pick<ReportInput['profile'], 'rules'>): ReportInput['profile']['rules'] => rules.filter((rule) => isLevel(rule.direction));

/**
 * Service levels of the period, clock by clock in the order of the profile. A clock belongs to the period its deadline lies in, so that no
 * clock is judged in two reports.
 */
export const executionsOf = (input: ReportInput): readonly Execution[] => {
  const [start, end] = [startOfReport(input), endOfReport(input)];
  const suspended = new Set((input.registers.get(parts.suspension) ?? []).filter((brief) => !brief.corrected && !isVoid(brief)).flatMap((brief) => refsIn(brief.data, 'papers').map((ref) => ref.id)));
  const isExempt = ({ clock, id, started, kept, due }: PaperClock): boolean => {
    if (!suspended.has(id) || kept === undefined || msOf(kept) > msOf(due)) return false;
    return msOf(kept) > msOf(contractDeadline(input.profile, clock, started, input.calendar).due);
  };
  const outcomeOf = (clock: PaperClock): Outcome | null => {
    const due = msOf(clock.due);
    if (due < start) return null;
    if (due >= end) return msOf(clock.started) < end ? 'running' : null;
    if (isExempt(clock)) return 'exempt';
    return clock.kept !== undefined && msOf(clock.kept) <= due ? 'met' : 'missed';
  };
  const byRule = new Map<string, Record<Outcome, PaperClock[]>>();
  for (const clock of input.clocks) {
    const outcome = outcomeOf(clock);
    if (!outcome) continue;
    let of = byRule.get(clock.clock);
    if (!of) byRule.set(clock.clock, (of = { met: [], missed: [], exempt: [], running: [] }));
    of[outcome].push(clock);
  }
  return serviceLevels(input.profile).map((rule) => {
    const of = byRule.get(rule.id) ?? { met: [], missed: [], exempt: [], running: [] };
    return { rule: rule.id, ruleNo: rule.rule, clause: rule.clause, label: rule.label, ...of, rate: percentOf(of.met.length, of.met.length + of.missed.length) };
  });
};

/** The figures of the service levels, one for each clock and one for all. */
export const slaFigures = (input: ReportInput, executions: readonly Execution[]): readonly Figure[] => {
  const all = (outcome: Outcome): readonly string[] => executions.flatMap((each) => each[outcome].map((clock) => clock.id));
  const [met, missed] = [all('met'), all('missed')];
  const outcomes: readonly (readonly [Outcome, Text])[] = [['met', text('达成', 'Met')], ['missed', text('未达成', 'Missed')], ['exempt', text('免责', 'Exempt')], ['running', text('计时中', 'Running')]];
  const formula = text('按时完成的期限 ÷（按时完成 + 未按时完成）× 100%；截止时间在期内的期限计入，因不可抗力顺延而达成的记为免责，期末未到期的记为计时中', 'clocks kept ÷ (kept + missed) × 100 %; those due in the period count, those saved by a suspension are exempt, those not yet due are running');
  const open = settingOf(input.profile, 'response-times') === 'not-agreed';
  return [
    figure({ id: 'sla.all', label: text('SLA 达成率', 'Service levels met'), formula, source: sources.sla, unit: 'percent', value: percentOf(met.length, met.length + missed.length), ids: [...new Set([...met, ...missed])] }, {
      shareUnit: 'count', shares: outcomes.map(([outcome, label]) => ({ key: outcome, label, value: all(outcome).length, ids: all(outcome) })), notes: open ? [text('响应时间：合同未约定。', 'Response times: not agreed in the contract.')] : [],
    }),
    ...executions.map((each) =>
      figure({ id: `sla.${each.rule}`, label: each.label, formula, source: text(`合同 ${each.clause}（${each.ruleNo}）`, `the contract, ${each.ruleNo}`), unit: 'percent', value: each.rate, ids: [...new Set([...each.met, ...each.missed].map((clock) => clock.id))] }, {
        shareUnit: 'count', shares: outcomes.map(([outcome, label]) => ({ key: outcome, label, value: each[outcome].length, ids: each[outcome].map((clock) => clock.id) })),
      }),
    ),
  ];
};
