import { createCipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { keyInfo, longestHeader, magic, partText, headerSchema, trailerSchema, type FerryHeader, type FerryPosition, type FerryTrailer } from '../../domain/ferry/format.ts';
import type { Identity } from '../station/identity.ts';
import { isKeySignature } from '../sync/keySignature.ts';

const length = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};

export type PartWriter = {
  /** One chunk; at most a few MiB. */
  readonly write: (frame: Uint8Array) => Promise<void>;
  /** The last chunk and the signature; the part then stands under its name, on disk. */
  readonly finish: (frame: Uint8Array, next: FerryPosition | null) => Promise<void>;
  /** Leaves nothing behind under the part's name. */
  readonly close: () => Promise<void>;
  readonly bytes: () => number;
};

/** Begins a sealed part at `file`; what it is called and whom it is for stands in `header`. */
export const createPart = async (file: string, given: Omit<FerryHeader, 'v' | 'ephemeral'>, sign: Identity['sign']): Promise<PartWriter> => {
  const ephemeral = generateKeyPairSync('x25519');
  const header: FerryHeader = { ...given, v: 1, ephemeral: ephemeral.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url') };
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: createPublicKey({ key: Buffer.from(given.to, 'base64url'), format: 'der', type: 'spki' }) });
  const head = Buffer.from(JSON.stringify(header));
  const bound = createHash('sha256').update(head).digest();
  const key = Buffer.from(hkdfSync('sha256', shared, bound, keyInfo, 32));
  const making = `${file}.part`;
  const handle = await open(making, 'w', 0o600);
  const hash = createHash('sha256');
  let index = 0;
  let bytes = 0;
  const put = async (piece: Uint8Array): Promise<void> => {
    hash.update(piece);
    bytes += piece.length;
    await handle.writeFile(piece);
  };
  const chunk = async (frame: Uint8Array, isLast: boolean): Promise<void> => {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(index, 8);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.concat([bound, nonce, Buffer.from([isLast ? 1 : 0])]));
    const sealed = Buffer.concat([cipher.update(frame), cipher.final(), cipher.getAuthTag()]);
    index += 1;
    await put(length(sealed.length));
    await put(sealed);
  };
  await put(Buffer.from(magic));
  await put(length(head.length));
  await put(head);
  return {
    bytes: () => bytes,
    write: (frame) => chunk(frame, false),
    finish: async (frame, next) => {
      await chunk(frame, true);
      await put(length(0));
      const signature = await sign(partText(hash.digest('hex'), next));
      const trailer = Buffer.from(JSON.stringify({ next, signature } satisfies FerryTrailer));
      await handle.writeFile(Buffer.concat([length(trailer.length), trailer]));
      await handle.sync();
      await handle.close();
      await rename(making, file);
    },
    close: async () => {
      await handle.close().catch(() => undefined);
    },
  };
};

/** A whole part of this station's own making: its header and where the next one begins. Null for anything else, a cut-off part among it. */
export const readOwnPart = async (file: string, key: string): Promise<{ readonly header: FerryHeader; readonly next: FerryPosition | null; readonly bytes: number } | null> => {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256');
    let at = 0;
    const take = async (n: number, counts: boolean): Promise<Buffer | null> => {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(n), 0, n, at);
      if (bytesRead !== n) return null;
      at += n;
      if (counts) hash.update(buffer);
      return buffer;
    };
    const takeLong = async (n: number): Promise<boolean> => {
      for (let left = n; left > 0; ) {
        const some = Math.min(left, 1024 * 1024);
        if (!(await take(some, true))) return false;
        left -= some;
      }
      return true;
    };
    if ((await take(magic.length, true))?.toString('latin1') !== magic) return null;
    const headSize = (await take(4, true))?.readUInt32BE() ?? 0;
    if (headSize === 0 || headSize > longestHeader) return null;
    const head = await take(headSize, true);
    for (;;) {
      const next = await take(4, true);
      if (!next) return null;
      const n = next.readUInt32BE();
      if (n === 0) break;
      if (n > size || !(await takeLong(n))) return null;
    }
    const tailSize = (await take(4, false))?.readUInt32BE() ?? 0;
    if (tailSize === 0 || tailSize > longestHeader || at + tailSize !== size) return null;
    const tail = await take(tailSize, false);
    const header = headerSchema.safeParse(JSON.parse(head?.toString('utf8') ?? 'null'));
    const trailer = trailerSchema.safeParse(JSON.parse(tail?.toString('utf8') ?? 'null'));
    if (!header.success || !trailer.success) return null;
    if (!isKeySignature(key, partText(hash.digest('hex'), trailer.data.next), trailer.data.signature)) return null;
    return { header: header.data, next: trailer.data.next, bytes: size };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  } finally {
    await handle.close();
  }
};
