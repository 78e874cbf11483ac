import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, engineerSigner, managerSigner, options, staff, supervisorSigner, voiding, voidState } from './kit.ts';

/** 重点业务期间保障 (R13): planned beforehand, watched around the clock while it runs, signed at its end. Changes and releases keep out of it. */
export const keyPeriod: FormDef = {
  id: 'key-period',
  version: 1,
  icon: 'order',
  title: text('重点业务期间保障记录', 'Key Business Period'),
  short: text('重点期间', 'Key periods'),
  happens: 'from',
  rules: ['R13'],
  group: 'assurance',
  number: { prefix: 'ZD' },
  fields: {
    name: { kind: 'text', label: text('名称', 'Name'), required: true, max: 120 },
    from: { kind: 'time', precision: 'day', label: text('开始日期', 'From'), required: true, mayBeFuture: true },
    to: { kind: 'time', precision: 'day', label: text('结束日期', 'To'), required: true, mayBeFuture: true, notBefore: 'from' },
    reason: { kind: 'text', label: text('业务内容', 'What goes on'), required: true, max: 1000, lines: 1 },
    plan: { kind: 'text', label: text('保障方案', 'How it is safeguarded'), required: true, max: 4000, lines: 2 },
    forecast: { kind: 'number', label: text('预计访问量', 'Expected users a day'), unit: text('人/日', 'a day'), min: 0, max: 100_000_000, decimals: 0 },
    leader: { kind: 'person', label: text('负责人', 'In charge'), required: true, max: 30 },
    phone: { kind: 'text', label: text('值守电话', 'Duty phone'), required: true, max: 40, pattern: 'phone' },
    watch: {
      kind: 'table', label: text('监控与现场值守记录', 'Watch log'), maxRows: 400,
      columns: {
        at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 5, required: true },
        who: { kind: 'person', label: text('值守人', 'On watch'), max: 30, span: 4, required: true },
        where: { kind: 'choice', label: text('方式', 'How'), span: 3, required: true, options: options(['site', '现场', 'On site'], ['remote', '远程', 'Remote']) },
        state: { kind: 'choice', label: text('状态', 'State'), span: 3, required: true, options: options(['normal', '正常', 'Normal'], ['abnormal', '异常', 'Abnormal']) },
        note: { kind: 'text', label: text('情况', 'What was seen'), max: 300, span: 9, required: { field: 'state', in: ['abnormal'] } },
      },
    },
    checks: {
      kind: 'table', label: text('人工验证记录', 'Verified by hand'), maxRows: 400,
      columns: {
        at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 5, required: true },
        what: { kind: 'text', label: text('验证内容', 'What was tried'), max: 200, span: 9, required: true },
        result: { kind: 'choice', label: text('结果', 'Result'), span: 3, required: true, options: options(['works', '可用', 'Works'], ['slow', '缓慢', 'Slow'], ['fails', '不可用', 'Fails']) },
        who: { kind: 'person', label: text('验证人', 'By whom'), max: 30, span: 4, required: true },
        note: { kind: 'text', label: text('备注', 'Note'), max: 120, span: 3 },
      },
    },
    peak: { kind: 'number', label: text('最高访问量', 'Most users a day'), unit: text('人/日', 'a day'), min: 0, max: 100_000_000, decimals: 0 },
    summary: { kind: 'text', label: text('保障总结', 'Summary'), max: 4000, lines: 2 },
  },
  starts: { leader: 'writer' },
  lifecycle: {
    initial: 'planned',
    create: staff,
    states: {
      planned: { label: text('已计划', 'Planned'), tone: 'waiting', edit: staff },
      running: { label: text('保障中', 'Running'), tone: 'active', edit: staff },
      signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
      done: { label: text('已结束', 'Done'), tone: 'done' },
      archived: { label: text('已归档', 'Archived'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'start', label: text('开始保障', 'Begin'), from: ['planned'], to: 'running', by: staff, complete: true, main: true },
      { id: 'submit', label: text('结束并提交签认', 'End, and submit for signature'), from: ['running'], to: 'signing', by: staff, complete: true, needs: ['watch', 'checks', 'summary'], main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'running', by: staff, reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('签认', 'Seal'), from: ['signing'], to: 'done', by: 'seal' },
      { id: 'archive', label: text('归档', 'Archive'), from: ['done'], to: 'archived', by: staff, main: true },
      voiding(['planned']),
    ],
  },
  becomes: [
    { form: 'roster', label: text('排值守名单', 'Draw up the watch'), from: ['planned', 'running'], by: staff, ref: 'period', copy: { title: 'name', from: 'from', to: 'to', dutyPhone: 'phone' }, set: { kind: 'key-period' } },
    { form: 'incident', label: text('登记为事件', 'Make an incident'), from: ['running'], by: staff, ref: 'origin', copy: {} },
  ],
  signers: [engineerSigner, managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'name', columns: ['number', 'from', 'to', 'leader', 'phone'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('name'), row('from', 'to'), row('leader', 'phone'), row('forecast', 'peak'), wide('reason'), wide('plan')] },
      { kind: 'table', title: text('监控与现场值守记录', 'Watch log'), field: 'watch' },
      { kind: 'table', title: text('人工验证记录', 'Verified by hand'), field: 'checks' },
      { kind: 'grid', title: text('总结', 'Summary'), rows: [wide('summary')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
