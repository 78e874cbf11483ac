import { rename } from 'node:fs/promises';
import { keyFingerprint } from '../domain/api/keys.ts';
import { recoveryChangeText, type RecoveryChange } from '../domain/api/witness.ts';
import type { Database } from './database.ts';
import { openBox } from './recovery.ts';
import { makeKey, openKey, readKey, recoveryChangeName, recoveryKeyFile, type RecoveryKey } from './recoveryKey.ts';
import { writeAudit } from './web/audit.ts';
import { readHeadquarters } from './wire.ts';
import { StartError } from './words.ts';

/** Whether a station's box opens with the key, or nobody has left one. */
const isGood = async (database: Database, key: RecoveryKey): Promise<boolean> => {
  const { rows } = await database.pool.query<{ station: string; box: string }>(`select station, box from escrow where box <> '' order by received_at desc`);
  return rows.length === 0 || rows.some(({ station, box }) => {
    const dataKey = openBox(key, station, box);
    dataKey?.fill(0);
    return dataKey !== null;
  });
};

/**
 * A new recovery key where the one stations have sealed to is lost and no backup has it (`npm run hq -- recovery-key new`). What was left sealed to
 * the lost one is put aside until its station has sealed anew (it opens again where the lost key turns up, recoveryKey.ts); headquarters signs that the new one took its place, and stations seal to it at their next
 * contact. A file that holds no key is kept beside. Broken off, the same command goes on. Throws StartError `recoveryKeyThere` while a key is there that opens what was left, or that nothing
 * was sealed to, and `recoveryKeySure`, with nothing changed, where stations left something and nobody `isSure` to give it up: in a folder typed wrong every key is
 * missing. No headquarters may be running.
 */
export const renewRecoveryKey = async (database: Database, dataFolder: string, isSure: boolean): Promise<{ readonly fingerprint: string; readonly stations: number }> => {
  const file = recoveryKeyFile(dataFolder);
  const before = await openKey(file).catch(() => null);
  if (before && (await isGood(database, before))) throw new StartError('recoveryKeyThere', { file });
  const { rows: [left] } = await database.pool.query<{ stations: number }>(`select count(*)::int as stations from escrow where box <> ''`);
  if (left!.stations > 0 && !isSure) throw new StartError('recoveryKeySure', { file, stations: left!.stations });
  const at = new Date().toISOString();
  if (!before) {
    if ((await readKey(file)) !== null) await rename(file, `${file}.${at.replaceAll(/[:.]/g, '-')}`);
    await makeKey(file);
  }
  const { publicKey } = await openKey(file);
  const headquarters = await readHeadquarters(database);
  const change: RecoveryChange = { key: publicKey, at, proof: headquarters.sign(recoveryChangeText({ key: publicKey, at })) };
  const fingerprint = keyFingerprint(publicKey);
  const stations = await database.transaction(async (client) => {
    const { rowCount } = await client.query(`update escrow set former_box = box, box = '' where box <> ''`);
    await client.query(`update recovery set state = 'refused', closed_at = now(), reason = 'recovery-key' where state = 'waiting'`);
    await client.query('insert into meta (name, value) values ($1, $2) on conflict (tenant, name) do update set value = excluded.value', [recoveryChangeName, JSON.stringify(change)]);
    await writeAudit(client, { who: 'hq recovery-key new', what: 'recovery-key', subject: fingerprint, address: '' });
    return rowCount ?? 0;
  });
  return { fingerprint, stations };
};
