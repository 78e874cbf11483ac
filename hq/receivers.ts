import { bookState, standingBooks } from '../domain/contacts/confirmed.ts';
import { formPlaying } from '../domain/forms/index.ts';
import type { Data, Rec } from '../domain/record/record.ts';
import type { Database } from './database.ts';

/** Data of the contact books both sides confirmed (R39) at the sites something is about (null: all): an address in the book of one of them is agreed upon. */
export const confirmedBooks = async ({ pool }: Pick<Database, 'pool'>, sites: readonly string[] | null): Promise<readonly Data[]> =>
  standingBooks((await pool.query<{ body: Pick<Rec, 'data' | 'correctedBy' | 'voided'> }>(
    `select body - 'signatures' as body from record where form = $1 and state = $2 and ($3::text[] is null or site = any($3))`, [formPlaying('contactBook').id, bookState, sites],
  )).rows.map(({ body }) => body));
