import { join } from 'node:path';
import { receiverToLog } from '../../domain/contacts/confirmed.ts';
import { fileStem, periodDays, periodTitle, type ReportPeriod, type TermPeriod } from '../../domain/report/period.ts';
import type { Figure } from '../../domain/report/figure.ts';
import type { Report } from '../../domain/report/report.ts';
import { unitWords, valueWords } from '../../domain/report/tables.ts';
import { rowToCsv, type CellText } from '../../domain/text/csv.ts';
import type { Lang } from '../../domain/text/text.ts';
import { reportFile, type ReportFormat } from '../../main/report/files.ts';
import type { Database } from '../database.ts';
import { confirmedBooks } from '../receivers.ts';
import type { Reports, StandingReport } from '../report.ts';
import type { Lists } from '../rpc/lists.ts';
import { mayAs } from './accounts.ts';
import { writeAudit } from './audit.ts';
import { alert, hidden, select, selectGrouped, table, time, type Answer } from './frame.ts';
import { html, type Html } from './html.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';

const fontsFolder = join(import.meta.dirname, '../../assets/fonts');
/** a report is much to reckon */
const reportsPerMinute = 30;
const longestWords = 200;
/** The choice of all sites together. */
const all = '';
const formats = ['pdf', 'summary', 'docx', 'xlsx', 'csv'] as const satisfies readonly ReportFormat[];
const isFormat = (text: string | null): text is (typeof formats)[number] => (formats as readonly (string | null)[]).includes(text);

type Choice = { readonly periods: readonly TermPeriod[]; readonly period: TermPeriod; readonly sites: readonly { readonly code: string }[] };
const nameOf = ({ from, to }: ReportPeriod): string => `${from}_${to}`;

/** Of all sites side by side, what a number of things adds up to; nothing for a rate, an average or a value somebody lacks. */
const totalOf = (figures: readonly (Figure | undefined)[]): number | null => {
  const values = figures.map((figure) => (figure?.unit === 'count' ? figure.value : null));
  return values.every((value) => typeof value === 'number') ? values.reduce((sum, value) => sum + value, 0) : null;
};
const lacksOf = (report: Report): number => report.missing.reduce((sum, { count }) => sum + count, 0);

/** Figures of all sites side by side with the mark Chinese Excel needs. */
const comparisonCsv = (visit: KnownVisit, reports: readonly Report[]): string => {
  const { say, lang } = visit;
  const rows = (reports[0]?.figures ?? []).map((figure): readonly CellText[] => {
    const figures = reports.map((report) => report.figures.find(({ id }) => id === figure.id));
    return [figure.id, figure.label[lang], unitWords[figure.unit][lang], ...figures.map((each) => each?.value ?? ''), totalOf(figures) ?? ''];
  });
  return `\uFEFF${[['', say('reportFigure'), '', ...reports.map(({ site }) => `${site.code} ${site.name[lang]}`), say('reportTotal')], ...rows].map(rowToCsv).join('')}`;
};

const figuresTable = ({ say, lang }: KnownVisit, reports: readonly Report[]): Html => {
  const heads = [say('reportFigure'), ...reports.map(({ site }) => ({ n: `${site.code} ${site.name[lang]}` })), { n: say('reportTotal') }];
  const numbers = (word: 'reportLacks' | 'reportOpen', of: (report: Report) => number): Html =>
    html`<tr><th scope="row">${say(word)}</th>${reports.map((report) => html`<td class="n">${of(report)}</td>`)}<td class="n">${reports.reduce((sum, report) => sum + of(report), 0)}</td></tr>`;
  const chapters = (reports[0]?.chapters ?? []).flatMap(({ title, figures }) => {
    const rows = figures.map((id) => {
      const found = reports.map((report) => report.figures.find((each) => each.id === id));
      const [first] = found;
      const total = totalOf(found);
      return first && html`<tr><th scope="row"><details><summary>${first.label[lang]}</summary><p class="quiet">${first.formula[lang]} · ${first.source[lang]}</p></details></th>${found.map((each) => html`<td class="n">${each ? valueWords(each)[lang] : '—'}</td>`)}<td class="n">${total ?? '—'}</td></tr>`;
    });
    return rows.length === 0 ? [] : [html`<tr><th scope="colgroup" colspan="${heads.length}" class="chapter">${title[lang]}</th></tr>`, ...rows.filter((row): row is Html => row !== undefined)];
  });
  return table(heads, [numbers('reportLacks', lacksOf), numbers('reportOpen', ({ openPoints }) => openPoints.length), ...chapters]);
};

