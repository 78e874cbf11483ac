import type { Client } from 'pg';
import { firstPrev } from '../domain/record/op.ts';
import { chainOps, type OpRow } from './log.ts';

/** entries read and written at a time */
const page = 5000;

/**
 * Gives the log of a headquarters from before stations could pull (0001) the hash at each of its entries, by which stations remember where
 * they stand; without one the log cannot be read further than one page. Chains that are there stay as they are: notices enter the log's
 * tree by them, and stations hold headquarters to its tree. In one transaction; `client` must own the tables. Nothing to do costs one row read.
 */
export const giveOldChains = async (client: Client): Promise<void> => {
  const { rows: [oldest] } = await client.query<{ chain: string | null }>('select chain from op where tenant = tenant() order by server_seq limit 1');
  if (!oldest || oldest.chain !== null) return;
  await client.query('begin');
  try {
    // no more than the chain is written, and nothing has it yet
    await client.query('alter table op disable trigger op_is_evidence');
    let chain = firstPrev;
    let after = 0;
    for (;;) {
      const { rows } = await client.query<Pick<OpRow, 'station' | 'seq' | 'hash' | 'outcome' | 'reason'> & { server_seq: number }>(
        'select server_seq, station, seq, hash, outcome, reason from op where tenant = tenant() and chain is null and server_seq > $1 order by server_seq limit $2', [after, page],
      );
      if (rows.length === 0) break;
      const chains = chainOps(chain, rows);
      await client.query('update op set chain = given.chain from unnest($1::bigint[], $2::text[]) as given (n, chain) where op.tenant = tenant() and op.server_seq = given.n', [rows.map((row) => row.server_seq), chains]);
      chain = chains.at(-1)!;
      after = rows.at(-1)!.server_seq;
    }
    // what was appended since goes on from the counter as it was
    await client.query(`update counter set chain = $1 where tenant = tenant() and name = 'op' and value = $2`, [chain, after]);
    await client.query('alter table op enable trigger op_is_evidence');
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};
