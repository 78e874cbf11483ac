import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { options, ownCopy, staff, voidState, voiding } from './kit.ts';

/** 文档登记卡 (R27-R29): every document of the contract: submitted on the day of its event, complete and filed within the second clock. */
export const document: FormDef = {
  id: 'document',
  version: 1,
  icon: 'report',
  title: text('文档登记卡', 'Document Register Card'),
  short: text('文档登记', 'Documents'),
  happens: 'submittedAt',
  issued: { at: 'submittedAt', place: 'place', kind: 'kind' },
  rules: ['R27', 'R28', 'R29'],
  group: 'documents',
  number: { prefix: 'WD' },
  fields: {
    title: { kind: 'text', label: text('文档名称', 'Title'), required: true, max: 200 },
    fileNo: { kind: 'text', label: text('文号', 'Document no.'), max: 80 },
    edition: { kind: 'text', label: text('版本号', 'Version'), required: true, max: 20 },
    kind: {
      kind: 'choice', label: text('类别', 'Kind'), required: true,
      options: options(
        ['plan', '预案', 'Plan'], ['handbook', '手册', 'Handbook'], ['rule', '运维管理制度', 'Management rules'], ['quality', '质量保障文档', 'Quality document'], ['test', '测试文档', 'Test document'],
        ['training', '培训资料', 'Training material'], ['report', '报告', 'Report'], ['letter', '来往函件', 'Correspondence'], ['other', '其他', 'Other'],
      ),
    },
    quality: {
      kind: 'choice', label: text('质量文档', 'Quality document'), required: { field: 'kind', in: ['quality'] },
      options: options(
        ['proposal', '方案和合同', 'Proposal and contract'], ['estimate', '项目估算', 'Estimation'], ['project', '项目管理', 'Project management'], ['review', '工作产品评审', 'Review of work products'],
        ['lifecycle', '软件工程生命周期', 'Software life cycle'], ['assurance', '质量保证', 'Quality assurance'], ['configuration', '配置管理', 'Configuration management'], ['management-review', '项目管理评审', 'Management review'],
      ),
    },
    test: { kind: 'choice', label: text('测试文档', 'Test document'), required: { field: 'kind', in: ['test'] }, options: options(['cases', '测试用例', 'Test cases'], ['defects', '测试缺陷一览表', 'List of defects'], ['analysis', '测试结果分析报告', 'Analysis of results']) },
    stage: { kind: 'choice', label: text('测试阶段', 'Stage'), required: { field: 'kind', in: ['test'] }, options: options(['unit', '单元', 'Unit'], ['integration', '集成', 'Integration'], ['system', '系统', 'System'], ['acceptance', '验收', 'Acceptance']) },
    origin: { kind: 'record', label: text('来源单据', 'Comes from'), forms: ['training', 'incident', 'problem', 'change', 'release', 'service-order', 'routine-report', 'acceptance-report'], many: true },
    replaces: { kind: 'record', label: text('替代文档', 'Replaces'), forms: ['document'], acyclic: true },
    abstract: { kind: 'text', label: text('内容摘要', 'What is in it'), max: 2000, lines: 2 },
    secrecy: { kind: 'choice', label: text('知悉范围', 'Who may see it'), required: true, options: options(['both', '甲乙双方', 'Both sides'], ['named', '指定人员', 'Named people'], ['own', '仅乙方', 'Contractor only']) },
    author: { kind: 'person', label: text('编写人', 'Author'), required: true, max: 30 },
    signedBy: { kind: 'text', label: text('签署人', 'Signed by'), max: 200 },
    eventAt: { kind: 'time', precision: 'minute', label: text('事件发起时间', 'The event started'), required: true },
    submittedAt: { kind: 'time', precision: 'minute', label: text('初报提交时间', 'Submitted (first version)'), notBefore: 'eventAt' },
    submittedTo: { kind: 'text', label: text('提交对象', 'Submitted to'), max: 120 },
    completedAt: { kind: 'time', precision: 'minute', label: text('终报归档时间', 'Filed (final version)'), notBefore: 'submittedAt' },
    holders: {
      kind: 'table', label: text('份数与持有人', 'Copies and holders'), maxRows: 20,
      columns: {
        copy: { kind: 'choice', label: text('联/份', 'Copy'), options: [], from: 'copies', span: 6 },
        holder: { kind: 'text', label: text('持有单位/人', 'Holder'), max: 80, span: 10, required: true },
        receivedAt: { kind: 'time', precision: 'day', label: text('领取日期', 'Received'), span: 8 },
      },
    },
    place: { kind: 'text', label: text('归档位置', 'Where it is filed'), max: 200 },
    holder: { kind: 'person', label: text('保管人', 'Keeper'), max: 30 },
  },
  starts: { author: 'writer', eventAt: 'now' },
  lifecycle: {
    initial: 'draft',
    create: staff,
    states: {
      draft: { label: text('编写中', 'Being written'), tone: 'draft', edit: staff },
      submitted: { label: text('已提交（初报）', 'Submitted'), tone: 'active', edit: staff },
      archived: { label: text('已归档（终报）', 'Filed'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'submit', label: text('提交初报', 'Submit the first version'), from: ['draft'], to: 'submitted', by: staff, complete: true, needs: ['submittedTo'], asks: ['submittedAt'], main: true },
      { id: 'archive', label: text('终稿归档', 'File the final version'), from: ['submitted'], to: 'archived', by: staff, complete: true, needs: ['place', 'holder'], asks: ['completedAt'], main: true },
      voiding(['draft', 'submitted']),
    ],
  },
  becomes: [
    { form: 'document', label: text('登记新版本', 'Register the next version'), from: ['archived'], by: staff, ref: 'replaces', copy: { title: 'title', fileNo: 'fileNo', kind: 'kind', quality: 'quality', test: 'test', stage: 'stage', secrecy: 'secrecy', submittedTo: 'submittedTo' } },
    { form: 'acknowledgement', label: text('组织阅读确认', 'Have it read and confirmed'), from: ['submitted', 'archived'], by: ['projectManager', 'qualityManager'], ref: 'document', copy: { title: 'title', edition: 'edition' } },
    { form: 'release-approval', label: text('申请外发', 'Ask to send it out'), from: ['submitted', 'archived'], by: staff, ref: 'material', copy: { what: 'title' } },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [
    { rule: 'document-submit', from: 'eventAt', until: ['field:submittedAt', 'void'], label: text('当天提交', 'Submit on the day') },
    { rule: 'document-archive', from: 'submittedAt', until: ['field:completedAt', 'archived', 'void'], label: text('完成并归档', 'Complete and archive') },
  ],
  list: { headline: 'title', columns: ['number', 'kind', 'edition', 'author', 'submittedAt', 'completedAt'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), wide('title'), row('fileNo', 'edition'), wide('kind'), wide('quality'), wide('test'), wide('stage'), row('author', 'signedBy'), wide('secrecy'), wide('origin'), wide('replaces'), wide('abstract'),
        ],
      },
      { kind: 'grid', title: text('提交与归档', 'Submission and filing'), rows: [row('eventAt', 'submittedTo'), row('submittedAt', 'completedAt'), row('place', 'holder')] },
      { kind: 'table', title: text('份数与持有人', 'Copies and holders'), field: 'holders' },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
