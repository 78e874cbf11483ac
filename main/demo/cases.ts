/** What happened at the client's in the demo month. Times, people and hosts are added by the plan (month.ts). */
export type Case = {
  readonly type: 'support' | 'fault' | 'routine' | 'emergency' | 'training' | 'change' | 'data';
  readonly urgency?: 'urgent' | 'critical';
  readonly system: string;
  readonly side?: 'private' | 'internet' | 'both';
  readonly request: string;
  readonly diagnosis?: string;
  readonly work: string;
  readonly changed?: string;
  readonly tools?: string;
  readonly dataTouched: 'no' | 'read' | 'changed' | 'taken';
  readonly result?: 'workaround' | 'open';
  readonly leftover?: string;
  readonly advice?: string;
  readonly affected?: number;
  /** file that goes with it: a monitor's curve or a piece of log */
  readonly file?: 'curve' | 'log';
};

export const cases: readonly Case[] = [
  {
    type: 'support', system: '申报模块', side: 'internet', request: '申请人反映上传居住证明后页面一直显示“处理中”，刷新后材料丢失。',
    diagnosis: '查看应用日志，上传线程池 20 个线程全部被大文件占用；抽查 3 个失败请求，均为手机拍摄的 12 MB 以上图片。',
    work: '1. 在测试环境复现；2. 将上传线程池调整为 40，单文件超时改为 120 秒；3. 重启申报模块节点 2，逐台验证；4. 请窗口人员重新上传 2 份材料，均成功。',
    changed: 'upload.pool.size 20→40，upload.timeout 60→120', dataTouched: 'read', affected: 37, advice: '建议在申报页提示图片不超过 5 MB。', file: 'log',
  },
  {
    type: 'fault', urgency: 'critical', system: '中间件', side: 'internet', request: '互联网端首页打不开，热线连续接到申请人来电。',
    diagnosis: '负载均衡健康检查显示应用节点 1、节点 3 均离线；节点 1 中间件进程存在但不响应，线程转储显示 400 个线程等待数据库连接，连接池耗尽。数据库侧有一条统计语句执行 43 分钟未结束。',
    work: '1. 09:12 到场，确认故障范围并报运维主管；2. 终止数据库中长时间统计语句；3. 依次重启节点 1、节点 3 中间件；4. 09:41 首页恢复，人工验证登录、申报、查询均正常；5. 观察 60 分钟，连接数回落至 80 左右。',
    changed: '连接池最大等待时间 0（不限）→10 秒', tools: '线程转储、慢查询日志', dataTouched: 'read', affected: 260, leftover: '统计语句由报表模块发起，拟改为夜间执行。', advice: '重点业务期间禁止白天执行全表统计。', file: 'curve',
  },
  {
    type: 'fault', urgency: 'urgent', system: '审核模块', side: 'private', request: '审核人员提交审核意见时报“数据已被修改”，无法进入下一步。',
    diagnosis: '两名审核员同时打开同一申请；乐观锁版本号已增加，页面未提示谁在办理。', work: '1. 与业务处确认由初审科办理；2. 将申请退回待初审状态；3. 重新提交成功，核对流转记录完整。',
    dataTouched: 'changed', affected: 2, advice: '建议页面显示“正在由某某办理”。',
  },
  {
    type: 'data', urgency: 'urgent', system: '数据库', side: 'private', request: '应急统计：需要本年度按区、按分值段的申报人数，当天下班前提供，书面申请已由副主任签字。',
    work: '1. 核对书面申请与批准人；2. 在只读库编写查询，两人复核口径；3. 导出汇总表（不含个人信息），刻录光盘一张，由申请人签收。', tools: '只读库、一次性光盘', dataTouched: 'taken', advice: '该口径今后可固化为报表。',
  },
  {
    type: 'routine', system: '操作系统', side: 'both', request: '例行检查：应用服务器 6 台系统日志、磁盘、账号核查。',
    work: '逐台检查系统运行日志、安全日志；清理 /var/log 归档 14 GB；核对账号，停用 1 个离岗人员账号；核查时间同步，偏差均小于 30 毫秒。', dataTouched: 'no', changed: '停用账号 zhangw', file: 'log',
  },
  {
    type: 'change', system: '公示模块', side: 'internet', request: '公示名单页面需要增加按申报编号查询，需求单已批准，今日 18:00 后发布。',
    work: '1. 备份公示模块程序与配置；2. 停节点 2，部署 3.8.2，冒烟测试通过后切换；3. 节点 1、3 依次升级；4. 用 5 个申报编号验证查询结果与数据库一致；5. 观察 30 分钟，无错误日志。',
    changed: '公示模块 3.8.1→3.8.2；回退包保存在 /opt/backup', tools: '发布包（校验值已核对）', dataTouched: 'no',
  },
  {
    type: 'support', system: '登录与认证', side: 'internet', request: '多名申请人反映收不到短信验证码。', diagnosis: '短信网关返回“签名审核中”，运营商侧签名到期。',
    work: '联系短信服务商加急续签；临时启用备用签名；抽测三家运营商共 9 个号码，均在 10 秒内收到。', result: 'workaround', leftover: '正式签名预计两个工作日内审核通过，到时切回。', dataTouched: 'no', affected: 118,
  },
  {
    type: 'support', system: '分值计算', side: 'private', request: '审核科反映一名申请人的社保缴纳年限积分与人工计算相差 3 分。', diagnosis: '该申请人 2019 年有两个月重复缴纳，系统去重后按一个月计，人工按两个月计。',
    work: '调取缴纳明细逐月核对，与政策口径第十二条一致；向审核科书面说明，无需修改系统。', dataTouched: 'read', affected: 1,
  },
  {
    type: 'training', system: '审核模块', side: 'private', request: '新到岗审核人员 4 名，需要操作培训。', work: '在 2 层会议室培训两小时：登录与口令、初审、退回补正、查询统计；现场练习各办理 2 件；签到表与考核表已归档。', dataTouched: 'no', tools: '培训教材 V2.3',
  },
  {
    type: 'fault', urgency: 'urgent', system: '数据库', side: 'private', request: '监控告警：业务数据库归档日志空间使用率 91%。', diagnosis: '昨夜全量备份失败，归档日志未清理；备份失败原因为备份介质写满。',
    work: '1. 将三天前的归档日志转移至备用存储（校验值一致）；2. 更换备份介质，手工执行增量备份成功；3. 归档空间降至 38%；4. 调整备份告警为失败即短信通知。', changed: '备份告警策略', dataTouched: 'no', advice: '建议采购备份介质 4 块。', file: 'curve',
  },
  {
    type: 'support', system: '打印服务', side: 'private', request: '服务大厅 3 号窗口打印受理回执时右侧文字被截断。', diagnosis: '驱动更新后默认纸张变为 Letter。', work: '将窗口电脑默认纸张改回 A4，重新设置页边距；3 号、5 号窗口各打印 3 份，版式正常。', dataTouched: 'no', changed: '3 号窗口打印机默认纸张',
  },
  {
    type: 'emergency', urgency: 'critical', system: '网络', side: 'private', request: '专网端全部窗口无法办理业务，提示“无法连接服务器”。', diagnosis: '核心交换机至应用区的光模块收光功率为 -24 dBm，链路中断；备用链路未自动切换。',
    work: '1. 14:05 通知应急小组，启动专项预案第 4 节；2. 手工切换到备用链路，14:22 业务恢复；3. 更换光模块，主链路收光恢复为 -6 dBm；4. 逐窗口人工验证；5. 请网络科核查自动切换策略。',
    changed: '更换光模块 1 只', tools: '备用光模块、光功率计', dataTouched: 'no', affected: 83, result: 'workaround', leftover: '自动切换策略由网络科本周内核查，届时联合演练一次。', file: 'curve',
  },
  {
    type: 'support', system: '消息通知', side: 'internet', request: '申请人称未收到“补正材料”通知，已过补正期限。', diagnosis: '通知记录显示已发送，手机号与申请表一致，运营商回执为“用户关机”。', work: '导出该条通知的发送记录与回执供审核科研判；建议审核科按规定电话联系申请人。', dataTouched: 'read', affected: 1,
  },
  {
    type: 'change', system: '操作系统', side: 'both', request: '安全通报：需为应用服务器安装安全更新并重启。', work: '1. 逐台摘除流量、快照、安装更新、重启、验证、接入流量；2. 6 台全部完成，业务未中断；3. 漏洞复扫通过。', changed: '安装安全更新 17 项（清单见附件）', dataTouched: 'no', tools: '离线更新包', file: 'log',
  },
  {
    type: 'data', system: '数据库', side: 'private', request: '信访件核查：查询某申请人三次申报的审核流转记录。', work: '凭书面申请在只读库查询，打印流转记录 3 页交信访科签收；查询过程有监理在场。', dataTouched: 'read',
  },
  {
    type: 'support', system: '公示模块', side: 'internet', request: '公示页面个别姓名显示为方框，涉及生僻字。', diagnosis: '库中存的是正确的扩展区字符，页面字体不含该字。', work: '在公示模块字体列表加入生僻字字体，清理浏览器缓存后核对 11 个姓名显示正确；同步核对了打印件。', changed: '公示模块静态资源', dataTouched: 'read', affected: 11, advice: '受理环节建议使用含扩展区汉字的输入法。',
  },
  {
    type: 'fault', urgency: 'urgent', system: '申报模块', side: 'internet', request: '申报高峰期页面响应慢，提交一次约需 15 秒。', diagnosis: '应用节点 CPU 平均 88%，垃圾回收频繁；缓存命中率由 96% 降到 41%，缓存服务内存达到上限后大量淘汰。',
    work: '1. 缓存服务内存由 4 GB 调整为 8 GB 并重启从节点后切换；2. 命中率半小时后恢复到 95%；3. 提交响应时间恢复到 1.2 秒；4. 高峰期间驻场观察至 18:30。', changed: 'cache.maxmemory 4g→8g', dataTouched: 'no', affected: 640, file: 'curve',
  },
  {
    type: 'support', system: '外部接口', side: 'private', request: '公安户籍核验接口返回超时，初审无法继续。', diagnosis: '对方接口机房割接，通知未送达我方。', work: '与对方值班人员联系确认割接时间；将核验改为排队重试；17:10 接口恢复，积压的 46 条核验全部完成。', dataTouched: 'no', affected: 46, advice: '建议与接口单位建立割接通知机制。',
  },
  {
    type: 'routine', system: '备份系统', side: 'private', request: '每周全量备份核查与恢复抽查。', work: '核对本周全量备份与六次增量备份记录，校验值全部一致；抽取审核附件 20 份恢复到隔离环境，打开正常；更换并登记介质 BK-0417。', dataTouched: 'read', tools: '备份介质 BK-0417',
  },
  {
    type: 'support', system: '用户与权限', side: 'private', request: '两名工作人员岗位调整，需要调整系统权限。', work: '凭人事科书面通知调整角色：一人由初审改为复审，一人停用；由本人登录验证菜单；变更登记表双方签字。', changed: '用户角色 2 项', dataTouched: 'changed',
  },
  {
    type: 'support', system: '报表统计', side: 'private', request: '月报导出的表格金额列显示为文本，无法求和。', diagnosis: '导出模板列格式缺失。', work: '修正导出模板，重新导出本月与上月月报各一份，求和结果与系统一致。', changed: '月报模板 v5', dataTouched: 'read',
  },
  {
    type: 'fault', system: '登录与认证', side: 'private', request: '早上部分窗口登录后立即退出。', diagnosis: '两台窗口电脑时间比服务器慢 7 分钟，令牌被判为已过期。', work: '校正两台电脑时间并设置与专网时间服务器同步；重新登录正常；顺带检查其余 14 台，偏差均小于 1 秒。', changed: '窗口电脑时间同步设置', dataTouched: 'no', affected: 2,
  },
  {
    type: 'support', system: '材料档案', side: 'private', request: '档案查询页面翻到第 50 页以后报错。', diagnosis: '分页查询深翻页超过中间件结果窗口上限 10000。', work: '临时将上限调整为 30000；与业务处商定默认按年度查询；记录为缺陷，排入下次发布。', result: 'workaround', leftover: '下次发布改为游标分页。', changed: '结果窗口上限', dataTouched: 'no', affected: 5,
  },
  {
    type: 'support', urgency: 'urgent', system: '申报模块', side: 'internet',
    request: '一名申请人带幼儿来大厅，反映网上申报到“随迁子女”一步时，页面提示“身份信息校验不通过”，换了三台手机均如此；同一时段热线另有两名申请人反映相同情况，要求当天解决，以免错过申报期。窗口已先行登记纸质材料，并承诺系统恢复后代为补录。',
    diagnosis: '三名子女姓名中均含扩展区汉字。页面脚本按“编码单元”计算姓名长度，把一个扩展区汉字算成两个字，与公安返回的字数不符，于是判为不一致；服务器端校验正常。核对近一月日志，另有 4 名申请人因同样原因中途放弃。',
    work: '1. 与业务处、监理共同确认原因，决定按紧急变更处理；\n2. 修改页面脚本，按字符而不是编码单元计数，在测试环境用 12 个含扩展区汉字的姓名验证；\n3. 13:40 经运维主管批准后发布，三台节点依次更新；\n4. 三名申请人现场与电话各自重新申报成功；\n5. 电话联系另外 4 名申请人，均已完成申报；\n6. 检查打印件与公示页面，姓名显示正确；\n7. 补录窗口登记的纸质材料 1 份，与纸质核对无误。',
    changed: '申报模块页面脚本 4.2.6→4.2.7（紧急变更单 JB-07）', tools: '测试姓名清单', dataTouched: 'changed', affected: 7, advice: '建议把含生僻字、少数民族姓名、单字姓名列入每次发布的固定测试用例。', file: 'log',
  },
];

