import { formsById } from '../forms/index.ts';
import { text, type Text } from '../text/text.ts';
import { formatMonth } from '../text/timeFormat.ts';
import type { Brief } from './brief.ts';
import { timeOf } from './brief.ts';
import { chartColours, type Chart } from './charts.ts';
import { cellOf } from './figure.ts';
import { figureOf, said, type Content, type Findings } from './findings.ts';
import { kindsOf, papersOf } from './input.ts';
import type { ChapterId } from './chapterTitles.ts';
import type { ReportTable } from './report.ts';
import { countsRow, figuresTable, listTable, mostOnPaper, noData, sharesChart, sharesTable } from './tables.ts';
import { otherParts, parts } from './parts.ts';

const columnsOf = (...labels: readonly (readonly [Text, number, 'right'?])[]) => labels.map(([label, weight, align]) => ({ label, weight, ...(align && { align }) }));
const dayOf = (brief: Brief): string => (timeOf(brief) ?? brief.createdAt).slice(0, 10);

const stateOf = (brief: Brief): Text | null => formsById.get(brief.form)?.lifecycle.states[brief.state]?.label ?? null;

const sla = (findings: Findings): Content => {
  const { executions } = findings;
  const due = executions.filter(({ met, missed, exempt, running }) => met.length + missed.length + exempt.length + running.length > 0);
  const table: ReportTable = {
    id: 'sla.all', figure: 'sla.all', title: text('各项期限的执行', 'Clock by clock'), empty: text('期内没有到期的期限。', 'No clock was due in the period.'),
    columns: columnsOf([text('期限', 'Clock'), 6], [text('条款', 'Rule'), 2], [text('达成', 'Met'), 2, 'right'], [text('未达成', 'Missed'), 2, 'right'], [text('免责', 'Exempt'), 2, 'right'], [text('计时中', 'Running'), 2, 'right'], [text('达成率', 'Rate'), 2.6, 'right']),
    rows: [
      ...due.map((each) => countsRow([each.label], [each.ruleNo], ...[each.met, each.missed, each.exempt, each.running].map((clocks) => [clocks.length, clocks.map(({ id }) => id)] as const), [each.rate === null ? noData : `${each.rate}%`])),
      ...(figureOf(findings, 'sla.all').notes.length > 0 ? [{ cells: [text('响应时间', 'Response time'), 'R15', null, null, null, null, text('合同未约定', 'not agreed')], ids: [] }] : []),
    ],
  };
  const missed = executions.flatMap((each) => each.missed.map((clock) => ({ clock, label: each.label })));
  const at = (iso: string | undefined): string | null => (iso === undefined ? null : iso.slice(0, 16).replace('T', ' '));
  const chart: readonly Chart[] = due.length === 0 ? [] : [{ whole: true,
    id: 'sla.all', kind: 'bars', title: text('各项期限的执行', 'Clock by clock'), unit: text('', ''), categories: due.map(({ label }) => label), limits: [], table: 'sla.all',
    series: [{ label: text('达成', 'Met'), values: due.map((each) => each.met.length) }, { label: text('计时中', 'Running'), values: due.map((each) => each.running.length) }, { label: text('免责', 'Exempt'), values: due.map((each) => each.exempt.length) }, { label: text('未达成', 'Missed'), values: due.map((each) => each.missed.length) }].slice(0, chartColours.length),
  }];
  return {
    paragraphs: [text(`期内到期的期限达成率 ${said(findings, 'sla.all').zh}；未达成 ${missed.length} 项，逐项列出起算、截止与完成时间作为凭据。`, `Of the clocks due in the period ${said(findings, 'sla.all').en} were kept; the ${missed.length} missed ones follow with start, deadline and end as evidence.`)],
    figures: ['sla.all', ...executions.map((each) => `sla.${each.rule}`)],
    tables: [table, listTable('sla.missed', text('未达成明细', 'Missed clocks'), columnsOf([text('单据', 'Record'), 5], [text('期限', 'Clock'), 4], [text('起算', 'Began'), 4], [text('截止', 'Due'), 4], [text('完成', 'Done'), 4]), missed.map(({ clock, label }) => ({ cells: [clock.number, label, at(clock.started), at(clock.due), at(clock.kept)], ids: [clock.id] })), text('没有未达成的期限。', 'No clock was missed.'))],
    charts: chart,
  };
};

