import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { channels, deskSigner, options, ownCopy, staff } from './kit.ts';

/**
 * 投诉处理单 (R6): replied to within its clock; not satisfied, it goes to both sides' O&M supervisors, then to management. It has no way out but
 * through: no step throws it away. A sheet begun and left blank is no complaint yet: what was complained of starts the clock, from when it was received.
 */
export const complaint: FormDef = {
  id: 'complaint',
  version: 1,
  icon: 'call',
  title: text('投诉处理单', 'Complaint'),
  short: text('投诉', 'Complaints'),
  also: ['不满', 'escalation'],
  part: 'complaint',
  happens: 'receivedAt',
  rules: ['R6'],
  group: 'desk',
  number: { prefix: 'TS' },
  fields: {
    origin: { kind: 'record', label: text('来源', 'Origin'), forms: ['contact'] },
    receivedAt: { kind: 'time', precision: 'minute', label: text('投诉时间', 'Received'), required: true },
    channel: { kind: 'choice', label: text('渠道', 'Channel'), required: true, options: channels },
    complainant: { kind: 'person', label: text('投诉人', 'Complainant'), required: true, max: 30 },
    department: { kind: 'text', label: text('部门', 'Department'), max: 60 },
    phone: { kind: 'text', label: text('联系电话', 'Phone'), max: 40, pattern: 'phone' },
    about: { kind: 'text', label: text('投诉对象', 'About'), max: 200 },
    content: { kind: 'text', label: text('投诉内容', 'Complaint'), required: true, max: 4000, lines: 4 },
    inquiry: { kind: 'text', label: text('调查情况', 'Inquiry'), max: 4000, lines: 2 },
    reply: { kind: 'text', label: text('回复内容', 'Reply'), max: 4000, lines: 3 },
    repliedAt: { kind: 'time', precision: 'minute', label: text('回复时间', 'Replied'), notBefore: 'receivedAt' },
    repliedBy: { kind: 'person', label: text('回复人', 'Replied by'), max: 30 },
    satisfied: { kind: 'choice', label: text('客户是否满意', 'Satisfied'), options: options(['yes', '满意', 'Satisfied'], ['no', '不满意', 'Not satisfied']) },
    clientSupervisor: { kind: 'person', label: text('甲方运维主管', "Client's O&M supervisor"), max: 30 },
    ownSupervisor: { kind: 'person', label: text('乙方运维主管', "Contractor's O&M supervisor"), max: 30 },
    raisedAt: { kind: 'time', precision: 'minute', label: text('升级时间', 'Escalated'), notBefore: 'repliedAt' },
    supervisorsResult: { kind: 'text', label: text('双方主管处理意见', "Supervisors' decision"), max: 2000, lines: 2 },
    supervisorsSatisfied: { kind: 'choice', label: text('主管处理后是否满意', 'Satisfied after the supervisors'), options: options(['yes', '满意', 'Satisfied'], ['no', '不满意', 'Not satisfied']) },
    raisedAgainAt: { kind: 'time', precision: 'minute', label: text('上报管理层时间', 'To management'), notBefore: 'raisedAt' },
    managementResult: { kind: 'text', label: text('管理层处理意见', "Management's decision"), max: 2000, lines: 2 },
    outcome: { kind: 'text', label: text('最终结果', 'Outcome'), max: 2000, lines: 1 },
  },
  starts: { receivedAt: 'now', repliedBy: 'writer' },
  lifecycle: {
    initial: 'open',
    create: staff,
    states: {
      open: { label: text('待回复', 'To be replied'), tone: 'active', edit: staff },
      replied: { label: text('已回复', 'Replied'), tone: 'active', edit: staff },
      supervisors: { label: text('双方主管处理', 'With the supervisors'), tone: 'active', edit: staff },
      management: { label: text('管理层处理', 'With management'), tone: 'active', edit: staff },
      signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
      closed: { label: text('已办结', 'Closed'), tone: 'done', closed: true },
    },
    transitions: [
      { id: 'reply', label: text('已回复客户', 'Replied'), from: ['open'], to: 'replied', by: staff, complete: true, needs: ['reply', 'repliedBy'], asks: ['repliedAt'], main: true },
      { id: 'satisfied', label: text('客户满意，办结', 'Satisfied: close'), from: ['replied'], to: 'signing', by: staff, needs: ['satisfied'], when: { field: 'satisfied', in: ['yes'] }, main: true },
      { id: 'raise', label: text('升级到双方运维主管', 'Escalate to the supervisors'), from: ['replied'], to: 'supervisors', by: staff, needs: ['clientSupervisor', 'ownSupervisor'], asks: ['raisedAt'], when: { field: 'satisfied', in: ['no'] }, main: true },
      { id: 'settle', label: text('主管处理办结', 'Settled by the supervisors'), from: ['supervisors'], to: 'signing', by: staff, needs: ['supervisorsResult', 'supervisorsSatisfied'], when: { field: 'supervisorsSatisfied', in: ['yes'] }, main: true },
      { id: 'raise-again', label: text('上报管理层', 'Escalate to management'), from: ['supervisors'], to: 'management', by: staff, needs: ['supervisorsResult'], asks: ['raisedAgainAt'], when: { field: 'supervisorsSatisfied', in: ['no'] }, main: true },
      { id: 'end', label: text('管理层办结', 'Ended by management'), from: ['management'], to: 'signing', by: ['projectManager', 'qualityManager'], needs: ['managementResult', 'outcome'], main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'replied', by: staff, reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('办结', 'Close'), from: ['signing'], to: 'closed', by: 'seal' },
    ],
  },
  signers: [deskSigner('handler', text('处理人', 'Handled by')), deskSigner('quality', text('质量管理', 'Quality manager'), ['qualityManager', 'projectManager'])],
  copies: ownCopy,
  deadlines: [{ rule: 'complaint-reply', from: { f: 'receivedAt', filled: 'content' }, until: ['field:repliedAt', 'replied'], label: text('回复投诉客户', 'Reply to the complainant') }],
  list: { headline: 'content', columns: ['number', 'complainant', 'channel', 'receivedAt', 'repliedAt', 'satisfied'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('receivedAt', 'origin'), wide('channel'), [{ f: 'complainant', span: 8 }, { f: 'department', span: 8 }, { f: 'phone', span: 8 }], wide('about'), wide('content')] },
      { kind: 'grid', title: text('处理', 'Handling'), rows: [wide('inquiry'), wide('reply'), row('repliedAt', 'repliedBy'), wide('satisfied')] },
      { kind: 'grid', title: text('升级', 'Escalation'), rows: [row('clientSupervisor', 'ownSupervisor'), row('raisedAt', 'supervisorsSatisfied'), wide('supervisorsResult'), wide('raisedAgainAt'), wide('managementResult'), wide('outcome')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
