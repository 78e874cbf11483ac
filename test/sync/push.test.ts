import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { StoredOp } from '../../db/store.ts';
import { survey } from '../../domain/forms/survey.ts';
import { sealOp, sectionOf, type DecidedEvent, type Event } from '../../domain/record/op.ts';
import type { Ink, Seal, Signature } from '../../domain/record/record.ts';
import { contentHash, createSeal, signatureHash, signatureText, strokesHash } from '../../domain/seal/content.ts';
import { openDatabase } from '../../hq/database.ts';
import { createFolder, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { pushAs } from './request.ts';
import { stationForEach } from './settings.ts';
import { createIdentity, openStation, sha256, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
stationForEach('T', (given) => { ({ hq, folder, station } = given); }, () => station);

const enrol = async (who: TestStation = station): Promise<void> => {
  const done = await who.sync.enrol(hq.address, await hq.createEnrolmentCode());
  expect(done).toMatchObject({ ok: true });
};
const push = (ops: readonly StoredOp[]): Promise<Response> => pushAs(station, hq.address, ops);
const opsAt = (): Promise<readonly (StoredOp & { outcome: string; reason: string | null })[]> => hq.rows('select seq, hash, bytes, outcome, reason from op where station = $1 order by seq', [station.identity.station]);
const allOwn = (): readonly StoredOp[] => {
  const ops: StoredOp[] = [];
  for (;;) {
    const more = station.store.read.opsAfter(ops.length, 500, 10_000_000);
    if (more.length === 0) return ops;
    ops.push(...more);
  }
};

describe('a round', () => {
  it('brings every operation and file once, byte for byte, and both ends compare equal', async () => {
    const docs = station.writeRecords(360);
    const file = await station.attach(docs[0]!, randomBytes(2_500_000));
    expect(station.sync.status()).toMatchObject({ state: 'not-enrolled', unsent: 1082, unsentFiles: 1 });
    await enrol();
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0, address: hq.address });
    const there = await opsAt();
    expect(there.map(({ seq, hash, bytes }) => ({ seq, hash, bytes }))).toEqual(allOwn());
    expect(new Set(there.map((op) => op.outcome))).toEqual(new Set(['applied']));
    expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
    expect(sha256(readFileSync(join(hq.folder, 'blobs', file.slice(0, 2), file)))).toBe(file);
    expect(Math.abs(station.sync.status().clockOffset ?? Infinity)).toBeLessThan(5000);
  });

  it('says which records differ', async () => {
    const [doc] = station.writeRecords(2);
    await enrol();
    await station.sync.now();
    await hq.rows(`update record set body = jsonb_set(body, '{data,comment}', '"改过"') where id = $1`, [doc]);
    expect(await station.sync.compare()).toEqual({ ok: true, value: [doc] });
  });

  it('sends by itself after a write, and tells the screens', async () => {
    await enrol();
    station.sync.start();
    await expect.poll(() => station.sync.status().state).toBe('connected');
    station.writeRecords(3);
    station.sync.poke();
    await expect.poll(() => station.sync.status().unsent, { timeout: 5000 }).toBe(0);
    expect(station.statuses.map((status) => status.state)).toContain('sending');
  });

  it('takes another round for what was written during one', async () => {
    await enrol();
    station.writeRecords(200);
    const first = station.sync.now();
    station.writeRecords(1);
    const [, second] = await Promise.all([first, station.sync.now()]);
    expect(second.unsent).toBe(0);
  });
});

