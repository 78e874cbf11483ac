import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBriefs, timeField } from '../../domain/report/brief.ts';
import { openPointsOf } from '../../domain/report/openPoints.ts';

/** The way each form goes from its beginning to its end. */
const ways = {
  incident: ['open', 'restored', 'closed'], problem: ['open', 'investigating', 'resolved', 'closed'], change: ['draft', 'approving', 'approved', 'closed'],
  release: ['draft', 'approving', 'approved', 'closed'], complaint: ['open', 'replied', 'signing', 'closed'], 'data-request': ['draft', 'approving', 'approved', 'closed'],
} as const;
const last = '2021-12-26';
const past = Date.parse('2021-12-27T00:00:00+08:00');
const inShanghai = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

/** A paper written some time around the period's end about something that happened before it was, which took so many steps, each a while after the one before. */
const life = fc.record({
  form: fc.constantFrom(...(Object.keys(ways) as (keyof typeof ways)[])), id: fc.uuid(), written: fc.oneof(fc.constantFrom(past - 1000, past), fc.integer({ min: past - 20 * 86_400_000, max: past + 20 * 86_400_000 }).map((ms) => ms - (ms % 1000))),
  ago: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 * 24 * 60 })), waits: fc.array(fc.integer({ min: 1, max: 10 * 86_400 }), { maxLength: 3 }),
});

describe('the open points of a period', () => {
  it('are what had happened and was not over at its end, whenever the report is made', () => {
    const toBrief = createBriefs();
    fc.assert(fc.property(fc.array(life, { maxLength: 25 }), (lives) => {
      const expected: string[] = [];
      const briefs = lives.map(({ form, id, written, ago, waits }) => {
        const happened = written - ago * 60_000;
        // naive: lived through step by step
        let at = written;
        let step = 0;
        let stoodAtEnd: string | undefined = written < past ? ways[form][0] : undefined;
        const reached: Record<string, string> = { [ways[form][0]]: inShanghai(written) };
        for (const seconds of waits) {
          const next = ways[form][step + 1];
          if (next === undefined) break;
          step += 1;
          at += seconds * 1000;
          reached[next] = inShanghai(at);
          if (at < past) stoodAtEnd = next;
        }
        const state = ways[form][step]!;
        const wasWaiting = stoodAtEnd !== undefined ? stoodAtEnd !== 'closed' : happened < past && state !== 'closed';
        if (wasWaiting) expected.push(id);
        return toBrief({ id, form, number: id, state, headline: id, owner: '张晓明', createdAt: inShanghai(written), reached, data: { [timeField(form)]: inShanghai(happened).slice(0, 16) + '+08:00' }, copies: [], corrected: false, voided: false, unsent: false, conflict: false });
      });
      expect(openPointsOf(briefs, [], last).map(({ id }) => id).sort()).toEqual([...expected].sort());
    }), { numRuns: 200 });
  });
});
