/**
 * How text is cut for the full-text index, and a query likewise. Scripts written without spaces become overlapping pairs of characters,
 * each run closed by its last character alone: 数据库 → 数据 据库 库. A sub-phrase of two or more characters is then a phrase of pairs.
 * Letters and digits are words of their own: Oracle19c → oracle 19 c, XC-BJ01-2021-000123 → xc bj 01 2021 000123. A query's last word is
 * open at its end, and the same cut makes any beginning of a number or a word findable.
 */
const runs = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+)|([[\p{L}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]]+)|([\p{N}--\p{Script=Han}]+)|(\n)/gv;

/** One spelling for full and half width, compatibility characters and letter case. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Stands between lines, so that no phrase reaches from one field into the next. */
const border = '¶';

const pairsOf = (characters: readonly string[]): readonly string[] => characters.slice(0, -1).map((c, i) => c + characters[i + 1]!);

/** Signs of everyday papers: what they are is told by their code alone. Whoever else stands in a text has it cut by the rules of Unicode. */
const everyday = /^[\n -~\u3000-\u3002\u3008-\u3011\u4e00-\u9fff]*$/;
const isHan = (code: number): boolean => code >= 0x4e00;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;

/** The same cut as by `runs`, of a folded text of everyday signs: most texts, at a quarter of the cost. */
const cutEveryday = (text: string): string[] => {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const isOfRun = isHan(code) ? isHan : isDigit(code) ? isDigit : isLetter(code) ? isLetter : null;
    if (isOfRun === null) {
      if (code === 0x0a) tokens.push(border);
      at += 1;
      continue;
    }
    const start = at;
    do at += 1; while (at < text.length && isOfRun(text.charCodeAt(at)));
    if (isOfRun !== isHan) tokens.push(text.slice(start, at));
    else for (let i = start; i < at; i += 1) tokens.push(text.slice(i, Math.min(i + 2, at)));
  }
  return tokens;
};

const cut = (text: string): string[] => {
  const tokens: string[] = [];
  for (const [run, han, , , line] of text.matchAll(runs)) {
    if (han !== undefined) {
      const characters = [...run];
      tokens.push(...pairsOf(characters), characters.at(-1)!);
    } else tokens.push(line === undefined ? run : border);
  }
  return tokens;
};

/** Tokens of a text in order; `extras` is also findable, without order: numbers without their leading zeros. */
export const textToWords = (text: string): { readonly tokens: readonly string[]; readonly extras: readonly string[] } => {
  const folded = fold(text);
  const extras = new Set<string>();
  for (const [number] of folded.matchAll(/\p{Nd}+/gu)) if (/^0+./u.test(number)) extras.add(number.replace(/^0+(?=.)/u, ''));
  return { tokens: everyday.test(folded) ? cutEveryday(folded) : cut(folded), extras: [...extras] };
};
/** Tokens of a text in order. */
export const textToTokens = (text: string): readonly string[] => textToWords(text).tokens;

/** Stands in the index of every record of a form, and in no text: a list asks for its own form's matches alone. */
export const formToken = (form: string): string => `§${form.replaceAll(/[^A-Za-z0-9]/g, '§').toLowerCase()}`;

/**
 * FTS5 expression for what was typed: all words, in any order; each word an exact sub-phrase. Null when nothing in it can be searched.
 * Tokens hold letters and digits only, so quoting them is safe.
 */
export const textToQuery = (text: string): string | null => {
  const words = fold(text).split(/\s+/u).map(wordToQuery).filter((word) => word !== null);
  return words.length > 0 ? words.join(' AND ') : null;
};

const wordToQuery = (word: string): string | null => {
  const found = [...word.matchAll(runs)];
  if (found.length === 0) return null;
  const tokens: string[] = [];
  let open = true;
  for (const [index, [run, han]] of found.entries()) {
    const isLast = index === found.length - 1;
    if (han === undefined) {
      tokens.push(run);
      continue;
    }
    const characters = [...run];
    tokens.push(...pairsOf(characters));
    // a run is closed inside the word; at its end the text may go on: pairs stand as they are, one character is the beginning of a pair
    if (!isLast || characters.length === 1) tokens.push(characters.at(-1)!);
    else open = false;
  }
  return `"${tokens.join(' ')}"${open ? ' *' : ''}`;
};

/** FTS5 expression for the records of a form that have any of the pieces of text, each as an exact phrase. Null when nothing in them can be searched. */
export const piecesToQuery = (form: string, pieces: readonly string[]): string | null => {
  const phrases = pieces.flatMap((piece) => {
    const tokens = [...fold(piece).matchAll(runs)].flatMap(([run, han, , , line]) => (line !== undefined ? [] : han === undefined || run.length === 1 ? [run] : pairsOf([...run])));
    return tokens.length > 0 ? [`"${tokens.join(' ')}"`] : [];
  });
  return phrases.length > 0 ? `"${formToken(form)}" AND (${phrases.join(' OR ')})` : null;
};
