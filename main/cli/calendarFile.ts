import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCalendar, type Calendar, type CalendarFault } from '../../domain/calendar/calendar.ts';
import type { Lang, Text } from '../../domain/text/text.ts';
import { text } from '../../domain/text/text.ts';
import { CliError, exitCodes } from './exitCodes.ts';

const faultWords: Readonly<Record<CalendarFault['code'], Text>> = {
  shape: text('格式不对', 'not of the shape of a calendar file'),
  year: text('日期不属于这一年', 'the day belongs to another year'),
  order: text('起止日期颠倒，或太长', 'the end is before the start, or too far from it'),
  overlap: text('同一天规定了两次', 'the day is settled twice'),
  hole: text('缺少这一年', 'the year is missing'),
};
const faultsToText = (faults: readonly CalendarFault[], lang: Lang): string =>
  faults.slice(0, 20).map(({ code, field, message }) => (lang === 'zh' ? `  ${field}：${faultWords[code].zh}（${message}）` : `  ${field}: ${faultWords[code].en} (${message})`)).join('\n');

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = (error as Error).message;
    throw new CliError(exitCodes.cannotOpen, `--calendar：${file} 读不出来：${why}`, `--calendar: ${file} cannot be read: ${why}`);
  }
};

/**
 * The calendar that ships, with update files over it: each replaces the years it names (R37). Throws CliError `cannotOpen` when a file
 * cannot be read, has holes or overlaps, or is no calendar; then every faulty field is named.
 */
export const readCalendarWith = (updates: readonly string[], assetsFolder: string): Calendar => {
  const folder = join(assetsFolder, 'calendars');
  const shipped = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => join(folder, name));
  const calendar = readCalendar([...shipped, ...updates].map(readJson));
  if (calendar.ok) return calendar.value;
  const files = updates.join(', ');
  throw new CliError(exitCodes.cannotOpen, `--calendar：${files} 不能用：\n${faultsToText(calendar.error, 'zh')}`, `--calendar: ${files} is not accepted:\n${faultsToText(calendar.error, 'en')}`);
};
