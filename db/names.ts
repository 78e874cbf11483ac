import { nameToPinyin } from './pinyin.ts';
import type { Sql } from './sqlite.ts';

/** Different names of one field that are looked through; a station meets fewer people than that in its whole contract. */
const mostNames = 3_000;

/**
 * Every different value of the field, each found by one step in the index (record_field's key): the cost is that of the names, not of the
 * records that carry them.
 */
const differentNames = `WITH RECURSIVE used (value, n) AS (
  SELECT min(value), 1 FROM record_field WHERE form = :form AND name = :field
  UNION ALL
  SELECT (SELECT min(f.value) FROM record_field f WHERE f.form = :form AND f.name = :field AND f.value > used.value), n + 1 FROM used WHERE used.value IS NOT NULL AND n < :most
) SELECT value FROM used WHERE value IS NOT NULL`;
const newestUse = 'SELECT max(rid) AS rid FROM record_field WHERE form = ? AND name = ? AND value = ?';

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

/** How well what was typed fits a name: 0 begins it, 1 begins its pinyin or initials, 2 stands in it; null when it does not fit. */
const fitOf = (name: string, typed: string): number | null => {
  if (fold(name).startsWith(typed)) return 0;
  if (/^[a-z]/.test(typed) && nameToPinyin(name).some((reading) => reading.startsWith(typed))) return 1;
  return fold(name).includes(typed) ? 2 : null;
};

/** Names used in a person's field of a form that fit what was typed (a beginning, a part, pinyin or its initials), best fit first, then the last used; then those of `given` that were never used. */
export const namesLike = (sql: Sql, form: string, field: string, text: string, limit: number, given: readonly string[] = []): readonly string[] => {
  const typed = fold(text);
  const names = (sql(differentNames).all({ form, field, most: mostNames }) as { value: unknown }[]).map(({ value }) => value).filter((value) => typeof value === 'string');
  const known = new Set(names);
  return [...names, ...new Set(given.filter((name) => !known.has(name)))]
    .flatMap((name) => {
      const fit = fitOf(name, typed);
      return fit === null || fold(name) === typed ? [] : [{ name, fit, used: (sql(newestUse).get(form, field, name) as { rid: number | null }).rid ?? 0 }];
    })
    .sort((a, b) => a.fit - b.fit || b.used - a.used)
    .slice(0, limit)
    .map(({ name }) => name);
};
