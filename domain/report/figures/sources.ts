import { text } from '../../text/text.ts';

/** Whose definitions the figures follow; named with each of them. */
export const sources = {
  service: text('GB/T 28827.1（运行维护服务能力通用要求）', 'GB/T 28827.1 (O&M service capability)'),
  serviceReport: text('ISO/IEC 20000-1:2018 9.4（服务报告）', 'ISO/IEC 20000-1:2018 9.4 (service reporting)'),
  incident: text('ISO/IEC 20000-1:2018 8.6.1（事件管理）；ITIL 事件管理', 'ISO/IEC 20000-1:2018 8.6.1 (incident management); ITIL incident management'),
  availability: text('ISO/IEC 20000-1:2018 8.7.1（服务可用性管理）；ITIL 可用性管理', 'ISO/IEC 20000-1:2018 8.7.1 (service availability); ITIL availability management'),
  capacity: text('ISO/IEC 20000-1:2018 8.4.3（容量管理）；ITIL 容量管理', 'ISO/IEC 20000-1:2018 8.4.3 (capacity management); ITIL capacity management'),
  configuration: text('ISO/IEC 20000-1:2018 8.2.6（配置管理）', 'ISO/IEC 20000-1:2018 8.2.6 (configuration management)'),
  change: text('ISO/IEC 20000-1:2018 8.5.1、8.5.3（变更、发布管理）', 'ISO/IEC 20000-1:2018 8.5.1, 8.5.3 (change and release management)'),
  sla: text('ISO/IEC 20000-1:2018 8.3.3（服务级别管理）；合同', 'ISO/IEC 20000-1:2018 8.3.3 (service level management); the contract'),
  satisfaction: text('ISO/IEC 20000-1:2018 8.3.2（业务关系管理）；CSAT 通用定义', 'ISO/IEC 20000-1:2018 8.3.2 (business relationship management); CSAT as commonly defined'),
  contract: text('合同', 'the contract'),
} as const;
