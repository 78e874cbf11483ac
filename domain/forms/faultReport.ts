import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { archiveClock, engineerSigner, managerSigner, options, signedStates, signedSteps, staff, submitClock, supervisorSigner, timelineColumns } from './kit.ts';

/** 故障处理报告 (R14): a first version on the day, the final one within the archive clock (R27, contract note 8). */
export const faultReport: FormDef = {
  id: 'fault-report',
  version: 1,
  icon: 'report',
  title: text('故障处理报告', 'Fault Report'),
  short: text('故障报告', 'Fault reports'),
  also: ['事故报告', 'incident report'],
  happens: 'foundAt',
  rules: ['R14', 'R9'],
  group: 'documents',
  number: { prefix: 'GZ' },
  fields: {
    incident: { kind: 'record', label: text('事件单', 'Incident'), required: true, forms: ['incident'] },
    issue: { kind: 'choice', label: text('报告类别', 'Version'), required: true, options: options(['first', '初报', 'First'], ['final', '终报', 'Final']) },
    kind: { kind: 'choice', label: text('故障类别', 'Kind of fault'), required: true, options: [], from: 'incidentKinds' },
    grade: { kind: 'choice', label: text('故障等级', 'Grade'), required: true, options: [], from: 'grades' },
    occurredAt: { kind: 'time', precision: 'minute', label: text('发生时间', 'Occurred') },
    foundAt: { kind: 'time', precision: 'minute', label: text('发现时间', 'Found'), required: true, notBefore: 'occurredAt' },
    reportedAt: { kind: 'time', precision: 'minute', label: text('报告时间', 'Reported'), required: true, notBefore: 'foundAt' },
    restoredAt: { kind: 'time', precision: 'minute', label: text('恢复时间', 'Restored'), notBefore: 'foundAt', required: { field: 'issue', in: ['final'] } },
    outage: { kind: 'hours', label: text('历时', 'Lasted'), from: 'foundAt', to: 'restoredAt' },
    people: { kind: 'number', label: text('影响用户数', 'People affected'), unit: text('人', 'people'), min: 0, max: 100_000_000, decimals: 0 },
    symptom: { kind: 'text', label: text('故障现象', 'Symptom'), required: true, max: 4000, lines: 3 },
    impact: { kind: 'text', label: text('影响', 'Impact'), required: true, max: 4000, lines: 2 },
    timeline: {
      kind: 'table', label: text('处理经过', 'Timeline'), maxRows: 200, required: { field: 'issue', in: ['final'] },
      columns: timelineColumns,
    },
    cause: { kind: 'text', label: text('原因分析', 'Cause'), max: 8000, lines: 3, required: { field: 'issue', in: ['final'] } },
    fix: { kind: 'text', label: text('解决措施', 'Fix'), max: 8000, lines: 3, required: { field: 'issue', in: ['final'] } },
    prevention: { kind: 'text', label: text('预防措施', 'Prevention'), max: 8000, lines: 2, required: { field: 'issue', in: ['final'] } },
    takenPart: { kind: 'text', label: text('参与人员', 'Who took part'), required: true, max: 500, lines: 1 },
  },
  starts: { takenPart: 'writer' },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  signers: [engineerSigner, managerSigner, supervisorSigner],
  copies: 'profile',
  deadlines: [
    submitClock(['occurredAt', 'foundAt', 'reportedAt'], text('当天提交（初报）', 'First version on the day')),
    archiveClock,
  ],
  list: { headline: 'symptom', columns: ['number', 'issue', 'grade', 'kind', 'foundAt', 'restoredAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), row('@client', 'incident'), row('issue', 'grade'), wide('kind'), row('occurredAt', 'foundAt'), row('reportedAt', 'restoredAt'), row('outage', 'people'), wide('symptom'), wide('impact'),
        ],
      },
      { kind: 'table', title: text('处理经过', 'Timeline'), field: 'timeline' },
      { kind: 'grid', title: text('分析与措施', 'Analysis and measures'), rows: [wide('cause'), wide('fix'), wide('prevention'), wide('takenPart')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
