import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { approvedStates, approvedSteps, clientSigner, engineerSigner, managerSigner, options, staff, stepColumns, supervisorSigner } from './kit.ts';

/** 变更申请单 (R18, R19): risk, plan and way back, approved by several before anything is touched; never in a freeze, except in an emergency. */
export const change: FormDef = {
  id: 'change',
  version: 1,
  icon: 'change',
  title: text('变更申请单', 'Request for Change'),
  short: text('变更', 'Changes'),
  also: ['变更', 'RFC'],
  happens: 'plannedFrom',
  rules: ['R18', 'R19'],
  group: 'processes',
  number: { prefix: 'BG' },
  fields: {
    reasonFor: { kind: 'record', label: text('起因', 'Because of'), forms: ['incident', 'problem', 'service-order', 'contact', 'risk-assessment'], many: true },
    title: { kind: 'text', label: text('变更名称', 'Title'), required: true, max: 120 },
    kind: { kind: 'choice', label: text('变更类型', 'Kind'), required: true, options: options(['standard', '标准', 'Standard'], ['normal', '一般', 'Normal'], ['emergency', '紧急', 'Emergency']) },
    category: { kind: 'choice', label: text('变更类别', 'Category'), required: true, options: options(['parameter', '参数配置', 'Parameter'], ['software', '软件', 'Software'], ['hardware', '硬件', 'Hardware'], ['network', '网络', 'Network'], ['data', '数据', 'Data'], ['document', '文档', 'Document']) },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    reason: { kind: 'text', label: text('变更原因', 'Reason'), required: true, max: 4000, lines: 2 },
    what: { kind: 'text', label: text('变更内容', 'What is changed'), required: true, max: 4000, lines: 3 },
    risk: { kind: 'choice', label: text('风险等级', 'Risk'), required: true, options: options(['low', '低', 'Low'], ['medium', '中', 'Medium'], ['high', '高', 'High']) },
    riskWords: { kind: 'text', label: text('风险与影响', 'Risk and impact'), required: true, max: 4000, lines: 2 },
    plan: {
      kind: 'table', label: text('实施步骤', 'Steps'), maxRows: 100, required: true,
      columns: stepColumns,
    },
    backOut: { kind: 'text', label: text('回退方案', 'Back-out plan'), required: true, max: 4000, lines: 2 },
    verify: { kind: 'text', label: text('验证方法', 'How it is verified'), required: true, max: 2000, lines: 1 },
    plannedFrom: { kind: 'time', precision: 'minute', label: text('计划开始', 'Planned from'), required: true, mayBeFuture: true },
    plannedTo: { kind: 'time', precision: 'minute', label: text('计划结束', 'Planned to'), required: true, mayBeFuture: true, notBefore: 'plannedFrom' },
    downtime: { kind: 'number', label: text('预计中断', 'Downtime'), unit: text('分钟', 'min'), min: 0, max: 100_000, decimals: 0 },
    applicant: { kind: 'person', label: text('申请人', 'Asked by'), required: true, max: 30 },
  },
  starts: { applicant: 'writer' },
  lifecycle: {
    initial: 'draft', create: staff, states: approvedStates(),
    transitions: approvedSteps(
      { avoids: { form: 'key-period', states: ['planned', 'running'], from: 'from', to: 'to', start: 'plannedFrom', end: 'plannedTo', unless: { field: 'kind', in: ['emergency'] } } },
      {
        demands: [
          { form: 'change-result', states: ['signed', 'archived'], label: text('变更实施记录', 'Change result') },
          { form: 'special-report', states: ['signed', 'archived'], label: text('专题报告', 'Special report'), when: { field: 'risk', in: ['high'] } },
        ],
      },
    ),
  },
  becomes: [
    { form: 'change-result', label: text('记录实施结果', 'Record what was done'), from: ['approved'], by: staff, ref: 'change', copy: { items: 'items', startedAt: 'plannedFrom' } },
    { form: 'release', label: text('转发布单', 'Make a release'), from: ['approved'], by: staff, ref: 'changes', copy: { name: 'title', items: 'items', backOut: 'backOut', plan: 'plan', plannedFrom: 'plannedFrom', plannedTo: 'plannedTo' } },
    { form: 'special-report', label: text('写专题报告', 'Write a special report'), from: ['approved', 'closed'], by: staff, ref: 'subject', copy: { title: 'title', background: 'reason', course: 'what', analysis: 'riskWords' }, course: { field: 'timeline' }, beside: 'related' },
  ],
  signers: [
    engineerSigner, managerSigner, supervisorSigner,
    clientSigner('deputyDirector', text('甲方主管副主任（高风险）', 'Deputy director (high risk)'), { when: { field: 'risk', in: ['high'] } }),
  ],
  copies: 'profile',
  deadlines: [{ rule: 'document-archive', from: 'state:approving', until: ['closed', 'rejected', 'canceled'], label: text('归档', 'Archive') }],
  list: { headline: 'title', columns: ['number', 'kind', 'risk', 'applicant', 'plannedFrom', 'plannedTo'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), row('applicant', 'downtime'), wide('kind'), wide('category'), wide('reasonFor'), wide('items'), wide('reason'), wide('what'), wide('risk'), wide('riskWords')] },
      { kind: 'table', title: text('实施步骤', 'Steps'), field: 'plan' },
      { kind: 'grid', title: text('保障', 'Safeguards'), rows: [wide('backOut'), wide('verify'), row('plannedFrom', 'plannedTo')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('审批', 'Approval') },
    ],
  },
};
