import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, randomUUID, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { syncPath } from './migrate.ts';
import { guardedAsync, StoreError } from './storeError.ts';

/**
 * A file: 4 bytes magic, 32 bytes salt, the chunks, a trailer. Each chunk is AES-256-GCM over at most 1 MiB with its tag behind it; the
 * trailer seals the size and the SHA-256 of the whole. The key comes from the data key and the file's random salt, not from the hash:
 * a stream's hash is known only at its end, when most of it is written. The trailer then ties the content to its name, so that one file
 * cannot be passed off as another. Names on disk are keyed too: a stolen disk does not tell whether it holds a file one knows.
 */
const magic = Buffer.from('SLB1');
const saltSize = 32;
const headerSize = magic.length + saltSize;
const tagSize = 16;
const chunkSize = 1024 * 1024;
const trailerSize = 8 + 32 + tagSize;
/** ms that what came of a broken-off file waits for the rest */
const longestIncoming = 7 * 24 * 60 * 60 * 1000;

type Kind = 'chunk' | 'last' | 'trailer';
const kinds: readonly Kind[] = ['chunk', 'last', 'trailer'];

/** A counter is a safe nonce here: every file has a key of its own. The kind is authenticated, so that a cut-off file has no last chunk. */
const nonceOf = (index: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 6, 6);
  return nonce;
};
const boundTo = (index: number, kind: Kind): Buffer => Buffer.concat([magic, nonceOf(index), Buffer.from([kinds.indexOf(kind)])]);

const seal = (key: Buffer, index: number, kind: Kind, plain: Uint8Array): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index), { authTagLength: tagSize });
  cipher.setAAD(boundTo(index, kind));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

const unseal = (key: Buffer, index: number, kind: Kind, sealed: Buffer): Buffer => {
  if (sealed.length < tagSize) throw new StoreError('file-damaged', 'the file is cut off');
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index), { authTagLength: tagSize });
  decipher.setAAD(boundTo(index, kind));
  decipher.setAuthTag(sealed.subarray(-tagSize));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagSize)), decipher.final()]);
  } catch (error) {
    throw new StoreError('file-damaged', `part ${index} was altered`, error);
  }
};

export type StoredBlob = { readonly sha256: string; /** bytes, before encryption */ readonly size: number };

export type BlobStore = {
  /** Stores bytes once, whatever they come as; they are on disk when it resolves. Rejects with StoreError `disk-full`, `read-only-folder`. */
  readonly put: (bytes: Uint8Array | AsyncIterable<Uint8Array>) => Promise<StoredBlob>;
  /**
   * Takes in a file whose name and size are known before its bytes: `from` gives them from the offset where an attempt before was cut off, as
   * far as what came then still reads as it should. A break keeps what is here, for a week. False when the whole is another file than its name
   * says: then nothing is kept. Rejects with what `from` throws, StoreError `disk-full`, `read-only-folder`.
   */
  readonly receive: (file: StoredBlob, from: (offset: number) => AsyncIterable<Uint8Array>) => Promise<boolean>;
  /** The whole file, verified against its name. Rejects with StoreError `not-found`, `file-damaged`. */
  readonly get: (sha256: string) => Promise<Uint8Array>;
  /** Up to `length` bytes from `offset`, each verified; shorter at the end of the file. For resumed uploads. */
  readonly read: (sha256: string, offset: number, length: number) => Promise<Uint8Array>;
  /** Whether a file of this hash is there with a sound beginning and end; its middle is verified when read. */
  readonly has: (sha256: string) => Promise<boolean>;
  /** Deletes the file; nothing happens when there is none. Rejects with StoreError `read-only-folder`. */
  readonly remove: (sha256: string) => Promise<void>;
  /** Every sound file, in no order. */
  readonly list: () => Promise<readonly StoredBlob[]>;
  /** Waits for what is under way, then wipes the keys: whatever is asked from here on rejects. */
  readonly close: () => Promise<void>;
};

