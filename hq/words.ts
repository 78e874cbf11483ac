import en from '../assets/locales/headquarters.en.json' with { type: 'json' };
import zh from '../assets/locales/headquarters.zh.json' with { type: 'json' };
import type { Lang } from '../domain/text/text.ts';

export type Word = keyof typeof zh;
export type Holes = Readonly<Record<string, string | number>>;
/** A sentence of headquarters with its `{{holes}}` filled in. Plain text: pages escape it. */
export type Words = (word: Word, holes?: Holes) => string;

const sentences: Readonly<Record<Lang, Readonly<Record<Word, string>>>> = { zh, en };

export const createWords = (lang: Lang): Words => (word, holes = {}) => sentences[lang][word].replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => String(holes[name] ?? ''));

/** Why headquarters cannot start, for the person at the terminal, in either language; `message` is the English one, for logs. */
export class StartError extends Error {
  readonly word: Word;
  readonly holes: Holes;
  constructor(word: Word, holes: Holes, cause?: unknown) {
    super(createWords('en')(word, holes), { cause });
    this.name = 'StartError';
    this.word = word;
    this.holes = holes;
  }
}
