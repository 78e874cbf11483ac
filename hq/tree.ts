import type { PoolClient } from 'pg';
import { consistencySpans, foldNodes, growTree, inclusionSpans, nodeHash, opLeaf, spanNodes, type Frontier, type NodeName, type Span } from '../domain/witness/merkle.ts';
import type { Database } from './database.ts';

/** Of the complete nodes every fourth level is kept. */
const kept = 4;
/** entries of the log read at a time */
const page = 5000;

type Rows = Pick<PoolClient, 'query'>;

/**
 * What each place of the log holds: an operation by its hash, a notice by the log's own chain. Read committed is enough: numbers are given
 * under a lock that is held until the commit, so what is visible has no holes.
 */
const entriesSql = `
  select server_seq as n, hash from op where server_seq > $1 and server_seq <= $2
  union all select n, chain from notice where n > $1 and n <= $2 order by n`;

const readFrontier = async (client: Rows, lock: string): Promise<Frontier> => {
  const { rows } = await client.query<{ size: number; frontier: string[] }>(`select size, frontier from tree ${lock}`);
  return { size: rows[0]?.size ?? 0, hashes: rows[0]?.frontier ?? [] };
};

const store = async (client: Rows, frontier: Frontier, nodes: readonly (NodeName & { readonly hash: string })[]): Promise<void> => {
  if (nodes.length > 0) {
    await client.query('insert into tree_node (level, index, hash) select * from unnest($1::smallint[], $2::bigint[], $3::text[])', [nodes.map((n) => n.level), nodes.map((n) => n.index), nodes.map((n) => n.hash)]);
  }
  await client.query('update tree set size = $1, frontier = $2', [frontier.size, frontier.hashes]);
};

/** Adds what was committed since: reads and hashes the new entries only. Processes take turns at the tree's one row. */
const grow = (database: Database): Promise<Frontier> =>
  database.transaction(async (client) => {
    await client.query('insert into tree default values on conflict do nothing');
    let frontier = await readFrontier(client, 'for update');
    for (;;) {
      const { rows } = await client.query<{ n: number; hash: string }>(entriesSql, [frontier.size, frontier.size + page]);
      if (rows.length === 0) return frontier;
      const nodes: (NodeName & { hash: string })[] = [];
      const tree = growTree(frontier, ({ level, index }, hash) => {
        if (level > 0 && level % kept === 0) nodes.push({ level, index, hash });
      });
      for (const [i, { n, hash }] of rows.entries()) {
        if (n !== frontier.size + i + 1) throw new Error(`the log has a hole before ${n}`);
        tree.append(opLeaf(hash));
      }
      frontier = tree.frontier();
      await store(client, frontier, nodes);
    }
  });

/** The node over 2^k nodes of one level. */
const pairUp = (hashes: readonly string[]): string => (hashes.length === 1 ? hashes[0]! : nodeHash(pairUp(hashes.slice(0, hashes.length / 2)), pairUp(hashes.slice(hashes.length / 2))));

/** Hashes of complete nodes, each from at most eight of the level below that is kept. */
const readNodes = async (rows: Rows, names: readonly NodeName[]): Promise<readonly string[]> => {
  const baseOf = ({ level }: NodeName): number => level - (level % kept);
  const wanted = names.flatMap((name) => {
    const width = 2 ** (name.level - baseOf(name));
    return Array.from({ length: width }, (_, i) => ({ level: baseOf(name), index: name.index * width + i }));
  });
  const places = wanted.filter((node) => node.level === 0).map((node) => node.index + 1);
  const above = wanted.filter((node) => node.level > 0);
  const found = new Map<string, string>();
  if (places.length > 0) {
    const leaves = await rows.query<{ n: number; hash: string }>('select server_seq as n, hash from op where server_seq = any($1) union all select n, chain from notice where n = any($1)', [places]);
    for (const { n, hash } of leaves.rows) found.set(`0/${n - 1}`, opLeaf(hash));
  }
  if (above.length > 0) {
    const nodes = await rows.query<{ level: number; index: number; hash: string }>('select level, index, hash from tree_node join unnest($1::smallint[], $2::bigint[]) as w (l, i) on level = l and index = i', [above.map((n) => n.level), above.map((n) => n.index)]);
    for (const { level, index, hash } of nodes.rows) found.set(`${level}/${index}`, hash);
  }
  return names.map((name) => {
    const width = 2 ** (name.level - baseOf(name));
    return pairUp(Array.from({ length: width }, (_, i) => {
      const hash = found.get(`${baseOf(name)}/${name.index * width + i}`);
      if (hash === undefined) throw new Error(`the tree has no node ${name.level}/${name.index}`);
      return hash;
    }));
  });
};

const readSpans = async (rows: Rows, spans: readonly Span[]): Promise<readonly string[]> => {
  const parts = spans.map(spanNodes);
  const hashes = await readNodes(rows, parts.flat());
  let at = 0;
  return parts.map((nodes) => foldNodes(hashes.slice(at, (at += nodes.length))));
};

export type LogTree = {
  /** The tree over everything committed when this was asked. */
  readonly frontier: () => Promise<Frontier>;
  /** Path for the leaf at `index` in the log of `size`. Throws RangeError when there is no such leaf. */
  readonly inclusion: (index: number, size: number) => Promise<readonly string[]>;
  /** Path from the log of `from` to the log of `to`, which must not be longer than the tree. Throws RangeError when `from` is larger. */
  readonly consistency: (from: number, to: number) => Promise<readonly string[]>;
  /** Hash of the log's first `size` entries. */
  readonly rootAt: (size: number) => Promise<string>;
};

/** The Merkle tree of one headquarters. Questions that come while it grows share the next growth, so that a storm of pushes costs a few. */
export const createLogTree = (database: Database): LogTree => {
  let growing: Promise<Frontier> | null = null;
  let next: Promise<Frontier> | null = null;
  const start = (): Promise<Frontier> => {
    growing = grow(database).finally(() => {
      growing = null;
    });
    return growing;
  };
  const isGrown = async (): Promise<Frontier | null> => {
    const { rows } = await database.pool.query<{ value: number; size: number | null; frontier: string[] | null }>(`select value, size, frontier from counter left join tree on true where name = 'op'`);
    const [row] = rows;
    return row?.size != null && row.size === row.value ? { size: row.size, hashes: row.frontier ?? [] } : null;
  };
  return {
    frontier: async () => {
      if (!growing) {
        const whole = await isGrown();
        if (whole) return whole;
        if (!growing) return start();
      }
      // what is under way may have begun before the asker's own commit
      next ??= growing!.catch(() => undefined).then(() => {
        next = null;
        return start();
      });
      return next;
    },
    inclusion: (index, size) => readSpans(database.pool, inclusionSpans(index, size)),
    consistency: (from, to) => readSpans(database.pool, consistencySpans(from, to)),
    rootAt: async (size) => foldNodes(await readNodes(database.pool, spanNodes({ from: 0, to: size }))),
  };
};
