import { complaintsOf } from './figures/complaints.ts';
import { text, type Text } from '../text/text.ts';
import { chapterAccounts } from './accountChapters.ts';
import { chapterIds, chapterTitles, type ChapterId } from './chapterTitles.ts';
import type { Chart } from './charts.ts';
import { figureOf, said, type Content, type Findings } from './findings.ts';
import { forecastWords, type CapacitySeries } from './figures/capacity.ts';
import { papersOf } from './input.ts';
import type { Chapter, ReportTable } from './report.ts';
import { countsRow, figuresTable, listTable, mostOnPaper, sharesChart, sharesTable } from './tables.ts';
import { cellOf } from './figure.ts';
import { timeOf } from './brief.ts';
import { faultsOf } from './figures/incidents.ts';
import { parts } from './parts.ts';

const kindWord = text('类别', 'Kind');

const work = (findings: Findings): Content => {
  const { profile } = findings.input;
  const posts = profile.posts.filter((post) => post.party === 'contractor').reduce((sum, post) => sum + post.count, 0);
  const [papers, orders, csat, sla, inspections, backups] = ['work.papers', 'order.type', 'satisfaction.csat', 'sla.all', 'inspection.completion', 'backup.completion'].map((id) => said(findings, id)) as [Text, Text, Text, Text, Text, Text];
  const incidents = said(findings, 'incident.grade');
  return {
    paragraphs: [
      text(
        `期内共形成各类单据 ${papers.zh} 份，其中现场服务 ${orders.zh} 次、事件 ${incidents.zh} 起。SLA 达成率 ${sla.zh}，巡检完成率 ${inspections.zh}，备份完成率 ${backups.zh}，客户满意度 ${csat.zh}。`,
        `Records in the period: ${papers.en}; on-site services among them: ${orders.en}; incidents: ${incidents.en}. Service levels met: ${sla.en}; inspections done: ${inspections.en}; backups done: ${backups.en}; customer satisfaction: ${csat.en}.`,
      ),
      text(`合同正文写明运维人员 ${profile.statedPosts} 名，岗位清单合计 ${posts} 名，两数并列（R2）。`, `The contract's sentence names ${profile.statedPosts} engineers, its list of posts adds up to ${posts}; both are given (R2).`),
    ],
    figures: ['work.papers'],
    tables: [sharesTable(figureOf(findings, 'work.papers'), text('单据', 'Record'), { withNought: false })],
    charts: sharesChart(figureOf(findings, 'work.papers'), 'bars'),
  };
};

const service = (findings: Findings): Content => {
  const ids = ['request.channel', 'request.kind', 'request.hour', 'order.type', 'order.result'];
  const figures = ids.map((id) => figureOf(findings, id));
  const [requests, handling, orders, hours] = ['request.channel', 'request.handling', 'order.type', 'order.hours'].map((id) => said(findings, id)) as [Text, Text, Text, Text];
  return {
    paragraphs: [text(`服务台受理 ${requests.zh} 件，平均 ${handling.zh}办结；现场服务 ${orders.zh} 次，现场工时 ${hours.zh}；应急统计需求 ${said(findings, 'data-request.count').zh} 件。`, `Contacts taken: ${requests.en}, average time to completion: ${handling.en}; on-site services: ${orders.en}, working time on site: ${hours.en}; urgent data requests: ${said(findings, 'data-request.count').en}.`)],
    figures: [...ids, 'request.handling', 'order.hours', 'data-request.count'],
    tables: [...figures.map((each) => sharesTable(each, kindWord, { withNought: each.id !== 'request.hour' })), figuresTable('service.figures', text('服务指标', 'Service figures'), ['request.handling', 'order.hours', 'data-request.count'].map((id) => figureOf(findings, id)))],
    charts: [...sharesChart(figures[0]!, 'bars'), ...sharesChart(figures[1]!, 'bars'), ...sharesChart(figures[2]!, 'columns'), ...sharesChart(figures[3]!, 'bars')],
  };
};

