import { mayHold, textToGrams } from './searchIndex.ts';

/** Letters that mean something to `like` stand for themselves. */
export const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
/** The words of a search, in small letters; ten at most. */
export const wordsIn = (text: string | undefined): readonly string[] => (text ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '').slice(0, 10);
const gramsIn = (words: readonly string[]): readonly number[] => words.flatMap(textToGrams);
/** Every word stands in the number, a name or a cell (`searchText`); what `wordParams` gives begins at the parameter `first`. */
export const matches = (words: readonly string[], first: number): string => [...words.map((_, i) => `r.words like $${first + i}`), mayHold(`$${first + words.length}`, gramsIn(words))].join(' and ');
/** What `matches` compares with, in its order. */
export const wordParams = (words: readonly string[]): readonly unknown[] => (words.length === 0 ? [] : [...words.map(like), gramsIn(words)]);
