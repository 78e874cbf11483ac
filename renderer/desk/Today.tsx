import { useQuery } from '@tanstack/react-query';
import { CalendarDays, Check, Circle, CircleAlert, CircleDashed, Clock3, Repeat } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { TodayWork } from '../../domain/api/contract.ts';
import { formatDay } from '../../domain/text/timeFormat.ts';
import type { AgendaItem, Lack } from '../../domain/today/agenda.ts';
import { dueBy, isCounted } from '../../domain/today/counted.ts';
import type { DutyRound, DutyState } from '../../domain/today/duties.ts';
import { DayStrip } from '../board/DayStrip.tsx';
import { useKeepTurn } from '../agenda/useKeepTurn.ts';
import { useKeys } from '../keys.ts';
import { openToWrite } from '../record/openToWrite.ts';
import { useNow } from '../record/useRecord.ts';
import { useDeadlineWords } from '../record/Strip.tsx';
import { go } from '../router.ts';
import { useForms, useRefresh, useStation } from '../station.tsx';
import { useContractWords } from '../contractWords.ts';
import { useWords } from '../words.ts';
import { Clause, Empty, Failed, Press, StateMark, Waiting, Wrong } from './parts.tsx';

const dutyIcons = { upcoming: CircleDashed, open: Circle, late: CircleAlert, done: Check, missed: CircleAlert } as const satisfies Record<DutyState, unknown>;

type Row = { readonly key: string; readonly act: () => void; readonly content: ReactNode; readonly quiet?: boolean; readonly late?: boolean };
type Part = { readonly title: string; readonly rows: readonly Row[]; /** rows not shown yet */ readonly hidden?: number; /** papers beyond the sheet's own list */ readonly beyond?: number };

/** A day sheet, not a list of everything: what is due first, the rest on request. */
const shortList = 12;

