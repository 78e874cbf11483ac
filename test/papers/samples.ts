import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { definitionHash } from '../../domain/forms/define.ts';
import type { Copy, FormDef } from '../../domain/forms/form.ts';
import { inspection } from '../../domain/forms/inspection.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { survey } from '../../domain/forms/survey.ts';
import type { Data, Ink, Rec, Signature } from '../../domain/record/record.ts';
import { contentHash, strokesHash } from '../../domain/seal/content.ts';
import { text } from '../../domain/text/text.ts';

export const fontsFolder = new URL('../../assets/fonts/', import.meta.url).pathname;

export const threeCopies: readonly Copy[] = [
  { no: 1, label: text('第一联', 'Copy 1'), holder: text('甲方', 'Client'), colour: 'white' },
  { no: 2, label: text('第二联', 'Copy 2'), holder: text('乙方', 'Contractor'), colour: 'pink' },
  { no: 3, label: text('第三联', 'Copy 3'), holder: text('监理', 'Supervision'), colour: 'yellow' },
];

const require = createRequire(import.meta.url);

/** A name written stroke by stroke along the characters' medians, on a pad of 640 by 220 px. */
export const writeName = (name: string, pointer: Ink['pointer'] = 'pen'): Ink => {
  let t = 0;
  const strokes = [...name].flatMap((char, c) => {
    const { medians } = JSON.parse(readFileSync(require.resolve(`hanzi-writer-data/${char}.json`), 'utf8')) as { medians: [number, number][][] };
    return medians.map((median) => {
      t += 60;
      return median.flatMap(([mx, my], i) => {
        const next = median[i + 1] ?? [mx, my];
        return [0, 0.34, 0.67].map((f) => ({
          x: 40 + c * 165 + (mx + (next[0]! - mx) * f) * 0.16 + Math.sin(t * 0.7) * 1.3,
          y: 30 + (900 - (my + (next[1]! - my) * f)) * 0.16 + Math.cos(t * 0.9) * 1.3,
          p: 0.35 + 0.3 * Math.abs(Math.sin(i + f)),
          t: (t += 7),
        }));
      });
    });
  });
  return { width: 640, height: 220, dpr: 1, pointer, strokes };
};

const blank = (form: FormDef, number: string, data: Data): Rec => ({
  id: '019a0000-0000-7000-8000-000000000001',
  form: form.id,
  def: definitionHash(form),
  number,
  state: form.lifecycle.initial,
  rev: 1,
  owner: { id: 'a1', name: '张建国' },
  station: 'BJ01',
  context: {
    profile: 'jifenluohu',
    profileVersion: 1,
    project: text('积分落户管理信息系统运行维护', 'Operation and maintenance of the points-based household registration system'),
    contractNo: 'JFLH-YW-2021-01',
    client: text('某市人力资源和社会保障局', 'Municipal Human Resources and Social Security Bureau'),
    contractor: text('某运维服务有限公司', 'Operations Service Co., Ltd.'),
    supervision: text('某信息工程监理有限公司', 'Information Engineering Supervision Co., Ltd.'),
    site: { code: 'BJ01', name: text('主机房（政务专网）', 'Main machine room (government private network)') },
    copies: threeCopies,
  },
  createdAt: '2021-10-12T08:40:00+08:00',
  updatedAt: '2021-10-12T11:20:00+08:00',
  reached: {},
  data,
  attachments: [],
  signatures: [],
  refusals: [],
  copies: [],
  links: [],
});

export const sign = (rec: Rec, role: string, name: string, post: string, written: string, id = `sig-${role}`): Rec => {
  const ink = writeName(written);
  const signature: Signature = {
    id,
    role,
    name,
    post,
    place: '政务服务大厦 3 层机房',
    at: '2021-10-12T11:32:00+08:00',
    mono: 1000,
    contentHash: contentHash(rec),
    shownHash: '0'.repeat(64),
    consent: '',
    strokesHash: strokesHash(ink),
    ink,
    prev: contentHash(rec),
    key: 'k',
    proof: 'p',
  };
  return { ...rec, signatures: [...rec.signatures, signature] };
};

export const seal = (rec: Rec): Rec => ({
  ...rec,
  state: 'signed',
  seal: { at: '2021-10-12T11:33:00+08:00', contentHash: contentHash(rec), signatures: [], chainHead: '9f3c2a7be01d4c58'.repeat(4), chainSeq: 1284, key: 'k', proof: 'p' },
});

