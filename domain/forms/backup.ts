import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { options, ownCopy, staff, voidState, voiding } from './kit.ts';

/** 备份记录 (R22): one run of a backup: what went to which medium, how large, with which checksum, and whether it can be relied on. */
export const backup: FormDef = {
  id: 'backup',
  version: 1,
  icon: 'backup',
  title: text('备份记录', 'Backup Record'),
  short: text('备份', 'Backups'),
  also: ['备份'],
  happens: 'startedAt',
  rules: ['R22'],
  group: 'assurance',
  number: { prefix: 'BF' },
  fields: {
    target: { kind: 'text', label: text('备份对象', 'What is backed up'), hint: text('系统或库的名称', 'Name of the system or database'), required: true, max: 120 },
    kind: { kind: 'choice', label: text('备份方式', 'Kind'), required: true, options: options(['full', '全量（每周）', 'Full (weekly)'], ['incremental', '增量（每日）', 'Incremental (daily)'], ['system', '系统文件（每周）', 'System files (weekly)'], ['extra', '临时', 'Extra']) },
    contents: { kind: 'choice', many: true, label: text('备份内容', 'Contents'), required: true, options: options(['application', '应用程序文件', 'Application files'], ['logs', '运行日志', 'Run logs'], ['database', '数据库', 'Database'], ['system', '系统文件', 'System files'], ['configuration', '配置参数', 'Configuration']) },
    method: { kind: 'text', label: text('备份工具/作业', 'Tool or job'), max: 200 },
    medium: { kind: 'record', label: text('备份介质', 'Medium'), required: true, forms: ['backup-medium'] },
    path: { kind: 'text', label: text('存放路径', 'Path'), max: 300 },
    startedAt: { kind: 'time', precision: 'minute', label: text('开始时间', 'Started'), required: true },
    finishedAt: { kind: 'time', precision: 'minute', label: text('结束时间', 'Finished'), required: true, notBefore: 'startedAt' },
    took: { kind: 'hours', label: text('历时', 'Took'), from: 'startedAt', to: 'finishedAt' },
    size: { kind: 'number', label: text('大小', 'Size'), unit: text('GB', 'GB'), min: 0, max: 10_000_000, decimals: 2, required: { field: 'result', in: ['success', 'partial'] } },
    checksum: { kind: 'text', label: text('校验值（SHA-256）', 'Checksum (SHA-256)'), max: 200, required: { field: 'result', in: ['success'] } },
    keptUntil: { kind: 'time', precision: 'day', label: text('保存至', 'Kept until'), mayBeFuture: true, notBefore: 'startedAt' },
    result: { kind: 'choice', label: text('结果', 'Result'), required: true, options: options(['success', '成功', 'Successful'], ['partial', '部分成功', 'Partly'], ['failed', '失败', 'Failed']) },
    verified: { kind: 'choice', label: text('可恢复性检查', 'Readability check'), required: { field: 'result', in: ['success', 'partial'] }, options: options(['checked', '已抽检可读', 'Sampled and readable'], ['listed', '已列目录', 'Listed'], ['none', '未检查', 'Not checked']) },
    failure: { kind: 'text', label: text('失败原因', 'Why it failed'), max: 2000, lines: 1, required: { field: 'result', in: ['failed', 'partial'] } },
    handling: { kind: 'text', label: text('处理措施', 'What was done'), max: 2000, lines: 1, required: { field: 'result', in: ['failed', 'partial'] } },
    operator: { kind: 'person', label: text('操作人', 'Operator'), required: true, max: 30 },
    checker: { kind: 'person', label: text('复核人', 'Checked by'), max: 30 },
  },
  starts: { operator: 'writer', startedAt: 'now' },
  lifecycle: {
    initial: 'draft',
    create: staff,
    states: {
      draft: { label: text('记录中', 'Being recorded'), tone: 'draft', edit: staff },
      done: { label: text('已备份', 'Backed up'), tone: 'done', closed: true },
      failed: { label: text('备份失败', 'Failed'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'finish', label: text('登记完成', 'Record it'), from: ['draft'], to: 'done', by: staff, complete: true, main: true, when: { field: 'result', in: ['success', 'partial', ''] } },
      { id: 'fail', label: text('登记失败', 'Record the failure'), from: ['draft'], to: 'failed', by: staff, complete: true, main: true, when: { field: 'result', in: ['failed'] } },
      voiding(['draft']),
    ],
  },
  becomes: [
    {
      form: 'incident', label: text('登记为事件', 'Make an incident'), from: ['draft', 'done', 'failed'], by: staff, ref: 'origin', when: { field: 'result', in: ['failed', 'partial'] },
      copy: { symptom: 'failure', workaround: 'handling', occurredAt: 'startedAt', foundAt: 'finishedAt', leader: 'operator' },
    },
    { form: 'restore-drill', label: text('用此备份做恢复演练', 'Drill a restore from it'), from: ['done'], by: staff, ref: 'backup', copy: { target: 'target', medium: 'medium' } },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [{ rule: 'document-submit', from: 'finishedAt', until: ['done', 'failed', 'void'], label: text('当天登记', 'Record on the day') }],
  list: { headline: 'target', columns: ['number', 'kind', 'result', 'size', 'startedAt', 'operator'] },
  paper: {
    size: 'A4',
    sections: [
      {
        kind: 'grid',
        rows: [
          row('@project', '@contract'), row('target', '@site'), wide('kind'), wide('contents'), row('method', 'medium'), wide('path'), [{ f: 'startedAt', span: 9 }, { f: 'finishedAt', span: 9 }, { f: 'took', span: 6 }],
          row('size', 'keptUntil'), wide('checksum'),
        ],
      },
      { kind: 'grid', title: text('结果', 'Result'), rows: [wide('result'), wide('verified'), wide('failure'), wide('handling'), row('operator', 'checker')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
