import { createHash } from 'node:crypto';
import { z } from 'zod';
import { answerText, blobOffsetHeader, epochHeader, headquartersHeader, nonceHeader, refusalAnswer, requestText, signatureHeader, staleStatus, stationHeader, timedHeaders } from '../../domain/api/protocol.ts';
import { ok, type RefusalCode, type Result } from '../../domain/result.ts';
import { isKeySignature } from './keySignature.ts';
import { codeToLineFault } from './line.ts';
import { readRetryAfter } from './retryAfter.ts';

/** Time and chance as the station's core has them. */
export type Clock = {
  /** wall clock, ms since 1970 */
  readonly now: () => number;
  /** runs `work` once after `ms`; the answer cancels it */
  readonly after: (ms: number, work: () => void) => () => void;
};
export type Identity = {
  readonly station: string;
  readonly stationCode: string;
  /** Ed25519 public key, SPKI DER, base64url */
  readonly key: string;
  /** Ed25519 signature of the text as UTF-8, base64url */
  readonly sign: (text: string) => string | Promise<string>;
};
/** `offline`: try again by itself. `busy`: headquarters is there and asks to be asked later. `refused`: it answered no, a person must look. `detail` is for the log and the help page, `retryAfter` ms to wait as headquarters asked. */
export type SyncFault = { readonly state: 'offline' | 'busy' | 'refused'; readonly code: RefusalCode; readonly detail?: string; readonly retryAfter?: number };
export type Answer = { readonly status: number; readonly headers: Headers; /** ms it asks to wait */ readonly retryAfter?: number; readonly json: unknown; readonly bytes: Uint8Array };
type Call = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};
/** Headquarters' clock as this station knows it. */
export type HeadquartersTime = {
  /** ms since 1970 */
  readonly now: () => number;
  /** what headquarters said under its signature a moment ago, ISO; anything else is passed over */
  readonly hear: (time: string) => void;
};
const timeSaid = z.object({ time: z.string() });
export type Exchange = (call: Call) => Promise<Result<Answer, SyncFault>>;

/** ms: what any answer may take, and what each byte sent or received may add (a line of 8 kbit/s still gets through) */
const patience = 30_000;
const patiencePerByte = 1;
/** bytes of an answer */
const largestAnswer = 32 * 1024 * 1024;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const fault = (state: SyncFault['state'], code: RefusalCode, detail?: string): { ok: false; error: SyncFault } => ({ ok: false, error: { state, code, ...(detail ? { detail } : {}) } });

/** Asked too often, or out of work for a while that it names. */
const isBusy = (status: number, retryAfter: number | undefined): boolean => status === 429 || (status === 503 && retryAfter !== undefined);

/** The word of a refusal as this station's fault; null when the status is not a refusal. Statuses a caller reads itself are `expected`. */
export const faultOf = (answer: Answer, expected: readonly number[]): SyncFault | null => {
  if (expected.includes(answer.status)) return null;
  const refusal = refusalAnswer.safeParse(answer.json);
  const word = refusal.success ? refusal.data.error : `status ${answer.status}`;
  const detail = refusal.success && refusal.data.detail ? `${word}: ${refusal.data.detail}` : word;
  const later = answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter };
  if (word === 'full') return { state: 'offline', code: 'headquarters-full', detail, ...later };
  // by the status, because an answer to HEAD has no word
  if (isBusy(answer.status, answer.retryAfter)) return { state: 'busy', code: 'headquarters-busy', detail, ...later };
  // twice not of this time: something holds requests back on their way
  if (word === 'unavailable' || answer.status >= 500 || answer.status === staleStatus) return { state: 'offline', code: 'headquarters-unreachable', detail, ...later };
  if (word === 'fork') return { state: 'refused', code: 'station-forked', detail };
  // a code that is good, of another site: headquarters names that
  if (word === 'code' && refusal.success && refusal.data.detail) return { state: 'refused', code: 'enrolment-site', detail: refusal.data.detail };
  if (word === 'code') return { state: 'refused', code: 'enrolment-code', detail };
  if (word === 'station-code') return { state: 'refused', code: 'station-code', detail };
  return { state: 'refused', code: 'headquarters-refused', detail };
};

