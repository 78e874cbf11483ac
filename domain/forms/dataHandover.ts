import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, clientSigner, engineerSigner, options, signedStates, signedSteps, staff } from './kit.ts';

/** 资料移交单 (R7, R35): what data was handed over, on what, and who took it. */
export const dataHandover: FormDef = {
  id: 'data-handover',
  version: 1,
  icon: 'report',
  title: text('资料移交单', 'Data Hand-over'),
  short: text('资料移交', 'Data hand-overs'),
  rules: ['R7', 'R35'],
  group: 'desk',
  number: { prefix: 'ZL' },
  fields: {
    request: { kind: 'record', label: text('依据', 'By which request'), required: true, forms: ['data-request', 'release-approval'] },
    content: { kind: 'text', label: text('移交内容', 'What is handed over'), required: true, max: 2000, lines: 3 },
    rows: { kind: 'number', label: text('数据条数', 'Rows'), min: 0, max: 1_000_000_000, decimals: 0 },
    personal: { kind: 'choice', label: text('是否含个人信息', 'Personal data'), required: true, options: options(['no', '否', 'No'], ['masked', '脱敏', 'Masked'], ['yes', '是', 'Yes']) },
    medium: { kind: 'choice', label: text('载体', 'Medium'), required: true, options: options(['paper', '纸质', 'Paper'], ['disc', '光盘', 'Disc'], ['usb', '加密U盘', 'Encrypted USB'], ['share', '内网共享', 'Intranet share'], ['other', '其他', 'Other']) },
    mediumNo: { kind: 'text', label: text('载体编号', 'Medium no.'), max: 60 },
    digest: { kind: 'text', label: text('校验值（SHA-256）', 'Checksum (SHA-256)'), max: 200 },
    method: { kind: 'text', label: text('生成方法', 'How it was made'), required: true, max: 4000, lines: 2 },
    doneBy: { kind: 'person', label: text('经办人', 'Handled by'), required: true, max: 30 },
    receiver: { kind: 'person', label: text('接收人', 'Received by'), required: true, max: 30 },
    department: { kind: 'text', label: text('部门', 'Department'), max: 60 },
    handedAt: { kind: 'time', precision: 'minute', label: text('移交时间', 'Handed over'), required: true },
    destroyed: { kind: 'text', label: text('本机副本处理', 'Copies left here'), hint: text('删除、留存及理由', 'Deleted, or kept and why'), required: true, max: 500, lines: 1 },
  },
  starts: { doneBy: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps(staff, { asks: ['handedAt'] }) },
  signers: [engineerSigner, clientSigner('receiver', text('接收人（甲方）', 'Received by (client)'))],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'content', columns: ['number', 'receiver', 'medium', 'rows', 'handedAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', 'request'), wide('content'), row('rows', 'personal'), wide('medium'), row('mediumNo', 'digest'), wide('method'), row('doneBy', 'handedAt'), row('receiver', 'department'), wide('destroyed')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
