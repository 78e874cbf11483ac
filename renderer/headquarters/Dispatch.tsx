import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { dispatchFields, inputToValue, isDispatched, strangerIn, type DispatchField } from '../../domain/forms/dispatch.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Value } from '../../domain/record/record.ts';
import { useLacks } from '../desk/lacks.tsx';
import { TimeField } from '../desk/TimeField.tsx';
import { Press, Sheet, Waiting, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { go } from '../router.ts';
import { useForms, useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { stationWords } from './stationWords.ts';

const longestText = 200;
/** So many people of a station are named beside one who is none of them. */
const mostNamed = 12;
type InputProps = { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined };

const Input = ({ of: { field }, value, onChange, onWrong, ...input }: InputProps & { of: DispatchField; value: string; onChange: (said: string) => void; /** what was typed is no time */ onWrong: () => void }) => {
  const { t, say } = useWords();
  const shared = { ...input, className: 'input', value };
  if (field.kind === 'choice') return <select {...shared} onChange={(event) => onChange(event.target.value)}><option value="">{t('headquarters.choose')}</option>{field.options.map((option) => <option key={option.value} value={option.value}>{say(option.label)}</option>)}</select>;
  if (field.kind === 'time') return <TimeField label={say(field.label)} id={input.id} value={value === '' ? undefined : value} precision={field.precision} wrong={input['aria-invalid']} describedBy={input['aria-describedby']} onTime={(time) => onChange(time ?? '')} onWrong={onWrong} />;
  if (field.kind === 'text' && (field.lines ?? 1) > 1) return <textarea {...shared} rows={3} maxLength={field.max} onChange={(event) => onChange(event.target.value)} />;
  return <input {...shared} maxLength={field.kind === 'text' ? field.max : longestText} onChange={(event) => onChange(event.target.value)} />;
};

/** A new paper for a station (N at headquarters): what is known before anybody has gone, and who goes. */
export const Dispatch = ({ form, onClose }: { form?: FormDef; onClose: () => void }) => {
  const forms = [...useForms().values()].filter(isDispatched);
  const [chosen, setChosen] = useState(form && isDispatched(form) ? form.id : forms[0]?.id);
  const { t, say } = useWords();
  const def = forms.find(({ id }) => id === chosen) ?? forms[0];
  if (!def) return null;
  const choice = forms.length > 1 ? (
    <fieldset className="plain row"><legend>{t('headquarters.form')}</legend>{forms.map((each) => <label key={each.id} className="state-chip"><input type="radio" name="dispatch-form" checked={each === def} onChange={() => setChosen(each.id)} /><span>{say(each.short)}</span></label>)}</fieldset>
  ) : null;
  return <DispatchForm key={def.id} def={def} onClose={onClose} choice={choice} />;
};

const DispatchForm = ({ def, choice, onClose }: { def: FormDef; choice: ReactNode; onClose: () => void }) => {
  const { ask, client } = useStation();
  const { t, say, list, refuse } = useWords();
  const refresh = useRefresh();
  const stations = useQuery(ask.headquarters.stations.queryOptions());
  const [to, setTo] = useState('');
  // the form's own beginning, as far as it is known here
  const now = useNow();
  const [said, setSaid] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(Object.entries(def.starts ?? {}).flatMap(([name, start]) => {
    const field = def.fields[name];
    return start === 'now' && field?.kind === 'time' ? [[name, field.precision === 'day' ? now.slice(0, 10) : `${now.slice(0, 16)}+08:00`]] : [];
  })));
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  /** who was said to be unknown where it goes */
  const [stranger, setStranger] = useState<{ readonly to: string; readonly name: string; readonly known: readonly string[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = dispatchFields(def);
  const lacks = useLacks({
    to: to === '' ? t('account.fill', { field: t('headquarters.to') }) : null,
    ...Object.fromEntries(fields.map(({ name, field, needed }) => [`cell.${name}`, unread.has(name) ? refuse({ code: 'not-a-time', field: name }, def) : needed && (said[name] ?? '').trim() === '' ? t('account.fill', { field: say(field.label) }) : null])),
  } as Readonly<Record<string, string | null>>);
  const isStrange = stranger !== null && stranger.to === to && fields.some(({ name }) => said[name]?.trim() === stranger.name);
  const send = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      const data = fields.flatMap(({ name, field }): (readonly [string, Value])[] => {
        const value = inputToValue(field, said[name] ?? '', now);
        return value === undefined ? [] : [[name, value]];
      });
      // nobody there would see it as his own: said once, before it goes
      const known = await client.headquarters.people({ station: to });
      const named = strangerIn(def, Object.fromEntries(data), known);
      if (named !== undefined && (stranger?.name !== named || stranger.to !== to)) {
        setStranger({ to, name: named, known });
        return;
      }
      const made = await client.headquarters.dispatch({ form: def.id, to, data: Object.fromEntries(data) as never });
      await refresh();
      onClose();
      go(made.form, made.id);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet
      wide title={t('headquarters.dispatchTitle', { form: say(def.title) })} onClose={onClose}
      footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void send()}>{isStrange ? t('headquarters.sendAnyway') : t('headquarters.send')}</Press></>}
    >
      {choice}
      <Wrong error={error ?? stations.error} def={def} />
      {isStrange ? <p className="notice warn" role="alert">{t('headquarters.stranger', { name: stranger.name, station: stations.data?.find(({ id }) => id === to)?.code ?? '', known: list(stranger.known.slice(0, mostNamed)) })}</p> : null}
      {stations.isPending ? <Waiting /> : null}
      {stations.data?.length === 0 ? <p className="notice warn">{t('headquarters.noStation')}</p> : null}
      <div className="dispatch-fields">
        <div className="field">
          <label htmlFor={lacks.input('to').id}>{t('headquarters.to')}</label>
          <select {...lacks.input('to')} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{t('headquarters.choose')}</option>
            {stations.data?.map((each) => <option key={each.id} value={each.id}>{stationWords(each, say)}</option>)}
          </select>
          {lacks.note('to')}
        </div>
        {fields.map((each) => (
          <div className="field" key={each.name} data-wide={each.field.kind === 'text' && (each.field.lines ?? 1) > 1 ? true : undefined}>
            <label htmlFor={lacks.input(`cell.${each.name}`).id}>{say(each.field.label)}{each.needed ? null : <span className="soft"> {t(each.later ? 'headquarters.byWhoGoes' : 'headquarters.optional')}</span>}</label>
            <Input
              {...lacks.input(`cell.${each.name}`, unread.has(each.name))} of={each} value={said[each.name] ?? ''}
              onChange={(text) => { setSaid((old) => ({ ...old, [each.name]: text })); setUnread((old) => new Set([...old].filter((name) => name !== each.name))); }}
              onWrong={() => setUnread((old) => new Set([...old, each.name]))}
            />
            {lacks.note(`cell.${each.name}`, unread.has(each.name))}
          </div>
        ))}
      </div>
    </Sheet>
  );
};
