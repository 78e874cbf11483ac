import { text } from '../text/text.ts';
import type { DocumentTemplate } from './template.ts';

const part = (zh: string, en: string, zhContent: string, enContent: string) => ({ title: text(zh, en), content: text(zhContent, enContent) });

/** The three test documents (R29), each for the four stages. */
export const testTemplates: readonly DocumentTemplate[] = [
  {
    id: 'cases', kind: 'test', title: text('测试用例', 'Test cases'), purpose: text('写明测什么、怎样测、怎样才算通过，使别人能照做并得到同样结果。', 'What is tested, how, and when it has passed, so that another can repeat it.'),
    chapters: [
      part('测试对象与版本', 'What is tested', '系统、模块、版本号与配置项编号。', 'System, module, version, configuration items.'),
      part('环境与数据', 'Environment and data', '主机、数据库、网络与测试数据；不得使用未脱敏的真实数据。', 'Hosts, database, network, data; no real data that is not masked.'),
      part('用例表', 'Cases', '编号、需求编号、前置条件、步骤、输入、预期结果、优先级。', 'No., requirement, precondition, steps, input, expected, priority.'),
      part('通过标准', 'Pass criteria', '本阶段通过的条件与可遗留缺陷的级别。', 'When the stage has passed, and which defects may stay.'),
    ],
    checklist: [text('每条需求至少一个用例', 'Every requirement has a case'), text('包含边界、错误与权限用例', 'Limits, errors and permissions are covered'), text('预期结果可判定', 'Expected results can be judged'), text('数据已脱敏', 'Data is masked'), text('评审通过', 'Reviewed')],
  },
  {
    id: 'defects', kind: 'test', title: text('测试缺陷一览表', 'List of defects'), purpose: text('登记本阶段发现的缺陷，跟踪到关闭。', 'Records the defects of the stage and follows them until closed.'),
    chapters: [
      part('测试批次', 'Run', '版本、环境、时间与测试人。', 'Version, environment, time, tester.'),
      part('缺陷表', 'Defects', '编号、用例编号、现象、级别、发现人、发现时间、责任人、处理结果、复测结果、关闭时间。', 'No., case, symptom, severity, found by and when, owner, fix, retest, closed.'),
      part('级别定义', 'Severities', '致命、严重、一般、轻微的判定标准。', 'Fatal, serious, ordinary, slight: how each is judged.'),
      part('遗留缺陷', 'Defects left', '原因、影响、规避办法与计划解决版本。', 'Why, effect, workaround, version that will fix it.'),
    ],
    checklist: [text('每个缺陷可复现或有证据', 'Each can be repeated or has evidence'), text('级别由两人确认', 'Severities agreed by two'), text('关闭的缺陷都有复测记录', 'Closed ones were retested'), text('遗留缺陷经甲方同意', 'The client agrees to those left')],
  },
  {
    id: 'analysis', kind: 'test', title: text('测试结果分析报告', 'Analysis of test results'), purpose: text('汇总本阶段的执行与缺陷，给出能否进入下一阶段的结论。', 'Sums up the stage and says whether the next may begin.'),
    chapters: [
      part('测试概况', 'Overview', '范围、版本、环境、起止时间、人员与偏离计划之处。', 'Scope, version, environment, time, people, deviations.'),
      part('执行统计', 'Execution', '计划、执行、通过、失败、阻塞的用例数与覆盖率。', 'Planned, run, passed, failed and blocked cases; coverage.'),
      part('缺陷分析', 'Defects', '按级别、模块、原因的分布与趋势。', 'By severity, module, cause; trend.'),
      part('性能与安全', 'Performance and security', '响应时间、并发、容量与安全检查的结果。', 'Response, concurrency, capacity, security checks.'),
      part('结论与建议', 'Conclusion', '通过、有条件通过或不通过，及遗留风险。', 'Passed, with conditions, or not; risks left.'),
    ],
    checklist: [text('数字与用例、缺陷表一致', 'Figures agree with cases and defects'), text('结论有依据', 'The conclusion is founded'), text('遗留风险有负责人', 'Risks left have an owner'), text('签署齐全', 'All signatures are there')],
  },
];