/** 今日: what is due by the contract, in the order of the day; each row is done with one key. */
export const Today = ({ shows, mayContact, onNew }: { mayContact: boolean; /** what a number counted, where one led here */ shows?: string | undefined; onNew: () => void }) => {
  const { ask, client } = useStation();
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  const now = useNow();
  const forms = useForms();
  const refresh = useRefresh();
  const deadline = useDeadlineWords();
  const sheet = useQuery(ask.today.sheet.queryOptions());
  const [at, setAt] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [whole, setWhole] = useState(false);

  const startOrOpen = (duty: DutyRound) => {
    if (duty.recordId) return openToWrite(duty.form, duty.recordId);
    setError(null);
    client.records.startInspection({ id: uuidv7(), template: duty.template, day: duty.day, round: duty.round.id })
      .then(async (rec) => { await refresh(); openToWrite(rec.form, rec.id); }, setError);
    return undefined;
  };
  const dutyRow = (duty: DutyRound): Row => {
    const Icon = dutyIcons[duty.state];
    const words = deadline(duty.until, now);
    const late = duty.state === 'late' || duty.state === 'missed';
    return {
      key: `${duty.dutyId}-${duty.day}-${duty.round.id}`, act: () => startOrOpen(duty), quiet: duty.state === 'done', late,
      content: (
        <>
          <Icon size={16} aria-hidden="true" className="row-icon" />
          <span className="what">{say(duty.label)}<small>{say(duty.round.label)}{duty.state === 'missed' ? ` · ${formatDay(duty.day, lang, now)}` : ''}</small></span>
          <span className="until">{duty.state === 'done' ? t('today.done') : duty.state === 'missed' ? t('today.missed') : words.text}{duty.estimated ? ` · ${t('strip.estimated')}` : ''}</span>
          <Clause rule={duty.rule} clause={duty.clause} />
          <span className="do">{duty.recordId ? t('today.open') : duty.state === 'missed' ? t('today.makeUp') : t('today.start')}</span>
        </>
      ),
    };
  };
  const workRow = (work: TodayWork): Row => {
    const words = work.due ? deadline(work.due, now, work.clock) : undefined;
    const form = forms.get(work.record.form);
    return {
      key: `${work.kind}-${work.record.id}`, act: () => go(work.record.form, work.record.id), late: words?.overdue,
      content: (
        <>
          <Clock3 size={16} aria-hidden="true" className="row-icon" />
          <span className="what"><span className="one-line">{inWords(work.record.headline) || say(work.label)}</span><small><span className="mono">{work.record.number}</span>{form ? <StateMark def={form} state={work.record.state} /> : null}</small></span>
          <span className="until">{words ? words.text : say(work.label)}{work.estimated ? ` · ${t('strip.estimated')}` : ''}</span>
          <Clause rule={work.rule} clause={work.clause} />
          <span className="do">{t('today.open')}</span>
        </>
      ),
    };
  };

  const { keep, error: keepError } = useKeepTurn();
  const turnRow = (turn: AgendaItem): Row => {
    const words = deadline(turn.due, now, turn.row);
    const isKept = turn.state === 'kept' || turn.state === 'keptLate';
    const Icon = isKept ? Check : turn.state === 'late' ? CircleAlert : Repeat;
    return {
      // where no paper of the station keeps it, the calendar says who owes it and what shows it
      key: turn.id, act: () => (turn.form === undefined ? go('calendar', undefined, { day: turn.due.slice(0, 10) }) : keep(turn)), quiet: isKept, late: turn.state === 'late',
      content: (
        <>
          <Icon size={16} aria-hidden="true" className="row-icon" />
          <span className="what">{say(turn.label)}<small>{turn.owner.post ? say(turn.owner.post) : t(`agenda.party.${turn.owner.party}`)}{turn.record ? <span className="mono">{turn.record.number}</span> : null}</small></span>
          <span className="until">{isKept ? t('today.done') : words.text}{turn.estimated ? ` · ${t('strip.estimated')}` : ''}</span>
          <Clause rule={turn.rule} clause={turn.clause} />
          <span className="do">{turn.record || turn.form === undefined ? t('today.open') : t('today.start')}</span>
        </>
      ),
    };
  };
  const lackRow = (lack: Lack): Row => ({
    key: `lack-${lack.row}`, act: () => go('calendar', undefined, { day: lack.days.at(-1) ?? '' }), late: true,
    content: (
      <>
        <CircleAlert size={16} aria-hidden="true" className="row-icon" />
        <span className="what">{t('today.lack', { n: lack.papers, what: say(lack.label) })}<small>{lack.days.map((day) => formatDay(day, lang, now)).join(lang === 'zh' ? '、' : ', ')}</small></span>
        <span className="until">{t('today.missed')}</span>
        <Clause rule={lack.rule} clause={lack.clause} />
        <span className="do">{t('today.open')}</span>
      </>
    ),
  });

  const counted = isCounted(shows) ? shows : undefined;
  const { duties: allDuties = [], turns: allTurns = [], work: allWork = [], day = '' } = sheet.data ?? {};
  const { duties, turns, work } = counted === 'due' ? dueBy(day, { duties: allDuties, turns: allTurns, work: allWork })
    : counted === 'duties' ? { duties: allDuties.filter(({ state }) => state !== 'missed'), turns: allTurns, work: [] } : { duties: allDuties, turns: allTurns, work: allWork };
  // what a number counted is not shown in part
  const hidden = whole || counted ? 0 : Math.max(0, work.length - shortList);
  // said once for the day, not on each of its rows
  const isAfterTerm = [...duties, ...turns].some((each) => each.afterTerm);
  const isMorning = (duty: DutyRound) => duty.round.id === 'am';
  const today = duties.filter((duty) => duty.state !== 'missed');
  const parts: Part[] = [
    { title: t('today.morning'), rows: today.filter(isMorning).map(dutyRow) },
    { title: t('today.afternoon'), rows: today.filter((duty) => !isMorning(duty)).map(dutyRow) },
    { title: t('today.turns'), rows: turns.map(turnRow) },
    { title: t('today.deadlines'), rows: work.slice(0, work.length - hidden).map(workRow), hidden, beyond: counted ? 0 : sheet.data?.more },
    { title: t('today.missedTitle'), rows: [...duties.filter((duty) => duty.state === 'missed').map(dutyRow), ...(counted ? [] : (sheet.data?.lacks ?? [])).map(lackRow)] },
  ].filter((part) => part.rows.length > 0);
  const rows = parts.flatMap((part) => part.rows);
  // until somebody chooses, the first thing still to be done
  const chosen = Math.min(at ?? Math.max(0, rows.findIndex((row) => !row.quiet)), Math.max(0, rows.length - 1));
  useEffect(() => { document.querySelector(`.day-row[data-index="${chosen}"]`)?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  const step = (by: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, chosen + by));
    setAt(next);
    // the row takes the focus, so that Enter is its own wherever the focus was
    document.querySelector<HTMLElement>(`.day-row[data-index="${next}"]`)?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1), arrowdown: () => step(1), arrowup: () => step(-1), enter: () => rows[chosen]?.act() });

  if (sheet.error) return <Failed error={sheet.error} onAgain={() => void sheet.refetch()} />;
  if (!sheet.data) return <Waiting />;
  return (
    <div className="today">
      <header>
        <h1>{formatDay(sheet.data.day, lang, now)}</h1>
        <p className="soft">{sheet.data.working ? t('today.workday') : t('today.restDay')}{sheet.data.estimated ? ` · ${t('strip.estimated')}` : ''}{isAfterTerm ? ` · ${t('today.afterTerm')}` : ''}</p>
        <span className="spring" />
        <Press keyId="calendar" onPress={() => go('calendar')}><CalendarDays size={15} />{t('agenda.title')}</Press>
        <Press keyId="new" onPress={onNew}>{t('record.new')}</Press>
      </header>
      <DayStrip />
      {counted ? <p className="notice row" role="status"><span>{t(`today.only.${counted}`, { n: rows.length })}</span><Press className="small" onPress={() => go('today')}>{t('today.all')}</Press></p> : null}
      <Wrong error={error ?? keepError} onClose={() => setError(null)} />
      {rows.length === 0 ? <Empty text={t('today.nothing')}><Press className="main" onPress={onNew}>{t('record.newOrder')}</Press></Empty> : null}
      {parts.map((part) => (
        <section key={part.title} aria-label={part.title}>
          <h2>{part.title}</h2>
          <ul>
            {part.rows.map((row) => {
              const index = rows.indexOf(row);
              return (
                <li key={row.key}>
                  <button type="button" className="day-row" data-index={index} data-chosen={index === chosen || undefined} data-quiet={row.quiet || undefined} data-late={row.late || undefined} onClick={row.act} onFocus={() => setAt(index)}>
                    {row.content}
                  </button>
                </li>
              );
            })}
          </ul>
          {part.hidden ? <Press className="quiet more-rows" onPress={() => setWhole(true)}>{t('today.more', { n: part.hidden })}</Press> : null}
          {part.beyond && !part.hidden ? <p className="soft">{t('today.beyond', { count: part.beyond })}</p> : null}
        </section>
      ))}
      {rows.length > 0 ? <p className="soft keys-hint">{t('today.keys')}{mayContact ? t('today.contactKey') : ''}</p> : null}
    </div>
  );
};