/** That the figures of a site are those of its signed sheet, and who signed it when; nothing of one that was not sent to be signed. */
const signedNote = ({ say, lang }: KnownVisit, { report, sheet }: StandingReport): Html | null => sheet === undefined ? null
  : html`<p class="note">${say('reportSigned', { site: `${report.site.code} ${report.site.name[lang]}`, number: sheet.number, state: sheet.state[lang], time: time(report.madeAt) })}${sheet.signed.length > 0 ? html` ${say('reportSigners', { signers: sheet.signed.map(({ name, at }) => `${name} ${time(at)}`).join(lang === 'zh' ? '；' : '; ') })}` : null}</p>`;

/** Which signed reports are not here; null where all are. */
const elsewhereWords = ({ say, lang }: KnownVisit, numbers: readonly string[]): string | null => (numbers.length === 0 ? null : say('reportElsewhere', { number: numbers.join(lang === 'zh' ? '、' : ', ') }));

const periodWords = (period: ReportPeriod, lang: Lang): string => `${periodTitle(period)[lang]} · ${periodDays(period)[lang]}`;

/** The periods under the term of the contract they belong to, the newest first. */
const termsOf = ({ say, lang }: KnownVisit, periods: readonly TermPeriod[]): readonly (readonly [string, readonly (readonly [string, string])[]])[] =>
  [...Map.groupBy(periods, ({ term }) => `${term.from} – ${term.to}`)].map(([days, of]) => [`${say('reportTerm')} ${days}`, of.map((each) => [nameOf(each), periodWords(each, lang)] as const)]);

