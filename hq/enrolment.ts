import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { schemaVersion } from '../domain/record/op.ts';
import type { enrolRequest, RefusalWord } from '../domain/api/protocol.ts';
import type { Database } from './database.ts';

const codeHash = (code: string): string => createHash('sha256').update(`sanlian/enrolment/1\n${code}`).digest('hex');
/** Letters and digits that are not taken for one another when read aloud; 26 of 32 carry 130 bits. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const createCode = (): string => [...randomBytes(26)].map((byte) => alphabet[byte % alphabet.length]).join('');

/** A one-time code, kept only as a hash; `minutes` is its life. A code for a `site` enrols stations of that site only. */
export const issueEnrolmentCode = async (database: Database, minutes: number, site?: string): Promise<string> => {
  const code = createCode();
  await database.pool.query(`insert into enrolment_code (code_hash, expires_at, site) values ($1, now() + make_interval(mins => $2), $3)`, [codeHash(code), minutes, site]);
  return code;
};

/**
 * Enters a station for a valid code and answers the station code it is known by, or says which word refuses it. A station that is here under the same key
 * may ask again (its answer was lost), with the code it used or a new one: it keeps the station code agreed then, whichever it asks for now. One that asks for another
 * without `takesCode` would not read the answer's code and number under its own: it is refused. One that is known under another key, or frozen, must become a new station.
 */
export const enrolStation = (database: Database, epoch: string, asked: z.infer<typeof enrolRequest>): Promise<{ readonly refused: RefusalWord; /** of `code`: the site it is for, where that is another */ readonly detail?: string } | { readonly stationCode: string }> =>
  database.transaction(async (client) => {
    if (asked.schema > schemaVersion) return { refused: 'unavailable' };
    const code = (await client.query<{ used_by: string | null; valid: boolean; site: string | null }>('select used_by, site, expires_at > now() as valid from enrolment_code where code_hash = $1 for update', [codeHash(asked.code.trim().toUpperCase())])).rows[0];
    if (!code) return { refused: 'code' };
    const device = (await client.query<{ key: string; state: string; code: string }>('select key, state, code from device where station = $1 for update', [asked.station])).rows[0];
    const isAgreed = device !== undefined && (device.code === asked.stationCode || asked.takesCode === true);
    if (code.used_by !== null) return code.used_by === asked.station && device?.key === asked.key && isAgreed && device.state === 'active' ? { stationCode: device.code } : { refused: 'code' };
    if (!code.valid) return { refused: 'code' };
    // what a station may read follows from its site: the code decides, where it names one
    if (code.site !== null && asked.site !== undefined && asked.site !== code.site) return { refused: 'code', detail: code.site };
    const site = code.site ?? asked.site ?? null;
    if (device && (device.key !== asked.key || !isAgreed)) return { refused: 'station-code' };
    if (device?.state === 'frozen') return { refused: 'fork' };
    if (device?.state === 'revoked') return { refused: 'revoked' };
    if (!device) {
      const { rowCount } = await client.query('insert into device (station, code, key, epoch, site, former_code) values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [asked.station, asked.stationCode, asked.key, epoch, site, asked.formerCode]);
      // numbers carry the station code: two stations with one code would number alike
      if (rowCount === 0) return { refused: 'station-code' };
    } else if (site !== null) {
      await client.query('update device set site = coalesce(site, $2) where station = $1', [asked.station, site]);
    }
    await client.query('update enrolment_code set used_by = $2, used_at = now() where code_hash = $1', [codeHash(asked.code.trim().toUpperCase()), asked.station]);
    return { stationCode: device?.code ?? asked.stationCode };
  });
