/**
 * The text of a plain file as Chinese systems write one: UTF-16 where its mark stands in front (记事本's "Unicode"), UTF-8, else the
 * code page (GBK). `isCut`: the bytes are the beginning of a longer file and may end within a character.
 */
export const decodePlain = (bytes: Uint8Array, isCut = false): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes, { stream: isCut });
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes, { stream: isCut });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return new TextDecoder('gb18030').decode(bytes, { stream: isCut });
  }
};
