import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uploadFile } from '../../renderer/record/upload.ts';
import { codesOf, createTestStation, refusalsOf, type TestStation } from './bench.ts';

let bench: TestStation;
let record: string;
beforeEach(async () => {
  bench = await createTestStation();
  await bench.setUp();
  record = uuidv7();
  await bench.client.records.execute({ kind: 'create', id: record, form: 'service-order', data: {} });
});
afterEach(() => bench.remove());

const attachments = async () => (await bench.client.records.get({ id: record })).record.attachments;

describe('a file that comes in pieces', () => {
  it('tells how far it is, and ends as one attachment with the bytes it had', async () => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_300_000)]);
    const shares: number[] = [];
    const done = await uploadFile(bench.client, { record, file: new Blob([bytes]), name: 'C:\\日志\\report.pdf' }, { signal: new AbortController().signal, onProgress: (share) => shares.push(share) });
    expect(done).toMatchObject({ name: 'report.pdf', type: 'application/pdf', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(await attachments()).toEqual([done]);
    expect(shares).toHaveLength(4);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(Buffer.from(await (await bench.client.files.read({ sha256: done.sha256 })).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('is thrown away when it is canceled, and the record stays as it was', async () => {
    const stopping = new AbortController();
    const given = uploadFile(bench.client, { record, file: new Blob([randomBytes(5_000_000)]), name: 'a.bin' }, { signal: stopping.signal, onProgress: (share) => { if (share > 0.4) stopping.abort(new Error('enough')); } });
    await expect(given).rejects.toThrow('enough');
    expect(await attachments()).toEqual([]);
    expect(await bench.station.core.open().blobs.list()).toEqual([]);
  });

  it('takes a piece sent again once, and neither gaps nor more than was announced', async () => {
    const { files } = bench.client;
    const upload = uuidv7();
    await files.begin({ upload, record, name: 'a.txt', size: 6 });
    await files.begin({ upload, record, name: 'a.txt', size: 6 });
    expect(await files.piece({ upload, offset: 0, bytes: new Blob(['abc']) })).toEqual({ received: 3 });
    expect(await files.piece({ upload, offset: 0, bytes: new Blob(['abc']) })).toEqual({ received: 3 });
    expect(await files.piece({ upload, offset: 5, bytes: new Blob(['f']) })).toEqual({ received: 3 });
    expect(await codesOf(files.finish({ upload }))).toEqual(['file-unreadable']);
    expect(await codesOf(files.piece({ upload, offset: 3, bytes: new Blob(['defg']) }))).toEqual(['file-unreadable']);
    expect(await files.piece({ upload, offset: 3, bytes: new Blob(['def']) })).toEqual({ received: 6 });
    const done = await files.finish({ upload });
    expect(done.sha256).toBe(createHash('sha256').update('abcdef').digest('hex'));
    expect(await codesOf(files.finish({ upload }))).toEqual(['upload-unknown']);
    expect(await codesOf(files.piece({ upload, offset: 0, bytes: new Blob(['abc']) }))).toEqual(['upload-unknown']);
  });

  it('is refused before its first byte when it is empty, too large, or the record takes none', async () => {
    const { files } = bench.client;
    expect(await refusalsOf(files.begin({ upload: uuidv7(), record, name: 'a', size: 0 }))).toMatchObject([{ code: 'file-empty' }]);
    expect(await codesOf(files.begin({ upload: uuidv7(), record, name: 'a', size: 200 * 1024 * 1024 + 1 }))).toEqual(['file-too-large']);
    expect(await codesOf(files.begin({ upload: uuidv7(), record: uuidv7(), name: 'a', size: 1 }))).toEqual(['not-found']);
  });

  it('does not keep a locked station waiting when its window went away', async () => {
    const upload = uuidv7();
    await bench.client.files.begin({ upload, record, name: 'a', size: 100 });
    await bench.client.files.piece({ upload, offset: 0, bytes: new Blob(['abc']) });
    expect(await bench.client.station.lock()).toMatchObject({ phase: 'locked' });
  });
});
