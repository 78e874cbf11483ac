import type { FormDef } from '../../domain/forms/form.ts';
import { text } from '../../domain/text/text.ts';

/** Forms made for a test: what the newest kinds of fields can be, in as few cells as possible. */
const staff = ['engineer', 'projectManager'] as const;
const outing: FormDef = {
  id: 'outing', version: 1, title: text('外出方案', 'Outing'), short: text('外出', 'Outings'), rules: ['R23'], group: 'assurance', number: { prefix: 'WC' },
  fields: {
    name: { kind: 'text', max: 60, label: text('名称', 'Name'), required: true },
    budget: { kind: 'money', label: text('预算', 'Budget'), required: true },
    orders: { kind: 'record', forms: ['service-order'], many: true, label: text('相关服务单', 'Orders') },
    steps: {
      kind: 'table', maxRows: 4, required: true, label: text('步骤', 'Steps'),
      columns: {
        at: { kind: 'time', precision: 'minute', mayBeFuture: true, label: text('时间', 'Time'), span: 6, required: true },
        what: { kind: 'text', max: 40, label: text('事项', 'What'), span: 10, required: true },
        cost: { kind: 'money', label: text('费用', 'Cost'), span: 5 },
        done: { kind: 'choice', label: text('完成', 'Done'), options: [{ value: 'y', label: text('是', 'Yes') }, { value: 'n', label: text('否', 'No') }], span: 3 },
      },
    },
  },
  lifecycle: {
    initial: 'draft', create: staff,
    states: {
      draft: { label: text('草稿', 'Draft'), tone: 'draft', edit: staff },
      signing: { label: text('签到中', 'Signing in'), tone: 'waiting', signing: true },
      done: { label: text('已完成', 'Done'), tone: 'done', closed: true },
    },
    transitions: [
      { id: 'submit', label: text('开始签到', 'Open for signing'), from: ['draft'], to: 'signing', by: staff, complete: true, main: true, demands: [{ form: 'review', label: text('外出评审', 'Review') }] },
      { id: 'finish', label: text('结束签到', 'End signing in'), from: ['signing'], to: 'done', by: staff, seals: true, main: true },
    ],
  },
  becomes: [{ form: 'review', label: text('新建外出评审', 'Make the review'), from: ['draft'], by: staff, ref: 'outing', copy: { subject: 'name', sum: 'budget' } }],
  signers: [{ role: 'who', label: text('参加人员', 'Who came'), party: 'contractor', required: true, many: true, handover: true, consent: text('本人参加。', 'I was there.') }],
  copies: 'profile', deadlines: [], list: { headline: 'name', columns: ['budget', 'orders', 'steps'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [[{ f: 'name', span: 12 }, { f: 'budget', span: 12 }], [{ f: 'orders', span: 24, label: 4 }]] }, { kind: 'table', field: 'steps' }, { kind: 'signoff', title: text('签到', 'Sign-in') },
    ],
  },
};
const review: FormDef = {
  id: 'review', version: 1, title: text('外出评审', 'Review'), short: text('评审', 'Reviews'), rules: ['R23'], group: 'assurance', number: { prefix: 'PS' },
  fields: {
    outing: { kind: 'record', forms: ['outing'], label: text('所评外出', 'Outing') },
    subject: { kind: 'text', max: 60, label: text('主题', 'Subject') },
    sum: { kind: 'money', label: text('金额', 'Sum') },
  },
  lifecycle: { initial: 'draft', create: staff, states: { draft: { label: text('草稿', 'Draft'), tone: 'draft', edit: staff } }, transitions: [] },
  signers: [], copies: 'profile', deadlines: [], list: { headline: 'subject', columns: ['sum'] },
  paper: { size: 'A4', sections: [{ kind: 'grid', rows: [[{ f: 'subject', span: 12 }, { f: 'sum', span: 12 }], [{ f: 'outing', span: 24, label: 4 }]] }] },
};

export const outingForms: readonly FormDef[] = [outing, review];
