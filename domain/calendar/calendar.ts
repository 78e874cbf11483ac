import { z } from 'zod';
import { addDays, daysBetween, weekdayOf } from '../clocks/shanghai.ts';
import { ok, type Result } from '../result.ts';
import { issuesToFaults, readJsonFile, type EntryWords, type FileFault } from '../text/fileFaults.ts';
import { text, type Text } from '../text/text.ts';

/**
 * A holiday calendar as the State Council publishes it: per year the notices, each with the rest days it gives and the weekend days it
 * turns into workdays (调休). `assets/calendars/cn.json` carries the known years; an update file has the same shape and replaces the
 * years it names (R37).
 */
const noticeSchema = z.strictObject({
  /** Where the notice stands: shown when a deadline is explained (R38). */
  address: z.url(),
  /** Where the address is not the State Council's own: what it is. */
  note: z.string().max(200).optional(),
  holidays: z.array(z.strictObject({ name: z.string().min(1), from: z.iso.date(), to: z.iso.date() })),
  workdays: z.array(z.iso.date()),
});
export const calendarSchema = z.strictObject({
  region: z.literal('CN'),
  years: z.record(z.string().regex(/^\d{4}$/), z.strictObject({ notices: z.array(noticeSchema).min(1) })),
});
export type CalendarFile = z.infer<typeof calendarSchema>;
type Notice = z.infer<typeof noticeSchema>;

export type DayKind = {
  readonly working: boolean;
  readonly why: 'weekday' | 'weekend' | 'holiday' | 'makeup';
  /** The holiday's Chinese name. */
  readonly name?: string;
  /** Address of the notice that made the day what it is. */
  readonly notice?: string;
  /** The year is not published: Monday to Friday is a guess. */
  readonly estimated: boolean;
};
export type Calendar = {
  /** First and last published year. */
  readonly published: { readonly from: number; readonly to: number };
  /** What a day `2021-10-12` is. Throws RangeError when it is no day. */
  readonly dayKind: (day: string) => DayKind;
  /** Working days after `first`, up to and including `last`; 0 when `last` is not later. Costs the same for a week as for ten years. */
  readonly workdaysBetween: (first: string, last: string) => { readonly count: number; readonly estimated: boolean };
};

/** `shape`: not a calendar file. `year`: a day belongs to another year. `overlap`: a day is settled twice. `hole`: a year is missing. */
export type CalendarFault = { readonly code: 'shape' | 'year' | 'order' | 'overlap' | 'hole'; readonly field: string; readonly words: Text };
export class CalendarError extends Error {
  readonly faults: readonly CalendarFault[];
  constructor(faults: readonly CalendarFault[]) {
    super(faults.map((fault) => `${fault.field}: ${fault.words.en}`).join('; '));
    this.name = 'CalendarError';
    this.faults = faults;
  }
}

/**
 * A notice for next year may still take the last days of this December (2018-12-29 became a workday, 2022-12-31 a rest day). The earliest
 * such day known is the 29th; the last seven days are held open.
 */
const openFromDecember = '12-25';

/** Longer "holidays" are typing errors, and would cost memory. */
const longestHoliday = 31;

type Entry = DayKind & { readonly field: string };

/** Lists the days one notice settles, or says what is wrong with them. */
const noticeDays = (year: string, field: string, notice: Notice): { days: [string, Entry][]; faults: CalendarFault[] } => {
  const days: [string, Entry][] = [];
  const faults: CalendarFault[] = [];
  const settle = (day: string, entry: Entry) => {
    const inYear = day.startsWith(year) || day.startsWith(`${Number(year) - 1}-12-`);
    if (inYear) days.push([day, entry]);
    else faults.push({ code: 'year', field: entry.field, words: text(`${day} 不在 ${year} 年，也不在上年 12 月`, `${day} is neither in ${year} nor in the December before`) });
  };
  for (const [i, { name, from, to }] of notice.holidays.entries()) {
    const at = `${field}.holidays.${i}`;
    const last = daysBetween(from, to);
    if (last < 0 || last >= longestHoliday) faults.push({ code: 'order', field: at, words: text(`${from} 至 ${to} 起止颠倒，或超过 ${longestHoliday} 天`, `${from} to ${to} ends before it begins, or lasts more than ${longestHoliday} days`) });
    else for (let n = 0; n <= last; n += 1) settle(addDays(from, n), { working: false, why: 'holiday', name, notice: notice.address, estimated: false, field: at });
  }
  for (const [i, day] of notice.workdays.entries()) {
    // A notice may also confirm an ordinary weekday (2020-02-03, the first day after the prolonged Spring Festival).
    const why = weekdayOf(day) > 5 ? 'makeup' : 'weekday';
    settle(day, { working: true, why, notice: notice.address, estimated: false, field: `${field}.workdays.${i}` });
  }
  return { days, faults };
};