/**
 * Encrypted files under `folder`, made when missing. `dataKey` has 32 bytes; a copy of it is kept until `close`. `beside`: a station may have
 * the folder open: what it is writing is left alone, and nothing is to be put.
 */
export const createBlobStore = async (folder: string, dataKey: Buffer, { beside = false }: { readonly beside?: boolean } = {}): Promise<BlobStore> => {
  if (dataKey.length !== 32) throw new RangeError('the data key has 32 bytes');
  // a copy: a file written under a key that was wiped meanwhile could never be read again
  const key = Buffer.from(dataKey);
  const nameKey = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'sanlian/blob-name/1', 32));
  const partFolder = join(folder, 'part');
  const incomingFolder = join(folder, 'incoming');
  if (!beside) await guardedAsync(async () => {
    // what a cut-off put left behind
    await rm(partFolder, { recursive: true, force: true });
    await mkdir(partFolder, { recursive: true });
    await mkdir(incomingFolder, { recursive: true });
    for (const name of await readdir(incomingFolder)) {
      const file = join(incomingFolder, name);
      if (Date.now() - (await stat(file)).mtimeMs > longestIncoming) await rm(file);
    }
  });

  const fileKey = (salt: Buffer): Buffer => Buffer.from(hkdfSync('sha256', key, salt, 'sanlian/blob/1', 32));
  const nameOf = (sha256: string): string => createHmac('sha256', nameKey).update(sha256).digest('hex');
  const folderOf = (name: string): string => join(folder, name.slice(0, 2));

  let closed = false;
  const underWay = new Set<Promise<unknown>>();
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new Error('the file store is closed');
    const run = guardedAsync(work);
    underWay.add(run);
    try {
      return await run;
    } finally {
      underWay.delete(run);
    }
  };

  const put: BlobStore['put'] = (bytes) =>
    whileOpen(async () => {
      const part = join(partFolder, randomUUID());
      try {
        const stored = await writePart(part, bytes, fileKey);
        await settle(part, nameOf(stored.sha256));
        return stored;
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    });

  /** Gives a whole part its name. A copy that still reads as it should is never written over; a damaged one is healed. */
  const settle = async (part: string, name: string): Promise<void> => {
    if (await isWhole(withFile, name)) return rm(part);
    const target = folderOf(name);
    await mkdir(target, { recursive: true });
    await rename(part, join(target, name));
    syncPath(target, true);
    syncPath(folder, true);
  };

  const receive: BlobStore['receive'] = ({ sha256, size }, from) =>
    whileOpen(async () => {
      const name = nameOf(sha256);
      const part = join(incomingFolder, name);
      const stored = await receivePart(part, size, from, fileKey);
      if (stored.sha256 === sha256 && stored.size === size) await settle(part, name);
      else await rm(part);
      return stored.sha256 === sha256 && stored.size === size;
    });

  /** Opens the file named `name`, checks both its ends, and hands it to `work`. */
  const withFile: WithFile = (name, work) =>
    guardedAsync(async () => {
      let handle: FileHandle;
      try {
        handle = await open(join(folderOf(name), name), 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new StoreError('not-found', 'no such file is stored', error);
        throw error;
      }
      try {
        const file = await readEnds(handle, fileKey);
        if (nameOf(file.sha256) !== name) throw new StoreError('file-damaged', 'the file lies under the name of another');
        return await work(file);
      } finally {
        await handle.close();
      }
    });


  return {
    put,
    receive,
    read: (sha256, offset, length) => whileOpen(() => withFile(nameOf(sha256), (file) => readRange(file, offset, length))),
    get: (sha256) =>
      whileOpen(() =>
        withFile(nameOf(sha256), async (file) => {
          const bytes = await readRange(file, 0, file.size);
          if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new StoreError('file-damaged', 'the content has another hash');
          return bytes;
        }),
      ),
    has: (sha256) => whileOpen(async () => (await soundFile(withFile, nameOf(sha256))) !== null),
    remove: (sha256) =>
      whileOpen(async () => {
        const name = nameOf(sha256);
        const at = folderOf(name);
        await rm(join(at, name), { force: true });
        await mkdir(at, { recursive: true });
        syncPath(at, true);
      }),
    list: () =>
      whileOpen(async () => {
        const found: StoredBlob[] = [];
        for (const group of await readdir(folder)) {
          if (!/^[0-9a-f]{2}$/.test(group)) continue;
          for (const name of await readdir(join(folder, group))) {
            const sound = await soundFile(withFile, name);
            if (sound) found.push(sound);
          }
        }
        return found;
      }),
    close: async () => {
      closed = true;
      await Promise.allSettled(underWay);
      key.fill(0);
      nameKey.fill(0);
    },
  };
};

type OpenBlob = StoredBlob & { readonly handle: FileHandle; readonly key: Buffer };
type WithFile = <T>(name: string, work: (file: OpenBlob) => Promise<T>) => Promise<T>;

/** Reads the file from end to end, a chunk at a time; false when it is missing or any of it is damaged. */
const isWhole = async (withFile: WithFile, name: string): Promise<boolean> => {
  try {
    return await withFile(name, async (file) => {
      const hash = createHash('sha256');
      for (let offset = 0; offset < file.size; offset += chunkSize) hash.update(await readRange(file, offset, chunkSize));
      // an empty file has one chunk too
      if (file.size === 0) await readRange(file, 0, 0);
      return hash.digest('hex') === file.sha256;
    });
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'not-found' || error.code === 'file-damaged')) return false;
    throw error;
  }
};

