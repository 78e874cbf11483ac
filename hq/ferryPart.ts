import { createDecipheriv, createHash, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { headerSchema, keyInfo, longestChunk, longestHeader, magic, partText, trailerSchema, type FerryHeader, type FerryPosition } from '../domain/ferry/format.ts';
import type { FerryKey } from './ferryKey.ts';
import { isKeySignature } from './deviceKey.ts';
import { StartError } from './words.ts';

export type FerryPart = {
  readonly file: string;
  readonly header: FerryHeader;
  readonly next: FerryPosition | null;
  /** True when the whole part was signed by this key. */
  readonly isSignedBy: (key: string) => boolean;
  /** What is inside, chunk by chunk. Throws StartError `ferryForeign` for another headquarters' part, `ferryDamaged`. */
  readonly frames: (key: FerryKey) => AsyncGenerator<Buffer>;
};

const unreadable = (file: string): StartError => new StartError('ferryUnreadable', { file });

/** Bytes at a place, all of them; a part that ends before is cut off. */
const takeFrom = async (handle: FileHandle, file: string, at: number, size: number): Promise<Buffer> => {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, at);
  if (bytesRead !== size) throw unreadable(file);
  return buffer;
};

const readHead = async (handle: FileHandle, file: string): Promise<{ readonly head: Buffer; readonly body: number }> => {
  if ((await takeFrom(handle, file, 0, magic.length)).toString('latin1') !== magic) throw unreadable(file);
  const size = (await takeFrom(handle, file, magic.length, 4)).readUInt32BE();
  if (size === 0 || size > longestHeader) throw unreadable(file);
  return { head: await takeFrom(handle, file, magic.length + 4, size), body: magic.length + 4 + size };
};

/** Places and sizes of the sealed chunks, and where the trailer begins. */
async function* chunksOf(handle: FileHandle, file: string, body: number): AsyncGenerator<{ readonly at: number; readonly size: number }> {
  for (let at = body; ; ) {
    const size = (await takeFrom(handle, file, at, 4)).readUInt32BE();
    yield { at: at + 4, size };
    if (size === 0) return;
    if (size > longestChunk) throw unreadable(file);
    at += 4 + size;
  }
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
};

const openFile = async (file: string): Promise<FileHandle> => {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw new StartError('ferryUnreadable', { file }, error);
  }
};

/** Reads a part through once, chunk by chunk, without opening what is sealed. Throws StartError `ferryUnreadable` for no part or half a part. */
export const readPart = async (file: string): Promise<FerryPart> => {
  const handle = await openFile(file);
  try {
    const hash = createHash('sha256');
    const { head, body } = await readHead(handle, file);
    hash.update(await takeFrom(handle, file, 0, body));
    let end = body;
    for await (const { at, size } of chunksOf(handle, file, body)) {
      hash.update(await takeFrom(handle, file, at - 4, 4 + size));
      end = at + size;
    }
    const tailSize = (await takeFrom(handle, file, end, 4)).readUInt32BE();
    const { size: whole } = await handle.stat();
    if (tailSize === 0 || tailSize > longestHeader || end + 4 + tailSize !== whole) throw unreadable(file);
    const header = headerSchema.safeParse(parse(head));
    const trailer = trailerSchema.safeParse(parse(await takeFrom(handle, file, end + 4, tailSize)));
    if (!header.success || !trailer.success) throw unreadable(file);
    const said = partText(hash.digest('hex'), trailer.data.next);
    return { file, header: header.data, next: trailer.data.next, isSignedBy: (key) => isKeySignature(key, said, trailer.data.signature), frames: (key) => openFrames(file, header.data, key) };
  } finally {
    await handle.close();
  }
};

async function* openFrames(file: string, header: FerryHeader, key: FerryKey): AsyncGenerator<Buffer> {
  if (header.to !== key.publicKey) throw new StartError('ferryForeign', { file });
  const handle = await openFile(file);
  try {
    const { head, body } = await readHead(handle, file);
    const bound = createHash('sha256').update(head).digest();
    let secret: Buffer;
    try {
      const shared = diffieHellman({ privateKey: key.privateKey, publicKey: createPublicKey({ key: Buffer.from(header.ephemeral, 'base64url'), format: 'der', type: 'spki' }) });
      secret = Buffer.from(hkdfSync('sha256', shared, bound, keyInfo, 32));
    } catch (error) {
      throw new StartError('ferryDamaged', { file, what: 'key' }, error);
    }
    const sealed: { at: number; size: number }[] = [];
    let index = 0;
    const openChunk = async ({ at, size }: { readonly at: number; readonly size: number }, isLast: boolean): Promise<Buffer> => {
      const bytes = await takeFrom(handle, file, at, size);
      const nonce = Buffer.alloc(12);
      nonce.writeUInt32BE(index, 8);
      index += 1;
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: 16 });
        decipher.setAAD(Buffer.concat([bound, nonce, Buffer.from([isLast ? 1 : 0])]));
        decipher.setAuthTag(bytes.subarray(-16));
        return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
      } catch (error) {
        throw new StartError('ferryDamaged', { file, what: `chunk ${index}` }, error);
      }
    };
    // one chunk late, because the last one is marked
    for await (const chunk of chunksOf(handle, file, body)) {
      const waiting = sealed.pop();
      if (waiting) yield await openChunk(waiting, chunk.size === 0);
      sealed.push(chunk);
    }
  } finally {
    await handle.close();
  }
}
