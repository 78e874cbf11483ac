import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { backUp, verifyBackup } from '../../hq/backup.ts';
import { connectTo, type Connection } from '../../hq/connect.ts';
import { startHeadquarters } from '../../hq/index.ts';
import { importFerry } from '../../hq/ferry.ts';
import { noteIncarnation } from '../../hq/incarnation.ts';
import { formerKeyFile, makeKey } from '../../hq/recoveryKey.ts';
import { restoreFrom } from '../../hq/restore.ts';
import { readRestoreState } from '../../hq/restoreReport.ts';
import { exportFerry } from '../../main/ferry/exportFerry.ts';
import { takeReceipt } from '../../main/ferry/takeReceipt.ts';
import { createFolder, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { backupForEach } from './settings.ts';
import { openStation, type TestStation } from './station.ts';

const run = promisify(execFile);
vi.setConfig({ testTimeout: 120_000 });
const log = pino({ level: 'silent' });
const quiet = { log };
let hq: TestHeadquarters;
let folder: string;
let backup: string;
let fresh: string;
let station: TestStation;

backupForEach('R1', (given) => { ({ hq, folder, backup, fresh, station } = given); }, () => station);

const backUpNow = async () => {
  const connection = await connectTo(hq.folder, log);
  try {
    return await backUp(connection.database, hq.folder, backup);
  } finally {
    await connection.close();
  }
};
const onFresh = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await connectTo(fresh, log);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
};
/** The restored one answers where the lost one did. */
const moveTo = (address: string): void => station.store.write((writer) => writer.setMeta('hq.address', address));

describe('a backup', () => {
  it('is made beside a running headquarters, read again, and publishes how far each station is safe', async () => {
    const [doc = ''] = station.writeRecords(20);
    await station.attach(doc, randomBytes(1_500_000));
    await station.sync.now();
    const report = await backUpNow();
    expect(report).toMatchObject({ blobs: 1, bytes: 1_500_000 });
    expect(await verifyBackup(backup)).toMatchObject({ positions: { [station.identity.station]: station.store.read.head().seq } });
    const { rows } = await run(process.execPath, ['hq/main.ts', 'verify-backup', '--from', backup, '--json']).then(({ stdout }) => ({ rows: JSON.parse(stdout) as { blobs: number } }));
    expect(rows.blobs).toBe(1);
    await station.close();
    station = await openStation(join(folder, 'station'), 'R1');
    await station.sync.now();
    expect(JSON.parse(station.store.read.meta('hq.horizon') ?? '{}')).toMatchObject({ seq: station.store.read.head().seq });
  });

  it('is refused when a table, a file or the manifest was altered, or is away', async () => {
    const [doc = ''] = station.writeRecords(3);
    const sha = await station.attach(doc, randomBytes(5_000));
    await station.sync.now();
    await backUpNow();
    const bend = async (file: string, change: (bytes: Buffer) => Buffer | null): Promise<void> => {
      const sound = readFileSync(file);
      const bent = change(Buffer.from(sound));
      if (bent) writeFileSync(file, bent);
      else rmSync(file);
      await expect(verifyBackup(backup)).rejects.toMatchObject({ word: expect.stringMatching(/^backup(Damaged|Missing)$/) });
      writeFileSync(file, sound);
    };
    const flip = (bytes: Buffer): Buffer => {
      bytes[bytes.length - 9] = bytes[bytes.length - 9]! ^ 1;
      return bytes;
    };
    for (const name of readdirSync(join(backup, 'tables'))) await bend(join(backup, 'tables', name), flip);
    await bend(join(backup, 'blobs', sha.slice(0, 2), sha), flip);
    await bend(join(backup, 'blobs', sha.slice(0, 2), sha), () => null);
    await bend(join(backup, 'manifest.json'), (bytes) => Buffer.from(bytes.toString().replace('"v\\":1', '"v\\":2')));
    await bend(join(backup, 'manifest.json'), () => null);
    await bend(join(backup, 'recovery.key'), flip);
    await makeKey(formerKeyFile(hq.folder));
    await backUpNow();
    await bend(join(backup, 'recovery.key.former'), () => null);
    await verifyBackup(backup);
  });

  it('is of the headquarters among several in one database that the surroundings name', async () => {
    const own = join(folder, 'second');
    const second = await startHeadquarters({ dataFolder: own, port: 0, databaseUrl: hq.databaseUrl, tenant: 'second', ...quiet });
    const other = await openStation(join(folder, 'other'), 'O1');
    try {
      await other.sync.enrol(second.address, await second.createEnrolmentCode());
      other.writeRecords(2);
      await other.sync.now();
      vi.stubEnv('DATABASE_URL', hq.databaseUrl);
      vi.stubEnv('SANLIAN_TENANT', 'second');
      const connection = await connectTo(own, log);
      await backUp(connection.database, own, backup);
      await connection.close();
      expect(await verifyBackup(backup)).toMatchObject({ tenant: 'second', positions: { [other.identity.station]: 7 } });
      vi.unstubAllEnvs();
      await expect(onFresh((to) => restoreFrom(to, fresh, backup))).rejects.toMatchObject({ word: 'backupOfOther' });
      vi.stubEnv('SANLIAN_TENANT', 'second');
      expect(await onFresh((to) => restoreFrom(to, fresh, backup))).toMatchObject({ size: 7 });
    } finally {
      vi.unstubAllEnvs();
      await other.close();
      await second.stop();
    }
  });
});

