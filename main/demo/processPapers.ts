import { rows, type DemoPaper } from './papers.ts';

const filed = ['submit', 'sign', 'archive'];

type Item = readonly [key: string, name: string, type: string, version: string, address: string, standsOn: readonly string[], importance: 'high' | 'medium'];
const items: readonly Item[] = [
  ['switch', '核心交换机 SW-01', 'network', 'S12700', '3 层机房 A01', [], 'high'],
  ['appHost', '应用服务器 app-01', 'host', '麒麟 V10 SP2', '10.10.4.11', ['switch'], 'high'],
  ['dbHost', '数据库服务器 db-01', 'host', '麒麟 V10 SP2', '10.10.8.21', ['switch'], 'high'],
  ['store', '存储阵列 ARR-02', 'storage', 'OceanStor 5310', '3 层机房 A 柜', ['switch'], 'high'],
  ['database', '积分落户业务库', 'database', '达梦 8.1', 'db-01:5236', ['dbHost', 'store'], 'high'],
  ['middleware', '应用中间件', 'middleware', '东方通 7.0', 'app-01:8080', ['appHost'], 'medium'],
  ['application', '积分落户申报系统', 'application', 'V3.4.1', 'app-01', ['middleware', 'database'], 'high'],
];
const parameters: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  database: [['MAX_SESSIONS', '800'], ['BUFFER', '8000']],
  middleware: [['最大线程数', '400'], ['JDBC 连接池上限', '120']],
};

