import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { clientSigner, managerSigner, options, signedStates, signedSteps, supervisorSigner } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 项目验收报告 (R30): filed after the review, confirmed and signed by both sides within their clock. */
export const acceptanceReport: FormDef = {
  id: 'acceptance-report',
  version: 1,
  icon: 'report',
  title: text('项目验收报告', 'Acceptance Report'),
  short: text('验收报告', 'Acceptance reports'),
  rules: ['R30', 'R9'],
  group: 'assurance',
  number: { prefix: 'YB' },
  fields: {
    application: { kind: 'record', label: text('验收申请书', 'Application'), required: true, forms: ['acceptance-application'] },
    title: { kind: 'text', label: text('验收事项', 'What is accepted'), required: true, max: 200 },
    from: { kind: 'time', precision: 'day', label: text('服务期起', 'Service from'), required: true },
    to: { kind: 'time', precision: 'day', label: text('服务期止', 'Service to'), required: true, notBefore: 'from', mayBeFuture: true },
    reviewedAt: { kind: 'time', precision: 'minute', label: text('甲方审核完成', 'Reviewed by the client'), required: true },
    work: { kind: 'text', label: text('服务完成情况', 'What was done'), required: true, max: 8000, lines: 4 },
    corrections: { kind: 'text', label: text('整改情况', 'What was corrected'), max: 4000, lines: 2 },
    documents: {
      kind: 'table', label: text('验收文档', 'Documents'), maxRows: 200, required: true,
      columns: {
        title: { kind: 'text', label: text('文档名称', 'Title'), max: 200, span: 14, required: true },
        number: { kind: 'text', label: text('编号', 'Number'), max: 60, span: 6 },
        copies: { kind: 'number', label: text('份数', 'Copies'), min: 1, max: 99, decimals: 0, span: 4, required: true },
      },
    },
    criteria: {
      kind: 'table', label: text('验收内容与结论', 'What was accepted'), maxRows: 100, required: true,
      columns: {
        item: { kind: 'text', label: text('验收内容', 'Item'), max: 200, span: 10, required: true },
        result: { kind: 'choice', label: text('结论', 'Result'), span: 4, required: true, options: options(['pass', '通过', 'Passed'], ['partly', '基本通过', 'Nearly so'], ['fail', '不通过', 'Failed']) },
        note: { kind: 'text', label: text('说明', 'Note'), max: 200, span: 10, required: { field: 'result', in: ['partly', 'fail'] } },
      },
    },
    amount: { kind: 'money', label: text('合同金额', 'Price of the contract') },
    left: { kind: 'text', label: text('遗留问题', 'What is left open'), max: 2000, lines: 1 },
    conclusion: { kind: 'text', label: text('验收结论', 'Conclusion'), required: true, max: 4000, lines: 2 },
    verdict: { kind: 'choice', label: text('是否通过验收', 'Accepted'), required: true, options: options(['yes', '通过', 'Accepted'], ['no', '不通过', 'Not accepted']) },
    author: { kind: 'person', label: text('编写人', 'Author'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: managers, states: signedStates(managers), transitions: signedSteps(managers, { label: text('提交验收报告', 'File the report') }) },
  signers: [managerSigner, supervisorSigner, clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'))],
  copies: 'profile',
  deadlines: [
    { rule: 'acceptance-report', from: 'reviewedAt', until: ['signing', 'void'], label: text('提交项目验收报告', 'File the acceptance report') },
    { rule: 'acceptance-confirm', from: 'state:signing', until: ['signed', 'void'], label: text('双方确认签字', 'Both confirm and sign') },
  ],
  list: { headline: 'title', columns: ['number', 'application', 'verdict', 'author', 'from', 'to'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), wide('title'), row('application', 'reviewedAt'), [{ f: 'from', span: 8 }, { f: 'to', span: 8 }, { f: 'author', span: 8 }], wide('amount'), wide('work'), wide('corrections')] },
      { kind: 'table', title: text('验收文档', 'Documents'), field: 'documents' },
      { kind: 'table', title: text('验收内容与结论', 'What was accepted'), field: 'criteria' },
      { kind: 'grid', title: text('结论', 'Conclusion'), rows: [wide('left'), wide('conclusion'), wide('verdict')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('双方确认', 'Confirmed by both') },
    ],
  },
};
