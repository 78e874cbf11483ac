import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { Field } from '../../domain/forms/form.ts';
import { phoneBeside } from '../../domain/forms/phoneBeside.ts';
import { isEmpty } from '../../domain/forms/values.ts';
import { cellsByHand, gradeFieldOf, isGradeLive } from '../../domain/incident/ofRecord.ts';
import { cellText } from '../../domain/paper/cells.ts';
import { formatFormalDay, formatFormalTime } from '../../domain/text/timeFormat.ts';
import { refsIn } from '../../domain/record/around.ts';
import { momentIn } from '../../domain/record/decide.ts';
import { isOfInputMethod } from '../keys.ts';
import { gradeShown, useSecond } from '../record/GradeClock.tsx';
import { useStation } from '../station.tsx';
import { useContractWords } from '../contractWords.ts';
import { useWords } from '../words.ts';
import { focusNext, useNote, type CellProps } from './cellParts.tsx';
import { DayPicker, openOnKey } from './DayPicker.tsx';
import { MoneyCell, StillMoney } from './MoneyCell.tsx';
import { textToNumber } from '../../domain/text/numberInput.ts';
import { Chips, RecordCell } from './RecordCell.tsx';
import { NameInput } from './NameInput.tsx';
import { TimeText } from './TimeText.tsx';
import { useSheet } from './sheet.ts';

type TextareaProps = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly lines?: number;
  readonly many?: boolean;
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly onText: (text: string) => void;
  readonly describedBy?: string;
  readonly wrong?: boolean;
};

/**
 * Text that grows its cell as it grows on paper. The text of an unfinished composition stays in the cell: half a pinyin syllable is
 * not the person's word yet.
 */
export const GrowingText = ({ label, value, lines = 1, many = false, required, placeholder, onText, describedBy, wrong }: TextareaProps) => {
  const [text, setText] = useState(value);
  const composing = useRef(false);
  useEffect(() => { if (!composing.current) setText(value); }, [value]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || many || event.ctrlKey || event.metaKey || isOfInputMethod(event)) return;
    event.preventDefault();
    focusNext(event.currentTarget);
  };
  return (
    <span className="grow" data-text={`${text}\u200b`} style={{ minHeight: `${lines * 1.36}em` }}>
      <textarea
        rows={lines} value={text} aria-label={label} aria-required={required} aria-invalid={wrong} aria-describedby={describedBy} placeholder={placeholder}
        spellCheck={false}
        onKeyDown={onKeyDown}
        onCompositionStart={() => { composing.current = true; }}
        onCompositionEnd={(event) => {
          composing.current = false;
          onText(event.currentTarget.value);
        }}
        onChange={(event) => {
          const next = many ? event.target.value : event.target.value.replaceAll(/\r?\n/g, ' ');
          setText(next);
          if (!composing.current) onText(next);
        }}
      />
    </span>
  );
};

/** Fills the telephone cell beside a person's from what headquarters sent of him, where nothing stands in it. */
const usePhoneBeside = (person: string): ((name: string) => void) => {
  const { client } = useStation();
  const { def, data, set } = useSheet();
  const phone = phoneBeside(def, person);
  // the answer comes after more has been typed
  const latest = useRef(data);
  useEffect(() => { latest.current = data; }, [data]);
  return (name) => {
    if (phone === undefined || !isEmpty(latest.current[phone])) return;
    // a number that could not be asked for is typed
    client.records.phone({ name }).then((found) => { if (found !== null && isEmpty(latest.current[phone]) && latest.current[person] === name) set(phone, found); }, () => undefined);
  };
};

const TextCell = ({ name, field, label }: CellProps & { field: Extract<Field, { kind: 'text' | 'person' }> }) => {
  const { data, record, set, missing } = useSheet();
  const note = useNote(name);
  const inWords = useContractWords();
  const value = data[name];
  const translated = typeof value === 'string' && inWords(value) !== value ? inWords(value) : null;
  const fillPhone = usePhoneBeside(name);
  return (
    <>
      {field.kind === 'person' ? (
        <NameInput
          form={record.form} name={name} label={label} value={typeof value === 'string' ? value : ''} required={missing.has(name)} describedBy={note.id} wrong={note.wrong}
          onText={(text) => set(name, text === '' ? undefined : text)} onNamed={fillPhone} onNext={focusNext}
        />
      ) : <GrowingText
        name={name} label={label} value={typeof value === 'string' ? value : ''} many={field.lines !== undefined}
        lines={field.lines} required={missing.has(name)} describedBy={note.id} wrong={note.wrong}
        onText={(text) => set(name, text === '' ? undefined : text)}
      />}
      {translated === null ? null : <span className="translation">{translated}</span>}
      {note.note}
    </>
  );
};

