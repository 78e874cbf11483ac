import { crc32, deflateSync } from 'node:zlib';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), out.length - 4);
  return out;
};

/** Colours of the picture, by index: paper, grid, curve, limit. */
const palette = Buffer.from([255, 255, 255, 224, 226, 230, 31, 91, 168, 196, 52, 45]);

/**
 * A PNG (RFC 2083 palette image) of a monitor's curve: `values` 0..100 from left to right, with a red line at `limit`. For the demo's
 * attachments, which must be real pictures of their own.
 */
export const drawCurve = (values: readonly number[], limit: number, width = 480, height = 240): Uint8Array<ArrayBuffer> => {
  const pixels = Array.from({ length: height }, () => Buffer.alloc(width));
  const rowOf = (value: number): number => Math.min(height - 1, Math.max(0, Math.round((1 - value / 100) * (height - 1))));
  for (let value = 0; value <= 100; value += 20) pixels[rowOf(value)]?.fill(1);
  pixels[rowOf(limit)]?.fill(3);
  let before = rowOf(values[0] ?? 0);
  for (let x = 0; x < width; x += 1) {
    const row = rowOf(values[Math.floor((x / width) * values.length)] ?? 0);
    for (let y = Math.min(before, row); y <= Math.max(before, row) + 1 && y < height; y += 1) pixels[y]!.writeUInt8(2, x);
    before = row;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const lines = deflateSync(Buffer.concat(pixels.map((row) => Buffer.concat([Buffer.from([0]), row]))));
  const file = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0)),
  ]);
  return new Uint8Array(file);
};
