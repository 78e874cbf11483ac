import { text } from '../text/text.ts';
import type { DocumentTemplate } from './template.ts';

const part = (zh: string, en: string, zhContent: string, enContent: string) => ({ title: text(zh, en), content: text(zhContent, enContent) });

/** The eight process documents of quality assurance (R29), by the choice of the registered document. */
export const qualityTemplates: readonly DocumentTemplate[] = [
  {
    id: 'proposal', kind: 'quality', title: text('方案和合同', 'Proposal and contract'), purpose: text('规定运维方案的形成、评审与合同的订立、变更、交底，保证承诺的服务可以实现、可以核对。', 'How a proposal is made and reviewed and a contract concluded, changed and handed to those who carry it out, so that what is promised can be done and checked.'),
    chapters: [
      part('需求与服务范围', 'Needs and scope', '列明服务对象、系统清单、服务时间、地点与不包含的内容。', 'Whom and which systems are served, when, where, and what is not included.'),
      part('方案编制与评审', 'Proposal and its review', '写明编制人、评审人、评审方式、意见及处理结果。', 'Who wrote it, who reviewed it and how, the remarks and what became of them.'),
      part('服务级别与费用', 'Service levels and price', '逐项列出可计量的服务级别、计量方法、费用及计划外费用的确认方式。', 'Each measurable level, how it is measured, the price, and how costs outside the plan are agreed.'),
      part('合同变更', 'Changes of the contract', '变更须书面提出，写明内容、理由、影响与双方确认。', 'In writing: what, why, with which effect, confirmed by both sides.'),
      part('合同交底', 'Handing over to the team', '向服务人员说明条款、期限和保密要求，留存签到与记录。', 'Clauses, deadlines and secrecy are explained to the team; attendance is kept.'),
    ],
    checklist: [text('范围、时间、地点与合同正文一致', 'Scope, time and place agree with the contract'), text('每项服务级别都能由记录算出', 'Every level can be reckoned from records'), text('金额大小写一致', 'Amounts in figures and in words agree'), text('未明确事项已列出并经双方确认', 'What is left open is listed and agreed'), text('交底记录齐全', 'The team has been briefed, on record')],
  },
  {
    id: 'estimate', kind: 'quality', title: text('项目估算', 'Estimation'), purpose: text('估算工作量、人员、费用与备件，作为计划和报价的依据，并用实际值校正。', 'Estimates work, people, cost and spares as the base of plan and price, corrected by what really came.'),
    chapters: [
      part('估算范围与假设', 'Scope and assumptions', '列出估算对象、数据来源、假设与不确定因素。', 'What is estimated, from which data, under which assumptions.'),
      part('估算方法', 'Method', '说明采用类比、分解或历史数据的方法及理由。', 'Analogy, decomposition or history, and why.'),
      part('工作量与人员', 'Work and people', '按服务项给出人日、岗位与时间分布。', 'Person-days, posts and their spread, by service.'),
      part('费用与资源', 'Cost and resources', '人工、差旅、备件、工具与环境费用。', 'Labour, travel, spares, tools and environment.'),
      part('偏差与校正', 'Deviation and correction', '每季度比较估算与实际，偏差超过 20% 的说明原因。', 'Compared each quarter; a deviation over 20 % is explained.'),
    ],
    checklist: [text('数据来源可追溯到记录', 'Data can be traced to records'), text('至少两人独立估算', 'Two people estimated independently'), text('风险预留已单列', 'Reserves stand apart'), text('上期偏差已用于校正', 'The last deviation has been used')],
  },
  {
    id: 'project', kind: 'quality', title: text('项目管理', 'Project management'), purpose: text('规定运维项目的组织、计划、沟通、风险与收尾。', 'Organisation, plan, communication, risks and closing of the project.'),
    chapters: [
      part('组织与职责', 'Organisation and duties', '岗位、人员、职责、代理人与联系方式。', 'Posts, people, duties, deputies, contacts.'),
      part('工作计划', 'Plan of work', '年度、季度、月度计划与里程碑。', 'By year, quarter and month, with milestones.'),
      part('沟通与报告', 'Communication and reports', '例会、例行报告、紧急通报的方式与时限。', 'Meetings, reports and urgent notices, with their times.'),
      part('风险管理', 'Risks', '风险清单、等级、措施、负责人与复查日期。', 'List, level, measure, owner and date of review.'),
      part('收尾与移交', 'Closing and hand-over', '成果清单、移交手续与遗留问题。', 'Results, hand-over, what is left open.'),
    ],
    checklist: [text('每项任务有负责人和期限', 'Every task has an owner and a date'), text('计划变更有批准记录', 'Changes of the plan are approved on record'), text('风险清单按季更新', 'The risks are looked over each quarter'), text('会议结论已落实到单据', 'Decisions of meetings have become records')],
  },
  {
    id: 'review', kind: 'quality', title: text('工作产品评审', 'Review of work products'), purpose: text('规定方案、脚本、文档等工作产品在交付前的评审。', 'How plans, scripts and documents are reviewed before they are delivered.'),
    chapters: [
      part('评审对象与时机', 'What and when', '列明须评审的工作产品及评审时点。', 'Which products are reviewed, and when.'),
      part('评审组', 'Reviewers', '主持人、评审人、作者；作者不得自评。', 'Chair, reviewers, author; no author reviews his own.'),
      part('评审过程', 'How it goes', '预审、会议或会签、问题登记、返工与验证。', 'Reading, meeting or circulation, findings, rework, verification.'),
      part('评审结论', 'Outcome', '通过、有条件通过、不通过，及条件的关闭。', 'Passed, passed with conditions, not passed; how conditions are closed.'),
    ],
    checklist: [text('评审材料提前发出', 'Material was sent in advance'), text('每个问题有处理结果', 'Every finding has an outcome'), text('结论由评审人签署', 'Signed by the reviewers'), text('返工已验证', 'Rework was verified')],
  },
  {
    id: 'lifecycle', kind: 'quality', title: text('软件工程生命周期', 'Software life cycle'), purpose: text('规定运维期内软件修改、升级的需求、设计、编码、测试、发布与退役。', 'Requirements, design, code, test, release and retirement of what is changed during operation.'),
    chapters: [
      part('阶段与准入准出', 'Stages, entry and exit', '各阶段的输入、输出、准入与准出条件。', 'Inputs, outputs and conditions of each stage.'),
      part('需求与设计', 'Requirements and design', '需求编号、来源、设计要点与影响分析。', 'Numbers, origin, design and impact.'),
      part('实现与代码管理', 'Code', '编码规范、版本库、走查与合并规则。', 'Rules, repository, inspection and merging.'),
      part('测试', 'Tests', '单元、集成、系统、验收四个阶段的范围与通过标准。', 'Unit, integration, system, acceptance: scope and pass criteria.'),
      part('发布与退役', 'Release and retirement', '发布计划、回退方案、上线确认与旧版本处置。', 'Plan, back-out, confirmation, what becomes of the old version.'),
    ],
    checklist: [text('需求与测试用例逐条对应', 'Requirements and cases match one to one'), text('变更单、发布单已关联', 'Change and release records are linked'), text('回退方案经过演练', 'The back-out was rehearsed'), text('配置项版本已更新', 'Configuration items carry the new version')],
  },
  {
    id: 'assurance', kind: 'quality', title: text('质量保证', 'Quality assurance'), purpose: text('规定质量目标、检查、不符合项的处理与持续改进。', 'Goals, checks, nonconformities and improvement.'),
    chapters: [
      part('质量目标', 'Goals', '可计量的目标、计算方法与数据来源。', 'Measurable, with how and from what they are reckoned.'),
      part('检查计划', 'Plan of checks', '检查对象、频次、抽样与检查人；检查人独立于执行人。', 'What, how often, which sample, by whom; not by who does the work.'),
      part('不符合项', 'Nonconformities', '登记、原因、纠正、预防与验证。', 'On record: cause, correction, prevention, verification.'),
      part('持续改进', 'Improvement', '按季汇总趋势，提出改进项并跟踪。', 'Trends by quarter, improvements followed up.'),
    ],
    checklist: [text('目标与合同一致', 'Goals agree with the contract'), text('检查按计划完成', 'Checks were made as planned'), text('不符合项全部关闭或有期限', 'Nonconformities are closed or dated'), text('满意度意见已分析', 'What customers said was looked into')],
  },
  {
    id: 'configuration', kind: 'quality', title: text('配置管理', 'Configuration management'), purpose: text('规定配置项的识别、基线、变更控制、状态报告与审核。', 'Identification, baselines, control of changes, status and audit of configuration items.'),
    chapters: [
      part('配置项识别', 'Identification', '分类、命名、属性、关系与责任人。', 'Kinds, names, attributes, relations, owners.'),
      part('基线', 'Baselines', '建立时机、内容、批准与保存。', 'When, of what, approved by whom, kept where.'),
      part('变更控制', 'Control of changes', '申请、评估、批准、实施、验证与登记。', 'Request, assessment, approval, work, verification, entry.'),
      part('状态报告', 'Status', '按季报告新增、变更、退役的配置项。', 'Added, changed and retired items each quarter.'),
      part('配置审核', 'Audit', '账实核对的范围、频次与差异处理。', 'Register against reality: scope, frequency, differences.'),
    ],
    checklist: [text('主机、数据库、中间件、应用、网络、介质齐全', 'Hosts, databases, middleware, applications, network and media are all there'), text('每次变更都更新了配置项', 'Every change updated its items'), text('基线比对无未解释差异', 'No difference between baselines is unexplained'), text('口令等敏感信息不在登记册中', 'No passwords stand in the register')],
  },
  {
    id: 'management-review', kind: 'quality', title: text('项目管理评审', 'Management review'), purpose: text('规定管理层对项目状况的定期评审与决定。', 'The regular review of the project by management, and its decisions.'),
    chapters: [
      part('评审输入', 'Input', '季度报告、SLA 执行、满意度、投诉、风险与上次决定的落实。', 'Quarterly report, levels, satisfaction, complaints, risks, earlier decisions.'),
      part('评审内容', 'Agenda', '目标达成、资源、重大事件、合同履行与费用。', 'Goals, resources, major incidents, contract and cost.'),
      part('决定与措施', 'Decisions and measures', '决定、负责人、完成日期与验证方式。', 'Decision, owner, date, how it is verified.'),
      part('记录', 'Record', '参加人、结论与签署。', 'Who took part, outcome, signatures.'),
    ],
    checklist: [text('数字取自系统记录', 'Figures come from the records'), text('上次决定逐项核对', 'Earlier decisions were checked one by one'), text('每项措施有负责人和日期', 'Every measure has an owner and a date'), text('记录已签署归档', 'The record is signed and filed')],
  },
];
