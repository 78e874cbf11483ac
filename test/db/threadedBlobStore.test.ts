import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBlobStore } from '../../db/blobStore.ts';
import { createThreadedBlobStore } from '../../db/createThreadedBlobStore.ts';
import { sampleKey, withFolder } from './sample.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
async function* repeated(piece: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < times; n += 1) yield piece;
}

test('keeps files as the store in this thread does, and each reads what the other wrote', () =>
  withFolder(async (folder) => {
    const threaded = await createThreadedBlobStore(folder, sampleKey);
    const bytes = randomBytes(2_500_001);
    const { sha256, size } = await threaded.put(bytes);
    expect([sha256, size]).toEqual([hashOf(bytes), bytes.length]);
    expect(hashOf(await threaded.get(sha256))).toBe(sha256);
    expect(Buffer.from(await threaded.read(sha256, 1_048_570, 20))).toEqual(bytes.subarray(1_048_570, 1_048_590));
    expect(await threaded.has(sha256)).toBe(true);
    expect(await threaded.put(repeated(Buffer.alloc(0), 3))).toEqual({ sha256: hashOf(Buffer.alloc(0)), size: 0 });
    expect(await threaded.list()).toHaveLength(2);
    expect(hashOf(await (await createBlobStore(folder, sampleKey)).get(sha256))).toBe(sha256);
    await threaded.close();
    await expect(threaded.has(sha256)).rejects.toThrow('closed');
  }));

test('names missing and damaged files and bad folders by the codes of the store', () =>
  withFolder(async (folder) => {
    const threaded = await createThreadedBlobStore(join(folder, 'files'), sampleKey);
    await expect(threaded.get('a'.repeat(64))).rejects.toMatchObject({ name: 'StoreError', code: 'not-found' });
    const { sha256 } = await threaded.put(randomBytes(1000));
    const [file] = filesIn(join(folder, 'files'));
    const stored = readFileSync(file!);
    stored[200]! ^= 1;
    writeFileSync(file!, stored);
    await expect(threaded.get(sha256)).rejects.toMatchObject({ code: 'file-damaged' });
    await threaded.close();
    writeFileSync(join(folder, 'taken'), '');
    await expect(createThreadedBlobStore(join(folder, 'taken'), sampleKey)).rejects.toMatchObject({ code: 'read-only-folder' });
  }));

test('leaves nothing behind when the file is given up, and says what was wrong with its source', () =>
  withFolder(async (folder) => {
    const threaded = await createThreadedBlobStore(folder, sampleKey);
    const stopping = new AbortController();
    const reason = new Error('enough');
    const seen: number[] = [];
    const put = threaded.put(repeated(randomBytes(1_000_000), 50), { signal: stopping.signal, onProgress: (bytes) => { seen.push(bytes); if (bytes > 5_000_000) stopping.abort(reason); } });
    await expect(put).rejects.toBe(reason);
    expect(seen.at(-1)).toBe(6_000_000);
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield randomBytes(10);
      throw new Error('the stick was pulled');
    };
    await expect(threaded.put(broken())).rejects.toThrow('the stick was pulled');
    await expect(threaded.put(randomBytes(1), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(filesIn(folder)).toEqual([]);
    await threaded.close();
  }));

test('takes 200 MB in without holding them, and leaves this thread free meanwhile', () =>
  withFolder(async (folder) => {
    const threaded = await createThreadedBlobStore(folder, sampleKey);
    const piece = randomBytes(1024 * 1024);
    await threaded.put(repeated(piece, 20));
    const before = process.memoryUsage.rss();
    let highest = 0;
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 5);
    const { size } = await threaded.put(repeated(piece, 200));
    clearInterval(beat);
    expect(size).toBe(200 * 1024 * 1024);
    expect((highest - before) / 1024 / 1024, 'MB').toBeLessThan(100);
    expect(longest, 'ms this thread was busy at a time').toBeLessThan(200);
    await threaded.close();
  }), 60_000);