describe('sent again', () => {
  it('leaves headquarters byte-identical when the whole outbox is replayed twice', async () => {
    const docs = station.writeRecords(50);
    await station.attach(docs[0]!, randomBytes(10_000));
    await enrol();
    await station.sync.now();
    const before = await hq.dump();
    for (let i = 0; i < 2; i += 1) {
      for (let at = 0; at < allOwn().length; at += 60) expect((await push(allOwn().slice(at, at + 60))).status).toBe(200);
    }
    expect(await hq.dump()).toBe(before);
  });

  it('learns from the position that a commit whose reply was lost has happened', async () => {
    station.writeRecords(5);
    await enrol();
    const losing: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (String(input).endsWith('/v1/push')) throw new TypeError('fetch failed');
      return answer;
    };
    await station.close();
    station = await openStation(folder, undefined, losing);
    expect(await station.sync.now()).toMatchObject({ state: 'offline', unsent: 16, lastError: { code: 'headquarters-unreachable' } });
    const before = await hq.dump();
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(await hq.dump()).toBe(before);
  });

  it('goes back to what headquarters asks for after a gap', async () => {
    station.writeRecords(4);
    await enrol();
    const answer = await push(allOwn().slice(5));
    expect([answer.status, await answer.json()]).toEqual([409, { error: 'gap', needFrom: 1 }]);
    // headquarters lost what it had acknowledged (restored from a backup): it gets it again
    station.store.write((writer) => writer.ackOps(6));
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await opsAt()).map((op) => op.seq)).toEqual(allOwn().map((op) => op.seq));
  });
});

describe('two batches under way', () => {
  /** The station with a line that `onPush` stands in: which push it is, and what sends it on. */
  const sendThrough = async (onPush: (nth: number, go: () => Promise<Response>) => Promise<Response>): Promise<void> => {
    station.writeRecords(700);
    await enrol();
    await station.close();
    let pushes = 0;
    station = await openStation(folder, undefined, (input, init) => (String(input).endsWith('/v1/push') ? onPush((pushes += 1), () => fetch(input, init)) : fetch(input, init)));
  };
  const expectWhole = async (): Promise<void> => {
    expect((await opsAt()).map(({ seq, hash, outcome }) => [seq, hash, outcome])).toEqual(allOwn().map(({ seq, hash }) => [seq, hash, 'applied']));
  };

  it('the next one is on its way before the last one is answered, two at most', async () => {
    let under = 0;
    let most = 0;
    await sendThrough(async (_nth, go) => {
      most = Math.max(most, (under += 1));
      try {
        return await go();
      } finally {
        under -= 1;
      }
    });
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect([most, under]).toEqual([2, 0]);
    await expectWhole();
  });

  it('one that overtakes the other is sent again, and everything is there once', async () => {
    let release = (): void => undefined;
    const overtaken = new Promise<void>((resolve) => { release = resolve; });
    const answers: number[] = [];
    await sendThrough(async (nth, go) => {
      if (nth === 2) await overtaken;
      const answer = await go();
      answers.push(answer.status);
      if (nth === 3) release();
      return answer;
    });
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(answers, 'the one in front was asked for first').toContain(409);
    await expectWhole();
  });

  it('one that breaks off leaves the other finished, and the next round goes on', async () => {
    let under = 0;
    await sendThrough(async (nth, go) => {
      under += 1;
      try {
        if (nth === 2) throw new TypeError('fetch failed');
        return await go();
      } finally {
        under -= 1;
      }
    });
    expect(await station.sync.now()).toMatchObject({ state: 'offline', lastError: { code: 'headquarters-unreachable' } });
    expect(under, 'nothing is under way when the round ends').toBe(0);
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    await expectWhole();
  });
});

