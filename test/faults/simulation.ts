import { recordHash, staleStatus } from '../../domain/api/protocol.ts';
import type { Rec } from '../../domain/record/record.ts';
import { StoreError } from '../../db/storeError.ts';
import type { Clock } from '../../main/sync/index.ts';
import { startHeadquarters } from '../../hq/index.ts';
import { pushAs } from '../sync/request.ts';
import { createFolder, removeFolder, type TestHeadquarters } from '../sync/headquarters.ts';
import { openStation, type TestStation } from '../sync/station.ts';

/**
 * One story of several stations and a headquarters, told by chance from a seed: the same seed, the same story. Clock, line and disk of the
 * stations are in its hand: it decides which request arrives when, once, twice or never, when a disk is full, when a station dies and comes
 * back, and how wrong its clock goes. The stations, the protocol and headquarters with its PostgreSQL are the real ones.
 */
export type Story = { readonly seed: number; readonly stations: number; readonly steps: number; /** ms by which each station's clock is wrong at a step */ readonly clockError: (station: number, step: number) => number };

/** Repeatable chance. */
export const createChance = (seed: number): ((below: number) => number) => {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

type Fate = 'arrives' | 'request lost' | 'answer lost' | 'arrives twice' | 'answer altered' | 'portal';
/** Most of what is sent arrives; each other fate once in thirteen. */
const fates: readonly Fate[] = [...Array.from({ length: 8 }, (): Fate => 'arrives'), 'request lost', 'answer lost', 'arrives twice', 'answer altered', 'portal'];
type Message = { readonly from: number; readonly url: string; readonly init: RequestInit; readonly answer: (response: Response) => void; readonly fail: (error: unknown) => void };
type Timer = { readonly at: number; readonly work: () => void };

/** A station with its folder, its virtual clock and what it has on the line. */
type Player = { folder: string; station: TestStation; round: Promise<unknown> | null; isFull: boolean; timers: Set<Timer>; readonly docs: string[] };

/** What is the same whatever the clocks say. */
export type Ending = { readonly ops: readonly string[]; readonly records: readonly string[]; readonly events: Readonly<Record<string, number>> };

let tales = 0;
/** Rounds on a good line after which everything must have arrived (I7). */
const mostRounds = 6;

export const tellStory = async (hq: TestHeadquarters, story: Story): Promise<Ending> => {
  const chance = createChance(story.seed);
  const events: Record<string, number> = {};
  const happened = (what: string): void => void (events[what] = (events[what] ?? 0) + 1);
  const tenant = `s${story.seed}-${(tales += 1)}`;
  const data = createFolder();
  const server = await startHeadquarters({ dataFolder: data, port: 0, databaseUrl: hq.databaseUrl, tenant });
  const rows = <T extends object>(sql: string): Promise<readonly T[]> => hq.rows<T>(sql.replaceAll(':tenant', `'${tenant}'`));
  const check = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`seed ${story.seed}: ${what}`);
  };

  let now = Date.UTC(2026, 9, 12);
  let step = 0;
  let ids = 0;
  const newId = (): string => `${(story.seed >>> 0).toString(16).padStart(8, '0')}-0000-7000-8000-${(ids += 1).toString(16).padStart(12, '0')}`;
  const line: Message[] = [];
  const earlier: { readonly url: string; readonly init: RequestInit }[] = [];
  let wake: () => void = () => undefined;
  const moved = (): Promise<void> => new Promise((resolve) => (wake = resolve));

  const fetchOf = (from: number): typeof fetch => (url, init) =>
    new Promise<Response>((answer, fail) => {
      const message: Message = { from, url: String(url), init: init ?? {}, answer, fail };
      init?.signal?.addEventListener('abort', () => {
        const at = line.indexOf(message);
        if (at >= 0) line.splice(at, 1);
        fail(init.signal?.reason);
      });
      line.push(message);
      wake();
    });
  const clockOf = (player: () => Player, index: number): Clock => ({
    now: () => now + story.clockError(index, step),
    after: (ms, work) => {
      const timer = { at: now + ms, work };
      player().timers.add(timer);
      return () => void player().timers.delete(timer);
    },
  });
  const players: Player[] = [];
  const open = async (index: number, folder: string): Promise<Player> => {
    const player = { folder, round: null, isFull: false, timers: new Set<Timer>(), docs: [] } as unknown as Player;
    player.station = await openStation(folder, `S${index}`, fetchOf(index), 'BJ01', {
      clock: clockOf(() => player, index), newId,
      beforeStored: () => {
        if (player.isFull) throw new StoreError('disk-full', 'the disk is full');
      },
    });
    return player;
  };

  /** Until every station either waits for the line or is done: then nothing happens by itself. */
  const settle = async (): Promise<void> => {
    for (;;) {
      const busy = players.filter((player, i) => player.round && !line.some((message) => message.from === i));
      if (busy.length === 0) return;
      await Promise.race([moved(), ...busy.map((player) => player.round)]);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const begin = (index: number): void => {
    const player = players[index]!;
    if (player.round) return;
    player.round = player.station.sync.now().finally(() => {
      player.round = null;
      wake();
    });
  };
  const send = async ({ url, init }: { readonly url: string; readonly init: RequestInit }): Promise<Response> => {
    const { signal: _signal, ...rest } = init;
    return fetch(url, rest);
  };
  const takeOff = (message: Message): void => {
    const at = line.indexOf(message);
    if (at >= 0) line.splice(at, 1);
  };
  /** What comes to headquarters, and its answer. A wrong clock costs a question of its own, which no fate befalls: the story is the same whatever the clocks say. */
  const arrive = async (message: Message): Promise<{ readonly message: Message; readonly response: Response }> => {
    takeOff(message);
    const response = await send(message);
    if (response.status !== staleStatus) return { message, response };
    const others = new Set(line);
    message.answer(response);
    for (;;) {
      const asked = line.find((each) => each.from === message.from && !others.has(each));
      if (asked) return arrive(asked);
      await moved();
    }
  };
  /** The answer as the station reads it: unpacked, so that a byte of what was signed can be altered. */
  const rebuilt = async (response: Response, alter: boolean): Promise<Response> => {
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (alter && bytes.length > 0) bytes[chance(bytes.length)]! ^= 1 << chance(8);
    const headers = new Headers(response.headers);
    headers.delete('content-encoding');
    headers.delete('content-length');
    return new Response([101, 204, 205, 304].includes(response.status) || bytes.length === 0 ? null : bytes, { status: response.status, headers });
  };
  const deliver = async (sent: Message, fate: Fate): Promise<void> => {
    takeOff(sent);
    happened(fate);
    const broken = new TypeError('fetch failed', { cause: Object.assign(new Error('ECONNRESET'), { code: 'ECONNRESET' }) });
    if (fate === 'request lost') sent.fail(broken);
    else if (fate === 'portal') sent.answer(new Response('<html>请登录</html>', { status: 200 }));
    else {
      const { message, response: given } = await arrive(sent);
      // what came and was taken is played again later: it changes nothing, whether it is still of its time or not
      if (given.ok && message.init.method === 'POST' && message.url.endsWith('/v1/push')) earlier.push(message);
      const response = await rebuilt(given, fate === 'answer altered');
      if (fate === 'arrives twice') await (await send(message)).arrayBuffer();
      if (fate === 'answer lost') message.fail(broken);
      else message.answer(response);
    }
    await settle();
  };

  /** I3, and I4 with I5 up to the cursor: what a station believes is so, at any moment. */
  const checkBeliefs = async (): Promise<void> => {
    const devices = new Map((await rows<{ station: string; last_seq: string }>('select station, last_seq from device where tenant = :tenant')).map((row) => [row.station, Number(row.last_seq)]));
    const scope = await rows<{ station: string; seq: string; n: string; hash: string }>(`select station, seq, server_seq as n, hash from op where tenant = :tenant and audience in ('all', 'site:BJ01') order by server_seq`);
    for (const { station: { identity, store } } of players) {
      check(store.read.head().seq - store.read.unsentCount() <= (devices.get(identity.station) ?? 0), `${identity.stationCode} believes more than headquarters has (I3)`);
      const cursor = Number(store.read.meta('pull.n') ?? 0);
      for (const op of scope) {
        if (op.station === identity.station) continue;
        const hash = store.read.pulledHash(op.station, Number(op.seq));
        check(Number(op.n) <= cursor ? hash === op.hash : true, `${identity.stationCode} stands at ${cursor} without ${op.n} (I4, I5)`);
      }
    }
  };

  const play = async (): Promise<void> => {
    const index = chance(players.length);
    const player = players[index]!;
    const { station } = player;
    const what = chance(100);
    if (what < 25) {
      player.docs.push(...station.writeRecords(1 + chance(3), `第 ${step} 步`));
      happened('written');
    } else if (what < 35 && player.docs.length > 0) {
      station.write(player.docs[chance(player.docs.length)]!, { kind: 'edited', set: { comment: `改 ${step}` }, unset: [] });
      happened('edited');
    } else if (what < 41) {
      // a paper of another station, as far as it is here: two write on one record
      const foreign = players.flatMap((other) => other.docs).filter((doc) => !player.docs.includes(doc) && station.store.read.record(doc) !== null);
      if (foreign.length === 0) return;
      station.write(foreign[chance(foreign.length)]!, { kind: 'edited', set: { comment: `旁改 ${step}` }, unset: [] });
      happened('edited beside');
    } else if (what < 45 && player.docs.length > 0) {
      await station.attach(player.docs[chance(player.docs.length)]!, Uint8Array.from({ length: 200 + chance(3000) }, () => chance(256)));
      happened('attached');
    } else if (what < 62) {
      begin(index);
      await settle();
    } else if (what < 90 && line.length > 0) {
      for (let left = 1 + chance(8); left > 0 && line.length > 0; left -= 1) await deliver(line[chance(line.length)]!, fates[chance(fates.length)]!);
    } else if (what < 93 && earlier.length > 0) {
      await (await send(earlier[chance(earlier.length)]!)).arrayBuffer();
      happened('replayed');
    } else if (what < 95) {
      player.isFull = !player.isFull;
      happened('disk full or not');
    } else if (what < 97) {
      now += 60_000;
      for (const timer of [...player.timers].filter(({ at }) => at <= now)) {
        player.timers.delete(timer);
        timer.work();
      }
      await settle();
      happened('waited too long');
    } else {
      await crash(index);
      happened('killed');
    }
  };
  /** It dies where it stands: what it had on the line may still arrive, and nobody hears the answer. */
  const crash = async (index: number): Promise<void> => {
    const player = players[index]!;
    const onLine = line.filter((message) => message.from === index);
    for (const message of onLine) {
      if (chance(2) === 0) await (await arrive(message)).response.arrayBuffer();
    }
    await player.station.close();
    const { docs, folder } = player;
    players[index] = await open(index, folder);
    players[index]!.docs.push(...docs);
  };
  const goodLine = async (): Promise<void> => {
    for (const player of players) player.isFull = false;
    while (line.length > 0) await deliver(line[0]!, 'arrives');
    for (let round = 0; ; round += 1) {
      check(round < mostRounds, 'the outbox does not drain (I7)');
      const before = await rows<{ value: string }>(`select value from counter where tenant = :tenant and name = 'op'`);
      for (const [index] of players.entries()) {
        begin(index);
        await settle();
        while (line.length > 0) await deliver(line[0]!, 'arrives');
      }
      const after = await rows<{ value: string }>(`select value from counter where tenant = :tenant and name = 'op'`);
      const isQuiet = players.every(({ station }) => station.sync.status().state === 'connected' && station.store.read.unsentCount() === 0 && station.store.read.unsentBlobs().length === 0);
      if (isQuiet && before[0]?.value === after[0]?.value) return;
    }
  };

  const evidence = ['select station, seq, server_seq, op_id, hash, bytes, outcome, reason, audience, chain from op where tenant = :tenant order by server_seq', 'select id, server_seq, body::text from record where tenant = :tenant order by id', 'select station, last_seq, head, state from device where tenant = :tenant order by station', 'select * from counter where tenant = :tenant'];
  const dump = async (): Promise<string> => {
    const tables = [];
    for (const sql of evidence) tables.push(await rows(sql));
    return JSON.stringify(tables);
  };

  const checkEnd = async (): Promise<Ending> => {
    await checkBeliefs();
    const stored = await rows<{ station: string; seq: string; hash: string; bytes: string; outcome: string; reason: string | null; doc: string | null; kind: string | null }>('select station, seq, hash, bytes, outcome, reason, doc, kind from op where tenant = :tenant order by server_seq');
    const records = new Map((await rows<{ id: string; body: Rec }>('select id, body from record where tenant = :tenant')).map(({ id, body }) => [id, body]));
    for (const { station: { identity, store, blobs } } of players) {
      const there = stored.filter((op) => op.station === identity.station);
      const head = store.read.head();
      check(there.length === head.seq && there.every((op, i) => Number(op.seq) === i + 1 && op.hash === store.read.op(i + 1)?.hash && op.bytes === store.read.op(i + 1)?.bytes), `${identity.stationCode}: not each operation once, byte for byte (I2)`);
      const troubled = there.filter((op) => op.outcome !== 'applied');
      for (const op of troubled) check(store.read.outcomes(op.doc!).some((known) => known.seq === Number(op.seq) && known.outcome === op.outcome), `${identity.stationCode} was not told what became of ${op.seq} (I10)`);
      for (const [id, body] of records) check(recordHash(store.read.record(id) ?? body) === recordHash(body) && store.read.record(id) !== null, `${identity.stationCode}: record ${id} differs from headquarters' (I6)`);
      check(store.check().length === 0, `${identity.stationCode}: ${store.check().join()}`);
      for (const rec of records.values()) {
        for (const file of rec.attachments) {
          if (rec.station !== identity.station) continue;
          check(await blobs.has(file.sha256), `${identity.stationCode} lost the file ${file.sha256}`);
          check((await rows(`select 1 from blob where tenant = :tenant and verified and sha256 = '${file.sha256}'`)).length === 1, `the file ${file.sha256} is not at headquarters (I13)`);
        }
      }
    }
    check(stored.every((op) => op.outcome !== 'applied' || op.kind !== 'edited' || records.get(op.doc!)?.station === op.station), 'somebody wrote on what is not his (I9)');
    const before = await dump();
    for (const { station } of players) {
      for (let seq = 0; seq < station.store.read.head().seq; seq += 200) check((await pushAs(station, server.address, station.store.read.opsAfter(seq, 200, 1_000_000))).status === 200, 'the outbox sent again was refused (I2)');
    }
    check((await dump()) === before, 'the outbox sent again changed headquarters (I2)');
    return {
      ops: stored.map(({ hash, outcome, reason }) => `${hash} ${outcome} ${reason ?? ''}`),
      records: [...records].map(([id, body]) => `${id} ${recordHash(body)}`).sort(), events,
    };
  };

  try {
    for (let index = 0; index < story.stations; index += 1) {
      players.push(await open(index, createFolder()));
      players[index]!.round = players[index]!.station.sync.enrol(server.address, await server.createEnrolmentCode()).finally(() => (players[index]!.round = null));
      await settle();
      while (line.length > 0) await deliver(line[0]!, 'arrives');
    }
    for (step = 1; step <= story.steps; step += 1) {
      await play();
      if (step % 20 === 0) await checkBeliefs();
    }
    await goodLine();
    return await checkEnd();
  } finally {
    for (const { station, folder } of players) {
      await station.close();
      removeFolder(folder);
    }
    await server.stop();
    removeFolder(data);
  }
};
