import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '../../domain/result.ts';
import type { Lang, Text } from '../../domain/text/text.ts';
import { CliError, exitCodes } from './exitCodes.ts';

type Locale = { readonly refusal: Readonly<Record<string, string>> };
const readLocale = (assetsFolder: string, lang: Lang): Locale => JSON.parse(readFileSync(join(assetsFolder, 'locales', `${lang}.json`), 'utf8')) as Locale;

/** The window's sentence of a refusal; `nameOf` calls its field as whoever reads it knows it. */
const refusalToSentence = ({ code, field, params }: Refusal, { refusal }: Locale, nameOf: (field: string) => string): string => {
  const values: Record<string, string | number> = { ...params, field: field ? nameOf(field) : '' };
  if (typeof params?.['other'] === 'string') values['other'] = nameOf(params['other']);
  return (refusal[code] ?? code).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
};

/** Sentences of refusals in one language, read once. */
export const createRefusalWords = (assetsFolder: string, lang: Lang): ((refusal: Refusal, nameOf: (field: string) => string) => string) => {
  const locale = readLocale(assetsFolder, lang);
  return (refusal, nameOf) => refusalToSentence(refusal, locale, nameOf);
};

/** The end of a command that was given a file with faults: each in a line of its own, in both languages; exit code `cannotOpen`. */
export const fileRefusals = (file: string, refusals: readonly Refusal[], assetsFolder: string): CliError => {
  const sentences = (lang: Lang): string => {
    const locale = readLocale(assetsFolder, lang);
    return refusals.map((refusal) => refusalToSentence(refusal, locale, optionOf)).join('\n  ');
  };
  return new CliError(exitCodes.cannotOpen, `${file}：${sentences('zh')}`, `${file}: ${sentences('en')}`);
};

/** A field is an option: `“--people”不能小于 0。`. */
const optionOf = (field: string): string => `--${field}`;

/** The end of a command whose question was refused: every sentence in both languages, and `hint` after them; exit code `usage`. */
export const refusalsToError = (refusals: readonly Refusal[], assetsFolder: string, hint?: Text): CliError => {
  const sentences = (lang: Lang): string => {
    const locale = readLocale(assetsFolder, lang);
    return [...refusals.map((refusal) => refusalToSentence(refusal, locale, optionOf)), ...(hint ? [hint[lang]] : [])].join('\n');
  };
  return new CliError(exitCodes.usage, sentences('zh'), sentences('en'), refusals);
};
