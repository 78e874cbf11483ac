import { addDays } from '../clocks/shanghai.ts';

const minutesOfDay = 1440;
/** 1992-01-01, the first day the station takes: smaller figures are no dates. */
const firstSerial = 33_604;

/**
 * The time a spreadsheet means by a bare number, as Excel writes it where a cell lost its format: days since 1899-12-30 (ECMA-376 18.17.4.1,
 * 1900 date system), the clock as a fraction. `day` takes the day of it; `minute` wants a fraction, because a whole number has no clock.
 * Null for any other text.
 */
export const serialToTime = (text: string, precision: 'minute' | 'day'): string | null => {
  const serial = /^\d{5}(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (serial < firstSerial || (precision === 'minute' && Number.isInteger(serial))) return null;
  const minutes = Math.round(serial * minutesOfDay);
  const day = addDays('1899-12-30', Math.floor(minutes / minutesOfDay));
  if (precision === 'day') return day;
  const [hour, minute] = [Math.floor((minutes % minutesOfDay) / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${day}T${hour}:${minute}+08:00`;
};
