import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { addDays, clockOf, dayOf, weekdayOf } from '../../domain/clocks/shanghai.ts';
import { useWords } from '../words.ts';

const firstOf = (day: string): string => `${day.slice(0, 7)}-01`;
const addMonths = (day: string, n: number): string => {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n;
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
};

const Month = ({ value, precision, now, onPick }: { value: string | undefined; precision: 'minute' | 'day'; now: string; onPick: (value: string) => void }) => {
  const { t, lang } = useWords();
  const today = dayOf(now);
  const chosen = value === undefined ? undefined : value.slice(0, 10);
  const [at, setAt] = useState(chosen ?? today);
  const days = useRef<HTMLDivElement>(null);
  // whoever opens it by keyboard, or walks, stands on the day at once: the next key is meant for that one
  const walks = useRef(true);
  useEffect(() => {
    if (walks.current) days.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
    walks.current = false;
  }, [at]);
  const first = firstOf(at);
  const start = addDays(first, 1 - weekdayOf(first));
  const shown = Array.from({ length: 42 }, (_, i) => addDays(start, i));
  const pick = (day: string) => {
    const clock = value !== undefined && value.length > 10 ? value.slice(11, 16) : clockOf(now);
    onPick(precision === 'day' ? day : `${day}T${clock}+08:00`);
  };
  const steps: Readonly<Record<string, (day: string) => string>> = {
    ArrowLeft: (day) => addDays(day, -1), ArrowRight: (day) => addDays(day, 1), ArrowUp: (day) => addDays(day, -7), ArrowDown: (day) => addDays(day, 7),
    PageUp: (day) => addMonths(day, -1), PageDown: (day) => addMonths(day, 1),
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    walks.current = true;
    setAt(step(at));
  };
  return (
    <div className="month">
      <header>
        <Button className="button quiet icon small" aria-label={t('paper.monthBefore')} onPress={() => setAt(addMonths(at, -1))}><ChevronLeft size={16} /></Button>
        <strong>{lang === 'zh' ? `${at.slice(0, 4)}年${Number(at.slice(5, 7))}月` : at.slice(0, 7)}</strong>
        <Button className="button quiet icon small" aria-label={t('paper.monthAfter')} onPress={() => setAt(addMonths(at, 1))}><ChevronRight size={16} /></Button>
      </header>
      {/* arrow keys walk the days, as in every calendar */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div ref={days} className="days" role="group" tabIndex={-1} aria-label={t('paper.days')} onKeyDown={onKeyDown}>
        {[1, 2, 3, 4, 5, 6, 7].map((n) => <span key={n} className="weekday" aria-hidden="true">{t(`weekday.${n as 1}`)}</span>)}
        {shown.map((day) => (
          <button
            key={day} type="button" data-day={day} tabIndex={day === at ? 0 : -1} data-chosen={day === chosen || undefined} data-today={day === today || undefined}
            data-outside={day.slice(0, 7) !== at.slice(0, 7) || undefined} aria-pressed={day === chosen} aria-label={day} onClick={() => pick(day)}
          >
            {Number(day.slice(8))}
          </button>
        ))}
      </div>
      <footer>
        <Button className="button quiet small" onPress={() => onPick(precision === 'day' ? today : `${now.slice(0, 16)}+08:00`)}>{precision === 'day' ? t('paper.today') : t('paper.now')}</Button>
      </footer>
    </div>
  );
};

/** Alt+↓ in the input beside a small calendar opens it; for the element around both. */
export const openOnKey = (event: KeyboardEvent<HTMLElement>): void => {
  if (event.key !== 'ArrowDown' || !event.altKey) return;
  event.preventDefault();
  const button = event.currentTarget.querySelector<HTMLButtonElement>('.day-button');
  // the focus leaves first: the calendar opens on what was just typed
  button?.focus();
  button?.click();
};

/** The small calendar beside a time cell; typing stays the quick way, so Tab passes it by. */
export const DayPicker = ({ label, value, precision, now, onPick }: { label: string; value: string | undefined; precision: 'minute' | 'day'; now: string; onPick: (value: string) => void }) => (
  <DialogTrigger>
    <Button className="day-button" aria-label={label} excludeFromTabOrder><CalendarDays size={13} /></Button>
    <Popover className="popover" placement="bottom end">
      <Dialog aria-label={label} className="month-dialog">
        {({ close }) => <Month value={value} precision={precision} now={now} onPick={(picked) => { onPick(picked); close(); }} />}
      </Dialog>
    </Popover>
  </DialogTrigger>
);
