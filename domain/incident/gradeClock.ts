import { isInstant, isoToMs } from '../clocks/shanghai.ts';
import { ok, refuse, type Result } from '../result.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { formatDuration, formatTime } from '../text/timeFormat.ts';
import { gradeOf, levelOf, rankOf, type GradeAt, type GradeProfile, type Grading } from './grade.ts';
import { incidentStart, type IncidentTimes } from './times.ts';

/** What a grade clock needs to know of a fault. */
export type GradedIncident = IncidentTimes & {
  readonly kind: string;
  readonly people?: number;
  /** When it was solved: from then on the grade stands still. */
  readonly solved?: string;
  /** A grade set by hand, with its reason. */
  readonly manual?: { readonly grade: string; readonly at: string; readonly reason: string };
};
/** `grade`, `label`, `since` and `next` are those in force; `rule` and `reached` are the contract's own. */
export type GradeClock = Omit<Grading, 'ahead'> & {
  /** The contract's own grade, which may differ from one set by hand. */
  readonly byContract: string;
  /** The reason of the grade set by hand, while it is in force. */
  readonly reason?: string;
  /** The fault is solved: the clock stands. */
  readonly stopped: boolean;
  /** Whole seconds until `next`; null when there is none. */
  readonly remainingSeconds: number | null;
  /** `距 C 级还有 2 小时 5 分钟（…起）`; null when there is no next grade. */
  readonly remaining: Text | null;
  /** Closing the fault demands a special report (专题报告, R21). */
  readonly specialReport: boolean;
};

const remainingWords = (next: GradeAt, seconds: number, now: string, profile: GradeProfile): Text => {
  const label = levelOf(profile, next.grade).label;
  const left = (lang: Lang): string => formatDuration(seconds / 60, lang);
  // a space between Chinese and Latin letters
  const apart = /^[A-Za-z0-9]/.test(label.zh) ? ' ' : '';
  return text(`距${apart}${label.zh}还有 ${left('zh')}（${formatTime(next.at, 'zh', now)} 起）`, `${left('en')} until ${label.en} (from ${formatTime(next.at, 'en', now)})`);
};

/** A grade set by hand stands until the fault by itself reaches, later, one that is graver still. */
const inForce = (grading: Grading, manual: GradedIncident['manual'], profile: GradeProfile): { grade: string; since: string; byHand: boolean } => {
  if (!manual) return { grade: grading.grade, since: grading.since, byHand: false };
  const overtaking = grading.reached.find(({ grade, at }) => isoToMs(at) > isoToMs(manual.at) && rankOf(profile, grade) < rankOf(profile, manual.grade));
  if (overtaking) return { grade: grading.grade, since: grading.since, byHand: false };
  return { grade: manual.grade, since: manual.at, byHand: true };
};

/**
 * What a screen shows of a fault's grade at the instant `now`; ask again every second. It keeps nothing between two askings, so sleep,
 * restart and a set clock cannot make it wrong. A clock set back behind the fault's start is refused as `in-future`, not shown as a grade.
 *
 * Refusals: those of {@link incidentStart} and {@link gradeOf}; `before-other` or `in-future` for `solved`; for a grade set by hand
 * `not-an-option`, `not-a-time`, `in-future`, `reason-required` (field `manual`).
 */
export const gradeClock = (incident: GradedIncident, now: string, profile: GradeProfile): Result<GradeClock> => {
  if (!isInstant(now)) return refuse('not-a-time', { field: 'at' });
  const { kind, people, solved, manual } = incident;
  const start = incidentStart(incident, now, profile);
  if (!start.ok) return start;
  if (solved !== undefined) {
    if (!isInstant(solved)) return refuse('not-a-time', { field: 'solved' });
    if (isoToMs(solved) > isoToMs(now)) return refuse('in-future', { field: 'solved' });
    if (isoToMs(solved) < isoToMs(start.value)) return refuse('before-other', { field: 'solved', params: { other: 'occurred' } });
  }
  if (manual) {
    if (rankOf(profile, manual.grade) < 0) return refuse('not-an-option', { field: 'manual' });
    if (!isInstant(manual.at)) return refuse('not-a-time', { field: 'manual' });
    if (isoToMs(manual.at) > isoToMs(now)) return refuse('in-future', { field: 'manual' });
    if (manual.reason.trim() === '') return refuse('reason-required', { field: 'manual' });
  }
  const graded = gradeOf({ kind, people, from: start.value, at: solved ?? now }, profile);
  if (!graded.ok) return graded;
  const grading = graded.value;
  const force = inForce(grading, manual, profile);
  const stopped = solved !== undefined;
  const next = stopped ? null : (grading.ahead.find(({ grade }) => rankOf(profile, grade) < rankOf(profile, force.grade)) ?? null);
  const remainingSeconds = next ? Math.max(0, Math.ceil((isoToMs(next.at) - isoToMs(now)) / 1000)) : null;
  const level = levelOf(profile, force.grade);
  return ok({
    grade: force.grade, label: level.label, since: force.since, next, rule: grading.rule, reached: grading.reached, byContract: grading.grade, stopped, remainingSeconds,
    ...(force.byHand && manual && { reason: manual.reason }),
    remaining: next && remainingSeconds !== null ? remainingWords(next, remainingSeconds, now, profile) : null,
    specialReport: level.specialReport,
  });
};
