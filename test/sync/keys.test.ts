import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRotation, keyFingerprint, keysBefore, rotationText, type Rotation } from '../../domain/api/keys.ts';
import { exportSchema, verifyExport } from '../../domain/seal/export.ts';
import { backUp } from '../../hq/backup.ts';
import { connectTo, type Connection } from '../../hq/connect.ts';
import { orderWipe } from '../../hq/deviceKeys.ts';
import { startHeadquarters, type RunningHeadquarters } from '../../hq/index.ts';
import { restoreFrom } from '../../hq/restore.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import { isKeySignature } from '../../main/sync/keySignature.ts';
import { readRotations } from '../../main/station/identity.ts';
import { codesOf, orderAtSigning, passphrase, signAs } from '../station/bench.ts';
import { useCutStation } from './cutStation.ts';
import { createFolder, removeFolder } from './headquarters.ts';

const { here, open, device, reopen, accountOf } = useCutStation('K');

describe('a new station key', () => {
  it('is signed by the old one, shown at both ends, and what was signed before stays good', async () => {
    const before = open().identity.key;
    const order = await orderAtSigning(here.bench);
    await signAs(here.bench, order, 'engineer', '张晓明', '应用软件工程师');
    const { keys } = await here.bench.client.sync.rotate();
    const after = open().identity.key;
    expect(after).not.toBe(before);
    expect(keys).toMatchObject({ own: keyFingerprint(after) });
    expect(keys!.waiting).toBeUndefined();
    const stored = await device();
    expect(stored).toMatchObject({ key: after, former: [before] });
    const page = (await here.admin.get('/stations?lang=en')).text;
    expect(page).toContain(keyFingerprint(after));
    expect(page).toContain('key changed');
    // the rest of the paper is signed with the new key, and all of it applies at headquarters
    await here.bench.client.handover.begin({ id: order });
    await signAs(here.bench, order, 'supervisor', '李建国');
    await here.bench.client.handover.end({ secret: passphrase });
    await here.bench.client.sync.now();
    expect(await here.bench.client.sync.status()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(await here.hq.rows(`select seq, reason from op join device using (tenant, station) where device.code = $1 and outcome <> 'applied'`, [here.code])).toEqual([]);
    const rec = (await here.bench.client.records.get({ id: order })).record;
    expect(new Set(rec.signatures.map((each) => each.key))).toEqual(new Set([before, after]));
    const file = exportSchema.parse(JSON.parse(await (await here.bench.client.papers.export({ id: order, to: '核验' })).text()));
    expect(verifyExport(file, isKeySignature)).toMatchObject({ valid: true });
    // without the proof that one key follows from the other it is another station's signature
    expect(verifyExport({ ...file, rotations: [] }, isKeySignature)).toMatchObject({ valid: false });
  });

  it('loses nothing that is on its way: a round under way ends with the old key, the next goes on with the new one', async () => {
    for (let i = 0; i < 4; i += 1) await orderAtSigning(here.bench);
    let held: (() => void) | null = null;
    const reached = new Promise<void>((resolve) => {
      here.cut = async (url, answer) => {
        const given = await answer();
        if (url.includes('/v1/push') && !held) await new Promise<void>((go) => { held = go; resolve(); });
        return given;
      };
    });
    const sending = here.bench.client.sync.now();
    await reached;
    const rotating = here.bench.client.sync.rotate();
    held!();
    await Promise.all([sending, rotating]);
    expect(await here.bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await device()).former).toHaveLength(1);
    expect(await here.hq.rows(`select 1 from op join device using (tenant, station) where device.code = $1 and outcome <> 'applied'`, [here.code])).toEqual([]);
  });

  it('is asked for again when the answer got lost, also after a kill, and headquarters says the same', async () => {
    const before = open().identity.key;
    here.cut = async (url, answer) => {
      const given = await answer();
      if (url.includes('/v1/rotate')) throw new TypeError('fetch failed');
      return given;
    };
    expect(await codesOf(here.bench.client.sync.rotate())).toEqual(['headquarters-unreachable']);
    expect(open().identity.key).toBe(before);
    expect((await device()).former).toEqual([before]);
    expect((await here.bench.client.sync.status()).keys).toMatchObject({ waiting: true });
    await reopen();
    here.cut = (_url, answer) => answer();
    await here.bench.client.station.unlock({ account: await accountOf(), passphrase });
    await orderAtSigning(here.bench);
    expect(await here.bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await device()).key).toBe(open().identity.key);
    expect(open().identity.key).not.toBe(before);
  });

  it('is kept when headquarters took it, its answer got lost and it refuses the next question', async () => {
    here.cut = async (url, answer) => {
      const given = await answer();
      if (url.includes('/v1/rotate')) throw new TypeError('fetch failed');
      return given;
    };
    await codesOf(here.bench.client.sync.rotate());
    here.cut = (_url, answer) => answer();
    for (const state of ['frozen', 'active'] as const) {
      await here.hq.rows('update device set state = $2 where code = $1', [here.code, state]);
      await here.bench.client.sync.now();
    }
    expect(await here.bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(open().identity.key).toBe((await device()).key);
    // one that headquarters finds not signed, and never had, is given up
    await here.hq.rows('update device set key = $2, former = $3 where code = $1', [here.code, 'another', []]);
    await codesOf(here.bench.client.sync.rotate());
    expect((await here.bench.client.sync.status()).keys!.waiting).toBeUndefined();
  });

  it('is not taken from who does not have the old one, nor an old one again', async () => {
    const { identity, store } = open();
    const first = identity.key;
    await here.bench.client.sync.rotate();
    const [used] = readRotations(store.read);
    await here.bench.client.sync.rotate();
    const pair = generateKeyPairSync('ed25519');
    const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    const own = (text: string): string => sign(null, Buffer.from(text), pair.privateKey).toString('base64url');
    const ask = async (rotation: Rotation): Promise<number> => (await fetch(`${here.hq.address}/v1/rotate`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify(rotation) })).status;
    const said = { station: identity.station, old: identity.key, key };
    const text = rotationText(said);
    expect(await ask({ ...said, byOld: own(text), byNew: own(text) })).toBe(401);
    expect(await ask({ ...said, byOld: identity.sign(text), byNew: identity.sign(text) })).toBe(401);
    expect(await ask({ ...said, station: randomUUID(), byOld: identity.sign(text), byNew: own(text) })).toBe(401);
    // a rotation of before, replayed, and one back to a key that was given up
    expect(await ask(used!)).toBe(401);
    expect(await ask({ station: identity.station, old: identity.key, key: first, byOld: 'x', byNew: 'x' })).toBe(401);
    expect((await device()).key).toBe(identity.key);
    const chain = readRotations(store.read);
    expect(chain.every((each) => isRotation(each, isKeySignature))).toBe(true);
    expect(keysBefore(identity.key, chain, isKeySignature)).toEqual(new Set([first, used!.key, identity.key]));
    expect(keysBefore(identity.key, chain.map((each) => ({ ...each, byOld: each.byNew })), isKeySignature)).toEqual(new Set([identity.key]));
  });
});