/** The service desk and the five processes of the demo month (R5-R7, R14-R21): a fault with its problem, change and release. */
export const processPapers: readonly DemoPaper[] = [
  ...items.map(([key, name, type, version, address, standsOn, importance], i): DemoPaper => ({
    key, form: 'configuration-item', when: 0.02, clock: `09:${String(10 + i * 4)}`, by: 'engineer',
    data: ({ ref, day, writer }) => ({
      name, type, version, address, importance, owner: writer, side: 'private', inUseSince: day(-400), standsOn: ref(...standsOn),
      ...(parameters[key] ? { parameters: rows(...parameters[key].map(([parameter, value]) => ({ name: parameter, value }))) } : {}),
    }),
  })),
  {
    form: 'configuration-baseline', when: 0.05, clock: '17:05', by: 'manager', steps: filed,
    data: ({ at, writer }) => ({ name: '月初基线', reason: '月度配置审计', takenAt: at('17:00'), takenBy: writer }),
  },
  ...([
    [0.03, '09:42', 'phone', 'consultation', '刘芳', '窗口如何查询上一年度的积分排名？', '在“历史查询”中选择年度即可，已电话指导。'],
    [0.16, '10:08', 'oral', 'request', '陈思远', '新到两名审核人员，申请开通账号。', '已按书面申请开通，权限同审核岗。'],
    [0.33, '14:25', 'email', 'consultation', '何秀兰', '导出的名册打开后是乱码。', '用表格软件的“数据—自文本”打开，或改用新版导出；已发操作说明。'],
    [0.61, '11:17', 'mobile', 'request', '周文博', '周六业务测试，请安排值守。', '已排班，周六 08:30 到场。'],
  ] as const).map(([when, clock, channel, kind, caller, what, answer]): DemoPaper => ({
    form: 'contact', when, clock, by: 'engineer', steps: ['answer'],
    data: ({ at, writer }) => ({ channel, kind, caller, what, answer, receivedAt: at(clock), handledBy: writer, department: '审核科', phone: '010-5560-2103', urgency: 'normal' }),
  })),
  {
    form: 'contact', when: 0.97, clock: '10:36', by: 'engineer',
    data: ({ at, writer }) => ({ channel: 'phone', kind: 'fault', caller: '刘芳', department: '服务大厅', phone: '010-5560-2103', urgency: 'urgent', what: '大厅三号窗口扫描件上传后预览空白。', receivedAt: at('10:36'), handledBy: writer }),
  },
  {
    form: 'complaint', when: 0.28, clock: '16:20', by: 'manager', steps: ['reply', 'satisfied', 'sign'],
    data: ({ at, writer }) => ({
      receivedAt: at('09:15', 0), channel: 'phone', complainant: '周文博', department: '审核科', phone: '010-5560-2108', about: '热线接听', content: '早上连续两次拨打热线无人接听。', inquiry: '值班人员在机房处置告警，热线未转移。',
      reply: '已向客户致歉，热线改为离席自动转移到移动热线，并纳入交接班检查。', repliedBy: writer, satisfied: 'yes',
    }),
  },
  {
    form: 'complaint', when: 0.98, clock: '09:20', by: 'engineer',
    data: ({ at, writer }) => ({ receivedAt: at('09:05'), channel: 'letter', complainant: '何秀兰', department: '统计科', phone: '010-5560-2112', about: '报表交付', content: '上周五约定的统计表周一仍未交付。', repliedBy: writer }),
  },
  {
    key: 'data', form: 'data-request', when: 0.66, clock: '09:40', by: 'manager', steps: ['submit', 'sign'],
    data: ({ at }) => ({
      requestedAt: at('09:10'), letter: '人社统函〔2026〕18 号', requester: '何秀兰', department: '统计科', phone: '010-5560-2112', urgency: 'urgent', wantedAt: at('17:00', 1), query: '按区统计近三年申报人数、通过人数与平均分。', purpose: '年度政策评估',
      personal: 'no', method: '只读库执行汇总语句，结果不含个人信息。',
    }),
  },
  {
    key: 'fault', form: 'incident', when: 0.5, clock: '13:40', by: 'engineer', steps: ['respond', 'restore'],
    data: ({ at, ref, writer }) => ({
      kind: 'private-slow', side: 'private', occurredAt: at('09:20'), foundAt: at('09:32'), reportedAt: at('09:38'), people: 46, reporter: '刘芳', phone: '010-5560-2103', leader: writer, items: ref('application', 'database'),
      symptom: '申报审核页面打开超过一分钟，窗口排队。', impact: '大厅六个窗口与审核科受影响，互联网端正常。', plan: ref('plan'), workaround: '回收空闲会话，临时关闭大报表。', fix: '连接池上限由 120 调到 240，并为统计报表建立独立只读连接。', cause: '统计报表长事务占满连接池。',
      respondedAt: at('09:41'), notifiedAt: at('10:05'), restoredAt: at('11:05'), downMinutes: 0,
      called: rows({ group: '应急处理工作小组', person: '张伟', calledAt: at('09:40'), cameAt: at('09:44') }),
      timeline: rows({ at: at('09:32'), what: '巡检发现响应时间告警', who: writer }, { at: at('09:41'), what: '到场，确认连接池耗尽', who: writer }, { at: at('10:15'), what: '回收空闲会话，响应恢复到 5 秒', who: writer }, { at: at('11:05'), what: '关闭长事务报表，业务恢复', who: writer }),
    }),
  },
  {
    form: 'fault-report', when: 0.51, clock: '17:10', by: 'manager', steps: filed,
    data: ({ at, ref, writer }) => ({
      incident: ref('fault'), issue: 'final', kind: 'private-slow', grade: 'D', occurredAt: at('09:20', -1), foundAt: at('09:32', -1), reportedAt: at('09:38', -1), restoredAt: at('11:05', -1), people: 46, symptom: '申报审核页面打开超过一分钟，窗口排队。', impact: '大厅六个窗口与审核科受影响约一个半小时。',
      timeline: rows({ at: at('09:32', -1), what: '巡检发现响应时间告警' }, { at: at('10:15', -1), what: '回收空闲会话' }, { at: at('11:05', -1), what: '业务恢复' }), cause: '统计报表长事务占满连接池。', fix: '回收会话，关闭长事务报表，随后调大连接池。', prevention: '报表改走只读连接；连接数超过八成告警。', takenPart: `${writer}、张伟`,
    }),
  },
  {
    key: 'problem', form: 'problem', when: 0.53, clock: '10:20', by: 'engineer', steps: ['investigate', 'know'],
    data: ({ at, ref, writer }) => ({
      incidents: ref('fault'), title: '统计报表长事务占满连接池', priority: 'high', category: 'database', description: '月内两次出现，均在统计报表高峰。', items: ref('database', 'middleware'), registeredAt: at('10:20'), leader: writer, rootCause: '报表语句未走只读连接，且无超时。',
      symptomKey: '活动会话接近上限，等待事件以报表语句为主。', workaround: '回收空闲会话，暂停大报表。',
    }),
  },
  {
    key: 'change', form: 'change', when: 0.58, clock: '11:00', by: 'manager', steps: ['submit', 'sign'],
    data: ({ at, ref, writer }) => ({
      reasonFor: ref('problem'), title: '扩大连接池并分离报表连接', kind: 'normal', category: 'parameter', items: ref('middleware', 'database'), reason: '消除连接池耗尽的根因。', what: 'JDBC 连接池上限 120 → 240；新增只读数据源。', risk: 'medium', riskWords: '重启中间件，中断约 5 分钟。',
      plan: rows({ step: '备份中间件配置', who: '张伟', minutes: 10 }, { step: '修改数据源并重启', who: '张伟', minutes: 15 }, { step: '人工验证三项业务', who: '周凯', minutes: 20 }), backOut: '恢复备份的配置并重启。', verify: '审核页面 3 秒内打开，报表可用。',
      plannedFrom: at('19:00', 1), plannedTo: at('20:00', 1), downtime: 5, applicant: writer,
    }),
  },
  {
    form: 'change-result', when: 0.64, clock: '09:20', by: 'engineer', steps: filed,
    data: ({ at, ref, writer }) => ({
      change: ref('change'), items: ref('middleware', 'database'), startedAt: at('19:02', -1), finishedAt: at('19:41', -1), result: 'success', done: '按计划修改连接池与只读数据源，重启一次，中断 4 分钟。', verified: '审核、查询、报表三项业务验证通过。', before: '连接池上限 120', after: '连接池上限 240', doneBy: writer, checkedBy: '周凯',
    }),
  },
  {
    form: 'change', when: 0.95, clock: '15:10', by: 'manager', steps: ['submit'],
    data: ({ at, ref, writer }) => ({
      title: '核心交换机固件升级', kind: 'normal', category: 'network', items: ref('switch'), reason: '修复已公布的安全漏洞。', what: '固件升级到 V200R022。', risk: 'high', riskWords: '全网中断约 15 分钟，失败须现场回退。', plan: rows({ step: '备份配置', who: '张伟', minutes: 10 }, { step: '升级主用引擎', who: '张伟', minutes: 30 }), backOut: '切换到备用引擎旧固件。',
      verify: '核心链路与三项业务人工验证。', plannedFrom: at('20:00', 6), plannedTo: at('22:00', 6), downtime: 15, applicant: writer,
    }),
  },
  {
    key: 'release', form: 'release', when: 0.72, clock: '16:00', by: 'manager', steps: ['submit', 'sign'],
    data: ({ at, ref, writer }) => ({
      name: '申报系统报表只读化', version: 'V3.4.2', kind: 'upgrade', changes: ref('change'), items: ref('application'), contents: '统计报表改走只读连接；导出名册为 UTF-8 带签名。', newFeatures: 'no', tested: '测试环境回归 62 项全部通过。', plan: rows({ step: '发布应用包', who: '张伟', minutes: 20 }, { step: '冒烟验证', who: '周凯', minutes: 20 }), backOut: '回退到 V3.4.1 应用包。',
      plannedFrom: at('19:00', 1), plannedTo: at('20:00', 1), emergency: 'no', applicant: writer,
    }),
  },
  {
    form: 'release-result', when: 0.78, clock: '09:30', by: 'engineer', steps: filed,
    data: ({ at, ref, writer }) => ({ release: ref('release'), items: ref('application'), version: 'V3.4.2', startedAt: at('19:00', -1), finishedAt: at('19:36', -1), result: 'success', done: '应用包发布完成，服务重启一次。', verified: '六个窗口与互联网端验证通过。', doneBy: writer }),
  },
  {
    form: 'incident', when: 0.99, clock: '09:10', by: 'engineer', steps: ['respond'],
    data: ({ at, ref, writer }) => ({ kind: 'functional', side: 'private', foundAt: at('08:52'), reportedAt: at('09:00'), people: 0, reporter: '周文博', phone: '010-5560-2108', leader: writer, items: ref('application'), symptom: '积分试算页面个别年限显示为空。', timeline: rows({ at: at('08:52'), what: '例行验证时发现，尚无申请人受影响', who: writer }) }),
  },
];
