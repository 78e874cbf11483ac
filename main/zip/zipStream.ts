import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of a ZIP as it comes. `stored`: put in as it is, for what is compressed already. */
export type ZipEntry = { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>; readonly stored?: boolean };

/** 1980-01-01: the same content gives the same bytes. */
const dosDay = 0x21;
/** Names are UTF-8; size and check sum follow the bytes, because they are not known before. */
const flags = 0x0808;
/** Without the 64-bit extension (APPNOTE 4.4.1.4) no offset is larger. */
const largest = 0xff_ff_ff_ff;
const mostEntries = 0xff_ff;

type Written = { readonly path: Buffer; readonly method: number; readonly crc: number; readonly packed: number; readonly size: number; readonly offset: number };

const commonOf = ({ path, method, crc, packed, size }: Omit<Written, 'offset'>): Buffer => {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt16LE(dosDay, 8);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(path.length, 22);
  return common;
};

const signature = (kind: string): Buffer => Buffer.from(`PK${kind}`, 'latin1');

/** The central directory (APPNOTE 4.3.12 to 4.3.16). */
const directoryOf = (written: readonly Written[], start: number): Buffer => {
  const list = Buffer.concat(written.flatMap((entry) => {
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(entry.offset, 10);
    return [signature('\x01\x02\x14\x00'), commonOf(entry), rest, entry.path];
  }));
  const end = Buffer.alloc(18);
  end.writeUInt16LE(written.length, 4);
  end.writeUInt16LE(written.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(start, 12);
  return Buffer.concat([list, signature('\x05\x06'), end]);
};

/**
 * The entries as one ZIP file (PKWARE APPNOTE 4.3), piece by piece: none is whole in memory, neither is the file. Throws RangeError for more
 * than 4 GiB or 65,535 entries.
 */
export async function* zipStream(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, bytes, stored } of entries) {
    const path = Buffer.from(name);
    const method = stored ? 0 : 8;
    let crc = 0;
    let size = 0;
    let packed = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of bytes) {
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    };
    const start = offset;
    const local = Buffer.concat([signature('\x03\x04'), commonOf({ path, method, crc: 0, packed: 0, size: 0 }), path]);
    yield local;
    const pass = stored ? new PassThrough() : createDeflateRaw();
    const fed = pipeline(Readable.from(counted(), { objectMode: false }), pass);
    // what goes wrong in `bytes` ends the loop below; it is the same error
    fed.catch(() => undefined);
    for await (const piece of pass as AsyncIterable<Buffer>) {
      packed += piece.length;
      yield piece;
    }
    await fed;
    const descriptor = Buffer.alloc(12);
    descriptor.writeUInt32LE(crc, 0);
    descriptor.writeUInt32LE(packed, 4);
    descriptor.writeUInt32LE(size, 8);
    yield Buffer.concat([signature('\x07\x08'), descriptor]);
    offset += local.length + packed + 16;
    if (offset > largest || size > largest || written.length === mostEntries) throw new RangeError('a ZIP file takes no more than 4 GiB and 65,535 files');
    written.push({ path, method, crc, packed, size, offset: start });
  }
  yield directoryOf(written, offset);
}
