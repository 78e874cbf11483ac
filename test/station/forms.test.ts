import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import { copiesOf } from '../../domain/record/copies.ts';
import { isLiving } from '../../domain/record/unique.ts';
import type { RecordRef } from '../../domain/forms/form.ts';
import { exportSchema, verifyExport } from '../../domain/seal/export.ts';
import { readPages } from '../papers/readPages.ts';
import { createTestStation, type TestStation } from './bench.ts';
import { createLives } from './lifeOfForm.ts';

let bench: TestStation;
let lives: Awaited<ReturnType<typeof createLives>>;
beforeAll(async () => {
  let time = Date.parse('2026-10-13T10:00:00+08:00');
  bench = await createTestStation({ clock: { now: () => time, mono: () => time } });
  await bench.setUp('projectManager');
  lives = await createLives(bench, (seconds) => {
    time += seconds * 1000;
    // the clock leaps, the person does not leave
    bench.station.core.touch();
  });
});
afterAll(() => bench.remove());

const isTrue = (key: string, text: string, signature: string): boolean =>
  verify(null, Buffer.from(text), createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' }), Buffer.from(signature, 'base64url'));

describe('the whole life of a paper of every form, on a station', () => {
  it.each(forms.map((form) => [form.id, form] as const))('%s', async (_id, form) => {
    const { client } = bench;
    const rec = await lives.wholeLife(form);
    expect(rec.seal).toBeDefined();

    // each side finds it, and sees what it names
    expect((await client.records.list({ form: form.id })).rows.map((row) => row.id)).toContain(rec.id);
    expect((await client.records.search({ text: rec.number })).map((row) => row.id)).toContain(rec.id);
    const view = await client.records.get({ id: rec.id });
    expect(view.editable).toBe(false);
    expect(isLiving(view.record, form)).toBe(true);
    for (const [name, field] of Object.entries(form.fields)) {
      if (field.kind !== 'record') continue;
      for (const ref of (rec.data[name] ?? []) as readonly RecordRef[]) {
        expect(view.linked, `${form.id}.${name}`).toEqual(expect.arrayContaining([expect.objectContaining({ id: ref.id, incoming: false })]));
        expect((await client.records.get({ id: ref.id })).linked).toEqual(expect.arrayContaining([expect.objectContaining({ id: rec.id, incoming: true })]));
      }
    }

    // its paper carries its name and number, and what was written in its cells
    const copies = copiesOf(form, rec);
    const pdf = new Uint8Array(await (await client.papers.save({ id: rec.id, copies: copies.map((copy) => copy.no) })).arrayBuffer());
    const text = (await readPages(pdf)).join('');
    for (const copy of copies) expect(text).toContain(`${copy.label.zh}（${copy.holder.zh}`);
    expect(text).toContain(rec.number);
    expect(text).toContain(form.title.zh.replace(/\s/g, ''));
    for (const [name, field] of Object.entries(form.fields)) {
      const value = rec.data[name];
      if (field.kind === 'text' && typeof value === 'string') expect(text, `${form.id}.${name}`).toContain(value.replace(/\s/g, ''));
    }

    // and leaves the station so that anybody can check it
    const file = exportSchema.parse(JSON.parse(await (await client.papers.export({ id: rec.id, to: '监理' })).text()));
    expect(verifyExport(file, isTrue).findings.filter((finding) => !finding.ok)).toEqual([]);
  }, 120_000);

  it('leaves a log without a flaw', () => {
    expect(bench.station.core.open().store.check()).toEqual([]);
  });
});
