import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { channels, options, ownCopy, staff, urgencies, voidState, voiding } from './kit.ts';

/** 服务台受理单 (R5): every contact, whoever made it and however; what became of it is a link. */
export const contact: FormDef = {
  id: 'contact',
  version: 1,
  icon: 'call',
  title: text('服务台受理单', 'Service Desk Contact'),
  short: text('受理', 'Contacts'),
  also: ['来电', '电话', '受理', 'call'],
  part: 'contact',
  happens: 'receivedAt',
  rules: ['R5'],
  group: 'desk',
  number: { prefix: 'SL' },
  fields: {
    channel: { kind: 'choice', label: text('渠道', 'Channel'), required: true, options: channels },
    kind: {
      kind: 'choice', label: text('类别', 'Kind'), required: true,
      options: options(['consultation', '咨询', 'Consultation'], ['request', '服务请求', 'Service request'], ['fault', '故障申报', 'Fault report'], ['complaint', '投诉', 'Complaint'], ['data', '应急统计需求', 'Urgent data request']),
    },
    receivedAt: { kind: 'time', precision: 'minute', label: text('受理时间', 'Received'), required: true },
    caller: { kind: 'person', label: text('来访人', 'Caller'), required: true, max: 30 },
    department: { kind: 'text', label: text('部门', 'Department'), max: 60 },
    phone: { kind: 'text', label: text('联系电话', 'Phone'), max: 40, pattern: 'phone' },
    urgency: { kind: 'choice', label: text('紧急程度', 'Urgency'), options: urgencies },
    what: { kind: 'text', label: text('内容', 'What it is about'), required: true, max: 4000, lines: 4 },
    answer: { kind: 'text', label: text('答复', 'Answer'), max: 4000, lines: 3 },
    handledBy: { kind: 'person', label: text('受理人', 'Handled by'), required: true, max: 30 },
    endedAt: { kind: 'time', precision: 'minute', label: text('办结时间', 'Ended'), notBefore: 'receivedAt' },
  },
  starts: { handledBy: 'writer', receivedAt: 'now' },
  lifecycle: {
    initial: 'open',
    create: staff,
    states: {
      open: { label: text('受理中', 'Open'), tone: 'active', edit: staff },
      answered: { label: text('已答复', 'Answered'), tone: 'done', closed: true },
      passed: { label: text('已转办', 'Passed on'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'answer', label: text('当场答复', 'Answered'), from: ['open'], to: 'answered', by: staff, complete: true, needs: ['answer'], asks: ['endedAt'], main: true, when: { field: 'kind', in: ['consultation', 'request', 'fault', 'data', ''] } },
      {
        id: 'pass', label: text('转办', 'Passed on'), from: ['open'], to: 'passed', by: staff, complete: true, asks: ['endedAt'],
      },
      // a complaint is never thrown away (R6)
      voiding(['open'], { when: { field: 'kind', in: ['consultation', 'request', 'fault', 'data', ''] } }),
    ],
  },
  becomes: [
    { form: 'service-order', label: text('转现场服务单', 'Make a service order'), from: ['open'], by: staff, ref: 'origin', moves: 'pass', when: { field: 'kind', in: ['consultation', 'request', 'fault'] }, copy: { contact: 'caller', department: 'department', phone: 'phone', urgency: 'urgency', channel: 'channel', requestedAt: 'receivedAt', request: 'what' } },
    { form: 'incident', label: text('转事件单', 'Make an incident'), from: ['open'], by: staff, ref: 'origin', moves: 'pass', when: { field: 'kind', in: ['fault', 'request'] }, copy: { reporter: 'caller', phone: 'phone', reportedAt: 'receivedAt', foundAt: 'receivedAt', symptom: 'what' } },
    { form: 'complaint', label: text('转投诉处理单', 'Make a complaint'), from: ['open'], by: staff, ref: 'origin', moves: 'pass', when: { field: 'kind', in: ['complaint'] }, copy: { complainant: 'caller', department: 'department', phone: 'phone', channel: 'channel', receivedAt: 'receivedAt', content: 'what' } },
    { form: 'data-request', label: text('转应急统计需求单', 'Make a data request'), from: ['open'], by: staff, ref: 'origin', moves: 'pass', when: { field: 'kind', in: ['data'] }, copy: { requester: 'caller', department: 'department', phone: 'phone', requestedAt: 'receivedAt', query: 'what' } },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'what', columns: ['number', 'kind', 'channel', 'caller', 'handledBy', 'receivedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), wide('channel'), wide('kind'), row('receivedAt', 'handledBy'), [{ f: 'caller', span: 8 }, { f: 'department', span: 8 }, { f: 'phone', span: 8 }], wide('urgency'),
          wide('what'), wide('answer'), wide('endedAt'),
        ],
      },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