/** Departments with the people who call, rare characters as they come. */
export const callers: readonly { readonly department: string; readonly contact: string; readonly phone: string; readonly place: string }[] = [
  { department: '积分落户服务中心', contact: '陈思远', phone: '010-5560-2101', place: '政务服务大厦 5 层 508' },
  { department: '审核一科', contact: '刘晓㛃', phone: '010-5560-2117', place: '政务服务大厦 5 层 512' },
  { department: '审核二科', contact: '欧阳志强', phone: '010-5560-2122', place: '政务服务大厦 5 层 515' },
  { department: '信息中心', contact: '马腾', phone: '138-0000-4412', place: '3 层机房' },
  { department: '服务大厅', contact: '王𬱖', phone: '010-5560-2203', place: '1 层大厅 3 号窗口' },
  { department: '信访科', contact: '何秀兰', phone: '010-5560-2140', place: '政务服务大厦 4 层 403' },
  { department: '统计科', contact: '周文博', phone: '010-5560-2135', place: '政务服务大厦 4 层 411' },
  { department: '办公室', contact: '林小满', phone: '139-0000-7788', place: '政务服务大厦 6 层 602' },
];

export const hosts = ['app-01 / 10.10.4.11', 'app-02 / 10.10.4.12', 'app-03 / 10.10.4.13', 'db-01 / 10.10.8.21', 'db-02 / 10.10.8.22', 'cache-01 / 10.10.5.31'] as const;

/** Who signs for the client. */
export const supervisors = [
  { name: '李建国', post: '运维主管' },
  { name: '李建国', post: '运维主管' },
  { name: '李建国', post: '运维主管' },
  { name: '王雪梅', post: '信息中心副主任' },
] as const;

export const comments = [
  '', '', '', '响应很及时，问题讲得清楚。', '处理得当，谢谢。', '工程师耐心，建议平时多做培训。', '', '到场快，验证仔细。', '希望能把这类问题一次性解决。', '',
] as const;
export const poorComments = ['同样的问题本月第二次出现，希望找到根本原因。', '到场比约定晚了四十分钟，没有提前来电。'] as const;
export const declineReasons = ['当时在开会，不便填写', '已口头反馈', ''] as const;
