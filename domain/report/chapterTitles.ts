import { text, type Text } from '../text/text.ts';

/** The fourteen chapters in the contract's order (R24). */
export const chapterIds = [
  'work', 'service', 'feedback', 'complaints', 'incidents', 'capacity', 'availability', 'configuration', 'sla', 'inspections', 'documents', 'costs', 'special', 'other',
] as const;
export type ChapterId = (typeof chapterIds)[number];

/** The names of the chapters as the contract has them (R24), in its order. */
export const chapterTitles: Readonly<Record<ChapterId, Text>> = {
  work: text('工作总结', 'Summary of work'),
  service: text('服务统计和分析', 'Service statistics and analysis'),
  feedback: text('反馈统计', 'Feedback'),
  complaints: text('投诉统计', 'Complaints'),
  incidents: text('故障问题分析', 'Faults and problems'),
  capacity: text('系统容量分析', 'Capacity'),
  availability: text('可用性分析', 'Availability'),
  configuration: text('配置状态报告', 'Configuration'),
  sla: text('SLA执行评估报告', 'Execution of the service levels'),
  inspections: text('巡检总结报告', 'Inspections'),
  documents: text('本年度提交文档清单', 'Documents submitted this year'),
  costs: text('计划外费用清单', 'Costs outside the plan'),
  special: text('专题报告汇总', 'Special reports'),
  other: text('其他文档汇总', 'Other documents'),
};
