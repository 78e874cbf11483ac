import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, submitClock } from './kit.ts';

/** 巡检记录单 (R10-R12): twice a day for hosts and databases, once a day for the application, once a week for system software. */
export const inspection: FormDef = {
  id: 'inspection',
  version: 2,
  title: text('系统巡检记录单', 'System Inspection Sheet'),
  short: text('巡检', 'Inspections'),
  icon: 'inspection',
  happens: 'day',
  rules: ['R10', 'R11', 'R12'],
  group: 'inspections',
  number: { prefix: 'XJ' },
  templates: true,
  round: { template: 'template', day: 'day', round: 'round', target: 'target', readings: 'readings', inspectedAt: 'inspectedAt', engineer: 'engineer', host: 'host', late: 'lateReason' },
  unique: ['template', 'day', 'round'],
  fields: {
    template: { kind: 'choice', label: text('巡检类别', 'Kind'), required: true, options: [
      { value: 'os-daily', label: text('操作系统', 'Operating system') },
      { value: 'db-daily', label: text('数据库', 'Database') },
      { value: 'app-daily', label: text('应用系统', 'Application') },
      { value: 'health-weekly', label: text('系统软件健康检查', 'System software health check') },
    ] },
    day: { kind: 'time', precision: 'day', label: text('巡检日期', 'Date'), required: true },
    round: { kind: 'choice', label: text('巡检时段', 'Round'), required: true, options: [
      { value: 'am', label: text('上午', 'Morning') },
      { value: 'pm', label: text('下午', 'Afternoon') },
      { value: 'day', label: text('当日', 'Day') },
      { value: 'week', label: text('本周', 'Week') },
    ] },
    inspectedAt: { kind: 'time', precision: 'minute', label: text('巡检时间', 'Inspected'), required: true, notBefore: 'readings' },
    lateReason: { kind: 'text', label: text('补录原因', 'Why entered late'), max: 200 },
    target: { kind: 'text', label: text('巡检对象', 'Object'), required: true, max: 120 },
    host: { kind: 'text', label: text('主机/IP', 'Host / IP'), max: 120 },
    engineer: { kind: 'person', label: text('巡检人', 'Inspected by'), required: true, max: 30 },
    readings: { kind: 'readings', label: text('巡检项目', 'Readings'), required: true },
    finding: { kind: 'text', label: text('异常现象', 'Findings'), max: 2000, lines: 1 },
    measure: { kind: 'text', label: text('处理措施', 'Measures taken'), max: 2000, lines: 1 },
    carryOver: { kind: 'text', label: text('遗留跟踪', 'Carried over'), max: 2000, lines: 1 },
  },
  lifecycle: {
    initial: 'draft',
    create: ['engineer'],
    states: {
      draft: { label: text('填写中', 'In progress'), tone: 'draft', edit: ['engineer'] },
      signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
      signed: { label: text('已签认', 'Signed'), tone: 'done' },
      archived: { label: text('已归档', 'Archived'), tone: 'done', closed: true },
      void: { label: text('作废', 'Void'), tone: 'void', closed: true },
    },
    transitions: [
      { id: 'submit', label: text('提交签认', 'Submit for signature'), from: ['draft'], to: 'signing', by: ['engineer'], complete: true, asks: ['inspectedAt'], main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'draft', by: ['engineer'], reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('签认', 'Seal'), from: ['signing'], to: 'signed', by: 'seal' },
      { id: 'archive', label: text('归档', 'Archive'), from: ['signed'], to: 'archived', by: ['engineer', 'projectManager', 'qualityManager'], main: true },
      { id: 'void', label: text('作废', 'Void'), from: ['draft', 'signing'], to: 'void', by: ['engineer', 'projectManager'], reason: true, withdrawsSignatures: true },
    ],
  },
  signers: [
    {
      role: 'inspector',
      label: text('巡检人', 'Inspected by'),
      party: 'contractor',
      required: true,
      handover: false,
      consent: text('本人确认以上数值为现场实测。', 'I confirm that these values were measured on site.'),
    },
    {
      role: 'supervisor',
      label: text('客户签认（运维主管）', 'Client (O&M supervisor)'),
      party: 'client',
      required: true,
      handover: true,
      consent: text(
        '本人已阅读以上巡检记录，并同意以屏幕手写签名方式签认；纸质一式三份与本单内容一致。',
        'I have read this inspection sheet and agree to sign it by hand on this screen; the three paper copies carry the same content.',
      ),
    },
  ],
  copies: 'profile',
  deadlines: [
    // the day of a weekly sheet is its week's Monday, when nothing has happened yet
    submitClock(['createdAt', 'inspectedAt', { f: 'day', when: { field: 'round', in: ['am', 'pm', 'day'] } }]),
    archiveClock,
  ],
  list: { headline: 'target', columns: ['number', 'template', 'day', 'round', 'target', 'engineer', 'inspectedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'),
          row('@client', '@site'),
          wide('template'),
          row('target', 'host'),
          row('day', 'round'),
          row('inspectedAt', 'engineer'),
        ],
      },
      { kind: 'readings', title: text('巡检项目', 'Readings'), field: 'readings' },
      { kind: 'grid', rows: [wide('finding'), wide('measure'), wide('carryOver'), wide('lateReason')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
