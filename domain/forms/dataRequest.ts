import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { approvedStates, approvedSteps, clientSigner, engineerSigner, staff, urgencies } from './kit.ts';

/** 应急统计需求单 (R7): a query the system has no screen for, asked for in writing and approved by the client before it is run. */
export const dataRequest: FormDef = {
  id: 'data-request',
  version: 1,
  icon: 'report',
  title: text('应急统计需求单', 'Urgent Data Request'),
  short: text('应急统计', 'Data requests'),
  also: ['取数', '查询', 'query'],
  happens: 'requestedAt',
  rules: ['R7'],
  group: 'desk',
  number: { prefix: 'TJ' },
  fields: {
    origin: { kind: 'record', label: text('来源', 'Origin'), forms: ['contact', 'service-order'] },
    requestedAt: { kind: 'time', precision: 'minute', label: text('提出时间', 'Asked'), required: true },
    letter: { kind: 'text', label: text('书面来文', 'Written request'), hint: text('文号或附件名', 'Its number, or the attachment'), required: true, max: 120 },
    requester: { kind: 'person', label: text('需求人', 'Asked by'), required: true, max: 30 },
    department: { kind: 'text', label: text('部门', 'Department'), max: 60 },
    phone: { kind: 'text', label: text('联系电话', 'Phone'), max: 40, pattern: 'phone' },
    urgency: { kind: 'choice', label: text('紧急程度', 'Urgency'), options: urgencies },
    wantedAt: { kind: 'time', precision: 'minute', label: text('要求完成时间', 'Wanted by'), mayBeFuture: true, notBefore: 'requestedAt' },
    query: { kind: 'text', label: text('统计内容与口径', 'What is counted, and how'), required: true, max: 4000, lines: 4 },
    purpose: { kind: 'text', label: text('用途', 'Purpose'), required: true, max: 500, lines: 1 },
    personal: { kind: 'choice', label: text('是否含个人信息', 'Personal data'), required: true, options: [{ value: 'no', label: text('否', 'No') }, { value: 'masked', label: text('脱敏', 'Masked') }, { value: 'yes', label: text('是', 'Yes') }] },
    method: { kind: 'text', label: text('拟用方法', 'How it will be done'), max: 4000, lines: 2 },
  },
  starts: { requestedAt: 'now' },
  lifecycle: {
    initial: 'draft', create: staff, states: approvedStates(),
    transitions: approvedSteps({}, { demands: [{ form: 'data-handover', states: ['signed', 'archived'], label: text('资料移交单', 'Data hand-over') }] }),
  },
  becomes: [
    { form: 'data-handover', label: text('办理资料移交', 'Hand the data over'), from: ['approved'], by: staff, ref: 'request', copy: { receiver: 'requester', department: 'department', personal: 'personal' } },
    { form: 'service-order', label: text('转现场服务单', 'Make a service order'), from: ['approved'], by: staff, ref: 'origin', copy: { contact: 'requester', department: 'department', phone: 'phone', urgency: 'urgency', requestedAt: 'requestedAt', request: 'query' }, set: { type: 'data' } },
  ],
  signers: [engineerSigner, clientSigner('approver', text('甲方批准人', 'Approved by the client'))],
  copies: 'profile',
  deadlines: [],
  list: { headline: 'query', columns: ['number', 'requester', 'urgency', 'requestedAt', 'wantedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), row('@client', 'origin'), [{ f: 'requester', span: 8 }, { f: 'department', span: 8 }, { f: 'phone', span: 8 }], wide('letter'), row('requestedAt', 'wantedAt'),
          row('urgency', 'personal'), wide('query'), wide('purpose'), wide('method'),
        ],
      },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('审批', 'Approval') },
    ],
  },
};
