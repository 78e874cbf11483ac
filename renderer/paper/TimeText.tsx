import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { formatFormalDay, formatFormalTime } from '../../domain/text/timeFormat.ts';
import { parseTimeInput } from '../../domain/text/timeInput.ts';
import { isOfInputMethod } from '../keys.ts';
import { useWords } from '../words.ts';

/** with Ctrl: go on, hand over, print, lock, search */
const ordersOnPaper: ReadonlySet<string> = new Set(['enter', 'd', 'p', 'l', 'k']);

const typedTime = (value: string): string => (value.length > 10 ? value.slice(0, 16).replace('T', ' ') : value);

type Props = {
  readonly label: string;
  readonly value: string | undefined;
  readonly precision: 'minute' | 'day';
  /** seconds ISO: what is typed short is meant near it */
  readonly now: string;
  readonly id?: string;
  readonly className?: string;
  /** a day stands as it is typed, `2026-11-23`, also while it is read */
  readonly isPlain?: boolean;
  readonly required?: boolean;
  readonly wrong?: boolean;
  readonly describedBy?: string;
  readonly onTime: (time: string | undefined) => void;
  /** What was typed is no time: it stays as typed. */
  readonly onWrong: () => void;
  /** Enter, once what was typed is taken in. */
  readonly onEnter: (input: HTMLInputElement) => void;
};

/** A time's input: written out while it is read, as it is typed while it has the focus. */
export const TimeText = ({ label, value, precision, now, id, className, isPlain = false, required, wrong, describedBy, onTime, onWrong, onEnter }: Props) => {
  const { lang } = useWords();
  const [isRead, setRead] = useState(true);
  /** what was typed and is not taken in yet, or is no time */
  const [typed, setTyped] = useState<string | null>(null);
  // only what was typed is taken in: a time that came into the cell while it had the focus, by a step or from elsewhere, is not taken out again
  const isTouched = useRef(false);
  const shown = value === undefined ? '' : isPlain || !isRead ? typedTime(value) : precision === 'minute' ? formatFormalTime(value, lang) : formatFormalDay(value, lang);

  /** Takes in what was typed, or says that it is no time; whether it could be read. */
  const takeIn = (text: string): boolean => {
    const read = text.trim() === '' ? undefined : parseTimeInput(text, precision, now);
    if (read === null) {
      onWrong();
      return false;
    }
    onTime(read);
    return true;
  };
  const finish = (text: string) => {
    if (!isTouched.current) return;
    isTouched.current = false;
    setTyped(takeIn(text) ? null : text);
  };
  return (
    <input
      type="text" id={id} className={className} value={typed ?? shown} aria-label={label} aria-required={required} aria-invalid={wrong} aria-describedby={describedBy} autoComplete="off"
      onFocus={(event) => {
        const input = event.currentTarget;
        // the typed form stands before it is selected: the first key replaces the old time
        flushSync(() => setRead(false));
        input.select();
      }}
      onChange={(event) => {
        isTouched.current = true;
        setTyped(event.target.value);
      }}
      onBlur={(event) => {
        setRead(true);
        finish(event.target.value);
      }}
      onKeyDown={(event) => {
        if (isOfInputMethod(event)) return;
        // a key that works with the whole paper finds the time in it, though the cell keeps the focus
        if ((event.ctrlKey || event.metaKey) && ordersOnPaper.has(event.key.toLowerCase()) && isTouched.current) takeIn(event.currentTarget.value);
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        finish(event.currentTarget.value);
        onEnter(event.currentTarget);
      }}
    />
  );
};
