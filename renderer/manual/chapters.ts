import { lexer, type Token, type Tokens, type TokensList } from 'marked';
import en from '../../docs/manual.en.md?raw';
import zh from '../../docs/manual.md?raw';
import type { Lang } from '../../domain/text/text.ts';

/** What one heading holds, up to the next heading. */
export type Section = { /** `8`, `8-2`: the second section of chapter 8 */ readonly id: string; readonly title: string; readonly tokens: readonly Token[]; /** its words, in lower case, to be searched */ readonly words: string };
export type Chapter = Section & { readonly sections: readonly Section[] };

const wordsOf = (token: Token): string => {
  const { tokens } = token as { readonly tokens?: readonly Token[] };
  if (tokens) return tokens.map(wordsOf).join('');
  if (token.type === 'list') return (token as Tokens.List).items.map(wordsOf).join('\n');
  if (token.type === 'table') return [(token as Tokens.Table).header, ...(token as Tokens.Table).rows].flat().map(({ text }) => text).join('\n');
  return 'text' in token ? String(token.text) : '';
};
const sectionOf = (id: string, heading: Tokens.Heading, tokens: readonly Token[]): Section => ({ id, title: heading.text, tokens, words: [heading.text, ...tokens.map(wordsOf)].join('\n').toLowerCase() });
const isHeading = (token: Token, depth: number): token is Tokens.Heading => token.type === 'heading' && (token as Tokens.Heading).depth === depth;

/** Cuts before each heading of this depth; what stands before the first one comes apart. */
const cut = (tokens: readonly Token[], depth: number): { readonly before: readonly Token[]; readonly parts: readonly { readonly heading: Tokens.Heading; readonly tokens: readonly Token[] }[] } => {
  const starts = tokens.flatMap((token, i) => (isHeading(token, depth) ? [{ token, i }] : []));
  return {
    before: tokens.slice(0, starts[0]?.i),
    parts: starts.map(({ token, i }, n) => ({ heading: token, tokens: tokens.slice(i + 1, starts[n + 1]?.i) })),
  };
};

/** The chapters of a manual written in Markdown: its headings of the second level, with those of the third below them. */
const manualToChapters = (markdown: string): readonly Chapter[] =>
  cut(lexer(markdown) as TokensList, 2).parts.map(({ heading, tokens }, n) => {
    const { before, parts } = cut(tokens, 3);
    const id = String(n + 1);
    return { ...sectionOf(id, heading, before), sections: parts.map((part, k) => sectionOf(`${id}-${k + 1}`, part.heading, part.tokens)) };
  });

export const manual: Readonly<Record<Lang, readonly Chapter[]>> = { zh: manualToChapters(zh), en: manualToChapters(en) };

/** Chapters and sections that hold every one of these words, in their order; all of them when there is none. */
export const findSections = (chapters: readonly Chapter[], text: string): readonly Section[] => {
  const wanted = text.trim().toLowerCase().split(/\s+/);
  return chapters.flatMap((chapter) => [chapter, ...chapter.sections]).filter(({ words }) => wanted.every((word) => words.includes(word)));
};