describe('headquarters set back to an older state', () => {
  it('in the middle of a round answers with a gap, and gets everything again', async () => {
    station.writeRecords(180);
    await enrol();
    await station.sync.now();
    let pushes = 0;
    const between: typeof fetch = async (input, init) => {
      if (String(input).endsWith('/v1/push') && pushes++ === 0) {
        await hq.rows('alter table op disable trigger user');
        await hq.rows('delete from op where station = $1', [station.identity.station]);
        await hq.rows('delete from record where station = $1', [station.identity.station]);
        await hq.rows('alter table op enable trigger user');
        await hq.rows(`update device set last_seq = 0, head = repeat('0', 64) where station = $1`, [station.identity.station]);
      }
      return fetch(input, init);
    };
    await station.close();
    station = await openStation(folder, undefined, between);
    station.writeRecords(1);
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await opsAt()).map(({ seq, hash }) => ({ seq, hash }))).toEqual(allOwn().map(({ seq, hash }) => ({ seq, hash })));
    expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
  });

  it.each(['between two rounds', 'in the middle of a round'])('%s is asked again for every file, and gets those it lost', async (when) => {
    const [doc] = station.writeRecords(3);
    const files = [await station.attach(doc!, randomBytes(3000)), await station.attach(doc!, randomBytes(1_200_000))];
    await enrol();
    await station.sync.now();
    const goBack = async (): Promise<void> => {
      await hq.rows('alter table op disable trigger user');
      await hq.rows('delete from op where station = $1', [station.identity.station]);
      await hq.rows('delete from record where station = $1', [station.identity.station]);
      await hq.rows('alter table op enable trigger user');
      await hq.rows(`update device set last_seq = 0, head = repeat('0', 64) where station = $1`, [station.identity.station]);
      await hq.rows('delete from blob where sha256 = any($1)', [files]);
      for (const file of files) rmSync(join(hq.folder, 'blobs', file.slice(0, 2), file));
    };
    let pushes = 0;
    await station.close();
    station = await openStation(folder, undefined, async (input, init) => {
      if (when !== 'between two rounds' && String(input).endsWith('/v1/push') && pushes++ === 0) await goBack();
      return fetch(input, init);
    });
    if (when === 'between two rounds') await goBack();
    else station.writeRecords(1);
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
    expect(await hq.rows('select 1 from blob where verified and sha256 = any($1)', [files])).toHaveLength(2);
    expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
  });
});

