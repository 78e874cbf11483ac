import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, engineerSigner, managerSigner, options, signedStates, signedSteps, staff, supervisorSigner } from './kit.ts';

/** 例行检查报告 (R12): what a month's inspections found, with the measure for each; a hidden danger goes on as an incident or a problem. */
export const routineReport: FormDef = {
  id: 'routine-report',
  version: 1,
  icon: 'inspection',
  title: text('例行检查报告', 'Routine Inspection Report'),
  short: text('例行检查', 'Routine reports'),
  happens: 'to',
  rules: ['R12'],
  group: 'documents',
  number: { prefix: 'LJ' },
  fields: {
    title: { kind: 'text', label: text('报告名称', 'Title'), required: true, max: 120 },
    from: { kind: 'time', precision: 'day', label: text('检查期起', 'From'), required: true },
    to: { kind: 'time', precision: 'day', label: text('检查期止', 'To'), required: true, notBefore: 'from' },
    sheets: { kind: 'record', label: text('依据巡检表', 'Inspection sheets'), forms: ['inspection'], many: true },
    scope: { kind: 'text', label: text('检查范围', 'Scope'), required: true, max: 1000, lines: 1 },
    done: { kind: 'number', label: text('应检次数', 'Rounds due'), unit: text('次', 'rounds'), min: 0, max: 100_000, decimals: 0 },
    made: { kind: 'number', label: text('实检次数', 'Rounds made'), unit: text('次', 'rounds'), min: 0, max: 100_000, decimals: 0 },
    findings: {
      kind: 'table', label: text('发现与措施', 'Findings and measures'), maxRows: 200,
      columns: {
        at: { kind: 'time', precision: 'day', label: text('日期', 'Day'), span: 4, required: true },
        object: { kind: 'text', label: text('对象', 'Object'), max: 80, span: 4, required: true },
        finding: { kind: 'text', label: text('发现', 'Finding'), max: 300, span: 6, required: true },
        measure: { kind: 'text', label: text('措施', 'Measure'), max: 300, span: 6, required: true },
        state: { kind: 'choice', label: text('状态', 'State'), span: 4, required: true, options: options(['solved', '已解决', 'Solved'], ['watched', '观察中', 'Watched'], ['open', '待处理', 'Open']) },
      },
    },
    hidden: { kind: 'choice', label: text('是否有故障隐患', 'Hidden dangers'), required: true, options: options(['no', '无', 'None'], ['yes', '有', 'Found']) },
    danger: { kind: 'text', label: text('隐患描述', 'The danger'), max: 4000, lines: 2, required: { field: 'hidden', in: ['yes'] } },
    conclusion: { kind: 'text', label: text('总体结论', 'Conclusion'), required: true, max: 4000, lines: 2 },
    advice: { kind: 'text', label: text('建议', 'Advice'), max: 2000, lines: 1 },
    author: { kind: 'person', label: text('编写人', 'Author'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  becomes: [
    { form: 'incident', label: text('隐患转事件单', 'Make an incident'), from: ['draft', 'signed', 'archived'], by: staff, ref: 'origin', copy: { symptom: 'danger' }, when: { field: 'hidden', in: ['yes'] } },
    { form: 'problem', label: text('隐患转问题单', 'Make a problem'), from: ['draft', 'signed', 'archived'], by: staff, ref: 'incidents', copy: { description: 'danger' }, when: { field: 'hidden', in: ['yes'] } },
  ],
  signers: [engineerSigner, managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    { rule: 'document-archive', from: 'to', until: ['signing', 'void'], label: text('提交例行检查报告', 'Submit the report') },
    archiveClock,
  ],
  list: { headline: 'title', columns: ['number', 'from', 'to', 'hidden', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), [{ f: 'from', span: 8 }, { f: 'to', span: 8 }, { f: 'author', span: 8 }], wide('scope'), row('done', 'made'), wide('sheets')] },
      { kind: 'table', title: text('发现与措施', 'Findings and measures'), field: 'findings' },
      { kind: 'grid', title: text('结论', 'Conclusion'), rows: [wide('hidden'), wide('danger'), wide('conclusion'), wide('advice')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
