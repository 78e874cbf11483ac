import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { approvedStates, approvedSteps, engineerSigner, managerSigner, options, staff, supervisorSigner, yesNo } from './kit.ts';

/** 资料外发审批单 (R35): nothing leaves the named circle before the contractor's manager and the client have agreed to what, to whom and how. */
export const releaseApproval: FormDef = {
  id: 'release-approval',
  version: 1,
  icon: 'data',
  title: text('资料外发审批单', 'Approval to Send Out'),
  short: text('外发审批', 'Sending out'),
  rules: ['R35'],
  group: 'documents',
  number: { prefix: 'WF' },
  fields: {
    what: { kind: 'text', label: text('外发内容', 'What leaves'), required: true, max: 2000, lines: 2 },
    material: { kind: 'record', label: text('相关单据', 'Papers it is about'), forms: ['document', 'data-request', 'plan-document', 'service-order'], many: true },
    kind: { kind: 'choice', label: text('资料类型', 'Kind'), required: true, options: options(['data', '业务数据', 'Business data'], ['document', '文档', 'Document'], ['log', '日志', 'Logs'], ['configuration', '配置参数', 'Configuration'], ['source', '源代码', 'Source code']) },
    personal: { kind: 'choice', label: text('是否含个人信息', 'Personal data'), required: true, options: options(['no', '否', 'No'], ['masked', '脱敏', 'Masked'], ['yes', '是', 'Yes']) },
    protection: { kind: 'text', label: text('保护措施', 'How it is protected'), max: 500, lines: 1, required: { field: 'personal', in: ['masked', 'yes'] } },
    receiver: { kind: 'person', label: text('接收人', 'To whom'), required: true, max: 30 },
    organisation: { kind: 'text', label: text('接收单位', 'Organisation'), required: true, max: 120 },
    phone: { kind: 'text', label: text('联系电话', 'Phone'), max: 40, pattern: 'phone' },
    email: { kind: 'text', label: text('电子邮箱', 'E-mail'), max: 120, pattern: 'email', required: { field: 'method', in: ['email'] } },
    method: { kind: 'choice', label: text('外发方式', 'How it leaves'), required: true, options: options(['paper', '纸质', 'Paper'], ['email', '邮件', 'E-mail'], ['usb', '加密U盘', 'Encrypted USB'], ['disc', '光盘', 'Disc'], ['share', '内网共享', 'Intranet share']) },
    purpose: { kind: 'text', label: text('用途', 'Purpose'), required: true, max: 1000, lines: 1 },
    plannedAt: { kind: 'time', precision: 'minute', label: text('拟外发时间', 'Planned for'), required: true, mayBeFuture: true },
    returns: { kind: 'choice', label: text('用后须返还或销毁', 'To be returned or destroyed'), required: true, options: yesNo },
    returnBy: { kind: 'time', precision: 'day', label: text('返还/销毁期限', 'By when'), mayBeFuture: true, notBefore: 'plannedAt', required: { field: 'returns', in: ['yes'] } },
    applicant: { kind: 'person', label: text('申请人', 'Asked by'), required: true, max: 30 },
  },
  starts: { applicant: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: approvedStates(), transitions: approvedSteps() },
  becomes: [
    { form: 'data-handover', label: text('办理资料移交', 'Hand it over'), from: ['approved'], by: staff, ref: 'request', copy: { content: 'what', personal: 'personal', receiver: 'receiver' } },
    { form: 'destruction', label: text('办理返还/销毁', 'Return or destroy it'), from: ['approved', 'closed'], by: ['projectManager', 'qualityManager'], ref: 'approvals', copy: { materials: 'what' } },
  ],
  signers: [engineerSigner, managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [{ rule: 'document-archive', from: 'state:approving', until: ['closed', 'rejected', 'canceled'], label: text('归档', 'Archive') }],
  list: { headline: 'what', columns: ['number', 'kind', 'receiver', 'method', 'plannedAt', 'applicant'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), row('applicant', 'plannedAt'), wide('what'), wide('material'), wide('kind'), wide('personal'), wide('protection'), row('receiver', 'organisation'), row('phone', 'email'), wide('method'),
          wide('purpose'), row('returns', 'returnBy'),
        ],
      },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('审批', 'Approval') },
    ],
  },
};