const ChoiceCell = ({ name, field, label }: CellProps & { field: Extract<Field, { kind: 'choice' }> }) => {
  const { def, data, set, missing, now } = useSheet();
  const { t, say } = useWords();
  const group = useId();
  const note = useNote(name);
  const value = data[name];
  const chosen = new Set(Array.isArray(value) ? (value as readonly string[]) : [value]);
  const of = gradeFieldOf(def)?.field.of;
  const byHand = of?.manual === name ? of : undefined;
  const clear = () => { for (const each of byHand ? cellsByHand(byHand) : [name]) set(each, undefined); };
  const choose = (option: string, on: boolean) => {
    if (!field.many) {
      // a grade chosen by hand holds from now on, unless a moment was told before the first: that of another grade is not its own
      const at = byHand && def.fields[byHand.manualAt];
      if (byHand && at?.kind === 'time' && (value !== undefined || data[byHand.manualAt] === undefined)) set(byHand.manualAt, momentIn(at, now));
      return set(name, option);
    }
    const next = field.options.map((each) => each.value).filter((each) => (each === option ? on : chosen.has(each)));
    return set(name, next.length > 0 ? next : undefined);
  };
  return (
    <span
      className="choices" role={field.many ? 'group' : 'radiogroup'} aria-label={label} aria-required={field.many ? undefined : missing.has(name)} aria-describedby={note.id}
    >
      {field.options.map((option) => (
        <label key={option.value} className="choice">
          <input
            type={field.many ? 'checkbox' : 'radio'} name={group} checked={chosen.has(option.value)}
            onChange={(event) => choose(option.value, event.target.checked)}
            onKeyDown={(event) => { if (event.key === 'Delete' || event.key === 'Backspace') clear(); }}
          />
          <i aria-hidden="true" />
          <span>{say(option.label)}</span>
        </label>
      ))}
      {field.many || field.required === true || value === undefined ? null : <button type="button" className="clear-choice" title={t('paper.clear')} aria-label={t('paper.clearChoice', { field: label })} onClick={clear}><X size={11} aria-hidden="true" /></button>}
      {note.note}
    </span>
  );
};

const TimeCell = ({ name, field, label }: CellProps & { field: Extract<Field, { kind: 'time' }> }) => {
  const { data, set, report, missing, now, unread } = useSheet();
  const { t, lang } = useWords();
  const note = useNote(name);
  const value = typeof data[name] === 'string' ? data[name] : undefined;
  // what could not be read stands in the input alone
  const written = value === undefined || unread.has(name) ? undefined : field.precision === 'minute' ? formatFormalTime(value, lang) : formatFormalDay(value, lang);
  // a day that was picked takes the place of what was being typed
  const [picks, setPicks] = useState(0);
  const take = (time: string | undefined) => {
    report(name, null);
    if (time !== value) set(name, time);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <span className="time-cell" data-text={written} onKeyDown={openOnKey}>
      <TimeText key={picks} label={label} value={value} precision={field.precision} now={now} required={missing.has(name)} wrong={note.wrong} describedBy={note.id} onTime={take} onWrong={() => report(name, 'not-a-time')} onEnter={focusNext} />
      <DayPicker label={t('paper.pickDay', { field: label })} value={value} precision={field.precision} now={now} onPick={(picked) => { take(picked); setPicks(picks + 1); }} />
      {note.note}
    </span>
  );
};

const NumberCell = ({ name, field, label }: CellProps & { field: Extract<Field, { kind: 'number' }> }) => {
  const { data, set, report, missing } = useSheet();
  const { say } = useWords();
  const note = useNote(name);
  return (
    <span className="number-cell">
      <NumberText
        label={label} value={typeof data[name] === 'number' ? data[name] : undefined} decimals={field.decimals} required={missing.has(name)} describedBy={note.id} wrong={note.wrong}
        onNumber={(number) => { report(name, null); set(name, number); }} onWrong={() => report(name, 'wrong-type')}
      />
      {field.unit ? <span className="unit">{say(field.unit)}</span> : null}
      {note.note}
    </span>
  );
};

