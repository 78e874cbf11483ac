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
  /** writes down that the new key goes on its way; true when it went before and nothing came back: headquarters may have taken it */
  readonly send: () => boolean;
  /** headquarters said no, and had not taken it before */
  readonly answered: () => void;
  /** how the station came to the key it has, oldest first */
  readonly past: () => readonly Rotation[];
};
type Own = { readonly station: string; readonly key: string; readonly sign: (text: string) => string | Promise<string> };

const postRotation = (exchange: Exchange, rotation: Rotation): ReturnType<Exchange> => exchange({ method: 'POST', path: '/v1/rotate', body: new TextEncoder().encode(JSON.stringify(rotation)) });

/**
 * Leads a headquarters that was restored from before a rotation to the key of today: every rotation again, oldest first; those it knows it
 * refuses or answers alike. True when it took or has the last one: what it refused for its signature may be asked again.
 */
export const replayRotations = async (exchange: Exchange, stock: Pick<KeyStock, 'past'>): Promise<boolean> => {
  let led = false;
  for (const rotation of stock.past()) {
    const sent = await postRotation(exchange, rotation);
    if (!sent.ok) return false;
    led = sent.value.status === 200;
  }
  return led;
};

/** What headquarters says about a key it did not take; after any other word it may have it, and then nothing else opens the line again. */
const isNotTaken = (fault: SyncFault): boolean => fault.state === 'refused' && (fault.detail === 'signature' || fault.detail === 'not-found');

/**
 * Brings a waiting new key to headquarters, before anything else of the round is signed. Asked again after a lost answer, headquarters says the
 * same. A headquarters that knows no rotation, or finds this one not signed, leaves the old key in force. A new key that went out with no
 * answer is never given up: headquarters may know the station by it alone.
 */
export const rotateKey = async (exchange: Exchange, own: Own, stock: KeyStock): Promise<Result<null, SyncFault>> => {
  const next = stock.next();
  if (!next) return ok(null);
  const said = { station: own.station, old: own.key, key: next.key };
  const text = rotationText(said);
  const rotation: Rotation = { ...said, byOld: await own.sign(text), byNew: next.sign(text) };
  const isDoubtful = stock.send();
  let sent = await postRotation(exchange, rotation);
  // restored from before an earlier rotation, it knows neither key
  if (sent.ok && faultOf(sent.value, [200])?.detail === 'signature' && (await replayRotations(exchange, stock))) sent = await postRotation(exchange, rotation);
  if (!sent.ok) return sent;
  const fault = faultOf(sent.value, [200]);
  if (fault) {
    if (!isDoubtful && fault.state === 'refused') {
      stock.answered();
      if (isNotTaken(fault)) stock.drop();
    }
    return { ok: false, error: fault };
  }
  const answer = rotateAnswer.safeParse(sent.value.json);
  if (!answer.success || answer.data.key !== next.key || !isRotation(rotation, isKeySignature)) return { ok: false, error: { state: 'refused', code: 'headquarters-refused', detail: 'rotate' } };
  stock.adopt(rotation);
  return ok(null);
};