/** The report of the service at every site (R24): figures side by side, and each site's own as a file. */
export const addReportPages = (site: Site, database: Database, reports: Reports, lists: Pick<Lists, 'sites'>): void => {
  const choiceOf = async (asked: string | null): Promise<Choice | null> => {
    const [periods, sites] = await Promise.all([reports.periods(), lists.sites()]);
    const period = periods.find((each) => nameOf(each) === asked) ?? periods[0];
    return period && sites.length > 0 ? { periods, period, sites } : null;
  };
  /** Each site's report as it was sent to be signed there, else as its records stand; `elsewhere`: numbers of the signed ones whose file is not here. */
  const standingOf = async ({ period, sites }: Choice): Promise<{ readonly standing: readonly StandingReport[]; readonly elsewhere: readonly string[] }> => {
    const [standing, elsewhere]: [StandingReport[], string[]] = [[], []];
    for (const { code } of sites) {
      const found = await reports.standing(code, period.from, period.to);
      if (found.ok) standing.push(found.value);
      else if (found.error[0]?.code === 'report-elsewhere') elsewhere.push(String(found.error[0].params?.['number']));
    }
    return { standing, elsewhere };
  };
  const page = async (visit: KnownVisit, asked: string | null, fault?: string, asksReason = false): Promise<Answer> => {
    const { say, account, body } = visit;
    const choice = await choiceOf(asked);
    if (!choice) return { title: 'report', body: html`<p class="quiet">${say('reportNothing')}</p>` };
    const { standing, elsewhere } = await standingOf(choice);
    const shown = standing.map(({ report }) => report);
    const lacks = elsewhereWords(visit, elsewhere);
    const save = mayAs(account.role, 'release') && html`<h2>${say('reportSave')}</h2>${fault && alert(fault)}<form class="filters" method="post" novalidate action="/report">${hidden(visit)}<input type="hidden" name="period" value="${nameOf(choice.period)}">
<div><label for="site">${say('reportSite')}</label>${select('site', 'site', choice.sites.map(({ code }) => [code, code]), body.get('site'), say('reportAll'))}</div>
<div><label for="format">${say('reportFormat')}</label>${select('format', 'format', formats.map((each) => [each, say(`reportFormat.${each}`)]), body.get('format') ?? 'csv')}</div>
<div><label for="receiver">${say('reportReceiver')}</label><input id="receiver" name="receiver" maxlength="${longestWords}" required value="${body.get('receiver')}"></div>${body.has('reason') || asksReason ? html`<div><label for="reason">${say('reason')}</label><input id="reason" name="reason" maxlength="${longestWords}"${asksReason ? html` autofocus` : null} value="${body.get('reason')}"></div>` : null}<button>${say('reportSave')}</button></form><p class="quiet">${say('reportReceiverNote')}</p>`;
    return {
      title: 'report', at: '/report', ...(fault ? { status: 422 } : {}),
      body: html`<form class="filters" method="get" action="/report"><div><label for="period">${say('reportPeriod')}</label>${selectGrouped('period', 'period', termsOf(visit, choice.periods), nameOf(choice.period))}</div><button>${say('apply')}</button></form>
${shown.some(({ unfinished }) => unfinished) ? html`<p class="note care">▲ ${say('reportUnfinished')}</p>` : null}${standing.map((each) => signedNote(visit, each))}${lacks !== null && lacks !== fault && alert(lacks)}<p class="quiet">${say('reportNote')}</p>${shown.length > 0 ? figuresTable(visit, shown) : null}${save}`,
    };
  };
  site.page('/report', 'read', (visit) => page(visit, visit.query.get('period')), { perMinute: reportsPerMinute });
  site.form('/report', 'release', async (visit) => {
    const { say, body, lang, doer } = visit;
    const [asked, code, format] = [body.get('period'), body.get('site') ?? all, body.get('format')];
    const choice = await choiceOf(asked);
    const [receiver = '', reason = ''] = ['receiver', 'reason'].map((name) => (body.get(name) ?? '').trim().slice(0, longestWords));
    if (!choice || !isFormat(format) || (code !== all && !choice.sites.some((each) => each.code === code))) return { missing: true };
    if (receiver === '') return page(visit, asked, say('reportNoReceiver'));
    if (code === all && format !== 'csv') return page(visit, asked, say('reportAllCsv'));
    const to = receiverToLog(await confirmedBooks(database, code === all ? null : [code]), { to: receiver, reason });
    if (!to.ok) return page(visit, asked, say('reportNotInBook', { address: String(to.error[0]?.params?.['address']) }), true);
    const note = (name: string) => writeAudit(database.pool, { account: doer.account.id, who: doer.account.name, what: 'report-exported', subject: `${name} → ${to.value}`, address: doer.address });
    if (code === all) {
      const { standing, elsewhere } = await standingOf(choice);
      const lacks = elsewhereWords(visit, elsewhere);
      if (lacks !== null) return page(visit, asked, lacks);
      const name = `${fileStem({ period: choice.period })}-sites.csv`;
      await note(name);
      return { file: comparisonCsv(visit, standing.map(({ report }) => report)), name, type: 'text/csv; charset=utf-8' };
    }
    const found = await reports.standing(code, choice.period.from, choice.period.to);
    if (!found.ok) {
      const [why] = found.error;
      const lacks = elsewhereWords(visit, why?.code === 'report-elsewhere' ? [String(why.params?.['number'])] : []);
      return lacks === null ? { missing: true } : page(visit, asked, lacks);
    }
    const signed = found.value.frozen ? await reports.signedPages(code, choice.period.from, choice.period.to) : undefined;
    const made = await reportFile(found.value.report, format, { lang, fontsFolder, signed });
    const name = made.name.replace('report-', `report-${code.replaceAll(/[^\w-]/g, '_')}-`);
    // that it left, and for whom, is written before the bytes are handed out (R35)
    await note(name);
    return { file: made.bytes, name, type: made.type };
  }, { perMinute: reportsPerMinute });
};