const feedback = (findings: Findings): Content => {
  const [csat, n, response, mean] = ['satisfaction.csat', 'satisfaction.n', 'satisfaction.response', 'satisfaction.mean'].map((id) => said(findings, id)) as [Text, Text, Text, Text];
  const csatFigure = figureOf(findings, 'satisfaction.csat');
  const words = papersOf(findings.input, parts.satisfaction).briefs.filter((brief) => cellOf(brief, 'comment') !== '');
  return {
    paragraphs: [
      text(`收回有效问卷 ${n.zh} 份，回收率 ${response.zh}；满意度（4、5 分占比）${csat.zh}，平均分 ${mean.zh}。`, `${n.en} surveys came back, response rate ${response.en}; satisfied (marks of 4 and 5) ${csat.en}, mean ${mean.en}.`),
      ...csatFigure.notes,
    ],
    figures: ['satisfaction.csat', 'satisfaction.n', 'satisfaction.response', 'satisfaction.mean', 'satisfaction.marks'],
    tables: [
      sharesTable(csatFigure, text('评价项目', 'Question')), sharesTable(figureOf(findings, 'satisfaction.marks'), text('评分', 'Mark'), { ofPapers: false }), sharesTable(figureOf(findings, 'satisfaction.response'), text('问卷', 'Surveys'), { withShare: false }),
      listTable('satisfaction.words', text('客户意见', 'What customers said'), [{ label: text('测评单', 'Survey'), weight: 3.6 }, { label: text('意见', 'Comment'), weight: 9 }], words.map((brief) => ({ cells: [brief.number, cellOf(brief, 'comment')], ids: [brief.id] })), undefined, { most: mostOnPaper }),
    ],
    charts: [...sharesChart(csatFigure, 'bars', { top: 100 }), ...sharesChart(figureOf(findings, 'satisfaction.marks'), 'columns')],
  };
};

const complaints = (findings: Findings): Content => {
  const ids = ['complaint.rate', 'complaint.reply-rate', 'complaint.in-time', 'complaint.content', 'complaint.raised'];
  const of = complaintsOf(findings.input).briefs;
  return {
    paragraphs: [text(`收到投诉 ${said(findings, 'complaint.channel').zh} 件，投诉率 ${said(findings, 'complaint.rate').zh}，回复率 ${said(findings, 'complaint.reply-rate').zh}（合同要求 100%），按时回复率 ${said(findings, 'complaint.in-time').zh}。`, `${said(findings, 'complaint.channel').en} complaints, complaint rate ${said(findings, 'complaint.rate').en}, reply rate ${said(findings, 'complaint.reply-rate').en} (the contract asks for 100 %), in time ${said(findings, 'complaint.in-time').en}.`)],
    figures: ['complaint.channel', ...ids],
    tables: [
      figuresTable('complaint.figures', text('投诉指标', 'Complaint figures'), ids.map((id) => figureOf(findings, id))), sharesTable(figureOf(findings, 'complaint.channel'), text('渠道', 'Channel')),
      listTable('complaint.list', text('投诉清单', 'Complaints'), [{ label: text('编号', 'Number'), weight: 5 }, { label: text('投诉内容', 'Complaint'), weight: 8 }, { label: text('收到', 'Received'), weight: 3 }, { label: text('回复', 'Replied'), weight: 3 }], of.map((brief) => ({ cells: [brief.number, cellOf(brief, 'content').slice(0, 120), (timeOf(brief) ?? '').slice(0, 10), cellOf(brief, 'repliedAt').slice(0, 10) || null], ids: [brief.id] }))),
    ],
    charts: sharesChart(figureOf(findings, 'complaint.channel'), 'bars'),
  };
};

