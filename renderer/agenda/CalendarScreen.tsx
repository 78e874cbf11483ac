import { useQuery } from '@tanstack/react-query';
import { CalendarArrowDown, ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { addDays, addMonths, dayOf, isDay, mondayOf, weekdayOf } from '../../domain/clocks/shanghai.ts';
import { lacksOf } from '../../domain/today/agenda.ts';
import { formatDay, formatMonth } from '../../domain/text/timeFormat.ts';
import { useContractWords } from '../contractWords.ts';
import { Failed, Press, Waiting } from '../desk/parts.tsx';
import { useKeys } from '../keys.ts';
import { useNow } from '../record/useRecord.ts';
import { go, type Place } from '../router.ts';
import { useForms, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { AgendaRows } from './AgendaRows.tsx';
import { ExportAgenda } from './ExportAgenda.tsx';
import { filterAgenda, filterChoices, type AgendaFilter } from './filter.ts';
import { MonthGrid } from './MonthGrid.tsx';

const filterNames = ['who', 'site', 'rule', 'form'] as const;
const minute = 60_000;

/** First Monday and last Sunday of the weeks a month touches. */
const weeksOf = (day: string): { readonly from: string; readonly to: string } => {
  const first = `${day.slice(0, 7)}-01`;
  const last = addDays(addMonths(first, 1), -1);
  return { from: mondayOf(first), to: addDays(last, 7 - weekdayOf(last)) };
};

/**
 * 日历: everything due in a month, as a month or as a list, by person, site, clause and form; each day with what makes it a workday or a rest
 * day, each deadline with its reckoning. The address holds the day, the view and the filter.
 */
export const CalendarScreen = ({ query }: { query: Place['query'] }) => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  const now = useNow();
  const forms = useForms();
  const status = useStatus();
  const profile = useQuery(ask.station.profile.queryOptions());
  const [exporting, setExporting] = useState(false);
  const rows = useRef<HTMLDivElement>(null);
  const today = dayOf(now);
  const asked = query['day'];
  const day = asked !== undefined && isDay(asked) && asked >= '1992-01-01' && asked < '2199-01-01' ? asked : today;
  const isList = query['view'] === 'list';
  const filter: AgendaFilter = { ...Object.fromEntries(filterNames.flatMap((name) => (query[name] ? [[name, query[name]]] : []))), ...(query['owed'] ? { owed: true } : {}) };
  const span = weeksOf(day);
  const agenda = useQuery({ ...ask.agenda.between.queryOptions({ input: span }), placeholderData: (old) => old, refetchInterval: minute });

  const show = (change: Record<string, string | undefined>) => {
    const next = Object.fromEntries(Object.entries({ ...query, ...change }).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const])));
    go('calendar', undefined, next);
  };
  const goTo = (next: string) => show({ day: next });
  useKeys({
    arrowleft: isList ? undefined : () => goTo(addDays(day, -1)), arrowright: isList ? undefined : () => goTo(addDays(day, 1)), arrowup: isList ? undefined : () => goTo(addDays(day, -7)), arrowdown: isList ? undefined : () => goTo(addDays(day, 7)),
    pageup: () => goTo(addMonths(day, -1)), pagedown: () => goTo(addMonths(day, 1)), t: () => goTo(today), v: () => show({ view: isList ? undefined : 'list' }), enter: () => rows.current?.querySelector<HTMLElement>('summary')?.focus(),
    j: () => step(1), k: () => step(-1),
  });
  const step = (by: number) => {
    const all = [...(rows.current?.querySelectorAll<HTMLElement>('.agenda-row > summary') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus();
  };
  // the month's first paint has the day in sight
  const isLoaded = agenda.data !== undefined;
  useEffect(() => { if (isList && isLoaded) document.getElementById(`agenda-${day}`)?.scrollIntoView({ block: 'start' }); }, [isList, isLoaded, day]);

  if (agenda.error) return <Failed error={agenda.error} onAgain={() => void agenda.refetch()} />;
  if (!agenda.data) return <Waiting />;
  const items = filterAgenda(agenda.data.items, filter);
  const choices = filterChoices(agenda.data.items);
  const month = day.slice(0, 7);
  const ofMonth = items.filter((each) => each.due.startsWith(month));
  const lacks = lacksOf(ofMonth);
  const labels: Readonly<Record<(typeof filterNames)[number], (value: string) => string>> = {
    who: inWords, site: (code) => { const site = profile.data?.sites.find((each) => each.code === code); return site ? say(site.name) : code; },
    rule: (rule) => { const clause = lang === 'zh' ? agenda.data.items.find((each) => each.rule === rule)?.clause : undefined; return clause ? `${rule} ${clause}` : rule; },
    form: (id) => { const form = forms.get(id); return form ? say(form.short) : id; },
  };
  const listed = agenda.data.days.filter((each) => each.day.startsWith(month));
  return (
    <div className="calendar">
      <header>
        <Press className="quiet icon small" keyId="monthBefore" tip={t('agenda.monthBefore')} aria-label={t('agenda.monthBefore')} onPress={() => goTo(addMonths(day, -1))}><ChevronLeft size={16} /></Press>
        <h1>{formatMonth(month, lang)}</h1>
        <Press className="quiet icon small" keyId="monthAfter" tip={t('agenda.monthAfter')} aria-label={t('agenda.monthAfter')} onPress={() => goTo(addMonths(day, 1))}><ChevronRight size={16} /></Press>
        <Press className="small" tip={t('agenda.todayTip')} onPress={() => goTo(today)}>{t('agenda.today')}<kbd>T</kbd></Press>
        <div className="views" role="group" aria-label={t('agenda.views')}>
          {(['month', 'list'] as const).map((view) => <Press key={view} className="small" tip={t('agenda.viewTip')} aria-pressed={(view === 'list') === isList} onPress={() => show({ view: view === 'list' ? 'list' : undefined })}>{t(`agenda.${view}`)}</Press>)}
        </div>
        {filterNames.map((name) => (
          <select key={name} className="input small" aria-label={t(`agenda.by.${name}`)} value={filter[name] ?? ''} onChange={(event) => show({ [name]: event.target.value })}>
            <option value="">{t(`agenda.by.${name}`)}</option>
            {[...new Set([...choices[name], ...(filter[name] ? [filter[name]] : [])])].map((value) => <option key={value} value={value}>{labels[name](value)}</option>)}
          </select>
        ))}
        <label className="check"><input type="checkbox" checked={filter.owed ?? false} onChange={(event) => show({ owed: event.target.checked ? '1' : undefined })} />{t('agenda.owedOnly')}</label>
        <span className="spring" />
        {status.data?.account?.role === 'inspector' ? null : <Press className="small" tip={t('agenda.exportTip')} onPress={() => setExporting(true)}><CalendarArrowDown size={14} />{t('agenda.export')}</Press>}
      </header>
      {lacks.length > 0 ? <p className="lacks"><span className="soft">{t('agenda.lacks')}</span>{lacks.map((lack) => <span key={lack.row} className="late" title={lack.days.join(' ')}>{t('today.lack', { n: lack.papers, what: say(lack.label) })}</span>)}</p> : null}
      {isList ? (
        <div className="agenda-list" ref={rows}>
          {listed.map((each) => {
            const due = ofMonth.filter((item) => item.due.startsWith(each.day));
            return due.length === 0 ? null : (
              <section key={each.day} id={`agenda-${each.day}`} aria-label={formatDay(each.day, lang, now)}>
                <h2>{formatDay(each.day, lang, now)} <DayKindMark kind={each} /></h2>
                <AgendaRows items={due} now={now} />
              </section>
            );
          })}
          {ofMonth.length === 0 ? <p className="soft">{t('agenda.nothing')}</p> : null}
        </div>
      ) : (
        <div className="month-and-day">
          <MonthGrid days={agenda.data.days} items={items} chosen={day} today={today} month={month} onChoose={goTo} />
          <section className="day-agenda" aria-label={formatDay(day, lang, now)}>
            <h2>{formatDay(day, lang, now)}</h2>
            {agenda.data.days.filter((each) => each.day === day).map((each) => (
              <p key={each.day} className="soft">
                <DayKindMark kind={each} />{each.name ? ` ${each.name}` : ''}{each.estimated ? ` · ${t('strip.estimated')}` : ''}
                {each.notice ? <small className="mono" title={each.notice}>{each.notice.replace(/^https?:\/\//, '')}</small> : null}
              </p>
            ))}
            <div ref={rows}><AgendaRows items={items.filter((each) => each.due.startsWith(day))} now={now} /></div>
            {items.some((each) => each.due.startsWith(day)) ? null : <p className="soft">{t('agenda.nothingDay')}</p>}
          </section>
        </div>
      )}
      <p className="soft keys-hint">{t(isList ? 'agenda.listKeys' : 'agenda.keys')}</p>
      {exporting ? <ExportAgenda from={listed[0]?.day ?? day} to={listed.at(-1)?.day ?? day} ids={ofMonth.map((each) => each.id)} onClose={() => setExporting(false)} /> : null}
    </div>
  );
};

const DayKindMark = ({ kind }: { kind: { readonly working: boolean; readonly why: 'weekday' | 'weekend' | 'holiday' | 'makeup' } }) => {
  const { t } = useWords();
  return <span className={`day-kind${kind.working ? '' : ' rest'}`}>{t(`agenda.why.${kind.why}`)}</span>;
};
