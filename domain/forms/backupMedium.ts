import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { options, ownCopy, staff, voidState, voiding, yesNo } from './kit.ts';

/** 备份介质登记卡 (R22): a tape, disk or share that holds backups, from its label to its destruction. */
export const backupMedium: FormDef = {
  id: 'backup-medium',
  version: 1,
  icon: 'item',
  title: text('备份介质登记卡', 'Backup Medium'),
  short: text('备份介质', 'Backup media'),
  rules: ['R22', 'R35'],
  group: 'assurance',
  number: { prefix: 'JZ' },
  unique: ['label'],
  fields: {
    label: { kind: 'text', label: text('介质编号', 'Label'), required: true, max: 40 },
    kind: { kind: 'choice', label: text('介质类型', 'Kind'), required: true, options: options(['tape', '磁带', 'Tape'], ['disk', '磁盘阵列', 'Disk array'], ['portable', '移动硬盘', 'Portable disk'], ['disc', '光盘', 'Optical disc'], ['share', '网络存储', 'Network storage']) },
    item: { kind: 'record', label: text('配置项', 'Configuration item'), forms: ['configuration-item'] },
    model: { kind: 'text', label: text('型号/序列号', 'Model, serial number'), max: 120 },
    capacity: { kind: 'number', label: text('容量', 'Capacity'), unit: text('GB', 'GB'), min: 0, max: 10_000_000, decimals: 1, required: true },
    encrypted: { kind: 'choice', label: text('是否加密', 'Encrypted'), required: true, options: yesNo },
    place: { kind: 'text', label: text('存放位置', 'Where it is kept'), required: true, max: 120 },
    offsite: { kind: 'choice', label: text('是否异地存放', 'Kept off site'), options: yesNo },
    keeper: { kind: 'person', label: text('保管人', 'Keeper'), required: true, max: 30 },
    inUseSince: { kind: 'time', precision: 'day', label: text('启用日期', 'In use since'), required: true },
    reuse: { kind: 'text', label: text('轮换规则', 'Rotation'), max: 200 },
    contents: { kind: 'text', label: text('存放内容', 'What it holds'), max: 1000, lines: 1 },
    movements: {
      kind: 'table', label: text('借还与移动记录', 'Where it went'), maxRows: 200,
      columns: {
        at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 6, required: true },
        what: { kind: 'text', label: text('去向/事由', 'Where, and why'), max: 200, span: 10, required: true },
        who: { kind: 'person', label: text('经手人', 'By whom'), max: 30, span: 4, required: true },
        backAt: { kind: 'time', precision: 'day', label: text('归还', 'Returned'), span: 4, notBefore: 'at' },
      },
    },
    destroyedAt: { kind: 'time', precision: 'minute', label: text('销毁时间', 'Destroyed'), notBefore: 'inUseSince' },
    destroyedHow: { kind: 'text', label: text('销毁方式', 'How'), max: 200 },
    destroyedBy: { kind: 'person', label: text('销毁人', 'Destroyed by'), max: 30 },
    witness: { kind: 'person', label: text('监销人', 'Witness'), max: 30 },
  },
  starts: { keeper: 'writer' },
  lifecycle: {
    initial: 'inUse',
    create: staff,
    states: {
      inUse: { label: text('在用', 'In use'), tone: 'active', edit: staff, rests: true },
      full: { label: text('已写满', 'Full'), tone: 'done', edit: staff, rests: true },
      destroyed: { label: text('已销毁', 'Destroyed'), tone: 'done', closed: true },
      void: voidState,
    },
    transitions: [
      { id: 'fill', label: text('已写满', 'It is full'), from: ['inUse'], to: 'full', by: staff, main: true },
      { id: 'reuse', label: text('清理后再用', 'Cleared and used again'), from: ['full'], to: 'inUse', by: staff, reason: true },
      { id: 'destroy', label: text('销毁', 'Destroy'), from: ['inUse', 'full'], to: 'destroyed', by: ['projectManager', 'qualityManager'], complete: true, needs: ['destroyedHow', 'destroyedBy', 'witness'], asks: ['destroyedAt'], reason: true },
      voiding(['inUse']),
    ],
  },
  becomes: [
    { form: 'backup', label: text('登记一次备份', 'Record a backup'), from: ['inUse'], by: staff, ref: 'medium', copy: {} },
    { form: 'destruction', label: text('出具销毁证明', 'Certify the destruction'), from: ['inUse', 'full', 'destroyed'], by: ['projectManager'], ref: 'media', copy: {} },
  ],
  signers: [],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'label', columns: ['number', 'kind', 'capacity', 'place', 'keeper', 'inUseSince'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), row('label', 'capacity'), wide('kind'), row('model', 'item'), row('encrypted', 'offsite'), row('place', 'keeper'), row('inUseSince', 'reuse'), wide('contents')] },
      { kind: 'table', title: text('借还与移动记录', 'Where it went'), field: 'movements' },
      { kind: 'grid', title: text('销毁', 'Destruction'), rows: [row('destroyedAt', 'destroyedHow'), row('destroyedBy', 'witness')] },
      { kind: 'attachments', title: text('附件', 'Attachments') },
    ],
  },
};
