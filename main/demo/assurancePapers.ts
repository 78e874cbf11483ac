import { createHash } from 'node:crypto';
import { rows, type DemoPaper } from './papers.ts';

const filed = ['submit', 'sign', 'archive'];
const inForce = ['submit', 'sign'];
const signedIn = ['submit', 'sign', 'finish', 'archive'];

const backupRun = (when: number, kind: 'full' | 'incremental' | 'system', size: number, key?: string): DemoPaper => ({
  ...(key === undefined ? {} : { key }), form: 'backup', when, clock: '08:36', by: 'engineer', steps: ['finish'],
  data: ({ at, day, ref, today, writer }) => ({
    target: kind === 'system' ? '应用与数据库服务器系统文件' : '积分落户业务库与应用', kind, contents: kind === 'system' ? ['system', 'configuration'] : kind === 'full' ? ['application', 'logs', 'database'] : ['logs', 'database'],
    method: kind === 'incremental' ? '数据库增量备份作业 INC-02' : '全量备份作业 FULL-01', medium: ref(kind === 'incremental' ? 'array' : 'tape'), path: `/backup/${kind}/${day(0).replaceAll('-', '')}`,
    startedAt: at('01:00'), finishedAt: at(kind === 'full' ? '04:20' : '01:25'), size: Math.round(size * 100) / 100, checksum: createHash('sha256').update(`${kind} ${today}`).digest('hex'), keptUntil: day(kind === 'full' ? 90 : 30), result: 'success', verified: kind === 'full' ? 'checked' : 'listed', operator: writer,
  }),
});

