import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBlobStore } from '../../db/blobStore.ts';
import { sampleKey, withFolder } from './sample.ts';

const MiB = 1024 * 1024;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([0, 1, 1000, MiB - 1, MiB, MiB + 1, 2 * MiB, 3 * MiB + 17])('%d bytes come back as they were', (size) =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    const bytes = randomBytes(size);
    expect(await blobs.put(pieces(bytes, 65_521))).toEqual({ sha256: hashOf(bytes), size });
    expect(hashOf(await blobs.get(hashOf(bytes)))).toBe(hashOf(bytes));
    for (const [offset, length] of [[0, 10], [MiB - 5, 10], [MiB, 100], [size - 3, 100], [size, 5], [0, size]] as const) {
      if (offset < 0) continue;
      expect(Buffer.compare(await blobs.read(hashOf(bytes), offset, length), bytes.subarray(offset, offset + length))).toBe(0);
    }
    expect(await blobs.list()).toEqual([{ sha256: hashOf(bytes), size }]);
  }),
);

test('the same content is one file, under a name that tells nothing', () =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    const bytes = Buffer.from('一张现场照片'.repeat(5000));
    await blobs.put(bytes);
    await blobs.put(pieces(bytes, 999));
    const files = filesIn(folder);
    expect(files).toHaveLength(1);
    expect(files[0]).not.toContain(hashOf(bytes));
    expect(readFileSync(files[0]!).includes('现场照片')).toBe(false);
    expect(await blobs.has(hashOf(bytes))).toBe(true);
    expect(await blobs.has('0'.repeat(64))).toBe(false);
    await expect(blobs.get('0'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
    await expect((await createBlobStore(folder, Buffer.alloc(32, 1))).get(hashOf(bytes))).rejects.toMatchObject({ code: 'not-found' });
  }));

test('a cut, a flipped byte, a swapped file: damaged, and healed by the same file put again', () =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    const bytes = randomBytes(2 * MiB + 500);
    const { sha256 } = await blobs.put(bytes);
    const file = filesIn(folder)[0]!;
    const sound = readFileSync(file);
    const damaged = { code: 'file-damaged' };
    for (const at of [0, 5, 40, MiB + 60, sound.length - 100, sound.length - 1]) {
      const bad = Buffer.from(sound);
      bad[at]! ^= 1;
      writeFileSync(file, bad);
      await expect(blobs.get(sha256), `byte ${at}`).rejects.toMatchObject(damaged);
    }
    for (const size of [0, 20, 36, MiB, 2 * MiB + 52 + 32, sound.length - 56, sound.length - 1]) {
      writeFileSync(file, sound);
      truncateSync(file, size);
      await expect(blobs.get(sha256), `cut to ${size}`).rejects.toMatchObject(damaged);
      expect(await blobs.has(sha256)).toBe(false);
    }
    expect(await blobs.list()).toEqual([]);
    await blobs.put(bytes);
    expect(hashOf(await blobs.get(sha256))).toBe(sha256);
    const other = await blobs.put(Buffer.from('other'));
    const otherFile = filesIn(folder).find((path) => path !== file)!;
    copyFileSync(file, otherFile);
    await expect(blobs.read(other.sha256, 0, 5)).rejects.toMatchObject(damaged);
  }));

test('a stream that breaks leaves nothing, and an earlier break is swept at the start', () =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(2 * MiB);
      throw new Error('the stick was pulled');
    }
    await expect(blobs.put(broken())).rejects.toThrow('the stick was pulled');
    expect(filesIn(folder)).toEqual([]);
    writeFileSync(join(folder, 'part', 'left-behind'), 'x');
    await createBlobStore(folder, sampleKey);
    expect(filesIn(folder)).toEqual([]);
  }));

test('a folder that is no folder is refused by name', () =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, 'taken'), '');
    await expect(createBlobStore(join(folder, 'taken'), sampleKey)).rejects.toMatchObject({ code: 'read-only-folder' });
  }));

test('keeps its own key: a data key wiped during a put costs neither the new file nor a good copy', () =>
  withFolder(async (folder) => {
    const dataKey = Buffer.from(sampleKey);
    const blobs = await createBlobStore(folder, dataKey);
    const bytes = randomBytes(MiB + 5);
    const { sha256 } = await blobs.put(bytes);
    async function* wiping(): AsyncGenerator<Uint8Array> {
      dataKey.fill(0);
      yield bytes;
    }
    await blobs.put(wiping());
    expect(hashOf(await (await createBlobStore(folder, sampleKey)).get(sha256))).toBe(sha256);
  }));

