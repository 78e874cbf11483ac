import { isoToMs } from '../../clocks/shanghai.ts';
import { text } from '../../text/text.ts';
import { isInPeriod } from '../period.ts';
import { cellOf, countable, figure, idsOf, percentOf, sharesBy, type Figure } from '../figure.ts';
import { endOfReport, kindsOf, papersOf, statesOf, type ReportInput } from '../input.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

/** The configuration register and what changed in it (R18-R20). */
export const configurationFigures = (input: ReportInput): readonly Figure[] => {
  const items = countable(input.registers.get(parts.item) ?? []);
  const end = endOfReport(input);
  const inUse = items.briefs.filter((brief) => isoToMs(brief.createdAt) < end && (brief.state !== 'retired' || isoToMs(brief.reached['retired'] ?? brief.createdAt) >= end));
  const added = items.briefs.filter((brief) => isInPeriod(input.period, brief.createdAt));
  const retired = items.briefs.filter((brief) => isInPeriod(input.period, brief.reached['retired'] ?? ''));
  const changes = papersOf(input, parts.change);
  const results = papersOf(input, parts.changeResult);
  const releases = papersOf(input, parts.release);
  const releaseResults = papersOf(input, parts.releaseResult);
  const successful = results.briefs.filter((brief) => cellOf(brief, 'result') === 'success');
  return [
    figure({ id: 'configuration.type', label: text('配置项（按类型）', 'Configuration items by type'), formula: text('期末在册的配置项数：期末前登记、至期末尚未退役', 'items in the register at the end: registered by then and not retired yet'), source: sources.configuration, unit: 'count', value: inUse.length, ids: idsOf(inUse) }, { shares: sharesBy(inUse, kindsOf(parts.item, 'type'), (brief) => cellOf(brief, 'type')), apart: items.apart }),
    figure({ id: 'configuration.change', label: text('配置项增减', 'Items added and retired'), formula: text('期内登记、退役的配置项数', 'items registered and retired in the period'), source: sources.configuration, unit: 'count', value: added.length + retired.length, ids: [...new Set(idsOf([...added, ...retired]))] }, {
      shares: [{ key: 'added', label: text('新登记', 'added'), value: added.length, ids: idsOf(added) }, { key: 'retired', label: text('退役', 'retired'), value: retired.length, ids: idsOf(retired) }], apart: items.apart,
    }),
    figure({ id: 'change.category', label: text('变更（按内容）', 'Changes by category'), formula: text('计划在期内开始的变更申请单张数', 'requests for change planned to begin in the period'), source: sources.change, unit: 'count', value: changes.briefs.length, ids: idsOf(changes.briefs) }, { shares: sharesBy(changes.briefs, kindsOf(parts.change, 'category'), (brief) => cellOf(brief, 'category')), apart: changes.apart }),
    figure({ id: 'change.state', label: text('变更（按状态）', 'Changes by state'), formula: text('计划在期内开始的变更申请单按当前状态计数', 'the same by their state'), source: sources.change, unit: 'count', value: changes.briefs.length, ids: idsOf(changes.briefs) }, { shares: sharesBy(changes.briefs, statesOf(parts.change), (brief) => brief.state), apart: changes.apart }),
    figure({ id: 'change.success', label: text('变更成功率', 'Change success rate'), formula: text('结果为成功的变更实施记录 ÷ 期内变更实施记录 × 100%', 'changes carried out with success ÷ changes carried out × 100 %'), source: sources.change, unit: 'percent', value: percentOf(successful.length, results.briefs.length), ids: idsOf(results.briefs) }, { shareUnit: 'count', shares: sharesBy(results.briefs, kindsOf(parts.changeResult, 'result'), (brief) => cellOf(brief, 'result')), apart: results.apart }),
    figure({ id: 'release.kind', label: text('发布（按类别）', 'Releases by kind'), formula: text('计划在期内开始的发布申请单张数', 'releases planned to begin in the period'), source: sources.change, unit: 'count', value: releases.briefs.length, ids: idsOf(releases.briefs) }, { shares: sharesBy(releases.briefs, kindsOf(parts.release, 'kind'), (brief) => cellOf(brief, 'kind')), apart: releases.apart }),
    figure({ id: 'release.result', label: text('发布结果', 'Release results'), formula: text('期内发布结果记录按结果计数', 'release results of the period'), source: sources.change, unit: 'count', value: releaseResults.briefs.length, ids: idsOf(releaseResults.briefs) }, { shares: sharesBy(releaseResults.briefs, kindsOf(parts.releaseResult, 'result'), (brief) => cellOf(brief, 'result')), apart: releaseResults.apart }),
  ];
};
