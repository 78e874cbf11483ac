import { text, type Text } from '../text/text.ts';
import type { Verdict } from '../forms/form.ts';
import type { SheetVerdict } from '../readings/verdict.ts';

/** The paper's own words. They are part of its face, so they stand here and not in the screens' locales. */
export const paperWords = {
  none: text('无', 'None'),
  question: text('测评项目', 'Question'),
  group: text('类别', 'Group'),
  item: text('项目', 'Item'),
  unit: text('单位', 'Unit'),
  warn: text('预警', 'Warning'),
  alarm: text('告警', 'Alarm'),
  value: text('数值', 'Value'),
  verdict: text('判定', 'Verdict'),
  conclusion: text('巡检结论', 'Conclusion'),
  remark: text('说明与处理', 'Notes and action'),
  action: text('处理：', 'Action: '),
  normalState: text('正常', 'Normal'),
  abnormalState: text('异常', 'Abnormal'),
  no: text('序号', 'No.'),
  fileName: text('文件名', 'File name'),
  size: text('大小', 'Size'),
  digest: text('摘要（SHA-256 前 12 位）', 'SHA-256, first 12'),
  name: text('姓名', 'Name'),
  post: text('职务', 'Post'),
  time: text('时间', 'Time'),
  written: text('签名', 'Signature'),
  place: text('地点', 'Place'),
  refused: text('拒绝签认', 'Refused to sign'),
  refusedBefore: text('此前拒签', 'Refused before'),
  silent: text('逾期未提出意见，视为通过', 'No answer in time: counts as approved'),
  optional: text('（可选）', ' (optional)'),
  number: text('编号', 'No.'),
  sealed: text('已封存', 'SEALED'),
  checkCode: text('内容校验码', 'Check code'),
  chain: text('存证链', 'Chain'),
  unsealed: text('尚未封存', 'not sealed yet'),
  corrects: text('本单更正', 'Corrects'),
} as const satisfies Record<string, Text>;

export const verdictWords: Readonly<Record<Verdict, Text>> = {
  normal: text('正常', 'Normal'),
  warning: text('预警', 'Warning'),
  alarm: text('告警', 'Alarm'),
  'not-applicable': text('不适用', 'N/A'),
  missing: text('未填', 'Missing'),
};

/** The foot of the readings: how many of each, and 不合格 once a critical item is in alarm. */
export const sheetVerdictText = ({ counts, failed }: SheetVerdict): Text => {
  const counted = (['normal', 'warning', 'alarm', 'not-applicable', 'missing'] as const).filter((verdict) => counts[verdict] > 0);
  const say = (lang: 'zh' | 'en', between: string) => counted.map((verdict) => `${verdictWords[verdict][lang]} ${counts[verdict]}`).join(between);
  return failed ? text(`不合格（关键项目告警）：${say('zh', '，')}`, `Failed (a critical item is in alarm): ${say('en', ', ')}`) : text(say('zh', '，'), say('en', ', '));
};

export const watermarks = {
  草稿: text('草稿', 'DRAFT'),
  作废: text('作废', 'VOID'),
  未签认: text('未签认', 'NOT SIGNED'),
  预览: text('预览', 'PREVIEW'),
} as const satisfies Record<string, Text>;
export type Watermark = keyof typeof watermarks;

export const pageOf = (page: number, pages: number): Text => text(`第 ${page} 页  共 ${pages} 页`, `Page ${page} of ${pages}`);
/** `place`: where the seal stands in headquarters' log, counted from 1, once that is known. */
export const chainAt = (head: string, seq: number, place?: number): Text =>
  place === undefined ? text(`${head} 第 ${seq} 条`, `${head} entry ${seq}`) : text(`${head} 第 ${seq} 条 · 总部日志第 ${place} 条`, `${head} entry ${seq} · headquarters' log entry ${place}`);
/** What a QR code and ink are to a reader who listens. */
export const qrAlt = (said: string): Text => text(`核对用二维码，内容为 ${said}`, `QR code for verification: ${said}`);
export const inkAlt = (name: string): Text => text(`${name}的手写签名`, `Handwritten signature of ${name}`);
export const reprint = (n: number): Text => text(`补打 第${n}次`, `Reprint no. ${n}`);
export const copyTitle = (label: Text, holder: Text): Text => text(`${label.zh}（${holder.zh}留存）`, `${label.en} (kept by: ${holder.en})`);
export const paperNote = text('各联内容一致。扫描二维码或输入校验码，可在“三联”中核对本单。', 'All copies carry the same content. Scan the code or type the check code in Sanlian to verify this sheet.');
