import { isRotation, rotateAnswer, rotationText, type Rotation } from '../../domain/api/keys.ts';
import { ok, type Result } from '../../domain/result.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';
import { isKeySignature } from './keySignature.ts';

/** The station's keys as rotation needs them; all of it in the encrypted database. */
export type KeyStock = {
  /** the new key that headquarters has not confirmed yet */
  readonly next: () => { readonly key: string; readonly sign: (text: string) => string } | null;
  /** makes one, unless one waits */
  readonly prepare: () => void;
  /** from here on the station signs with the new key; the rotation stays as the proof that leads from one to the other */
  readonly adopt: (rotation: Rotation) => void;
  readonly drop: () => void;
};
type Own = { readonly station: string; readonly key: string; readonly sign: (text: string) => string | Promise<string> };

/**
 * Brings a waiting new key to headquarters, before anything else of the round is signed. Asked again after a lost answer, headquarters says the
 * same. A headquarters that knows no rotation, or refuses this one, leaves the old key in force.
 */
export const rotateKey = async (exchange: Exchange, own: Own, stock: KeyStock): Promise<Result<null, SyncFault>> => {
  const next = stock.next();
  if (!next) return ok(null);
  const said = { station: own.station, old: own.key, key: next.key };
  const text = rotationText(said);
  const rotation: Rotation = { ...said, byOld: await own.sign(text), byNew: next.sign(text) };
  const sent = await exchange({ method: 'POST', path: '/v1/rotate', body: new TextEncoder().encode(JSON.stringify(rotation)) });
  if (!sent.ok) return sent;
  const fault = faultOf(sent.value, [200]);
  if (fault) {
    if (fault.state === 'refused') stock.drop();
    return { ok: false, error: fault };
  }
  const answer = rotateAnswer.safeParse(sent.value.json);
  if (!answer.success || answer.data.key !== next.key || !isRotation(rotation, isKeySignature)) return { ok: false, error: { state: 'refused', code: 'headquarters-refused', detail: 'rotate' } };
  stock.adopt(rotation);
  return ok(null);
};
