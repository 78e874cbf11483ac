import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { archiveClock, clientSigner, managerSigner, options, signedStates, signedSteps, supervisorSigner } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 服务质量考核表 (R31): the client's marks for one month. What the contract leaves open is said on the paper. */
export const assessment: FormDef = {
  id: 'assessment',
  version: 1,
  icon: 'survey',
  title: text('服务质量考核表', 'Service Assessment'),
  short: text('服务考核', 'Assessments'),
  part: 'marks',
  aside: 'failedMonths',
  happens: 'month',
  rules: ['R31'],
  group: 'assurance',
  number: { prefix: 'KH' },
  unique: ['month'],
  fields: {
    title: { kind: 'text', label: text('考核名称', 'Title'), required: true, max: 120 },
    month: { kind: 'time', precision: 'day', label: text('考核月份（首日）', 'Month (its first day)'), required: true },
    scoring: { kind: 'choice', label: text('评分依据', 'Marked by'), required: true, options: [], from: 'assessmentScoring' },
    basis: { kind: 'text', label: text('考核依据', 'What it rests on'), hint: text('服务报告、巡检表、满意度等', 'Reports, inspection sheets, surveys'), required: true, max: 1000, lines: 1 },
    marks: {
      kind: 'table', label: text('考核项目', 'Items'), maxRows: 60, required: true,
      columns: {
        item: { kind: 'text', label: text('考核项目', 'Item'), max: 200, span: 10, required: true },
        weight: { kind: 'number', label: text('分值', 'Weight'), min: 0, max: 1000, decimals: 1, span: 3, required: true },
        mark: { kind: 'number', label: text('得分', 'Mark'), min: 0, max: 1000, decimals: 1, span: 3, required: true },
        why: { kind: 'text', label: text('扣分说明', 'Why points were lost'), max: 200, span: 8 },
      },
    },
    total: { kind: 'number', label: text('总分', 'Total'), min: 0, max: 10_000, decimals: 1, required: true },
    result: { kind: 'choice', label: text('考核结果', 'Result'), required: true, options: options(['pass', '合格', 'Passed'], ['fail', '不合格', 'Failed']) },
    remarks: { kind: 'text', label: text('考核意见', 'Remarks'), max: 2000, lines: 2, required: { field: 'result', in: ['fail'] } },
    assessor: { kind: 'person', label: text('考核人（甲方）', 'Assessor (client)'), required: true, max: 30 },
    assessedAt: { kind: 'time', precision: 'day', label: text('考核日期', 'Assessed on'), required: true, notBefore: 'month' },
  },
  starts: { scoring: { setting: 'assessment-scoring' } },
  lifecycle: { initial: 'draft', create: managers, states: signedStates(managers), transitions: signedSteps(managers) },
  becomes: [{ form: 'cure-notice', label: text('登记限期改正通知', 'Register the notice to cure'), from: ['signed', 'archived'], by: managers, ref: 'assessments', copy: { ground: 'remarks' }, when: { field: 'result', in: ['fail'] } }],
  signers: [managerSigner, supervisorSigner, clientSigner('deputyDirector', text('甲方主管副主任（不合格时）', 'Deputy director (when failed)'), { when: { field: 'result', in: ['fail'] } })],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'title', columns: ['number', 'month', 'total', 'result', 'assessor', 'assessedAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), wide('title'), row('month', 'assessedAt'), wide('scoring'), wide('basis')] },
      { kind: 'table', title: text('考核项目', 'Items'), field: 'marks' },
      { kind: 'grid', title: text('考核结论', 'Result'), rows: [row('total', 'assessor'), wide('result'), wide('remarks')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
