/** Length in code points: a rare character of a name outside the basic plane counts once, as the person who wrote it counts. */
export const codePointLength = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};

/** Half of a surrogate pair: it cannot be written as UTF-8, so it would change on its way to disk or headquarters. */
export const hasLoneSurrogate = (text: string): boolean => !text.isWellFormed();

/**
 * Private-use characters, each once, in order. Older public systems stored rare name characters there; they mean something else, or
 * nothing, on every other machine and on paper.
 */
export const privateUseCharacters = (text: string): string[] => [...new Set(text.match(/\p{Co}/gu) ?? [])];

/** Whether the text holds a private-use character. */
export const hasPrivateUse = (text: string): boolean => /\p{Co}/u.test(text);
