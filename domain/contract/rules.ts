import { z } from 'zod';
import { wrong } from '../text/fileFaults.ts';
import { labelSchema, rowIdSchema, ruleNoSchema } from './label.ts';

/** Who owes it: a party, and the post of it that the station asks. */
const ownerSchema = z.strictObject({ party: z.enum(['client', 'contractor', 'both']), post: z.string().max(60).optional() });

/**
 * The readings of a clock that a contract may settle otherwise than the Civil Code does. Left out, the first value named holds; what each
 * means stands in domain/clocks/readings.ts, in words a person can be shown.
 */
const switchesSchema = z.strictObject({
  /** Civil Code 201: the day of the event does not count, unless the contract says it does. */
  eventDay: z.enum(['excluded', 'included']).optional(),
  /** Civil Code 203: a last day that is a rest day moves on to the next working day. Natural-day and month clocks only. */
  restDay: z.enum(['moves', 'stays']).optional(),
  /** Civil Code 1259: 以内 and 届满 include the figure, 不满 does not; 超过 begins behind it. */
  bound: z.enum(['within', 'under', 'over']).optional(),
  /** Whether the day of the figure itself already costs (`from`: 自第 30 日起) or only the days behind it (`after`). */
  accrues: z.enum(['from', 'after']).optional(),
  /** Civil Code 203: the last day ends at 24:00, or where business hours stand in the contract, with them. */
  endsAt: z.enum(['midnight', 'office']).optional(),
});

/**
 * One clock of the contract (R37, R38). `within` runs forward from its event; `before` is reckoned back from it, as a notice before the end
 * of the term is; `keep` says until when something must be kept.
 */
const clockRuleSchema = z.strictObject({
  /** What forms and commands call the clock: `complaint-reply`. */
  id: rowIdSchema,
  rule: ruleNoSchema,
  clause: z.string().min(1).max(120),
  label: labelSchema,
  /** The contract's words that carry the figure. */
  quoted: z.string().min(1).max(60),
  /** Whole for days and months. 0 days is the day of the event itself. */
  figure: z.number().nonnegative().max(100_000),
  unit: z.enum(['workday', 'day', 'month', 'hour']),
  direction: z.enum(['within', 'before', 'keep']).optional(),
  /** The event the clock is reckoned from. */
  start: labelSchema,
  /** Hour clocks: the service calendar whose hours count; round the clock when absent. */
  calendar: rowIdSchema.optional(),
  owner: ownerSchema,
  /** What shows that the rule was kept. */
  evidence: labelSchema,
  /** Where the contract itself knows the event: the first or the last day of the term. Other clocks begin with a paper. */
  event: z.enum(['term-start', 'term-end']).optional(),
  /** The setting that decides what the contract leaves open. */
  setting: rowIdSchema.optional(),
  switches: switchesSchema.optional(),
});

const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
/** When a service is there: working days or every day, in office hours or in hours of its own (R5, R6, R13). */
const serviceCalendarSchema = z.strictObject({
  id: rowIdSchema,
  rule: ruleNoSchema,
  clause: z.string().min(1).max(120),
  label: labelSchema,
  /** `six-day`: working days, and Saturdays that are no holiday. */
  days: z.enum(['workday', 'six-day', 'every']),
  hours: z.union([z.literal('office'), z.strictObject({ from: clockTimeSchema, to: clockTimeSchema }).refine(({ from, to }) => from < to, wrong('止应晚于起', 'closes before it opens'))]),
});

/**
 * Which papers keep a turn: those of `form` whose `day` (a field that is a day, or a time in the form's list) falls into it, of the kinds
 * named by `when`, standing in one of `states` (anywhere but being written or thrown away, when absent).
 */
const keepingSchema = z.strictObject({
  form: rowIdSchema,
  day: z.string().min(1).max(60),
  when: z.strictObject({ field: z.string().min(1).max(60), in: z.array(z.string().min(1).max(60)).min(1).max(20) }).optional(),
  states: z.array(z.string().min(1).max(40)).min(1).max(20).optional(),
});

/** What comes back every so often through the service period (R10-R13, R22-R24). */
const recurringSchema = z.strictObject({
  id: rowIdSchema,
  rule: ruleNoSchema,
  clause: z.string().min(1).max(120),
  label: labelSchema,
  quoted: z.string().min(1).max(60),
  every: z.strictObject({ figure: z.number().int().min(1).max(120), unit: z.enum(['workday', 'day', 'week', 'month']) }),
  /** How often in each period. */
  times: z.number().int().min(1).max(24).optional(),
  /** Where the first period begins: on the first day of service, or with the calendar's own week, month, quarter or year. */
  anchor: z.enum(['service-start', 'calendar']),
  /** The clock that runs from the end of a period; without one the last second of the period is the deadline. */
  dueBy: rowIdSchema.optional(),
  /** Owed in key business periods only (R13). */
  during: z.literal('key-period').optional(),
  owner: ownerSchema,
  evidence: labelSchema,
  /** The papers that show a turn was kept; without them only a person knows. */
  record: keepingSchema.optional(),
  /** Duties of the day sheet whose rounds are its turns: each round says by itself whether it was kept. */
  duties: z.array(rowIdSchema).min(1).max(20).optional(),
  setting: rowIdSchema.optional(),
});

const isUnique = (rows: readonly { readonly id: string }[]): boolean => new Set(rows.map((row) => row.id)).size === rows.length;
const isWhole = (rule: ClockRule): boolean => rule.unit === 'hour' || Number.isInteger(rule.figure);
/** Hours run forward and know no rest days; a service calendar counts hours only. */
const isOfItsUnit = ({ unit, direction, calendar, switches }: ClockRule): boolean =>
  unit === 'hour' ? direction !== 'before' && !switches?.eventDay && !switches?.restDay && !switches?.endsAt && !switches?.accrues : calendar === undefined;
/** A cost that runs from the day of the figure needs a day before it. */
const isReachable = ({ figure, switches }: ClockRule): boolean => figure > 0 || (switches?.accrues !== 'from' && switches?.bound !== 'under');

export type ClockRule = z.infer<typeof clockRuleSchema>;
export type ServiceCalendar = z.infer<typeof serviceCalendarSchema>;
export type Recurring = z.infer<typeof recurringSchema>;

export const clockRulesSchema = z.array(
  clockRuleSchema
    .refine(isWhole, wrong('日和月应为整数', 'days and months are whole', 'figure'))
    .refine(isReachable, wrong('这样没有一天可用', 'nothing is left to keep the rule in', 'figure'))
    .refine(isOfItsUnit, wrong('小时和天不能用同样的读法', 'hours and days do not take the same readings', 'unit')),
).refine(isUnique, wrong('标识重复', 'an id stands twice'));
export const serviceCalendarsSchema = z.array(serviceCalendarSchema).refine(isUnique, wrong('标识重复', 'an id stands twice'));
/** Working days come one by one: every third working day is nobody's rhythm. */
const isKeptOneWay = ({ record, duties }: Recurring): boolean => record === undefined || duties === undefined;
const isRhythm = ({ every }: Recurring): boolean => every.unit !== 'workday' || every.figure === 1;
export const recurringsSchema = z.array(recurringSchema.refine(isRhythm, wrong('工作日只能逐日计，应为 1', 'working days come one by one: should be 1', 'every', 'figure')).refine(isKeptOneWay, wrong('由单据或巡检任务之一证明，不能两者都写', 'kept by papers or by rounds, not by both', 'duties'))).refine(isUnique, wrong('标识重复', 'an id stands twice'));
