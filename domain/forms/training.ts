import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, clientSigner, deskSigner, options, signedStates, staff, submitClock } from './kit.ts';
import { participants, signInSteps } from './signInSheet.ts';

/** 培训记录 (R23, R36): one session with its sign-in sheet and its marks. A release with new features is not closed without one. */
export const training: FormDef = {
  id: 'training',
  version: 1,
  icon: 'training',
  title: text('培训记录', 'Training Record'),
  short: text('培训', 'Training'),
  happens: 'startedAt',
  rules: ['R23', 'R36'],
  group: 'assurance',
  number: { prefix: 'PX' },
  fields: {
    title: { kind: 'text', label: text('培训主题', 'Title'), required: true, max: 120 },
    kind: {
      kind: 'choice', label: text('培训类别', 'Kind'), required: true,
      options: options(['planned', '计划内', 'By the plan'], ['feature', '新功能（不收费）', 'New feature (free)'], ['secrecy', '保密', 'Secrecy'], ['safety', '安全', 'Safety'], ['emergency', '应急', 'Emergency'], ['other', '其他', 'Other']),
    },
    plan: { kind: 'record', label: text('依据计划', 'By which plan'), forms: ['training-plan'] },
    release: { kind: 'record', label: text('对应发布', 'For which release'), forms: ['release'], required: { field: 'kind', in: ['feature'] } },
    startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true },
    finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
    took: { kind: 'hours', label: text('学时', 'Hours'), from: 'startedAt', to: 'finishedAt' },
    place: { kind: 'text', label: text('地点', 'Place'), required: true, max: 120 },
    lecturer: { kind: 'person', label: text('讲师', 'Lecturer'), required: true, max: 30 },
    audience: { kind: 'text', label: text('培训对象', 'For whom'), required: true, max: 300 },
    contents: { kind: 'text', label: text('培训内容', 'Contents'), required: true, max: 4000, lines: 3 },
    material: { kind: 'text', label: text('教材', 'Material'), max: 500, lines: 1 },
    assessment: { kind: 'choice', label: text('考核方式', 'Assessed by'), required: true, options: options(['written', '笔试', 'Written test'], ['practice', '实操', 'Practice'], ['questions', '问答', 'Questions'], ['none', '不考核', 'Not assessed']) },
    marks: {
      kind: 'table', label: text('考核成绩', 'Marks'), maxRows: 300, required: { field: 'assessment', in: ['written', 'practice'] },
      columns: {
        person: { kind: 'person', label: text('姓名', 'Name'), max: 30, span: 6, required: true },
        department: { kind: 'text', label: text('部门', 'Department'), max: 60, span: 7 },
        mark: { kind: 'number', label: text('成绩', 'Mark'), min: 0, max: 100, decimals: 1, span: 3, required: true },
        passed: { kind: 'choice', label: text('是否合格', 'Passed'), span: 4, required: true, options: options(['yes', '合格', 'Passed'], ['no', '补考', 'Again']) },
        note: { kind: 'text', label: text('备注', 'Note'), max: 60, span: 4 },
      },
    },
    feedback: { kind: 'text', label: text('效果与建议', 'What came of it'), max: 2000, lines: 2 },
  },
  starts: { lecturer: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signInSteps(text('签到完毕', 'Everybody has signed')) },
  becomes: [{ form: 'document', label: text('登记培训资料', 'Register the material'), from: ['signed', 'archived'], by: staff, ref: 'origin', copy: { title: 'title' } }],
  signers: [
    deskSigner('lecturer', text('讲师/经办人', 'Lecturer')),
    clientSigner('organiser', text('甲方组织部门', 'Organiser (client)')),
    participants('trainee', text('参训人员', 'Trainees'), text('本人参加了本次培训。', 'I took part in this training.')),
  ],
  copies: 'profile',
  deadlines: [
    submitClock('finishedAt', text('当天提交记录', 'Submit on the day')),
    archiveClock,
  ],
  list: { headline: 'title', columns: ['number', 'kind', 'lecturer', 'place', 'startedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), wide('title'), wide('kind'), row('plan', 'release'), [{ f: 'startedAt', span: 9 }, { f: 'finishedAt', span: 9 }, { f: 'took', span: 6 }], row('place', 'lecturer'),
          wide('audience'), wide('contents'), wide('material'), wide('assessment'),
        ],
      },
      { kind: 'table', title: text('考核成绩', 'Marks'), field: 'marks' },
      { kind: 'grid', rows: [wide('feedback')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签到', 'Sign-in sheet') },
    ],
  },
};
