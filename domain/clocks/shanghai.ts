/**
 * Asia/Shanghai arithmetic (R37), whatever the laptop's zone. A fixed +08:00 is exact: China has kept it without daylight saving since
 * September 1991, so from 1992 on no zone database is needed, and none is asked.
 *
 * A day is `2021-10-12`; an instant is ISO 8601 with its offset, as a minute `2021-10-12T14:05+08:00` or a second.
 */
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
const offsetMs = 8 * hourMs;

const instantPattern = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:[0-5]\d)$/;

const digitsAt = (text: string, at: number, count: number): number => {
  let value = 0;
  for (let i = at; i < at + count; i += 1) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
};

/** Midnight UTC of the day a text begins with whose form is right; NaN of a day no calendar has. Reckoned, not parsed: a board asks for tens of thousands of them. */
const utcOf = (text: string): number => {
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2)];
  if (month < 1 || month > 12 || day < 1) return Number.NaN;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)) return Number.NaN;
  // Date.UTC takes the years of the first century for those of the last
  return year < 100 ? Date.parse(`${text.slice(0, 10)}T00:00:00Z`) : Date.UTC(year, month - 1, day);
};

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whether `text` is a day of the calendar, `2021-02-29` is not. */
export const isDay = (text: string): boolean => dayPattern.test(text) && !Number.isNaN(utcOf(text));

const parsed = (text: string): number => {
  if (!instantPattern.test(text)) return Number.NaN;
  const day = utcOf(text);
  if (Number.isNaN(day)) return day;
  const isPlain = text.endsWith('+08:00') && (text.length === 22 || text.length === 25);
  // other offsets and fractions of a second are rare
  if (!isPlain) return Date.parse(text);
  return day - offsetMs + digitsAt(text, 11, 2) * hourMs + digitsAt(text, 14, 2) * minuteMs + (text.length === 25 ? digitsAt(text, 17, 2) * 1000 : 0);
};

/** Whether `text` is an ISO 8601 instant with an offset, to the minute or finer. */
export const isInstant = (text: string): boolean => !Number.isNaN(parsed(text));

/** Epoch milliseconds of an ISO instant of any offset. Throws RangeError on anything else. */
export const isoToMs = (iso: string): number => {
  const ms = parsed(iso);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${iso}`);
  return ms;
};

const wallClock = (ms: number): string => new Date(ms + offsetMs).toISOString();

/** Epoch milliseconds to `2021-10-12T14:05+08:00`; seconds are cut, not rounded, as clocks on a wall show them. */
export const msToMinute = (ms: number): string => `${wallClock(ms).slice(0, 16)}+08:00`;

/** Epoch milliseconds to `2021-10-12T14:05:09+08:00`. */
export const msToSecond = (ms: number): string => `${wallClock(ms).slice(0, 19)}+08:00`;

/** The day in Shanghai of an instant. */
export const dayOf = (iso: string): string => {
  const ms = isoToMs(iso);
  // what is written in Shanghai's own offset says its day
  return iso.endsWith('+08:00') ? iso.slice(0, 10) : wallClock(ms).slice(0, 10);
};

/** The clock in Shanghai of an instant, `14:05`. */
export const clockOf = (iso: string): string => wallClock(isoToMs(iso)).slice(11, 16);

const dayToUtc = (day: string): number => {
  const ms = dayPattern.test(day) ? utcOf(day) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`not a day: ${day}`);
  return ms;
};

/** The day `n` days later, earlier when negative. */
export const addDays = (day: string, n: number): string => new Date(dayToUtc(day) + n * dayMs).toISOString().slice(0, 10);

/**
 * The corresponding day `n` months later, earlier when negative; the last day of the month where there is none: 01-31 and one month is
 * 02-28 or 02-29 (Civil Code 202).
 */
export const addMonths = (day: string, n: number): string => {
  if (!isDay(day)) throw new RangeError(`not a day: ${day}`);
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n;
  const first = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
  const last = new Date(dayToUtc(first));
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return addDays(first, Math.min(Number(day.slice(8)), last.getUTCDate()) - 1);
};

/** Whole days from `from` to `to`, negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => (dayToUtc(to) - dayToUtc(from)) / dayMs;

/** 1 Monday … 7 Sunday (ISO 8601). */
export const weekdayOf = (day: string): number => new Date(dayToUtc(day)).getUTCDay() || 7;

/** The Monday of the ISO week `day` lies in. */
export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));

/** First second of a day, 00:00:00. */
export const startOfDay = (day: string): string => msToSecond(dayToUtc(day) - offsetMs);

/** Last second of a day, 23:59:59: "24:00" of the contract, kept inside its own day. */
export const endOfDay = (day: string): string => msToSecond(dayToUtc(day) - offsetMs + dayMs - 1000);

/** A clock time of a day, with seconds. `24:00` is the last second of the day, as a deadline means it. Throws RangeError on other text. */
export const timeOfDay = (day: string, clock: string): string => {
  if (clock === '24:00') return endOfDay(day);
  return msToSecond(isoToMs(`${day}T${clock}:00+08:00`));
};