const inspections = (findings: Findings): Content => {
  const { rounds, input } = findings;
  const completion = figureOf(findings, 'inspection.completion');
  const backup = figureOf(findings, 'backup.completion');
  const over = (duty: string) => rounds.filter((round) => round.dutyId === duty && (round.state === 'done' || round.state === 'missed' || round.state === 'late'));
  const found = papersOf(input, parts.inspection).briefs.filter((brief) => cellOf(brief, 'finding') !== '');
  return {
    paragraphs: [
      text(`应巡检时段的完成率为 ${said(findings, 'inspection.completion').zh}，缺 ${said(findings, 'inspection.missed').zh} 个时段；读数异常 ${said(findings, 'inspection.abnormal').zh} 个。备份完成率 ${said(findings, 'backup.completion').zh}，期内备份 ${said(findings, 'backup.result').zh} 次。`, `Of the rounds due ${said(findings, 'inspection.completion').en} were made, ${said(findings, 'inspection.missed').en} missed; ${said(findings, 'inspection.abnormal').en} readings were out of limits. Backups made ${said(findings, 'backup.completion').en}, ${said(findings, 'backup.result').en} in the period.`),
    ],
    figures: ['inspection.completion', 'inspection.missed', 'inspection.abnormal', 'backup.completion', 'backup.result'],
    tables: [
      {
        id: 'inspection.completion', figure: 'inspection.completion', title: text('巡检完成情况', 'Rounds made'), empty: text('期内没有应巡检的时段。', 'No round was due in the period.'),
        columns: columnsOf([text('巡检', 'Inspection'), 6], [text('应检', 'Due'), 2, 'right'], [text('实检', 'Made'), 2, 'right'], [text('缺', 'Missed'), 2, 'right'], [text('完成率', 'Rate'), 2.4, 'right']),
        rows: completion.shares.map(({ key, label, value, ids }) => countsRow([label], [over(key).length], [over(key).filter((round) => round.state === 'done').length, ids], [over(key).filter((round) => round.state !== 'done').length], [value === null ? noData : `${value}%`])),
      },
      sharesTable(figureOf(findings, 'inspection.abnormal'), text('判定', 'Verdict'), { withShare: false, ofPapers: false }), sharesTable(backup, text('备份', 'Backup')), sharesTable(figureOf(findings, 'backup.result'), text('结果', 'Result')),
      listTable('inspection.findings', text('异常与处理', 'Findings and measures'), columnsOf([text('巡检单', 'Sheet'), 5], [text('日期', 'Day'), 2.6], [text('异常现象', 'Finding'), 6], [text('处理措施', 'Measure'), 6]), found.map((brief) => ({ cells: [brief.number, dayOf(brief), cellOf(brief, 'finding').slice(0, 160), cellOf(brief, 'measure').slice(0, 160) || null], ids: [brief.id] })), undefined, { most: mostOnPaper }),
    ],
    charts: [...sharesChart(completion, 'bars', { top: 100 }), ...sharesChart(backup, 'bars', { top: 100 })],
  };
};

const documents = (findings: Findings): Content => {
  const { submitted } = findings.input;
  const year = figureOf(findings, 'document.year');
  const byForm = year.shares.map(({ key, label }) => ({ label, of: submitted.filter((clock) => clock.form === key) }));
  const rows = byForm.flatMap(({ label, of }) => of.map((clock) => ({ cells: [clock.number, label, clock.headline.slice(0, 80), clock.started.slice(0, 10)], ids: [clock.id] })));
  const digest: ReportTable['digest'] = {
    whole: text('“文档清单”', 'document register'),
    columns: columnsOf([text('名称', 'Title'), 5], [text('月份', 'Month'), 3], [text('份数', 'Records'), 2, 'right'], [text('编号', 'Numbers'), 8]),
    rows: byForm.flatMap(({ label, of }) => [...new Set(of.map(({ started }) => started.slice(0, 7)))].map((month) => {
      const those = of.filter(({ started }) => started.startsWith(month));
      const numbers = those.map(({ number }) => number).sort();
      return { cells: [label, text(formatMonth(month, 'zh'), formatMonth(month, 'en')), those.length, numbers.length === 1 ? numbers[0]! : `${numbers[0]} … ${numbers.at(-1)}`], ids: those.map(({ id }) => id) };
    })),
  };
  return {
    paragraphs: [text(`本服务年度至期末共提交 ${said(findings, 'document.year').zh} 份，其中期内 ${said(findings, 'document.submitted').zh} 份；已签认单据尚有 ${said(findings, 'copy.outstanding').zh} 联未出。`, `${said(findings, 'document.year').en} records were submitted in the service year, ${said(findings, 'document.submitted').en} of them in the period; ${said(findings, 'copy.outstanding').en} copies of sealed records are outstanding.`)],
    figures: ['document.submitted', 'document.year', 'copy.outstanding'],
    tables: [sharesTable(year, text('文档', 'Document')), sharesTable(figureOf(findings, 'copy.outstanding'), text('联', 'Copy'), { withShare: false }), listTable('document.list', text('提交文档清单', 'Documents submitted'), columnsOf([text('编号', 'Number'), 5], [text('名称', 'Title'), 4], [text('内容', 'What'), 7], [text('提交日期', 'Submitted'), 3.4]), rows, undefined, { most: mostOnPaper, digest })],
    charts: sharesChart(year, 'bars'),
  };
};

