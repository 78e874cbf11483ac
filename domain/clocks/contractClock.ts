import type { Calendar } from '../calendar/calendar.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { ClockRule } from '../contract/rules.ts';
import { settingFigureOf, settingOf } from '../contract/settings.ts';
import { ClockError } from './clockError.ts';
import { deadlineOf, type Reckoning } from './deadline.ts';
import type { Pause } from './pauses.ts';
import type { ServiceHours } from './serviceHours.ts';
import { startOfDay } from './shanghai.ts';

/** The part of a contract profile a clock is reckoned by. */
export type ClockProfile = Pick<ContractProfile, 'rules' | 'serviceCalendars' | 'officeHours' | 'settings' | 'term'>;

/** When somebody is there, with the lunch break as the profile settles it (12). */
export const serviceHoursOf = (profile: Pick<ContractProfile, 'serviceCalendars' | 'officeHours' | 'settings'>): ServiceHours => ({
  serviceCalendars: profile.serviceCalendars,
  officeHours: profile.officeHours,
  lunchBreak: settingOf(profile, 'office-lunch') === 'break',
});

/** The clock `id` of the profile with the settings in force (7). Throws ClockError when the profile has none of that id. */
export const clockRuleOf = (profile: Pick<ContractProfile, 'rules' | 'settings'>, id: string): ClockRule => {
  const rule = profile.rules.find((each) => each.id === id);
  if (!rule) throw new ClockError('rule-unknown', 'rule', `no clock ${id} in the profile`);
  if (rule.setting !== 'retention-network-logs') return rule;
  const { figure, unit } = settingFigureOf(profile, 'retention-network-logs');
  return unit === 'week' ? { ...rule, figure: figure * 7, unit: 'day' } : { ...rule, figure, unit };
};

/** A year after the term, on top of the contract's floor (7). */
const yearAfterTerm = { figure: 12, unit: 'month', direction: 'keep' } as const;

/**
 * The deadline of the profile's clock `id` for an event at the instant `from`, by the settings in force, day by day. Records that are kept
 * for the term and one year more (7) are reckoned from the last day of the term when that is later. Throws ClockError that names the field.
 */
export const contractDeadline = (profile: ClockProfile, id: string, from: string, calendar: Calendar, pauses: readonly Pause[] = []): Reckoning => {
  const rule = clockRuleOf(profile, id);
  const reckoned = deadlineOf(rule, from, calendar, { pauses, hours: serviceHoursOf(profile) });
  if (rule.setting !== 'retention-records' || settingOf(profile, 'retention-records') !== 'term-and-year') return reckoned;
  const afterTerm = deadlineOf(yearAfterTerm, startOfDay(profile.term.to), calendar);
  return afterTerm.due > reckoned.due ? afterTerm : reckoned;
};
