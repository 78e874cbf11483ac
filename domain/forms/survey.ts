import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';

const words = [
  text('很不满意', 'Very poor'),
  text('不满意', 'Poor'),
  text('一般', 'Fair'),
  text('满意', 'Good'),
  text('很满意', 'Very good'),
] as const;

/** 客户满意度测评 (R8): five marks and a comment, given by the customer alone in the hand-over; a refusal is an answer too. */
export const survey: FormDef = {
  id: 'survey',
  version: 3,
  title: text('客户满意度测评表', 'Customer Satisfaction Survey'),
  short: text('测评', 'Surveys'),
  icon: 'survey',
  happens: 'answeredAt',
  rules: ['R8'],
  group: 'surveys',
  number: { prefix: 'CP' },
  about: 'service-order',
  asked: { filled: { orderNumber: 'number', servedBy: 'owner', respondent: 'signer', post: 'signerPost' }, comment: 'comment', declineReason: 'declineReason' },
  fields: {
    orderNumber: { kind: 'text', label: text('服务单号', 'Service order'), required: true, max: 40 },
    servedBy: { kind: 'person', label: text('服务工程师', 'Engineer'), max: 60 },
    respondent: { kind: 'person', label: text('测评人', 'Respondent'), required: true, max: 30 },
    post: { kind: 'text', label: text('职务', 'Post'), max: 40 },
    answeredAt: { kind: 'time', precision: 'minute', label: text('测评时间', 'Answered'), required: true },
    promptness: { kind: 'rating', label: text('响应及时性', 'Promptness'), required: true, words },
    skill: { kind: 'rating', label: text('技术能力', 'Technical skill'), required: true, words },
    attitude: { kind: 'rating', label: text('服务态度', 'Attitude'), required: true, words },
    outcome: { kind: 'rating', label: text('问题解决', 'Problem solved'), required: true, words },
    paperwork: { kind: 'rating', label: text('文档规范', 'Documents'), required: true, words },
    comment: { kind: 'text', label: text('意见建议', 'Comments'), max: 1000, lines: 3 },
    declineReason: { kind: 'text', label: text('未评原因', 'Reason for not rating'), max: 200 },
  },
  lifecycle: {
    initial: 'open',
    create: ['customer'],
    states: {
      open: { label: text('待评', 'Open'), tone: 'waiting', edit: ['customer'] },
      answered: { label: text('已评', 'Answered'), tone: 'done', closed: true },
      declined: { label: text('拒评', 'Declined'), tone: 'void', closed: true },
    },
    transitions: [
      { id: 'answer', label: text('提交', 'Submit'), from: ['open'], to: 'answered', by: ['customer'], complete: true, stamps: ['answeredAt'], main: true },
      { id: 'decline', label: text('本次不评', 'Not this time'), from: ['open'], to: 'declined', by: ['customer'], stamps: ['answeredAt'] },
    ],
  },
  signers: [],
  copies: 'profile',
  deadlines: [],
  list: { headline: 'orderNumber', columns: ['number', 'orderNumber', 'respondent', 'promptness', 'skill', 'attitude', 'outcome', 'paperwork', 'answeredAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('@client', 'orderNumber'), row('servedBy', 'answeredAt'), row('respondent', 'post')] },
      { kind: 'ratings', title: text('评分', 'Marks'), fields: ['promptness', 'skill', 'attitude', 'outcome', 'paperwork'] },
      { kind: 'grid', rows: [wide('comment'), wide('declineReason')] },
    ],
  },
};
