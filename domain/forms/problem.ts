import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { options, ownCopy, staff, voidState, voiding } from './kit.ts';

/** 问题单 (R18): the cause behind incidents. A known error keeps its workaround where the next engineer finds it. */
export const problem: FormDef = {
  id: 'problem',
  version: 1,
  icon: 'problem',
  title: text('问题处理单', 'Problem'),
  short: text('问题', 'Problems'),
  also: ['根因', '隐患', 'root cause'],
  part: 'knownErrors',
  happens: 'registeredAt',
  rules: ['R18', 'R12'],
  group: 'processes',
  number: { prefix: 'WT' },
  fields: {
    incidents: { kind: 'record', label: text('关联事件', 'Incidents'), forms: ['incident', 'inspection', 'routine-report', 'restore-drill', 'drill'], many: true },
    title: { kind: 'text', label: text('问题名称', 'Title'), required: true, max: 120 },
    priority: { kind: 'choice', label: text('优先级', 'Priority'), required: true, options: options(['high', '高', 'High'], ['medium', '中', 'Medium'], ['low', '低', 'Low']) },
    category: { kind: 'choice', label: text('类别', 'Category'), required: true, options: options(['application', '应用', 'Application'], ['database', '数据库', 'Database'], ['host', '主机与操作系统', 'Host and OS'], ['network', '网络', 'Network'], ['storage', '存储', 'Storage'], ['process', '管理流程', 'Process'], ['other', '其他', 'Other']) },
    description: { kind: 'text', label: text('问题描述', 'Description'), required: true, max: 4000, lines: 3 },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    registeredAt: { kind: 'time', precision: 'minute', label: text('登记时间', 'Registered'), required: true },
    leader: { kind: 'person', label: text('负责人', 'In charge'), required: true, max: 30 },
    rootCause: { kind: 'text', label: text('根本原因', 'Root cause'), max: 4000, lines: 3 },
    symptomKey: { kind: 'text', label: text('已知错误：识别特征', 'Known error: how to tell it'), max: 1000, lines: 1 },
    workaround: { kind: 'text', label: text('已知错误：规避办法', 'Known error: workaround'), max: 4000, lines: 2 },
    solution: { kind: 'text', label: text('解决方案', 'Solution'), max: 4000, lines: 2 },
    noFix: { kind: 'text', label: text('不予解决的理由', 'Why it is not solved'), max: 1000 },
    resolvedAt: { kind: 'time', precision: 'minute', label: text('解决时间', 'Resolved'), notBefore: 'registeredAt' },
  },
  starts: { leader: 'writer', registeredAt: 'now' },
  lifecycle: {
    initial: 'open',
    create: staff,
    states: {
      open: { label: text('已登记', 'Registered'), tone: 'active', edit: staff },
      investigating: { label: text('诊断中', 'Under diagnosis'), tone: 'active', edit: staff },
      knownError: { label: text('已知错误', 'Known error'), tone: 'active', edit: staff },
      resolved: { label: text('已解决', 'Resolved'), tone: 'active', edit: staff },
      closed: { label: text('已关闭', 'Closed'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'investigate', label: text('开始诊断', 'Investigate'), from: ['open'], to: 'investigating', by: staff, complete: true, main: true },
      { id: 'know', label: text('列为已知错误', 'Known error'), from: ['investigating'], to: 'knownError', by: staff, needs: ['rootCause', 'symptomKey', 'workaround'], main: true },
      { id: 'resolve', label: text('已解决', 'Resolved'), from: ['investigating', 'knownError'], to: 'resolved', by: staff, needs: ['rootCause', 'solution'], asks: ['resolvedAt'] },
      { id: 'accept', label: text('接受现状', 'Leave as it is'), from: ['knownError'], to: 'closed', by: ['projectManager', 'qualityManager'], needs: ['noFix'], reason: true },
      { id: 'reopen', label: text('重新打开', 'Reopen'), from: ['resolved'], to: 'investigating', by: staff, reason: true },
      { id: 'close', label: text('关闭', 'Close'), from: ['resolved'], to: 'closed', by: staff, complete: true, main: true },
      voiding(['open']),
    ],
  },
  becomes: [
    { form: 'change', label: text('申请变更', 'Ask for a change'), from: ['open', 'investigating', 'knownError', 'resolved'], by: staff, ref: 'reasonFor', copy: { title: 'title', reason: 'rootCause', what: 'solution', items: 'items' } },
    { form: 'special-report', label: text('写专题报告', 'Write a special report'), from: ['investigating', 'knownError', 'resolved', 'closed'], by: staff, ref: 'subject', copy: { title: 'title', background: 'description', analysis: 'rootCause', course: 'solution' }, course: { field: 'timeline' }, beside: 'related' },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'title', columns: ['number', 'priority', 'category', 'leader', 'registeredAt', 'resolvedAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), row('registeredAt', 'leader'), wide('priority'), wide('category'), wide('incidents'), wide('items'), wide('description')] },
      { kind: 'grid', title: text('诊断与解决', 'Diagnosis and solution'), rows: [wide('rootCause'), wide('symptomKey'), wide('workaround'), wide('solution'), wide('noFix'), wide('resolvedAt')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
