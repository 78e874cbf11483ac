import { expect, it } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { clockBasis } from '../../main/station/clockBasis.ts';

const profile = profileSchema.parse(sample);
const calendar = createCalendar([cn]);
const basis = clockBasis([profile], calendar, null);

it('is another one when a figure, an answer or an hour is, under the same version', () => {
  const rules = profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 5 } : rule));
  const settings = profile.settings.map((setting) => (setting.id === 'office-lunch' ? { ...setting, value: 'none' } : setting)) as typeof profile.settings;
  const others = [{ ...profile, rules }, { ...profile, settings }, { ...profile, officeHours: { ...profile.officeHours, from: '08:00' } }, { ...profile, serviceCalendars: profile.serviceCalendars.slice(1) }];
  expect(new Set([basis, ...others.map((each) => clockBasis([each], calendar, null))]).size).toBe(5);
  const renamed = { ...profile, version: profile.version + 1 };
  expect(clockBasis([renamed], createCalendar([cn]), null)).toBe(basis);
});

it('is another one when a notice changes a day of a year that was published', () => {
  const [last] = Object.keys(cn.years).toSorted().slice(-1);
  const year = cn.years[last as keyof typeof cn.years];
  const notices = year.notices.map((notice, i) => (i === 0 ? { ...notice, holidays: notice.holidays.slice(1) } : notice));
  const corrected = createCalendar([cn, { region: 'CN', years: { [last!]: { notices } } }]);
  expect(corrected.published).toEqual(calendar.published);
  expect(clockBasis([profile], corrected, null)).not.toBe(basis);
});

it('has the day in it only while somebody gives one', () => {
  expect(clockBasis([profile], calendar, '2021-10-12')).not.toBe(clockBasis([profile], calendar, '2021-10-13'));
});

it('is another one when the contract of an earlier term comes in, or is another one', () => {
  const next = { ...profile, term: { from: '2022-09-27', to: '2023-09-26' } };
  const stricter = { ...profile, rules: profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 5 } : rule)) };
  expect(new Set([[next], [profile, next], [stricter, next]].map((contracts) => clockBasis(contracts, calendar, null))).size).toBe(3);
});
