import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, engineerSigner, managerSigner, options, signedStates, signedSteps, staff, submitClock, supervisorSigner } from './kit.ts';

/** 计划外费用确认单 (R34): listed as it arises, agreed by the client before it can be asked for. */
export const extraCost: FormDef = {
  id: 'extra-cost',
  version: 1,
  icon: 'report',
  title: text('计划外费用确认单', 'Cost Outside the Plan'),
  short: text('计划外费用', 'Extra costs'),
  happens: 'arisenAt',
  rules: ['R34'],
  group: 'documents',
  number: { prefix: 'JW' },
  fields: {
    subject: { kind: 'text', label: text('费用事项', 'What for'), required: true, max: 200 },
    kind: { kind: 'choice', label: text('费用类别', 'Kind'), required: true, options: options(['part', '备件耗材', 'Parts'], ['licence', '软件许可', 'Licence'], ['labour', '超范围人工', 'Labour'], ['travel', '差旅', 'Travel'], ['other', '其他', 'Other']) },
    origin: { kind: 'record', label: text('来源单据', 'Comes from'), forms: ['service-order', 'incident', 'change', 'release', 'problem'] },
    arisenAt: { kind: 'time', precision: 'day', label: text('发生日期', 'Arisen on'), required: true },
    reason: { kind: 'text', label: text('发生原因', 'Why'), required: true, max: 2000, lines: 2 },
    items: {
      kind: 'table', label: text('费用明细', 'Items'), maxRows: 60, required: true,
      columns: {
        what: { kind: 'text', label: text('名称与规格', 'Item'), max: 200, span: 9, required: true },
        count: { kind: 'number', label: text('数量', 'Count'), min: 0, max: 1_000_000, decimals: 1, span: 3, required: true },
        unit: { kind: 'text', label: text('单位', 'Unit'), max: 20, span: 2, required: true },
        price: { kind: 'money', label: text('单价', 'Price'), span: 5, required: true },
        sum: { kind: 'money', label: text('金额', 'Sum'), span: 5, required: true },
      },
    },
    amount: { kind: 'money', label: text('合计金额', 'Total'), required: true },
    payer: { kind: 'choice', label: text('承担方', 'Borne by'), required: true, options: options(['client', '甲方', 'Client'], ['contractor', '乙方', 'Contractor'], ['shared', '双方分担', 'Shared']) },
    agreement: { kind: 'text', label: text('分担约定', 'How it is shared'), max: 500, lines: 1, required: { field: 'payer', in: ['shared'] } },
    applicant: { kind: 'person', label: text('申请人', 'Asked by'), required: true, max: 30 },
  },
  starts: { applicant: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  becomes: [
    { form: 'payment', label: text('登记付款', 'Register the payment'), from: ['signed', 'archived'], by: ['projectManager'], ref: 'basis', copy: { subject: 'subject', amount: 'amount' }, set: { kind: 'extra' } },
    { form: 'contract-change', label: text('申请合同变更', 'Change the contract'), from: ['signed', 'archived'], by: ['projectManager'], ref: 'because', copy: { reason: 'reason' }, set: { kind: 'price' } },
  ],
  signers: [engineerSigner, managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    submitClock('arisenAt'),
    archiveClock,
  ],
  list: { headline: 'subject', columns: ['number', 'kind', 'amount', 'payer', 'arisenAt', 'applicant'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('subject'), wide('kind'), [{ f: 'origin', span: 8 }, { f: 'arisenAt', span: 8 }, { f: 'applicant', span: 8 }], wide('reason')] },
      { kind: 'table', title: text('费用明细', 'Items'), field: 'items' },
      { kind: 'grid', rows: [wide('amount'), wide('payer'), wide('agreement')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('确认', 'Agreed') },
    ],
  },
};
