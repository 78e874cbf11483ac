import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { openToWrite } from '../record/openToWrite.ts';
import { startingData } from '../record/startingData.ts';
import { useNow } from '../record/useRecord.ts';
import { go } from '../router.ts';
import { useForms, useRefresh, useStation, useStatus } from '../station.tsx';
import { rememberMade } from './newForms.ts';

/** Making a new paper, from wherever it was asked for: it opens to be written in, and `onMade` closes what asked. */
export const useMake = (onMade: () => void) => {
  const { ask, client } = useStation();
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
      rememberMade(rec.form);
      await refresh();
      onMade();
      openToWrite(rec.form, rec.id);
    }, setError).finally(() => setBusy(false));
  };
  const makeOf = (form: FormDef) => {
    if (!form.report) return make(() => client.records.execute({ kind: 'create', id: uuidv7(), form: form.id, data: startingData(form, account?.name ?? '', now, profile.data?.settings) as never }));
    // which period it is of is chosen on the report's own screen
    onMade();
    return go('report');
  };
  /** what the person logged in may make */
  const creatable = [...forms.values()].filter((each) => each.about === undefined && account && each.lifecycle.create.includes(account.role));
  return { make, makeOf, busy, error, creatable, profile: profile.data, now };
};
