import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { engineerSigner, options, signedStates, signedSteps, staff, supervisorSigner } from './kit.ts';

/** 发布结果记录 (R20). */
export const releaseResult: FormDef = {
  id: 'release-result',
  version: 1,
  icon: 'release',
  title: text('发布结果记录', 'Release Result'),
  short: text('发布结果', 'Release results'),
  rules: ['R20'],
  group: 'processes',
  number: { prefix: 'FJ' },
  fields: {
    release: { kind: 'record', label: text('发布申请', 'Release'), required: true, forms: ['release'] },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    version: { kind: 'text', label: text('上线版本', 'Version now live'), required: true, max: 40 },
    startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true },
    finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
    result: { kind: 'choice', label: text('结果', 'Result'), required: true, options: options(['success', '成功', 'Successful'], ['partial', '部分成功', 'Partly'], ['backed-out', '已回退', 'Backed out']) },
    done: { kind: 'text', label: text('发布情况', 'What was done'), required: true, max: 4000, lines: 3 },
    deviation: { kind: 'text', label: text('偏差与处理', 'Deviations'), max: 4000, lines: 2, required: { field: 'result', in: ['partial', 'backed-out'] } },
    verified: { kind: 'text', label: text('验证结果', 'Verification'), required: true, max: 2000, lines: 2 },
    doneBy: { kind: 'person', label: text('实施人', 'Done by'), required: true, max: 30 },
  },
  starts: { doneBy: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps(staff, { stamps: ['finishedAt'] }) },
  signers: [engineerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    { rule: 'document-submit', from: 'startedAt', until: ['signing', 'signed', 'archived', 'void'], label: text('当天提交', 'Submit on the day') },
    { rule: 'document-archive', from: 'state:signing', until: ['archived'], label: text('归档', 'Archive') },
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
