import type { Lang, Text } from '../../domain/text/text.ts';

/** One thing looked at. `ok` is null for what could not be looked at, which is said and fails nothing. */
export type Line = { readonly check: string; readonly ok: boolean | null; readonly label: Text; readonly detail?: string };

export const isSound = (lines: readonly Line[]): boolean => lines.every((line) => line.ok !== false);

const mark = (ok: boolean | null): string => (ok === null ? '–' : ok ? '✓' : '✗');

export const linesToText = (lines: readonly Line[], lang: Lang): string =>
  lines.map(({ ok, label, detail }) => `${mark(ok)} ${label[lang]}${detail ? (lang === 'zh' ? `：${detail}` : `: ${detail}`) : ''}`).join('\n');
