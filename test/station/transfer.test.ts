import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordRef } from '../../domain/forms/form.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { noMapping } from '../../domain/importing/fileMapping.ts';
import { openRows } from '../../main/importing/rowsOfFile.ts';
import { takeIn, type TakenLine } from '../../main/importing/takeIn.ts';
import { exportRecords, type ExportFormat } from '../../main/station/listExport.ts';
import { createTestStation, type TestStation } from './bench.ts';
import { createLives } from './lifeOfForm.ts';

let time = Date.parse('2026-10-13T10:00:00+08:00');
const clock = { now: () => time, mono: () => time };
const folder = mkdtempSync(join(tmpdir(), 'sanlian-transfer-'));
let source: TestStation;
const opened: TestStation[] = [];
const another = async (): Promise<TestStation> => {
  const bench = await createTestStation({ clock });
  await bench.setUp('projectManager');
  opened.push(bench);
  return bench;
};
beforeAll(async () => {
  source = await another();
  const lives = await createLives(source, (seconds) => {
    time += seconds * 1000;
    source.station.core.touch();
  });
  for (const form of forms) await lives.wholeLife(form);
}, 600_000);
afterAll(async () => {
  for (const bench of opened) await bench.remove();
  rmSync(folder, { recursive: true, force: true });
});

const exported = async (form: string, format: ExportFormat, lang: 'zh' | 'en'): Promise<string> => {
  const { core } = source.station;
  core.touch();
  const request = { form, format, lang, to: '核对', now: core.now() };
  const pieces: Buffer[] = [];
  for await (const piece of exportRecords(core.open(), { id: uuidv7(), digest: 'd' }, request)) pieces.push(piece);
  const file = join(folder, `${form}.${format}`);
  writeFileSync(file, Buffer.concat(pieces));
  return file;
};
const taken = async (bench: TestStation, file: string, more: { form?: string; isTrial?: boolean } = {}): Promise<TakenLine[]> => {
  const { core } = bench.station;
  core.touch();
  const lines: TakenLine[] = [];
  for await (const line of takeIn(core.open(), await openRows(file), { file: basename(file), mapping: noMapping, isTrial: false, now: core.now, ...more })) lines.push(line);
  return lines;
};
const recordsOf = (bench: TestStation, form: string): Rec[] => {
  const { read } = bench.station.core.open().store;
  return read.list({ form, offset: 0, limit: 500 }).rows.map((row) => read.record(row.id)!);
};
/** What a record says, the papers it names by the numbers they had where it was exported; a table without rows says nothing, as in a cell. */
const said = (bench: TestStation, rec: Rec): Data => {
  const { read } = bench.station.core.open().store;
  return Object.fromEntries(Object.entries(rec.data).filter(([, value]) => !Array.isArray(value) || value.length > 0).map(([name, value]) => {
    if (formsById.get(rec.form)?.fields[name]?.kind !== 'record') return [name, value];
    return [name, (value as readonly RecordRef[]).map((ref) => read.record(ref.id)?.imported?.number ?? ref.number)];
  }));
};

describe.each([['jsonl', 'zh'], ['csv', 'zh'], ['xlsx', 'en']] as const)('every form as %s (%s)', (format, lang) => {
  it('comes back as it was exported: each field, each paper named, nothing sealed, nothing twice', async () => {
    const bench = await another();
    const files: [string, string][] = [];
    for (const form of forms) files.push([form.id, await exported(form.id, format, lang)]);
    const before = recordsOf(bench, 'service-order').length;
    for (const [form, file] of files) {
      const trial = await taken(bench, file, { form, isTrial: true });
      expect(trial.filter((line) => line.what === 'refused'), form).toEqual([]);
    }
    expect(recordsOf(bench, 'service-order')).toHaveLength(before);
    const made = new Map<string, number>();
    for (const [form, file] of files) {
      const lines = await taken(bench, file, { form });
      expect(lines.filter((line) => line.what !== 'create'), form).toEqual([]);
      made.set(form, lines.length);
    }
    // papers of other forms are there by now: the same files again name them, and bring nothing new
    for (const [form, file] of files) {
      const lines = await taken(bench, file, { form });
      expect(lines.filter((line) => line.what !== 'same' || line.left), form).toEqual([]);
    }
    for (const form of forms) {
      const here = recordsOf(bench, form.id);
      expect(here, form.id).toHaveLength(made.get(form.id)!);
      for (const original of recordsOf(source, form.id)) {
        const rec = here.find((each) => each.imported?.number === original.number);
        expect(rec && said(bench, rec), `${form.id} ${original.number}`).toEqual(said(source, original));
        expect(rec?.seal).toBeUndefined();
        expect(rec?.signatures).toEqual([]);
        expect(rec?.imported).toMatchObject({ file: `${form.id}.${format}`, by: { name: '张晓明' }, number: original.number });
        expect(rec?.imported?.sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
    expect(bench.station.core.open().store.check()).toEqual([]);
  }, 300_000);
});

describe('what leaves', () => {
  it('stands in the log first', async () => {
    const { core } = source.station;
    core.touch();
    const pieces = exportRecords(core.open(), { id: uuidv7(), digest: createHash('sha256').digest('hex') }, { form: 'problem', format: 'csv', lang: 'zh', to: '甲方信息中心', now: core.now() });
    await pieces.next();
    await pieces.return(undefined);
    const last = core.open().store.read.history('list:problem').at(-1);
    expect(last).toMatchObject({ event: { kind: 'released', to: '甲方信息中心' } });
  });
});

describe('an imported record', () => {
  it('is found by its old number, and one filed there is kept to no clock here', async () => {
    const bench = await another();
    const file = await exported('service-order', 'jsonl', 'zh');
    await taken(bench, file);
    const [original] = recordsOf(source, 'service-order').filter((rec) => rec.state === 'archived');
    const { read } = bench.station.core.open().store;
    const [row] = read.search(original!.number, 5);
    const rec = read.record(row!.id)!;
    expect(rec).toMatchObject({ state: 'archived', imported: { state: 'archived', number: original!.number, writtenBy: expect.any(String) } });
    expect(read.openClocks(100).rows.filter((clock) => clock.id === rec.id)).toEqual([]);
    expect((await bench.client.records.get({ id: rec.id })).editable).toBe(false);
  });
});
