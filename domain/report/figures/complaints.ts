import { isoToMs } from '../../clocks/shanghai.ts';
import { text } from '../../text/text.ts';
import { cellOf, figure, idsOf, percentOf, sharesBy, type Counted, type Figure } from '../figure.ts';
import { endOfReport, kindsOf, papersOf, type ReportInput } from '../input.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

const replyClock = 'complaint-reply';

/** The complaints of the period: a sheet begun and left blank is none yet. */
export const complaintsOf = (input: Pick<ReportInput, 'papers' | 'period'>): Counted => {
  const counted = papersOf(input, parts.complaint);
  return { ...counted, briefs: counted.briefs.filter((brief) => cellOf(brief, 'content').trim() !== '') };
};

/** Complaints and how they were answered (R6: every one, within its clock). */
export const complaintFigures = (input: ReportInput): readonly Figure[] => {
  const { briefs, apart } = complaintsOf(input);
  const requests = papersOf(input, parts.request).briefs;
  const end = endOfReport(input);
  const isReplied = (at: string): boolean => at !== '' && isoToMs(at) < end;
  const replied = briefs.filter((brief) => isReplied(cellOf(brief, 'repliedAt')));
  const clocks = new Map(input.clocks.filter((each) => each.clock === replyClock).map((each) => [each.id, each]));
  const due = briefs.filter((brief) => {
    const clock = clocks.get(brief.id);
    return clock !== undefined && (isoToMs(clock.due) < end || isReplied(cellOf(brief, 'repliedAt')));
  });
  const inTime = due.filter((brief) => {
    const clock = clocks.get(brief.id)!;
    return clock.kept !== undefined && isoToMs(clock.kept) <= isoToMs(clock.due);
  });
  const answered = briefs.filter((brief) => cellOf(brief, 'satisfied') !== '');
  const content = answered.filter((brief) => cellOf(brief, 'satisfied') === 'yes');
  const raised = briefs.filter((brief) => cellOf(brief, 'raisedAt') !== '');
  const again = briefs.filter((brief) => cellOf(brief, 'raisedAgainAt') !== '');
  return [
    figure({ id: 'complaint.channel', label: text('投诉件数（按渠道）', 'Complaints by channel'), formula: text('期内收到的投诉处理单张数', 'complaints received in the period'), source: sources.satisfaction, unit: 'count', value: briefs.length, ids: idsOf(briefs) }, { shares: sharesBy(briefs, kindsOf(parts.complaint, 'channel'), (brief) => cellOf(brief, 'channel')), apart }),
    figure({ id: 'complaint.rate', label: text('投诉率', 'Complaint rate'), formula: text('投诉件数 ÷ 服务请求件数 × 100%', 'complaints ÷ requests × 100 %'), source: sources.satisfaction, unit: 'percent', value: percentOf(briefs.length, requests.length), ids: idsOf(briefs) }, { apart }),
    figure({ id: 'complaint.reply-rate', label: text('投诉回复率', 'Reply rate'), formula: text('已回复的投诉 ÷ 投诉件数 × 100%；合同要求 100%（R6）', 'complaints replied to ÷ complaints × 100 %; the contract asks for 100 % (R6)'), source: sources.contract, unit: 'percent', value: percentOf(replied.length, briefs.length), ids: idsOf(replied) }, { apart }),
    figure({ id: 'complaint.in-time', label: text('投诉按时回复率', 'Replied in time'), formula: text('在期限内回复的投诉 ÷（已回复或期限已到的投诉）× 100%', 'complaints replied to within their clock ÷ those replied to or past it × 100 %'), source: sources.sla, unit: 'percent', value: percentOf(inTime.length, due.length), ids: idsOf(inTime) }, { apart }),
    figure({ id: 'complaint.content', label: text('回复后满意率', 'Satisfied with the reply'), formula: text('回复后满意的投诉 ÷ 已表态的投诉 × 100%', 'complainants satisfied ÷ complainants who said so or not × 100 %'), source: sources.satisfaction, unit: 'percent', value: percentOf(content.length, answered.length), ids: idsOf(content) }, { apart }),
    figure({ id: 'complaint.raised', label: text('升级的投诉', 'Escalated complaints'), formula: text('升级到双方运维主管的投诉件数，其中上报管理层的另列', 'complaints escalated to both supervisors; those to management also stand apart'), source: sources.contract, unit: 'count', value: raised.length, ids: idsOf(raised) }, {
      shares: [{ key: 'supervisors', label: text('双方主管', 'to the supervisors'), value: raised.length, ids: idsOf(raised) }, { key: 'management', label: text('管理层', 'to management'), value: again.length, ids: idsOf(again) }], apart,
    }),
  ];
};