/** What the file's ends say it is; null when it is missing or damaged. */
const soundFile = async (withFile: WithFile, name: string): Promise<StoredBlob | null> => {
  try {
    return await withFile(name, ({ sha256, size }) => Promise.resolve({ sha256, size }));
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'not-found' || error.code === 'file-damaged')) return null;
    throw error;
  }
};

async function* wholeOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type FileKey = (salt: Buffer) => Buffer;
/** A part as far as it has come: its key, its whole chunks, and the hash over them. */
type Begun = { readonly key: Buffer; readonly hash: Hash; readonly chunks: number };

const sealedSize = chunkSize + tagSize;
const placeOf = (chunk: number): number => headerSize + chunk * sealedSize;

const createAppender = (handle: FileHandle, from: number): ((bytes: Uint8Array) => Promise<void>) => {
  let at = from;
  return async (bytes) => {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  };
};

const beginPart = async (handle: FileHandle, fileKey: FileKey): Promise<Begun> => {
  const salt = randomBytes(saltSize);
  await createAppender(handle, 0)(Buffer.concat([magic, salt]));
  return { key: fileKey(salt), hash: createHash('sha256'), chunks: 0 };
};

/** A broken-off part again, cut off behind its sound chunks, `most` of them; begun anew when it does not begin as one. */
const resumePart = async (handle: FileHandle, most: number, fileKey: FileKey): Promise<Begun> => {
  const { size: onDisk } = await handle.stat();
  const header = onDisk < headerSize ? null : await readExactly(handle, 0, headerSize);
  if (!header?.subarray(0, magic.length).equals(magic)) {
    await handle.truncate(0);
    return beginPart(handle, fileKey);
  }
  const key = fileKey(header.subarray(magic.length));
  const hash = createHash('sha256');
  let chunks = 0;
  try {
    for (const here = Math.min(most, Math.floor((onDisk - headerSize) / sealedSize)); chunks < here; chunks += 1) {
      hash.update(unseal(key, chunks, 'chunk', await readExactly(handle, placeOf(chunks), sealedSize)));
    }
  } catch (error) {
    // power that failed in the middle of a write: from here on it is brought again
    if (!(error instanceof StoreError) || error.code !== 'file-damaged') throw error;
  }
  await handle.truncate(placeOf(chunks));
  return { key, hash, chunks };
};

