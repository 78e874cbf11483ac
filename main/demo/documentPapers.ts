import { rows, type DemoPaper } from './papers.ts';

const filed = ['submit', 'sign', 'archive'];

const cards: readonly (readonly [title: string, kind: string, more: Readonly<Record<string, string>>, steps: readonly string[]])[] = [
  ['运维管理制度汇编', 'rule', {}, ['submit', 'archive']],
  ['故障紧急处理措施手册', 'handbook', {}, ['submit', 'archive']],
  ['配置管理过程文档', 'quality', { quality: 'configuration' }, ['submit', 'archive']],
  ['审核模块系统测试用例', 'test', { test: 'cases', stage: 'system' }, ['submit', 'archive']],
  ['上季度服务报告', 'report', {}, ['submit']],
  ['审核模块测试结果分析报告', 'test', { test: 'analysis', stage: 'system' }, []],
];

/** Reports, registered documents, contacts and money of the demo month (R12, R27-R29, R32-R35, R39). */
export const documentPapers: readonly DemoPaper[] = [
  {
    form: 'contact-book', when: 0, clock: '18:02', by: 'manager', steps: ['submit', 'sign'],
    data: ({ day, writer }) => ({
      title: '项目通讯录', validFrom: day(0), clientAddress: '某市政务服务大厦 6 层 信息中心', contractorAddress: '某市软件园 3 号楼 1205', author: writer,
      entries: rows(
        { party: 'client', name: '李建国', post: '运维主管', phone: '010-5560-2002', fax: '010-5560-2099', email: 'lijianguo@client.example.cn' }, { party: 'client', name: '王雪梅', post: '信息中心副主任', phone: '010-5560-2001', email: 'wangxuemei@client.example.cn' },
        { party: 'contractor', name: '赵敏', post: '项目经理', phone: '13900000001', email: 'zhaomin@vendor.example.cn' }, { party: 'contractor', name: '张伟', post: '应用软件工程师', phone: '13900000002', email: 'zhangwei@vendor.example.cn' },
        { party: 'supervision', name: '何志远', post: '监理工程师', phone: '13900000021', email: 'hezhiyuan@supervision.example.cn' }),
    }),
  },
  {
    form: 'payment', when: 0, clock: '18:06', by: 'manager', steps: ['claim', 'pay'],
    data: ({ at, day, writer }) => ({ subject: '履约保证金（合同价百分之十）', kind: 'bond', payer: 'contractor', amount: '103900.00', signedAt: day(-20), paidAt: at('10:20', -6), received: '103900.00', voucher: 'BH-2021-0927', handler: writer }),
  },
  {
    form: 'payment', when: 0, clock: '18:08', by: 'manager', steps: ['claim'],
    data: ({ at, writer }) => ({ subject: '年度运维服务费', kind: 'fee', payer: 'client', amount: '1039000.00', invoiceNo: '24118007', invoiceAt: at('11:30', -1), account: '某银行软件园支行', handler: writer }),
  },
  ...cards.map(([title, kind, more, steps], i): DemoPaper => ({
    key: `card${i}`, form: 'document', when: 0.1 + i * 0.15, clock: '16:20', by: 'engineer', steps,
    data: ({ at, writer }) => ({
      title, kind, ...more, edition: `V1.${i}`, secrecy: 'both', author: writer, eventAt: at('09:10'), fileNo: `JFLH-WD-${String(i + 1).padStart(3, '0')}`,
      ...(steps.length > 0 ? { submittedTo: '信息中心', signedBy: '李建国', place: '6 层档案柜 2 号', holder: writer, holders: rows({ copy: '1', holder: '信息中心' }, { copy: '2', holder: '运维项目组' }, { copy: '3', holder: '监理单位' }) } : {}),
    }),
  })),
  {
    form: 'routine-report', when: 0.2, clock: '17:46', by: 'manager', steps: filed,
    data: ({ month, day, writer }) => ({
      title: '月度例行检查报告', from: month(1), to: day(-1), scope: '主机、数据库、应用系统与备份。', done: 66, made: 66,
      findings: rows(
        { at: day(-6), object: 'app-02 内存', finding: '持续升高至 92%', measure: '夜间重启并排查泄漏', state: 'solved' }, { at: day(-4), object: '归档目录', finding: '剩余空间不足一成', measure: '转移历史归档', state: 'solved' },
        { at: day(-2), object: '数据库表空间', finding: '使用率 84%', measure: '申请扩容', state: 'watched' }),
      hidden: 'yes', danger: '表空间按现有增速约三周后写满。', conclusion: '系统运行平稳，一项隐患已转问题单跟踪。', advice: '尽快批复扩容。', author: writer,
    }),
  },
  {
    key: 'sendOut', form: 'release-approval', when: 0.2, clock: '17:52', by: 'manager', steps: ['submit', 'sign'],
    data: ({ at, day, ref, writer }) => ({
      what: '近三个月应用错误日志（脱敏），供厂商排查内存泄漏。', material: ref('card1'), kind: 'log', personal: 'masked', protection: '去除姓名与证件号，压缩包加密。', receiver: '郑工', organisation: '中间件厂商技术支持部', phone: '010-5550-0088', method: 'usb',
      purpose: '定位节点 2 内存泄漏。', plannedAt: at('10:00', 1), returns: 'yes', returnBy: day(20), applicant: writer,
    }),
  },
  {
    form: 'destruction', when: 0.62, clock: '17:44', by: 'manager', steps: ['submit', 'sign'],
    data: ({ at, day, ref, writer }) => ({
      materials: '外发的脱敏错误日志及厂商侧副本', requestedAt: at('09:30', -1), requestedBy: '李建国', approvals: ref('sendOut'),
      list: rows({ what: '加密U盘 1 只', count: 1, way: 'returned', how: '当面交回', at: day(0), who: '周凯' }, { what: '厂商分析机副本', count: 1, way: 'destroyed', how: '覆写三次并出具说明', at: day(0), who: '郑工' }),
      kept: 'none', finishedAt: at('16:30'), handler: writer,
    }),
  },
  {
    form: 'extra-cost', when: 0.62, clock: '17:50', by: 'manager', steps: filed,
    data: ({ day, writer }) => ({
      subject: '更换阵列硬盘', kind: 'part', arisenAt: day(0), reason: '5 号盘预警，超出保修期，经甲方同意采购更换。', items: rows({ what: '企业级硬盘 4TB', count: 2, unit: '块', price: '1280.00', sum: '2560.00' }, { what: '运费', count: 1, unit: '次', price: '60.00', sum: '60.00' }),
      amount: '2620.00', payer: 'client', applicant: writer,
    }),
  },
  {
    form: 'bank-account-change', when: 0.62, clock: '17:56', by: 'manager', steps: ['submit', 'sign'],
    data: ({ day, writer }) => ({ party: 'contractor', holder: '某运维服务有限公司', oldBank: '某银行城南支行', oldAccount: '0200 0000 1111 2222', newBank: '某银行软件园支行', newAccount: '0200 0000 3333 4444', changedAt: day(-2), reason: '公司迁址，基本户变更。', affects: '年度运维服务费', author: writer }),
  },
];