/** `goOn` is called each time as much has come as the slowest line brings within `patience`. */
const readBody = async (response: Response, goOn: () => void): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let told = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > largestAnswer) throw new Error('the answer is too long');
    pieces.push(piece);
    if ((size - told) * patiencePerByte < patience) continue;
    told = size;
    goOn();
  }
  return Buffer.concat(pieces);
};

const readJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
};

/**
 * One signed request and one verified answer. What does not carry headquarters' header, or is not signed by its pinned key for this very
 * request, is `not-headquarters`: a captive portal, a proxy's page, another server at the address. `keyOf` finds the key for the first
 * contact, when none is pinned yet. Where headquarters finds a request not of its time, this station's clock is wrong or has jumped: it takes the time
 * from the signed answer and asks once more.
 */
export const createExchange = (parts: {
  readonly address: string;
  readonly epoch: string;
  readonly identity: Identity;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: (size: number) => Uint8Array;
  readonly signal: AbortSignal;
  readonly keyOf: (json: unknown) => string | null;
  /** absent where what is asked carries its own proof */
  readonly time?: HeadquartersTime;
}): Exchange => {
  const { address, epoch, identity } = parts;
  const { time } = parts;
  const ask: Exchange = async ({ method, path, body, headers }) => {
    const random = Buffer.from(parts.random(16)).toString('hex');
    const timed = time ? timedHeaders(time.now(), random) : { [nonceHeader]: random };
    const { [nonceHeader]: nonce } = timed;
    const signature = await identity.sign(requestText(method, path, epoch, nonce, sha256(body ?? new Uint8Array())));
    const late = new AbortController();
    const within = (ms: number): (() => void) => parts.clock.after(ms, () => late.abort(new Error('no answer in time')));
    let cancel = within(patience + (body?.length ?? 0) * patiencePerByte);
    try {
      const response = await parts.fetch(address + path, {
        method, redirect: 'manual', cache: 'no-store', credentials: 'omit', signal: AbortSignal.any([parts.signal, late.signal]),
        headers: { ...headers, ...(body ? { 'content-type': 'application/octet-stream' } : {}), [stationHeader]: identity.station, [epochHeader]: epoch, ...timed, [signatureHeader]: signature },
        ...(body ? { body } : {}),
      });
      const retryAfter = readRetryAfter(response.headers, parts.clock.now());
      const later = retryAfter === undefined ? {} : { retryAfter };
      if (response.headers.get(headquartersHeader) === null) {
        await response.body?.cancel();
        // a gateway in front of headquarters that holds back: it takes nothing, and nothing is believed
        if (isBusy(response.status, retryAfter)) return { ok: false, error: { state: 'busy', code: 'headquarters-busy', detail: `status ${response.status}`, ...later } };
        return response.status >= 500 ? fault('offline', 'headquarters-unreachable', `status ${response.status}`) : fault('offline', 'not-headquarters', `status ${response.status}`);
      }
      const bytes = await readBody(response, () => {
        cancel();
        cancel = within(patience);
      });
      const json = readJson(bytes);
      const key = parts.keyOf(json);
      const offset = response.headers.get(blobOffsetHeader) ?? '';
      const text = answerText(method, path, nonce, response.status, offset, sha256(bytes));
      if (key !== null && !isKeySignature(key, text, response.headers.get(signatureHeader) ?? '')) return fault('offline', 'not-headquarters', 'signature');
      return ok({ status: response.status, headers: response.headers, json, bytes, ...later });
    } catch (error) {
      if (parts.signal.aborted) return fault('offline', 'canceled');
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const detail = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause);
      return fault('offline', codeToLineFault(detail), detail);
    } finally {
      cancel();
    }
  };
  if (!time) return ask;
  return async (call) => {
    const first = await ask(call);
    if (!first.ok || first.value.status !== staleStatus) return first;
    // an answer to HEAD has no room for the time
    const told = call.method === 'HEAD' ? await ask({ method: 'GET', path: '/v1/position' }) : first;
    const said = told.ok ? timeSaid.safeParse(told.value.json) : null;
    if (!said?.success) return first;
    time.hear(said.data.time);
    return ask(call);
  };
};
