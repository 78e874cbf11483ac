import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { clientSigner, managerSigner, options, voidState, voiding } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 不可抗力/期限中止 (R33): what happened, its written proof, and which clocks stand still; past its clock the contract is negotiated anew. */
export const forceMajeure: FormDef = {
  id: 'force-majeure',
  version: 1,
  icon: 'fault',
  title: text('不可抗力与期限中止确认单', 'Force Majeure and Suspended Terms'),
  short: text('期限中止', 'Suspensions'),
  happens: 'from',
  rules: ['R33'],
  group: 'documents',
  number: { prefix: 'BK' },
  fields: {
    event: { kind: 'text', label: text('事件', 'What happened'), required: true, max: 500, lines: 1 },
    kind: { kind: 'choice', label: text('原因', 'Cause'), required: true, options: options(['nature', '自然灾害', 'Natural disaster'], ['epidemic', '疫情', 'Epidemic'], ['order', '政府行为', 'Act of government'], ['power', '大面积断电断网', 'Outage of power or network'], ['client', '等待甲方', 'Waiting for the client'], ['other', '其他', 'Other']) },
    from: { kind: 'time', precision: 'day', label: text('发生日期', 'From'), required: true },
    to: { kind: 'time', precision: 'day', label: text('结束日期', 'To'), notBefore: 'from' },
    notifiedAt: { kind: 'time', precision: 'minute', label: text('通知对方时间', 'Other side told'), required: true, notBefore: 'from' },
    proof: { kind: 'text', label: text('书面证明', 'Written proof'), hint: text('出具机构与文号；原件附后', 'Who issued it, its number; the paper itself is attached'), required: true, max: 500, lines: 1 },
    effect: { kind: 'text', label: text('对履行的影响', 'What could not be done'), required: true, max: 2000, lines: 2 },
    papers: { kind: 'record', label: text('涉及单据', 'Papers suspended'), many: true, forms: ['service-order', 'complaint', 'data-request', 'incident', 'change', 'release', 'document', 'routine-report', 'acceptance-application', 'acceptance-report', 'cure-notice', 'destruction', 'payment'] },
    clocks: {
      kind: 'table', label: text('中止的期限', 'Clocks suspended'), maxRows: 60, required: true,
      columns: {
        clock: { kind: 'text', label: text('期限/条款', 'Clock or clause'), max: 120, span: 9, required: true },
        from: { kind: 'time', precision: 'day', label: text('自', 'From'), span: 4, required: true },
        to: { kind: 'time', precision: 'day', label: text('至', 'To'), span: 4, notBefore: 'from', mayBeFuture: true },
        reason: { kind: 'text', label: text('理由', 'Why'), max: 200, span: 7, required: true },
      },
    },
    measures: { kind: 'text', label: text('减损措施', 'What was done to limit the loss'), max: 2000, lines: 1 },
    settlement: { kind: 'text', label: text('协商结果', 'What was agreed'), hint: text('超过九十日须协商变更或解除合同', 'Past ninety days the contract is negotiated anew'), max: 2000, lines: 1 },
    author: { kind: 'person', label: text('经办人', 'Handled by'), required: true, max: 30 },
  },
  starts: { author: 'writer', notifiedAt: 'now' },
  lifecycle: {
    initial: 'draft',
    create: managers,
    states: {
      draft: { label: text('草稿', 'Draft'), tone: 'draft', edit: managers },
      ongoing: { label: text('中止期间', 'Suspended'), tone: 'active', edit: managers },
      signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
      signed: { label: text('已恢复履行', 'Resumed'), tone: 'done' },
      archived: { label: text('已归档', 'Archived'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'notify', label: text('已通知对方，期限中止', 'Notified: suspend'), from: ['draft'], to: 'ongoing', by: managers, complete: true, main: true },
      { id: 'submit', label: text('已结束，提交签认', 'It is over: submit for signature'), from: ['ongoing'], to: 'signing', by: managers, complete: true, asks: ['to'], main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'ongoing', by: managers, reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('签认', 'Seal'), from: ['signing'], to: 'signed', by: 'seal' },
      { id: 'archive', label: text('归档', 'Archive'), from: ['signed'], to: 'archived', by: managers, main: true },
      voiding(['draft', 'ongoing'], { by: managers }),
    ],
  },
  becomes: [{ form: 'contract-change', label: text('协商变更合同', 'Change the contract'), from: ['ongoing', 'signed', 'archived'], by: managers, ref: 'because', copy: { reason: 'effect' }, set: { by: 'both', kind: 'term' } }],
  signers: [managerSigner, clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'))],
  copies: 'profile',
  deadlines: [{ rule: 'force-majeure', from: 'from', until: ['field:to', 'void'], label: text('超过期限须协商变更或解除', 'Past this, negotiate anew') }],
  suspends: { papers: 'papers', from: 'from', to: 'to', reason: 'event', states: ['ongoing', 'signing', 'signed', 'archived'] },
  list: { headline: 'event', columns: ['number', 'kind', 'from', 'to', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('event'), wide('kind'), row('from', 'to'), row('notifiedAt', 'author'), wide('proof'), wide('effect'), wide('papers')] },
      { kind: 'table', title: text('中止的期限', 'Clocks suspended'), field: 'clocks' },
      { kind: 'grid', rows: [wide('measures'), wide('settlement')] },
      { kind: 'attachments', title: text('书面证明与附件', 'Proof and attachments') },
      { kind: 'signoff', title: text('双方确认', 'Confirmed by both') },
    ],
  },
};
