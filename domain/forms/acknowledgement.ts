import { text } from '../text/text.ts';
import { row, wide, type FormDef, type Role } from './form.ts';
import { managerSigner, options, ownCopy, signedStates } from './kit.ts';
import { participants, signInSteps } from './signInSheet.ts';

const managers: readonly Role[] = ['projectManager', 'qualityManager'];

/** 阅读确认 (R36, R41): a text that people read and confirm with their own hand, each on his own line. */
export const acknowledgement: FormDef = {
  id: 'acknowledgement',
  version: 1,
  icon: 'meeting',
  title: text('阅读确认书', 'Read and Confirmed'),
  short: text('阅读确认', 'Read and confirm'),
  rules: ['R36', 'R41'],
  group: 'assurance',
  number: { prefix: 'QR' },
  fields: {
    title: { kind: 'text', label: text('文件名称', 'Title'), required: true, max: 120 },
    kind: {
      kind: 'choice', label: text('类别', 'Kind'), required: true,
      options: options(['secrecy', '保密承诺书', 'Secrecy undertaking'], ['integrity', '廉政承诺书', 'Integrity pledge'], ['safety', '安全管理规定', 'Safety rules'], ['rules', '运维管理制度', 'Management rules'], ['other', '其他', 'Other']),
    },
    edition: { kind: 'text', label: text('版本号', 'Version'), max: 20 },
    document: { kind: 'record', label: text('登记文档', 'Registered document'), forms: ['document', 'plan-document'] },
    validFrom: { kind: 'time', precision: 'day', label: text('生效日期', 'In force from'), required: true, mayBeFuture: true },
    validTo: { kind: 'time', precision: 'day', label: text('有效期至', 'Until'), hint: text('保密义务不因合同终止而免除', 'The duty of secrecy outlives the contract'), mayBeFuture: true, notBefore: 'validFrom' },
    body: { kind: 'text', label: text('正文', 'Text'), required: true, max: 12_000, lines: 12 },
    readers: { kind: 'text', label: text('应确认人员', 'Who is to confirm'), required: true, max: 1000, lines: 1 },
    issuer: { kind: 'person', label: text('发布人', 'Issued by'), required: true, max: 30 },
  },
  starts: { issuer: 'writer' },
  lifecycle: { initial: 'draft', create: managers, states: signedStates(managers), transitions: signInSteps(text('确认完毕', 'Everybody has confirmed'), managers) },
  signers: [managerSigner, participants('reader', text('确认人', 'Confirmed by'), text('本人已阅读并理解以上全部内容，承诺遵守。', 'I have read and understood all of the above and undertake to keep it.'))],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'title', columns: ['number', 'kind', 'edition', 'validFrom', 'validTo', 'issuer'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), wide('kind'), row('edition', 'document'), [{ f: 'validFrom', span: 8 }, { f: 'validTo', span: 8 }, { f: 'issuer', span: 8 }], wide('readers')] },
      { kind: 'grid', rows: [[{ f: 'body', span: 24, label: 0 }]] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('确认签名', 'Signatures') },
    ],
  },
};
