import { useId, useState } from 'react';
import { periodTitle, type ReportPeriod, type TermPeriod } from '../../domain/report/period.ts';
import { DaySpan } from '../desk/DaySpan.tsx';
import { useWords } from '../words.ts';
import { calendarQuarters } from './periods.ts';

type Span = { readonly from: string; readonly to: string };
const own = 'own';
const keyOf = ({ from, to }: Span): string => `${from} ${to}`;

/** Which days the report speaks of: quarters and years of the service, quarters of the calendar, or days of one's own. */
export const PeriodChoice = ({ periods, span, first, today, onChoose }: { periods: readonly TermPeriod[]; span: Span; first: string; today: string; onChoose: (span: Span) => void }) => {
  const { t, say } = useWords();
  const choose = useId();
  const known = new Set(periods.map(keyOf));
  const quarters = calendarQuarters(first, today).filter((each) => !known.has(keyOf(each)));
  const isKnown = known.has(keyOf(span)) || quarters.some((each) => keyOf(each) === keyOf(span));
  const [isOwn, setOwn] = useState(!isKnown);
  const pick = (value: string): void => {
    setOwn(value === own);
    const [from = '', to = ''] = value.split(' ');
    if (value !== own) onChoose({ from, to });
  };
  const terms = [...Map.groupBy(periods, ({ term }) => keyOf(term)).values()];
  const ofTerm = (label: string, { term }: TermPeriod): string => (terms.length > 1 ? t('report.ofTerm', { what: label, from: term.from, to: term.to }) : label);
  const words = (period: ReportPeriod): string => `${say(periodTitle(period))} · ${period.from} – ${period.to}`;
  return (
    <div className="report-period">
      <label htmlFor={choose} className="only-read">{t('report.period')}</label>
      <select id={choose} className="input" value={isOwn || !isKnown ? own : keyOf(span)} onChange={(event) => pick(event.target.value)}>
        {terms.flatMap((of) => (['quarter', 'year'] as const).flatMap((kind) => {
          const these = of.filter((each) => each.kind === kind);
          return these.length === 0 ? [] : [<optgroup key={`${kind} ${keyOf(these[0]!.term)}`} label={ofTerm(t(kind === 'quarter' ? 'report.quarters' : 'report.years'), these[0]!)}>{these.map((each) => <option key={keyOf(each)} value={keyOf(each)}>{words(each)}</option>)}</optgroup>];
        }))}
        {quarters.length > 0 ? <optgroup label={t('report.calendarQuarters')}>{quarters.map((each) => <option key={keyOf(each)} value={keyOf(each)}>{t('report.calendarQuarter', { year: each.year, no: each.no })} · {each.from} – {each.to}</option>)}</optgroup> : null}
        <option value={own}>{t('report.ownDays')}</option>
      </select>
      {isOwn || !isKnown ? <DaySpan from={span.from} to={span.to} labels={{ from: t('report.from'), to: t('report.to') }} between="–" onSpan={onChoose} /> : null}
    </div>
  );
};
