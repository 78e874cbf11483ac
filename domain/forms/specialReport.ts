import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, clientSigner, engineerSigner, managerSigner, measureColumns, signedStates, signedSteps, staff, timelineColumns } from './kit.ts';

/** Papers that stand beside a major fault, problem, change or release. */
const specialReportBeside: readonly string[] = ['incident', 'problem', 'change', 'change-result', 'release', 'release-result', 'release-approval', 'fault-report', 'service-order', 'configuration-item', 'contact', 'complaint'];

/** 专题报告 (R21): one for every major fault, problem, change and release. */
export const specialReport: FormDef = {
  id: 'special-report',
  version: 3,
  icon: 'report',
  title: text('专题报告', 'Special Report'),
  short: text('专题报告', 'Special reports'),
  rules: ['R21', 'R9'],
  group: 'documents',
  number: { prefix: 'ZT' },
  fields: {
    subject: { kind: 'record', label: text('事由单据', 'About'), required: true, forms: ['incident', 'problem', 'change', 'release'] },
    title: { kind: 'text', label: text('题目', 'Title'), required: true, max: 120 },
    background: { kind: 'text', label: text('背景', 'Background'), required: true, max: 8000, lines: 3 },
    course: { kind: 'text', label: text('经过', 'Course of events'), required: true, max: 8000, lines: 4 },
    timeline: { kind: 'table', label: text('时间线', 'Timeline'), maxRows: 300, columns: timelineColumns },
    related: { kind: 'record', label: text('相关单据', 'Related records'), forms: specialReportBeside, many: true },
    analysis: { kind: 'text', label: text('分析', 'Analysis'), required: true, max: 8000, lines: 4 },
    conclusion: { kind: 'text', label: text('结论', 'Conclusion'), required: true, max: 4000, lines: 2 },
    measures: {
      kind: 'table', label: text('改进措施', 'Measures'), maxRows: 60,
      columns: measureColumns,
    },
    author: { kind: 'person', label: text('编写人', 'Author'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  signers: [engineerSigner, managerSigner, clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'))],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'title', columns: ['number', 'subject', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', 'subject'), wide('title'), wide('related'), wide('background'), wide('course')] },
      { kind: 'table', title: text('时间线', 'Timeline'), field: 'timeline' },
      { kind: 'grid', rows: [wide('analysis'), wide('conclusion')] },
      { kind: 'table', title: text('改进措施', 'Measures'), field: 'measures' },
      { kind: 'grid', rows: [row('author', '@createdAt')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
