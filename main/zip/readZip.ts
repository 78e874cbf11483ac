import { inflateRawSync } from 'node:zlib';

/** One file of a ZIP: `read` throws where it is damaged, encrypted, packed in a way we do not know, or larger than `most` bytes. */
export type ZipFile = { readonly name: string; /** bytes, as the directory says */ readonly size: number; readonly read: (most: number) => Buffer };

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** The end of the directory may be followed by a comment of so many bytes. */
const longestComment = 0xff_ff;

const findEnd = (bytes: Buffer): number => {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - longestComment); at -= 1) if (bytes.readUInt32LE(at) === endSignature) return at;
  throw new RangeError('this is no ZIP file');
};

/** The files of a ZIP by its central directory (PKWARE APPNOTE 4.3.12). Throws RangeError for what is none. */
export const readZip = (bytes: Buffer): readonly ZipFile[] => {
  const end = findEnd(bytes);
  const files: ZipFile[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (bytes.readUInt32LE(at) !== entrySignature) throw new RangeError('the directory of the ZIP file is damaged');
    const flags = bytes.readUInt16LE(at + 8);
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const size = bytes.readUInt32LE(at + 24);
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    files.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength), size,
      read: (most) => {
        if ((flags & 1) !== 0) throw new RangeError('the file is encrypted');
        if (size > most) throw new RangeError('the file is too large');
        if (bytes.readUInt32LE(local) !== localSignature) throw new RangeError('the ZIP file is damaged');
        const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
        const content = bytes.subarray(from, from + packed);
        if (method === 0) return content;
        if (method === 8) return inflateRawSync(content, { maxOutputLength: most });
        throw new RangeError('the file is packed in an unknown way');
      },
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
};
