import { v7 } from 'uuid';
import { fileURLToPath } from 'node:url';
import { definitionHash } from '../../domain/forms/define.ts';
import { recordToIndex } from '../../domain/forms/indexing.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { createNumber } from '../../domain/record/number.ts';
import { sealOp, type Op } from '../../domain/record/op.ts';
import { recordClocks } from '../../domain/record/clocks.ts';
import { isLiving } from '../../domain/record/unique.ts';
import type { Context, Data, Person, Rec, Value } from '../../domain/record/record.ts';
import { text } from '../../domain/text/text.ts';
import type { RecordIndex, Store } from '../../db/store.ts';
import { readProfiles, readShippedCalendar } from '../../main/station/assets.ts';

/** An id as the station makes them: one after the other in time. */
export const newId = (): string => v7();

/** Believable service orders in any number, the same ones every time. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const surnames = [...'张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万单仇'];
const given = ['晓明', '建国', '雪梅', '志强', '丽华', '伟', '芳', '国庆', '秀英', '海涛', '文静', '俊杰', '雨桐', '子涵', '永康', '春兰', '立新', '敏', '大勇', '玉珍', '思远', '佳怡'];
const departments = ['积分落户服务处', '信息中心', '人才引进处', '综合业务科', '受理大厅', '档案管理科', '数据统计科', '窗口服务部'];
const systems = ['申报审核子系统', '积分计算模块', '统一认证平台', '数据交换前置机', '公示查询网站', '统计分析报表', '短信通知服务', '备份管理系统'];
const symptoms = ['登录缓慢', '页面报错', '数据库连接中断', '打印乱码', '附件上传失败', '积分结果不一致', '批量导入超时', '磁盘空间不足', '证书即将到期', '服务器宕机', '审批流程卡住', '报表导出为空'];
const causes = ['连接池耗尽', '索引失效', '日志占满分区', '网络策略变更', '缓存未刷新', '定时任务重复执行', '磁盘阵列掉盘', '中间件内存溢出', '参数配置错误', '时钟不同步'];
const works = ['重启 Tomcat 服务并观察半小时', '重建索引并收集统计信息', '清理归档日志, 释放空间 18 GB', '调整 JVM 堆内存为 8192 MB', '更换故障硬盘并完成重建', '回退到 V2.3.1 版本', '修改防火墙策略, 开放 1521 端口', '执行 Oracle19c 补丁程序', '核对前后台数据共计 1200 条', '现场培训窗口人员操作方法'];
const states = ['draft', 'dispatched', 'working', 'signing', 'signed', 'archived', 'archived', 'archived', 'archived', 'archived', 'archived', 'archived', 'void'];

export const sampleContext: Context = {
  profile: 'sample', profileVersion: 1, project: text('积分落户管理信息系统运维服务', 'Operation of the household registration system'), contractNo: 'HT-2021-0927',
  client: text('市人力资源和社会保障局', 'Human Resources Bureau'), contractor: text('承建公司', 'Contractor'), supervision: text('监理公司', 'Supervisor'),
  site: { code: 'BJ01', name: text('局机房', 'Machine room') }, copies: [],
};

/** The list columns and searched text of a record, close to what a station derives, without site, number and clocks. */
export const indexOrder = (rec: Rec): RecordIndex => {
  const persons = ['contact', 'engineer'].map((name) => rec.data[name]).filter((name) => typeof name === 'string');
  const searched = Object.entries(rec.data).flatMap(([name, value]) => {
    const field = serviceOrder.fields[name];
    if (typeof value !== 'string' || !field || field.kind === 'time') return [];
    return field.kind === 'choice' ? field.options.filter((o) => o.value === value).map((o) => o.label.zh) : [value];
  });
  const cells: Record<string, Value> = {};
  for (const column of serviceOrder.list.columns) if (rec.data[column] !== undefined) cells[column] = rec.data[column];
  return { headline: String(rec.data[serviceOrder.list.headline] ?? ''), cells, text: searched.join('\n'), persons, links: rec.links, clocks: [] };
};

