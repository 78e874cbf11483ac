import { formsById } from '../../forms/index.ts';
import { amountToCapitals } from '../../text/capitals.ts';
import { text } from '../../text/text.ts';
import { isVoid, type Brief } from '../brief.ts';
import { cellOf, figure, idsOf, sharesBy, type Figure } from '../figure.ts';
import { kindsOf, papersOf, type PaperClock, type ReportInput } from '../input.ts';
import { isInPeriod } from '../period.ts';
import { sources } from './sources.ts';
import { otherParts, parts } from '../parts.ts';

/** Yuan as exact decimal text, summed in fen. */
const sumOfMoney = (amounts: readonly string[]): string => {
  const fen = amounts.reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n);
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Copies of sealed papers that nobody has printed or saved yet (R9, R28). */
const copiesOutstanding = (brief: Brief, copies: readonly { readonly no: number }[]): readonly number[] => {
  if (brief.sealedAt === undefined || formsById.get(brief.form)?.copies !== 'profile') return [];
  return copies.filter(({ no }) => !brief.copies.some((copy) => copy.no === no && copy.outcome !== 'failed')).map(({ no }) => no);
};

const byForm = (clocks: readonly PaperClock[]) => {
  const forms = [...new Set(clocks.map((clock) => clock.form))];
  return forms.map((form) => {
    const ids = clocks.filter((clock) => clock.form === form).map((clock) => clock.id);
    return { key: form, label: formsById.get(form)?.title ?? text(form, form), value: ids.length, ids };
  });
};

/** Whether it is still being written: nobody has been asked to agree to it. */
const isDraft = (brief: Brief): boolean => formsById.get(brief.form)?.lifecycle.states[brief.state]?.tone === 'draft';

/** Papers submitted and filed (R27, R28), copies not yet handed out (R9), costs outside the plan (R34). */
export const documentFigures = (input: ReportInput): readonly Figure[] => {
  const inPeriod = input.submitted.filter((clock) => isInPeriod(input.period, clock.started));
  const all = [...input.papers.keys()].flatMap((form) => papersOf(input, form).briefs);
  // nobody is handed copies of a survey that was declined
  const lacking = all.filter((brief) => !isVoid(brief) && copiesOutstanding(brief, input.profile.copies).length > 0);
  const costs = papersOf(input, parts.extraCost);
  const asked = costs.briefs.filter((brief) => !isDraft(brief));
  const drafts = costs.briefs.length - asked.length;
  const amounts = asked.map((brief) => cellOf(brief, 'amount')).filter((amount) => amount !== '');
  const total = sumOfMoney(amounts);
  const special = papersOf(input, parts.specialReport);
  const specialIds = idsOf(special.briefs);
  return [
    figure({ id: 'document.submitted', label: text('期内提交文档', 'Documents submitted in the period'), formula: text('提交时间（归档期限的起算点）落在期内的单据与文档份数', 'records and documents whose submission, from which their filing clock runs, lies in the period'), source: sources.contract, unit: 'count', value: inPeriod.length, ids: inPeriod.map((clock) => clock.id) }, { shares: byForm(inPeriod) }),
    figure({ id: 'document.year', label: text('本年度提交文档', 'Documents submitted this service year'), formula: text('服务年度首日至期末提交的单据与文档份数', 'the same from the first day of the service year'), source: sources.contract, unit: 'count', value: input.submitted.length, ids: input.submitted.map((clock) => clock.id) }, { shares: byForm(input.submitted) }),
    figure({ id: 'copy.outstanding', label: text('未出齐的联', 'Copies outstanding'), formula: text('期内已签认单据中，尚未打印或另存的联数', 'copies of the sealed records of the period that were neither printed nor saved'), source: sources.contract, unit: 'count', value: lacking.reduce((sum, brief) => sum + copiesOutstanding(brief, input.profile.copies).length, 0), ids: idsOf(lacking) }, {
      shares: input.profile.copies.map((copy) => {
        const of = lacking.filter((brief) => copiesOutstanding(brief, [copy]).length > 0);
        return { key: String(copy.no), label: text(`${copy.label.zh}（${copy.holder.zh}）`, `${copy.label.en} (${copy.holder.en})`), value: of.length, ids: idsOf(of) };
      }),
    }),
    figure({ id: 'cost.outside', label: text('计划外费用合计', 'Costs outside the plan'), formula: text('期内发生的计划外费用确认单（待签认、已签认、已归档）合计金额之和，精确到分；草稿不计', 'sum of the totals of the extra costs that arose in the period and await their signature, are signed or archived, exact to the fen; drafts are not counted'), source: sources.contract, unit: 'yuan', value: amounts.length === 0 ? null : total, ids: idsOf(asked) }, {
      shares: kindsOf(parts.extraCost, 'payer').map(({ key, label }) => {
        const of = asked.filter((brief) => cellOf(brief, 'payer') === key && cellOf(brief, 'amount') !== '');
        return { key, label, value: sumOfMoney(of.map((brief) => cellOf(brief, 'amount'))), ids: idsOf(of) };
      }),
      apart: costs.apart, notes: [...(amounts.length === 0 ? [] : [text(`人民币${amountToCapitals(total)}`, `CNY ${total}`)]), ...(drafts === 0 ? [] : [text(`另有草稿 ${drafts} 张，未计入。`, `${drafts} more ${drafts === 1 ? 'is a draft' : 'are drafts'} and not counted.`)])],
    }),
    figure({ id: 'special-report.count', label: text('专题报告', 'Special reports'), formula: text('期内编写的专题报告份数', 'special reports written in the period'), source: sources.contract, unit: 'count', value: specialIds.length, ids: specialIds }, { apart: special.apart }),
    ...Object.entries(otherParts).map(([form, by]) => {
      const { briefs, apart } = papersOf(input, form);
      const label = formsById.get(form)?.title ?? text(form, form);
      return figure({ id: `other.${form}`, label, formula: text(`期内${label.zh}的份数`, `${label.en}: records of the period`), source: sources.contract, unit: 'count', value: briefs.length, ids: idsOf(briefs) }, { shares: sharesBy(briefs, kindsOf(form, by), (brief) => cellOf(brief, by)), apart });
    }),
  ];
};
