import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, engineerSigner, options, signedStates, signedSteps, staff, supervisorSigner } from './kit.ts';

/** 恢复演练记录 (R22): a backup proves itself only by being restored. */
export const restoreDrill: FormDef = {
  id: 'restore-drill',
  version: 1,
  icon: 'backup',
  title: text('备份恢复演练记录', 'Restore Drill'),
  short: text('恢复演练', 'Restore drills'),
  happens: 'startedAt',
  rules: ['R22'],
  group: 'assurance',
  number: { prefix: 'HF' },
  fields: {
    target: { kind: 'text', label: text('恢复对象', 'What is restored'), required: true, max: 120 },
    backup: { kind: 'record', label: text('所用备份', 'From which backup'), required: true, forms: ['backup'], many: true },
    medium: { kind: 'record', label: text('所用介质', 'From which medium'), forms: ['backup-medium'] },
    purpose: { kind: 'text', label: text('演练目的', 'Purpose'), required: true, max: 1000, lines: 1 },
    environment: { kind: 'text', label: text('恢复环境', 'Restored to'), hint: text('不得覆盖生产数据', 'Never over live data'), required: true, max: 300 },
    dataUntil: { kind: 'time', precision: 'minute', label: text('数据恢复到', 'Data up to'), required: true },
    targetMinutes: { kind: 'number', label: text('目标用时', 'Target'), unit: text('分钟', 'min'), min: 0, max: 100_000, decimals: 0 },
    startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true, notBefore: 'dataUntil' },
    finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
    took: { kind: 'hours', label: text('历时', 'Took'), from: 'startedAt', to: 'finishedAt' },
    steps: {
      kind: 'table', label: text('演练步骤', 'Steps'), maxRows: 60, required: true,
      columns: {
        step: { kind: 'text', label: text('步骤', 'Step'), max: 300, span: 13, required: true },
        who: { kind: 'person', label: text('执行人', 'By whom'), max: 30, span: 5 },
        result: { kind: 'choice', label: text('结果', 'Result'), span: 6, required: true, options: options(['ok', '正常', 'As planned'], ['odd', '有偏差', 'With deviations'], ['failed', '失败', 'Failed']) },
      },
    },
    checks: {
      kind: 'table', label: text('核对项目', 'What was compared'), maxRows: 60, required: true,
      columns: {
        what: { kind: 'text', label: text('核对内容', 'Compared'), max: 200, span: 10, required: true },
        expected: { kind: 'text', label: text('应为', 'Expected'), max: 100, span: 7 },
        found: { kind: 'text', label: text('实际', 'Found'), max: 100, span: 7, required: true },
      },
    },
    result: { kind: 'choice', label: text('演练结论', 'Result'), required: true, options: options(['success', '成功', 'Successful'], ['partial', '部分成功', 'Partly'], ['failed', '失败', 'Failed']) },
    findings: { kind: 'text', label: text('发现的问题', 'Findings'), max: 2000, lines: 2, required: { field: 'result', in: ['partial', 'failed'] } },
    measures: { kind: 'text', label: text('改进措施', 'Measures'), max: 2000, lines: 2, required: { field: 'result', in: ['partial', 'failed'] } },
    cleaned: { kind: 'text', label: text('演练数据清理', 'Drill data cleared'), required: true, max: 300 },
    leader: { kind: 'person', label: text('负责人', 'In charge'), required: true, max: 30 },
  },
  starts: { leader: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  becomes: [
    { form: 'problem', label: text('转问题单', 'Make a problem'), from: ['signed', 'archived'], by: staff, ref: 'incidents', copy: { description: 'findings' }, when: { field: 'result', in: ['partial', 'failed'] } },
  ],
  signers: [engineerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'target', columns: ['number', 'result', 'leader', 'startedAt', 'finishedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), row('target', 'leader'), row('backup', 'medium'), wide('purpose'), wide('environment'), row('dataUntil', 'targetMinutes'),
          [{ f: 'startedAt', span: 9 }, { f: 'finishedAt', span: 9 }, { f: 'took', span: 6 }],
        ],
      },
      { kind: 'table', title: text('演练步骤', 'Steps'), field: 'steps' },
      { kind: 'table', title: text('核对项目', 'What was compared'), field: 'checks' },
      { kind: 'grid', title: text('结论', 'Result'), rows: [wide('result'), wide('findings'), wide('measures'), wide('cleaned')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
