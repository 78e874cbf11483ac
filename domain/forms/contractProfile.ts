import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { managerSigner, ownCopy, voiding } from './kit.ts';

/**
 * 合同配置表: every figure of the contract is a row, with its clause and the contract's own words. The manager's signature puts it in force;
 * until then, and on every paper made before, the figures of the one before hold.
 */
export const contractProfile: FormDef = {
  id: 'contract-profile',
  version: 1,
  icon: 'report',
  title: text('合同配置表', 'Contract Profile'),
  short: text('合同配置', 'Contract profile'),
  aside: 'figures',
  rules: ['R37', 'R38'],
  group: 'assurance',
  number: { prefix: 'HT' },
  profile: 'figures',
  fields: {
    reason: { kind: 'text', label: text('调整原因', 'Why it is changed'), required: true, max: 500, lines: 1 },
    author: { kind: 'person', label: text('编制人', 'Drawn up by'), required: true, max: 30 },
    madeAt: { kind: 'time', precision: 'day', label: text('编制日期', 'Drawn up on'), required: true },
    figures: {
      kind: 'table', label: text('合同数据', 'Figures of the contract'), required: true, maxRows: 1000, compares: { column: 'value', with: 'was' },
      columns: {
        id: { kind: 'text', label: text('代号', 'Key'), max: 120, span: 3, required: true },
        clause: { kind: 'text', label: text('条款', 'Clause'), max: 120, span: 2 },
        item: { kind: 'text', label: text('内容', 'What it is'), max: 300, span: 5 },
        quoted: { kind: 'text', label: text('合同原文', 'As written'), max: 120, span: 2 },
        was: { kind: 'text', label: text('原值', 'Before'), max: 400, span: 3 },
        value: { kind: 'text', label: text('取值', 'Value'), max: 400, span: 4, required: true },
        unit: { kind: 'text', label: text('计量', 'Unit'), max: 120, span: 2 },
        calendar: { kind: 'text', label: text('日历', 'Calendar'), max: 20, span: 1 },
        owner: { kind: 'text', label: text('责任方', 'Owner'), max: 60, span: 1 },
        evidence: { kind: 'text', label: text('凭据', 'Evidence'), max: 200, span: 1 },
      },
    },
  },
  starts: { author: 'writer', madeAt: 'now' },
  lifecycle: {
    initial: 'draft',
    create: ['projectManager'],
    states: {
      draft: { label: text('草稿', 'Draft'), tone: 'draft', edit: ['projectManager'] },
      signing: { label: text('待签发', 'Awaiting signature'), tone: 'waiting', signing: true },
      inForce: { label: text('已生效', 'In force'), tone: 'done', rests: true },
      void: { label: text('作废', 'Void'), tone: 'void', closed: true },
    },
    transitions: [
      { id: 'submit', label: text('提交签发', 'Submit for signature'), from: ['draft'], to: 'signing', by: ['projectManager'], complete: true, main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'draft', by: ['projectManager'], reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('签发', 'Sign'), from: ['signing'], to: 'inForce', by: 'seal' },
      voiding(['draft', 'signing'], { by: ['projectManager'] }),
    ],
  },
  signers: [managerSigner],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'reason', columns: ['number', 'author', 'madeAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('author', 'madeAt'), wide('reason')] },
      { kind: 'table', title: text('合同数据', 'Figures of the contract'), field: 'figures' },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签发', 'Signature') },
    ],
  },
};
