import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { clientSigner, managerSigner, signedStates, signedSteps, staff } from './kit.ts';

/** 文档移交清单 (R27, R28): what was issued since the last one, handed to the client and signed for. */
export const documentHandover: FormDef = {
  id: 'document-handover',
  version: 1,
  icon: 'report',
  title: text('文档移交清单', 'Document Hand-over List'),
  short: text('文档移交', 'Document hand-over'),
  rules: ['R27', 'R28'],
  group: 'documents',
  number: { prefix: 'YJ' },
  fields: {
    title: { kind: 'text', label: text('移交事由', 'Occasion'), required: true, max: 120 },
    from: { kind: 'time', precision: 'day', label: text('签发自', 'Issued from'), required: true },
    to: { kind: 'time', precision: 'day', label: text('签发至', 'Issued to'), required: true, notBefore: 'from' },
    giver: { kind: 'person', label: text('移交人', 'Handed over by'), required: true, max: 30 },
    medium: { kind: 'text', label: text('移交方式', 'How'), hint: text('纸质、光盘、邮件等', 'Paper, disc, e-mail …'), max: 120 },
    rows: {
      kind: 'table', label: text('文档', 'Documents'), required: true, maxRows: 2000, unsearched: true,
      columns: {
        number: { kind: 'text', label: text('编号', 'Number'), max: 60, span: 5, required: true },
        title: { kind: 'text', label: text('名称', 'Title'), max: 200, span: 6, required: true },
        kind: { kind: 'text', label: text('类别', 'Kind'), max: 60, span: 3 },
        version: { kind: 'text', label: text('版本', 'Version'), max: 20, span: 2 },
        issued: { kind: 'text', label: text('签发日期', 'Issued'), max: 20, span: 4 },
        copies: { kind: 'text', label: text('联次与持有人', 'Copies and holders'), max: 200, span: 4 },
      },
    },
    remark: { kind: 'text', label: text('备注', 'Remarks'), max: 1000, lines: 2 },
  },
  starts: { giver: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  signers: [managerSigner, clientSigner('receiver', text('接收人（甲方）', 'Received by (client)'))],
  copies: 'profile',
  deadlines: [{ rule: 'document-archive', from: 'state:signing', until: ['archived', 'void'], label: text('完成并归档', 'Complete and archive') }],
  list: { headline: 'title', columns: ['number', 'from', 'to', 'giver'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), row('from', 'to'), row('giver', 'medium')] },
      { kind: 'table', title: text('移交文档', 'Documents handed over'), field: 'rows' },
      { kind: 'grid', rows: [wide('remark')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('移交与接收', 'Hand-over') },
    ],
  },
};
