import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { contractDeadline } from '../../domain/clocks/contractClock.ts';
import { addDays, isoToMs, msToSecond } from '../../domain/clocks/shanghai.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { deskFigures, quarterOf, type ReplyClock } from '../../domain/desk/figures.ts';

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);
const now = '2022-02-10T15:00:00+08:00';
const quarter = { from: '2021-12-27', to: '2022-03-26' };

/** A complaint received on the hour, replied to after so many hours, or not yet. */
const complaint = (n: number, started: string, hours?: number): ReplyClock => {
  const { due, estimated } = contractDeadline(profile, 'complaint-reply', started, calendar);
  const kept = hours === undefined ? undefined : msToSecond(isoToMs(started) + hours * 3_600_000);
  return { id: `c${n}`, number: `TS-${n}`, started, due, estimated, ...(kept !== undefined && kept <= now ? { kept } : {}) };
};

describe('the service desk', () => {
  test('counts its quarter by the setting: every three months from the service start', () => {
    expect(quarterOf(profile, calendar, '2022-02-10')).toEqual(quarter);
    expect(quarterOf(profile, calendar, '2021-09-26')).toBeNull();
    const byCalendar = { ...profile, settings: profile.settings.map((each) => (each.id === 'quarter-start' ? ({ ...each, value: 'calendar' } as typeof each) : each)) };
    expect(quarterOf(byCalendar, calendar, '2022-02-10')).toEqual({ from: '2022-01-01', to: '2022-03-31' });
  });
  test('a complaint still running weighs nothing; one replied to a second late counts against the rate', () => {
    // received Monday 7 Feb: three working days end on Thursday the 10th
    const running = complaint(1, '2022-02-07T09:00:00+08:00');
    const inTime = complaint(2, '2022-01-04T09:00:00+08:00', 5);
    const { due } = complaint(3, '2022-01-10T09:00:00+08:00');
    const late: ReplyClock = { ...complaint(3, '2022-01-10T09:00:00+08:00'), kept: msToSecond(isoToMs(due) + 1000) };
    expect(deskFigures([running], 2, quarter, now)).toMatchObject({ openContacts: 2, overdue: 0, received: 1, decided: 0, replyRate: null });
    expect(deskFigures([running, inTime], 0, quarter, now)).toMatchObject({ received: 2, decided: 1, inTime: 1, replyRate: 1 });
    expect(deskFigures([running, inTime, late], 0, quarter, now)).toMatchObject({ decided: 2, inTime: 1, replyRate: 0.5 });
    expect(deskFigures([{ ...late, kept: due }], 0, quarter, now).replyRate).toBe(1);
  });
  test('one nobody answered in time counts against the rate as soon as its last second is over', () => {
    const silent = complaint(1, '2022-02-07T09:00:00+08:00');
    expect(deskFigures([silent], 0, quarter, '2022-02-10T23:59:59+08:00')).toMatchObject({ overdue: 0, replyRate: null });
    expect(deskFigures([silent], 0, quarter, '2022-02-11T00:00:00+08:00')).toMatchObject({ overdue: 1, replyRate: 0, waiting: [{ id: 'c1' }] });
  });
  test('waiting complaints of any quarter are listed, the first due first; before the term there is no quarter', () => {
    const old = complaint(1, '2021-12-01T09:00:00+08:00');
    const fresh = complaint(2, '2022-02-09T09:00:00+08:00');
    const figures = deskFigures([fresh, old], 0, quarter, now);
    expect(figures.waiting.map((each) => each.id)).toEqual(['c1', 'c2']);
    expect([figures.received, figures.overdue]).toEqual([1, 1]);
    expect(deskFigures([fresh], 0, null, now)).toMatchObject({ received: 0, replyRate: null, quarter: null });
  });
  test('agrees with a count by hand over two hundred complaints of a year', () => {
    const all = Array.from({ length: 200 }, (_, n) => complaint(n, `${addDays('2021-10-01', (n * 37) % 130)}T${String(8 + (n % 12)).padStart(2, '0')}:00:00+08:00`, n % 5 === 0 ? undefined : (n * 13) % 150));
    let received = 0;
    let decided = 0;
    let inTime = 0;
    let waiting = 0;
    for (const { started, due, kept } of all) {
      if (kept === undefined) waiting += 1;
      const day = started.slice(0, 10);
      if (day < '2021-12-27' || day > '2022-03-26') continue;
      received += 1;
      // the text of one zone's seconds sorts as time does
      if (kept !== undefined) {
        decided += 1;
        if (kept <= due) inTime += 1;
      } else if (due < now) decided += 1;
    }
    const figures = deskFigures(all, 3, quarter, now);
    expect([figures.received, figures.decided, figures.inTime, figures.waiting.length, figures.replyRate]).toEqual([received, decided, inTime, waiting, inTime / decided]);
    expect(decided).toBeGreaterThan(inTime);
  });
});
