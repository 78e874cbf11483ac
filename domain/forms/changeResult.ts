import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, carriedOut, engineerSigner, signedStates, signedSteps, staff, submitClock, supervisorSigner } from './kit.ts';

/** 变更实施记录 (R18-R20): what was really done, and whether the way back was taken. */
export const changeResult: FormDef = {
  id: 'change-result',
  version: 1,
  icon: 'change',
  title: text('变更实施记录', 'Change Result'),
  short: text('变更实施', 'Change results'),
  happens: 'startedAt',
  rules: ['R18', 'R19'],
  group: 'processes',
  number: { prefix: 'BS' },
  fields: {
    change: { kind: 'record', label: text('变更申请', 'Request for change'), required: true, forms: ['change'] },
    items: carriedOut.items,
    startedAt: carriedOut.startedAt,
    finishedAt: carriedOut.finishedAt,
    lasted: { kind: 'hours', label: text('历时', 'Lasted'), from: 'startedAt', to: 'finishedAt' },
    result: carriedOut.result,
    done: { kind: 'text', label: text('实施情况', 'What was done'), required: true, max: 4000, lines: 3 },
    deviation: carriedOut.deviation,
    verified: carriedOut.verified,
    before: { kind: 'text', label: text('变更前参数', 'Before'), max: 2000, lines: 1 },
    after: { kind: 'text', label: text('变更后参数', 'After'), max: 2000, lines: 1 },
    doneBy: carriedOut.doneBy,
    checkedBy: { kind: 'person', label: text('复核人', 'Checked by'), required: true, max: 30 },
  },
  starts: { doneBy: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps(staff, { asks: ['finishedAt'] }) },
  signers: [engineerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    submitClock('startedAt'),
    archiveClock,
  ],
  list: { headline: 'done', columns: ['number', 'change', 'result', 'doneBy', 'startedAt', 'finishedAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', 'change'), wide('items'), row('startedAt', 'finishedAt'), row('result', 'lasted'), wide('done'), wide('deviation'), row('before', 'after'), wide('verified'), row('doneBy', 'checkedBy')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
