import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { clientSigner, managerSigner, options, signedStates, signedSteps } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 银行账户变更通知 (R39): written notice to the other side within its clock, received by signature. */
export const bankAccountChange: FormDef = {
  id: 'bank-account-change',
  version: 1,
  icon: 'report',
  title: text('银行账户变更通知', 'Notice of a Changed Bank Account'),
  short: text('账户变更', 'Bank accounts'),
  rules: ['R39', 'R9'],
  group: 'documents',
  number: { prefix: 'ZH' },
  fields: {
    party: { kind: 'choice', label: text('变更方', 'Whose account'), required: true, options: options(['contractor', '乙方', 'Contractor'], ['client', '甲方', 'Client']) },
    holder: { kind: 'text', label: text('户名', 'Account holder'), required: true, max: 120 },
    oldBank: { kind: 'text', label: text('原开户银行', 'Old bank'), required: true, max: 120 },
    oldAccount: { kind: 'text', label: text('原账号', 'Old account'), required: true, max: 60, unsearched: true },
    newBank: { kind: 'text', label: text('新开户银行', 'New bank'), required: true, max: 120 },
    newAccount: { kind: 'text', label: text('新账号', 'New account'), required: true, max: 60, unsearched: true },
    changedAt: { kind: 'time', precision: 'day', label: text('变更日期', 'Changed on'), required: true },
    reason: { kind: 'text', label: text('变更原因', 'Reason'), required: true, max: 1000, lines: 1 },
    affects: { kind: 'text', label: text('影响的款项', 'Payments it touches'), max: 500, lines: 1 },
    author: { kind: 'person', label: text('经办人', 'Handled by'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: managers, states: signedStates(managers), transitions: signedSteps(managers) },
  signers: [managerSigner, clientSigner('receiver', text('甲方签收', 'Received by the client'))],
  copies: 'profile',
  deadlines: [{ rule: 'bank-account', from: 'changedAt', until: ['signed', 'void'], label: text('书面通知对方', 'Notify the other side in writing') }],
  list: { headline: 'holder', columns: ['number', 'party', 'newBank', 'changedAt', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('party'), wide('holder'), row('oldBank', 'oldAccount'), row('newBank', 'newAccount'), row('changedAt', 'author'), wide('reason'), wide('affects')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签发与签收', 'Issued and received') },
    ],
  },
};
