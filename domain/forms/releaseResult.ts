import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, carriedOut, engineerSigner, signedStates, signedSteps, staff, submitClock, supervisorSigner } from './kit.ts';

/** 发布结果记录 (R20). */
export const releaseResult: FormDef = {
  id: 'release-result',
  version: 1,
  icon: 'release',
  title: text('发布结果记录', 'Release Result'),
  short: text('发布结果', 'Release results'),
  happens: 'startedAt',
  rules: ['R20'],
  group: 'processes',
  number: { prefix: 'FJ' },
  fields: {
    release: { kind: 'record', label: text('发布申请', 'Release'), required: true, forms: ['release'] },
    items: carriedOut.items,
    version: { kind: 'text', label: text('上线版本', 'Version now live'), required: true, max: 40 },
    startedAt: carriedOut.startedAt,
    finishedAt: carriedOut.finishedAt,
    result: carriedOut.result,
    done: { kind: 'text', label: text('发布情况', 'What was done'), required: true, max: 4000, lines: 3 },
    deviation: carriedOut.deviation,
    verified: carriedOut.verified,
    doneBy: carriedOut.doneBy,
  },
  starts: { doneBy: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps(staff, { asks: ['finishedAt'] }) },
  signers: [engineerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    submitClock('startedAt'),
    archiveClock,
  ],
  list: { headline: 'done', columns: ['number', 'release', 'version', 'result', 'startedAt', 'finishedAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', 'release'), wide('items'), row('version', 'result'), row('startedAt', 'finishedAt'), wide('done'), wide('deviation'), wide('verified'), wide('doneBy')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
