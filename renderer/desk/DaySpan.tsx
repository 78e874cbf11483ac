import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { DayPicker } from '../paper/DayPicker.tsx';
import { TimeText } from '../paper/TimeText.tsx';
import { useNow } from '../record/useRecord.ts';
import { useWords } from '../words.ts';

export type Days = { readonly from: string; readonly to: string };

/** One day, `2026-11-23` in either language: typed as in any cell, or picked (Alt+↓). A browser's own field would write it as its own locale does. */
const DayField = ({ label, value, wrong, onDay, onWrong }: { label: string; value: string; /** the id of what is said against it */ wrong?: string; onDay: (day: string) => void; onWrong: () => void }) => {
  const { t } = useWords();
  const [picks, setPicks] = useState(0);
  const field = useRef<HTMLSpanElement>(null);
  const now = useNow();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' || !event.altKey) return;
    event.preventDefault();
    const button = field.current?.querySelector<HTMLButtonElement>('.day-button');
    // the focus leaves first: the calendar opens on what was just typed
    button?.focus();
    button?.click();
  };
  const pick = (day: string) => {
    onDay(day);
    // what was typed and could not be read gives way to what was picked
    setPicks(picks + 1);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <span className="day-field" ref={field} onKeyDown={onKeyDown}>
      <TimeText key={picks} className="input" label={label} value={value} precision="day" isPlain now={now} required wrong={wrong !== undefined} describedBy={wrong} onTime={(day) => (day === undefined ? onWrong() : onDay(day))} onWrong={onWrong} onEnter={() => undefined} />
      <DayPicker label={t('paper.pickDay', { field: label })} value={value} precision="day" now={now} onPick={pick} />
    </span>
  );
};

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
  const field = (end: keyof Days) => <DayField label={labels[end]} value={days[end]} wrong={isWrong(end) ? id : undefined} onDay={(day) => take(end, day)} onWrong={() => setUnread(new Set([...unread, end]))} />;
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