export const orderData: Data = {
  type: 'fault',
  urgency: 'urgent',
  department: '信息中心',
  contact: '王淑芬',
  phone: '010-6512 3344',
  place: '政务大厦 3 层',
  channel: 'phone',
  requestedAt: '2021-10-12T08:35+08:00',
  wantedAt: '2021-10-12T09:30+08:00',
  engineer: '张建国',
  request: '今日上午 8:20 起，多名申请人反映在“积分申报”页面提交材料后长时间等待，页面提示“系统繁忙，请稍后再试”。窗口工作人员登录后台核查，确认专网端审核列表打开需 40 秒以上。',
  system: '积分申报 / 材料审核',
  side: 'private',
  host: 'app-03 / 10.10.20.33',
  softwareVersion: 'V3.2.1',
  departedAt: '2021-10-12T08:50+08:00',
  arrivedAt: '2021-10-12T09:20+08:00',
  finishedAt: '2021-10-12T11:05+08:00',
  leftAt: '2021-10-12T11:40+08:00',
  affected: 36,
  diagnosis: '应用服务器 app-03 连接池耗尽（200/200），慢查询日志中审核列表语句未走索引，执行计划为全表扫描。',
  work: '1. 与客户确认影响范围，按 C 级故障登记。\n2. 导出慢查询日志与线程转储，留存为附件。\n3. 经运维主管同意，重建索引 IDX_AUDIT_STATUS，并收集统计信息。\n4. 滚动重启 app-03、app-04，观察 30 分钟，列表响应时间恢复至 0.8 秒。',
  changed: '重建索引 IDX_AUDIT_STATUS；连接池上限保持 200 不变。',
  tools: '专用运维终端',
  dataTouched: 'read',
  result: 'solved',
  advice: '建议将统计信息收集纳入每周例行检查。',
};

const attachment = (i: number, name: string, size: number) => ({ id: `f${i}`, name, type: 'application/octet-stream', size, sha256: `${i}a9c4e7b21d0`.padEnd(64, 'f3'), addedAt: '2021-10-12T10:00:00+08:00', by: { id: 'a1', name: '张建国' } });

export const draftOrder: Rec = blank(serviceOrder, 'XC-BJ01-2021-000123', orderData);
export const emptyOrder: Rec = blank(serviceOrder, 'XC-BJ01-2021-000124', {});
export const sealedOrder: Rec = seal(
  sign(sign({ ...draftOrder, attachments: [attachment(1, '慢查询日志-20211012.txt', 48_213), attachment(2, '审核列表响应时间截图.png', 312_877)] }, 'engineer', '张建国', '应用软件工程师', '张建国'), 'supervisor', '王淑芬', '运维主管', '王淑芬'),
);

const osItems = JSON.parse(readFileSync(new URL('../../assets/profiles/jifenluohu.json', import.meta.url), 'utf8')).templates[0].items as Data['readings'] & object[];
const values = [23, 71, 92, 0.8];
export const readingsOf = (count: number): Data[string] =>
  Array.from({ length: count }, (_, i) => {
    const item = osItems[i % osItems.length] as { kind: string; key: string };
    return { ...item, key: `${item.key}-${i}`, value: item.kind === 'state' ? (i % 9 === 8 ? 'abnormal' : 'normal') : values[i % values.length]!, ...(i % 9 === 2 ? { action: '清理归档日志，复测正常。' } : {}) };
  }) as unknown as Data[string];

export const inspectionSheet: Rec = blank(inspection, 'XJ-BJ01-2021-000077', {
  template: 'os-daily',
  day: '2021-10-12',
  round: 'am',
  inspectedAt: '2021-10-12T09:05+08:00',
  target: '应用服务器 app-01 至 app-04',
  host: '10.10.20.31–34',
  engineer: '李明',
  readings: readingsOf(osItems.length),
  finding: '系统盘使用率超过预警阈值。',
  measure: '清理 30 天前归档日志，使用率降至 61%。',
});
export const sealedInspection: Rec = seal(sign(sign(inspectionSheet, 'inspector', '李明', '服务器主机工程师', '李明'), 'supervisor', '王淑芬', '运维主管', '王淑芬'));

export const surveyAnswer: Rec = {
  ...blank(survey, 'CP-BJ01-2021-000050', {
    orderNumber: 'XC-BJ01-2021-000123',
    servedBy: '张建国',
    respondent: '王淑芬',
    post: '运维主管',
    answeredAt: '2021-10-12T11:36+08:00',
    promptness: 5,
    skill: 4,
    attitude: 5,
    outcome: 4,
    paperwork: 3,
    comment: '到场及时，处理过程讲得清楚。建议把改动说明提前发一份电子版。',
  }),
  state: 'answered',
};

export { inspection, serviceOrder, survey };
