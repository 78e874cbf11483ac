import { text, type Text } from '../text/text.ts';
import type { Column, Copy, Deadline, Field, Option, Role, Signer, State, Transition } from './form.ts';

/** Words that many forms share, so that the same thing is called the same on every paper. */

export const options = (...rows: readonly (readonly [value: string, zh: string, en: string])[]): readonly Option[] =>
  rows.map(([value, zh, en]) => ({ value, label: text(zh, en) }));

/** Whoever of the contractor writes papers; the inspector only reads. */
export const staff: readonly Role[] = ['engineer', 'projectManager', 'qualityManager'];

export const yesNo = options(['yes', '是', 'Yes'], ['no', '否', 'No']);

/** How a contact reached the service desk (R5). */
export const channels = options(
  ['phone', '热线', 'Hotline'], ['mobile', '移动热线', 'Mobile hotline'], ['remote', '远程', 'Remote'], ['internet', '互联网', 'Internet'], ['email', '邮件', 'E-mail'],
  ['fax', '传真', 'Fax'], ['letter', '书面', 'Letter'], ['oral', '口头', 'Oral'],
);

export const sides = options(['private', '专网端', 'Private network'], ['internet', '互联网端', 'Internet side'], ['both', '两端', 'Both']);
export const urgencies = options(['normal', '一般', 'Normal'], ['urgent', '紧急', 'Urgent'], ['critical', '特急', 'Critical']);

/** A paper nobody but the contractor keeps: one copy. */
export const ownCopy: readonly Copy[] = [{ no: 1, label: text('存档联', 'File copy'), holder: text('乙方', 'Contractor'), colour: 'white' }];

export const voidState: State = { label: text('作废', 'Void'), tone: 'void', closed: true };
export const voiding = (from: readonly string[], more: Partial<Transition> = {}): Transition => ({
  id: 'void', label: text('作废', 'Void'), from, to: 'void', by: ['engineer', 'projectManager'], reason: true, withdrawsSignatures: true, ...more,
});

const readAndAgree = text(
  '本人已阅读以上全部内容，确认属实，并同意以屏幕手写签名方式签认；纸质各联与本单内容一致。',
  'I have read all of the above, confirm that it is correct, and agree to sign it by hand on this screen; every paper copy carries the same content.',
);

/** The same where the printed sheet may be signed instead. */
export const readAndAgreeByHand = text(
  '本人已阅读以上全部内容，确认属实，并同意以亲笔签名（屏幕手写或纸质签署）方式签认；纸质各联与本单内容一致。',
  'I have read all of the above, confirm that it is correct, and agree to sign it by hand, on the screen or on paper; every paper copy carries the same content.',
);

/** Somebody of the contractor signs at the desk with his own account. */
export const deskSigner = (role: string, label: Text, by: readonly Role[] = staff, more: Partial<Signer> = {}): Signer => ({
  role, label, party: 'contractor', required: true, handover: false, by, consent: text('本人确认以上内容真实、完整。', 'I confirm that the above is true and complete.'), ...more,
});
/** Somebody of the client signs on the handed-over screen. */
export const clientSigner = (role: string, label: Text, more: Partial<Signer> = {}): Signer => ({
  role, label, party: 'client', required: true, handover: true, consent: readAndAgree, ...more,
});

export const engineerSigner = deskSigner('engineer', text('经办人', 'Handled by'));
export const managerSigner = deskSigner('projectManager', text('项目经理', 'Project manager'), ['projectManager']);
export const supervisorSigner = clientSigner('supervisor', text('客户签认（运维主管）', 'Client (O&M supervisor)'));

/**
 * The life of a paper that is written, signed and filed: draft → signing → signed → archived, void with a reason. The names of the states are
 * the same on every form, so that the day sheet, the clocks and the register read all of them alike.
 */
export const signedStates = (edit: readonly Role[] = staff): Readonly<Record<string, State>> => ({
  draft: { label: text('草稿', 'Draft'), tone: 'draft', edit },
  signing: { label: text('待签认', 'Awaiting signature'), tone: 'waiting', signing: true },
  signed: { label: text('已签认', 'Signed'), tone: 'done' },
  archived: { label: text('已归档', 'Archived'), tone: 'done', closed: true },
  void: voidState,
});
export const signedSteps = (by: readonly Role[] = staff, submit: Partial<Transition> = {}): readonly Transition[] => [
  { id: 'submit', label: text('提交签认', 'Submit for signature'), from: ['draft'], to: 'signing', by, complete: true, main: true, ...submit },
  { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'draft', by, reason: true, withdrawsSignatures: true },
  { id: 'seal', label: text('签认', 'Seal'), from: ['signing'], to: 'signed', by: 'seal' },
  { id: 'archive', label: text('归档', 'Archive'), from: ['signed'], to: 'archived', by: staff, main: true },
  voiding(['draft', 'signing'], { by }),
];

