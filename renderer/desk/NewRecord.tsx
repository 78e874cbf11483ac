import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { dayOf, mondayOf } from '../../domain/clocks/shanghai.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { openToWrite } from '../record/openToWrite.ts';
import { useNow } from '../record/useRecord.ts';
import { useForms, useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { Press, Sheet, Wrong } from './parts.tsx';

/** What a new paper of this form knows already. */
const startingData = (form: FormDef, name: string, now: string): Data =>
  Object.fromEntries(Object.entries(form.starts ?? {}).map(([field, what]) => [field, what === 'writer' ? name : `${now.slice(0, 16)}+08:00`]));

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
  const shown = [...forms.values()].filter((each) => each.about === undefined && (!form || form.about !== undefined || each.id === form.id) && account && each.lifecycle.create.includes(account.role));
  const today = dayOf(now);
  // Enter makes what the dialog offers first
  const offered = shown.find((each) => !each.templates);
  return (
    <Sheet title={t('record.newTitle')} onClose={onClose}>
      <Wrong error={error} />
      {shown.length === 0 ? <p>{t('record.mayNotCreate')}</p> : null}
      {shown.map((each) => (each.templates ? (
        <div key={each.id} className="new-group">
          <h3>{say(each.title)}</h3>
          <div className="new-rounds">
            {profile.data?.duties.filter((duty) => duty.form === each.id).flatMap((duty) => duty.rounds.map((round) => (
              <Press key={`${duty.id}-${round.id}`} isDisabled={busy} onPress={() => make(() => client.records.startInspection({ id: uuidv7(), template: duty.template, day: duty.every === 'week' ? mondayOf(today) : today, round: round.id }))}>
                {say(duty.label)} · {say(round.label)}
              </Press>
            )))}
          </div>
        </div>
      ) : (
        <div key={each.id} className="new-group">
          <h3>{say(each.title)}</h3>
          <Press
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            className="main" autoFocus={each === offered} isDisabled={busy}
            onPress={() => make(() => client.records.execute({ kind: 'create', id: uuidv7(), form: each.id, data: startingData(each, account?.name ?? '', now) as never }))}
          >{t('record.newNamed', { form: say(each.title) })}</Press>
        </div>
      )))}
    </Sheet>
  );
};
