import type { DayVerdict, ReckonedDay } from '../../domain/clocks/deadline.ts';
import { verdictToText } from '../../domain/clocks/readings.ts';
import { formatDay } from '../../domain/text/timeFormat.ts';
import { useWords } from '../words.ts';

/** Verdicts that follow from what the day is; the others need words of their own. */
const plainVerdicts: ReadonlySet<DayVerdict> = new Set(['event', 'counted', 'rest']);

/** How a deadline was reached, day by day, with the notice that made a day what it is (R38). */
export const Reckoning = ({ days, now }: { days: readonly ReckonedDay[]; now: string }) => {
  const { t, lang } = useWords();
  return (
    <ol className="reckoning" aria-label={t('strip.reckoning')}>
      {days.map((each, i) => (
        <li key={each.day} data-counted={each.counted || undefined}>
          <span>{formatDay(each.day, lang, now)}</span>
          <span>{plainVerdicts.has(each.verdict) ? t(`dayWhy.${each.why}`) : verdictToText(each.verdict, lang)}</span>
          <span>{each.counted ? t('strip.dayNo', { n: days.slice(0, i + 1).filter((d) => d.counted).length }) : '—'}</span>
          {each.reason ? <small>{[each.reason, each.evidence].filter(Boolean).join(' · ')}</small> : null}
          {each.notice ? <small className="mono" title={each.notice}>{each.notice.replace(/^https?:\/\//, '')}</small> : null}
        </li>
      ))}
    </ol>
  );
};
