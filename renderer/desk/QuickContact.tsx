import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { holds } from '../../domain/forms/condition.ts';
import type { Becoming, Field, FormDef } from '../../domain/forms/form.ts';
import { checkValue } from '../../domain/forms/values.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import { isOfInputMethod } from '../keys.ts';
import { NameInput } from '../paper/NameInput.tsx';
import { openToWrite } from '../record/openToWrite.ts';
import { becomingStart, startingData } from '../record/startingData.ts';
import { useForms, useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { Press, Sheet, Wrong } from './parts.tsx';

/** What is known of a call so far; it outlives the panel, so that an interrupted call is not lost. */
export type Call = { readonly id: string; readonly at: string; readonly said: Readonly<Partial<Record<CallField, string>>> };
const callFields = ['channel', 'kind', 'caller', 'department', 'phone', 'what'] as const;
type CallField = (typeof callFields)[number];

export const createCall = (now: string): Call => ({ id: uuidv7(), at: now, said: {} });
export const isBegun = ({ said }: Call): boolean => Object.values(said).some((each) => each !== '');

/** The number of an option as its key: 1 to 9. */
const digitOf = (key: string): number | null => (/^[1-9]$/.test(key) ? Number(key) : null);

type ChoiceProps = { readonly field: Extract<Field, { kind: 'choice' }>; readonly name: string; readonly value: string | undefined; readonly onChoose: (value: string) => void; readonly onNext: () => void; readonly first?: RefObject<HTMLFieldSetElement | null> };

/** One line of options, each with its key: the digit chooses and goes on, so do the arrows and Enter of any group of radio buttons. */
const Digits = ({ field, name, value, onChoose, onNext, first }: ChoiceProps) => {
  const { say } = useWords();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isOfInputMethod(event)) return;
    const digit = digitOf(event.key);
    const option = digit === null ? undefined : field.options[digit - 1];
    if (option) onChoose(option.value);
    else if (event.key !== 'Enter' || value === undefined) return;
    event.preventDefault();
    onNext();
  };
  return (
    <fieldset className="quick-line" ref={first}>
      <legend>{say(field.label)}</legend>
      <div className="digits">
        {field.options.map((option, i) => (
          <label key={option.value} className="digit">
            <input type="radio" name={`quick-${name}`} value={option.value} checked={value === option.value} onChange={() => onChoose(option.value)} onKeyDown={onKeyDown} />
            {i < 9 ? <kbd aria-hidden="true">{i + 1}</kbd> : null}<span>{say(option.label)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

type Props = { readonly call: Call; readonly onChange: (change: (call: Call) => Call) => void; readonly onClose: () => void; /** the contact stands; `number` names it */ readonly onDone: (number: string, id: string, opened: boolean) => void };

/**
 * A contact of the service desk by keyboard alone (R5): one line for each field, a digit for channel and kind, who called before is known, Enter
 * in the last line saves, Ctrl+Enter saves and turns the contact into what it asks for.
 */
export const QuickContact = (props: Props) => {
  const form = useForms().get(formPlaying('contact').id);
  return form ? <Panel {...props} form={form} /> : null;
};

const Panel = ({ call, form, onChange, onClose, onDone }: Props & { readonly form: FormDef }) => {
  const { client } = useStation();
  const { t, say, refuse } = useWords();
  const forms = useForms();
  const status = useStatus();
  const refresh = useRefresh();
  const cache = useQueryClient();
  const body = useRef<HTMLDivElement>(null);
  const channel = useRef<HTMLFieldSetElement>(null);
  const [turning, setTurning] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** from the first try to save on, what is wrong stands at its line until it is mended */
  const [tried, setTried] = useState(false);
  // who was looked up last: an answer about somebody else comes too late
  const asked = useRef('');
  useEffect(() => {
    const at = requestAnimationFrame(() => channel.current?.querySelector<HTMLElement>('input:checked, input')?.focus());
    return () => cancelAnimationFrame(at);
  }, []);
  const { said } = call;
  const tell = (name: CallField, value: string) => {
    onChange((now) => ({ ...now, said: { ...now.said, [name]: value } }));
  };
  // at once: the next key may come before the next frame
  const focusOn = (name: CallField) => {
    const line = body.current?.querySelector(`[data-line="${name}"]`);
    (line?.querySelector<HTMLElement>('input:checked') ?? line?.querySelector<HTMLElement>('input, textarea'))?.focus();
  };
  const next = (name: CallField) => focusOn(callFields[callFields.indexOf(name) + 1] ?? 'what');

  /** Department and phone as the last contact said them, where nothing stands yet. */
  const knowCaller = async (caller: string): Promise<boolean> => {
    asked.current = caller;
    if (caller.trim() === '') return false;
    const last = await client.desk.lastContact({ caller: caller.trim() }).catch(() => null);
    if (!last || asked.current !== caller) return false;
    onChange((now) => ({ ...now, said: { ...now.said, department: now.said.department || last.department || '', phone: now.said.phone || last.phone || '' } }));
    return last.department !== undefined || last.phone !== undefined;
  };
  const afterCaller = async () => { if (await knowCaller(said.caller ?? '')) focusOn('what'); else next('caller'); };

  const lackOf = (name: CallField): string | null => {
    const [field, value] = [form.fields[name], said[name]?.trim() ?? ''];
    if (!field) return null;
    if (value === '') return field.required === true ? t('quick.fill', { field: say(field.label) }) : null;
    const [wrong] = checkValue(name, field, value);
    return wrong ? refuse(wrong, form) : null;
  };
  const isComplete = (): boolean => {
    const first = callFields.find((name) => lackOf(name) !== null);
    setTried(first !== undefined);
    if (first) focusOn(first);
    return first === undefined;
  };
  const writer = status.data?.account?.name ?? '';
  const save = (becoming?: Becoming) => {
    if (busy || !isComplete()) return;
    setBusy(true);
    setError(null);
    const data = { ...startingData(form, writer, call.at), ...Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== '')) };
    const work = async () => {
      const contact = await client.records.execute({ kind: 'create', id: call.id, form: form.id, data: data as never });
      const target = becoming && forms.get(becoming.form);
      const made = becoming && target ? await client.records.execute({ kind: 'create', id: uuidv7(), form: target.id, data: becomingStart(becoming, target, writer, call.at) as never, from: contact.id }) : null;
      await refresh();
      await cache.invalidateQueries();
      onDone(contact.number, contact.id, made !== null);
      if (made) openToWrite(made.form, made.id);
    };
    work().catch(setError).finally(() => setBusy(false));
  };
  const turns = (form.becomes ?? []).filter((each) => each.from.includes(form.lifecycle.initial) && forms.has(each.form) && holds(each.when, { kind: said.kind ?? '' }));
  const turn = () => {
    if (!isComplete()) return;
    const [only, ...others] = turns;
    if (only && others.length === 0) save(only);
    else setTurning(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isOfInputMethod(event)) return;
    const digit = digitOf(event.key);
    const chosen = turning && digit !== null ? turns[digit - 1] : undefined;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) turn();
    else if (chosen) save(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isLacking = (name: CallField): boolean => tried && lackOf(name) !== null;
  const lackNote = (name: CallField) => (isLacking(name) ? <p className="wrong" id={`quick-lack-${name}`} role="alert">{lackOf(name)}</p> : null);
  const lackMarks = (name: CallField) => ({ 'aria-invalid': isLacking(name), 'aria-describedby': isLacking(name) ? `quick-lack-${name}` : undefined });
  const textLine = (name: 'department' | 'phone') => (
    <>
      <label className="quick-line" data-line={name}>
        <span>{labelOf(form, name, say)}</span>
        <input
          {...lackMarks(name)} className="input" autoComplete="off" value={said[name] ?? ''} maxLength={maxOf(form, name)} onChange={(event) => tell(name, event.target.value)}
          onKeyDown={(event) => { if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !isOfInputMethod(event)) { event.preventDefault(); next(name); } }}
        />
      </label>
      {lackNote(name)}
    </>
  );
  const choices = (['channel', 'kind'] as const).map((name) => {
    const field = form.fields[name];
    return field?.kind === 'choice' ? (
      <div key={name} data-line={name}>
        <Digits field={field} name={name} value={said[name]} onChoose={(value) => tell(name, value)} onNext={() => next(name)} {...(name === 'channel' ? { first: channel } : {})} />
        {lackNote(name)}
      </div>
    ) : null;
  });
  return (
    <Sheet
      wide title={t('quick.title')} onClose={onClose}
      footer={<>{isBegun(call) ? <Press isDisabled={busy} onPress={() => { onChange((now) => ({ ...now, said: {} })); setTried(false); asked.current = ''; requestAnimationFrame(() => channel.current?.querySelector<HTMLElement>('input')?.focus()); }}>{t('quick.clear')}</Press> : null}<span className="soft quick-hint">{t('quick.hint')}</span><span className="spring" /><Press isDisabled={busy} tip={t('quick.turnTip')} onPress={turn}>{t('quick.turn')}<kbd>Ctrl+Enter</kbd></Press><Press className="main" isDisabled={busy} onPress={() => save()}>{t('quick.save')}<kbd>Enter</kbd></Press></>}
    >
      {/* Ctrl+Enter counts in every line of the panel */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="quick" ref={body} onKeyDown={onKeyDown}>
        <Wrong error={error} def={form} />
        {choices}
        {/* a combobox names itself by its own label */}
        <div className="quick-line" data-line="caller">
          <span aria-hidden="true">{labelOf(form, 'caller', say)}</span>
          <NameInput form={form.id} name="caller" label={labelOf(form, 'caller', say)} required value={said.caller ?? ''} wrong={isLacking('caller')} describedBy={isLacking('caller') ? 'quick-lack-caller' : undefined} onText={(value) => { tell('caller', value); asked.current = value; }} onNext={() => void afterCaller()} />
        </div>
        {lackNote('caller')}
        {textLine('department')}
        {textLine('phone')}
        <label className="quick-line" data-line="what">
          <span>{labelOf(form, 'what', say)}</span>
          <textarea
            className="input" rows={2} value={said.what ?? ''} maxLength={maxOf(form, 'what')} aria-required="true" {...lackMarks('what')} onChange={(event) => tell('what', event.target.value)}
            onKeyDown={(event) => { if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !isOfInputMethod(event)) { event.preventDefault(); save(); } }}
          />
        </label>
        {lackNote('what')}
        {turning ? <TurnInto turns={turns} onTurn={save} isBusy={busy} /> : null}
      </div>
    </Sheet>
  );
};

const TurnInto = ({ turns, onTurn, isBusy }: { turns: readonly Becoming[]; onTurn: (becoming: Becoming) => void; isBusy: boolean }) => {
  const { t, say } = useWords();
  return (
    <div className="turn-into" role="group" aria-label={t('quick.turnInto')}>
      <span className="soft">{t('quick.turnInto')}</span>
      {turns.map((each, i) => (
        // the digits count once the buttons have the focus
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        <Press key={each.form} autoFocus={i === 0} isDisabled={isBusy} onPress={() => onTurn(each)}><kbd>{i + 1}</kbd>{say(each.label)}</Press>
      ))}
    </div>
  );
};

const labelOf = (form: FormDef, name: CallField, say: ReturnType<typeof useWords>['say']): string => (form.fields[name] ? say(form.fields[name].label) : name);
const maxOf = (form: FormDef, name: CallField): number | undefined => {
  const field = form.fields[name];
  return field?.kind === 'text' ? field.max : undefined;
};
