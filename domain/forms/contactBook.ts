import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { inForceStates, inForceSteps, nextVersion } from './inForce.ts';
import { managerSigner, options, staff, supervisorSigner } from './kit.ts';

const title = text('通讯录', 'Contact Book');

/** 通讯录 (R39): the addresses both sides have confirmed; nothing sent elsewhere counts as delivered. */
export const contactBook: FormDef = {
  id: 'contact-book',
  version: 1,
  icon: 'call',
  title,
  short: title,
  part: 'contactBook',
  rules: ['R39'],
  group: 'documents',
  number: { prefix: 'TX' },
  fields: {
    title: { kind: 'text', label: text('名称', 'Title'), required: true, max: 120 },
    replaces: { kind: 'record', label: text('替代版本', 'Replaces'), forms: ['contact-book'], acyclic: true },
    validFrom: { kind: 'time', precision: 'day', label: text('生效日期', 'In force from'), required: true, mayBeFuture: true },
    clientAddress: { kind: 'text', label: text('甲方通信地址', "Client's address"), required: true, max: 200 },
    contractorAddress: { kind: 'text', label: text('乙方通信地址', "Contractor's address"), required: true, max: 200 },
    entries: {
      kind: 'table', label: text('联系人', 'Contacts'), maxRows: 200, required: true,
      columns: {
        party: { kind: 'choice', label: text('单位', 'Party'), span: 2, required: true, options: options(['client', '甲方', 'Client'], ['contractor', '乙方', 'Contractor'], ['supervision', '监理', 'Supervision']) },
        name: { kind: 'person', label: text('姓名', 'Name'), max: 30, span: 3, required: true },
        post: { kind: 'text', label: text('职务', 'Post'), max: 40, span: 4, required: true },
        phone: { kind: 'text', label: text('电话', 'Phone'), max: 60, pattern: 'phone', span: 4, required: true },
        fax: { kind: 'text', label: text('传真', 'Fax'), max: 40, pattern: 'phone', span: 4 },
        email: { kind: 'text', label: text('邮箱', 'E-mail'), max: 120, pattern: 'email', span: 7 },
      },
    },
    changes: { kind: 'text', label: text('变更说明', 'What changed'), max: 1000, lines: 1 },
    author: { kind: 'person', label: text('编制人', 'Drawn up by'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: inForceStates('confirmed', text('双方已确认', 'Confirmed by both')), transitions: inForceSteps('contact-book', 'confirmed', title) },
  becomes: [nextVersion('contact-book', 'confirmed', ['title', 'clientAddress', 'contractorAddress', 'entries'])],
  signers: [managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [],
  list: { headline: 'title', columns: ['number', 'validFrom', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), row('title', 'validFrom'), row('replaces', 'author'), wide('clientAddress'), wide('contractorAddress')] },
      { kind: 'table', title: text('联系人', 'Contacts'), field: 'entries' },
      { kind: 'grid', rows: [wide('changes')] },
      { kind: 'note', text: text('双方确认：仅以上地址、电话、传真和邮箱为有效联系方式；变更须重新签认。', 'Both sides confirm that only the addresses, phones, fax numbers and e-mails above are valid; a change is signed anew.') },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('双方确认', 'Confirmed by both') },
    ],
  },
};
