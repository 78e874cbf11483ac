import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appendices } from '../../domain/report/appendices.ts';
import { buildReport } from '../../domain/report/build.ts';
import { clocksArbitrary, quarters, toInput } from './generated.ts';

it('every number of every table opens as many records as it says; one side of the availability opens its own interruptions', () => {
  fc.assert(fc.property(quarters(6), clocksArbitrary, (exports, clocks) => {
    const report = buildReport(toInput(exports, { clocks }));
    const tables = [...report.chapters, ...appendices(report)].flatMap((part) => part.tables);
    for (const { id, rows } of tables) {
      for (const { cells, ids, opens } of rows) {
        if (opens) expect([id, ids]).toEqual([id, []]);
        for (const [n, opened] of (opens ?? []).entries()) {
          if (opened.length === 0) continue;
          if (id === 'availability') expect(opened).toEqual(report.figures.find((each) => each.id === ['', 'availability.private', 'availability.internet'][n])!.ids);
          else expect([id, n, cells[n]]).toEqual([id, n, opened.length]);
        }
      }
    }
    const sla = report.chapters.find((each) => each.id === 'sla')!.tables[0]!.rows.filter(({ opens }) => opens);
    for (const { cells, opens } of sla) expect(opens!.slice(2, 6).map((each) => each.length)).toEqual(cells.slice(2, 6));
  }), { numRuns: 10 });
});
