/** Media type of a file by its first bytes, else by its name; `application/octet-stream` when neither tells. */
export const mediaTypeOf = (bytes: Uint8Array, name: string): string => {
  const starts = (...head: number[]): boolean => head.every((byte, i) => bytes[i] === byte);
  const ascii = (from: number, text: string): boolean => [...text].every((c, i) => bytes[from + i] === c.charCodeAt(0));
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (ascii(0, 'GIF8')) return 'image/gif';
  if (ascii(0, 'RIFF') && ascii(8, 'WEBP')) return 'image/webp';
  if (ascii(0, '%PDF-')) return 'application/pdf';
  const ending = name.toLowerCase().split('.').at(-1) ?? '';
  return endings[ending] ?? (starts(0x50, 0x4b, 0x03, 0x04) ? 'application/zip' : 'application/octet-stream');
};

const endings: Readonly<Record<string, string>> = {
  txt: 'text/plain', log: 'text/plain', csv: 'text/csv', json: 'application/json', xml: 'application/xml', bmp: 'image/bmp', heic: 'image/heic',
  doc: 'application/msword', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