test('never writes over a copy that reads as it should', () =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    for (const bytes of [Buffer.alloc(0), randomBytes(MiB + 5)]) {
      await blobs.put(bytes);
      const [file] = filesIn(folder);
      const before = readFileSync(file!);
      await blobs.put(bytes);
      expect(readFileSync(file!).equals(before)).toBe(true);
      rmSync(file!);
    }
  }));

test('closing waits for a put under way and lets nothing in after it', () =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    const bytes = randomBytes(2 * MiB);
    let feed = () => {};
    const fed = new Promise<void>((resolve) => { feed = resolve; });
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, MiB);
      await fed;
      yield bytes.subarray(MiB);
    }
    const put = blobs.put(slow());
    const closing = blobs.close();
    feed();
    const { sha256 } = await put;
    await closing;
    await expect(blobs.get(sha256)).rejects.toThrow('closed');
    expect(hashOf(await (await createBlobStore(folder, sampleKey)).get(sha256))).toBe(sha256);
  }));

test('a file that comes in pieces goes on where it was cut off, also in a store opened again', () =>
  withFolder(async (folder) => {
    const bytes = randomBytes(4 * MiB);
    const file = { sha256: hashOf(bytes), size: bytes.length };
    const begun: number[] = [];
    const until = (end: number, content: Uint8Array = bytes) => async function* (offset: number): AsyncGenerator<Uint8Array> {
      begun.push(offset);
      yield* pieces(content.subarray(offset, end), 300_000);
      if (end < content.length) throw new Error('the line broke');
    };
    const blobs = await createBlobStore(folder, sampleKey);
    await expect(blobs.receive(file, until(2 * MiB + 5))).rejects.toThrow('the line broke');
    await expect(blobs.receive(file, until(3 * MiB))).rejects.toThrow('the line broke');
    expect(await blobs.has(file.sha256)).toBe(false);
    expect(filesIn(folder).some((path) => path.includes(file.sha256))).toBe(false);
    await blobs.close();
    const again = await createBlobStore(folder, sampleKey);
    expect(await again.receive(file, until(bytes.length))).toBe(true);
    expect(begun).toEqual([0, 2 * MiB, 3 * MiB]);
    expect(hashOf(await again.get(file.sha256))).toBe(file.sha256);
    expect(filesIn(join(folder, 'incoming'))).toEqual([]);
  }));

test('what was kept of a file counts only as far as it is sound, and nothing is kept of another file under its name', () =>
  withFolder(async (folder) => {
    const blobs = await createBlobStore(folder, sampleKey);
    const bytes = randomBytes(3 * MiB + 9);
    const file = { sha256: hashOf(bytes), size: bytes.length };
    let begun = -1;
    const all = (content: Uint8Array) => async function* (offset: number): AsyncGenerator<Uint8Array> {
      begun = offset;
      yield* pieces(content.subarray(offset), 65_521);
    };
    const broken = async (): Promise<string> => {
      await expect(blobs.receive(file, async function* (offset) {
        yield bytes.subarray(offset, 2 * MiB + 77);
        throw new Error('the line broke');
      })).rejects.toThrow('the line broke');
      return filesIn(join(folder, 'incoming'))[0]!;
    };
    // a byte of the second chunk; the end of the first; the header
    for (const [bend, expected] of [[MiB + 60, MiB], [MiB, 0], [2, 0]] as const) {
      const part = await broken();
      const kept = readFileSync(part);
      kept[bend]! ^= 1;
      writeFileSync(part, kept);
      expect(await blobs.receive(file, all(bytes))).toBe(true);
      expect(begun).toBe(expected);
      expect(hashOf(await blobs.get(file.sha256))).toBe(file.sha256);
      await blobs.remove(file.sha256);
    }
    // another file than its name says, begun rightly or not
    const part = await broken();
    expect(await blobs.receive({ ...file, size: 2 * MiB }, all(bytes.subarray(0, 2 * MiB)))).toBe(false);
    expect(filesIn(join(folder, 'incoming'))).toEqual([]);
    expect(await blobs.receive(file, all(randomBytes(file.size)))).toBe(false);
    expect(filesIn(folder)).toEqual([]);
    // nobody came back for it
    await broken();
    const longAgo = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
    utimesSync(part, longAgo, longAgo);
    await createBlobStore(folder, sampleKey);
    expect(filesIn(folder)).toEqual([]);
  }));
