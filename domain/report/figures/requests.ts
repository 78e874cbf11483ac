import { text } from '../../text/text.ts';
import { cellOf, countable, figure, idsOf, meanOf, sharesBy, type Figure } from '../figure.ts';
import { kindsOf, papersIn, papersOf, type ReportInput } from '../input.ts';
import { timeOf } from '../brief.ts';
import { lasting } from './durations.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

const hours = Array.from({ length: 24 }, (_, hour) => ({ key: String(hour).padStart(2, '0'), label: text(`${hour} 时`, `${hour}:00`) }));

const count = text('期内服务台受理单的张数', 'contacts of the service desk in the period');

/** What was asked for and how it came in (R5, R7, R8). */
export const requestFigures = (input: ReportInput): readonly Figure[] => {
  const { briefs, apart } = papersOf(input, parts.request);
  const ids = idsOf(briefs);
  const contacts = { formula: count, source: sources.service, unit: 'count' as const, value: briefs.length, ids };
  const orders = papersOf(input, parts.order);
  const requests = papersOf(input, parts.dataRequest);
  const onSite = lasting(orders.briefs, 'arrivedAt', 'finishedAt');
  const handling = lasting(briefs, 'receivedAt', 'endedAt');
  return [
    figure({ id: 'request.channel', label: text('服务请求（按渠道）', 'Requests by channel'), ...contacts }, { shares: sharesBy(briefs, kindsOf(parts.request, 'channel'), (brief) => cellOf(brief, 'channel')), apart }),
    figure({ id: 'request.kind', label: text('服务请求（按类别）', 'Requests by kind'), ...contacts }, { shares: sharesBy(briefs, kindsOf(parts.request, 'kind'), (brief) => cellOf(brief, 'kind')), apart }),
    figure({ id: 'request.hour', label: text('服务请求（按时段）', 'Requests by hour'), ...contacts, formula: text('期内受理单按受理时间的小时（北京时间）计数', 'contacts by the hour they were received, Beijing time') }, { shares: sharesBy(briefs, hours, (brief) => (timeOf(brief) ?? '').slice(11, 13)), apart }),
    figure({
      id: 'request.handling', label: text('受理到办结平均用时', 'Mean time from receipt to end'), formula: text('∑（办结时间 − 受理时间）÷ 两者都有且先后无矛盾的受理单数', 'sum of (ended − received) ÷ contacts that have both, in their order'),
      source: sources.service, unit: 'minute', value: meanOf(handling.map(({ minutes }) => minutes)), ids: idsOf(handling.map(({ brief }) => brief)),
    }, { apart }),
    figure({
      id: 'order.type', label: text('现场服务（按类型）', 'On-site services by type'), formula: text('期内受理的现场服务单张数', 'service orders received in the period'), source: sources.service, unit: 'count', value: orders.briefs.length, ids: idsOf(orders.briefs),
    }, { shares: sharesBy(orders.briefs, kindsOf(parts.order, 'type'), (brief) => cellOf(brief, 'type')), apart: orders.apart }),
    figure({
      id: 'order.result', label: text('现场服务（按结果）', 'On-site services by result'), formula: text('期内受理的现场服务单按处理结果计数；未填结果的单列', 'service orders by result; those without one stand apart'), source: sources.service, unit: 'count', value: orders.briefs.length, ids: idsOf(orders.briefs),
    }, { shares: sharesBy(orders.briefs, kindsOf(parts.order, 'result'), (brief) => cellOf(brief, 'result')), apart: orders.apart }),
    figure({
      id: 'order.hours', label: text('现场工时合计', 'Hours on site'), formula: text('∑（完成时间 − 到场时间），小时；先后矛盾的不计', 'sum of (finished − arrived), hours; without orders that finished before they arrived'), source: sources.service, unit: 'hour',
      value: onSite.length === 0 ? null : Math.round(onSite.reduce((sum, { minutes }) => sum + minutes, 0) / 6) / 10, ids: idsOf(onSite.map(({ brief }) => brief)),
    }, { apart: orders.apart }),
    figure({ id: 'data-request.count', label: text('应急统计需求', 'Urgent data requests'), formula: text('期内提出的应急统计需求单张数', 'data requests asked in the period'), source: sources.contract, unit: 'count', value: requests.briefs.length, ids: idsOf(requests.briefs) }, { apart: requests.apart }),
  ];
};

/** Every paper of the period by its form: what the work came to. */
export const workFigure = (input: ReportInput, forms: readonly { readonly id: string; readonly title: { readonly zh: string; readonly en: string } }[]): Figure => {
  const all = forms.map((form) => ({ form, counted: papersOf(input, form.id) }));
  const shares = all.filter(({ counted }) => counted.briefs.length > 0).map(({ form, counted }) => ({ key: form.id, label: form.title, value: counted.briefs.length, ids: idsOf(counted.briefs) }));
  return figure({
    id: 'work.papers', label: text('期内单据', 'Records of the period'), formula: text('各类单据中业务时间落在期内的张数，作废与已被更正的除外', 'records whose own time lies in the period, without those voided or corrected'), source: sources.serviceReport, unit: 'count',
    value: shares.reduce((sum, { value }) => sum + value, 0), ids: shares.flatMap((share) => share.ids),
  }, { shares, apart: countable(all.flatMap(({ form }) => papersIn(input, form.id))).apart });
};