describe('a restore', () => {
  it('takes the backup under a new epoch, and the station sends again what was lost, without an alarm', async () => {
    const [doc = ''] = station.writeRecords(10);
    await station.attach(doc, randomBytes(200_000));
    await station.sync.now();
    await backUpNow();
    const [late = ''] = station.writeRecords(7);
    await station.attach(late, randomBytes(100_000));
    await station.sync.now();
    await station.sync.now();
    const size = (await hq.rows<{ value: string }>(`select value from counter where name = 'op'`))[0];

    const report = await onFresh((connection) => restoreFrom(connection, fresh, backup));
    const again = await startHeadquarters({ dataFolder: fresh, port: 0, ...quiet });
    try {
      const unsentAt = async () => (await onFresh(({ database }) => database.pool.query(`select unsent, unsent_files as files from device where station = $1`, [station.identity.station]))).rows[0] as object;
      // until it calls nobody knows what it has to send again
      expect(await unsentAt()).toEqual({ unsent: null, files: null });
      moveTo(again.address);
      const status = await station.sync.now();
      expect(await unsentAt()).toEqual({ unsent: 0, files: 0 });
      expect(status).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
      expect(status.alarm).toBeUndefined();
      expect(status.restored).toMatchObject({ size: report.size, lost: Number(size?.value) - report.size });
      expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
      expect(station.store.read.meta('hq.epoch')).toBe(report.epoch);
      // numbers given after the backup live on in stations: none of them is given again
      const order = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '王工', request: '查询慢', system: '申报' };
      expect(await again.desk.dispatch({ id: randomUUID(), name: '张经理' }, { form: 'service-order', data: order, to: station.identity.station })).toMatchObject({ ok: true, value: { number: expect.stringMatching(/-HQ2-/) } });
      // and goes on
      station.writeRecords(2);
      expect((await station.sync.now()).alarm).toBeUndefined();
      const connection = await connectTo(fresh, log);
      const state = await readRestoreState(connection.database);
      await connection.close();
      expect(state).toMatchObject({ size: report.size, witnessed: Number(size?.value), stations: [{ code: 'R1', back: true, saw: Number(size?.value), now: station.store.read.head().seq }] });
    } finally {
      await again.stop();
    }
  });

  it('brings the key back that stations are recovered with, and the links and words a backup of an earlier program has in its records only', async () => {
    const [from = ''] = station.writeRecords(2);
    await station.sync.now();
    await hq.rows(`update record set body = jsonb_set(jsonb_set(body, '{links}', '[{"to":"A"}]'), '{data,named}', '[{"id":"B","number":"N-1"},"C"]') where id = $1`, [from]);
    await hq.rows('drop table record_link');
    // a lost key that turned up again opens what stations left before they sealed anew
    await makeKey(formerKeyFile(hq.folder));
    await backUpNow();
    await onFresh((connection) => restoreFrom(connection, fresh, backup));
    for (const key of ['recovery.key', 'recovery.key.former']) expect(readFileSync(join(fresh, key), 'utf8')).toBe(readFileSync(join(hq.folder, key), 'utf8'));
    expect(await onFresh(async ({ database }) => (await database.pool.query('select target, doc from record_link order by target')).rows)).toEqual([{ target: 'A', doc: from }, { target: 'B', doc: from }]);
    // records an older backup has without their search text (0034) get it with the next start
    await onFresh(({ database }) => database.pool.query(`update record set words = ''`));
    expect(await onFresh(async ({ database }) => (await database.pool.query(`select count(*)::int as n from record where words like lower(number) || '%'`)).rows)).toEqual([{ n: (await hq.rows<{ n: number }>('select count(*)::int as n from record'))[0]!.n }]);
    // a key that is lost is not quietly another one: neither at the start nor for the next backup
    await hq.rows(`insert into escrow (station, box) values ($1, 'sealed')`, [station.identity.station]);
    rmSync(join(hq.folder, 'recovery.key'));
    await expect(backUpNow()).rejects.toMatchObject({ word: 'recoveryKeyMissing' });
    await expect(startHeadquarters({ dataFolder: folder, port: 0, databaseUrl: hq.databaseUrl, ...quiet })).rejects.toMatchObject({ word: 'recoveryKeyMissing' });
    expect(readdirSync(hq.folder)).not.toContain('recovery.key');
  });

  it('goes into an empty headquarters only, and the same backup again changes nothing', async () => {
    station.writeRecords(3);
    await station.sync.now();
    await backUpNow();
    await onFresh((connection) => restoreFrom(connection, fresh, backup));
    await expect(onFresh((connection) => restoreFrom(connection, fresh, backup))).rejects.toMatchObject({ word: 'restoreNotEmpty' });
    // not even the key of one that is at work is touched
    const key = join(hq.folder, 'recovery.key');
    writeFileSync(key, 'another');
    const connection = await connectTo(hq.folder, log);
    await expect(restoreFrom(connection, hq.folder, backup)).rejects.toMatchObject({ word: 'restoreNotEmpty' });
    await connection.close();
    expect(readFileSync(key, 'utf8')).toBe('another');
  });

  it('opens nothing with what opened something when the backup was made, and keeps out the stations known to be revoked', async () => {
    const [account, lost] = [randomUUID(), randomUUID()];
    const code = await hq.createEnrolmentCode();
    await hq.rows(`insert into account (id, name, name_key, role) values ($1, '甲', '甲', 'manager')`, [account]);
    await hq.rows(`insert into session (token_hash, account, stage, expires_at) values ('t', $1, 'in', now() + interval '1 day')`, [account]);
    await hq.rows(`insert into recovery_code (account, code_hash) values ($1, 'r')`, [account]);
    await hq.rows(`insert into device (station, code, key, epoch) values ($1, 'L1', 'k', 'e')`, [lost]);
    // revoked before it was kept since when
    await hq.rows(`insert into device (station, code, key, epoch, state) values ($1, 'M1', 'k', 'e', 'revoked')`, [randomUUID()]);
    await backUpNow();
    await hq.rows(`update device set state = 'revoked', revoked_reason = '丢失' where station = $1`, [lost]);
    const was = await connectTo(hq.folder, log);
    await noteIncarnation(was.database, fresh);
    await was.close();
    await onFresh(async (connection) => {
      await restoreFrom(connection, fresh, backup);
      const open = `select (select count(*) from session where ended_at is null) + (select count(*) from enrolment_code where used_at is null and expires_at > now())
        + (select count(*) from invitation where used_at is null and expires_at > now()) + (select count(*) from recovery_code where used_at is null) as open`;
      expect((await connection.database.pool.query(open)).rows).toEqual([{ open: 0 }]);
      expect(await readRestoreState(connection.database)).toMatchObject({ stations: [{ code: 'L1', revoked: '丢失' }, { code: 'M1', revoked: '' }, { code: 'R1', revoked: null }] });
      expect((await connection.database.pool.query(`select code, revoked_at is not null as dated from device where kind = 'station' order by code`)).rows).toEqual([{ code: 'L1', dated: true }, { code: 'M1', dated: true }, { code: 'R1', dated: false }]);
    });
    const again = await startHeadquarters({ dataFolder: fresh, port: 0, ...quiet });
    const stranger = await openStation(join(folder, 'stranger'), 'X1');
    try {
      expect(await stranger.sync.enrol(again.address, code)).toMatchObject({ ok: false, error: [{ code: 'enrolment-code' }] });
    } finally {
      await stranger.close();
      await again.stop();
    }
  });

  it('can be backed up and restored again, as often as it is needed', async () => {
    station.writeRecords(2);
    await station.sync.now();
    await backUpNow();
    const first = await onFresh((connection) => restoreFrom(connection, fresh, backup));
    const second = join(folder, 'second');
    await onFresh(async ({ database }) => {
      expect((await database.pool.query(`select 1 from meta where name = 'restoring'`)).rowCount).toBe(0);
      await backUp(database, fresh, second);
    });
    removeFolder(fresh);
    fresh = createFolder();
    expect(await onFresh((connection) => restoreFrom(connection, fresh, second))).toMatchObject({ before: first.epoch, size: first.size });
    // and one whose mark was left behind by an earlier program
    await onFresh(async ({ database }) => {
      await database.pool.query(`insert into meta (name, value) values ('restoring', '')`);
      await backUp(database, fresh, second);
    });
    removeFolder(fresh);
    fresh = createFolder();
    await onFresh((connection) => restoreFrom(connection, fresh, second));
    const again = await startHeadquarters({ dataFolder: fresh, port: 0, ...quiet });
    await again.stop();
  });

  it('reaches a station that is never online through the receipt of a ferry', async () => {
    station.writeRecords(4);
    await station.sync.now();
    await backUpNow();
    station.writeRecords(4);
    await station.sync.now();
    await onFresh((connection) => restoreFrom(connection, fresh, backup));
    station.writeRecords(1);
    const identity = { ...station.identity, sign: station.identity.sign as (text: string) => string };
    const ferry = async () => {
      const done = await exportFerry({ store: station.store, blobs: station.blobs, identity, now: Date.now }, { out: join(folder, 'usb') });
      if (!done.ok) throw new Error(JSON.stringify(done.error));
      return done.value.parts;
    };
    const receipt = join(folder, 'receipt.json');
    // what was acknowledged before the loss is not in the file: headquarters says so, and tells the station by the receipt
    await expect(onFresh(async ({ database }) => importFerry(database, fresh, await ferry(), receipt))).rejects.toMatchObject({ word: 'ferryGap' });
    expect(takeReceipt(station.store, identity, readFileSync(receipt, 'utf8'), Date.now())).toMatchObject({ ok: true });
    expect(station.store.read.unsentCount()).toBe(15);
    expect(await onFresh(async ({ database }) => importFerry(database, fresh, await ferry(), receipt))).toMatchObject({ fresh: 15, acked: station.store.read.head().seq });
    expect(takeReceipt(station.store, identity, readFileSync(receipt, 'utf8'), Date.now())).toMatchObject({ ok: true, value: { unsent: 0 } });
    // once it is online it reads on from a headquarters that writes under another name now
    const again = await startHeadquarters({ dataFolder: fresh, port: 0, ...quiet });
    try {
      moveTo(again.address);
      expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    } finally {
      await again.stop();
    }
  });

  it('is what it takes to serve an older database', async () => {
    station.writeRecords(3);
    await station.sync.now();
    const old = await startHeadquarters({ dataFolder: fresh, port: 0, ...quiet });
    await old.stop();
    writeFileSync(join(fresh, 'incarnation.json'), JSON.stringify({ ...(JSON.parse(readFileSync(join(fresh, 'incarnation.json'), 'utf8')) as object), size: 500 }));
    await expect(startHeadquarters({ dataFolder: fresh, port: 0, ...quiet })).rejects.toMatchObject({ word: 'databaseOlder' });
    writeFileSync(join(fresh, 'incarnation.json'), JSON.stringify({ epoch: 'another', size: 0 }));
    await expect(startHeadquarters({ dataFolder: fresh, port: 0, ...quiet })).rejects.toMatchObject({ word: 'databaseOlder' });
  });
});