/**
 * The life of a paper that asks leave first: draft → approving → approved, which seals it; what was then done stands on a paper of its own,
 * because what somebody signed may not change under his signature.
 */
export const approvedStates = (edit: readonly Role[] = staff): Readonly<Record<string, State>> => ({
  draft: { label: text('草稿', 'Draft'), tone: 'draft', edit },
  approving: { label: text('待审批', 'Awaiting approval'), tone: 'waiting', signing: true },
  approved: { label: text('已批准', 'Approved'), tone: 'active' },
  closed: { label: text('已关闭', 'Closed'), tone: 'done', closed: true },
  rejected: { label: text('未批准', 'Rejected'), tone: 'void', closed: true },
  canceled: { label: text('已取消', 'Canceled'), tone: 'void', closed: true },
  void: voidState,
});
export const approvedSteps = (submit: Partial<Transition> = {}, close: Partial<Transition> = {}, by: readonly Role[] = staff): readonly Transition[] => [
  { id: 'submit', label: text('提交审批', 'Submit for approval'), from: ['draft'], to: 'approving', by, complete: true, main: true, ...submit },
  { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['approving'], to: 'draft', by, reason: true, withdrawsSignatures: true },
  { id: 'seal', label: text('批准', 'Approve'), from: ['approving'], to: 'approved', by: 'seal' },
  { id: 'reject', label: text('不批准', 'Reject'), from: ['approving'], to: 'rejected', by, reason: true, withdrawsSignatures: true },
  { id: 'close', label: text('关闭', 'Close'), from: ['approved'], to: 'closed', by, main: true, ...close },
  { id: 'cancel', label: text('取消', 'Cancel'), from: ['approved'], to: 'canceled', by, reason: true },
  voiding(['draft'], { by }),
];

/** Handed in on the day it happened (R27): what is signed was handed in when the signing began. */
export const submitClock = (from: Deadline['from'], label: Text = text('当天提交', 'Submit on the day'), planned?: Deadline['planned']): Deadline => ({ rule: 'document-submit', from, until: ['signing', 'signed', 'archived', 'void'], label, ...(planned && { planned }) });
/** Filed within its days of being handed in (R27). */
export const archiveClock: Deadline = { rule: 'document-archive', from: 'state:signing', until: ['archived', 'void'], label: text('归档', 'Archive') };

/** When what happened, and who did it. */
export const timelineColumns: Readonly<Record<string, Column>> = {
  at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 5, required: true },
  what: { kind: 'text', label: text('经过', 'What happened'), max: 500, span: 15, required: true },
  who: { kind: 'person', label: text('人员', 'Who'), max: 30, span: 4 },
};
/** Steps of a plan, each with who takes it and how long it lasts. */
export const stepColumns: Readonly<Record<string, Column>> = {
  step: { kind: 'text', label: text('步骤', 'Step'), max: 500, span: 14, required: true },
  who: { kind: 'person', label: text('执行人', 'By whom'), max: 30, span: 6, required: true },
  minutes: { kind: 'number', label: text('分钟', 'Minutes'), min: 0, max: 100_000, decimals: 0, span: 4 },
};
/** What is to be made better, by whom and until when. */
export const measureColumns: Readonly<Record<string, Column>> = {
  what: { kind: 'text', label: text('措施', 'Measure'), max: 300, span: 13, required: true },
  who: { kind: 'person', label: text('负责人', 'By whom'), max: 30, span: 5, required: true },
  by: { kind: 'time', precision: 'day', label: text('完成期限', 'By when'), span: 6, mayBeFuture: true },
};

/** How carrying something out went: what a change and a release say alike. */
export const carriedOut = {
  items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
  startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true },
  finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
  result: { kind: 'choice', label: text('结果', 'Result'), required: true, options: options(['success', '成功', 'Successful'], ['partial', '部分成功', 'Partly'], ['backed-out', '已回退', 'Backed out']) },
  deviation: { kind: 'text', label: text('偏差与处理', 'Deviations'), max: 4000, lines: 2, required: { field: 'result', in: ['partial', 'backed-out'] } },
  verified: { kind: 'text', label: text('验证结果', 'Verification'), required: true, max: 2000, lines: 2 },
  doneBy: { kind: 'person', label: text('实施人', 'Done by'), required: true, max: 30 },
} as const satisfies Readonly<Record<string, Field>>;
