import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { clientSigner, deskSigner, managerSigner, options, ownCopy, staff } from './kit.ts';
import { inForceStates, inForceSteps, nextVersion } from './inForce.ts';

const title = text('应急预案与手册', 'Emergency Plan or Handbook');

/** 应急预案、故障紧急处理措施手册 (R17): the file and a table of its pages, so that an incident opens at the right one, offline. */
export const planDocument: FormDef = {
  id: 'plan-document',
  version: 1,
  icon: 'drill',
  title,
  short: text('预案与手册', 'Plans, handbooks'),
  also: ['预案', '手册'],
  part: 'plans',
  rules: ['R17', 'R29'],
  group: 'assurance',
  number: { prefix: 'YA' },
  fields: {
    title: { kind: 'text', label: text('名称', 'Title'), required: true, max: 120 },
    kind: { kind: 'choice', label: text('类别', 'Kind'), required: true, options: options(['plan', '应急预案', 'Emergency plan'], ['special', '专项预案', 'Special plan'], ['handbook', '故障处理手册', 'Fault handbook'], ['other', '其他', 'Other']) },
    edition: { kind: 'text', label: text('版本号', 'Version'), required: true, max: 20 },
    replaces: { kind: 'record', label: text('替代版本', 'Replaces'), forms: ['plan-document'], acyclic: true },
    basis: { kind: 'record', label: text('编制依据', 'Based on'), forms: ['risk-assessment', 'drill'], many: true },
    scope: { kind: 'text', label: text('适用范围', 'Scope'), required: true, max: 2000, lines: 2 },
    changes: { kind: 'text', label: text('修订说明', 'What changed'), max: 2000, lines: 1 },
    validFrom: { kind: 'time', precision: 'day', label: text('生效日期', 'In force from'), required: true, mayBeFuture: true },
    reviewBy: { kind: 'time', precision: 'day', label: text('下次评审', 'Next review'), mayBeFuture: true, notBefore: 'validFrom' },
    author: { kind: 'person', label: text('编制人', 'Author'), required: true, max: 30 },
    pages: {
      kind: 'table', label: text('页码索引', 'Index of pages'), maxRows: 200, required: true,
      columns: {
        heading: { kind: 'text', label: text('章节', 'Heading'), max: 200, span: 11, required: true },
        page: { kind: 'number', label: text('页', 'Page'), min: 1, max: 10_000, decimals: 0, span: 3, required: true },
        incidentKind: { kind: 'choice', label: text('适用故障', 'For which fault'), options: [], from: 'incidentKinds', span: 10 },
      },
    },
    steps: { kind: 'text', label: text('处置要点', 'What to do first'), hint: text('没有附件时也能照做', 'Enough to act on without the file'), max: 4000, lines: 3 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: inForceStates('inForce', text('现行有效', 'In force')), transitions: inForceSteps('plan-document', 'inForce', title) },
  becomes: [
    nextVersion('plan-document', 'inForce', ['title', 'kind', 'scope', 'pages', 'steps', 'basis']),
    { form: 'drill', label: text('安排演练', 'Hold a drill'), from: ['inForce'], by: staff, ref: 'plan', copy: { title: 'title' } },
  ],
  signers: [deskSigner('author', text('编制人', 'Author')), managerSigner, clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'))],
  copies: ownCopy,
  deadlines: [{ rule: 'document-archive', from: 'state:signing', until: ['inForce', 'void'], label: text('签认并生效', 'Signed and in force') }],
  list: { headline: 'title', columns: ['number', 'kind', 'edition', 'validFrom', 'reviewBy', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), wide('kind'), row('edition', 'author'), row('validFrom', 'reviewBy'), wide('replaces'), wide('basis'), wide('scope'), wide('changes')] },
      { kind: 'table', title: text('页码索引', 'Index of pages'), field: 'pages' },
      { kind: 'grid', title: text('处置', 'In an emergency'), rows: [wide('steps')] },
      { kind: 'attachments', title: text('预案与手册文件', 'The document itself') },
      { kind: 'signoff', title: text('审批', 'Approval') },
    ],
  },
};
