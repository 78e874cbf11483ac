import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, managerSigner, signedStates, signedSteps, staff, supervisorSigner } from './kit.ts';

/** 年培训计划 (R23): agreed with the client at the beginning of a service year. */
export const trainingPlan: FormDef = {
  id: 'training-plan',
  version: 1,
  icon: 'training',
  title: text('年培训计划', 'Yearly Training Plan'),
  short: text('培训计划', 'Training plans'),
  happens: 'from',
  rules: ['R23', 'R36'],
  group: 'assurance',
  number: { prefix: 'PJ' },
  fields: {
    title: { kind: 'text', label: text('计划名称', 'Title'), required: true, max: 120 },
    from: { kind: 'time', precision: 'day', label: text('计划期起', 'From'), required: true, mayBeFuture: true },
    to: { kind: 'time', precision: 'day', label: text('计划期止', 'To'), required: true, mayBeFuture: true, notBefore: 'from' },
    goal: { kind: 'text', label: text('培训目标', 'Goal'), required: true, max: 2000, lines: 2 },
    audience: { kind: 'text', label: text('培训对象', 'For whom'), required: true, max: 500, lines: 1 },
    sessions: {
      kind: 'table', label: text('培训安排', 'Sessions'), maxRows: 100, required: true,
      columns: {
        by: { kind: 'time', precision: 'day', label: text('计划日期', 'Planned for'), span: 4, required: true, mayBeFuture: true },
        topic: { kind: 'text', label: text('培训内容', 'Topic'), max: 200, span: 8, required: true },
        lecturer: { kind: 'person', label: text('讲师', 'Lecturer'), max: 30, span: 4, required: true },
        place: { kind: 'text', label: text('地点', 'Place'), max: 60, span: 4 },
        hours: { kind: 'number', label: text('学时', 'Hours'), min: 0, max: 400, decimals: 1, span: 2, required: true },
        people: { kind: 'number', label: text('人数', 'People'), min: 0, max: 10_000, decimals: 0, span: 2 },
      },
    },
    method: { kind: 'text', label: text('考核方式', 'How it is assessed'), required: true, max: 500, lines: 1 },
    material: { kind: 'text', label: text('教材与环境', 'Material and equipment'), max: 1000, lines: 1 },
    author: { kind: 'person', label: text('编制人', 'Drawn up by'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  becomes: [{ form: 'training', label: text('按计划开展培训', 'Hold a session'), from: ['signed', 'archived'], by: staff, ref: 'plan', copy: { material: 'material' }, set: { kind: 'planned' } }],
  signers: [managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [archiveClock],
  list: { headline: 'title', columns: ['number', 'from', 'to', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), [{ f: 'from', span: 8 }, { f: 'to', span: 8 }, { f: 'author', span: 8 }], wide('goal'), wide('audience')] },
      { kind: 'table', title: text('培训安排', 'Sessions'), field: 'sessions' },
      { kind: 'grid', rows: [wide('method'), wide('material')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('双方确认', 'Agreed by both') },
    ],
  },
};
