import { guessMapping, restorable } from '../../domain/importing/columns.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { RowFile } from './rowsOfFile.ts';

/** Rows with something in them that are looked at: above the heads stand a title, a unit, a span of days. */
const mostRows = 10;

/**
 * The row of a table that has its heads: of the first rows the one with most cells that name a column of the form or of the mapping (`known`),
 * else the one with most filled cells; the first of equal ones. Null for a table without a word in it.
 */
export const headRowOf = async (def: FormDef, { rows }: Pick<RowFile, 'rows'>, known: readonly string[]): Promise<{ readonly line: number; readonly heads: readonly string[] } | null> => {
  const fitting = restorable(def);
  let best: { readonly line: number; readonly heads: readonly string[]; readonly named: number; readonly filled: number } | null = null;
  let looked = 0;
  for await (const row of rows()) {
    if (!('cells' in row) || row.cells.every((cell) => cell.trim() === '')) continue;
    const heads = row.cells.map((cell) => cell.trim());
    const guessed = guessMapping(heads, def, fitting);
    const named = heads.filter((head, i) => guessed[i] !== null || (head !== '' && known.includes(head))).length;
    const filled = heads.filter((head) => head !== '').length;
    if (!best || named > best.named || (named === 0 && best.named === 0 && filled > best.filled)) best = { line: row.line, heads, named, filled };
    looked += 1;
    if (looked === mostRows) break;
  }
  return best && { line: best.line, heads: best.heads };
};