/** Backups and drills, plans and rosters, training and assessment of the demo month (R13, R16, R17, R22, R23, R31, R36, R41). */
export const assurancePapers: readonly DemoPaper[] = [
  {
    key: 'risks', form: 'risk-assessment', when: 0, clock: '17:40', by: 'manager', steps: filed,
    data: ({ day, writer }) => ({
      title: '积分落户系统年度风险评估', assessedAt: day(0), nextAt: day(182), scope: '专网端与互联网端应用、数据库、网络与机房环境。', method: '资产识别、威胁分析与现场访谈。',
      risks: rows(
        { threat: '申报高峰数据库连接耗尽', likelihood: 'medium', impact: 'high', level: 'treat', measure: '高峰前扩容连接池，安排现场值守', who: '张伟' },
        { threat: '备份介质写满导致备份失败', likelihood: 'medium', impact: 'medium', level: 'watch', measure: '剩余容量低于两成时更换介质', who: '周凯' },
        { threat: '短信网关签名到期', likelihood: 'low', impact: 'medium', level: 'watch', measure: '到期前三十日续签，备用签名可切换', who: '孙丽' }),
      conclusion: '总体风险可控，须处置一项，已列入应急预案与变更计划。', residual: '双机房切换须人工确认，切换约二十分钟。', assessor: writer,
    }),
  },
  {
    key: 'plan', form: 'plan-document', when: 0, clock: '17:46', by: 'manager', steps: inForce,
    data: ({ day, ref, writer }) => ({
      title: '积分落户系统应急预案', kind: 'plan', edition: 'V2.1', basis: ref('risks'), scope: '两端服务停止、响应缓慢与功能性错误的处置与上报。', changes: '按本年度风险评估补充连接池耗尽的处置。', validFrom: day(0), reviewBy: day(182), author: writer,
      pages: rows(
        { heading: '组织与职责', page: 3 }, { heading: '互联网端业务服务停止', page: 8, incidentKind: 'internet-down' }, { heading: '专网端业务服务停止', page: 12, incidentKind: 'private-down' },
        { heading: '互联网端响应慢', page: 16, incidentKind: 'internet-slow' }, { heading: '专网端响应慢', page: 19, incidentKind: 'private-slow' }, { heading: '平台功能性错误', page: 23, incidentKind: 'functional' }),
      steps: '一、确认影响的端与人数并通知值班电话；二、保留现场日志；三、按页码执行处置并每三十分钟报告；四、恢复后人工验证三项业务。',
    }),
  },
  {
    key: 'roster', form: 'roster', when: 0, clock: '17:50', by: 'manager', steps: inForce,
    data: ({ day, writer }) => ({
      title: '应急组织名单', kind: 'groups', from: day(0), to: day(365), dutyPhone: '139-0000-0001', author: writer, rules: '值班期间手机二十四小时开机，三十分钟内响应。',
      people: rows(
        { group: 'command', role: 'head', person: '王雪梅', phone: '010-5560-2001' }, { group: 'command', role: 'member', person: '赵敏', phone: '13900000001' }, { group: 'business', role: 'head', person: '李建国', phone: '010-5560-2002' },
        { group: 'working', role: 'head', person: '张伟', phone: '13900000002' }, { group: 'working', role: 'member', person: '周凯', phone: '13900000003' }),
    }),
  },
  {
    key: 'yearPlan', form: 'training-plan', when: 0, clock: '17:54', by: 'manager', steps: filed,
    data: ({ day, writer }) => ({
      title: '本服务年度培训计划', from: day(-5), to: day(359), goal: '业务科室能独立完成申报审核与查询，信息中心能完成日常监控。', audience: '审核科室、服务大厅与信息中心人员',
      sessions: rows(
        { by: day(8), topic: '新版审核界面操作', lecturer: '张伟', place: '5 层培训室', hours: 2, people: 20 }, { by: day(40), topic: '统计查询与报表', lecturer: '周凯', place: '5 层培训室', hours: 2, people: 12 },
        { by: day(90), topic: '保密与信息安全', lecturer: '孙丽', place: '6 层会议室', hours: 1.5, people: 30 }),
      method: '上机操作与问卷。', material: '操作手册、录屏。', author: writer,
    }),
  },
  {
    key: 'secrecy', form: 'acknowledgement', when: 0, clock: '17:58', by: 'manager', steps: signedIn,
    data: ({ day, writer }) => ({
      title: '运维人员保密承诺书', kind: 'secrecy', edition: 'V1.2', validFrom: day(0), readers: '项目组全体人员', issuer: writer,
      body: '本人承诺：对在运维工作中接触的业务数据、配置参数、账号口令与文档严格保密；不擅自复制、外发、拍摄；离场时返还全部资料；本承诺在合同终止后继续有效。',
    }),
  },
  ...([['tape', 'TP-2026-07', 'tape', 12_000, '3 层机房 B 柜', '异地库房每周轮换'], ['array', 'ARR-02', 'disk', 48_000, '3 层机房 A 柜', '循环覆盖三十日']] as const).map(([key, label, kind, capacity, place, reuse], i): DemoPaper => ({
    key, form: 'backup-medium', when: 0.04, clock: `08:3${i}`, by: 'engineer',
    data: ({ day, writer }) => ({ label, kind, capacity, place, reuse, encrypted: 'yes', offsite: i === 0 ? 'yes' : 'no', keeper: writer, inUseSince: day(-40), contents: i === 0 ? '每周全量与系统文件' : '每日增量' }),
  })),
  ...[0.06, 0.3, 0.55, 0.8].flatMap((when, i) => [backupRun(when, 'full', 812.4 + i * 3.6, `full${i}`), backupRun(when + 0.01, 'system', 96.2 + i)]),
  ...[0.12, 0.36, 0.6, 0.7, 0.75, 0.86, 0.91, 0.96].map((when, i) => backupRun(when, 'incremental', 23.1 + i * 0.8)),
  {
    key: 'failedBackup', form: 'backup', when: 0.4, clock: '08:40', by: 'engineer', steps: ['fail'],
    data: ({ at, ref, writer }) => ({
      target: '积分落户业务库', kind: 'incremental', contents: ['database'], medium: ref('array'), startedAt: at('01:00'), finishedAt: at('01:06'), result: 'failed', failure: '归档目录写满，作业中断。',
      handling: '转移三天前归档，上午补做增量备份成功。', operator: writer,
    }),
  },
  {
    form: 'restore-drill', when: 0.45, clock: '15:40', by: 'engineer', steps: filed,
    data: ({ at, ref, writer }) => ({
      target: '积分落户业务库', backup: ref('full1'), medium: ref('tape'), purpose: '验证最近一次全量备份可在两小时内恢复。', environment: '测试区 db-test / 10.10.9.21，与生产隔离', dataUntil: at('04:20', -2), targetMinutes: 120,
      startedAt: at('13:30'), finishedAt: at('15:05'), steps: rows({ step: '从磁带读回全量备份', who: writer, result: 'ok' }, { step: '恢复数据库并应用增量', who: writer, result: 'ok' }, { step: '启动应用连接测试库', who: '周凯', result: 'ok' }),
      checks: rows({ what: '申报表记录数', expected: '1 286 431', found: '1 286 431' }, { what: '最近一笔受理时间', expected: '前日 17:28', found: '前日 17:28' }), result: 'success', cleaned: '测试库已删除，磁带归位。', leader: writer,
    }),
  },
  {
    form: 'drill', when: 0.5, clock: '17:20', by: 'engineer', steps: signedIn,
    data: ({ at, ref, writer, day }) => ({
      title: '互联网端服务停止应急演练', kind: 'function', plan: ref('plan'), incidentKind: 'internet-down', scenario: '互联网端负载均衡故障，公众无法提交申报。', place: '3 层机房与 6 层会议室', commander: '王雪梅', startedAt: at('15:00'), finishedAt: at('16:20'),
      course: rows({ at: at('15:00'), what: '监控告警，值班员确认并上报', who: '张伟', result: 'ok' }, { at: at('15:12'), what: '切换备用负载均衡', who: '周凯', result: 'late' }, { at: at('15:48'), what: '人工验证申报、查询、预约三项', who: '陈思远', result: 'ok' }),
      reached: '名单五人均在十分钟内接通。', verdict: 'fair', findings: '切换脚本口令过期，延误六分钟。', measures: rows({ what: '应急口令纳入每月核对', who: '周凯', by: day(20) }), recorder: writer,
    }),
  },
  {
    form: 'training', when: 0.35, clock: '17:10', by: 'engineer', steps: signedIn,
    data: ({ at, ref, writer }) => ({
      title: '新版审核界面操作培训', kind: 'planned', plan: ref('yearPlan'), startedAt: at('14:30'), finishedAt: at('16:30'), place: '5 层培训室', lecturer: writer, audience: '审核一科、审核二科、服务大厅', contents: '审核流程、退回补正、批量导出与常见问题。', material: '操作手册 V3.0',
      assessment: 'practice', marks: rows({ person: '陈思远', department: '积分落户服务中心', mark: 96, passed: 'yes' }, { person: '刘晓㛃', department: '审核一科', mark: 91, passed: 'yes' }, { person: '欧阳志强', department: '审核二科', mark: 88, passed: 'yes' }), feedback: '建议补充批量操作的录屏。',
    }),
  },
  {
    form: 'training', when: 0.97, clock: '17:00', by: 'engineer',
    data: ({ at, writer }) => ({ title: '统计查询与报表', kind: 'planned', startedAt: at('15:00'), place: '5 层培训室', lecturer: writer, audience: '统计科', contents: '常用统计口径与导出。' }),
  },
  ...[2, 1].map((months, i): DemoPaper => ({
    key: `mark${i}`, form: 'assessment', when: 0.2 + i * 0.01, clock: `17:4${i}`, by: 'manager', steps: filed,
    data: ({ month, day }) => ({
      title: `${Number(month(months).slice(5, 7))} 月服务质量考核`, month: month(months), scoring: 'not-agreed', basis: '巡检表、服务单、满意度测评与现场检查', assessor: '李建国', assessedAt: day(0), total: 96 - i * 3, result: 'pass',
      marks: rows({ item: '响应与处理及时', weight: 30, mark: 29 - i }, { item: '巡检按时完整', weight: 30, mark: 30 - i, ...(i ? { why: '一次下午巡检迟于十五时' } : {}) }, { item: '文档与签字', weight: 20, mark: 18 }, { item: '客户满意度', weight: 20, mark: 19 - i }),
    }),
  })),
  {
    form: 'key-period', when: 0.98, clock: '16:10', by: 'engineer',
    data: ({ day, writer }) => ({ name: '年度积分申报高峰保障', from: day(12), to: day(18), reason: '申报集中受理，日访问量约为平日五倍。', plan: '七乘二十四小时监控，工作时段现场两人值守，每日三次人工验证。', forecast: 68_000, leader: writer, phone: '139-0000-0002' }),
  },
];
