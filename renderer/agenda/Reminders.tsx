import { useQuery } from '@tanstack/react-query';
import { BellRing } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AgendaItem } from '../../domain/today/agenda.ts';
import { Clause, Press } from '../desk/parts.tsx';
import { useDeadlineWords } from '../record/Strip.tsx';
import { useNow } from '../record/useRecord.ts';
import { go } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** ms: the station is asked by its clock on the wall, so the first question after a sleep finds what fell due meanwhile. */
const everyMinute = 60_000;
/** On one line, which takes no room from the work; the calendar has the others. */
const mostShown = 1;

/** One sentence for the system's notification: what, its number and clause, and nothing of what the paper holds (R35). */
const sentenceOf = (item: AgendaItem, label: string, until: string): string => [label, item.record?.number, item.rule, until].filter(Boolean).join(' · ');

/**
 * Tells what falls due within the lead time of the settings, each once: the system's notification where the shell has one, and a line over the
 * desk and a count in the window's title everywhere. What is kept disappears by itself.
 */
export const Reminders = () => {
  const { ask } = useStation();
  const { t, say } = useWords();
  const now = useNow();
  const deadline = useDeadlineWords();
  const { data } = useQuery({ ...ask.agenda.reminders.queryOptions(), refetchInterval: everyMinute, refetchIntervalInBackground: true });
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  const told = useRef(new Set<string>());
  const items = data?.items ?? [];
  const shown = items.filter((each) => !away.has(each.id));
  const untilOf = (item: AgendaItem): string => deadline(item.due, now, item.row).text;

  useEffect(() => {
    const name = t('app.name');
    document.title = shown.length > 0 ? `(${shown.length}) ${name}` : name;
    return () => { document.title = name; };
  }, [shown.length, t]);
  useEffect(() => {
    const fresh = items.filter((each) => !told.current.has(each.id));
    for (const each of fresh) told.current.add(each.id);
    if (fresh.length === 0 || !window.sanlian) return;
    const [first] = fresh;
    const body = fresh.length === 1 && first ? sentenceOf(first, say(first.label), untilOf(first)) : t('remind.several', { count: fresh.length });
    // a system without notifications has the line over the desk
    void window.sanlian.notify(t('remind.title'), body).catch(() => undefined);
  });
  if (shown.length === 0) return null;
  return (
    <div className="reminders" role="status" aria-label={t('remind.title')}>
      <BellRing size={16} aria-hidden="true" />
      <ul>
        {shown.slice(0, mostShown).map((item) => (
          <li key={item.id}><strong>{say(item.label)}</strong>{item.record?.number ? <span className="mono">{item.record.number}</span> : null}<Clause rule={item.rule} clause={item.clause} /><span className={item.state === 'late' ? 'late' : ''}>{untilOf(item)}</span></li>
        ))}
        {shown.length > mostShown ? <li className="soft">{t('remind.others', { n: shown.length - mostShown })}</li> : null}
      </ul>
      <Press className="small" onPress={() => go('calendar', undefined, { day: now.slice(0, 10) })}>{t('remind.show')}</Press>
      <Press className="small quiet" onPress={() => setAway(new Set([...away, ...shown.map((each) => each.id)]))}>{t('remind.away')}</Press>
    </div>
  );
};
