import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { levelOf } from '../../domain/incident/grade.ts';
import { recordGrade } from '../../domain/incident/ofRecord.ts';
import type { Data } from '../../domain/record/record.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
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

/** The grade of the fault as the clock stands now (R15): since when, when it rises next, by which rule; nothing while the paper says too little. */
export const GradeClock = ({ def, data }: { def: FormDef; data: Data }) => {
  const { ask } = useStation();
  const { t, say, lang, refuse } = useWords();
  const { data: profile } = useQuery(ask.station.profile.queryOptions());
  const now = useSecond();
  const graded = profile ? recordGrade(def, { data }, now, profile) : null;
  if (!profile) return null;
  if (!graded) return <p className="soft">{t('grade.tooLittle')}</p>;
  if (!graded.ok) return <div className="grade-clock" role="status"><p className="late">{t('grade.unknown')}{graded.error.map((each) => refuse(each, def)).join(' ')}</p></div>;
  const { label, since, remaining, rule, reason, stopped, byContract, specialReport, grade, next } = graded.value;
  return (
    <div className="grade-clock" data-grade={grade}>
      <p className="grade-now"><strong>{say(label)}</strong> <span className="soft">{t('grade.since', { time: formatTime(since, lang, now) })}</span></p>
      <p className={remaining ? 'grade-next' : 'soft'} data-soon={next && graded.value.remainingSeconds !== null && graded.value.remainingSeconds < 3600 ? true : undefined}>{stopped ? t('grade.stopped') : remaining ? say(remaining) : t('grade.highest')}</p>
      {reason === undefined ? null : <p className="soft">{t('grade.byHand', { reason, grade: say(levelOf(profile, byContract).label) })}</p>}
      <p className="soft">{say(rule)}</p>
      {specialReport ? <p className="soft">{t('grade.special')}</p> : null}
    </div>
  );
};
