import { addDays, dayOf, daysBetween, isDay, isInstant, isoToMs, msToMinute, weekdayOf } from '../clocks/shanghai.ts';

const dayWords: Readonly<Record<string, number>> = {
  前天: -2, 昨天: -1, 昨日: -1, yesterday: -1, 今天: 0, 今日: 0, today: 0, 明天: 1, 明日: 1, tomorrow: 1, 后天: 2,
};
/** Before 1992 Shanghai kept other clocks; such a year is a slip of the finger. */
const earliest = '1992-01-01';
const nowWords: ReadonlySet<string> = new Set(['now', '现在', '此刻']);
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays: Readonly<Record<string, number>> = {
  一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7,
};

/** Clocks: `8:30`, `0830`, `8点半`, `下午2点05分`, `2:05 pm`. Seconds are dropped. */
const clockPattern =
  /(?<half>凌晨|早上|上午|中午|下午|晚上)?\s*(?:(?<h>\d{1,2}):(?<m>\d{2})(?::\d{2}(?:\.\d+)?)?|(?<packed>\d{3,4})|(?<hz>\d{1,2})[点时](?:(?<quarter>半|一刻|三刻)|(?<mz>\d{1,2})分?|整)?)\s*(?<ampm>[ap]m)?$/;

/** What an hour means after a word for the part of the day; null where nobody would say so. */
const halfDays: Readonly<Record<string, (hour: number) => number | null>> = {
  凌晨: (hour) => (hour === 12 ? 0 : hour < 7 ? hour : null),
  早上: (hour) => (hour < 12 ? hour : null),
  上午: (hour) => (hour <= 12 ? hour : null),
  中午: (hour) => (hour >= 1 && hour < 3 ? hour + 12 : hour >= 11 && hour < 15 ? hour : null),
  下午: (hour) => (hour >= 1 && hour < 12 ? hour + 12 : hour >= 12 && hour < 24 ? hour : null),
  // 晚上12点 is the midnight at the end of the day.
  晚上: (hour) => (hour === 12 ? 24 : hour >= 5 && hour < 12 ? hour + 12 : hour >= 17 ? hour : null),
};

const clockToMinutes = (groups: Readonly<Record<string, string | undefined>>): number | null => {
  const { half, packed, quarter, ampm } = groups;
  let hour = Number(groups['h'] ?? groups['hz'] ?? packed?.slice(0, -2));
  const minute = Number(groups['m'] ?? groups['mz'] ?? packed?.slice(-2) ?? { 半: 30, 一刻: 15, 三刻: 45 }[quarter ?? ''] ?? 0);
  if (ampm) {
    if (half || hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (ampm === 'pm' ? 12 : 0);
  } else if (half) {
    const halved = halfDays[half]!(hour);
    if (halved === null) return null;
    hour = halved;
  }
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return hour * 60 + minute;
};

const isoDay = (year: string | number, month: string | number, day: string | number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** Without a year the nearest such day is meant: on 3 January, 12-30 was last week. */
const nearestDay = (month: string | number, day: string | number, today: string): string | null => {
  const year = Number(today.slice(0, 4));
  const distance = (candidate: string) => Math.abs(daysBetween(today, candidate));
  const candidates = [year, year - 1, year + 1].map((each) => isoDay(each, month, day)).filter(isDay);
  return candidates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
};

/** The day a text names, or null. It must be the whole text. */
const readDay = (text: string, today: string): string | null => {
  const word = dayWords[text];
  if (word !== undefined) return addDays(today, word);

  // The day of the week our own format prints is read back, and must agree.
  const named = /^(?:(?<en>mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?<rest>.*?)(?:\s*\(?(?:周|星期)(?<zh>[一二三四五六日天])\)?)?$/.exec(text);
  const { en, zh, rest = text } = named?.groups ?? {};
  const weekday = weekdays[en ?? zh ?? ''];
  const day = readDate(rest.trim(), today);
  return day !== null && weekday !== undefined && weekdayOf(day) !== weekday ? null : day;
};

const checked = (day: string): string | null => (isDay(day) && day >= earliest ? day : null);

const readDate = (text: string, today: string): string | null => {
  let found = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (found) return checked(isoDay(found[1]!, found[3]!, found[4]!));
  found = /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (found) return checked(isoDay(found[1]!, found[2]!, found[3]!));
  found = /^(\d{1,2})[-/](\d{1,2})$/.exec(text) ?? /^(\d{1,2})月(\d{1,2})[日号]?$/.exec(text);
  if (found) return nearestDay(found[1]!, found[2]!, today);
  found = /^(\d{1,2})[日号]$/.exec(text);
  if (found) return checked(isoDay(today.slice(0, 4), today.slice(5, 7), found[1]!));
  found = /^(\d{1,2})\s+([a-z]{3})[a-z]*(?:\s+(\d{4}))?$/.exec(text);
  const month = found ? months.indexOf(found[2]!) + 1 : 0;
  if (!found || month === 0) return null;
  return found[3] ? checked(isoDay(found[3], month, found[1]!)) : nearestDay(month, found[1]!, today);
};

const readMinute = (text: string, now: string): string | null => {
  if (nowWords.has(text)) return msToMinute(isoToMs(now));
  const clock = clockPattern.exec(text);
  if (!clock) return null;
  const dayText = text.slice(0, clock.index).replace(/[\s,]+$/, '').replace(/(\d)t$/, '$1');
  // `2021-10-121405`: digits that run together are no date and clock.
  if (dayText !== '' && /\d$/.test(dayText) && /^\d/.test(text.slice(dayText.length))) return null;
  // `12 Oct 2021` ends in a year, not in 20:21.
  if (clock.groups?.['packed'] && /\d [a-z]+$/.test(dayText)) return null;
  const day = dayText === '' ? dayOf(now) : readDay(dayText, dayOf(now));
  const minutes = clockToMinutes(clock.groups ?? {});
  return day === null || minutes === null ? null : msToMinute(isoToMs(`${day}T00:00+08:00`) + minutes * 60_000);
};

/**
 * Reads what people type into a time cell. `minute` gives `2021-10-12T14:05+08:00`, `day` gives `2021-10-12`; null when the text is not
 * understood or names no real time, never a guess. Full-width characters read as their plain twins. `now` is an ISO instant: it fills in
 * the day, and the year nearest to it. A day cell takes the day of a full time.
 */
export const parseTimeInput = (input: string, precision: 'minute' | 'day', now: string): string | null => {
  const text = input.normalize('NFKC').trim().replace(/\s+/g, ' ');
  if (text === '' || text.length > 60) return null;
  if (isInstant(text) && text >= earliest) return precision === 'minute' ? msToMinute(isoToMs(text)) : dayOf(text);
  const plain = text.toLowerCase();
  if (precision === 'minute') return readMinute(plain, now);
  const today = dayOf(now);
  const packed = /^(\d{2})(\d{2})$/.exec(plain);
  if (packed) return nearestDay(packed[1]!, packed[2]!, today);
  const day = nowWords.has(plain) ? today : readDay(plain, today);
  if (day !== null) return day;
  // A clock alone is no day.
  const minute = clockPattern.exec(plain)?.index === 0 ? null : readMinute(plain, now);
  return minute === null ? null : dayOf(minute);
};
