import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, deskSigner, measureColumns, options, signedStates, staff, submitClock } from './kit.ts';
import { participants, signInSteps } from './signInSheet.ts';

/** 应急演练记录 (R17): what was rehearsed, what came out, and everybody who took part. */
export const drill: FormDef = {
  id: 'drill',
  version: 1,
  icon: 'drill',
  title: text('应急演练记录', 'Emergency Drill'),
  short: text('应急演练', 'Emergency drills'),
  happens: 'startedAt',
  rules: ['R17'],
  group: 'assurance',
  number: { prefix: 'YL' },
  fields: {
    title: { kind: 'text', label: text('演练名称', 'Title'), required: true, max: 120 },
    kind: { kind: 'choice', label: text('演练方式', 'Kind'), required: true, options: options(['desk', '桌面推演', 'At the table'], ['function', '功能演练', 'One function'], ['full', '综合演练', 'Full scale']) },
    plan: { kind: 'record', label: text('依据预案', 'By which plan'), required: true, forms: ['plan-document'] },
    incidentKind: { kind: 'choice', label: text('模拟故障', 'Fault rehearsed'), options: [], from: 'incidentKinds' },
    scenario: { kind: 'text', label: text('演练场景', 'Scenario'), required: true, max: 2000, lines: 2 },
    place: { kind: 'text', label: text('地点', 'Place'), required: true, max: 120 },
    commander: { kind: 'person', label: text('总指挥', 'In command'), required: true, max: 30 },
    startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true },
    finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
    took: { kind: 'hours', label: text('历时', 'Took'), from: 'startedAt', to: 'finishedAt' },
    course: {
      kind: 'table', label: text('演练过程', 'Course'), maxRows: 100, required: true,
      columns: {
        at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 5, required: true },
        what: { kind: 'text', label: text('动作', 'Action'), max: 300, span: 11, required: true },
        who: { kind: 'person', label: text('人员', 'Who'), max: 30, span: 4 },
        result: { kind: 'choice', label: text('结果', 'Result'), span: 4, options: options(['ok', '达到', 'Met'], ['late', '超时', 'Late'], ['failed', '未达到', 'Not met']) },
      },
    },
    reached: { kind: 'text', label: text('电话联络情况', 'Who could be reached'), max: 1000, lines: 1 },
    verdict: { kind: 'choice', label: text('总体评价', 'Verdict'), required: true, options: options(['good', '达到预期', 'As expected'], ['fair', '基本达到', 'Nearly so'], ['poor', '未达到', 'Not as expected']) },
    findings: { kind: 'text', label: text('发现的问题', 'Findings'), max: 2000, lines: 2, required: { field: 'verdict', in: ['fair', 'poor'] } },
    measures: {
      kind: 'table', label: text('改进措施', 'Measures'), maxRows: 60,
      columns: measureColumns,
    },
    recorder: { kind: 'person', label: text('记录人', 'Recorded by'), required: true, max: 30 },
  },
  starts: { recorder: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signInSteps(text('签到完毕', 'Everybody has signed')) },
  becomes: [
    { form: 'plan-document', label: text('修订预案', 'Revise the plan'), from: ['signed', 'archived'], by: staff, ref: 'basis', copy: { title: 'title', changes: 'findings' } },
    { form: 'problem', label: text('转问题单', 'Make a problem'), from: ['signed', 'archived'], by: staff, ref: 'incidents', copy: { description: 'findings' }, when: { field: 'verdict', in: ['fair', 'poor'] } },
  ],
  signers: [
    deskSigner('recorder', text('记录人', 'Recorded by')),
    participants('participant', text('参演人员', 'Participants'), text('本人参加了本次演练，以上记录属实。', 'I took part in this drill; the record above is true.')),
  ],
  copies: 'profile',
  deadlines: [
    submitClock('finishedAt', text('当天提交记录', 'Submit on the day')),
    archiveClock,
  ],
  list: { headline: 'title', columns: ['number', 'kind', 'verdict', 'commander', 'startedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), wide('title'), wide('kind'), row('plan', 'commander'), wide('incidentKind'), wide('scenario'), row('place', 'recorder'),
          [{ f: 'startedAt', span: 9 }, { f: 'finishedAt', span: 9 }, { f: 'took', span: 6 }],
        ],
      },
      { kind: 'table', title: text('演练过程', 'Course'), field: 'course' },
      { kind: 'grid', title: text('评估', 'Assessment'), rows: [wide('reached'), wide('verdict'), wide('findings')] },
      { kind: 'table', title: text('改进措施', 'Measures'), field: 'measures' },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签到', 'Sign-in sheet') },
    ],
  },
};
