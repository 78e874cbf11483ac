import { clockOf, dayOf, endOfDay, isoToMs, msToSecond, weekdayOf } from '../clocks/shanghai.ts';
import type { Remaining } from '../clocks/deadline.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { Lang } from './text.ts';

const zhWeekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const enWeekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const enMonths = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const parts = (day: string) => ({ year: day.slice(0, 4), month: Number(day.slice(5, 7)), date: Number(day.slice(8, 10)), weekday: weekdayOf(day) });

/** `10月14日` / `14 Oct`, with the year when it is not the year of `now`. */
export const formatShortDay = (day: string, lang: Lang, now: string): string => {
  const { year, month, date } = parts(day);
  const thisYear = dayOf(now).startsWith(year);
  if (lang === 'zh') return `${thisYear ? '' : `${year}年`}${month}月${date}日`;
  return `${date} ${enMonths[month - 1]!.slice(0, 3)}${thisYear ? '' : ` ${year}`}`;
};

/** `10月12日 周二` / `Tue 12 Oct`, with the year when it is not the year of `now`. */
export const formatDay = (day: string, lang: Lang, now: string): string => {
  const { weekday } = parts(day);
  const short = formatShortDay(day, lang, now);
  return lang === 'zh' ? `${short} ${zhWeekdays[weekday - 1]}` : `${enWeekdays[weekday - 1]} ${short}`;
};

/** `10月12日 周二 14:05` / `Tue 12 Oct 14:05`, in Shanghai time. */
export const formatTime = (iso: string, lang: Lang, now: string): string => `${formatDay(dayOf(iso), lang, now)} ${clockOf(iso)}`;

/** A month as `2021-10`: `2021年10月` / `October 2021`. */
export const formatMonth = (month: string, lang: Lang): string => {
  const { year, month: no } = parts(`${month}-01`);
  return lang === 'zh' ? `${year}年${no}月` : `${enMonths[no - 1]} ${year}`;
};

/** For paper: `2021年10月12日` / `12 October 2021`. */
export const formatFormalDay = (day: string, lang: Lang): string => {
  const { year, month, date } = parts(day);
  return lang === 'zh' ? `${year}年${month}月${date}日` : `${date} ${enMonths[month - 1]} ${year}`;
};

/** For paper: `2021年10月12日 14:05` / `12 October 2021 14:05`, in Shanghai time. */
export const formatFormalTime = (iso: string, lang: Lang): string => `${formatFormalDay(dayOf(iso), lang)} ${clockOf(iso)}`;

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Minutes to `3 天 2 小时` / `3 days 2 hours`: the two largest units, the rest cut. Under a minute: `不到 1 分钟` / `less than a minute`. */
export const formatDuration = (minutes: number, lang: Lang): string => {
  const whole = Math.floor(minutes);
  if (whole < 1) return lang === 'zh' ? '不到 1 分钟' : 'less than a minute';
  const units: readonly (readonly [number, string, string])[] = [
    [Math.floor(whole / 1440), '天', 'day'],
    [Math.floor(whole / 60) % 24, '小时', 'hour'],
    [whole % 60, '分钟', 'minute'],
  ];
  const first = units.findIndex(([n]) => n > 0);
  const shown = units.slice(first, first + 2).filter(([n]) => n > 0);
  return shown.map(([n, zh, en]) => (lang === 'zh' ? `${n} ${zh}` : count(n, en))).join(' ');
};

/** A deadline's moment: the end of a day is written 24:00, as the contract does. */
const formatDue = (due: string, lang: Lang, now: string): string => {
  const day = dayOf(due);
  const clock = msToSecond(isoToMs(due)) === endOfDay(day) ? '24:00' : clockOf(due);
  return `${formatShortDay(day, lang, now)} ${clock}`;
};

const formatAmount = (left: Remaining, unit: ContractProfile['rules'][number]['unit'], lang: Lang): string => {
  // On the last day, and on hour clocks, hours say more than "0 days".
  if (unit === 'hour' || left.days === 0) return formatDuration(left.minutes, lang);
  if (unit === 'workday' && left.workdays > 0) return lang === 'zh' ? `${left.workdays} 个工作日` : count(left.workdays, 'working day');
  return lang === 'zh' ? `${left.days} 天` : count(left.days, 'day');
};

/** A deadline's moment, its last second told as `24:00` of that day: `11月27日 周五 24:00`. */
export const formatDueTime = (due: string, lang: Lang, now: string): string => formatDue(due, lang, now);

/**
 * A deadline in words: `还有 2 个工作日（10月14日 24:00 止）`, `已逾期 1 个工作日（10月14日 24:00 止）` / `2 working days left (until 14 Oct 24:00)`,
 * `1 working day overdue (was due 14 Oct 24:00)`. `unit` is the rule's own unit.
 */
export const formatDeadline = (left: Remaining, unit: ContractProfile['rules'][number]['unit'], lang: Lang, now: string): string => {
  const amount = formatAmount(left, unit, lang);
  const due = formatDue(left.due, lang, now);
  if (lang === 'zh') return `${left.overdue ? '已逾期' : '还有'} ${amount}（${due} 止）`;
  return left.overdue ? `${amount} overdue (was due ${due})` : `${amount} left (until ${due})`;
};
