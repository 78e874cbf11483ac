import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { isOfInputMethod } from '../keys.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const typingPause = 120;
const mostShown = 8;

type Props = {
  readonly form: string; readonly name: string; readonly label: string; readonly value: string; readonly required?: boolean; readonly wrong?: boolean; readonly describedBy?: string;
  readonly onText: (text: string) => void;
  /** A name was chosen, or typed and left. */
  readonly onNamed?: (name: string) => void;
  /** Enter with no suggestion chosen: on to the next cell. */
  readonly onNext: (from: HTMLElement) => void;
};

/**
 * A person's name with suggestions of names that stood in this cell before, by beginning, part, pinyin or its initials (ARIA combobox). Nothing
 * is chosen until an arrow key does: Enter and Tab leave what was typed as it is, but initials, which are no name.
 */
export const NameInput = ({ form, name, label, value, required, wrong, describedBy, onText, onNamed, onNext }: Props) => {
  const { ask } = useStation();
  const { t } = useWords();
  const list = useId();
  const [typed, setTyped] = useState(value);
  const [asked, setAsked] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const composing = useRef(false);
  /** what was told last, so that a cell only passed through tells nothing */
  const named = useRef(value);
  useEffect(() => { if (!composing.current) setTyped(value); }, [value]);
  const [text, setText] = useState('');
  useEffect(() => {
    if (asked === null) return undefined;
    const timer = setTimeout(() => setText(asked), typingPause);
    return () => clearTimeout(timer);
  }, [asked]);
  const found = useQuery({ ...ask.records.names.queryOptions({ input: { form, field: name, text, limit: mostShown } }), enabled: asked !== null && text === asked, gcTime: 0, staleTime: 0 });
  const names = asked !== null && text === asked ? (found.data ?? []) : [];
  const open = names.length > 0;
  const close = () => { setAsked(null); setAt(-1); };
  const take = (chosen: string) => {
    setTyped(chosen);
    onText(chosen);
    named.current = chosen;
    onNamed?.(chosen);
    close();
  };
  return (
    <span className="name-cell" data-text={typed}>
      <input
        type="text" role="combobox" aria-autocomplete="list" aria-expanded={open} aria-controls={open ? list : undefined} aria-activedescendant={open && at >= 0 ? `${list}-${at}` : undefined}
        aria-label={label} aria-required={required} aria-invalid={wrong} aria-describedby={describedBy} autoComplete="off" spellCheck={false} value={typed}
        onCompositionStart={() => { composing.current = true; }}
        onCompositionEnd={(event) => {
          composing.current = false;
          onText(event.currentTarget.value);
          setAsked(event.currentTarget.value.trim());
        }}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(-1);
          if (composing.current) return;
          onText(event.target.value);
          setAsked(event.target.value.trim() === '' ? null : event.target.value.trim());
        }}
        onBlur={() => {
          close();
          const name = typed.trim();
          if (name !== '' && name !== named.current) onNamed?.(name);
          named.current = name;
        }}
        onKeyDown={(event) => {
          if (isOfInputMethod(event) || event.ctrlKey || event.metaKey) return;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            // an empty cell shows who was named last
            if (!open) setAsked(typed.trim());
            else setAt((event.key === 'ArrowDown' ? at + 1 : at <= 0 ? names.length - 1 : at - 1) % names.length);
          } else if (event.key === 'Escape' && open) {
            event.preventDefault();
            event.stopPropagation();
            close();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            // initials are nobody's name: Enter takes the first they stand for
            const isInitials = /^[a-z]+$/i.test(typed.trim());
            const chosen = open ? names[at < 0 && isInitials ? 0 : at] : undefined;
            if (chosen !== undefined) take(chosen);
            if (chosen === undefined || at < 0) onNext(event.currentTarget);
          }
        }}
      />
      {open ? (
        <span className="names" id={list} role="listbox" aria-label={t('paper.names', { field: label })}>
          {names.map((each, i) => (
            // the pointer must not take the focus out of the cell
            <span key={each} id={`${list}-${i}`} role="option" tabIndex={-1} aria-selected={i === at} onPointerDown={(event) => { event.preventDefault(); take(each); }}>{each}</span>
          ))}
        </span>
      ) : null}
    </span>
  );
};
