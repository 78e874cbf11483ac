import { useId, useState, type ReactNode } from 'react';
import { useWords } from '../words.ts';
import { TimeField } from './TimeField.tsx';

export type Days = { readonly from: string; readonly to: string };

/** From a day to a day, both included. Tells of days that make a span only, and says what is wrong with the others. */
export const DaySpan = ({ from, to, labels, between, onSpan }: Days & { labels: Readonly<Record<keyof Days, string>>; /** what stands between the two; their labels before each where left out */ between?: ReactNode; onSpan: (days: Days) => void }) => {
  const { t } = useWords();
  const id = useId();
  const [days, setDays] = useState<Days>({ from, to });
  const [unread, setUnread] = useState<ReadonlySet<keyof Days>>(new Set());
  const note = unread.size > 0 ? t('days.unread') : days.from > days.to ? t('days.backwards') : null;
  const isWrong = (end: keyof Days): boolean => (unread.size > 0 ? unread.has(end) : note !== null);
  const take = (end: keyof Days, day: string) => {
    const next = { ...days, [end]: day };
    const left = new Set([...unread].filter((each) => each !== end));
    setDays(next);
    setUnread(left);
    if (left.size === 0 && next.from <= next.to && (next.from !== from || next.to !== to)) onSpan(next);
  };
  const refuse = (end: keyof Days) => setUnread(new Set([...unread, end]));
  const field = (end: keyof Days) => <TimeField label={labels[end]} value={days[end]} precision="day" wrong={isWrong(end)} describedBy={isWrong(end) ? id : undefined} onTime={(day) => (day === undefined ? refuse(end) : take(end, day))} onWrong={() => refuse(end)} />;
  return (
    <div className="day-span">
      {between === undefined ? <span aria-hidden="true">{labels.from}</span> : null}
      {field('from')}
      <span aria-hidden="true">{between ?? labels.to}</span>
      {field('to')}
      {note ? <span className="wrong" id={id} role="alert">{note}</span> : null}
    </div>
  );
};
