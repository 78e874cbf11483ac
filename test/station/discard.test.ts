import { createPublicKey, verify } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportSchema, verifyExport } from '../../domain/seal/export.ts';
import { codesOf, createTestStation, passphrase, refusalsOf, type TestStation } from './bench.ts';

let bench: TestStation;
let time: number;
const goTo = (at: string): void => {
  time = Date.parse(at);
  bench.station.core.touch();
};
beforeEach(async () => {
  time = Date.parse('2022-03-01T10:00:00+08:00');
  bench = await createTestStation({ clock: { now: () => time, mono: () => time } });
  await bench.setUp('projectManager');
});
afterEach(() => bench.remove());

/** A card of the document register with one file on it. */
const cardWith = async (bytes: string, title: string) => {
  const { client } = bench;
  const { id } = await client.records.execute({
    kind: 'create', id: uuidv7(), form: 'document',
    data: { title, edition: 'V1.0', kind: 'report', secrecy: 'both', author: '张晓明', eventAt: '2022-03-01T09:00+08:00', submittedTo: '信息中心', place: '档案柜', holder: '张晓明' },
  });
  const file = await client.files.add({ record: id, file: new Blob([bytes]), name: `${title}.txt` });
  return { id, file };
};
const fileIt = async (id: string) => {
  for (const transition of ['submit', 'archive']) {
    const { record } = await bench.client.records.get({ id });
    await bench.client.records.execute({ kind: 'move', id, base: record.rev, transition });
  }
};
const filesOnDisk = () => readdirSync(join(bench.dataFolder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const discard = (card: { id: string; file: { id: string } }) => bench.client.files.discard({ record: card.id, attachment: card.file.id });

describe('deleting a file after its time (R27)', () => {
  it('is refused while the paper is open, and with rule and day until the term and one year are over', async () => {
    const card = await cardWith('季度报告正文', '季度报告');
    expect(await codesOf(discard(card))).toEqual(['file-kept-open']);
    await fileIt(card.id);
    expect(await refusalsOf(discard(card))).toMatchObject([{ code: 'file-kept', params: { rule: 'R27', until: '2023-09-26', from: '2023-09-27' } }]);
    expect(await bench.client.files.whyKept({ record: card.id, attachment: card.file.id })).toMatchObject([{ code: 'file-kept', params: { rule: 'R27', from: '2023-09-27' } }]);
    goTo('2023-09-26T23:59:59+08:00');
    expect(await codesOf(discard(card))).toEqual(['file-kept']);
    expect(await (await bench.client.files.read({ sha256: card.file.sha256 })).text()).toBe('季度报告正文');
  });

  it('takes the bytes, keeps name and hash, says so in the history, and leaves the seal as it was', async () => {
    const { client, station } = bench;
    const card = await cardWith('季度报告正文', '季度报告');
    await fileIt(card.id);
    goTo('2023-09-27T00:00:00+08:00');
    expect(await client.files.whyKept({ record: card.id, attachment: card.file.id })).toEqual([]);
    const rec = await discard(card);
    expect(rec.attachments).toMatchObject([{ name: '季度报告.txt', sha256: card.file.sha256, discarded: { rule: 'R27', until: '2023-09-26' } }]);
    expect(filesOnDisk()).toBe(0);
    expect(await codesOf(client.files.read({ sha256: card.file.sha256 }))).toEqual(['file-discarded']);
    expect((await client.records.get({ id: card.id })).history.map((entry) => entry.event)).toContainEqual({ kind: 'discarded', id: card.file.id, rule: 'R27', until: '2023-09-26' });
    const proof = verifyExport(exportSchema.parse(JSON.parse(await (await client.papers.export({ id: card.id, to: '监理' })).text())), (key, text, signature) =>
      verify(null, Buffer.from(text), createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' }), Buffer.from(signature, 'base64url')));
    expect(proof.findings.filter((finding) => !finding.ok)).toEqual([]);
    expect(station.core.open().store.check()).toEqual([]);
    // asked again, nothing happens twice
    const { rev } = (await client.records.get({ id: card.id })).record;
    expect((await discard(card)).rev).toBe(rev);
  });

  it('keeps bytes that another paper still needs, and takes them from all at once', async () => {
    const first = await cardWith('同一份附件', '报告甲');
    await fileIt(first.id);
    const second = await cardWith('同一份附件', '报告乙');
    goTo('2023-10-08T09:00:00+08:00');
    expect(await codesOf(discard(first))).toEqual(['file-kept-open']);
    expect(filesOnDisk()).toBe(1);
    expect((await bench.client.records.get({ id: first.id })).record.attachments[0]!.discarded).toBeUndefined();
    await fileIt(second.id);
    // sealed now, the second is kept for three months of its own
    expect(await refusalsOf(discard(first))).toMatchObject([{ code: 'file-kept', params: { until: '2024-01-08' } }]);
    goTo('2024-01-09T09:00:00+08:00');
    await discard(first);
    expect((await bench.client.records.get({ id: second.id })).record.attachments[0]!.discarded).toMatchObject({ until: '2024-01-08' });
    expect(filesOnDisk()).toBe(0);
  });

  it('waits at an enrolled station until a verified backup of headquarters has what attached it', async () => {
    const { store } = bench.station.core.open();
    const card = await cardWith('季度报告正文', '季度报告');
    await fileIt(card.id);
    goTo('2023-09-27T00:00:00+08:00');
    const attached = store.read.versionsOf(card.id).find((op) => op.bytes.includes('"kind":"attached"'))!.seq;
    const backedUpTo = (seq: number) => store.write((writer) => writer.setMeta('hq.horizon', JSON.stringify({ seq })));
    store.write((writer) => {
      writer.setMeta('hq.address', 'http://127.0.0.1:9');
      writer.ackBlob(card.file.sha256);
    });
    expect(await codesOf(discard(card))).toEqual(['file-not-backed-up']);
    backedUpTo(attached - 1);
    expect(await codesOf(discard(card))).toEqual(['file-not-backed-up']);
    expect(filesOnDisk()).toBe(1);
    backedUpTo(attached);
    await discard(card);
    expect(filesOnDisk()).toBe(0);
  });

  it('is for the manager', async () => {
    const card = await cardWith('季度报告正文', '季度报告');
    await fileIt(card.id);
    goTo('2023-09-27T00:00:00+08:00');
    const account = await bench.client.station.addAccount({ name: '周凯', role: 'engineer', phone: '13900000002', passphrase });
    await bench.client.station.unlock({ account: account.id, passphrase });
    expect(await codesOf(discard(card))).toEqual(['not-allowed']);
  });
});
