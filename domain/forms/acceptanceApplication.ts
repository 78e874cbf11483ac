import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { managerSigner, options, supervisorSigner, voidState, voiding } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 项目验收申请书 (R30): filed with its documents; the client reviews and tests within one clock, the report follows within the next. */
export const acceptanceApplication: FormDef = {
  id: 'acceptance-application',
  version: 1,
  icon: 'report',
  title: text('项目验收申请书', 'Application for Acceptance'),
  short: text('验收申请', 'Acceptance applications'),
  rules: ['R30', 'R9'],
  group: 'assurance',
  number: { prefix: 'YS' },
  fields: {
    title: { kind: 'text', label: text('验收事项', 'What is to be accepted'), required: true, max: 200 },
    from: { kind: 'time', precision: 'day', label: text('服务期起', 'Service from'), required: true },
    to: { kind: 'time', precision: 'day', label: text('服务期止', 'Service to'), required: true, notBefore: 'from', mayBeFuture: true },
    work: { kind: 'text', label: text('服务完成情况', 'What was done'), required: true, max: 8000, lines: 4 },
    selfCheck: { kind: 'text', label: text('自查结论', "Contractor's own check"), required: true, max: 2000, lines: 1 },
    documents: {
      kind: 'table', label: text('提交文档', 'Documents handed in'), maxRows: 200, required: true,
      columns: {
        title: { kind: 'text', label: text('文档名称', 'Title'), max: 200, span: 14, required: true },
        number: { kind: 'text', label: text('编号', 'Number'), max: 60, span: 6 },
        copies: { kind: 'number', label: text('份数', 'Copies'), min: 1, max: 99, decimals: 0, span: 4, required: true },
      },
    },
    applicant: { kind: 'person', label: text('申请人', 'Filed by'), required: true, max: 30 },
    filedAt: { kind: 'time', precision: 'minute', label: text('甲方收到时间', 'Received by the client') },
    reviewer: { kind: 'person', label: text('审核人（甲方）', 'Reviewer (client)'), max: 30 },
    tests: {
      kind: 'table', label: text('审核与测试', 'Review and tests'), maxRows: 200,
      columns: {
        what: { kind: 'text', label: text('审核/测试内容', 'Reviewed or tested'), max: 200, span: 11, required: true },
        result: { kind: 'choice', label: text('结果', 'Result'), span: 4, required: true, options: options(['pass', '通过', 'Passed'], ['fail', '不通过', 'Failed']) },
        note: { kind: 'text', label: text('说明', 'Note'), max: 200, span: 9, required: { field: 'result', in: ['fail'] } },
      },
    },
    reviewedAt: { kind: 'time', precision: 'minute', label: text('审核完成时间', 'Reviewed'), notBefore: 'filedAt' },
    verdict: { kind: 'choice', label: text('审核结论', 'Verdict'), options: options(['accept', '同意验收', 'Accepted'], ['fix', '整改后验收', 'After corrections'], ['refuse', '不同意', 'Refused']) },
    opinion: { kind: 'text', label: text('审核意见', 'Opinion'), max: 4000, lines: 2, required: { field: 'verdict', in: ['fix', 'refuse'] } },
  },
  starts: { applicant: 'writer' },
  lifecycle: {
    initial: 'draft',
    create: managers,
    states: {
      draft: { label: text('草稿', 'Draft'), tone: 'draft', edit: managers },
      reviewing: { label: text('甲方审核中', 'Under review'), tone: 'active', edit: managers },
      signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
      signed: { label: text('已审核', 'Reviewed'), tone: 'active' },
      reported: { label: text('已出验收报告', 'Reported'), tone: 'done', closed: true },
      ended: { label: text('未通过', 'Not passed'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'file', label: text('递交甲方', 'File it'), from: ['draft'], to: 'reviewing', by: managers, complete: true, asks: ['filedAt'], main: true },
      { id: 'submit', label: text('审核完成，提交签认', 'Reviewed: submit for signature'), from: ['reviewing'], to: 'signing', by: managers, complete: true, needs: ['reviewer', 'tests', 'verdict'], asks: ['reviewedAt'], main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'reviewing', by: managers, reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('签认', 'Seal'), from: ['signing'], to: 'signed', by: 'seal' },
      { id: 'report', label: text('已出验收报告', 'The report is begun'), from: ['signed'], to: 'reported', by: managers, when: { field: 'verdict', in: ['accept', 'fix'] }, demands: [{ form: 'acceptance-report', label: text('项目验收报告', 'Acceptance report') }] },
      { id: 'end', label: text('未通过，结束', 'Not passed: end'), from: ['signed'], to: 'ended', by: managers, when: { field: 'verdict', in: ['refuse'] }, main: true },
      voiding(['draft'], { by: managers }),
    ],
  },
  becomes: [
    {
      form: 'acceptance-report', label: text('编写项目验收报告', 'Write the acceptance report'), from: ['signed'], by: managers, ref: 'application', moves: 'report', when: { field: 'verdict', in: ['accept', 'fix'] },
      copy: { title: 'title', from: 'from', to: 'to', reviewedAt: 'reviewedAt', documents: 'documents', work: 'work', corrections: 'opinion' },
    },
  ],
  signers: [managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    { rule: 'acceptance-review', from: 'filedAt', until: ['field:reviewedAt', 'void'], label: text('甲方审核与测试', 'Client reviews and tests') },
    { rule: 'acceptance-report', from: { f: 'reviewedAt', when: { field: 'verdict', in: ['accept', 'fix'] } }, until: ['reported', 'ended'], label: text('编写项目验收报告', 'Write the acceptance report') },
  ],
  list: { headline: 'title', columns: ['number', 'verdict', 'applicant', 'filedAt', 'reviewedAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), wide('title'), [{ f: 'from', span: 8 }, { f: 'to', span: 8 }, { f: 'applicant', span: 8 }], wide('work'), wide('selfCheck')] },
      { kind: 'table', title: text('提交文档', 'Documents handed in'), field: 'documents' },
      { kind: 'grid', title: text('甲方审核与测试', 'Review and tests by the client'), rows: [[{ f: 'filedAt', span: 8 }, { f: 'reviewedAt', span: 8 }, { f: 'reviewer', span: 8 }]] },
      { kind: 'table', field: 'tests' },
      { kind: 'grid', rows: [wide('verdict'), wide('opinion')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
