import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { options, ownCopy, voidState, voiding } from './kit.ts';

const manager: readonly Role[] = ['projectManager'];

/** 付款记录 (R4, R32, R33): one sum from its ground to its receipt: the fee, the bond and its return, a refund. The clocks differ by kind. */
export const payment: FormDef = {
  id: 'payment',
  version: 1,
  icon: 'report',
  title: text('付款记录', 'Payment Record'),
  short: text('付款', 'Payments'),
  rules: ['R4', 'R32', 'R33'],
  group: 'documents',
  number: { prefix: 'FK' },
  fields: {
    subject: { kind: 'text', label: text('款项', 'What for'), required: true, max: 200 },
    kind: {
      kind: 'choice', label: text('款项类别', 'Kind'), required: true,
      options: options(['fee', '服务费', 'Service fee'], ['bond', '履约保证金', 'Performance bond'], ['bond-back', '退还保证金', 'Bond returned'], ['extra', '计划外费用', 'Extra cost'], ['penalty', '违约金', 'Penalty'], ['refund', '退还服务费', 'Refund']),
    },
    basis: { kind: 'record', label: text('依据单据', 'By which paper'), forms: ['extra-cost', 'contract-change', 'acceptance-report', 'cure-notice'] },
    payer: { kind: 'choice', label: text('付款方', 'Payer'), required: true, options: options(['client', '甲方', 'Client'], ['contractor', '乙方', 'Contractor']) },
    amount: { kind: 'money', label: text('金额', 'Amount'), required: true },
    signedAt: { kind: 'time', precision: 'day', label: text('合同签订日期', 'Contract signed'), required: { field: 'kind', in: ['bond'] } },
    invoiceNo: { kind: 'text', label: text('发票号码', 'Invoice no.'), max: 60, required: { field: 'kind', in: ['fee', 'extra'] } },
    invoiceAt: { kind: 'time', precision: 'minute', label: text('甲方收到发票', 'Client received the invoice'), required: { field: 'kind', in: ['fee', 'extra'] } },
    noticeAt: { kind: 'time', precision: 'minute', label: text('收到终止通知', 'Notice of termination received'), required: { field: 'kind', in: ['refund'] } },
    demandAt: { kind: 'time', precision: 'minute', label: text('催款通知送达', 'Reminder received'), notBefore: 'invoiceAt' },
    paidAt: { kind: 'time', precision: 'minute', label: text('到账时间', 'Paid') },
    received: { kind: 'money', label: text('实收金额', 'Received') },
    voucher: { kind: 'text', label: text('凭证号', 'Voucher'), max: 80 },
    account: { kind: 'text', label: text('收款账户', 'Account it came to'), max: 120, unsearched: true },
    note: { kind: 'text', label: text('说明', 'Note'), max: 1000, lines: 1 },
    handler: { kind: 'person', label: text('经办人', 'Handled by'), required: true, max: 30 },
  },
  starts: { handler: 'writer' },
  lifecycle: {
    initial: 'open',
    create: manager,
    states: {
      open: { label: text('准备中', 'Being prepared'), tone: 'draft', edit: manager },
      due: { label: text('待付', 'Due'), tone: 'active', edit: manager },
      paid: { label: text('已到账', 'Paid'), tone: 'done', closed: true },
      waived: { label: text('不再支付', 'Not to be paid'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'claim', label: text('付款条件成就', 'It falls due'), from: ['open'], to: 'due', by: manager, complete: true, main: true },
      { id: 'pay', label: text('已到账', 'Paid'), from: ['due'], to: 'paid', by: manager, complete: true, needs: ['received', 'voucher'], asks: ['paidAt'], main: true },
      { id: 'waive', label: text('不再支付', 'Not to be paid'), from: ['due'], to: 'waived', by: manager, reason: true },
      voiding(['open'], { by: manager }),
    ],
  },
  signers: [],
  copies: ownCopy,
  deadlines: [
    { rule: 'payment-late', from: { f: 'invoiceAt', when: { field: 'kind', in: ['fee', 'extra'] } }, until: ['field:paidAt', 'waived', 'void'], label: text('甲方付款', 'Client pays') },
    { rule: 'performance-bond', from: { f: 'signedAt', when: { field: 'kind', in: ['bond'] } }, until: ['field:paidAt', 'waived', 'void'], label: text('提交履约保证金', 'Performance bond') },
    { rule: 'refund', from: { f: 'noticeAt', when: { field: 'kind', in: ['refund'] } }, until: ['field:paidAt', 'waived', 'void'], label: text('退还服务费', 'Refund') },
    { rule: 'overdue-payment-end', from: { f: 'demandAt', when: { field: 'kind', in: ['fee'] } }, until: ['field:paidAt', 'waived', 'void'], label: text('逾期未付可解除合同', 'Unpaid past this, the contract may be ended') },
  ],
  list: { headline: 'subject', columns: ['number', 'kind', 'amount', 'payer', 'invoiceAt', 'paidAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('subject'), wide('kind'), row('payer', 'basis'), wide('amount'), row('signedAt', 'invoiceNo'), row('invoiceAt', 'demandAt'), wide('noticeAt')] },
      { kind: 'grid', title: text('到账', 'Receipt'), rows: [row('paidAt', 'voucher'), wide('received'), wide('account'), wide('note'), row('handler', '@createdAt')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
