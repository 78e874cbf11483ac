import { addDays, dayOf, daysBetween } from '../../clocks/shanghai.ts';
import type { ReadingItem } from '../../forms/form.ts';
import { text, type Text } from '../../text/text.ts';
import { timeOf, type Brief } from '../brief.ts';
import { cellOf, figure, meanOf, type Figure } from '../figure.ts';
import { papersOf, type ReportInput } from '../input.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

/** One measured value of one object over the days of the period; of several a day the last counts. */
export type CapacitySeries = {
  readonly key: string;
  readonly target: string;
  readonly item: ReadingItem;
  readonly points: readonly { readonly day: string; readonly value: number }[];
  readonly ids: readonly string[];
  readonly last: number;
  readonly mean: number;
  readonly most: number;
  readonly forecast: Forecast;
};
/** `reaches`: the day the line meets the alarm; `none`: it does not within the horizon; `few`: too few days to say; `reached`: it has already. */
export type Forecast = { readonly kind: 'reaches'; readonly day: string; readonly perDay: number } | { readonly kind: 'none' | 'few' | 'reached'; readonly perDay: number | null };

/** Fewer days measured than this make no line. */
const leastDays = 7;
/** Farther ahead a straight line says nothing, days. */
const horizon = 365;

/** Least-squares line through values by day (x in days since the first). Slope per day and the value at x = 0. */
const lineThrough = (points: readonly { readonly x: number; readonly y: number }[]): { readonly slope: number; readonly start: number } | null => {
  const n = points.length;
  const [mx, my] = [points.reduce((sum, { x }) => sum + x, 0) / n, points.reduce((sum, { y }) => sum + y, 0) / n];
  const spread = points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  if (n < 2 || spread === 0) return null;
  const slope = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) / spread;
  return { slope, start: my - slope * mx };
};

/** When a value that is measured day by day will reach its alarm, by a straight line through the period. */
export const forecastOf = (item: Pick<ReadingItem, 'alarm' | 'worse'>, points: CapacitySeries['points']): Forecast => {
  const last = points.at(-1);
  if (!last || item.alarm === undefined || points.length < leastDays) return { kind: 'few', perDay: null };
  const low = item.worse === 'low';
  const first = points[0]!.day;
  const line = lineThrough(points.map(({ day, value }) => ({ x: daysBetween(first, day), y: value })));
  if (!line) return { kind: 'few', perDay: null };
  const perDay = Math.round(line.slope * 1000) / 1000;
  if (low ? last.value <= item.alarm : last.value >= item.alarm) return { kind: 'reached', perDay };
  const toward = low ? -line.slope : line.slope;
  if (toward <= 0) return { kind: 'none', perDay };
  const x = Math.ceil((item.alarm - line.start) / line.slope);
  const ahead = x - daysBetween(first, last.day);
  if (ahead > horizon) return { kind: 'none', perDay };
  return { kind: 'reaches', day: addDays(last.day, Math.max(1, ahead)), perDay };
};

const dayOfSheet = (brief: Brief): string => {
  const at = cellOf(brief, 'inspectedAt');
  return at === '' ? (timeOf(brief) ?? brief.createdAt).slice(0, 10) : dayOf(at);
};

/** A share of something that fills up, with a limit: what capacity is about. */
const isCapacity = ({ kind, unit, alarm, worse = 'high' }: ReadingItem): boolean => kind === 'number' && unit === '%' && alarm !== undefined && worse === 'high';

/** Every capacity measured in the period, in the order of the sheets' items. */
export const capacitySeries = (input: ReportInput): readonly CapacitySeries[] => {
  const { briefs } = papersOf(input, parts.inspection);
  const series = new Map<string, { target: string; item: ReadingItem; byDay: Map<string, { at: string; value: number }>; values: number[]; ids: string[] }>();
  for (const brief of briefs) {
    const target = cellOf(brief, 'target');
    const day = dayOfSheet(brief);
    const at = cellOf(brief, 'inspectedAt') || day;
    for (const { item, value, verdict } of brief.readings) {
      if (!isCapacity(item) || typeof value !== 'number' || verdict === 'not-applicable' || verdict === 'missing') continue;
      const key = [cellOf(brief, 'template'), target, item.key].join('|');
      let of = series.get(key);
      if (!of) series.set(key, (of = { target, item, byDay: new Map(), values: [], ids: [] }));
      const known = of.byDay.get(day);
      if (!known || known.at <= at) of.byDay.set(day, { at, value });
      of.values.push(value);
      of.ids.push(brief.id);
    }
  }
  return [...series].map(([key, { target, item, byDay, values, ids }]) => {
    const points = [...byDay].map(([day, { value }]) => ({ day, value })).sort((a, b) => (a.day < b.day ? -1 : 1));
    return { key, target, item, points, ids, last: points.at(-1)!.value, mean: meanOf(values)!, most: values.reduce((most, value) => Math.max(most, value), -Infinity), forecast: forecastOf(item, points) };
  });
};

export const forecastWords = ({ kind, ...forecast }: Forecast): Text => {
  switch (kind) {
    case 'reaches':
      return 'day' in forecast ? text(`预计 ${forecast.day} 达到报警值`, `alarm expected on ${forecast.day}`) : text('', '');
    case 'reached':
      return text('已达到报警值', 'alarm reached');
    case 'none':
      return text('一年内不会达到报警值', 'no alarm within a year');
    case 'few':
      return text(`数据不足 ${leastDays} 日，不作预测`, `fewer than ${leastDays} days: no forecast`);
  }
};

/** What fills up, how far it is, and when it will be full (R10, R24). */
export const capacityFigures = (input: ReportInput, series: readonly CapacitySeries[]): readonly Figure[] => {
  const { apart } = papersOf(input, parts.inspection);
  const soon = series.filter(({ forecast }) => forecast.kind === 'reaches' || forecast.kind === 'reached');
  const labelOf = ({ target, item }: CapacitySeries): Text => text(`${target} ${item.name.zh}`, `${target} ${item.name.en}`);
  return [
    figure({
      id: 'capacity.last', label: text('容量现值', 'Capacity now'), formula: text('期内最后一次实测值，%；多次巡检取当日最后一次', 'last value measured in the period, %; of several a day the last'), source: sources.capacity, unit: 'count', value: series.length,
      ids: [...new Set(series.flatMap(({ ids }) => ids))],
    }, { shares: series.map((each) => ({ key: each.key, label: labelOf(each), value: each.last, ids: each.ids })), apart }),
    figure({
      id: 'capacity.forecast', label: text('一年内将达到报警值的容量', 'Capacities that will reach their alarm within a year'), formula: text(`对期内逐日末次值作最小二乘直线（不少于 ${leastDays} 日），外推至报警值，最远一年`, `least-squares line through the last values of the days (at least ${leastDays}), carried on to the alarm, a year at most`),
      source: sources.capacity, unit: 'count', value: series.length === 0 ? null : soon.length, ids: [...new Set(soon.flatMap(({ ids }) => ids))],
    }, { shares: soon.map((each) => ({ key: each.key, label: labelOf(each), value: each.forecast.kind === 'reaches' ? each.forecast.day : each.last, ids: each.ids })), apart }),
  ];
};
