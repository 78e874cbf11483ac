import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { serviceReport } from '../../domain/forms/serviceReport.ts';
import { checkData } from '../../domain/forms/values.ts';
import type { Data } from '../../domain/record/record.ts';
import { buildReport } from '../../domain/report/build.ts';
import { chapterIds } from '../../domain/report/chapterTitles.ts';
import { frozenCells, notesOf, withNote } from '../../domain/report/paper.ts';
import { createKeptWords } from '../../renderer/report/keptWords.ts';
import { calendarQuarters, firstPeriod } from '../../renderer/report/periods.ts';
import { madeAt, quarters, toInput } from '../report/generated.ts';

describe('what the sheet of a report says', () => {
  const records = fc.sample(quarters(20), { seed: 11, numRuns: 6 });

  it('fits its own form, whatever the period held', () => {
    for (const exported of records) {
      const report = buildReport(toInput(exported));
      const cells = frozenCells(serviceReport, {}, report);
      expect(checkData(serviceReport, cells, madeAt)).toEqual([]);
      expect((cells['figures'] as readonly unknown[]).length).toBe(8);
      expect((cells['missing'] as readonly unknown[]).length).toBe(Math.min(200, report.missing.length));
    }
  });

  it('says of each point carried over what became of it, and leaves a word somebody wrote', () => {
    const report = buildReport(toInput(records[0]!));
    const open = report.openPoints[0];
    const data: Data = { carried: [{ number: 'SJ-1', what: '甲' }, { number: 'SJ-2', what: '乙', outcome: '等待备件' }, ...(open ? [{ number: open.number, what: '丙' }] : [])] };
    const carried = frozenCells(serviceReport, data, report)['carried'] as readonly { outcome: string }[];
    expect(carried.map(({ outcome }) => outcome)).toEqual(['已办结', '等待备件', ...(open ? ['仍未办结'] : [])]);
  });

  it('keeps everybody’s words on a chapter, each once', () => {
    const author = fc.constantFrom('张晓明', '赵敏');
    const written = fc.array(fc.record({ chapter: fc.constantFrom(...chapterIds), author, text: fc.constantFrom('', '平稳。', '另有说明。', '  ') }), { maxLength: 20 });
    fc.assert(fc.property(written, (notes) => {
      let data: Data = {};
      const wanted = new Map<string, string>();
      for (const note of notes) {
        data = { ...data, notes: withNote(serviceReport, data, note) };
        wanted.set(`${note.chapter} ${note.author}`, note.text);
      }
      const kept = [...wanted].flatMap(([key, text]) => (text.trim() === '' ? [] : [`${key} ${text}`])).sort();
      expect(notesOf(serviceReport, data).map((note) => `${note.chapter} ${note.author} ${note.text}`).sort()).toEqual(kept);
    }));
  });
});

describe('the periods offered', () => {
  it('are quarters of the calendar from the first day of service on', () => {
    expect(calendarQuarters('2021-09-27', '2022-02-01')).toEqual([
      { from: '2022-01-01', to: '2022-03-31', year: '2022', no: 1 }, { from: '2021-10-01', to: '2021-12-31', year: '2021', no: 4 }, { from: '2021-07-01', to: '2021-09-30', year: '2021', no: 3 },
    ]);
  });

  it('begin with the newest quarter that is over', () => {
    const periods = [{ kind: 'quarter', from: '2022-03-27', to: '2022-06-26' }, { kind: 'year', from: '2021-09-27', to: '2022-09-26' }, { kind: 'quarter', from: '2021-12-27', to: '2022-03-26' }] as const;
    expect(firstPeriod(periods, '2022-04-01')).toEqual({ from: '2021-12-27', to: '2022-03-26' });
    expect(firstPeriod(periods.slice(0, 1), '2022-04-01')).toEqual({ from: '2022-03-27', to: '2022-06-26' });
    expect(firstPeriod([], '2022-04-01')).toBeUndefined();
  });
});

describe('words kept as they are typed', () => {
  it('are written after a pause or when the cell is left, once, and again when they were not taken', async () => {
    vi.useFakeTimers();
    try {
      const told: unknown[] = [];
      let taken = true;
      const write = vi.fn<(text: string) => Promise<void>>(async () => { if (!taken) throw new Error('locked'); });
      const words = createKeptWords('旧', 1000);
      words.listen(write, (outcome) => told.push(outcome));
      words.flush();
      words.type('新');
      words.type('新的');
      await vi.advanceTimersByTimeAsync(999);
      expect(write).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      words.flush();
      expect(write.mock.calls).toEqual([['新的']]);
      taken = false;
      words.type('再改');
      words.flush();
      await vi.advanceTimersByTimeAsync(0);
      expect(told).toEqual([null, { error: expect.any(Error) as unknown }]);
      taken = true;
      words.flush();
      await vi.advanceTimersByTimeAsync(0);
      expect(write.mock.calls.map(([text]) => text)).toEqual(['新的', '再改', '再改']);
      words.flush();
      expect(write).toHaveBeenCalledTimes(3);
    } finally {
      vi.useRealTimers();
    }
  });
});
