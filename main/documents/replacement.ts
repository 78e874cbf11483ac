import type { Reader } from '../../db/store.ts';
import { isInPlace } from '../../domain/documents/register.ts';

/** Number of the edition that holds in the place of a paper; undefined while none does. */
export const replacementOf = (read: Reader, id: string): string | undefined =>
  read.linkedFrom(id).flatMap((link) => {
    const rec = link.rel === 'replaces' ? read.record(link.id) : null;
    const def = rec && read.definition(rec.def);
    return rec && def && isInPlace(rec, def) ? [rec.number] : [];
  }).at(-1);
