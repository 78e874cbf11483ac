import type { Lang } from './text.ts';

export const isLang = (value: unknown): value is Lang => value === 'zh' || value === 'en';

/** What a terminal speaks, by the POSIX order of its variables: English where they say so, else Chinese, the contract's language. */
export const environmentToLang = (env: Readonly<Record<string, string | undefined>>): Lang =>
  (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').toLowerCase().startsWith('en') ? 'en' : 'zh';

/**
 * The language asked for by `--lang en` or `--lang=en`, wherever it stands among the words of a command; the last one counts. Null when none is
 * asked for, or one the product does not speak (the command itself refuses that).
 */
export const wordsToLang = (words: readonly string[]): Lang | null => {
  const end = words.indexOf('--');
  const asked = (end < 0 ? words : words.slice(0, end)).flatMap((word, i) => (word === '--lang' ? [words[i + 1]] : word.startsWith('--lang=') ? [word.slice(7)] : []));
  const last = asked.at(-1);
  return isLang(last) ? last : null;
};

/**
 * The first language of an `Accept-Language` header (RFC 9110 §12.5.4) that the product speaks, by weight, then by place; null when it names
 * neither. A weight of 0 means "not this one".
 */
export const acceptLanguageToLang = (header: string | undefined): Lang | null => {
  const asked = (header ?? '').split(',').map((part, place) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(/\s*;\s*/);
    const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    return { lang: tag.split('-')[0], weight: Number.isFinite(weight) ? weight : 0, place };
  });
  const best = asked.filter(({ lang, weight }) => isLang(lang) && weight > 0).sort((a, b) => b.weight - a.weight || a.place - b.place)[0];
  return best && isLang(best.lang) ? best.lang : null;
};
