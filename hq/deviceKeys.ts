import type { z } from 'zod';
import { isRotation, wipedReport, wipedText, wipeText, type Rotation, type WipedReport, type wipedRequest } from '../domain/api/keys.ts';
import type { RefusalWord } from '../domain/api/protocol.ts';
import type { Database } from './database.ts';
import { isDeviceKey, isKeySignature } from './deviceKey.ts';
import { revokeStation } from './revokeStation.ts';
import { writeAudit } from './web/audit.ts';
import type { Doer } from './web/accounts.ts';
import { orderMoment } from './wipeOrder.ts';
import type { Headquarters } from './wire.ts';

type KeyRow = { readonly code: string; readonly key: string; readonly former: readonly string[]; readonly state: string; readonly wipe_at: string | null; readonly wipe_proof: string | null };
const columns = 'code, key, former, state, wipe_at, wipe_proof';

/** Takes a station's new key; null when it has it (also when it had it before: the answer was lost). */
export const rotateKey = (database: Database, asked: Rotation, address: string): Promise<RefusalWord | null> =>
  database.transaction(async (client) => {
    const device = (await client.query<KeyRow>(`select ${columns} from device where station = $1 and kind = 'station' for update`, [asked.station])).rows[0];
    if (!device) return 'station-unknown';
    if (device.state === 'revoked') return 'revoked';
    if (device.state === 'frozen') return 'fork';
    if (!isDeviceKey(asked.key) || !isRotation(asked, isKeySignature)) return 'signature';
    if (device.key === asked.key && device.former.at(-1) === asked.old) return null;
    // a key it once gave up is not taken up again
    if (device.key !== asked.old || device.former.includes(asked.key)) return 'signature';
    await client.query('update device set key = $2, former = former || key, rotated_at = now() where station = $1', [asked.station, asked.key]);
    await writeAudit(client, { who: device.code, what: 'station-key', subject: device.code, address });
    return null;
  });

/** Revokes a station and leaves the order for it. Null when there is no such station, or it is wiped already. */
export const orderWipe = (database: Database, headquarters: Headquarters, by: Doer, station: string, reason: string): Promise<{ readonly code: string } | null> =>
  database.transaction(async (client) => {
    const device = (await client.query<KeyRow>(`select ${columns} from device where station = $1 and kind = 'station' and wiped_at is null for update`, [station])).rows[0];
    if (!device) return null;
    const at = await orderMoment(client);
    await revokeStation(client, station, { reason });
    await client.query('update device set wipe_at = $2, wipe_proof = $3 where station = $1', [station, at, headquarters.sign(wipeText(station, device.key, at))]);
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'wipe-ordered', subject: `${device.code}: ${reason}`, address: by.address });
    return device;
  });

/** Takes the order back while the station has not carried it out; it stays revoked. */
export const withdrawWipe = (database: Database, by: Doer, station: string): Promise<boolean> =>
  database.transaction(async (client) => {
    const { rows: [device] } = await client.query<{ code: string }>('update device set wipe_at = null, wipe_proof = null where station = $1 and wipe_at is not null and wiped_at is null returning code', [station]);
    if (!device) return false;
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'wipe-withdrawn', subject: device.code, address: by.address });
    return true;
  });

/**
 * The last word of a wiped station, about the order in force or any that headquarters' own key once signed for it (withdrawn, given anew, lost
 * in a restore): its data is gone whatever is known here. Signed by the key the order names, one of the station's, or one they lead to.
 * Said again, it is known already. What was carried here in a file is no contact.
 */
export const takeWiped = (database: Database, headquarters: Headquarters, { text, signature, rotations = [] }: z.infer<typeof wipedRequest>, from: { readonly address: string } | { readonly byFerry: true }): Promise<RefusalWord | null> =>
  database.transaction(async (client) => {
    let report: WipedReport;
    try {
      report = wipedReport.parse(JSON.parse(text));
    } catch {
      return 'malformed';
    }
    const device = (await client.query<KeyRow & { readonly wiped_at: Date | null }>(`select ${columns}, wiped_at from device where station = $1 and kind = 'station' for update`, [report.station])).rows[0];
    const { ordered } = report;
    const isOwnOrder = ordered !== undefined && isKeySignature(headquarters.publicKey, wipeText(report.station, ordered.key, ordered.at), report.order);
    if (!device && !isOwnOrder) return 'station-unknown';
    if (!isOwnOrder && (!device || device.wipe_proof === null || device.wipe_proof !== report.order)) return 'not-allowed';
    const known = new Set([...(isOwnOrder ? [ordered.key] : []), ...(device ? [device.key, ...device.former] : [])]);
    // oldest first, as the station came by them
    for (const each of rotations) if (each.station === report.station && known.has(each.old) && isRotation(each, isKeySignature)) known.add(each.key);
    if (![...known].some((key) => isKeySignature(key, wipedText(text), signature))) return 'signature';
    // enrolled after the backup this headquarters was restored from: there is nothing left to mark
    if (!device || device.wiped_at) return null;
    const isByFerry = 'byFerry' in from;
    await revokeStation(client, report.station, { reason: null });
    await client.query(
      `update device set wiped_at = now(), wiped = $2, wiped_by_ferry = $5, last_contact = case when $5 then last_contact else now() end,
         wipe_at = coalesce($3, wipe_at), wipe_proof = $4 where station = $1`, [report.station, text, ordered?.at ?? null, report.order, isByFerry]);
    // what opened this station opens nothing any more
    await client.query('update escrow set box = $2, former_box = $2 where station = $1', [report.station, '']);
    await writeAudit(client, { who: device.code, what: 'wiped', subject: `${device.code}: ${report.ops} + ${report.files}`, address: 'address' in from ? from.address : '' });
    return null;
  });
