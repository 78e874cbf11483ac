import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { HistoryEntry } from '../../domain/api/types.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import type { FormDef, GradeFields } from '../../domain/forms/form.ts';
import { isEmpty } from '../../domain/forms/values.ts';
import { levelOf, type GradeProfile } from '../../domain/incident/grade.ts';
import type { GradeClock as Grade } from '../../domain/incident/gradeClock.ts';
import { cellsByHand, gradeFieldOf, recordGrade } from '../../domain/incident/ofRecord.ts';
import type { Event } from '../../domain/record/op.ts';
import type { Data } from '../../domain/record/record.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { Press } from '../desk/parts.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** The second, asked anew from the wall clock each time: sleep and a clock set anew are seen as soon as the window wakes. Seconds ISO in Shanghai. */
export const useSecond = (): string => {
  const [now, setNow] = useState(() => msToSecond(Date.now()));
  useEffect(() => {
    const ask = () => setNow(msToSecond(Date.now()));
    const timer = setInterval(ask, 1000);
    document.addEventListener('visibilitychange', ask);
    window.addEventListener('focus', ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
      window.removeEventListener('focus', ask);
    };
  }, []);
  return now;
};

/** Cells of the paper that still have to be filled in before the grade chosen by hand counts. */
const lackingByHand = (of: GradeFields, data: Data): readonly string[] => (isEmpty(data[of.manual]) ? [] : [of.manualAt, of.manualReason].filter((name) => isEmpty(data[name])));

/** The grade as the clock stands now; one chosen by hand counts once its moment and its reason are told. Null while the paper says too little. */
export const gradeShown = (def: FormDef, data: Data, now: string, profile: GradeProfile): ReturnType<typeof recordGrade> => {
  const of = gradeFieldOf(def)?.field.of;
  const { [of?.manual ?? '']: _, ...reckoned } = data;
  return recordGrade(def, { data: of && lackingByHand(of, data).length > 0 ? reckoned : data }, now, profile);
};

/** What an event wrote into a cell; undefined where it emptied it or did not touch it. */
const valueIn = (event: Event, cell: string): unknown => {
  switch (event.kind) {
    case 'created': return event.data[cell];
    case 'edited': case 'directed': return event.set[cell];
    case 'moved': return event.set?.[cell];
    case 'resolved': return (event.record?.data ?? event.set)[cell];
    default: return undefined;
  }
};
/** Whether an event wrote into a cell or emptied it; a version taken whole says all of its cells. */
const touches = (event: Event, cell: string): boolean => valueIn(event, cell) !== undefined || ('unset' in event && event.unset.includes(cell)) || (event.kind === 'resolved' && event.record !== undefined);

type GradeClockProps = { readonly id: string; readonly def: FormDef; readonly data: Data; readonly history: readonly HistoryEntry[]; readonly editable: boolean; readonly set: (name: string, value: undefined) => void };

/** The grade set by hand: by whom and why, what it lacks to count, whether the fault has risen above it; and the way back to the contract's own. */
const ByHand = ({ def, data, history, editable, set, of, graded, profile }: Omit<GradeClockProps, 'id'> & { of: GradeFields; graded: Grade | undefined; profile: GradeProfile }) => {
  const { t, say, list, lang, fieldName } = useWords();
  const manual = data[of.manual];
  if (isEmpty(manual)) return null;
  const lacking = lackingByHand(of, data);
  const grade = say(levelOf(profile, String(manual)).label);
  const told = history.findLast(({ event }) => touches(event, of.manual));
  const isPresent = told !== undefined && valueIn(told.event, of.manual) === manual;
  return (
    <>
      {lacking.length > 0 ? <p className="late">{t('grade.handLacks', { grade, fields: list(lacking.map((name) => fieldName(name, def))) })}</p>
        : graded?.reason !== undefined ? <p className="soft">{t('grade.byHand', { reason: graded.reason, grade: say(levelOf(profile, graded.byContract).label) })}</p>
        : graded ? <p className="soft">{t('grade.overtaken', { grade })}</p> : null}
      {isPresent ? <p className="soft">{t('grade.setBy', { name: told.by.name, time: formatTime(told.at, lang, told.at) })}</p> : null}
      {editable ? <Press className="small" onPress={() => { for (const name of cellsByHand(of)) set(name, undefined); }}>{t('grade.backToContract')}</Press> : null}
    </>
  );
};

/** The grade of the fault as the clock stands now (R15): since when, when it rises next, by which rule; nothing while the paper says too little. */
export const GradeClock = (props: GradeClockProps) => {
  const { id, def, data } = props;
  const { ask } = useStation();
  const { t, say, lang, refuse } = useWords();
  const { data: profile } = useQuery(ask.station.profile.queryOptions({ input: { record: id } }));
  const now = useSecond();
  const of = gradeFieldOf(def)?.field.of;
  if (!profile || !of) return null;
  const graded = gradeShown(def, data, now, profile);
  if (!graded) return <p className="soft">{t('grade.tooLittle')}</p>;
  if (!graded.ok) {
    // the clock names its own parts, a person knows the paper's cells
    const cells: Readonly<Record<string, string>> = { ...of, manual: of.manualAt, solved: of.until };
    return <div className="grade-clock" role="status"><p className="late">{t('grade.unknown')}{graded.error.map((each) => refuse({ ...each, ...(each.field !== undefined && { field: cells[each.field] ?? each.field }) }, def)).join(' ')}</p><ByHand {...props} of={of} graded={undefined} profile={profile} /></div>;
  }
  const { label, since, remaining, rule, stopped, specialReport, grade, next } = graded.value;
  return (
    <div className="grade-clock" data-grade={grade}>
      <p className="grade-now"><strong>{say(label)}</strong> <span className="soft">{t('grade.since', { time: formatTime(since, lang, now) })}</span></p>
      <p className={remaining ? 'grade-next' : 'soft'} data-soon={next && graded.value.remainingSeconds !== null && graded.value.remainingSeconds < 3600 ? true : undefined}>{stopped ? t('grade.stopped') : remaining ? say(remaining) : t('grade.highest')}</p>
      <ByHand {...props} of={of} graded={graded.value} profile={profile} />
      <p className="soft">{say(rule)}</p>
      {specialReport ? <p className="soft">{t('grade.special')}</p> : null}
    </div>
  );
};
