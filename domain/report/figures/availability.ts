import { serviceHoursOf } from '../../clocks/contractClock.ts';
import { dayOf, msToSecond } from '../../clocks/shanghai.ts';
import { createServiceDays } from '../../clocks/serviceHours.ts';
import { text, type Text } from '../../text/text.ts';
import { countable, figure, idsOf, percentOf, type Figure } from '../figure.ts';
import type { ReportInput } from '../input.ts';
import { downtimeOf, servedMinutes, sideIds, sidesOf, spanOfReport, watchedSpan, withoutSide } from './downtime.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

const labels: Readonly<Record<(typeof sideIds)[number], Text>> = { private: text('专网端', 'Private network'), internet: text('互联网端', 'Internet side') };

/** To three decimals, as availability is commonly given. */
const availabilityOf = (down: number, agreed: number): number | null => percentOf(agreed - down, agreed, 3);

/** Availability of each side from its minutes down, against each service calendar of the contract (R5, R13). */
export const availabilityFigures = (input: ReportInput): readonly Figure[] => {
  const { briefs, apart } = countable(input.papers.get(parts.fault) ?? []);
  const hours = serviceHoursOf(input.profile);
  const seen = spanOfReport(input);
  const watched = watchedSpan(input);
  const agreed = watched ? [watched] : [];
  const since = watched === null ? text('本期没有本站记录，无从计算。', 'There are no records of this period: nothing can be said of it.')
    : watched.from > seen.from ? text(`自 ${dayOf(msToSecond(watched.from))} 起计：此前没有本站记录。`, `Reckoned from ${dayOf(msToSecond(watched.from))}: there are no records from before.`) : null;
  const roundTheClock = createServiceDays(undefined, hours, input.calendar);
  const untold = withoutSide(input).length;
  return sideIds.flatMap((id) => {
    const label = labels[id];
    const interrupted = briefs.flatMap((brief) => { const span = sidesOf(brief).includes(id) ? downtimeOf(brief, seen) : null; return span ? [{ brief, span }] : []; });
    const spans = interrupted.map(({ span }) => span);
    const ids = idsOf(interrupted.map(({ brief }) => brief));
    const down = servedMinutes(spans, roundTheClock);
    return [
      figure({
        id: `availability.${id}`, label: text(`${label.zh}可用性`, `Availability, ${label.en.toLowerCase()}`), formula: text('（约定服务时间 − 中断时间）÷ 约定服务时间 × 100%，7×24 计；同时发生的中断只算一次，计划内停机不算；约定服务时间自工作站启用之日（或此前已登记的首次故障）起计，此前为无数据', '(agreed service time − time down) ÷ agreed service time × 100 %, round the clock; interruptions at one time count once, planned ones not; agreed service time runs from the day the station came into use (or the first fault recorded from before), no data earlier'),
        source: sources.availability, unit: 'percent', value: availabilityOf(down, servedMinutes(agreed, roundTheClock)), ids,
      }, {
        shares: input.profile.serviceCalendars.map((calendar) => {
          const days = createServiceDays(calendar.id, hours, input.calendar);
          return { key: calendar.id, label: calendar.label, value: availabilityOf(servedMinutes(spans, days), servedMinutes(agreed, days)), ids };
        }),
        apart, notes: [text('合同未约定可用性目标，按各服务时间分别给出。', 'The contract agrees on no target of availability: each service calendar stands by itself.'), ...(since ? [since] : []), ...(untold > 0 ? [text(`另有 ${untold} 个造成中断的事件没有写明所属环境，未计入任何一端。`, `${untold} more ${untold === 1 ? 'incident' : 'incidents'} interrupted the service on a side nobody told, and ${untold === 1 ? 'is' : 'are'} counted on none.`)] : [])],
      }),
      figure({ id: `availability.${id}.down`, label: text(`${label.zh}中断分钟`, `Minutes down, ${label.en.toLowerCase()}`), formula: text('期内各次中断的时间之并集，分钟：自最早已知时间至恢复，单据写明中断分钟数的以其为准；未写所属环境的按故障类别归端；本期没有本站记录的为无数据', 'union of the interruptions, minutes: from the earliest time known until restored, or as long as the record says; on the side of its kind where no environment is written; no data for a period without records'), source: sources.availability, unit: 'minute', value: watched ? Math.round(down * 10) / 10 : null, ids }, { apart }),
    ];
  });
};
