import { useQuery } from '@tanstack/react-query';
import { failedRuns } from '../../domain/assessment/failedMonths.ts';
import { Waiting, Wrong } from '../desk/parts.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Five years of months: longer than any contract of a year and its renewals. */
const mostMonths = 60;

/** Months that failed one after the other (R31): two in a row let the client ask for a cure, and end the contract without one. */
export const AssessmentAside = () => {
  const { ask } = useStation();
  const { t } = useWords();
  const signed = useQuery(ask.records.list.queryOptions({ input: { form: 'assessment', states: ['signed', 'archived'], sort: { by: 'month', down: true }, limit: mostMonths } }));
  if (signed.error) return <Wrong error={signed.error} />;
  if (!signed.data) return <Waiting />;
  const marks = signed.data.rows.flatMap(({ cells, corrected, number }) => {
    const { month, result } = cells;
    return !corrected && typeof month === 'string' && (result === 'pass' || result === 'fail') ? [{ month, result, number } as const] : [];
  });
  const runs = failedRuns(marks);
  if (runs.length === 0) return <p className="soft">{t('assessment.none', { n: marks.length })}</p>;
  return (
    <ul role="alert">
      {runs.map((run) => <li key={run.from}>{t('assessment.run', { from: run.from, to: run.to, n: run.months, numbers: run.numbers.join(' ') })}</li>)}
    </ul>
  );
};
