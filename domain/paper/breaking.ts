/** Width in pt of a text in one of the paper's fonts at a size in pt. */
export type Measure = (text: string, font: FontRole, size: number) => number;
export type FontRole = 'serif' | 'serifBold' | 'sans' | 'sansMedium';

/** 禁则 (GB/T 15834): what may not open a line, what may not close one. */
const closers = new Set('，。、；：？！）》〉」』】〕｝”’…—～·％‰℃,.;:?!)]}>%'.split(''));
const openers = new Set('（《〈「『【〔｛“‘([{<￥$'.split(''));

const isWide = (cluster: string): boolean => {
  const cp = cluster.codePointAt(0)!;
  return (cp >= 0x2e80 && cp <= 0xa4cf) || (cp >= 0xac00 && cp <= 0xd7af) || (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0xfe30 && cp <= 0xfe4f) || (cp >= 0xff00 && cp <= 0xffef) || cp >= 0x1f300;
};
const joins = /^(?:\p{M}|\u200d)/u;

/** A text as the units a reader sees: a base character with the marks and variation selectors that belong to it. */
export const clustersOf = (text: string): string[] => {
  const out: string[] = [];
  for (const char of text) {
    const last = out.length - 1;
    const open = last >= 0 && (char > '\u02ff' || char === '\u200d') && (joins.test(char) || out[last]!.endsWith('\u200d'));
    if (open) out[last] += char;
    else out.push(char);
  }
  return out;
};

/** One line as it is drawn: control characters have no shape on paper, a tab is a space; a lone surrogate shows as a replacement mark. */
export const printable = (text: string): string => text.toWellFormed().replace(/\t/g, ' ').replace(/[\p{Cc}\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu, '');

/** Words, spaces and wide characters in order: a line may break between two of them unless 禁则 forbids it. */
const atomsOf = (text: string): string[] => {
  const atoms: string[] = [];
  let word = '';
  for (const cluster of clustersOf(text)) {
    const space = cluster === ' ' || cluster === '\u3000';
    if (!space && !isWide(cluster) && !openers.has(cluster)) {
      word += cluster;
      continue;
    }
    if (word) atoms.push(word);
    word = '';
    if (openers.has(cluster) && !isWide(cluster)) word = cluster;
    else atoms.push(cluster);
  }
  if (word) atoms.push(word);
  return atoms;
};

/** Atoms that may not be parted, glued together: 禁则 at both ends. */
const chunksOf = (text: string): string[] => {
  const chunks: string[] = [];
  let glue = false;
  for (const atom of atomsOf(text)) {
    const last = chunks.length - 1;
    const closes = closers.has(clustersOf(atom)[0]!) && last >= 0 && chunks[last]!.trim() !== '';
    if (glue || closes) chunks[last] += atom;
    else chunks.push(atom);
    glue = openers.has(atom);
  }
  return chunks;
};

/**
 * Breaks a text into lines no wider than `width` pt. Words stay whole; a string with no place to break, wider than a line by itself, is
 * cut where the line ends. Line feeds of the text are kept. An empty text has no lines.
 */
export const breakLines = (text: string, width: number, font: FontRole, size: number, measure: Measure): string[] => {
  const out: string[] = [];
  for (const paragraph of text.trimEnd().split(/\r\n|[\n\r\u2028\u2029\u0085]/)) {
    let line = '';
    let used = 0;
    const close = () => {
      out.push(line.trimEnd());
      line = '';
      used = 0;
    };
    for (const chunk of chunksOf(printable(paragraph))) {
      const chunkWidth = measure(chunk, font, size);
      if (used + chunkWidth <= width) {
        line += chunk;
        used += chunkWidth;
        continue;
      }
      const blank = chunk.trim() === '';
      if (line !== '') close();
      if (blank) continue;
      if (chunkWidth <= width) {
        line = chunk;
        used = chunkWidth;
        continue;
      }
      for (const cluster of clustersOf(chunk)) {
        const clusterWidth = measure(cluster, font, size);
        if (line !== '' && used + clusterWidth > width) close();
        line += cluster;
        used += clusterWidth;
      }
    }
    close();
  }
  return out.length === 1 && out[0] === '' ? [] : out;
};
