import type { RefusalCode } from '../result.ts';

/** What the text of a cell must look like, beyond being text. A form names it; the check and its refusal stand here. */
export type TextPattern = 'phone' | 'email';

/** Chinese commas count like Western ones; full-width forms are folded before. */
const betweenEntries = /[、,;]/;
/** Digits in groups, joined by spaces, hyphens or brackets, and an extension: `+86 (010) 5560-2101 转 123`. */
const phone = /^(?=[\s()+-]*\d)\+?[\d\s()-]+(?:(?:转|分机|ext\.?|x|#)\s*\d{1,8})?$/i;
/** An address as people write it; whether somebody reads it, only a letter tells. */
const email = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

const patterns: Readonly<Record<TextPattern, { readonly one: RegExp; readonly refusal: RefusalCode }>> = {
  phone: { one: phone, refusal: 'not-a-phone' },
  email: { one: email, refusal: 'not-an-email' },
};

/** The refusal of a text that does not look like its pattern, null when it does. Several entries are parted by `、` `,` or `;`. */
export const patternFault = (pattern: TextPattern, text: string): RefusalCode | null => {
  const { one, refusal } = patterns[pattern];
  const entries = text.normalize('NFKC').split(betweenEntries).map((entry) => entry.trim());
  // a comma at the end is a second entry about to be typed
  if (entries.length > 1 && entries.at(-1) === '') entries.pop();
  return entries.every((entry) => one.test(entry)) ? null : refusal;
};