/** Seals `pieces` behind what was begun, and the trailer behind them; all of it is on disk when it resolves. `last`: number of the last chunk, where the size is known. */
const writeChunks = async (handle: FileHandle, { key, hash, chunks }: Begun, pieces: AsyncIterable<Uint8Array>, last: number | null): Promise<StoredBlob> => {
  const append = createAppender(handle, placeOf(chunks));
  let index = chunks;
  let size = chunks * chunkSize;
  let held = Buffer.alloc(0);
  // a full chunk is held back until it is known not to be the last
  const isFull = (): boolean => held.length > chunkSize || (held.length === chunkSize && last !== null && index < last);
  for await (const piece of pieces) {
    hash.update(piece);
    size += piece.length;
    held = Buffer.concat([held, piece]);
    for (; isFull(); held = held.subarray(chunkSize)) await append(seal(key, index++, 'chunk', held.subarray(0, chunkSize)));
  }
  await append(seal(key, index, 'last', held));
  const digest = hash.digest();
  const ending = Buffer.alloc(8);
  ending.writeBigUInt64BE(BigInt(size));
  await append(seal(key, index + 1, 'trailer', Buffer.concat([ending, digest])));
  await handle.sync();
  return { sha256: digest.toString('hex'), size };
};

const writePart = async (part: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, fileKey: FileKey): Promise<StoredBlob> => {
  const handle = await open(part, 'wx', 0o600);
  try {
    return await writeChunks(handle, await beginPart(handle, fileKey), bytes instanceof Uint8Array ? wholeOf(bytes) : bytes, null);
  } finally {
    await handle.close();
  }
};

/**
 * Writes on at the part of a file of `size` bytes. A chunk that a break cut in the middle is sealed again under its number: safe, because the
 * name of the file allows it one content only.
 */
const receivePart = async (part: string, size: number, from: (offset: number) => AsyncIterable<Uint8Array>, fileKey: FileKey): Promise<StoredBlob> => {
  const handle = await open(part, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const last = chunksOf(size) - 1;
    const begun = await resumePart(handle, last, fileKey);
    return await writeChunks(handle, begun, from(begun.chunks * chunkSize), last);
  } finally {
    await handle.close();
  }
};

/** Exactly `length` bytes at `position`; a file too short is damaged. */
const readExactly = async (handle: FileHandle, position: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new StoreError('file-damaged', 'the file is cut off');
    filled += bytesRead;
  }
  return buffer;
};

const chunksOf = (size: number): number => Math.max(1, Math.ceil(size / chunkSize));

const readEnds = async (handle: FileHandle, fileKey: (salt: Buffer) => Buffer): Promise<OpenBlob> => {
  const { size: onDisk } = await handle.stat();
  if (onDisk < headerSize + tagSize + trailerSize) throw new StoreError('file-damaged', 'the file is cut off');
  const header = await readExactly(handle, 0, headerSize);
  if (!header.subarray(0, magic.length).equals(magic)) throw new StoreError('file-damaged', 'the file does not begin as one of ours');
  const body = onDisk - headerSize - trailerSize;
  const chunks = Math.ceil(body / sealedSize);
  const key = fileKey(header.subarray(magic.length));
  const trailer = unseal(key, chunks, 'trailer', await readExactly(handle, onDisk - trailerSize, trailerSize));
  const size = Number(trailer.readBigUInt64BE(0));
  if (body !== size + chunksOf(size) * tagSize) throw new StoreError('file-damaged', 'the file has another length than it was given');
  return { handle, key, size, sha256: trailer.subarray(8).toString('hex') };
};

const readRange = async ({ handle, key, size }: OpenBlob, offset: number, length: number): Promise<Uint8Array> => {
  const end = Math.min(size, offset + length);
  if (end <= offset && size > 0) return Buffer.alloc(0);
  const last = chunksOf(size) - 1;
  const pieces: Buffer[] = [];
  for (let index = Math.floor(offset / chunkSize); index <= last && (index === 0 || index * chunkSize < end); index++) {
    const from = index * chunkSize;
    const plain = unseal(key, index, index === last ? 'last' : 'chunk', await readExactly(handle, placeOf(index), Math.min(chunkSize, size - from) + tagSize));
    pieces.push(plain.subarray(Math.max(0, offset - from), end - from));
  }
  return Buffer.concat(pieces);
};