describe('a fork', () => {
  it('freezes the station when two copies of one laptop write on', async () => {
    station.writeRecords(2);
    await enrol();
    await station.sync.now();
    await station.close();
    const twinFolder = createFolder();
    cpSync(folder, twinFolder, { recursive: true });
    const twin = await openStation(twinFolder);
    station = await openStation(folder);
    station.writeRecords(1, '这一台');
    twin.writeRecords(1, '另一台');
    expect(await station.sync.now()).toMatchObject({ state: 'connected' });
    expect(await twin.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-forked' } });
    await twin.close();
    removeFolder(twinFolder);
  });

  it('is found by hash and by link, and stays frozen', async () => {
    station.writeRecords(2);
    await enrol();
    await station.sync.now();
    const own = allOwn();
    const head = own.at(-1)!;
    const other = sealOp({ ...JSON.parse(head.bytes), at: '2021-11-22T09:31:00+08:00' });
    const answer = await push([{ seq: head.seq, hash: other.hash, bytes: other.bytes }]);
    expect([answer.status, await answer.json()]).toEqual([409, { error: 'fork', seq: head.seq }]);
    station.writeRecords(1);
    expect(await station.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-frozen' }, unsent: 3 });
    expect(await hq.rows('select state, last_seq from device where station = $1', [station.identity.station])).toEqual([{ state: 'frozen', last_seq: head.seq }]);
  });
});

/** A seal is closed by `device` where it comes to stand; `bend` makes it say otherwise afterwards. */
type Link = { readonly doc: string; readonly event: DecidedEvent; readonly base: number; readonly id?: string; readonly device?: Device; readonly bend?: Partial<Seal> };
type Device = { readonly key: string; readonly sign: (text: string) => string };
const ownDevice = (): Device => ({ key: station.identity.key, sign: (text) => String(station.identity.sign(text)) });
const chain = (events: readonly Link[]): StoredOp[] => {
  let { seq, hash: prev } = station.store.read.head();
  return events.map(({ doc, event: decided, base, id = randomUUID(), device = ownDevice(), bend = {} }) => {
    const event: Event = decided.kind === 'sealed' ? { ...decided, seal: { ...createSeal(decided.seal, { seq, hash: prev }, device), ...bend } } : decided;
    seq += 1;
    const sealed = sealOp({ v: 1, station: station.identity.station, seq, prev, id, doc, section: sectionOf(event.kind), base, by: { id: randomUUID(), name: '王工' }, at: '2021-11-22T09:30:00+08:00', mono: 1, event });
    prev = sealed.hash;
    return { seq, hash: sealed.hash, bytes: sealed.bytes };
  });
};

describe('what cannot apply', () => {
  it('is kept with its reason and blocks nothing', async () => {
    const [doc] = station.writeRecords(1);
    await enrol();
    await station.sync.now();
    const edit = (comment: string): Event => ({ kind: 'edited', set: { comment }, unset: [] });
    const twice = randomUUID();
    const sent = chain([
      { doc: doc!, event: edit('旧的'), base: 1 },
      { doc: randomUUID(), event: edit('没有这张单'), base: 0 },
      { doc: doc!, event: edit('a\u0000b'), base: 3 },
      { doc: doc!, event: edit('对'), base: 3, id: twice },
      { doc: doc!, event: edit('又一次'), base: 4, id: twice },
      { doc: doc!, event: { kind: 'dreamt' } as unknown as Event, base: 4 },
      { doc: doc!, event: edit('仍然可以'), base: 4 },
    ]);
    const answer = await push(sent);
    expect(((await answer.json()) as { outcomes: { outcome: string }[] }).outcomes.map((row) => row.outcome)).toEqual(['conflict', 'quarantined', 'quarantined', 'applied', 'quarantined', 'quarantined', 'applied']);
    expect((await opsAt()).slice(-7).map(({ hash, bytes }) => ({ hash, bytes }))).toEqual(sent.map(({ hash, bytes }) => ({ hash, bytes })));
    const [row] = await hq.rows<{ comment: string; rev: number }>(`select body #>> '{data,comment}' as comment, rev from record where id = $1`, [doc]);
    expect(row).toEqual({ comment: '仍然可以', rev: 5 });
  });

  it('is a signature over other content, with other strokes or by another device, and a seal over them', async () => {
    const [doc] = station.writeRecords(1);
    await enrol();
    await station.sync.now();
    const rec = station.store.read.record(doc!)!;
    const ink: Ink = { width: 600, height: 200, dpr: 1, pointer: 'pen', strokes: [[{ x: 1, y: 1, p: 0.5, t: 0 }, { x: 200, y: 90, p: 0.5, t: 9 }]] };
    const signed = (change: Partial<Signature> = {}): Event => {
      const unsigned = {
        id: randomUUID(), role: 'client', name: '李工', post: '主管', place: '', at: '2021-11-22T09:30:00+08:00', mono: 1, contentHash: contentHash(rec), shownHash: 'a'.repeat(64), consent: '同意',
        strokesHash: strokesHash(ink), ink, prev: contentHash(rec), key: station.identity.key, ...change,
      };
      return { kind: 'signed', signature: { ...unsigned, proof: String(station.identity.sign(signatureText(unsigned))) } };
    };
    const good = signed() as Extract<Event, { kind: 'signed' }>;
    const { signature } = good;
    const sealOver = (signatures: readonly string[], content = contentHash(rec)): DecidedEvent => ({ kind: 'sealed', to: 'answered', seal: { at: signature.at, contentHash: content, signatures } });
    const another = createIdentity(station.identity.station, 'T', generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'));
    const sealedContent = { at: signature.at, contentHash: contentHash(rec), signatures: [signatureHash(signature)] };
    const answer = await push(chain([
      { doc: doc!, base: 3, event: signed({ contentHash: 'c'.repeat(64) }) },
      { doc: doc!, base: 3, event: signed({ strokesHash: 'c'.repeat(64) }) },
      { doc: doc!, base: 3, event: signed({ key: 'AAAA' }) },
      { doc: doc!, base: 3, event: { kind: 'signed', signature: { ...signature, name: '别人' } } },
      { doc: doc!, base: 3, event: good },
      { doc: doc!, base: 4, event: sealOver([]) },
      { doc: doc!, base: 4, event: sealOver([signatureHash(signature)], 'c'.repeat(64)) },
      { doc: doc!, base: 4, event: sealOver([signatureHash(signature)]), device: { key: another.key, sign: (text) => String(another.sign(text)) } },
      { doc: doc!, base: 4, event: sealOver([signatureHash(signature)]), device: { ...ownDevice(), sign: () => '' } },
      { doc: doc!, base: 4, event: sealOver([signatureHash(signature)]), bend: { at: '2021-11-23T09:30:00+08:00' } },
      { doc: doc!, base: 4, event: sealOver([signatureHash(signature)]), bend: createSeal(sealedContent, { seq: 1, hash: 'b'.repeat(64) }, ownDevice()) },
      { doc: doc!, base: 4, event: sealOver([signatureHash(signature)]) },
      { doc: doc!, base: 5, event: { kind: 'edited', set: { comment: '封存后改' }, unset: [] } },
    ]));
    expect(((await answer.json()) as { outcomes: { outcome: string }[] }).outcomes.map((row) => row.outcome)).toEqual([
      'quarantined', 'quarantined', 'quarantined', 'quarantined', 'applied', 'quarantined', 'quarantined', 'quarantined', 'quarantined', 'quarantined', 'quarantined', 'applied', 'conflict',
    ]);
  });

  it('is a signature brought back from another station, unless by the key of the very station it names and before that was revoked', async () => {
    const [doc] = station.writeRecords(1);
    await enrol();
    await station.sync.now();
    const peer = await openStation(join(folder, 'peer'), 'P1');
    await enrol(peer);
    const rec = station.store.read.record(doc!)!;
    const ink: Ink = { width: 600, height: 200, dpr: 1, pointer: 'pen', strokes: [[{ x: 1, y: 1, p: 0.5, t: 0 }, { x: 200, y: 90, p: 0.5, t: 9 }]] };
    const by = ({ identity }: Pick<TestStation, 'identity'>, place: string, at = '2021-11-22T09:30:00+08:00'): Event => {
      const unsigned = {
        id: randomUUID(), role: 'client', name: '李工', post: '主管', place: '', at, mono: 1, contentHash: contentHash(rec), shownHash: 'a'.repeat(64), consent: '同意',
        strokesHash: strokesHash(ink), ink, prev: contentHash(rec), elsewhere: { station: place, by: { id: 'li', name: '李工' }, as: 'inspector' }, key: identity.key,
      };
      return { kind: 'signed', signature: { ...unsigned, proof: String(identity.sign(signatureText(unsigned))) } };
    };
    const unknown = createIdentity(randomUUID(), 'X9', generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'));
    // revoked since: what was signed there before stands, what says it was signed after does not
    await hq.rows(`update device set state = 'revoked', revoked_at = '2021-11-22T09:30:00.500+08:00' where code = $1`, ['P1']);
    const after = by(peer, 'P1', '2021-11-22T09:30:01+08:00');
    const answer = await push(chain([by({ identity: unknown }, 'X9'), by(peer, station.identity.stationCode), by(station, 'P1'), after, by(peer, 'P1')].map((event) => ({ doc: doc!, base: 3, event }))));
    expect(((await answer.json()) as { outcomes: { outcome: string }[] }).outcomes.map((row) => row.outcome)).toEqual(['quarantined', 'quarantined', 'quarantined', 'quarantined', 'applied']);
    expect(await hq.rows(`select reason from op where doc = $1 and outcome = 'quarantined' order by server_seq desc limit 1`, [doc])).toEqual([{ reason: 'signature: station was revoked' }]);
    await peer.close();
  });

  it('is an event that lacks what its kind must carry, or a form of no kind', async () => {
    const [doc] = station.writeRecords(1);
    await enrol();
    await station.sync.now();
    const created = JSON.parse(allOwn()[1]!.bytes) as { event: Extract<Event, { kind: 'created' }> };
    const { number: _number, ...unnumbered } = created.event;
    const fresh = randomUUID();
    const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as unknown;
    const bad: readonly [string, number, object][] = [
      [fresh, 0, unnumbered],
      [randomUUID(), 0, { ...created.event, number: 'n'.repeat(5000) }],
      [randomUUID(), 0, { ...created.event, data: { comment: { nested: true } } }],
      [randomUUID(), 0, { ...created.event, links: null }],
      ['a'.repeat(64), 0, { kind: 'defined', def: {} }],
      ['a'.repeat(64), 0, { kind: 'defined', def: survey }],
      [doc!, 3, { kind: 'attached', attachment: { id: 'x', name: 'a.bin' } }],
      [doc!, 3, { kind: 'moved', transition: 'answer', from: 'open' }],
      [doc!, 3, { kind: 'moved', transition: 'answer', from: 'open', to: 'constructor' }],
      [doc!, 3, JSON.parse('{"kind":"edited","set":{"__proto__":"x"},"unset":[]}') as object],
      [doc!, 3, { kind: 'edited', set: { constructor: 'x' }, unset: [] }],
      [randomUUID(), 0, { ...created.event, context: { ...created.event.context, site: { code: 'B'.repeat(12_000), name: { zh: '', en: '' } } } }],
      [doc!, 3, { kind: 'edited', set: { comment: '深' }, unset: [], more: 'of a newer station' }],
      [doc!, 4, { kind: 'edited', set: {}, unset: [], more: deep }],
      [fresh, 1, { kind: 'edited', set: { comment: '没有编号的单据' }, unset: [] }],
    ];
    const answer = await push(chain([
      ...bad.map(([at, base, event]) => ({ doc: at, base, event: event as Event })),
      { doc: doc!, base: 4, event: { kind: 'edited', set: { comment: '仍然可以' }, unset: [] } },
    ]));
    expect(answer.status).toBe(200);
    const outcomes = ((await answer.json()) as { outcomes: { outcome: string }[] }).outcomes.map((row) => row.outcome);
    // a member nobody knows is no fault: a newer station may say more
    expect(outcomes).toEqual(bad.map((_, i) => (i === 12 ? 'applied' : 'quarantined')).concat('applied'));
    expect((await opsAt()).slice(-16).map((op) => op.reason)).toEqual([
      'unreadable: event.number', 'unreadable: event.number', 'unreadable: event.data.comment', 'unreadable: event.links', 'unreadable: event.def.id', 'definition: other name',
      'unreadable: event.attachment.type', 'unreadable: event.to', 'unreadable: event.to', 'unreadable: __proto__', 'unreadable: event.set.constructor', 'unreadable: event.context.site.code', null, 'too-deep', 'record-unknown', null,
    ]);
  });

  it('is a paper whose number carries the code of another station, or no code', async () => {
    station.writeRecords(1);
    await enrol();
    await station.sync.now();
    const created = JSON.parse(allOwn()[1]!.bytes) as { event: Extract<Event, { kind: 'created' }> };
    const own = created.event.number;
    const other = own.replace(`-${station.identity.stationCode}-`, '-ZZ99-');
    const numbers = [other, `CP-${station.identity.stationCode}`, own.toLowerCase(), own.replace('CP-', 'FW-')];
    const docs = numbers.map(() => randomUUID());
    const answer = await push(chain(numbers.map((number, i) => ({ doc: docs[i]!, base: 0, event: { ...created.event, number } }))));
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { outcomes: { outcome: string }[] }).outcomes.map((row) => row.outcome)).toEqual(['quarantined', 'quarantined', 'quarantined', 'applied']);
    expect((await opsAt()).slice(-4).map((op) => op.reason)).toEqual(['number-of-other-station', 'number-of-other-station', 'number-of-other-station', null]);
    expect((await hq.rows('select id from record where id = any($1)', [docs])).length).toBe(1);
  });

  it('cannot be changed or deleted at headquarters', async () => {
    station.writeRecords(1);
    await enrol();
    await station.sync.now();
    await expect(hq.rows(`update op set bytes = 'x'`)).rejects.toThrow('never changed');
    await expect(hq.rows('delete from op')).rejects.toThrow('never changed');
    await expect(hq.rows('truncate op')).rejects.toThrow('never changed');
    // the server's own connections may not even try
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    await expect(database.pool.query(`update op set outcome = 'applied'`)).rejects.toThrow('permission denied');
    await expect(database.pool.query('delete from op')).rejects.toThrow('permission denied');
    await database.close();
  });
});
