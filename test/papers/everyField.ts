import type { Column, FormDef, Signer } from '../../domain/forms/form.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { text } from '../../domain/text/text.ts';
import * as s from './samples.ts';

const signer = (role: string, zh: string, more: Partial<Signer> = {}): Signer => ({
  role,
  label: text(zh, `Signer ${role}`),
  party: 'client',
  required: true,
  handover: true,
  consent: text('本人已阅读以上全部内容，确认属实，并同意以屏幕手写签名方式签认。', 'I have read all of the above and agree to sign by hand on this screen.'),
  ...more,
});
export const signersNamed = (count: number): readonly Signer[] => ['编制人', '审核人', '质量经理', '项目经理', '运维主管', '主管副主任'].slice(0, count).map((label, i) => signer(`r${i}`, label));
export const attendees = signer('attendee', '参加培训人员', { many: true });

const columns: Readonly<Record<string, Column>> = {
  at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 4.5 },
  what: { kind: 'text', max: 2000, label: text('步骤', 'Step'), span: 8 },
  who: { kind: 'person', max: 40, label: text('执行人', 'By'), span: 2.5 },
  state: { kind: 'choice', options: [{ value: 'ok', label: text('完成', 'Done') }, { value: 'no', label: text('未完成', 'Open') }], label: text('结果', 'Result'), span: 2 },
  hours: { kind: 'number', decimals: 1, unit: text('小时', 'h'), label: text('工时', 'Hours'), span: 2.5 },
  cost: { kind: 'money', label: text('费用', 'Cost'), span: 4.5 },
};

/** A form with every kind of field and section, for tests of the paper alone. */
export const everyField: FormDef = {
  ...s.serviceOrder,
  id: 'every',
  title: text('变更申请及实施记录', 'Change request and record'),
  short: text('变更', 'Change'),
  fields: {
    subject: { kind: 'text', max: 8000, lines: 2, label: text('变更内容', 'Subject') },
    person: { kind: 'person', max: 40, label: text('申请人', 'Applicant') },
    kind: { kind: 'choice', options: [{ value: 'normal', label: text('一般变更', 'Normal') }, { value: 'major', label: text('重大变更', 'Major') }], label: text('类别', 'Kind') },
    parts: { kind: 'choice', many: true, options: [{ value: 'db', label: text('数据库', 'Database') }, { value: 'app', label: text('应用系统', 'Application') }, { value: 'host', label: text('主机', 'Host') }], label: text('涉及范围', 'Scope') },
    from: { kind: 'time', precision: 'minute', label: text('开始时间', 'From') },
    to: { kind: 'time', precision: 'minute', label: text('结束时间', 'To') },
    day: { kind: 'time', precision: 'day', label: text('申请日期', 'Day') },
    people: { kind: 'number', decimals: 0, unit: text('人', 'people'), label: text('影响人数', 'People') },
    spent: { kind: 'hours', from: 'from', to: 'to', label: text('历时', 'Spent') },
    mark: { kind: 'rating', words: ['很不满意', '不满意', '一般', '满意', '很满意'].map((word, i) => text(word, String(i + 1))), label: text('总体评价', 'Overall') },
    price: { kind: 'money', label: text('合同金额', 'Price') },
    fee: { kind: 'money', label: text('费用', 'Fee') },
    incident: { kind: 'record', forms: ['serviceOrder'], label: text('来源', 'From paper') },
    related: { kind: 'record', forms: ['serviceOrder', 'inspection'], many: true, label: text('关联单据', 'Related') },
    grade: {
      kind: 'grade',
      of: { kind: 'kind', occurred: 'from', found: 'from', reported: 'from', people: 'people', until: 'to', manual: 'kind', manualAt: 'from', manualReason: 'subject' },
      options: [{ value: 'C', label: text('C 级（较大）', 'C (major)') }, { value: 'D', label: text('D 级（一般）', 'D (minor)') }],
      label: text('等级', 'Grade'),
    },
    steps: { kind: 'table', columns, maxRows: 200, label: text('实施步骤', 'Steps') },
    readings: { kind: 'readings', label: text('实施前后检查', 'Readings') },
  },
  signers: signersNamed(2),
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          [{ f: '@project', span: 24 }],
          [{ f: 'person', span: 8 }, { f: 'day', span: 8 }, { f: 'grade', span: 8 }],
          [{ f: 'kind', span: 12 }, { f: 'parts', span: 12 }],
          [{ f: 'from', span: 12 }, { f: 'to', span: 12 }],
          [{ f: 'price', span: 24 }],
          [{ f: 'fee', span: 8 }, { f: 'spent', span: 8 }, { f: 'people', span: 8 }],
          [{ f: 'incident', span: 12 }, { f: 'related', span: 12 }],
          [{ f: 'subject', span: 24, label: 4 }],
        ],
      },
      { kind: 'table', title: text('实施步骤', 'Steps'), field: 'steps' },
      { kind: 'readings', title: text('检查', 'Readings'), field: 'readings' },
      { kind: 'ratings', title: text('评价', 'Rating'), fields: ['mark'] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'note', text: text('本单一式三份。', 'In triplicate.') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};

const id = (n: number): string => `019a0000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`;
export const everyData: Data = {
  subject: '将审核列表查询改为走索引，并将连接池上限由 200 调整为 300；回退方案见附件。',
  person: '张建国',
  kind: 'major',
  parts: ['db', 'app'],
  from: '2021-10-13T20:00+08:00',
  to: '2021-10-13T22:30+08:00',
  day: '2021-10-12',
  people: 36,
  mark: 4,
  price: '1039000.00',
  fee: '103900.05',
  incident: [{ id: id(1), form: s.serviceOrder.id, number: 'XC-BJ01-2021-000123' }],
  related: [
    { id: id(2), form: s.inspection.id, number: 'XJ-BJ01-2021-000077' },
    { id: id(3), form: 'lost', number: 'SJ-BJ01-2021-000009' },
  ],
  grade: 'C',
  steps: [
    { at: '2021-10-13T20:00+08:00', what: '停止夜间批处理，备份数据库与应用配置，核对备份文件校验和，确认可回退；通知窗口值班人员暂停受理。', who: '李明', state: 'ok', hours: 0.5, cost: '0.00' },
    { at: '2021-10-13T20:30+08:00', what: '重建索引并收集统计信息。', who: '张建国', state: 'ok', hours: 1, cost: '12800.50' },
    { what: '人工验证审核列表、申报页面。', state: 'no' },
  ],
  readings: s.readingsOf(4),
};

export const everyRecord = (data: Data = everyData): Rec => ({ ...s.draftOrder, form: 'every', number: 'BG-BJ01-2021-000031', data });
/** A record with that many lines of the sign-in sheet. */
export const attended = (rec: Rec, count: number): Rec => {
  const names = ['张建国', '王淑芬', '李明'];
  return Array.from({ length: count }).reduce<Rec>((made, _, i) => s.sign(made, 'attendee', names[i % 3]!, i % 4 === 0 ? '信息中心综合业务受理科一级主任科员' : '科员', names[i % 3]!, `sig-${i}`), rec);
};
