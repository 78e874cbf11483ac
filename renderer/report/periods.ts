import { addDays, addMonths } from '../../domain/clocks/shanghai.ts';
import type { ReportPeriod } from '../../domain/report/period.ts';

type Span = { readonly from: string; readonly to: string };

/** Quarters of the calendar from the one `first` lies in to the one `today` lies in, the newest first. */
export const calendarQuarters = (first: string, today: string): readonly (Span & { readonly year: string; readonly no: number })[] => {
  const quarters: (Span & { readonly year: string; readonly no: number })[] = [];
  const month = Number(first.slice(5, 7));
  let from = `${first.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
  while (from <= today) {
    const next = addMonths(from, 3);
    quarters.unshift({ from, to: addDays(next, -1), year: from.slice(0, 4), no: (Number(from.slice(5, 7)) + 2) / 3 });
    from = next;
  }
  return quarters;
};

/** What is reported on first: the newest quarter that is over, else the one that runs. */
export const firstPeriod = (periods: readonly ReportPeriod[], today: string): Span | undefined => {
  const quarters = periods.filter(({ kind }) => kind === 'quarter');
  const first = quarters.find(({ to }) => to < today) ?? quarters[0] ?? periods[0];
  return first && { from: first.from, to: first.to };
};
