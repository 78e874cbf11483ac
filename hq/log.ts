import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { logChain, type Outcome } from '../domain/api/protocol.ts';

/** An operation on its way into headquarters' log. `audience`: who pulls it; null for nobody. */
export type OpRow = {
  readonly station: string;
  readonly seq: number;
  readonly opId: string | null;
  readonly doc: string | null;
  readonly kind: string | null;
  readonly hash: string;
  readonly bytes: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly audience: string | null;
  /** headquarters' signature of its own operation */
  readonly proof: string | null;
};
/** One station is told: an operation that was in the log before it came into its scope, or what became of one of its own. */
export type Notice = { readonly audience: string; readonly kind: 'op' | 'outcome'; readonly station: string; readonly seq: number; readonly outcome?: Outcome; readonly reason?: string };

export const toSite = (site: string | null): string | null => (site === null ? null : `site:${site}`);
export const toStation = (station: string): string => `station:${station}`;
export const toAll = 'all';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const separator = '\u001e';
/**
 * Texts of JSON as one parameter, taken apart by `jsonTexts`: an array's would have every quotation mark in them escaped, one by one. JSON has no such
 * sign unescaped; throws TypeError for what is none.
 */
export const joinJson = (texts: readonly string[]): string => {
  if (texts.some((text) => text.includes(separator))) throw new TypeError('a text of JSON has no separator in it');
  return texts.join(separator);
};
/** SQL of the texts behind a parameter made by `joinJson` of one or more. */
export const jsonTexts = (param: string): string => `string_to_array(${param}::text, chr(30))`;

/** The log's hash at each of these operations, which follow the entry whose hash is `before`. */
export const chainOps = (before: string, ops: readonly Pick<OpRow, 'station' | 'seq' | 'hash' | 'outcome' | 'reason'>[]): readonly string[] => {
  let chain = before;
  return ops.map(({ station, seq, hash, outcome, reason }) => (chain = logChain(sha256, chain, { kind: 'op', station, seq, says: `${hash} ${outcome} ${reason ?? ''}` })));
};

/**
 * Appends to the one log, in commit order: the counter's row is held from here to the commit, so that whoever sees number n has every number
 * before it (I5). Each entry carries the hash of the log up to it. Answers the number of the first entry; notices follow the operations. `beside`, told that number,
 * makes ready what is written next while the database writes the operations.
 */
export const appendLog = async (client: PoolClient, ops: readonly OpRow[], notices: readonly Notice[], beside: (first: number) => void = () => undefined): Promise<number> => {
  const size = ops.length + notices.length;
  if (size === 0) return 0;
  const held = (await client.query<{ value: number; chain: string }>(`select value, chain from counter where name = 'op' for update`)).rows[0]!;
  const first = held.value + 1;
  const opChains = chainOps(held.chain, ops);
  let chain = opChains.at(-1) ?? held.chain;
  const noticeChains = notices.map(({ audience, kind, station, seq, outcome, reason }) => (chain = logChain(sha256, chain, { kind: kind === 'op' ? 'notice' : 'outcome', station, seq, says: `${audience} ${outcome ?? ''} ${reason ?? ''}` })));
  await client.query(`update counter set value = $1, chain = $2 where name = 'op'`, [held.value + size, chain]);
  if (ops.length > 0) {
    const column = <T>(of: (row: OpRow, index: number) => T): T[] => ops.map(of);
    const written = client.query(
      `insert into op (station, seq, server_seq, op_id, doc, kind, hash, bytes, outcome, reason, audience, proof, chain)
       select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], ${jsonTexts('$8')}, $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])`,
      [
        column((row) => row.station), column((row) => row.seq), column((_, i) => first + i), column((row) => row.opId), column((row) => row.doc), column((row) => row.kind), column((row) => row.hash),
        joinJson(ops.map((row) => row.bytes)), column((row) => row.outcome), column((row) => row.reason), column((row) => row.audience), column((row) => row.proof), opChains,
      ],
    );
    await Promise.all([written, (async () => beside(first))()]);
  }
  if (notices.length > 0) {
    const column = <T>(of: (row: Notice, index: number) => T): T[] => notices.map(of);
    await client.query(
      `insert into notice (n, audience, kind, station, seq, outcome, reason, chain)
       select * from unnest($1::bigint[], $2::text[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[])`,
      [
        column((_, i) => first + ops.length + i), column((row) => row.audience), column((row) => row.kind), column((row) => row.station), column((row) => row.seq),
        column((row) => row.outcome ?? null), column((row) => row.reason ?? null), noticeChains,
      ],
    );
  }
  return first;
};
