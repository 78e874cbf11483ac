import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { options, ownCopy, staff, voidState, voiding } from './kit.ts';

/** 配置项 (R19): what the system is made of, who answers for it, and what it stands on. Its history is the papers that name it. */
export const configurationItem: FormDef = {
  id: 'configuration-item',
  version: 1,
  icon: 'item',
  title: text('配置项登记卡', 'Configuration Item'),
  short: text('配置项', 'Configuration'),
  also: ['资产', '设备', '台账', 'CI', 'asset'],
  part: 'items',
  aside: 'impact',
  rules: ['R19'],
  group: 'processes',
  number: { prefix: 'PZ' },
  unique: ['name'],
  fields: {
    name: { kind: 'text', label: text('名称', 'Name'), required: true, max: 40 },
    type: { kind: 'choice', label: text('类型', 'Type'), required: true, options: options(['host', '主机', 'Host'], ['database', '数据库', 'Database'], ['middleware', '中间件', 'Middleware'], ['application', '应用系统', 'Application'], ['network', '网络设备', 'Network'], ['storage', '存储', 'Storage'], ['media', '介质', 'Media'], ['document', '文档', 'Document']) },
    owner: { kind: 'person', label: text('责任人', 'Owner'), required: true, max: 30 },
    version: { kind: 'text', label: text('版本/型号', 'Version or model'), max: 60 },
    serial: { kind: 'text', label: text('序列号', 'Serial number'), max: 60 },
    address: { kind: 'text', label: text('IP/位置', 'IP or place'), max: 120 },
    side: { kind: 'choice', label: text('所属环境', 'Environment'), options: options(['private', '专网端', 'Private network'], ['internet', '互联网端', 'Internet side'], ['both', '两端', 'Both']) },
    importance: { kind: 'choice', label: text('重要程度', 'Importance'), options: options(['high', '关键', 'Critical'], ['medium', '重要', 'Important'], ['low', '一般', 'Ordinary']) },
    inUseSince: { kind: 'time', precision: 'day', label: text('启用日期', 'In use since') },
    standsOn: { kind: 'record', label: text('运行于/依赖', 'Runs on, depends on'), forms: ['configuration-item'], many: true, acyclic: true },
    parameters: {
      kind: 'table', label: text('参数', 'Parameters'), maxRows: 300,
      columns: {
        name: { kind: 'text', label: text('参数', 'Parameter'), max: 120, span: 8, required: true },
        value: { kind: 'text', label: text('取值', 'Value'), max: 300, span: 10, required: true },
        note: { kind: 'text', label: text('说明', 'Note'), max: 120, span: 6 },
      },
    },
    note: { kind: 'text', label: text('备注', 'Note'), max: 2000, lines: 1 },
  },
  starts: { owner: 'writer' },
  lifecycle: {
    initial: 'inUse',
    create: staff,
    states: {
      inUse: { label: text('在用', 'In use'), tone: 'done', edit: staff, rests: true },
      spare: { label: text('备用', 'Spare'), tone: 'waiting', edit: staff, rests: true },
      retired: { label: text('已退役', 'Retired'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'spare', label: text('转备用', 'Put aside'), from: ['inUse'], to: 'spare', by: staff, reason: true },
      { id: 'use', label: text('启用', 'Put to use'), from: ['spare'], to: 'inUse', by: staff, reason: true },
      { id: 'retire', label: text('退役', 'Retire'), from: ['inUse', 'spare'], to: 'retired', by: staff, reason: true, complete: true },
      voiding(['inUse', 'spare']),
    ],
  },
  becomes: [
    { form: 'change', label: text('申请变更', 'Ask for a change'), from: ['inUse', 'spare'], by: staff, ref: 'items', copy: {} },
    { form: 'incident', label: text('登记故障', 'Report a fault'), from: ['inUse'], by: staff, ref: 'items', copy: { side: 'side' } },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'name', columns: ['number', 'type', 'version', 'address', 'owner', 'importance'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('name', 'owner'), wide('type'), row('version', 'serial'), row('address', 'inUseSince'), row('side', 'importance'), wide('standsOn')] },
      { kind: 'table', title: text('参数', 'Parameters'), field: 'parameters' },
      { kind: 'grid', rows: [wide('note')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
