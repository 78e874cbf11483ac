import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, clientSigner, deskSigner, engineerSigner, managerSigner, options, signedStates, signedSteps, staff } from './kit.ts';

const scale = options(['low', '低', 'Low'], ['medium', '中', 'Medium'], ['high', '高', 'High']);

/** 风险评估报告 (R17): what may go wrong, how likely and how badly, and the measure against it. It feeds the emergency plan. */
export const riskAssessment: FormDef = {
  id: 'risk-assessment',
  version: 1,
  icon: 'fault',
  title: text('风险评估报告', 'Risk Assessment Report'),
  short: text('风险评估', 'Risk assessments'),
  rules: ['R17'],
  group: 'assurance',
  number: { prefix: 'FX' },
  fields: {
    title: { kind: 'text', label: text('评估名称', 'Title'), required: true, max: 120 },
    assessedAt: { kind: 'time', precision: 'day', label: text('评估日期', 'Assessed on'), required: true },
    nextAt: { kind: 'time', precision: 'day', label: text('下次评估', 'Next'), mayBeFuture: true, notBefore: 'assessedAt' },
    scope: { kind: 'text', label: text('评估范围', 'Scope'), required: true, max: 2000, lines: 2 },
    method: { kind: 'text', label: text('评估方法', 'Method'), required: true, max: 1000, lines: 1 },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    risks: {
      kind: 'table', label: text('风险清单', 'Risks'), maxRows: 200, required: true,
      columns: {
        threat: { kind: 'text', label: text('威胁与薄弱点', 'Threat'), max: 300, span: 6, required: true },
        likelihood: { kind: 'choice', label: text('可能', 'Likely'), span: 2, required: true, options: scale },
        impact: { kind: 'choice', label: text('影响', 'Impact'), span: 2, required: true, options: scale },
        level: { kind: 'choice', label: text('等级', 'Level'), span: 3, required: true, options: options(['accept', '可接受', 'Accepted'], ['watch', '关注', 'Watched'], ['treat', '须处置', 'To be treated']) },
        measure: { kind: 'text', label: text('措施', 'Measure'), max: 300, span: 7, required: true },
        who: { kind: 'person', label: text('责任人', 'Who'), max: 30, span: 4, required: true },
      },
    },
    conclusion: { kind: 'text', label: text('评估结论', 'Conclusion'), required: true, max: 2000, lines: 2 },
    residual: { kind: 'text', label: text('残余风险', 'What risk is left'), max: 2000, lines: 1 },
    assessor: { kind: 'person', label: text('评估人', 'Assessed by'), required: true, max: 30 },
  },
  starts: { assessor: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  becomes: [
    { form: 'plan-document', label: text('据此编制预案', 'Write the plan from it'), from: ['signed', 'archived'], by: staff, ref: 'basis', copy: { scope: 'scope' }, set: { kind: 'plan' } },
    { form: 'change', label: text('申请变更', 'Ask for a change'), from: ['signed', 'archived'], by: staff, ref: 'reasonFor', copy: { reason: 'conclusion', items: 'items' } },
  ],
  signers: [engineerSigner, deskSigner('quality', text('质量管理', 'Quality manager'), ['qualityManager', 'projectManager']), managerSigner, clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'))],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'title', columns: ['number', 'assessor', 'assessedAt', 'nextAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), [{ f: 'assessor', span: 8 }, { f: 'assessedAt', span: 8 }, { f: 'nextAt', span: 8 }], wide('scope'), wide('method'), wide('items')] },
      { kind: 'table', title: text('风险清单', 'Risks'), field: 'risks' },
      { kind: 'grid', title: text('结论', 'Conclusion'), rows: [wide('conclusion'), wide('residual')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
