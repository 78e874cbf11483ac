import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { inForceStates, inForceSteps, nextVersion } from './inForce.ts';
import { managerSigner, options, ownCopy, staff, supervisorSigner } from './kit.ts';

const title = text('应急组织与值班名单', 'Emergency Groups and Duty Roster');

/** 应急组织与值班名单 (R13, R16): who heads and who belongs to each group, who is on duty from when to when, and the phone that is on. */
export const roster: FormDef = {
  id: 'roster',
  version: 1,
  icon: 'call',
  title,
  short: text('值班名单', 'Rosters'),
  also: ['排班', '值班', 'rota'],
  part: 'roster',
  rules: ['R13', 'R16'],
  group: 'assurance',
  number: { prefix: 'ZB' },
  fields: {
    title: { kind: 'text', label: text('名称', 'Title'), required: true, max: 120 },
    kind: { kind: 'choice', label: text('类别', 'Kind'), required: true, options: options(['groups', '应急组织', 'Emergency groups'], ['duty', '值班安排', 'Duty'], ['key-period', '重点期间值守', 'Key period watch']) },
    replaces: { kind: 'record', label: text('替代版本', 'Replaces'), forms: ['roster'], acyclic: true },
    period: { kind: 'record', label: text('重点业务期间', 'Key period'), forms: ['key-period'] },
    from: { kind: 'time', precision: 'day', label: text('自', 'From'), required: true, mayBeFuture: true },
    to: { kind: 'time', precision: 'day', label: text('至', 'To'), mayBeFuture: true, notBefore: 'from' },
    dutyPhone: { kind: 'text', label: text('值班电话', 'Duty phone'), required: true, max: 40, pattern: 'phone' },
    people: {
      kind: 'table', label: text('人员', 'People'), maxRows: 200, required: true,
      columns: {
        group: { kind: 'choice', label: text('组别', 'Group'), options: [], from: 'callOutGroups', span: 5 },
        role: { kind: 'choice', label: text('职责', 'Part'), span: 3, required: true, options: options(['head', '组长', 'Head'], ['member', '成员', 'Member'], ['duty', '值班', 'On duty'], ['standby', '备班', 'Standby']) },
        person: { kind: 'person', label: text('姓名', 'Name'), max: 30, span: 4, required: true },
        phone: { kind: 'text', label: text('电话', 'Phone'), max: 40, pattern: 'phone', span: 4, required: true },
        from: { kind: 'time', precision: 'day', label: text('自', 'From'), span: 4, mayBeFuture: true },
        to: { kind: 'time', precision: 'day', label: text('至', 'To'), span: 4, mayBeFuture: true, notBefore: 'from' },
      },
    },
    rules: { kind: 'text', label: text('值守要求', 'What is asked of them'), max: 2000, lines: 2 },
    author: { kind: 'person', label: text('编制人', 'Drawn up by'), required: true, max: 30 },
  },
  starts: { author: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: inForceStates('inForce', text('现行有效', 'In force')), transitions: inForceSteps('roster', 'inForce', title) },
  becomes: [nextVersion('roster', 'inForce', ['title', 'kind', 'people', 'dutyPhone', 'rules', 'period'])],
  signers: [managerSigner, supervisorSigner],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'title', columns: ['number', 'kind', 'from', 'to', 'dutyPhone', 'author'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('title'), wide('kind'), row('from', 'to'), row('dutyPhone', 'author'), row('replaces', 'period')] },
      { kind: 'table', title: text('人员', 'People'), field: 'people' },
      { kind: 'grid', rows: [wide('rules')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
