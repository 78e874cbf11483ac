import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { clockOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import type { Field, FormDef, Transition } from '../../domain/forms/form.ts';
import { checkData } from '../../domain/forms/values.ts';
import { askedTimes, momentIn } from '../../domain/record/decide.ts';
import type { Data } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/result.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet } from '../desk/parts.tsx';
import { isOfInputMethod } from '../keys.ts';
import { TimeText } from '../paper/TimeText.tsx';
import { useWords } from '../words.ts';

export type Told = { readonly reason?: string; readonly times?: Readonly<Record<string, string>> };
type Time = { readonly name: string; readonly field: Extract<Field, { kind: 'time' }> };

const timesAsked = (def: FormDef, step: Transition, data: Data): readonly Time[] => askedTimes(def, step, data).map((name) => ({ name, field: def.fields[name] as Time['field'] }));

/** Whether a step has something to ask before it is taken. */
export const isAsking = (def: FormDef, step: Transition, data: Data): boolean => step.reason === true || timesAsked(def, step, data).length > 0;

/**
 * Asks what a step wants told: when what it tells of happened, with this moment proposed, and why. Whatever is said about the time, the moment
 * of the entry stands in the record beside it.
 */
export const StepDialog = ({ def, step, number, data, now: minute, note, proposed = '', onClose, onTold }: { def: FormDef; step: Transition; /** the paper's */ number: string; data: Data; /** of the desk's clock, which looks once a second */ now: string; note?: string; /** a reason that is known already */ proposed?: string | undefined; onClose: () => void; onTold: (told: Told) => void }) => {
  const { t, say, refuse } = useWords();
  const id = useId();
  const isVoiding = def.lifecycle.states[step.to]?.tone === 'void';
  // what cannot be taken back names the paper it is done to
  const title = isVoiding ? `${say(step.label)} ${number}` : say(step.label);
  const [opened] = useState(() => msToSecond(Date.now()));
  const now = minute > opened ? minute : opened;
  // the proposal is the moment the dialog opened: what stands there is what is written
  const [asked] = useState(() => timesAsked(def, step, data));
  const [times, setTimes] = useState<Readonly<Record<string, string | undefined>>>(() => Object.fromEntries(asked.map(({ name, field }) => [name, momentIn(field, opened)])));
  const [unread, setUnread] = useState<readonly string[]>([]);
  const [reason, setReason] = useState(proposed);
  const lacks = useLacks({ reason: step.reason && reason.trim() === '' ? t('account.fill', { field: t('record.reason') }) : null });
  // Enter and Ctrl+Enter come before what they took in has been drawn
  const latest = useRef({ times, unread });
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = requestAnimationFrame(() => body.current?.querySelector<HTMLElement>('input, textarea')?.focus());
    return () => cancelAnimationFrame(at);
  }, []);
  const tell = (name: string, time: string | undefined, isRead = true) => {
    const next = { times: isRead ? { ...latest.current.times, [name]: time } : latest.current.times, unread: [...latest.current.unread.filter((each) => each !== name), ...(isRead ? [] : [name])] };
    latest.current = next;
    setTimes(next.times);
    setUnread(next.unread);
  };
  const problemsOf = ({ times: told, unread: wrong }: typeof latest.current): ReadonlyMap<string, Refusal> => {
    const given = Object.fromEntries(Object.entries(told).flatMap(([name, time]) => (time === undefined ? [] : [[name, time]])));
    const found = new Map(checkData(def, { ...data, ...given }, now).filter(({ field }) => field !== undefined && Object.hasOwn(told, field)).map((each) => [each.field!, each] as const));
    for (const { name } of asked) {
      if (wrong.includes(name)) found.set(name, { code: 'not-a-time', field: name });
      else if (given[name] === undefined) found.set(name, { code: 'required', field: name });
    }
    return found;
  };
  const problems = problemsOf({ times, unread });
  const confirm = () => {
    const [first] = problemsOf(latest.current).keys();
    if (first !== undefined) body.current?.querySelector<HTMLElement>(`[data-asked="${first}"] input`)?.focus();
    else if (!step.reason || lacks.isComplete()) {
      onTold({ ...(step.reason ? { reason: reason.trim() } : {}), ...(asked.length > 0 ? { times: latest.current.times as Record<string, string> } : {}) });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isOfInputMethod(event)) return;
    event.preventDefault();
    confirm();
  };
  return (
    <Sheet title={title} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className={isVoiding ? 'main danger' : 'main'} keyId="nextState" tip={title} onPress={confirm}>{title}</Press></>}>
      {isVoiding ? <p className="notice warn">{t('record.voidNote', { number })}</p> : null}
      {note ? <p className="notice warn">{note}</p> : null}
      {/* the key of the way forward counts in every line of the dialog */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div ref={body} className="step-told" onKeyDown={onKeyDown}>
        {asked.map(({ name, field }) => {
          const problem = problems.get(name);
          return (
            <div className="field" key={name} data-asked={name}>
              <label htmlFor={`${id}-${name}`}>{say(field.label)}</label>
              <TimeText
                id={`${id}-${name}`} className="input" label={say(field.label)} value={times[name]} precision={field.precision} now={now} required wrong={problem !== undefined} describedBy={problem ? `${id}-${name}-wrong` : `${id}-note`}
                onTime={(time) => tell(name, time)} onWrong={() => tell(name, undefined, false)} onEnter={step.reason ? () => body.current?.querySelector('textarea')?.focus() : confirm}
              />
              {problem ? <p className="wrong" id={`${id}-${name}-wrong`} role="alert">{refuse(problem, def)}</p> : null}
            </div>
          );
        })}
        {asked.length > 0 ? <p className="soft" id={`${id}-note`}>{t('record.toldNote', { time: clockOf(now) })}</p> : null}
        {step.reason ? (
          <div className="field">
            <label htmlFor={lacks.input('reason').id}>{t('record.reason')}</label>
            <textarea {...lacks.input('reason')} className="input" rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
            {lacks.note('reason')}
          </div>
        ) : null}
      </div>
    </Sheet>
  );
};
