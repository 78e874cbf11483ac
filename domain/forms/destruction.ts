import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { clientSigner, deskSigner, managerSigner, options, signedStates, signedSteps } from './kit.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 资料返还/销毁证明 (R35): what was given back and what was destroyed after the client's written request, certified by both sides. */
export const destruction: FormDef = {
  id: 'destruction',
  version: 1,
  icon: 'data',
  title: text('资料返还/销毁证明', 'Certificate of Return or Destruction'),
  short: text('返还销毁', 'Return, destruction'),
  rules: ['R35'],
  group: 'documents',
  number: { prefix: 'XH' },
  fields: {
    materials: { kind: 'text', label: text('资料名称与范围', 'Which material'), required: true, max: 2000, lines: 2 },
    requestedAt: { kind: 'time', precision: 'minute', label: text('收到书面要求', 'Written request received'), required: true },
    requestNo: { kind: 'text', label: text('要求文号', 'Number of the request'), max: 80 },
    requestedBy: { kind: 'person', label: text('提出人（甲方）', 'Asked by (client)'), required: true, max: 30 },
    approvals: { kind: 'record', label: text('原外发审批', 'Approvals it left by'), forms: ['release-approval'], many: true },
    media: { kind: 'record', label: text('涉及介质', 'Media'), forms: ['backup-medium'], many: true },
    list: {
      kind: 'table', label: text('返还/销毁清单', 'What was returned or destroyed'), maxRows: 300, required: true,
      columns: {
        what: { kind: 'text', label: text('资料/介质', 'Material or medium'), max: 200, span: 7, required: true },
        count: { kind: 'number', label: text('数量', 'Count'), min: 1, max: 1_000_000, decimals: 0, span: 2, required: true },
        way: { kind: 'choice', label: text('处理', 'What was done'), span: 3, required: true, options: options(['returned', '返还', 'Returned'], ['destroyed', '销毁', 'Destroyed']) },
        how: { kind: 'text', label: text('方式', 'How'), max: 120, span: 5, required: true },
        at: { kind: 'time', precision: 'day', label: text('日期', 'Day'), span: 4, required: true },
        who: { kind: 'person', label: text('经手人', 'By whom'), max: 30, span: 3, required: true },
      },
    },
    kept: { kind: 'choice', label: text('是否留存副本', 'Copies kept'), required: true, options: options(['none', '无任何留存', 'None'], ['law', '依法留存', 'As the law demands']) },
    keptWhy: { kind: 'text', label: text('留存内容与依据', 'What is kept, by which law'), max: 1000, lines: 1, required: { field: 'kept', in: ['law'] } },
    finishedAt: { kind: 'time', precision: 'minute', label: text('完成时间', 'Finished'), required: true, notBefore: 'requestedAt' },
    handler: { kind: 'person', label: text('经办人', 'Handled by'), required: true, max: 30 },
  },
  starts: { handler: 'writer' },
  lifecycle: { initial: 'draft', create: managers, states: signedStates(managers), transitions: signedSteps(managers) },
  signers: [deskSigner('handler', text('经办人', 'Handled by'), managers), managerSigner, clientSigner('witness', text('甲方监督人', 'Witness (client)'))],
  copies: 'profile',
  deadlines: [{ rule: 'secrecy-return', from: 'requestedAt', until: ['signed', 'void'], label: text('返还或销毁', 'Return or destroy') }],
  list: { headline: 'materials', columns: ['number', 'requestedBy', 'requestedAt', 'finishedAt', 'handler'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', '@contractor'), row('requestedAt', 'requestNo'), row('requestedBy', 'handler'), wide('materials'), row('approvals', 'media')] },
      { kind: 'table', title: text('返还/销毁清单', 'What was returned or destroyed'), field: 'list' },
      { kind: 'grid', title: text('声明', 'Statement'), rows: [wide('kept'), wide('keptWhy'), wide('finishedAt')] },
      { kind: 'note', text: text('乙方确认：除上列依法留存者外，未以任何形式留存上述资料；保密义务不因本证明的出具而终止。', 'The contractor confirms that, save what the law demands and is listed above, no copy of the material is kept in any form; the duty of secrecy does not end with this certificate.') },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('双方签认', 'Signed by both') },
    ],
  },
};
