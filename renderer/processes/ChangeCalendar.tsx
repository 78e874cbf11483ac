import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Ban, CheckCircle2, ChevronLeft, ChevronRight, CircleDashed, CircleDot, TriangleAlert } from 'lucide-react';
import { addDays, addMonths, clockOf, dayOf, mondayOf, weekdayOf } from '../../domain/clocks/shanghai.ts';
import type { CalendarEntry, CalendarPhase } from '../../domain/processes/changeCalendar.ts';
import { formatMonth, formatTime } from '../../domain/text/timeFormat.ts';
import { Failed, Press, Waiting } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { go, placeToHash } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const phaseIcons: Readonly<Record<CalendarPhase, typeof Ban>> = { planned: CircleDashed, approved: CircleDot, done: CheckCircle2, freeze: Ban };
const phases = Object.keys(phaseIcons) as CalendarPhase[];
/** Entries of one day that stand in its cell; the rest is counted. */
const mostInCell = 4;

const firstOf = (month: string): string => `${month}-01`;
const lastOf = (month: string): string => addDays(addMonths(firstOf(month), 1), -1);
/** Whole weeks, Monday first, that hold the month. */
const weeksOf = (month: string): readonly (readonly string[])[] => {
  const weeks: string[][] = [];
  for (let monday = mondayOf(firstOf(month)); monday <= lastOf(month); monday = addDays(monday, 7)) weeks.push(Array.from({ length: 7 }, (_, i) => addDays(monday, i)));
  return weeks;
};
const isOn = (entry: CalendarEntry, day: string): boolean => entry.from.slice(0, 10) <= day && day <= entry.to.slice(0, 10);

const EntryLink = ({ entry, day }: { entry: CalendarEntry; day: string }) => {
  const { t } = useWords();
  const Icon = phaseIcons[entry.phase];
  const begins = entry.from.startsWith(day) && entry.from.length > 10 ? clockOf(entry.from) : '';
  const clash = entry.clashes.length > 0;
  return (
    <a className="calendar-entry" data-phase={entry.phase} data-clash={clash || undefined} href={placeToHash({ screen: entry.form, id: entry.id })} title={`${entry.number} ${entry.title} · ${t(`changeCalendar.phase.${entry.phase}`)}`}>
      <Icon size={11} aria-hidden="true" /><span className="only-read">{t(`changeCalendar.phase.${entry.phase}`)} </span>
      {clash ? <TriangleAlert size={11} aria-label={t('changeCalendar.clashes', { n: entry.clashes.length })} /> : null}
      <span className="words">{begins} {entry.title}</span>
    </a>
  );
};

/** Changes, releases and freezes by month (R13, R18): what is asked for, allowed and done, and what meets what. */
export const ChangeCalendar = ({ month: asked }: { month?: string }) => {
  const { ask } = useStation();
  const { t, lang, list } = useWords();
  const now = useNow();
  const today = dayOf(now);
  const month = asked !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : today.slice(0, 7);
  const weeks = weeksOf(month);
  const entries = useQuery({ ...ask.processes.calendar.queryOptions({ input: { from: weeks[0]![0]!, to: weeks.at(-1)![6]! } }), placeholderData: keepPreviousData });
  if (entries.error) return <Failed error={entries.error} onAgain={() => void entries.refetch()} />;
  if (!entries.data) return <Waiting />;
  const shown = entries.data;
  const turn = (by: number) => go('change-calendar', undefined, { month: addMonths(firstOf(month), by).slice(0, 7) });
  const inMonth = shown.filter((entry) => entry.from.slice(0, 10) <= lastOf(month) && entry.to.slice(0, 10) >= firstOf(month));
  const clashing = inMonth.filter((entry) => entry.clashes.length > 0 && entry.phase !== 'freeze');
  const numberOf = (id: string): string => shown.find((entry) => entry.id === id)?.number ?? '';
  return (
    <section className="process-screen" aria-label={t('changeCalendar.title')}>
      <header>
        <h1>{t('changeCalendar.title')}</h1>
        <Press className="quiet icon small" aria-label={t('changeCalendar.earlier')} tip={t('changeCalendar.earlier')} onPress={() => turn(-1)}><ChevronLeft size={16} /></Press>
        <strong aria-live="polite">{formatMonth(month, lang)}</strong>
        <Press className="quiet icon small" aria-label={t('changeCalendar.later')} tip={t('changeCalendar.later')} onPress={() => turn(1)}><ChevronRight size={16} /></Press>
        <Press className="small" onPress={() => go('change-calendar')}>{t('changeCalendar.now')}</Press>
        <span className="spring" />
        <ul className="legend" aria-label={t('changeCalendar.legend')}>{phases.map((phase) => { const Icon = phaseIcons[phase]; return <li key={phase} data-phase={phase}><Icon size={12} aria-hidden="true" />{t(`changeCalendar.phase.${phase}`)}</li>; })}</ul>
      </header>
      <p className="soft">{t('changeCalendar.note')}</p>
      <table className="calendar-month">
        <thead><tr>{weeks[0]!.map((day) => <th key={day} scope="col">{t(`weekday.${weekdayOf(day) as 1}`)}</th>)}</tr></thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const on = shown.filter((entry) => isOn(entry, day));
                return (
                  <td key={day} data-other={!day.startsWith(month) || undefined} data-today={day === today || undefined} data-freeze={on.some((entry) => entry.phase === 'freeze') || undefined}>
                    <time dateTime={day}>{Number(day.slice(8))}</time>
                    {on.slice(0, mostInCell).map((entry) => <EntryLink key={entry.id} entry={entry} day={day} />)}
                    {on.length > mostInCell ? <span className="soft">{t('changeCalendar.more', { n: on.length - mostInCell })}</span> : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {inMonth.length === 0 ? <p>{t('changeCalendar.none')}</p> : (
        <section aria-label={t('changeCalendar.clashes', { n: clashing.length })}>
          <h2>{t('changeCalendar.clashes', { n: clashing.length })}</h2>
          {clashing.length === 0 ? <p className="soft">{t('changeCalendar.noClash')}</p> : (
            <ul className="paper-rows">
              {clashing.map((entry) => (
                <li key={entry.id}>
                  <a href={placeToHash({ screen: entry.form, id: entry.id })}>{entry.number}</a><span>{entry.title}</span>{entry.emergency ? <span className="tone">{t('changeCalendar.emergency')}</span> : null}
                  <span className="soft">{formatTime(entry.from, lang, now)}</span><span className="late">{t('changeCalendar.clash', { numbers: list(entry.clashes.map(numberOf).filter(Boolean)) })}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </section>
  );
};
