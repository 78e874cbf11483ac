import { useQuery } from '@tanstack/react-query';
import { failedRuns } from '../../domain/assessment/failedMonths.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import { Waiting, Wrong } from '../desk/parts.tsx';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import type { AsideProps } from './asides.ts';

/** Five years of months: longer than any contract of a year and its renewals. */
const mostMonths = 60;

/** Months that failed one after the other (R31), of this paper's site: as many in a row as the contract says let the client ask for a cure, and end the contract without one. */
export const AssessmentAside = ({ view }: AsideProps) => {
  const { ask } = useStation();
  const { t } = useWords();
  const site = useStatus().data?.sites ? { site: view.record.context.site.code } : {};
  const signed = useQuery(ask.records.list.queryOptions({ input: { form: formPlaying('marks').id, states: ['signed', 'archived'], sort: { by: 'month', down: true }, limit: mostMonths, ...site } }));
  const profile = useQuery(ask.station.profile.queryOptions({ input: { record: view.record.id } }));
  const error = signed.error ?? profile.error;
  if (error) return <Wrong error={error} />;
  if (!signed.data || !profile.data) return <Waiting />;
  const marks = signed.data.rows.flatMap(({ cells, corrected, number }) => {
    const { month, result } = cells;
    return !corrected && typeof month === 'string' && (result === 'pass' || result === 'fail') ? [{ month, result, number } as const] : [];
  });
  const least = profile.data.assessment.failedMonths;
  const runs = failedRuns(marks, least);
  if (runs.length === 0) return <p className="soft">{t('assessment.none', { n: marks.length, least })}</p>;
  return (
    <ul role="alert">
      {runs.map((run) => <li key={run.from}>{t('assessment.run', { from: run.from, to: run.to, count: run.months, numbers: run.numbers.join(' ') })}</li>)}
    </ul>
  );
};
