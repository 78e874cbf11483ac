import { afterEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import { refused } from '../../domain/refused.ts';
import { readEmbeddedRecord } from '../../main/papers/read.ts';
import { decideCopies } from '../../domain/record/copies.ts';
import { readPages } from '../papers/readPages.ts';
import { codesOf, createPaperTray, createTestStation, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';

let bench: TestStation;
afterEach(() => bench.remove());

const sealedOrder = async (): Promise<string> => {
  const id = await orderAtSigning(bench);
  await signAs(bench, id, 'engineer', '张晓明');
  await bench.client.handover.begin({ id });
  await signAs(bench, id, 'supervisor', '李建国');
  await bench.client.handover.end({ secret: passphrase });
  return id;
};
const bytesOf = async (file: Promise<Blob>): Promise<Uint8Array> => new Uint8Array(await (await file).arrayBuffer());

describe('the copy register (R9, R28)', () => {
  it('has one first print of each copy, whoever saves at the same moment', async () => {
    const tray = createPaperTray();
    bench = await createTestStation({ printing: tray.printing });
    await bench.setUp();
    const { client } = bench;
    const id = await sealedOrder();
    expect(await refusalsOf(client.papers.save({ id, copies: [1, 1] }))).toMatchObject([{ field: 'copies' }]);
    expect(await refusalsOf(client.papers.print({ id, copies: [2, 2], printer: 'tray' }))).toMatchObject([{ field: 'copies' }]);
    expect(await codesOf(client.papers.print({ id, copies: [1, 9], printer: 'tray' }))).toEqual(['copy-unknown']);
    // refused before the first sheet left
    expect(tray.jobs).toEqual([]);

    const [first, second] = await Promise.allSettled([client.papers.save({ id, copies: [1, 2] }), client.papers.save({ id, copies: [1, 2] })]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { data: { refusals: [{ code: 'reprint-reason', field: 'reason' }] } } });
    const [again, more] = await Promise.all([
      bytesOf(client.papers.save({ id, copies: [1], reason: '遗失' })), bytesOf(client.papers.save({ id, copies: [1], reason: '遗失' })),
    ]);
    expect((await readPages(again)).join('')).toContain('补打第1次');
    expect((await readPages(more)).join('')).toContain('补打第2次');
    const { rows } = await client.papers.register({});
    expect(rows.filter((row) => row.no === 1).map((row) => row.print).sort()).toEqual([1, 2, 3]);
    expect(rows.filter((row) => row.no === 2).map((row) => row.print)).toEqual([1]);
  });

  it('decides by the record alone', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const id = await sealedOrder();
    const { record } = await bench.client.records.get({ id });
    const setting = { now: '2026-10-12T12:00:00+08:00', person: record.owner, holders: record.context.copies, createId: () => uuidv7() };
    expect(decideCopies(record, { medium: 'pdf', copies: [3, 3] }, setting)).toMatchObject({ ok: false, error: [{ code: 'copy-unknown', params: { no: 3 } }] });
    expect(decideCopies({ ...record, seal: undefined }, { medium: 'pdf', copies: [3] }, setting)).toMatchObject({ ok: false, error: [{ code: 'not-sealed' }] });
    const once = decideCopies(record, { medium: 'pdf', copies: [3] }, setting);
    expect(once).toMatchObject({ ok: true, value: [{ kind: 'copied', copy: { no: 3, print: 1 } }] });
    const copied = { ...record, copies: once.ok ? once.value.flatMap((event) => (event.kind === 'copied' ? [event.copy] : [])) : [] };
    expect(decideCopies(copied, { medium: 'pdf', copies: [3], reason: ' ' }, setting)).toMatchObject({ ok: false, error: [{ code: 'reprint-reason' }] });
  });

  it('has an entry for every sheet the printer got, whatever the disk does meanwhile', async () => {
    const tray = createPaperTray();
    let fillUp = (): void => undefined;
    bench = await createTestStation({
      printing: {
        ...tray.printing,
        print: async (job) => {
          const answer = await tray.printing.print(job);
          fillUp();
          return answer;
        },
      },
    });
    await bench.setUp();
    const { client } = bench;
    const id = await sealedOrder();
    const store = bench.station.core.open().store as { write: Store['write'] };
    const { write } = store;
    const full = (): never => {
      throw new StoreError('disk-full', 'no space left on the test disk');
    };
    // full before: nothing goes to the printer
    store.write = full;
    expect(await codesOf(client.papers.print({ id, copies: [1], printer: 'tray' }))).toEqual(['disk-full']);
    expect(tray.jobs).toEqual([]);
    // full while the sheet prints: it is in the register, and no second one follows it
    store.write = write;
    fillUp = () => { store.write = full; };
    expect(await codesOf(client.papers.print({ id, copies: [1, 2], printer: 'tray' }))).toEqual(['disk-full']);
    expect(tray.jobs).toHaveLength(1);
    expect((await client.papers.register({})).rows).toMatchObject([{ no: 1, print: 1, outcome: 'printing', printer: 'tray' }]);
    store.write = write;
    fillUp = () => undefined;
    expect(await codesOf(client.papers.print({ id, copies: [1], printer: 'tray' }))).toEqual(['reprint-reason']);
    expect(await client.papers.print({ id, copies: [1, 2], printer: 'tray', reason: '卡纸' })).toEqual({ job: 'tray-3', copies: [1, 2] });
    expect((await client.papers.register({})).rows.map((row) => [row.no, row.print, row.outcome, row.job])).toEqual(
      expect.arrayContaining([[1, 1, 'printing', undefined], [1, 2, 'printed', 'tray-2'], [2, 1, 'printed', 'tray-3']]),
    );
    expect(bench.station.core.open().store.check()).toEqual([]);
  });

  it('counts no sheet that the printer refused, and keeps that it did', async () => {
    const tray = createPaperTray();
    let isJammed = true;
    bench = await createTestStation({ printing: { ...tray.printing, print: async (job) => { if (isJammed) throw refused('printer-failed', { params: { detail: 'out of paper' } }); return tray.printing.print(job); } } });
    await bench.setUp();
    const { client } = bench;
    const id = await sealedOrder();
    expect(await codesOf(client.papers.print({ id, copies: [3], printer: 'tray' }))).toEqual(['printer-failed']);
    isJammed = false;
    expect(await client.papers.print({ id, copies: [3], printer: 'tray' })).toEqual({ job: 'tray-1', copies: [3] });
    expect((await client.papers.register({})).rows.map((row) => [row.print, row.outcome]).sort()).toEqual([[1, 'failed'], [1, 'printed']]);
    expect((await readPages(tray.jobs[0]!.file)).join('')).not.toContain('补打');
  });

  it('shows a preview that is no copy: marked, without the record inside, and registered nowhere', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    const id = await sealedOrder();
    const preview = await bytesOf(client.papers.pdf({ id, copies: [1, 2] }));
    expect(await readPages(preview)).toEqual([expect.stringContaining('预览'), expect.stringContaining('预览')]);
    expect(await readEmbeddedRecord(preview)).toBeNull();
    expect((await client.papers.register({})).total).toBe(0);
    const copy = await bytesOf(client.papers.save({ id, copies: [1] }));
    expect((await readPages(copy)).join('')).not.toContain('预览');
    expect(await readEmbeddedRecord(copy)).toContain('sanlian-record');
  });
});