const costs = (findings: Findings): Content => {
  const total = figureOf(findings, 'cost.outside');
  const of = papersOf(findings.input, parts.extraCost).briefs;
  const words = (brief: Brief, field: string): Text | null => kindsOf(parts.extraCost, field).find(({ key }) => key === cellOf(brief, field))?.label ?? null;
  return {
    paragraphs: of.length === 0 ? [text('期内没有计划外费用。', 'No cost outside the plan arose in the period.')] : [text(`期内计划外费用 ${total.ids.length} 笔，合计 ${said(findings, 'cost.outside').zh}。`, `${total.ids.length} costs outside the plan, ${said(findings, 'cost.outside').en} in all.`), ...total.notes],
    figures: ['cost.outside'],
    tables: [
      listTable('cost.list', text('计划外费用清单', 'Costs outside the plan'), columnsOf([text('编号', 'Number'), 5], [text('发生日期', 'Arisen'), 3], [text('事项', 'What for'), 6], [text('类别', 'Kind'), 2.4], [text('承担方', 'Borne by'), 2.4], [text('金额（元）', 'Sum (CNY)'), 3, 'right'], [text('状态', 'State'), 2.4]), of.map((brief) => ({ cells: [brief.number, dayOf(brief), cellOf(brief, 'subject'), words(brief, 'kind'), words(brief, 'payer'), cellOf(brief, 'amount') || null, stateOf(brief)], ids: [brief.id] }))),
      sharesTable(total, text('承担方', 'Borne by')),
    ],
    charts: [],
  };
};

const special = (findings: Findings): Content => {
  const of = papersOf(findings.input, parts.specialReport).briefs;
  return {
    paragraphs: [of.length === 0 ? text('期内没有专题报告。', 'There was no special report in the period.') : text(`期内专题报告 ${of.length} 份。`, `${of.length} special reports in the period.`)],
    figures: ['special-report.count'],
    tables: [listTable('special.list', text('专题报告', 'Special reports'), columnsOf([text('编号', 'Number'), 5], [text('题目', 'Title'), 6], [text('结论', 'Conclusion'), 7], [text('编写人', 'Author'), 2.4], [text('状态', 'State'), 2.6]), of.map((brief) => ({ cells: [brief.number, cellOf(brief, 'title'), cellOf(brief, 'conclusion').slice(0, 160) || null, cellOf(brief, 'author'), stateOf(brief)], ids: [brief.id] })))],
    charts: [],
  };
};

const other = (findings: Findings): Content => {
  const forms = Object.keys(otherParts);
  const papers = forms.flatMap((form) => papersOf(findings.input, form).briefs);
  return {
    paragraphs: [text(`期内培训 ${said(findings, 'other.training').zh} 次、应急演练 ${said(findings, 'other.drill').zh} 次、恢复演练 ${said(findings, 'other.restore-drill').zh} 次、服务考核 ${said(findings, 'other.assessment').zh} 次、例行检查报告 ${said(findings, 'other.routine-report').zh} 份。`, `Training ${said(findings, 'other.training').en}, emergency drills ${said(findings, 'other.drill').en}, restore drills ${said(findings, 'other.restore-drill').en}, assessments ${said(findings, 'other.assessment').en}, routine reports ${said(findings, 'other.routine-report').en}.`)],
    figures: forms.map((form) => `other.${form}`),
    tables: [
      figuresTable('other.figures', text('其他文档', 'Other documents'), forms.map((form) => figureOf(findings, `other.${form}`))),
      listTable('other.list', text('其他文档清单', 'List of other documents'), columnsOf([text('编号', 'Number'), 5], [text('文档', 'Document'), 4], [text('内容', 'What'), 8], [text('日期', 'Day'), 3]), papers.map((brief) => ({ cells: [brief.number, formsById.get(brief.form)?.title ?? brief.form, brief.headline.slice(0, 100), dayOf(brief)], ids: [brief.id] })), undefined, { most: mostOnPaper }),
    ],
    charts: [],
  };
};

/** The chapters that render account: what was owed, what was handed in, what it cost. */
export const chapterAccounts = { sla, inspections, documents, costs, special, other } as const satisfies Partial<Record<ChapterId, (findings: Findings) => Content>>;