const assetsFolder = fileURLToPath(new URL('../../assets', import.meta.url));
/** All that a station stores beside an order: list, search, and its clocks by the contract that ships, which the day sheet looks through. */
const indexOfContract = (): ((rec: Rec) => RecordIndex) => {
  const profile = readProfiles(assetsFolder).find((each) => each.id === 'jifenluohu')!;
  const calendar = readShippedCalendar(assetsFolder);
  return (rec) => ({
    ...recordToIndex(rec, serviceOrder),
    clocks: isLiving(rec, serviceOrder) ? recordClocks(rec, serviceOrder, profile, calendar).map(({ id, started, due, kept, estimated }) => ({ clock: id, started, due, ...(kept !== undefined && { kept }), estimated })) : [],
  });
};

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
const idOf = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export type SampleOrder = { readonly id: string; readonly number: string; readonly state: string; readonly at: string; readonly by: Person; readonly data: Data };

/** Order `n` (from 1) of the series that `random` goes on with. About two hundred Chinese characters each. */
export const createOrder = (n: number, random: () => number): SampleOrder => {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const name = (): string => pick(surnames) + pick(given);
  const year = 2021 + Math.floor(n / 40_000);
  const day = `${year}-${pad(1 + Math.floor(random() * 12))}-${pad(1 + Math.floor(random() * 28))}`;
  const hour = 8 + Math.floor(random() * 9);
  const time = (plus: number): string => `${day}T${pad(hour + plus)}:${pad(Math.floor(random() * 60))}+08:00`;
  const symptom = pick(symptoms);
  const system = pick(systems);
  const cause = pick(causes);
  const owner = name();
  const result = pick(['solved', 'solved', 'solved', 'workaround', 'open']);
  return {
    id: idOf(n), number: createNumber('XC', 'BJ01', String(year), n), state: pick(states), at: `${day}T${pad(hour)}:30:00+08:00`, by: { id: idOf(0xff_0000 + owner.codePointAt(0)!), name: owner },
    data: {
      type: pick(['support', 'fault', 'routine', 'emergency']), urgency: pick(['normal', 'normal', 'urgent', 'critical']), department: pick(departments), contact: name(),
      phone: `010-8${pad(Math.floor(random() * 10_000_000), 7)}`, place: `${pick(departments)}${1 + Math.floor(random() * 20)}层${100 + Math.floor(random() * 900)}室`, channel: pick(['phone', 'mobile', 'email', 'oral']),
      requestedAt: time(0), engineer: owner, system, side: pick(['private', 'internet', 'both']), host: `10.1.${Math.floor(random() * 255)}.${Math.floor(random() * 255)}`,
      request: `用户反映${system}${symptom}, 影响${pick(departments)}办理业务, 自${hour}时起出现, 多次重试仍未恢复, 请安排工程师到现场处理。`,
      arrivedAt: time(1), finishedAt: time(3), hours: Math.round(random() * 60) / 10, affected: Math.floor(random() * 600),
      diagnosis: `检查应用日志与数据库告警, 发现${cause}, 与${symptom}的时间一致; 排除网络与终端原因后确认。`,
      work: `1. ${pick(works)}。2. ${pick(works)}。3. 与${pick(departments)}${name()}共同验证, 业务恢复正常, 已告知注意事项。`,
      dataTouched: pick(['no', 'no', 'read', 'changed']), result, ...(result === 'solved' ? {} : { leftover: `${cause}需在下次维护窗口彻底处理, 由${name()}跟进。` }),
    },
  };
};

/** Appends and stores orders `from` to `to`, a thousand to a transaction. */
export const fillOrders = (store: Store, from: number, to: number, seed = 7): void => {
  const random = createRandom(seed + from);
  const def = definitionHash(serviceOrder);
  const indexWithClocks = indexOfContract();
  for (let first = from; first <= to; first += 1_000) {
    store.write((writer) => {
      if (!writer.definition(def)) writer.putDefinition(def, serviceOrder);
      let { seq, hash } = writer.head();
      for (let n = first; n < first + 1_000 && n <= to; n++) {
        const order = createOrder(n, random);
        const op: Op = {
          v: 1, station: 'BJ01', seq: seq + 1, prev: hash, id: idOf(0x1_0000_0000 + n), doc: order.id, section: 'field', base: 0, by: order.by, at: order.at, mono: n,
          event: { kind: 'created', form: serviceOrder.id, def, number: order.number, state: order.state, owner: order.by, context: sampleContext, data: order.data, links: [] },
        };
        const sealed = sealOp(op);
        const rec = evolve(null, op)!;
        writer.append(sealed);
        writer.putRecord(rec, indexWithClocks(rec));
        ({ seq, hash } = { seq: op.seq, hash: sealed.hash });
      }
    });
  }
};
