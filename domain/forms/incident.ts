import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { ownCopy, sides, staff, timelineColumns, voiding, voidState } from './kit.ts';

/** 事件单 (R14-R16): a fault from its report to its end. Three times are kept, the earliest known starts the grade's clock. */
export const incident: FormDef = {
  id: 'incident',
  version: 1,
  icon: 'fault',
  title: text('事件（故障）处理单', 'Incident'),
  short: text('事件', 'Incidents'),
  also: ['事故', '报障', '宕机', '故障事件', 'outage', 'fault'],
  aside: 'response',
  happens: 'foundAt',
  rules: ['R14', 'R15', 'R16', 'R17'],
  group: 'processes',
  number: { prefix: 'SJ' },
  fields: {
    origin: { kind: 'record', label: text('来源', 'Origin'), forms: ['contact', 'inspection', 'service-order', 'routine-report', 'backup', 'key-period'] },
    kind: { kind: 'choice', label: text('故障类别', 'Kind of fault'), required: true, options: [], from: 'incidentKinds' },
    side: { kind: 'choice', label: text('所属环境', 'Environment'), required: true, options: sides },
    occurredAt: { kind: 'time', precision: 'minute', label: text('发生时间', 'Occurred') },
    foundAt: { kind: 'time', precision: 'minute', label: text('发现时间', 'Found'), required: true, notBefore: 'occurredAt' },
    reportedAt: { kind: 'time', precision: 'minute', label: text('报告时间', 'Reported'), required: true, notBefore: 'foundAt' },
    people: { kind: 'number', label: text('影响用户数', 'People affected'), unit: text('人', 'people'), min: 0, max: 100_000_000, decimals: 0 },
    grade: {
      kind: 'grade', label: text('故障等级', 'Grade'), options: [], from: 'grades',
      of: { kind: 'kind', occurred: 'occurredAt', found: 'foundAt', reported: 'reportedAt', people: 'people', until: 'restoredAt', manual: 'manualGrade', manualAt: 'manualAt', manualReason: 'manualReason' },
    },
    manualGrade: { kind: 'choice', label: text('人工定级', 'Graded by hand'), options: [], from: 'grades' },
    manualAt: { kind: 'time', precision: 'minute', label: text('定级时间', 'Graded at'), notBefore: 'foundAt', required: { field: 'manualGrade', in: [], from: 'grades' } },
    manualReason: { kind: 'text', label: text('定级理由', 'Why graded so'), max: 500, required: { field: 'manualGrade', in: [], from: 'grades' } },
    reporter: { kind: 'person', label: text('报告人', 'Reported by'), max: 30 },
    phone: { kind: 'text', label: text('联系电话', 'Phone'), max: 40, pattern: 'phone' },
    leader: { kind: 'person', label: text('负责人', 'In charge'), required: true, max: 30 },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    symptom: { kind: 'text', label: text('故障现象', 'Symptom'), required: true, max: 4000, lines: 3 },
    impact: { kind: 'text', label: text('影响范围', 'Impact'), max: 2000, lines: 2 },
    plan: { kind: 'record', label: text('适用预案', 'Plan followed'), forms: ['plan-document'] },
    called: {
      kind: 'table', label: text('到场人员', 'Who was called'), maxRows: 60,
      columns: {
        group: { kind: 'text', label: text('组别', 'Group'), max: 40, span: 6, required: true },
        person: { kind: 'person', label: text('姓名', 'Name'), max: 30, span: 5, required: true },
        calledAt: { kind: 'time', precision: 'minute', label: text('通知时间', 'Called'), span: 5 },
        cameAt: { kind: 'time', precision: 'minute', label: text('到场时间', 'Came'), span: 5, notBefore: 'calledAt' },
        note: { kind: 'text', label: text('备注', 'Note'), max: 60, span: 3 },
      },
    },
    timeline: {
      kind: 'table', label: text('处理经过', 'Timeline'), maxRows: 200,
      columns: timelineColumns,
    },
    notifiedAt: { kind: 'time', precision: 'minute', label: text('报送甲方时间', 'Reported to the client'), notBefore: 'foundAt' },
    respondedAt: { kind: 'time', precision: 'minute', label: text('响应时间', 'Responded'), notBefore: 'reportedAt' },
    workaround: { kind: 'text', label: text('临时措施', 'Workaround'), max: 4000, lines: 2 },
    fix: { kind: 'text', label: text('解决办法', 'Fix'), max: 4000, lines: 2 },
    cause: { kind: 'text', label: text('原因', 'Cause'), max: 4000, lines: 2 },
    restoredAt: { kind: 'time', precision: 'minute', label: text('恢复时间', 'Restored'), notBefore: 'foundAt' },
    downMinutes: { kind: 'number', label: text('中断分钟数', 'Minutes down'), unit: text('分钟', 'min'), min: 0, max: 10_000_000, decimals: 0 },
  },
  starts: { leader: 'writer', reportedAt: 'now', foundAt: 'now' },
  lifecycle: {
    initial: 'open',
    create: staff,
    states: {
      open: { label: text('处理中', 'Open'), tone: 'active', edit: staff },
      restored: { label: text('已恢复', 'Restored'), tone: 'active', edit: staff },
      closed: { label: text('已关闭', 'Closed'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'respond', label: text('开始处理', 'Respond'), from: ['open'], to: 'open', by: staff, asks: ['respondedAt'], stamps: ['grade'] },
      { id: 'restore', label: text('业务已恢复', 'Service restored'), from: ['open'], to: 'restored', by: staff, complete: true, needs: ['respondedAt'], asks: ['restoredAt'], stamps: ['grade'], main: true },
      { id: 'reopen', label: text('重新打开', 'Reopen'), from: ['restored'], to: 'open', by: staff, reason: true, clears: ['restoredAt', 'grade'] },
      {
        id: 'close', label: text('关闭', 'Close'), from: ['restored'], to: 'closed', by: staff, complete: true, needs: ['restoredAt', 'fix', 'cause'], stamps: ['grade'], main: true,
        demands: [
          { form: 'fault-report', states: ['signed', 'archived'], label: text('故障处理报告', 'Fault report') },
          { form: 'special-report', states: ['signed', 'archived'], label: text('专题报告', 'Special report'), when: { field: 'grade', in: [], from: 'specialReportGrades' } },
        ],
      },
      voiding(['open'], { by: ['projectManager', 'qualityManager'] }),
    ],
  },
  becomes: [
    {
      form: 'fault-report', label: text('写故障处理报告', 'Write the fault report'), from: ['open', 'restored'], by: staff, ref: 'incident',
      copy: { kind: 'kind', grade: 'grade', occurredAt: 'occurredAt', foundAt: 'foundAt', reportedAt: 'reportedAt', restoredAt: 'restoredAt', people: 'people', symptom: 'symptom', impact: 'impact', timeline: 'timeline', cause: 'cause', fix: 'fix' },
    },
    { form: 'special-report', label: text('写专题报告', 'Write a special report'), from: ['open', 'restored'], by: staff, ref: 'subject', copy: { background: 'symptom', course: 'fix', analysis: 'cause' }, course: { field: 'timeline', rows: 'timeline' }, beside: 'related' },
    { form: 'problem', label: text('转问题单', 'Make a problem'), from: ['open', 'restored', 'closed'], by: staff, ref: 'incidents', copy: { title: 'symptom', description: 'symptom', workaround: 'workaround', items: 'items' } },
    { form: 'change', label: text('申请变更', 'Ask for a change'), from: ['open', 'restored', 'closed'], by: staff, ref: 'reasonFor', copy: { reason: 'symptom', what: 'fix', items: 'items' } },
    { form: 'service-order', label: text('派现场服务单', 'Make a service order'), from: ['open', 'restored'], by: staff, ref: 'origin', copy: { contact: 'reporter', phone: 'phone', request: 'symptom', side: 'side', requestedAt: 'reportedAt', affected: 'people' }, set: { type: 'fault', urgency: 'urgent' } },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [{ rule: 'document-submit', from: ['occurredAt', 'foundAt', 'reportedAt'], until: ['field:notifiedAt', 'closed', 'void'], label: text('当天报送甲方', 'Report to the client on the day') }],
  list: { headline: 'symptom', columns: ['number', 'grade', 'kind', 'side', 'foundAt', 'restoredAt', 'leader'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), row('origin', 'leader'), wide('kind'), row('grade', 'people'), wide('side'), [{ f: 'occurredAt', span: 8, label: 3 }, { f: 'foundAt', span: 8, label: 3 }, { f: 'reportedAt', span: 8, label: 3 }], row('reporter', 'phone'),
          row('manualGrade', 'manualAt'), wide('manualReason'), wide('items'), wide('symptom'), wide('impact'), wide('plan'),
        ],
      },
      { kind: 'table', title: text('到场人员', 'Who was called'), field: 'called' },
      { kind: 'table', title: text('处理经过', 'Timeline'), field: 'timeline' },
      { kind: 'grid', title: text('处理结果', 'Outcome'), rows: [[{ f: 'respondedAt', span: 12 }, { f: 'restoredAt', span: 12 }], wide('notifiedAt'), wide('workaround'), wide('fix'), wide('cause'), wide('downMinutes')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
