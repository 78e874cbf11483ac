import { text } from '../text/text.ts';
import { row, wide, type FormDef } from './form.ts';
import { engineerSigner, managerSigner, ownCopy, signedStates, signedSteps, staff } from './kit.ts';

/** 配置基线 (R19): the register as it stood at one moment, taken by the station, signed, and never changed after. */
export const configurationBaseline: FormDef = {
  id: 'configuration-baseline',
  version: 1,
  icon: 'item',
  title: text('配置基线', 'Configuration Baseline'),
  short: text('配置基线', 'Baselines'),
  aside: 'baseline',
  rules: ['R19'],
  group: 'processes',
  number: { prefix: 'JX' },
  fields: {
    name: { kind: 'text', label: text('基线名称', 'Name'), required: true, max: 120 },
    reason: { kind: 'text', label: text('建立原因', 'Why it is taken'), required: true, max: 500 },
    takenAt: { kind: 'time', precision: 'minute', label: text('建立时间', 'Taken'), required: true },
    takenBy: { kind: 'person', label: text('建立人', 'Taken by'), required: true, max: 30 },
    items: {
      kind: 'table', label: text('配置项', 'Items'), maxRows: 2000, required: true,
      columns: {
        number: { kind: 'text', label: text('编号', 'Number'), max: 60, span: 6, required: true },
        name: { kind: 'text', label: text('名称', 'Name'), max: 60, span: 5, required: true },
        type: { kind: 'text', label: text('类型', 'Type'), max: 20, span: 3 },
        version: { kind: 'text', label: text('版本', 'Version'), max: 60, span: 4 },
        parameters: { kind: 'text', label: text('参数', 'Parameters'), max: 4000, span: 6 },
      },
    },
  },
  starts: { takenBy: 'writer', takenAt: 'now' },
  snapshot: { field: 'items', form: 'configuration-item', states: ['inUse', 'spare'], columns: { number: '@number', name: 'name', type: 'type', version: 'version', parameters: 'parameters' } },
  lifecycle: { initial: 'draft', create: staff, states: signedStates(), transitions: signedSteps() },
  signers: [engineerSigner, managerSigner],
  copies: ownCopy,
  deadlines: [],
  list: { headline: 'name', columns: ['number', 'takenBy', 'takenAt'] },
  paper: {
    size: 'A4',
    sections: [
      { kind: 'grid', rows: [row('@project', '@contract'), wide('name'), wide('reason'), row('takenAt', 'takenBy')] },
      { kind: 'table', title: text('配置项', 'Items'), field: 'items' },
      { kind: 'attachments', title: text('附件', 'Attachments') },
      { kind: 'signoff', title: text('签认', 'Signatures') },
    ],
  },
};