/** Checks calendar files and merges them, later ones over earlier ones year by year. Every fault names its field. */
export const readCalendar = (files: readonly unknown[]): Result<Calendar, readonly CalendarFault[]> => {
  const faults: CalendarFault[] = [];
  const years = new Map<string, CalendarFile['years'][string]>();
  for (const [n, file] of files.entries()) {
    const parsed = calendarSchema.safeParse(file);
    if (parsed.success) for (const [year, content] of Object.entries(parsed.data.years)) years.set(year, content);
    else for (const { path, want } of issuesToFaults(parsed.error.issues, file)) faults.push({ code: 'shape', field: [n, ...path].join('.'), words: want });
  }
  const known = [...years.keys()].map(Number).sort((a, b) => a - b);
  if (known.length === 0 && faults.length === 0) faults.push({ code: 'hole', field: 'years', words: text('一年也没有', 'no year at all') });
  for (const [i, year] of known.entries()) {
    const before = known[i - 1];
    if (before !== undefined && year !== before + 1) faults.push({ code: 'hole', field: `years.${before + 1}`, words: text(`缺少 ${before + 1} 年`, `the year ${before + 1} is missing`) });
  }

  const settled = new Map<string, Entry>();
  for (const [year, { notices }] of years) {
    for (const [i, notice] of notices.entries()) {
      const listed = noticeDays(year, `years.${year}.notices.${i}`, notice);
      faults.push(...listed.faults);
      for (const [day, entry] of listed.days) {
        const other = settled.get(day);
        if (other) faults.push({ code: 'overlap', field: entry.field, words: text(`${day} 已由 ${other.field} 规定`, `${day} is already settled by ${other.field}`) });
        else settled.set(day, entry);
      }
    }
  }
  if (faults.length > 0) return { ok: false, error: faults };

  const from = known[0]!;
  const to = known.at(-1)!;
  const dayKind = (day: string): DayKind => {
    const weekend = weekdayOf(day) > 5;
    const entry = settled.get(day);
    if (entry) {
      const { field: _, ...kind } = entry;
      return kind;
    }
    const year = Number(day.slice(0, 4));
    const estimated = year < from || year > to || (year === to && day.slice(5) >= openFromDecember);
    return { working: !weekend, why: weekend ? 'weekend' : 'weekday', estimated };
  };
  return ok({ published: { from, to }, dayKind, workdaysBetween: createDayCount(dayKind) });
};

/** Working and estimated days from each year's first day on, counted once a year is asked for. */
const createDayCount = (dayKind: Calendar['dayKind']): Calendar['workdaysBetween'] => {
  type Year = { readonly working: readonly number[]; readonly estimated: readonly number[] };
  const years = new Map<number, Year>();
  const countsOf = (year: number): Year => {
    const known = years.get(year);
    if (known) return known;
    const working = [0];
    const estimated = [0];
    for (let day = `${year}-01-01`; day.startsWith(`${year}-`); day = addDays(day, 1)) {
      const kind = dayKind(day);
      working.push(working.at(-1)! + (kind.working ? 1 : 0));
      estimated.push(estimated.at(-1)! + (kind.estimated ? 1 : 0));
    }
    years.set(year, { working, estimated });
    return { working, estimated };
  };
  /** Counted days of the year up to and including `day`. */
  const until = (day: string) => {
    const year = Number(day.slice(0, 4));
    const index = daysBetween(`${day.slice(0, 4)}-01-01`, day) + 1;
    const counts = countsOf(year);
    return { year, working: counts.working[index]!, estimated: counts.estimated[index]! };
  };
  return (first, last) => {
    if (last <= first) return { count: 0, estimated: false };
    const a = until(first);
    const b = until(last);
    let count = b.working - a.working;
    let estimated = b.estimated - a.estimated;
    for (let year = a.year; year < b.year; year += 1) {
      count += countsOf(year).working.at(-1)!;
      estimated += countsOf(year).estimated.at(-1)!;
    }
    return { count, estimated: estimated > 0 };
  };
};

const entryWords: EntryWords = {
  region: text('地区', 'Region'), years: text('年份', 'Years'), notices: text('通知', 'Notices'), address: text('通知网址', 'Address'), note: text('说明', 'Note'),
  holidays: text('放假', 'Holidays'), workdays: text('调休上班', 'Make-up workdays'), name: text('名称', 'Name'), from: text('起', 'From'), to: text('止', 'To'),
};
/**
 * The holiday file a person wrote, checked over the files it is to be laid on. Refuses `file-no-json`; `calendar-faults`, and after it `file-value` for each entry that is
 * wrong, with its line.
 */
export const textToCalendar = (written: string, base: readonly unknown[]): Result<CalendarFile> =>
  readJsonFile(written, (plain): Result<CalendarFile, readonly FileFault[]> => {
    const parsed = calendarSchema.safeParse(plain);
    if (!parsed.success) return { ok: false, error: issuesToFaults(parsed.error.issues, plain) };
    const read = readCalendar([...base, plain]);
    return read.ok ? ok(parsed.data) : { ok: false, error: read.error.map(({ field, words }) => ({ path: field.split('.'), want: words })) };
  }, entryWords, 'calendar-faults');

/** The calendar of files that ship with the product or were checked before. Throws CalendarError with the faulty fields. */
export const createCalendar = (files: readonly unknown[]): Calendar => {
  const calendar = readCalendar(files);
  if (!calendar.ok) throw new CalendarError(calendar.error);
  return calendar.value;
};
