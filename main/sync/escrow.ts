import { recoveryChangeText, type RecoveryChange } from '../../domain/api/witness.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Store, Writer } from '../../db/store.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';
import { isKeySignature } from './keySignature.ts';

/** `key`: headquarters' recovery key, pinned when it is first heard of; `shown`: another one it named later; `kept`: the key headquarters has a box for; `followed`: when the change of key this station followed last was made. */
const keys = { key: 'hq.recovery-key', shown: 'hq.recovery-key.shown', kept: 'recovery.kept', followed: 'hq.recovery-key.followed' } as const;

export const readRecoveryKey = (read: Store['read']): { readonly key: string | null; readonly changed: boolean } => ({ key: read.meta(keys.key), changed: read.meta(keys.shown) !== null });

/** A new enrolment pins anew, and headquarters is given a box again. */
export const pinRecoveryKey = (writer: Writer, key: string | undefined): void => {
  writer.setMeta(keys.key, key ?? null);
  writer.setMeta(keys.shown, null);
  writer.setMeta(keys.kept, null);
};

/**
 * Whether headquarters says under its own name (`by`, the pinned key that signs its answers) that this key took the place of a lost one, and later
 * than the change followed last: an old statement brings no old key back.
 */
const isChange = (store: Store, key: string, change: RecoveryChange | undefined, by: string): change is RecoveryChange =>
  change !== undefined && change.key === key && change.at > (store.read.meta(keys.followed) ?? '') && isKeySignature(by, recoveryChangeText(change), change.proof);

/**
 * Heard in a signed answer. A station enrolled before there was such a key pins the first it hears. Another one later is followed where
 * headquarters has signed that the first is lost: the data key is sealed to it with the next contact. Else it is shown and not used.
 */
export const hearRecoveryKey = (store: Store, key: string | undefined, change?: RecoveryChange, by = ''): void => {
  if (key === undefined) return;
  const pinned = store.read.meta(keys.key);
  if (pinned !== null && pinned !== key && isChange(store, key, change, by)) {
    store.write((writer) => {
      pinRecoveryKey(writer, key);
      writer.setMeta(keys.followed, change.at);
    });
    return;
  }
  const shown = pinned === null || pinned === key ? null : key;
  if (pinned !== null && store.read.meta(keys.shown) === shown) return;
  store.write((writer) => {
    if (pinned === null) writer.setMeta(keys.key, key);
    writer.setMeta(keys.shown, shown);
  });
};

/** What seals the data key, and hears that headquarters has the box. */
export type Escrow = { readonly seal: (recoveryKey: string) => string; readonly kept: (recoveryKey: string) => void };

/**
 * Leaves the sealed data key with headquarters, once for each key and after each restore. An old headquarters knows nothing of it, and one that
 * refuses a box holds up nothing else.
 */
export const sendEscrow = async (store: Store, exchange: Exchange, epoch: string, { seal, kept }: Escrow): Promise<Result<null, SyncFault>> => {
  const key = store.read.meta(keys.key);
  const place = `${epoch} ${key}`;
  if (key === null || store.read.meta(keys.kept) === place) return ok(null);
  const body = new TextEncoder().encode(JSON.stringify({ key, box: seal(key) }));
  const sent = await exchange({ method: 'POST', path: '/v1/escrow', body });
  if (!sent.ok) return sent;
  const fault = faultOf(sent.value, [200, 404, 409]);
  if (fault) return { ok: false, error: fault };
  if (sent.value.status !== 200) return ok(null);
  store.write((writer) => writer.setMeta(keys.kept, place));
  kept(key);
  return ok(null);
};
