import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { AgendaItem } from '../../domain/today/agenda.ts';
import { openToWrite } from '../record/openToWrite.ts';
import { startingData } from '../record/startingData.ts';
import { go } from '../router.ts';
import { useNow } from '../record/useRecord.ts';
import { useForms, useRefresh, useStation, useStatus } from '../station.tsx';

/**
 * Begins the paper that keeps an obligation: the sheet of a round with its items, or a paper of the row's form, of its kind and for its day; the report of a period
 * on its own screen. One that is there already is opened.
 */
export const useKeepTurn = (): { readonly keep: (item: Pick<AgendaItem, 'source' | 'row' | 'due' | 'id' | 'form' | 'record' | 'begins'>) => void; readonly error: unknown } => {
  const { ask, client } = useStation();
  const forms = useForms();
  const refresh = useRefresh();
  const now = useNow();
  const { data: status } = useStatus();
  const { data: profile } = useQuery(ask.station.profile.queryOptions());
  const [error, setError] = useState<unknown>(null);
  return {
    error,
    keep: (item) => {
      if (item.record) return openToWrite(item.record.form, item.record.id);
      const duty = profile?.duties.find((each) => item.source === 'round' && each.id === item.row);
      const row = profile?.recurring.find((each) => each.id === item.row)?.record;
      const form = row && forms.get(row.form);
      setError(null);
      if (form?.report) {
        // the report of a period is written on its own screen, which makes the sheet
        const kind = row?.when?.in[0];
        void client.reports.periods().then((periods) => {
          const period = periods.find((each) => each.kind === kind && each.from === item.begins.slice(0, 10));
          go('report', undefined, period && { from: period.from, to: period.to });
        }, setError);
        return undefined;
      }
      const made = duty
        ? client.records.startInspection({ id: uuidv7(), template: duty.template, day: item.begins.slice(0, 10), round: item.id.split(':').at(-1) ?? '' })
        : row && form ? client.records.execute({ kind: 'create', id: uuidv7(), form: form.id, data: { ...startingData(form, status?.account?.name ?? '', now, profile?.settings), ...startOfTurn(row, form.fields[row.day], item.begins, now) } as never }) : undefined;
      void made?.then(async (rec) => { await refresh(); openToWrite(rec.form, rec.id); }, setError);
      return undefined;
    },
  };
};

/** What a paper that keeps a turn says from the start: its kind, and the day of the turn when that is over or is a day of the form. */
const startOfTurn = (row: { readonly day: string; readonly when?: { readonly field: string; readonly in: readonly string[] } }, field: { readonly kind: string } | undefined, begins: string, now: string): Record<string, string> => {
  const [kind] = row.when?.in ?? [];
  const isDayField = field?.kind === 'time' && 'precision' in field && field.precision === 'day' && !('notBefore' in field);
  return {
    ...(row.when && kind !== undefined ? { [row.when.field]: kind } : {}),
    ...(isDayField && begins <= now ? { [row.day]: begins.slice(0, 10) } : {}),
  };
};
