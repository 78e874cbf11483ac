import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { migrations } from '../../db/migrations/index.ts';
import { sql as counts } from '../../db/migrations/0015.ts';
import { openDatabase } from '../../db/sqlite.ts';
import type { ClockRow } from '../../db/store.ts';
import { createSample, idOf, sampleKey, withFolder, withoutClockCounts } from './sample.ts';

const days = ['2021-10-12', '2021-10-13', '2021-10-14'].map((day) => `${day}T23:59:59+08:00`);
const clockRows: fc.Arbitrary<readonly ClockRow[]> = fc.array(
  fc.record({ clock: fc.constantFrom('a', 'b'), started: fc.constant('2021-10-01T09:00:00+08:00'), due: fc.constantFrom(...days), kept: fc.option(fc.constantFrom(...days, '2021-10-13T09:00:00+08:00'), { nil: undefined }), estimated: fc.boolean() }).map(({ kept, ...clock }) => ({ ...clock, ...(kept !== undefined && { kept }) })), { maxLength: 4 },
);

type Row = { readonly clock: string; readonly due: string; readonly kept?: string };
/** Of several starts of one clock on a paper the first counts. */
const firstOf = (rows: readonly ClockRow[]): readonly Row[] => rows.filter(({ clock }, i) => rows.findIndex((each) => each.clock === clock) === i);
const judged = (all: readonly Row[], from: string, to: string) =>
  ['a', 'b'].flatMap((clock) => {
    const of = all.filter((each) => each.clock === clock && each.due >= from && each.due <= to);
    const met = of.filter(({ kept, due }) => kept !== undefined && kept <= due).length;
    return of.length === 0 ? [] : [{ clock, met, missed: of.length - met }];
  });
const open = (all: readonly Row[], edges: readonly string[]) =>
  ['a', 'b'].flatMap((clock) => edges.flatMap((edge, i) => {
    const n = all.filter((each) => each.clock === clock && each.kept === undefined && each.due < edge && (i === 0 || each.due >= edges[i - 1]!)).length;
    return n === 0 ? [] : [{ clock, edge: i, n }];
  }));

test('how many clocks are due, kept and missed is what a count of every one of them says, whatever was written over', () =>
  withFolder((folder) => {
    const store = createStore(join(folder, 'station.db'), sampleKey);
    for (const n of [1, 2, 3]) createSample(store, n, {});
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(1, 2, 3), clockRows), { minLength: 1, maxLength: 8 }), fc.constantFrom(...days), (writes, edge) => {
      const standing = new Map<number, readonly Row[]>([[1, []], [2, []], [3, []]]);
      store.write((writer) => {
        for (const n of [1, 2, 3]) writer.putClocks(idOf(n), []);
        for (const [n, rows] of writes) { writer.putClocks(idOf(n), rows); standing.set(n, firstOf(rows)); }
      });
      const all = [...standing.values()].flat();
      const edges = [edge, '2021-10-15T00:00:00+08:00'];
      expect(store.read.tallyJudgedClocks({ clocks: ['a', 'b', 'none'], from: days[0]!, to: edge })).toEqual(judged(all, days[0]!, edge));
      expect([...store.read.tallyOpenClocks(['a', 'b'], edges)].toSorted((x, y) => `${x.clock}${x.edge}`.localeCompare(`${y.clock}${y.edge}`))).toEqual(open(all, edges));
    }), { numRuns: 60 });
    store.close();
  }));

test('clocks written before they were counted are counted by the migration', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    createSample(store, 1, {});
    store.write((writer) => writer.putClocks(idOf(1), [{ clock: 'a', started: days[0]!, due: days[1]!, kept: days[2]!, estimated: false }, { clock: 'b', started: days[0]!, due: days[1]!, estimated: false }]));
    const asked = { clocks: ['a', 'b'], from: days[0]!, to: days[2]! };
    const before = [store.read.tallyJudgedClocks(asked), store.read.tallyOpenClocks(asked.clocks, [days[2]!])];
    expect(before).toEqual([[{ clock: 'a', met: 0, missed: 1 }, { clock: 'b', met: 0, missed: 1 }], [{ clock: 'b', edge: 0, n: 1 }]]);
    store.close();
    const db = openDatabase(file, sampleKey);
    db.exec(withoutClockCounts);
    db.pragma(`user_version = ${migrations.indexOf(counts)}`);
    db.close();
    const after = createStore(file, sampleKey);
    expect([after.read.tallyJudgedClocks(asked), after.read.tallyOpenClocks(asked.clocks, [days[2]!])]).toEqual(before);
    after.close();
  }));
