import type { FormDef } from '../../domain/forms/form.ts';
import { inDeclaredOrder } from '../../domain/forms/declaredOrder.ts';
import type { Database } from '../database.ts';
import { isDrawable } from '../web/paper.ts';

/** Definitions by their hash, under which they never change: each is read once. Those that nobody sent, or of no use on a screen, are left out. */
export type Definitions = (hashes: readonly string[]) => Promise<ReadonlyMap<string, FormDef>>;

export const createDefinitions = (database: Database): Definitions => {
  const known = new Map<string, FormDef>();
  return async (hashes) => {
    const asked = [...new Set(hashes)].filter((hash) => !known.has(hash));
    if (asked.length > 0) {
      const { rows } = await database.pool.query<{ hash: string; body: FormDef }>('select hash, body from definition where hash = any($1)', [asked]);
      for (const { hash, body } of rows) if (isDrawable(body)) known.set(hash, inDeclaredOrder(body));
    }
    return known;
  };
};