type NumberTextProps = {
  readonly label: string; readonly value: number | undefined; readonly decimals: number; readonly required?: boolean; readonly wrong?: boolean;
  readonly describedBy?: string; readonly disabled?: boolean; readonly onNumber: (number: number | undefined) => void; readonly onWrong: () => void;
};
/** A figure's input: what cannot be read stays as typed, and is reported. */
export const NumberText = ({ label, value, decimals, required, wrong, describedBy, disabled, onNumber, onWrong }: NumberTextProps) => {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      type="text" inputMode="decimal" autoComplete="off" disabled={disabled} aria-label={label} aria-required={required} aria-invalid={wrong} aria-describedby={describedBy}
      value={typed ?? (value === undefined ? '' : String(value))}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        if (text.trim() === '') return onNumber(undefined);
        const number = textToNumber(text, decimals);
        return number === null ? onWrong() : onNumber(number);
      }}
      onBlur={(event) => { if (event.target.value.trim() === '' || textToNumber(event.target.value, decimals) !== null) setTyped(null); }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || isOfInputMethod(event)) return;
        event.preventDefault();
        focusNext(event.currentTarget);
      }}
    />
  );
};

/** The grade an open fault stands at (R15), and said to be no more than that, or to be set by hand; what a step wrote down where it cannot be reckoned. */
const RunningGrade = ({ written }: { written: string }) => {
  const { def, data, record } = useSheet();
  const { t, say } = useWords();
  const { ask } = useStation();
  const { data: profile } = useQuery(ask.station.profile.queryOptions({ input: { record: record.id } }));
  const now = useSecond();
  const graded = profile && isGradeLive(def, record) ? gradeShown(def, data, now, profile) : null;
  if (!graded?.ok) return <>{written}</>;
  const { label, reason } = graded.value;
  return <span className="running">{t(reason === undefined ? 'grade.running' : 'grade.handSet', { grade: say(label) })}</span>;
};

/** A value nobody can change now, as it will stand on paper. */
export const StillValue = ({ name, field }: { name: string; field: Field }) => {
  const { data, def, record } = useSheet();
  const { say, lang, t } = useWords();
  const inWords = useContractWords();
  const value = data[name];
  switch (field.kind) {
    case 'choice':
      return (
        <span className="choices">
          {field.options.map((option) => {
            const on = Array.isArray(value) ? (value as readonly string[]).includes(option.value) : value === option.value;
            return (
              <span key={option.value} className="choice" data-on={on || undefined}>
                <i aria-hidden="true" data-on={on || undefined} />
                <span>{say(option.label)}</span>
                {on ? <span className="only-read">{t('paper.chosen')}</span> : null}
              </span>
            );
          })}
        </span>
      );
    case 'time':
      return <>{typeof value === 'string' ? (field.precision === 'minute' ? formatFormalTime(value, lang) : formatFormalDay(value, lang)) : ''}</>;
    case 'number':
      return <>{typeof value === 'number' ? `${value}${field.unit ? ` ${say(field.unit)}` : ''}` : ''}</>;
    case 'rating':
      return <>{typeof value === 'number' ? `${value} ${say(field.words[value - 1] ?? field.words[0]!)}` : ''}</>;
    case 'money':
      return <StillMoney value={value} short={name.includes('.')} />;
    case 'record':
      return <span className="record-cell"><Chips refs={refsIn(data, name)} /></span>;
    case 'grade':
      return <RunningGrade written={cellText(def, { ...record, data }, name, lang)} />;
    case 'hours':
      return <>{cellText(def, { ...record, data }, name, lang)}</>;
    default:
      return <>{typeof value === 'string' ? inWords(value) : ''}</>;
  }
};

/** The value side of a cell, editable or still. */
export const CellValue = ({ name, label }: CellProps) => {
  const { def, editable } = useSheet();
  const field = def.fields[name];
  if (!field) return null;
  // a sheet keeps the template its items came from
  const isReckoned = field.kind === 'hours' || field.kind === 'rating' || field.kind === 'readings' || field.kind === 'table' || field.kind === 'grade';
  if (!editable || name === def.round?.template || isReckoned) return <StillValue name={name} field={field} />;
  if (field.kind === 'money') return <MoneyCell name={name} label={label} field={field} />;
  if (field.kind === 'record') return <RecordCell name={name} label={label} field={field} />;
  if (field.kind === 'choice') return <ChoiceCell name={name} label={label} field={field} />;
  if (field.kind === 'time') return <TimeCell name={name} label={label} field={field} />;
  if (field.kind === 'number') return <NumberCell name={name} label={label} field={field} />;
  return <TextCell name={name} label={label} field={field} />;
};
