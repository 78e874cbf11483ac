import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { managerSigner, supervisorSigner, voidState, voiding } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 限期改正单 (R31): the client's written notice after failed months, and the cure within its clock; the assessments it names stay as signed. */
export const cureNotice: FormDef = {
  id: 'cure-notice',
  version: 1,
  icon: 'complaint',
  title: text('服务质量限期改正单', 'Notice to Cure'),
  short: text('限期改正', 'Notices to cure'),
  aside: 'failedMonths',
  rules: ['R31'],
  group: 'assurance',
  number: { prefix: 'GG' },
  fields: {
    assessments: { kind: 'record', label: text('不合格考核', 'Failed assessments'), required: true, forms: ['assessment'], many: true },
    noticeNo: { kind: 'text', label: text('通知文号', 'Notice no.'), max: 80 },
    noticeAt: { kind: 'time', precision: 'minute', label: text('收到书面通知', 'Notice received'), required: true },
    receivedBy: { kind: 'person', label: text('签收人', 'Received by'), required: true, max: 30 },
    ground: { kind: 'text', label: text('不合格事由', 'What failed'), required: true, max: 4000, lines: 2 },
    measures: {
      kind: 'table', label: text('改正措施', 'Measures'), maxRows: 60,
      columns: {
        what: { kind: 'text', label: text('措施', 'Measure'), max: 300, span: 11, required: true },
        who: { kind: 'person', label: text('负责人', 'By whom'), max: 30, span: 4, required: true },
        by: { kind: 'time', precision: 'day', label: text('计划完成', 'By when'), span: 4, mayBeFuture: true },
        done: { kind: 'time', precision: 'day', label: text('实际完成', 'Done on'), span: 5 },
      },
    },
    curedAt: { kind: 'time', precision: 'minute', label: text('改正完成时间', 'Cured'), notBefore: 'noticeAt' },
    outcome: { kind: 'text', label: text('改正结果', 'Outcome'), max: 4000, lines: 2 },
  },
  starts: { receivedBy: 'writer' },
  lifecycle: {
    initial: 'open',
    create: managers,
    states: {
      open: { label: text('改正中', 'Being cured'), tone: 'active', edit: managers },
      signing: { label: text('待确认', 'Awaiting confirmation'), tone: 'waiting', signing: true },
      signed: { label: text('已确认改正', 'Cured'), tone: 'done' },
      archived: { label: text('已归档', 'Archived'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'submit', label: text('改正完成，提交确认', 'Cured: submit'), from: ['open'], to: 'signing', by: managers, complete: true, needs: ['measures', 'outcome'], asks: ['curedAt'], main: true },
      { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'open', by: managers, reason: true, withdrawsSignatures: true },
      { id: 'seal', label: text('确认', 'Confirm'), from: ['signing'], to: 'signed', by: 'seal' },
      { id: 'archive', label: text('归档', 'Archive'), from: ['signed'], to: 'archived', by: managers, main: true },
      voiding(['open'], { by: ['projectManager'] }),
    ],
  },
  signers: [managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [{ rule: 'assessment-cure', from: 'noticeAt', until: ['field:curedAt', 'void'], label: text('限期改正', 'Cure') }],
  list: { headline: 'ground', columns: ['number', 'assessments', 'noticeAt', 'curedAt', 'receivedBy'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('assessments'), row('noticeNo', 'noticeAt'), row('receivedBy', '@createdAt'), wide('ground')] },
      { kind: 'table', title: text('改正措施', 'Measures'), field: 'measures' },
      { kind: 'grid', title: text('改正结果', 'Outcome'), rows: [wide('curedAt'), wide('outcome')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
