import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { engineerSigner, options, signedStates, signedSteps, staff, supervisorSigner } from './kit.ts';

/** 变更实施记录 (R18-R20): what was really done, and whether the way back was taken. */
export const changeResult: FormDef = {
  id: 'change-result',
  version: 1,
  icon: 'change',
  title: text('变更实施记录', 'Change Result'),
  short: text('变更实施', 'Change results'),
  rules: ['R18', 'R19'],
  group: 'processes',
  number: { prefix: 'BS' },
  fields: {
    change: { kind: 'record', label: text('变更申请', 'Request for change'), required: true, forms: ['change'] },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true },
    finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
    lasted: { kind: 'hours', label: text('历时', 'Lasted'), from: 'startedAt', to: 'finishedAt' },
    result: { kind: 'choice', label: text('结果', 'Result'), required: true, options: options(['success', '成功', 'Successful'], ['partial', '部分成功', 'Partly'], ['backed-out', '已回退', 'Backed out']) },
    done: { kind: 'text', label: text('实施情况', 'What was done'), required: true, max: 4000, lines: 3 },
    deviation: { kind: 'text', label: text('偏差与处理', 'Deviations'), max: 4000, lines: 2, required: { field: 'result', in: ['partial', 'backed-out'] } },
    verified: { kind: 'text', label: text('验证结果', 'Verification'), required: true, max: 2000, lines: 2 },
    before: { kind: 'text', label: text('变更前参数', 'Before'), max: 2000, lines: 1 },
    after: { kind: 'text', label: text('变更后参数', 'After'), max: 2000, lines: 1 },
    doneBy: { kind: 'person', label: text('实施人', 'Done by'), required: true, max: 30 },
    checkedBy: { kind: 'person', label: text('复核人', 'Checked by'), required: true, max: 30 },
  },
  starts: { doneBy: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps(staff, { stamps: ['finishedAt'] }) },
  signers: [engineerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    { rule: 'document-submit', from: 'startedAt', until: ['signing', 'signed', 'archived', 'void'], label: text('当天提交', 'Submit on the day') },
    { rule: 'document-archive', from: 'state:signing', until: ['archived'], label: text('归档', 'Archive') },
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
