import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useCallback, useEffect, useEffectEvent } from 'react';
import type { RecordRow } from '../../domain/api/types.ts';
import { useContractWords } from '../contractWords.ts';
import { Press } from '../desk/parts.tsx';
import { go, placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** On one line; the next ones move up when these were seen. */
const mostShown = 2;

/** What the system's notification has told of in this window: a lock takes the desk away and brings it back, and tells nothing anew. */
const told = new Set<string>();

/**
 * Tells what headquarters gave this station to do until somebody it concerns has opened it or said that he knows: a line over the desk, which a
 * restart brings back, and once the system's notification where the shell has one. `shown`: the record on the screen.
 */
export const Arrivals = ({ shown }: { shown: string | undefined }) => {
  const { ask, client } = useStation();
  const { t, say } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const { data, refetch } = useQuery(ask.desk.arrivals.queryOptions());
  const rows = data ?? [];
  const isShown = shown !== undefined && rows.some(({ id }) => id === shown);
  // a line that stays is told again: no reason to stop what the person does
  const see = useCallback((ids: readonly string[]): void => void client.desk.seeArrivals({ ids: [...ids] }).then(() => refetch()).then(() => {
    // given again, it is told again
    for (const id of ids) told.delete(id);
  }, () => undefined), [client, refetch]);
  useEffect(() => { if (isShown && shown !== undefined) see([shown]); }, [isShown, shown, see]);
  const tell = useEffectEvent((arrived: readonly RecordRow[]) => {
    const fresh = arrived.filter(({ id }) => !told.has(id));
    for (const { id } of fresh) told.add(id);
    const [first] = fresh;
    if (!first || !window.sanlian) return;
    // which paper, and nothing of what it holds (R35); a system without notifications has the line over the desk
    void window.sanlian.notify(t('arrivals.title', { count: fresh.length }), fresh.map(({ number }) => number).slice(0, mostShown).join(' · ')).catch(() => undefined);
  });
  useEffect(() => { if (data) tell(data); }, [data]);
  if (rows.length === 0) return null;
  const listed = rows.slice(0, mostShown);
  return (
    <div className="reminders arrivals" role="status" aria-label={t('arrivals.title', { count: rows.length })}>
      <Inbox size={16} aria-hidden="true" />
      <strong>{t('arrivals.title', { count: rows.length })}</strong>
      <ul>
        {listed.map((row) => {
          const form = forms.get(row.form);
          return <li key={row.id}>{form ? <span>{say(form.short)}</span> : null}<a className="mono" href={placeToHash({ screen: row.form, id: row.id })}>{row.number}</a><span className="about">{inWords(row.headline)}</span></li>;
        })}
        {rows.length > mostShown ? <li className="soft">{t('remind.others', { n: rows.length - mostShown })}</li> : null}
      </ul>
      <Press className="small" onPress={() => go(listed[0]!.form, listed[0]!.id)}>{t('today.open')}</Press>
      <Press className="small quiet" onPress={() => see(listed.map(({ id }) => id))}>{t('remind.away')}</Press>
    </div>
  );
};
