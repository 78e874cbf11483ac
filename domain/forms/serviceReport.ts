import { chapterIds, chapterTitles } from '../report/chapterTitles.ts';
import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Signer } from './form.ts';
import { clientSigner, deskSigner, options, staff, voiding, voidState } from './kit.ts';

/** Those who sign a report seldom sit at this station: on the screen, on paper with a scan, or at a station of their own (R25). */
const clientAnyWay: Partial<Signer> = { onPaper: true, byFile: ['inspector'] };
const approval = text('本人已阅读本报告全部内容，同意评审通过；纸质各联与本单内容一致。', 'I have read the whole of this report and approve it; every paper copy carries the same content.');

/**
 * 服务报告 (R24-R26, R40): the sheet that takes the report of a quarter or a year through its signatures. The report itself, frozen when it
 * is sent to be signed, is a file of the sheet: its hash is signed with everything else.
 */
export const serviceReport: FormDef = {
  id: 'service-report',
  version: 2,
  icon: 'report',
  title: text('服务报告签认单', 'Service Report'),
  short: text('服务报告', 'Service reports'),
  part: 'periodReport',
  aside: 'report',
  rules: ['R24', 'R25', 'R26', 'R40'],
  group: 'reports',
  number: { prefix: 'JB' },
  fields: {
    title: { kind: 'text', label: text('报告名称', 'Report'), required: true, max: 80 },
    kind: { kind: 'choice', label: text('报告类别', 'Kind'), required: true, options: options(['quarter', '季度报告', 'Quarterly'], ['year', '年度报告', 'Yearly']) },
    from: { kind: 'time', precision: 'day', label: text('报告期起', 'From'), required: true, mayBeFuture: true },
    to: { kind: 'time', precision: 'day', label: text('报告期止', 'To'), required: true, notBefore: 'from', mayBeFuture: true },
    preparedBy: { kind: 'person', label: text('编制人', 'Prepared by'), required: true, max: 30 },
    approver: {
      kind: 'choice', label: text('甲方评审', 'Reviewed by'), required: true,
      options: options(['both', '主管副主任签字，信息中心确认', 'Deputy director signs, information centre confirms'], ['deputyDirector', '主管副主任签字', 'Deputy director signs']),
    },
    previous: { kind: 'record', label: text('退回的上一稿', 'Returned version'), forms: ['service-report'], acyclic: true },
    figures: {
      kind: 'table', label: text('主要指标', 'Main figures'), maxRows: 60, unsearched: true,
      columns: {
        label: { kind: 'text', label: text('指标', 'Figure'), max: 80, span: 12, required: true },
        value: { kind: 'text', label: text('数值', 'Value'), max: 60, span: 8, required: true },
        records: { kind: 'number', label: text('记录数', 'Records'), min: 0, max: 10_000_000, decimals: 0, span: 4 },
      },
    },
    missing: {
      kind: 'table', label: text('缺项', 'Missing'), maxRows: 200, unsearched: true,
      columns: {
        rule: { kind: 'text', label: text('条款', 'Rule'), max: 20, span: 4 },
        what: { kind: 'text', label: text('缺什么', 'What is missing'), max: 300, span: 20, required: true },
      },
    },
    notes: {
      kind: 'table', label: text('各章说明', 'Words on the chapters'), maxRows: 100,
      columns: {
        chapter: { kind: 'choice', label: text('章', 'Chapter'), options: chapterIds.map((id) => ({ value: id, label: chapterTitles[id] })), span: 5, required: true },
        text: { kind: 'text', label: text('说明', 'Words'), max: 2000, span: 15, required: true },
        author: { kind: 'person', label: text('撰写人', 'Written by'), max: 30, span: 4, required: true },
      },
    },
    carried: {
      kind: 'table', label: text('上期遗留事项', 'Open points of the report before'), maxRows: 300, unsearched: true,
      columns: {
        number: { kind: 'text', label: text('单据', 'Paper'), max: 60, span: 6, required: true },
        what: { kind: 'text', label: text('事项', 'What'), max: 300, span: 10, required: true },
        outcome: { kind: 'text', label: text('本期办理情况', 'What became of it'), max: 300, span: 8 },
      },
    },
    open: {
      kind: 'table', label: text('期末遗留事项', 'Open at the end'), maxRows: 300, unsearched: true,
      columns: {
        number: { kind: 'text', label: text('单据', 'Paper'), max: 60, span: 6, required: true },
        what: { kind: 'text', label: text('事项', 'What'), max: 300, span: 10, required: true },
        why: { kind: 'text', label: text('原因', 'Why'), max: 100, span: 8 },
      },
    },
  },
  report: { kind: 'kind', from: 'from', to: 'to', title: 'title', notes: 'notes', carried: 'carried', figures: 'figures', missing: 'missing', open: 'open' },
  starts: { preparedBy: 'writer' },
  unique: ['kind', 'from', 'to'],
  lifecycle: {
    initial: 'draft',
    create: staff,
    states: {
      draft: { label: text('编制中', 'Draft'), tone: 'draft', edit: staff },
      signing: { label: text('签署与送达', 'Being signed'), tone: 'waiting', signing: true },
      review: { label: text('甲方评审中', 'Under review'), tone: 'waiting', signing: true },
      approved: { label: text('评审通过', 'Approved'), tone: 'done' },
      deemed: { label: text('视为通过', 'Counts as approved'), tone: 'done' },
      archived: { label: text('已归档', 'Archived'), tone: 'done', closed: true },
      // a returned report is written anew: what was signed, delivered and answered stays as it was
      returned: { label: text('甲方退回', 'Returned'), tone: 'done', closed: true, frees: true },
      void: voidState,
    },
    transitions: [
      { id: 'submit', label: text('送签', 'Send to be signed'), from: ['draft'], to: 'signing', by: staff, complete: true, main: true, freezes: true },
      { id: 'rework', label: text('退回修改', 'Send back to be mended'), from: ['signing'], to: 'draft', by: staff, reason: true, withdrawsSignatures: true },
      { id: 'receive', label: text('甲方签收', 'Received by the client'), from: ['signing'], to: 'review', by: 'signature' },
      { id: 'return', label: text('甲方退回', 'Returned by the client'), from: ['review'], to: 'returned', by: staff, reason: true },
      { id: 'seal', label: text('评审通过', 'Approved'), from: ['review'], to: 'approved', by: 'seal' },
      { id: 'deem', label: text('视为通过', 'Counts as approved'), from: ['review'], to: 'deemed', by: 'silence', clock: 'report-review' },
      { id: 'archive', label: text('归档', 'Archive'), from: ['approved', 'deemed'], to: 'archived', by: staff, main: true },
      voiding(['draft', 'signing'], { by: staff }),
    ],
  },
  becomes: [
    {
      form: 'service-report', label: text('按意见重编', 'Write it anew'), from: ['returned'], by: staff, ref: 'previous',
      copy: { title: 'title', kind: 'kind', from: 'from', to: 'to', preparedBy: 'preparedBy', approver: 'approver', notes: 'notes', carried: 'carried' },
    },
  ],
  signers: [
    deskSigner('ownSupervisor', text('乙方运维主管', "Contractor's O&M supervisor")),
    deskSigner('manager', text('乙方主管经理（审核）', "Contractor's manager (review)"), ['projectManager', 'qualityManager'], {
      notAs: 'ownSupervisor', onPaper: true, byFile: ['projectManager', 'qualityManager'], consent: text('本人已审核本报告，同意提交甲方。', 'I have reviewed this report and agree to its being handed to the client.'),
    }),
    clientSigner('receiver', text('甲方签收', 'Received by (client)'), {
      moves: 'receive', ...clientAnyWay, consent: text('今收到本报告。签收不代表评审通过；评审期自签收次日起算，期满未提出意见视为通过。', 'I have received this report. The receipt is no approval; the review runs from the day after it, and no answer in time counts as approval.'),
    }),
    clientSigner('deputyDirector', text('甲方主管副主任', 'Deputy director (client)'), { ...clientAnyWay, consent: approval }),
    clientSigner('informationCentre', text('甲方信息中心（确认）', 'Information centre (client)'), { ...clientAnyWay, consent: approval, when: { field: 'approver', in: ['both'] } }),
  ],
  copies: 'profile',
  deadlines: [
    { rule: 'report-review', from: 'state:review', until: ['approved', 'deemed', 'returned'], label: text('甲方评审', "The client's review") },
    { rule: 'document-archive', from: ['state:approved', 'state:deemed'], until: ['archived'], label: text('归档', 'Archive') },
  ],
  list: { headline: 'title', columns: ['number', 'title', 'from', 'to', 'preparedBy'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), wide('title'), wide('kind'), row('from', 'to'), row('preparedBy', 'previous'), wide('approver')] },
      { kind: 'note', text: text('报告全文（封面、目录、十四章、附录）为本单附件，其摘要列于“附件”栏，与本单一并签认。', 'The whole report (cover, contents, fourteen chapters, appendices) is attached; its digest stands among the attachments and is signed with this sheet.') },
      { kind: 'table', title: text('主要指标', 'Main figures'), field: 'figures' },
      { kind: 'table', title: text('缺项', 'Missing'), field: 'missing' },
      { kind: 'table', title: text('各章说明', 'Words on the chapters'), field: 'notes' },
      { kind: 'table', title: text('上期遗留事项', 'Open points of the report before'), field: 'carried' },
      { kind: 'table', title: text('期末遗留事项', 'Open at the end'), field: 'open' },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签署、送达与评审', 'Signatures, receipt and review') },
    ],
  },
};