const incidents = (findings: Findings): Content => {
  const measured = ['incident.mtta', 'incident.mttr', 'incident.mtbf', 'incident.open'];
  const of = faultsOf(findings.input).briefs;
  const grades = new Map(findings.input.profile.grades.levels.map(({ id, label }) => [id, label]));
  const graded = new Map(figureOf(findings, 'incident.grade').shares.flatMap(({ key, ids }) => ids.map((id) => [id, key] as const)));
  const columns = [text('编号', 'Number'), text('等级', 'Grade'), text('现象', 'Symptom'), text('发现', 'Found'), text('恢复', 'Restored'), text('原因', 'Cause')].map((label, i) => ({ label, weight: [5, 1.6, 6, 3, 3, 6][i]! }));
  const minute = (at: string): string | null => (at === '' ? null : at.slice(5, 16).replace('T', ' '));
  return {
    paragraphs: [
      text(`发现事件 ${said(findings, 'incident.grade').zh} 起；平均响应 ${said(findings, 'incident.mtta').zh}，平均恢复 ${said(findings, 'incident.mttr').zh}，平均无故障时间 ${said(findings, 'incident.mtbf').zh}；期末未恢复 ${said(findings, 'incident.open').zh} 起。登记问题 ${said(findings, 'problem.category').zh} 个。`, `${said(findings, 'incident.grade').en} incidents were found; mean time to acknowledge ${said(findings, 'incident.mtta').en}, to restore ${said(findings, 'incident.mttr').en}, between failures ${said(findings, 'incident.mtbf').en}; ${said(findings, 'incident.open').en} not restored at the end. ${said(findings, 'problem.category').en} problems were registered.`),
      ...figureOf(findings, 'incident.mtta').notes,
    ],
    figures: ['incident.grade', 'incident.kind', 'incident.side', ...measured, 'problem.category', 'problem.state'],
    tables: [
      sharesTable(figureOf(findings, 'incident.grade'), text('等级', 'Grade')), sharesTable(figureOf(findings, 'incident.kind'), kindWord), sharesTable(figureOf(findings, 'incident.side'), text('所属环境', 'Environment')), figuresTable('incident.figures', text('故障指标', 'Fault figures'), measured.map((id) => figureOf(findings, id))),
      sharesTable(figureOf(findings, 'problem.category'), kindWord), sharesTable(figureOf(findings, 'problem.state'), text('状态', 'State'), { withNought: false }),
      listTable('incident.list', text('事件清单', 'Incidents'), columns, of.map((brief) => ({ cells: [brief.number, grades.get(graded.get(brief.id) ?? '') ? graded.get(brief.id)! : null, cellOf(brief, 'symptom').slice(0, 80), minute(timeOf(brief) ?? ''), minute(cellOf(brief, 'restoredAt')), cellOf(brief, 'cause').slice(0, 80) || null], ids: [brief.id] }))),
    ],
    charts: [...sharesChart(figureOf(findings, 'incident.grade'), 'columns'), ...sharesChart(figureOf(findings, 'incident.kind'), 'bars'), ...sharesChart(figureOf(findings, 'problem.category'), 'bars')],
  };
};

/** Charts of more lines than this are no picture; the table has all of them. */
const mostCurves = 4;

const capacityCharts = (series: readonly CapacitySeries[]): readonly Chart[] => {
  const pressing = series.filter(({ points }) => points.length > 1).toSorted((a, b) => b.last / (b.item.alarm ?? 100) - a.last / (a.item.alarm ?? 100)).slice(0, mostCurves);
  return pressing.map(({ key, target, item, points }): Chart => ({
    id: `capacity.${key}`, kind: 'line', title: text(`${target} ${item.name.zh}`, `${target} ${item.name.en}`), unit: text('%', '%'), categories: points.map(({ day }) => text(day.slice(5), day.slice(5))), table: 'capacity.last', ...(item.alarm !== undefined && item.alarm >= 50 && { top: 100 }),
    series: [{ label: item.name, values: points.map(({ value }) => value) }],
    limits: [...(item.warn === undefined ? [] : [{ label: text(`预警 ${item.warn}%`, `warning ${item.warn}%`), value: item.warn, tone: 'warn' as const }]), ...(item.alarm === undefined ? [] : [{ label: text(`报警 ${item.alarm}%`, `alarm ${item.alarm}%`), value: item.alarm, tone: 'alarm' as const }])],
  }));
};

