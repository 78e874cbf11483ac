import { describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { checkpointHeader } from '../../domain/api/witness.ts';
import { openCheckpoint } from '../../domain/witness/checkpoint.ts';
import { emptyFrontier, frontierRoot, growTree, opLeaf } from '../../domain/witness/merkle.ts';
import { isIncluded } from '../../domain/witness/verify.ts';
import { isKeySignature } from '../../main/sync/keySignature.ts';
import { readAlarm } from '../../main/sync/witness.ts';
import type { TestHeadquarters } from './headquarters.ts';
import { requestAs } from './request.ts';
import { stationForEach } from './settings.ts';
import { openStation, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
stationForEach('W', (given) => { ({ hq, folder, station } = given); }, () => station, { enrolled: true });

const none = new Uint8Array(new ArrayBuffer(0));
const get = (path: string): Promise<Response> => requestAs(station, hq.address, path, none, { method: 'GET' });
const key = (): string => station.store.read.meta('hq.key') ?? '';
const checkpointOf = (answer: Response) => openCheckpoint(Buffer.from(answer.headers.get(checkpointHeader) ?? '', 'base64url').toString(), key(), isKeySignature);
const logHashes = async (): Promise<readonly string[]> => (await hq.rows<{ hash: string }>('select hash from (select server_seq as n, hash from op union all select n, chain from notice) as log order by n')).map((row) => row.hash);
const rootOf = (hashes: readonly string[]): string => {
  const tree = growTree(emptyFrontier);
  for (const hash of hashes) tree.append(opLeaf(hash));
  return frontierRoot(tree.frontier());
};

describe('headquarters’ log', () => {
  it('is signed in every answer, and its root is that of all entries in commit order', async () => {
    station.writeRecords(30);
    await station.sync.now();
    const hashes = await logHashes();
    const checkpoint = checkpointOf(await get('/v1/position'));
    expect(checkpoint).toMatchObject({ size: hashes.length, root: rootOf(hashes) });
  });

  it('grows by the new entries only and proves every own operation at every size', async () => {
    station.writeRecords(5);
    await station.sync.now();
    const first = (await logHashes()).length;
    station.writeRecords(40);
    await station.sync.now();
    const hashes = await logHashes();
    expect(Number((await hq.rows<{ n: string }>('select count(*) as n from tree_node'))[0]?.n)).toBeLessThanOrEqual(hashes.length / 15);
    for (const size of [first, first + 1, first + 17, hashes.length]) {
      const own = [1, 2, 7, 16].filter((seq) => seq <= station.store.read.head().seq);
      const { inclusions } = (await (await get(`/v1/proof/inclusion?size=${size}&seqs=${own.join(',')}`)).json()) as { inclusions: { seq: number; index: number; path: string[] }[] };
      expect(inclusions.map((each) => each.seq)).toEqual(own);
      for (const { seq, index, path } of inclusions) expect(isIncluded(opLeaf(station.store.read.op(seq)!.hash), index, size, path, rootOf(hashes.slice(0, size)))).toBe(true);
    }
  });

  it('answers questions it cannot answer with a word', async () => {
    const words = async (path: string) => [(await get(path)).status, ((await (await get(path)).json()) as { error?: string }).error];
    expect(await words('/v1/proof/consistency?from=3&to=2')).toEqual([400, 'malformed']);
    expect(await words('/v1/proof/consistency?from=-1&to=2')).toEqual([400, 'malformed']);
    expect(await words('/v1/proof/consistency?from=0&to=99999999')).toEqual([404, 'not-found']);
    expect(await words('/v1/proof/inclusion?size=1&seqs=x')).toEqual([400, 'malformed']);
    expect((await fetch(`${hq.address}/v1/proof/consistency?from=0&to=0`)).status).toBe(401);
  });

  it('is one, however many ask for it while stations write', async () => {
    const others = await Promise.all([1, 2, 3].map(async (n) => {
      const each = await openStation(`${folder}/other${n}`, `X${n}`);
      await each.sync.enrol(hq.address, await hq.createEnrolmentCode());
      each.writeRecords(60);
      return each;
    }));
    await Promise.all(others.map((each) => each.sync.now()));
    await Promise.all(others.map((each) => each.sync.now()));
    expect(others.map((each) => readAlarm(each.store.read))).toEqual([null, null, null]);
    expect(checkpointOf(await get('/v1/position'))?.root).toBe(rootOf(await logHashes()));
    await Promise.all(others.map((each) => each.close()));
  });
});

describe('a station', () => {
  const known = (): { size: number; root: string } => JSON.parse(station.store.read.meta('witness.known') ?? '{}') as { size: number; root: string };

  it('follows the log from proof to proof without a word', async () => {
    for (let round = 0; round < 4; round += 1) {
      station.writeRecords(3);
      await station.sync.now();
    }
    await station.sync.now();
    expect(known()).toMatchObject({ size: (await logHashes()).length, root: rootOf(await logHashes()) });
    expect(station.sync.status().alarm).toBeUndefined();
  });

  it('raises the alarm when an entry it saw was exchanged, and goes on working', async () => {
    station.writeRecords(4);
    await station.sync.now();
    await station.sync.now();
    const before = known();
    // an administrator with all rights rewrites history and makes the tree again
    await hq.rows('alter table op disable trigger op_is_evidence');
    const [{ hash } = { hash: '' }] = await hq.rows<{ hash: string }>('select hash from op where station = $1 and seq = 2', [station.identity.station]);
    const exchange = async (to: string): Promise<void> => {
      await hq.rows(`update op set hash = $2 where station = $1 and seq = 2`, [station.identity.station, to]);
      await hq.rows('delete from tree_node');
      await hq.rows(`update tree set size = 0, frontier = '{}'`);
    };
    await exchange('f'.repeat(64));
    station.writeRecords(2);
    const status = await station.sync.now();
    expect(status).toMatchObject({ state: 'connected', unsent: 0, alarm: { kind: 'rewritten' } });
    // what it held headquarters to stays, with both signed notes
    expect(known()).toEqual(before);
    expect(readAlarm(station.store.read)).toMatchObject({ known: expect.stringContaining('sanlian/log/1/'), shown: expect.stringContaining('sanlian/log/1/') });
    await exchange(hash);
    await hq.rows('alter table op enable trigger op_is_evidence');
    expect((await station.sync.now()).alarm).toMatchObject({ kind: 'rewritten' });
  });

  it('raises the alarm when the newest entries are cut off', async () => {
    station.writeRecords(4);
    await station.sync.now();
    await station.sync.now();
    station.store.write((writer) => writer.setMeta('witness.known', JSON.stringify({ ...known(), size: known().size + 5 })));
    expect((await station.sync.now()).alarm).toMatchObject({ kind: 'rewritten' });
  });

  /** Somebody between, who keeps headquarters' first signed note and puts it into later answers while `play` is set. */
  const between = () => {
    const line = { play: false, first: null as string | null };
    const through: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      const note = answer.headers.get(checkpointHeader);
      line.first ??= note;
      if (!line.play || note === null) return answer;
      const headers = new Headers(answer.headers);
      headers.set(checkpointHeader, line.first!);
      headers.delete('content-encoding');
      return new Response(await answer.arrayBuffer(), { status: answer.status, headers });
    };
    return { line, through };
  };

  it('takes an older note of the same log for what it is, whoever put it into an answer', async () => {
    const { line, through } = between();
    const other = await openStation(`${folder}/between`, 'OLDN', through);
    await other.sync.enrol(hq.address, await hq.createEnrolmentCode());
    other.writeRecords(2);
    await other.sync.now();
    await other.sync.now();
    const before = other.store.read.meta('witness.known');
    line.play = true;
    other.writeRecords(1);
    expect((await other.sync.now()).alarm).toBeUndefined();
    expect(other.store.read.meta('witness.known')).toBe(before);
    line.play = false;
    expect((await other.sync.now()).alarm).toBeUndefined();
    expect(other.store.read.meta('witness.known')).not.toBe(before);
    await other.close();
  });

  it('takes a false alarm back once headquarters proves that both notes are of one log', async () => {
    const { line, through } = between();
    const other = await openStation(`${folder}/cleared`, 'CLRD', through);
    await other.sync.enrol(hq.address, await hq.createEnrolmentCode());
    other.writeRecords(2);
    await other.sync.now();
    await other.sync.now();
    const note = (JSON.parse(other.store.read.meta('witness.known')!) as { note: string }).note;
    const shown = Buffer.from(line.first!, 'base64url').toString();
    other.store.write((writer) => writer.setMeta('witness.alarm', JSON.stringify({ kind: 'rewritten', at: new Date().toISOString(), known: note, shown })));
    expect((await other.sync.now()).alarm).toBeUndefined();
    // one of a log that never was stays
    other.store.write((writer) => writer.setMeta('witness.alarm', JSON.stringify({ kind: 'rewritten', at: new Date().toISOString(), known: note, shown: note.replace(/[A-Za-z0-9]/, 'x') })));
    expect((await other.sync.now()).alarm).toMatchObject({ kind: 'rewritten' });
    await other.close();
  });

  it('takes another epoch for a rewriting unless headquarters has signed a restore', async () => {
    station.writeRecords(2);
    await station.sync.now();
    station.store.write((writer) => writer.setMeta('hq.epoch', randomUUID()));
    expect(await station.sync.now()).toMatchObject({ state: 'refused', alarm: { kind: 'unexplained' } });
  });
});
