import { useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { dayOf, mondayOf } from '../../domain/clocks/shanghai.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { isOfInputMethod } from '../keys.ts';
import { openToWrite } from '../record/openToWrite.ts';
import { startingData } from '../record/startingData.ts';
import { go } from '../router.ts';
import { useNow } from '../record/useRecord.ts';
import { useForms, useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { iconToDrawing } from './formIcons.ts';
import { formsOfGroup, railGroups } from './groups.ts';
import { Press, Sheet, Wrong } from './parts.tsx';

/** From this many on, what to make is found by typing. */
const manyForms = 4;

/** Which paper to begin (N). Inspections begin from a round of the contract's duties, so that their items are the right ones. */
export const NewRecord = ({ form, onClose }: { form?: FormDef; onClose: () => void }) => {
  const { ask, client } = useStation();
  const { t, say } = useWords();
  const now = useNow();
  const forms = useForms();
  const status = useStatus();
  const refresh = useRefresh();
  const profile = useQuery(ask.station.profile.queryOptions());
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const account = status.data?.account;
  const make = (work: () => Promise<Rec>) => {
    setBusy(true);
    setError(null);
    work().then(async (rec) => {
      await refresh();
      onClose();
      openToWrite(rec.form, rec.id);
    }, setError).finally(() => setBusy(false));
  };
  const makeOf = (each: FormDef) => {
    if (!each.report) return makeNew(each);
    // which period it is of is chosen on the report's own screen
    onClose();
    return go('report');
  };
  const makeNew = (each: FormDef) => make(() => client.records.execute({ kind: 'create', id: uuidv7(), form: each.id, data: startingData(each, account?.name ?? '', now, profile.data?.settings) as never }));
  const shown = [...forms.values()].filter((each) => each.about === undefined && (!form || form.about !== undefined || each.id === form.id) && account && each.lifecycle.create.includes(account.role));
  const today = dayOf(now);
  const rounds = (each: FormDef): ReactNode => (
    <div className="new-rounds">
      {profile.data?.duties.filter((duty) => duty.form === each.id).flatMap((duty) => duty.rounds.map((round) => (
        <Press key={`${duty.id}-${round.id}`} isDisabled={busy} onPress={() => make(() => client.records.startInspection({ id: uuidv7(), template: duty.template, day: duty.every === 'week' ? mondayOf(today) : today, round: round.id }))}>
          {say(duty.label)} · {say(round.label)}
        </Press>
      )))}
    </div>
  );
  if (shown.length >= manyForms) {
    return <Sheet title={t('record.newTitle')} onClose={onClose}><Wrong error={error} /><NewChoice forms={shown} isBusy={busy} onMake={makeOf} rounds={rounds} /></Sheet>;
  }
  // Enter makes what the dialog offers first
  const offered = shown.find((each) => !each.templates);
  return (
    <Sheet title={t('record.newTitle')} onClose={onClose}>
      <Wrong error={error} />
      {shown.length === 0 ? <p>{t('record.mayNotCreate')}</p> : null}
      {shown.map((each) => (
        <div key={each.id} className="new-group">
          <h3>{say(each.title)}</h3>
          {each.templates ? rounds(each) : (
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Press className="main" autoFocus={each === offered} isDisabled={busy} onPress={() => makeOf(each)}>{t('record.newNamed', { form: say(each.title) })}</Press>
          )}
        </div>
      ))}
    </Sheet>
  );
};

type ChoiceProps = { readonly forms: readonly FormDef[]; readonly isBusy: boolean; readonly onMake: (form: FormDef) => void; readonly rounds: (form: FormDef) => ReactNode };

/** Every paper there is, by the rail's entries; typing narrows them, Enter makes the marked one, arrows move the mark. */
const NewChoice = ({ forms, isBusy, onMake, rounds }: ChoiceProps) => {
  const { t, say } = useWords();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const wanted = typed.trim().toLowerCase();
  const found = forms.filter((form) => wanted === '' || [form.title.zh, form.title.en, form.short.zh, form.short.en, form.number.prefix].some((each) => each.toLowerCase().includes(wanted)));
  const groups = railGroups.map((group) => ({ group, found: formsOfGroup(found, group) })).filter((each) => each.found.length > 0);
  const order = groups.flatMap((each) => each.found).filter((form) => !form.templates);
  const marked = order[Math.min(at, order.length - 1)];
  return (
    <>
      {/* the dialog is opened to be typed into */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <input autoFocus
        className="input" type="search" autoComplete="off" aria-controls={id} aria-describedby={`${id}-marked`} aria-label={t('record.newFilter')} placeholder={t('record.newFilter')} value={typed} maxLength={60}
        onChange={(event) => { setTyped(event.target.value); setAt(0); }}
        onKeyDown={(event) => {
          if (isOfInputMethod(event)) return;
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (by !== 0) {
            event.preventDefault();
            setAt((Math.min(at, order.length - 1) + by + order.length) % Math.max(1, order.length));
          } else if (event.key === 'Enter' && marked && !isBusy) {
            event.preventDefault();
            onMake(marked);
          }
        }}
      />
      <span className="only-read" role="status" id={`${id}-marked`}>{marked ? t('record.newMarked', { form: say(marked.title) }) : ''}</span>
      <div className="new-choice" id={id}>
        {groups.map((each) => (
          <section key={each.group} aria-label={t(`rail.${each.group === 'documents' ? 'papers' : each.group}`)}>
            <h3>{t(`rail.${each.group === 'documents' ? 'papers' : each.group}`)}</h3>
            {each.found.map((form) => {
              const Icon = iconToDrawing(form.icon);
              if (form.templates) return <div key={form.id} className="new-group"><span className="soft">{say(form.title)}</span>{rounds(form)}</div>;
              return (
                <Press key={form.id} id={`${id}-${form.id}`} className={`quiet new-form${form === marked ? ' marked' : ''}`} isDisabled={isBusy} aria-label={t('record.newNamed', { form: say(form.title) })} onPress={() => onMake(form)}>
                  <Icon size={15} aria-hidden="true" />{say(form.title)}
                </Press>
              );
            })}
          </section>
        ))}
        {found.length === 0 ? <p className="soft" role="status">{t('record.newNone', { text: typed })}</p> : null}
      </div>
    </>
  );
};
