import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { approvedStates, approvedSteps, engineerSigner, managerSigner, options, staff, stepColumns, supervisorSigner, yesNo } from './kit.ts';

/** 发布单 (R20, R23): installation, reinstallation, upgrade and release, with plan and way back; a new feature is not closed without its training. */
export const release: FormDef = {
  id: 'release',
  version: 2,
  icon: 'release',
  title: text('发布申请单', 'Release'),
  short: text('发布', 'Releases'),
  also: ['上线', '部署', '升级', 'deployment'],
  happens: 'plannedFrom',
  rules: ['R20', 'R23'],
  group: 'processes',
  number: { prefix: 'FB' },
  fields: {
    changes: { kind: 'record', label: text('依据变更', 'Changes included'), forms: ['change'], many: true },
    name: { kind: 'text', label: text('发布名称', 'Name'), required: true, max: 120 },
    version: { kind: 'text', label: text('版本号', 'Version'), required: true, max: 40 },
    kind: { kind: 'choice', label: text('类别', 'Kind'), required: true, options: options(['install', '安装', 'Installation'], ['reinstall', '重装', 'Reinstallation'], ['upgrade', '升级', 'Upgrade'], ['release', '发布', 'Release']) },
    items: { kind: 'record', label: text('涉及配置项', 'Configuration items'), forms: ['configuration-item'], many: true },
    contents: { kind: 'text', label: text('发布内容', 'Contents'), required: true, max: 4000, lines: 3 },
    newFeatures: { kind: 'choice', label: text('含新功能', 'New features'), required: true, options: yesNo },
    tested: { kind: 'text', label: text('测试结论', 'Test result'), required: true, max: 2000, lines: 1 },
    plan: {
      kind: 'table', label: text('发布步骤', 'Steps'), maxRows: 100, required: true,
      columns: stepColumns,
    },
    backOut: { kind: 'text', label: text('回退方案', 'Back-out plan'), required: true, max: 4000, lines: 2 },
    media: { kind: 'text', label: text('介质与校验值', 'Media and checksum'), max: 400 },
    plannedFrom: { kind: 'time', precision: 'minute', label: text('计划开始', 'Planned from'), required: true, mayBeFuture: true },
    plannedTo: { kind: 'time', precision: 'minute', label: text('计划结束', 'Planned to'), required: true, mayBeFuture: true, notBefore: 'plannedFrom' },
    emergency: { kind: 'choice', label: text('紧急发布', 'Emergency'), required: true, options: yesNo },
    applicant: { kind: 'person', label: text('申请人', 'Asked by'), required: true, max: 30 },
  },
  starts: { applicant: 'writer' },
  lifecycle: {
    initial: 'draft', create: staff, states: approvedStates(),
    transitions: approvedSteps(
      { avoids: { form: 'key-period', states: ['planned', 'running'], from: 'from', to: 'to', start: 'plannedFrom', end: 'plannedTo', unless: { field: 'emergency', in: ['yes'] } } },
      {
        demands: [
          { form: 'release-result', states: ['signed', 'archived'], label: text('发布结果记录', 'Release result') },
          { form: 'training', states: ['signed', 'archived'], label: text('培训记录', 'Training record'), when: { field: 'newFeatures', in: ['yes'] } },
        ],
      },
    ),
  },
  becomes: [
    { form: 'release-result', label: text('记录发布结果', 'Record the result'), from: ['approved'], by: staff, ref: 'release', copy: { items: 'items', version: 'version' } },
    { form: 'training', label: text('安排新功能培训', 'Train for the new features'), from: ['approved'], by: staff, ref: 'release', copy: { title: 'name', contents: 'contents' }, set: { kind: 'feature' } },
    { form: 'special-report', label: text('写专题报告', 'Write a special report'), from: ['approved', 'closed'], by: staff, ref: 'subject', copy: { title: 'name', background: 'contents', course: 'tested' }, course: { field: 'timeline' }, beside: 'related' },
  ],
  signers: [engineerSigner, managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [{ rule: 'document-archive', from: 'state:approving', until: ['closed', 'rejected', 'canceled'], label: text('归档', 'Archive') }],
  list: { headline: 'name', columns: ['number', 'version', 'kind', 'applicant', 'plannedFrom', 'plannedTo'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('name', 'version'), wide('kind'), wide('changes'), wide('items'), wide('contents'), row('newFeatures', 'emergency'), wide('tested'), wide('media')] },
      { kind: 'table', title: text('发布步骤', 'Steps'), field: 'plan' },
      { kind: 'grid', title: text('保障', 'Safeguards'), rows: [wide('backOut'), row('plannedFrom', 'plannedTo'), wide('applicant')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('审批', 'Approval') },
    ],
  },
};
