import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { approvedStates, approvedSteps, clientSigner, managerSigner, options, supervisorSigner } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 合同变更申请 (R39): content and reasons, agreed by both sides before the contract changes. */
export const contractChange: FormDef = {
  id: 'contract-change',
  version: 1,
  icon: 'change',
  title: text('合同变更申请书', 'Application to Change the Contract'),
  short: text('合同变更', 'Contract changes'),
  rules: ['R39'],
  group: 'documents',
  number: { prefix: 'HG' },
  fields: {
    title: { kind: 'text', label: text('变更事项', 'What is changed'), required: true, max: 120 },
    because: { kind: 'record', label: text('起因单据', 'Because of'), forms: ['force-majeure', 'extra-cost', 'cure-notice'] },
    by: { kind: 'choice', label: text('提出方', 'Proposed by'), required: true, options: options(['contractor', '乙方', 'Contractor'], ['client', '甲方', 'Client'], ['both', '双方协商', 'Both']) },
    kind: { kind: 'choice', label: text('变更类别', 'Kind'), required: true, options: options(['scope', '服务范围', 'Scope'], ['term', '服务期', 'Term'], ['price', '价款', 'Price'], ['people', '人员', 'People'], ['terms', '其他条款', 'Other clauses']) },
    clauses: {
      kind: 'table', label: text('条款对照', 'Clause by clause'), maxRows: 60, required: true,
      columns: {
        clause: { kind: 'text', label: text('条款', 'Clause'), max: 60, span: 4, required: true },
        before: { kind: 'text', label: text('原文', 'As it stands'), max: 500, span: 10, required: true },
        after: { kind: 'text', label: text('变更为', 'As it shall be'), max: 500, span: 10, required: true },
      },
    },
    reason: { kind: 'text', label: text('变更理由', 'Reasons'), required: true, max: 4000, lines: 2 },
    impact: { kind: 'text', label: text('对服务的影响', 'What it means for the service'), max: 2000, lines: 1 },
    before: { kind: 'money', label: text('变更前价款', 'Price before'), required: { field: 'kind', in: ['price'] } },
    after: { kind: 'money', label: text('变更后价款', 'Price after'), required: { field: 'kind', in: ['price'] } },
    validFrom: { kind: 'time', precision: 'day', label: text('拟生效日期', 'In force from'), required: true, mayBeFuture: true },
    applicant: { kind: 'person', label: text('申请人', 'Applied by'), required: true, max: 30 },
  },
  starts: { applicant: 'writer' },
  lifecycle: { initial: 'draft', create: managers, states: approvedStates(managers), transitions: approvedSteps({}, { label: text('已签补充协议，关闭', 'Supplement signed: close') }, managers) },
  signers: [managerSigner, supervisorSigner, clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'))],
  copies: 'profile',
  deadlines: [{ rule: 'document-archive', from: 'state:approving', until: ['closed', 'rejected', 'canceled'], label: text('归档', 'Archive') }],
  list: { headline: 'title', columns: ['number', 'kind', 'by', 'applicant', 'validFrom'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), wide('title'), wide('because'), wide('by'), wide('kind'), wide('reason'), wide('impact'), wide('before'), wide('after'), row('validFrom', 'applicant')] },
      { kind: 'table', title: text('条款对照', 'Clause by clause'), field: 'clauses' },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('双方意见', 'Agreed by both') },
    ],
  },
};