const capacity = (findings: Findings): Content => {
  const { series } = findings;
  const labels = [text('对象', 'Object'), text('项目', 'Item'), text('现值%', 'Now %'), text('均值%', 'Mean %'), text('最高%', 'Highest %'), text('报警%', 'Alarm %'), text('每日变化', 'A day'), text('预测', 'Forecast')];
  const table: ReportTable = {
    id: 'capacity.last', figure: 'capacity.last', title: text('容量现值与预测', 'Capacity and its forecast'), empty: text('期内没有容量读数。', 'No capacity was measured in the period.'),
    columns: labels.map((label, i) => ({ label, weight: [5, 4, 2, 2, 2, 2, 2.2, 6][i]!, ...(i >= 2 && i <= 6 && { align: 'right' as const }) })),
    rows: series.map((each) => ({ cells: [each.target, each.item.name, each.last, each.mean, each.most, each.item.alarm ?? null, each.forecast.perDay, forecastWords(each.forecast)], ids: each.ids })),
  };
  return {
    paragraphs: [text(`期内监测容量项目 ${said(findings, 'capacity.last').zh} 个，其中一年内将达到或已达到报警值的 ${said(findings, 'capacity.forecast').zh} 个。预测为线性外推，仅供扩容安排参考。`, `${said(findings, 'capacity.last').en} capacities were measured; ${said(findings, 'capacity.forecast').en} of them have reached or will reach their alarm within a year. The forecast is a straight line, meant for planning.`)],
    figures: ['capacity.last', 'capacity.forecast'], tables: [table], charts: capacityCharts(series),
  };
};

const availability = (findings: Findings): Content => {
  const ids = ['availability.private', 'availability.internet'];
  const figures = ids.map((id) => figureOf(findings, id));
  const calendars = figures[0]!.shares;
  return {
    paragraphs: [text(`按 7×24 计，专网端可用性 ${said(findings, ids[0]!).zh}（中断 ${said(findings, 'availability.private.down').zh}），互联网端可用性 ${said(findings, ids[1]!).zh}（中断 ${said(findings, 'availability.internet.down').zh}）。`, `Round the clock, the private network was available ${said(findings, ids[0]!).en} (down ${said(findings, 'availability.private.down').en}), the internet side ${said(findings, ids[1]!).en} (down ${said(findings, 'availability.internet.down').en}).`), ...figures[0]!.notes],
    figures: [...ids, 'availability.private.down', 'availability.internet.down'],
    tables: [
      {
        id: 'availability', title: text('各服务时间的可用性（%）', 'Availability by service calendar (%)'), columns: [{ label: text('服务时间', 'Service calendar'), weight: 6 }, { label: text('专网端', 'Private network'), align: 'right', weight: 3 }, { label: text('互联网端', 'Internet side'), align: 'right', weight: 3 }], empty: text('', ''),
        rows: calendars.map(({ label }, i) => countsRow([label], ...figures.map(({ shares }) => [shares[i]!.value, shares[i]!.ids] as const))),
      },
      figuresTable('availability.figures', text('可用性指标', 'Availability figures'), [...ids, 'availability.private.down', 'availability.internet.down'].map((id) => figureOf(findings, id))),
    ],
    charts: [],
  };
};

const configuration = (findings: Findings): Content => {
  const ids = ['configuration.type', 'configuration.change', 'change.category', 'change.state', 'change.success', 'release.kind', 'release.result'];
  return {
    paragraphs: [text(`期末在册配置项 ${said(findings, 'configuration.type').zh} 个；期内变更申请 ${said(findings, 'change.category').zh} 件，变更成功率 ${said(findings, 'change.success').zh}；发布 ${said(findings, 'release.kind').zh} 次。`, `${said(findings, 'configuration.type').en} items stood in the register at the end; ${said(findings, 'change.category').en} requests for change, success rate ${said(findings, 'change.success').en}; ${said(findings, 'release.kind').en} releases.`)],
    figures: ids,
    tables: ids.map((id) => sharesTable(figureOf(findings, id), text('类别', 'Kind'), { withNought: id !== 'change.state', ...(id === 'change.success' && { withShare: false }) })),
    charts: [...sharesChart(figureOf(findings, 'configuration.type'), 'bars'), ...sharesChart(figureOf(findings, 'change.category'), 'bars')],
  };
};

const contents: Readonly<Record<ChapterId, (findings: Findings) => Content>> = { work, service, feedback, complaints, incidents, capacity, availability, configuration, ...chapterAccounts };

/** The fourteen chapters of R24 in their order. */
export const chaptersOf = (findings: Findings): readonly Chapter[] =>
  chapterIds.map((id) => ({ id, title: chapterTitles[id], notes: findings.input.notes.filter((note) => note.chapter === id).map(({ text: words, author }) => ({ text: words, author })), ...contents[id](findings) }));
