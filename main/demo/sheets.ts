import type { InspectionTemplate } from '../../domain/contract/profile.ts';
import type { Reading } from '../../domain/forms/form.ts';
import { createReadings } from '../../domain/readings/verdict.ts';
import { between, wholeBetween, type Random } from './random.ts';

/** One round of the demo month: `dayNo` counts natural days from its first day. */
export type Round = { readonly dayNo: number; readonly round: string; readonly at: string; readonly random: Random };
export type FilledSheet = { readonly readings: readonly Reading[]; readonly finding?: string; readonly measure?: string; readonly carryOver?: string };

type Incident = { readonly value: number | 'abnormal'; readonly action: string };

/** What went wrong, on which day and in which round, and what was done about it (R12). */
const incidents: Readonly<Record<string, Incident>> = {
  'cpu:11:pm': { value: 84.2, action: '申报高峰，观察一小时后回落至 52%，未影响业务。' },
  'memory:17:pm': { value: 96.3, action: '中间件内存泄漏，重启节点 2 后降至 58%，已开故障处理单。' },
  'runLog:8:am': { value: 'abnormal', action: '磁盘巡检告警一条，更换阵列 5 号盘，重建完成。' },
  'securityLog:13:am': { value: 'abnormal', action: '夜间有 6 次失败登录，来源为安全扫描平台，已与安全科核实。' },
  'archiveSpace:9:am': { value: 91.4, action: '夜间备份失败未清理归档，转移三天前归档并补做增量备份。' },
  'slowQueries:6:pm': { value: 34, action: '报表模块统计语句，已改为夜间执行。' },
  'replicationLag:20:am': { value: 75, action: '批量公示写入期间，十分钟后追平。' },
  'locks:15:pm': { value: 7, action: '审核批处理期间短时锁等待，批处理结束后为 0。' },
  'errorLog:6:day': { value: 'abnormal', action: '短信网关签名到期，已临时启用备用签名。' },
  'responseTime:12:day': { value: 3120, action: '缓存内存上限过低，已扩容，恢复到 600 毫秒。' },
  'errorRate:12:day': { value: 1.8, action: '与响应慢同一原因，扩容后为 0.2%。' },
};

/** A trend with a repair in it: `start` growing by `step` a day until `repairedOn`, then from `after` on. */
const trend = (dayNo: number, start: number, step: number, repairedOn: number, after: number): number =>
  dayNo < repairedOn ? start + dayNo * step : after + (dayNo - repairedOn) * step;

const numberOf = (key: string, { dayNo, round, random }: Round): number => {
  const busy = round === 'am' ? 0.8 : 1.15;
  switch (key) {
    case 'cpu': return between(random, 26, 48) * busy;
    case 'memory': return trend(dayNo, 62, 0.9, 18, 55) + between(random, -2, 2);
    case 'disk': return trend(dayNo, 72.5, 0.45, 23, 61) + between(random, -0.2, 0.3);
    case 'swap': return between(random, 0.5, 6);
    case 'load': return between(random, 0.8, 3.6) * busy;
    case 'processes': return wholeBetween(random, 268, 340);
    case 'tablespace': return trend(dayNo, 76.5, 0.5, 14, 57) + between(random, 0, 0.3);
    case 'archiveSpace': return between(random, 24, 46);
    case 'connections': return between(random, 18, 44) * busy;
    case 'locks': return wholeBetween(random, 0, 2);
    case 'slowQueries': return wholeBetween(random, 1, 12);
    case 'replicationLag': return wholeBetween(random, 0, 6);
    case 'responseTime': return wholeBetween(random, 420, 980);
    case 'onlineUsers': return wholeBetween(random, 160, 690);
    case 'errorRate': return between(random, 0.05, 0.45);
    case 'certificateDays': return dayNo < 24 ? 41 - dayNo : 395 - (dayNo - 24);
    case 'uptime': return 96 + dayNo;
    case 'clockOffset': return wholeBetween(random, 2, 38);
    case 'backupMedium': return trend(dayNo, 64, 0.8, 21, 41);
    default: return wholeBetween(random, 1, 20);
  }
};

const wholeNumbers = new Set(['processes', 'locks', 'slowQueries', 'replicationLag', 'responseTime', 'onlineUsers', 'certificateDays', 'clockOffset']);

/** What is written beside values that stay over a limit for days. */
const standingActions: Readonly<Record<string, string>> = {
  disk: '已列入清理计划，周末清理历史日志。', tablespace: '已申请扩容，扩容前每日观察。', certificateDays: '续期申请已提交信息中心。', memory: '持续观察，安排夜间重启。',
};

const isOver = ({ worse = 'high', warn }: Reading, value: number): boolean => warn !== undefined && (worse === 'high' ? value >= warn : value <= warn);

const fillReading = (reading: Reading, round: Round): Reading => {
  const incident = incidents[`${reading.key}:${round.dayNo}:${round.round}`];
  if (reading.key === 'passwordPolicy' && round.dayNo < 10) return { ...reading, notApplicable: true, note: '本周由安全科统一核查' };
  if (reading.key === 'fullBackup' && round.dayNo >= 8 && round.dayNo < 14) return { ...reading, value: 'abnormal', action: '介质写满导致失败，已换介质并重新全量备份成功。' };
  if (reading.kind === 'state') return { ...reading, value: incident ? 'abnormal' : 'normal', ...(incident ? { action: incident.action } : {}) };
  const drawn = typeof incident?.value === 'number' ? incident.value : numberOf(reading.key, round);
  const value = wholeNumbers.has(reading.key) ? Math.round(drawn) : Math.round(drawn * 10) / 10;
  const action = incident?.action ?? (isOver(reading, value) ? (standingActions[reading.key] ?? '持续观察。') : undefined);
  return { ...reading, value, ...(action ? { action } : {}), ...(reading.collector ? { source: { kind: 'machine', at: round.at } } : {}) };
};

/** Every reading of a sheet with its value, and the words at its foot. */
export const fillSheet = (template: InspectionTemplate, round: Round): FilledSheet => {
  const readings = createReadings(template.items).map((reading) => fillReading(reading, round));
  const noticed = readings.filter((reading) => reading.action);
  if (noticed.length === 0) return { readings };
  const lasting = noticed.filter((reading) => standingActions[reading.key]);
  return {
    readings,
    finding: noticed.map((r) => `${r.name.zh}${typeof r.value === 'number' ? ` ${r.value}${r.unit ?? ''}` : '异常'}`).join('；'),
    measure: noticed.map((r) => r.action).join(''),
    ...(lasting.length > 0 ? { carryOver: `${lasting.map((r) => r.name.zh).join('、')}，下一次巡检继续跟踪。` } : {}),
  };
};
