import { z } from 'zod';

/** Why a text cannot be kept: it would change on its way to disk, to headquarters or onto paper. Each is a refusal's code. */
export type TextFault = 'lone-surrogate' | 'control-character' | 'private-use-character' | 'picture-character';

/**
 * What is wrong with a text that is to be written down; null when nothing is. Half a surrogate pair cannot be written as UTF-8, control
 * characters but line feed and tab (NUL above all) are turned down by headquarters' database and print as nothing, and private-use characters, in
 * which older public systems stored rare name characters, mean something else on every other machine. Emoji have no place on a black-and-white paper.
 */
export const textFault = (text: string): TextFault | null => {
  if (!text.isWellFormed()) return 'lone-surrogate';
  if (/[^\P{Cc}\n\t]/u.test(text)) return 'control-character';
  if (/\p{Co}/u.test(text)) return 'private-use-character';
  return /\p{Emoji_Presentation}/u.test(text) ? 'picture-character' : null;
};

/** A free text at the border, of at most `max` UTF-16 units. The issue carries the refusal's code in `params.refusal`. */
export const plainText = (max: number) =>
  z.string().max(max).superRefine((text, context) => {
    const fault = textFault(text);
    if (fault) context.addIssue({ code: 'custom', params: { refusal: fault } });
  });

/**
 * A person's name as it is compared: compatibility forms, case, blanks and invisible characters do not make another person. `张 晓明` is `张晓明`.
 */
export const nameToKey = (name: string): string => name.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').toLowerCase();
