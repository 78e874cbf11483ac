import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { periodsOf } from '../../domain/clocks/recurrence.ts';
import { addDays } from '../../domain/clocks/shanghai.ts';
import { profileSchema } from '../../domain/contract/profile.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const profile = profileSchema.parse(read('assets/profiles/jifenluohu.json'));
const calendar = createCalendar([read('assets/calendars/cn.json')]);

test('a turn has the same number, days and deadline however far back one begins to count', () => {
  fc.assert(
    fc.property(fc.constantFrom(...profile.recurring), fc.nat(1500), fc.nat(40), (row, start, length) => {
      const from = addDays(profile.term.from, start);
      const to = addDays(from, length);
      const all = periodsOf(row, profile, calendar, profile.term.from, to).filter((period) => period.to >= from);
      expect(periodsOf(row, profile, calendar, from, to)).toEqual(all);
    }),
    { numRuns: 150 },
  );
});
