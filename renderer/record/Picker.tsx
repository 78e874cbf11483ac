import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import type { RecordRow } from '../../domain/api/types.ts';
import { useContractWords } from '../contractWords.ts';
import { StateMark } from '../desk/parts.tsx';
import { isOfInputMethod } from '../keys.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const typingPause = 120;

type PickerProps = {
  readonly label: string;
  /** Forms whose papers are offered. */
  readonly forms: readonly string[];
  /** Papers that are not offered: those named already, and the one that names. */
  readonly without: ReadonlySet<string>;
  readonly onPick: (row: RecordRow) => void;
  readonly onBackspace?: () => void;
  /** Enter with nothing to pick. */
  readonly onLeave?: (input: HTMLInputElement) => void;
  readonly required?: boolean;
  readonly wrong?: boolean;
  readonly describedBy?: string;
  /** takes the focus when it appears */
  readonly startsHere?: boolean;
  readonly className?: string;
};

/** Chooses a paper of this station by number, any word or a name's initials: all by keyboard, as a combobox with its list. */
export const Picker = ({ label, forms: wanted, without, onPick, onBackspace, onLeave, required, wrong, describedBy, startsHere, className }: PickerProps) => {
  const { ask, client } = useStation();
  const { t, say, list } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({ ...ask.records.pick.queryOptions({ input: { forms: [...wanted], text, limit: 20 } }), enabled: open && wanted.length > 0, placeholderData: (old) => old });
  const rows = (found.data ?? []).filter((row) => !without.has(row.id));
  const chosen = Math.min(at, Math.max(0, rows.length - 1));
  const names = list(wanted.map((form) => forms.get(form)).flatMap((form) => (form ? [say(form.title)] : [])));
  // what was typed and what is listed must be the same question
  const settled = typed.trim() === text && found.data !== undefined && !found.isPlaceholderData;
  const choose = (row: RecordRow | undefined) => {
    if (!row) return;
    setTyped('');
    setText('');
    setAt(0);
    setOpen(false);
    onPick(row);
  };
  /** Enter came before the answer: the first of it is meant, unless more has been typed since. */
  const chooseFirst = (input: HTMLInputElement) => {
    const asked = input.value.trim();
    client.records.pick({ forms: [...wanted], text: asked, limit: 20 }).then((answer) => { if (input.value.trim() === asked) choose(answer.find((row) => !without.has(row.id))); }, () => undefined);
  };
  return (
    <span className={`picker ${className ?? ''}`}>
      <input
        type="text" role="combobox" autoComplete="off" aria-label={label} aria-expanded={open} aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={open && rows[chosen] ? `${id}-${chosen}` : undefined} aria-required={required} aria-invalid={wrong} aria-describedby={describedBy}
        placeholder={t('pick.placeholder')} value={typed} maxLength={200}
        // the caller has just been asked for a paper
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={startsHere}
        onClick={() => setOpen(true)} onBlur={() => setOpen(false)}
        onChange={(event) => { setTyped(event.target.value); setAt(0); setOpen(true); }}
        onKeyDown={(event) => {
          if (isOfInputMethod(event) || event.ctrlKey || event.metaKey || event.altKey) return;
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (by !== 0) {
            event.preventDefault();
            if (open) setAt((chosen + by + rows.length) % Math.max(1, rows.length));
            setOpen(true);
          } else if (event.key === 'Escape' && open) {
            event.stopPropagation();
            setOpen(false);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            if (open && settled) choose(rows[chosen]);
            else if (open) chooseFirst(event.currentTarget);
            else if (!open && typed === '') onLeave?.(event.currentTarget);
          } else if (event.key === 'Backspace' && typed === '') onBackspace?.();
        }}
      />
      {open ? (
        <span className="picker-list" id={`${id}-list`} role="listbox" aria-label={t('pick.list', { forms: names })}>
          {rows.map((row, i) => {
            const form = forms.get(row.form);
            return (
              <span
                key={row.id} id={`${id}-${i}`} role="option" tabIndex={-1} aria-selected={i === chosen} className="hit"
                onPointerDown={(event) => event.preventDefault()} onPointerMove={() => setAt(i)} onClick={() => choose(row)} onKeyDown={undefined}
              >
                <b className="mono">{row.number}</b>
                {wanted.length > 1 && form ? <span className="soft">{say(form.short)}</span> : null}
                <span className="hit-text">{inWords(row.headline)}</span>
                {form ? <StateMark def={form} state={row.state} /> : null}
              </span>
            );
          })}
          {rows.length === 0 && found.data ? <span className="hit soft" role="status">{text === '' ? t('pick.none', { forms: names }) : t('pick.nothing', { text, forms: names })}</span> : null}
        </span>
      ) : null}
    </span>
  );
};
