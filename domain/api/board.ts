import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { KeptEntry, KeptPage } from '../board/kept.ts';
import { answer, base, id, receiver, receiverReason } from './base.ts';
import type { RecordRow } from './types.ts';

const name = z.string().max(60);
const siteCode = z.string().max(20);
const days = { from: z.iso.date(), to: z.iso.date() };
const seconds = { from: z.string().max(40), to: z.string().max(40) };
const selection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('papers'), form: name, ...days, where: z.strictObject({ name, value: z.string().max(60) }).optional(), site: siteCode.optional() }),
  z.strictObject({ kind: z.literal('rounds'), duty: name, ...days, site: siteCode.optional() }),
  z.strictObject({ kind: z.literal('clocks'), clocks: z.array(name).max(200), ...seconds, which: z.enum(['open', 'met', 'missed']), site: siteCode.optional() }),
  z.strictObject({ kind: z.literal('own'), written: z.strictObject({ ...days, form: name.optional() }).optional() }),
  z.strictObject({ kind: z.literal('ids'), ids: z.array(id).max(100_000) }),
]);
/** A quarter of the service that has begun; none: the running one. */
const quarter = z.strictObject(days).optional();
const file = z.strictObject({ panel: name.optional(), format: z.enum(['csv', 'xlsx']), lang: z.enum(['zh', 'en']), receiver, reason: receiverReason });

/** What a window may ask about the boards: a person's day, a quarter for the manager, and one of all sites. */
export const boards = {
  day: base.output(answer<Board>()),
  manager: base.input(z.strictObject({ quarter }).default({})).output(answer<Board>()),
  /** The records behind a number of a board. */
  behind: base.input(z.strictObject({ records: selection, offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) })).output(answer<{ readonly rows: readonly RecordRow[]; readonly total: number }>()),
  /** The recurring work a board's rate counts: what was done, and what was missed, that is over. `source` and `row`: of one duty; `site`: at headquarters, of one. */
  kept: base.input(z.strictObject({ quarter, site: siteCode.optional(), source: z.enum(['round', 'turn']).optional(), row: name.optional(), which: z.enum(['kept', 'missed']).optional(), offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) })).output(answer<KeptPage<KeptEntry>>()),
  /** A board, or one of its tables, as a file; what left and to whom is written down (R35). */
  exportDay: base.input(file).output(z.instanceof(Blob)),
  exportManager: base.input(file.extend({ quarter })).output(z.instanceof(Blob)),
  /** At headquarters: a quarter at every site, or at one. */
  sites: base.input(z.strictObject({ site: siteCode.optional(), quarter })).output(answer<Board>()),
  exportSites: base.input(file.extend({ site: siteCode.optional(), quarter })).output(z.instanceof(Blob)),
};
