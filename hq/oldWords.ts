import type { PoolClient } from 'pg';
import type { Rec } from '../domain/record/record.ts';
import { searchText } from './records.ts';

/** records read and written at a time */
const page = 500;

/**
 * Gives records from before searches had a text of their own (0034) that text: those of an old backup after a restore. `client` must own the tables
 * or be in a transaction of the tenant's. Nothing to do costs the look at an empty index. Answers how many.
 */
export const giveOldWords = async (client: Pick<PoolClient, 'query'>): Promise<number> => {
  let given = 0;
  for (;;) {
    const { rows } = await client.query<{ id: string; body: Rec }>(`select id, body from record where tenant = tenant() and words = '' limit ${page}`);
    if (rows.length === 0) return given;
    await client.query('update record set words = given.words from unnest($1::text[], $2::text[]) as given (id, words) where record.tenant = tenant() and record.id = given.id', [rows.map(({ id }) => id), rows.map(({ body }) => searchText(body))]);
    given += rows.length;
  }
};
