import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import type { Quarter } from '../../domain/board/quarter.ts';
import { formatDay } from '../../domain/text/timeFormat.ts';
import { useNow } from '../record/useRecord.ts';
import { go, usePlace } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const keyOf = ({ from, to }: Quarter): string => `${from} ${to}`;

/** The quarter the address of a board asks for; undefined: the running one. */
export const useAskedQuarter = (): Quarter | undefined => {
  const { from, to } = usePlace().query;
  return from !== undefined && to !== undefined ? { from, to } : undefined;
};

/**
 * The choice of the quarter a board shows among those of every term that are over, kept in the address of the screen, and the name of the chosen one: undefined of
 * the running one. `span`: the days of the board that is shown, which stand alone while there is nothing to choose.
 */
export const useQuarter = (screen: string, span: Quarter | null | undefined): { readonly name: string | undefined; readonly choice: ReactNode } => {
  const { ask } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const id = useId();
  const quarter = useAskedQuarter();
  const periods = useQuery(ask.reports.periods.queryOptions());
  const quarters = (periods.data ?? []).filter(({ kind }) => kind === 'quarter');
  const today = now.slice(0, 10);
  const over = quarters.filter((each) => each.to < today);
  const days = ({ from: first, to: last }: Quarter): string => `${first} – ${last}`;
  const label = (no: number | undefined): string => t('board.quarter', { no: no ?? '' });
  const known = quarter && quarters.find((each) => keyOf(each) === keyOf(quarter));
  const name = quarter && (known ? label(known.no) : days(quarter));
  const current = quarters.find((each) => each.to >= today);
  if (over.length === 0 && !quarter) return { name, choice: span ? <span className="soft">{t('money.span', { from: formatDay(span.from, lang, now), to: formatDay(span.to, lang, now) })}</span> : null };
  const terms = [...Map.groupBy(over, ({ term }) => keyOf(term)).values()];
  const choice = (
    <>
      <label htmlFor={id} className="only-read">{t('board.whichQuarter')}</label>
      <select
        id={id} className="input quarter-choice" value={quarter ? keyOf(quarter) : ''}
        onChange={({ target: { value } }) => {
          const chosen = over.find((each) => keyOf(each) === value);
          go(screen, undefined, chosen && { from: chosen.from, to: chosen.to });
        }}
      >
        <option value="">{t('board.running')}{current ? ` · ${days(current)}` : ''}</option>
        {quarter && !over.some((each) => keyOf(each) === keyOf(quarter)) ? <option value={keyOf(quarter)}>{days(quarter)}</option> : null}
        {terms.map((of) => {
          const options = of.map((each) => <option key={keyOf(each)} value={keyOf(each)}>{label(each.no)} · {days(each)}</option>);
          return <optgroup key={keyOf(of[0]!.term)} label={terms.length > 1 ? t('report.ofTerm', { what: t('report.quarters'), ...of[0]!.term }) : t('report.quarters')}>{options}</optgroup>;
        })}
      </select>
    </>
  );
  return { name, choice };
};