describe('a headquarters restored from before a new key', () => {
  let folder: string;
  let fresh: string;
  let again: RunningHeadquarters | null = null;
  const on = async <T>(data: string, work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await connectTo(data, pino({ level: 'silent' }));
    return work(connection).finally(connection.close);
  };
  beforeEach(() => { [folder, fresh] = [createFolder(), createFolder()]; });
  afterEach(async () => {
    await again?.stop();
    again = null;
    removeFolder(folder);
    removeFolder(fresh);
  });

  it('is led to it by the rotations of then, follows the station into the new epoch, and its order over an old key wipes', async () => {
    const backup = join(folder, 'backup');
    await here.bench.client.sync.now();
    const before = open().identity.key;
    await on(here.hq.folder, ({ database }) => backUp(database, here.hq.folder, backup));
    await here.bench.client.sync.rotate();
    await here.bench.client.sync.rotate();
    const after = open().identity.key;
    await on(fresh, (connection) => restoreFrom(connection, fresh, backup));
    again = await startHeadquarters({ dataFolder: fresh, port: 0 });
    const restored = again.address;
    const deviceThere = async () => on(fresh, async ({ database }) => (await database.pool.query<{ key: string; former: string[]; wiped_at: Date | null }>('select key, former, wiped_at from device where code = $1', [here.code])).rows[0]!);
    expect((await deviceThere()).key).toBe(before);
    open().store.write((writer) => writer.setMeta('hq.address', restored));
    await orderAtSigning(here.bench);
    expect(await here.bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0, restored: {} });
    expect((await deviceThere()).key).toBe(after);
    expect((await deviceThere()).former).toHaveLength(2);
    // as if it had not been heard of since: the order is over the first key, and the last word is signed with the third
    const { station } = open().identity;
    await on(fresh, async ({ database }) => {
      await database.pool.query(`update device set key = $2, former = '{}' where station = $1`, [station, before]);
      expect(await orderWipe(database, await readHeadquarters(database), { account: { id: (await database.pool.query<{ id: string }>('select id from account limit 1')).rows[0]!.id, name: 'Admin' }, address: '::1' }, station, '被盗')).not.toBeNull();
    });
    await here.bench.client.sync.now();
    await expect.poll(async () => (await here.bench.client.station.status()).wiped?.told, { timeout: 20_000 }).toBe(true);
    expect((await deviceThere()).wiped_at).not.toBeNull();
  });
});
