import { keyFingerprint, type WipeOrder } from '../../domain/api/keys.ts';
import { enrolAnswer, newsAnswer, type PositionAnswer } from '../../domain/api/protocol.ts';
import type { SyncStatus } from '../../domain/api/types.ts';
import { isStationCode } from '../../domain/record/number.ts';
import { schemaVersion } from '../../domain/record/op.ts';
import { ok, refusalCodes, refuse, type RefusalCode, type Result } from '../../domain/result.ts';
import type { Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import { readAddress } from './address.ts';
import { askDigest, compareDigests, createDigest } from './digest.ts';
import { handBack } from './handback.ts';
import { hearRecoveryKey, pinRecoveryKey, readRecoveryKey, sendEscrow, type Escrow } from './escrow.ts';
import { createExchange, faultOf, type Clock, type Exchange, type HeadquartersTime, type Identity, type SyncFault } from './exchange.ts';
import { failpoint } from './failpoint.ts';
import { fetchBlob, type TakeIn, type WantedFile } from './fetchBlob.ts';
import { isMetered } from './line.ts';
import { pullKeys, pullOps, type Receive } from './pull.ts';
import { sendBlobs, type BlobSource, type Progress } from './sendBlobs.ts';
import { growingPause, longestPause, waitAsTold } from './retryAfter.ts';
import { replayRotations, rotateKey, type KeyStock } from './rotate.ts';
import { ackedSeq, createPace, isForkTold, sendOps, unsentPapers } from './sendOps.ts';
import { readUnmade } from './unmade.ts';
import { hearRevocations, newestRevocation } from './revoked.ts';
import { hearSpared, ownKeys, readWipe, sparedAt } from './wipe.ts';
import { createLogWatch, epochKey, forgetLog, readAlarm, readLogRestore, type LogWatch } from './witness.ts';

export type { Clock, Identity };

export type SyncParts = {
  readonly store: Store;
  readonly blobs: BlobSource;
  readonly identity: Identity;
  readonly clock: Clock;
  /** that many random bytes */
  readonly random: (size: number) => Uint8Array;
  readonly fetch: typeof fetch;
  /** how much is typed and no operation yet; nothing, when absent */
  readonly typing?: () => Pick<SyncStatus, 'typed' | 'othersTyped'>;
  readonly onStatus: (status: SyncStatus) => void;
  /** takes in a page that came down */
  readonly receive: Receive;
  /** the site it works at, told when it enrols */
  readonly site?: string;
  /** of this program, shown to the manager */
  readonly version?: string;
  /** seals the data key for headquarters; without it a forgotten passphrase stays forgotten */
  readonly escrow?: Escrow;
  /** the keys to change among; without it the key stays */
  readonly keys?: KeyStock;
  /** headquarters' proven order to destroy what is here; told again only when what came of it has ended */
  readonly onWipe?: (order: WipeOrder) => Promise<void>;
};

export type Sync = {
  readonly status: () => SyncStatus;
  /** bytes of each file headquarters has so far, of those under way */
  readonly progress: () => Progress;
  /**
   * Binds this station to a headquarters, which is asked anew for everything the one before (or itself, before a loss) had acknowledged. Refused with `headquarters-address`, `headquarters-unreachable`, `not-headquarters`, `enrolment-code`, `station-code-taken`, `station-forked` or `headquarters-refused`. A station
   * whose code is taken may go on under `stationCode`, until it is enrolled for the first time; numbers given before keep theirs.
   */
  readonly enrol: (address: string, code: string, stationCode?: string) => Promise<Result<SyncStatus>>;
  /** One whole round; when one is under way, another after it. Answers where things stand then; never throws for the network's sake. */
  readonly now: () => Promise<SyncStatus>;
  /** Sends by itself from here on. */
  readonly start: () => void;
  /** Resolves when nothing of it runs any more. */
  readonly stop: () => Promise<void>;
  /** Breaks off the round under way; what was acknowledged stays so, and the next one goes on from there. */
  readonly cancel: () => Promise<void>;
  /** Something new was written. */
  readonly poke: () => void;
  /** Changes the station's device key: the old one signs the new one. Refused with `not-enrolled`, or why headquarters did not take it. */
  readonly rotate: () => Promise<Result<SyncStatus>>;
  /** Brings a file of another station from headquarters. Refused with `not-enrolled`, `file-not-there`, `file-damaged`, or what the line refuses. Asked for twice at once, it is brought once. */
  readonly fetchFile: (wanted: WantedFile, takeIn: TakeIn) => Promise<Result<null>>;
  /** bytes that are here of each file being brought */
  readonly incoming: () => Progress;
  /** What differs between this station and headquarters; empty when both ends are equal. */
  readonly compare: () => Promise<Result<readonly string[]>>;
};

const meta = { address: 'hq.address', key: 'hq.key', epoch: epochKey, code: 'station.code', formerCode: 'station.code.former' } as const;
/** ms between two looks where nothing happens */
const quiet = 60_000;
/** ms until a headquarters that cannot be listened to, being of an earlier release, is tried again */
const deaf = 3_600_000;
/** ms from a round to one that headquarters' news asks for, and by how much those of stations told at once are spread: they wake each other at every write, often behind one address */
const restAfterRound = 3_000;
const spread = 2_000;
/** ms between a write and its sending: what is written together travels together */
const gather = 300;

const faultAsRefusal = ({ code, detail }: SyncFault): { ok: false; error: readonly [{ code: SyncFault['code']; params?: { detail: string } }] } => ({ ok: false, error: [{ code, ...(detail ? { params: { detail } } : {}) }] });

const isSyncRefusal = (code: string | undefined): code is RefusalCode => (refusalCodes as readonly (string | undefined)[]).includes(code);

/** At the first contact headquarters names its key; what follows must be signed with it. */
const announcedKey = (json: unknown): string | null => {
  const answer = enrolAnswer.safeParse(json);
  return answer.success ? answer.data.key : null;
};

/** The station's sender: operations first, then files, until headquarters has everything; all it needs to know after a kill is in the store. */
export const createSync = ({ store, blobs, identity, clock, random, fetch, typing, onStatus, receive, site, version, escrow, keys, onWipe }: SyncParts): Sync => {
  let state: SyncStatus['state'] = 'offline';
  let lastContact: string | undefined;
  let lastError: SyncStatus['lastError'];
  let clockOffset: number | undefined;
  let running: Promise<void> | null = null;
  /** something was written while a round was under way: the next one follows it, unless that one failed and its own pause counts */
  let poked = false;
  let again: Promise<void> | null = null;
  let listening: Promise<void> | null = null;
  let deafUntil = 0;
  let lastRound = 0;
  let cancelTimer: (() => void) | null = null;
  let failures = 0;
  // by the wall clock; while headquarters has asked to wait
  let notBefore: number | null = null;
  let started = false;
  let wiping = false;
  let abort = new AbortController();
  const pace = createPace();
  const progress = new Map<string, number>();
  const incoming = new Map<string, number>();
  const fetches = new Map<string, Promise<Result<null>>>();
  let watched: { readonly key: string; readonly epoch: string; readonly watch: LogWatch } | null = null;

  const updateNeeded = (): boolean => store.read.rawPulled(1).length > 0 || readUnmade(store.read).length > 0;
  const readFingerprints = (): SyncStatus['keys'] => {
    const headquarters = store.read.meta(meta.key);
    const recovery = readRecoveryKey(store.read);
    return {
      own: keyFingerprint(identity.key), ...(keys?.next() ? { waiting: true } : {}), ...(headquarters === null ? {} : { headquarters: keyFingerprint(headquarters) }),
      ...(recovery.key === null ? {} : { recovery: keyFingerprint(recovery.key) }), ...(recovery.changed ? { recoveryChanged: true } : {}),
    };
  };
  const status = (): SyncStatus => {
    const address = store.read.meta(meta.address);
    const alarm = readAlarm(store.read);
    const restored = readLogRestore(store.read);
    return {
      ...(address === null ? {} : { address }),
      state: address === null ? 'not-enrolled' : state,
      unsent: store.read.unsentCount(),
      unsentFiles: store.read.unsentBlobs().length,
      ...(typing?.() ?? { typed: 0 }),
      ...(updateNeeded() ? { updateNeeded: true } : {}),
      ...(lastContact === undefined ? {} : { lastContact }),
      ...(lastError === undefined ? {} : { lastError }),
      ...(address !== null && state === 'busy' && notBefore !== null ? { againAt: new Date(notBefore).toISOString() } : {}),
      ...(clockOffset === undefined ? {} : { clockOffset }),
      ...(alarm ? { alarm: { kind: alarm.kind, at: alarm.at } } : {}),
      ...(restored ? { restored } : {}),
      ...(isMetered(store.read) ? { filesWait: true } : {}),
      keys: readFingerprints(),
    };
  };
  const enter = (next: SyncStatus['state'], error?: SyncStatus['lastError']): void => {
    const same = state === next && lastError?.code === error?.code && lastError?.detail === error?.detail;
    state = next;
    lastError = error;
    // while sending, every batch changes the count; otherwise the screens hear of changes only
    if (!same || next === 'sending' || next === 'connected' || next === 'busy') onStatus(status());
  };
  const time: HeadquartersTime = {
    now: () => clock.now() + (clockOffset ?? 0),
    hear: (said) => {
      const theirs = Date.parse(said);
      if (!Number.isNaN(theirs)) clockOffset = theirs - clock.now();
    },
  };
  const heard = ({ time: said, revoked }: Pick<PositionAnswer, 'time' | 'revoked'>): void => {
    lastContact = new Date(clock.now()).toISOString();
    time.hear(said);
    hearRevocations(store, revoked);
  };
  /** One for each log, because it remembers what it heard and asked. */
  const watchOf = (key: string, epoch: string): LogWatch => {
    if (watched?.key !== key || watched.epoch !== epoch) {
      watched = { key, epoch, watch: createLogWatch({ store, key, epoch, now: clock.now, hearRecoveryKey: (named, change) => hearRecoveryKey(store, named, change, key) }) };
    }
    return watched.watch;
  };
  const connect = (): { exchange: Exchange; epoch: string; key: string; watch: LogWatch } | null => {
    const address = store.read.meta(meta.address);
    const key = store.read.meta(meta.key);
    const epoch = store.read.meta(meta.epoch);
    if (address === null || key === null || epoch === null) return null;
    const watch = watchOf(key, epoch);
    const exchange = createExchange({ address, epoch, identity, fetch, clock, random, signal: abort.signal, keyOf: () => key, time });
    return {
      epoch, key, watch,
      exchange: async (call) => {
        const answer = await exchange(call);
        if (!answer.ok) return answer;
        watch.hear(answer.value.headers);
        const order = readWipe(answer.value.json, { station: identity.station, get keys() { return ownKeys(identity.key, keys); } }, key);
        if (order === 'forged') return { ok: false, error: { state: 'refused', code: 'headquarters-refused', detail: 'wipe: not signed for this station' } };
        const spared = sparedAt(answer.value.json);
        if (spared !== null) hearSpared(store, spared);
        if (order && !wiping) {
          wiping = true;
          void onWipe?.(order).finally(() => { wiping = false; });
        }
        return answer;
      },
    };
  };

  /** from 0 up to 1 */
  const chance = (): number => Buffer.from(random(4)).readUInt32BE(0) / 2 ** 32;

  /** `isRestored`: headquarters was found to be restored from a backup a moment ago. */
  const round = async ({ isReplayed = false, isRestored = false } = {}): Promise<void> => {
    const line = connect();
    if (!line) return;
    const sending = (): void => enter('sending');
    const told = newestRevocation(store.read);
    const saying = (): string => new URLSearchParams({ unsent: String(store.read.unsentCount()), files: String(store.read.unsentBlobs().length), ...(isForkTold(store.read) ? {} : { seq: String(store.read.head().seq) }), at: new Date(clock.now()).toISOString(), ...(version === undefined ? {} : { version }), ...(told === undefined ? {} : { told }) }).toString();
    const rotated = keys ? await rotateKey(line.exchange, identity, keys) : ok(null);
    // what this station wrote may rest on what headquarters wrote and lost
    const handed = rotated.ok ? await handBack(store, line.exchange) : rotated;
    const sent = !handed.ok ? handed : await sendOps(store, line.exchange, clock, line.epoch, pace, heard, sending, saying());
    // what is new for this station comes before its files have gone: an order does not wait for a photograph
    const got = sent.ok ? await pullOps(store, line.exchange, line.key, receive) : sent;
    const left = got.ok && escrow ? await sendEscrow(store, line.exchange, line.epoch, escrow) : got;
    const files = !left.ok ? left : isMetered(store.read) ? ok([]) : await sendBlobs(store, blobs, line.exchange, progress, sending);
    if (!files.ok) {
      const isUnknownKey = files.error.state === 'refused' && files.error.detail === 'signature' && !isReplayed;
      if (isUnknownKey && keys && (await replayRotations(line.exchange, keys))) return round({ isReplayed: true });
      if (files.error.state === 'refused' && files.error.detail === 'epoch' && (await line.watch.followEpoch(line.exchange))) return round({ isRestored: true });
      const { state: next, code, detail, retryAfter } = files.error;
      failures += 1;
      if (code === 'canceled') return undefined;
      if (next === 'busy' || retryAfter !== undefined) notBefore = clock.now() + (retryAfter === undefined ? growingPause(failures, chance()) : waitAsTold(retryAfter, chance()));
      else notBefore = null;
      enter(next, { code, ...(detail ? { detail } : {}) });
      return undefined;
    }
    // until it had heard how much came back with the backup, all it ever wrote counted as unsent, and so it said
    if (isRestored) await line.exchange({ method: 'GET', path: `/v1/position?${saying()}` });
    await line.watch.check(line.exchange, ackedSeq(store));
    failures = 0;
    notBefore = null;
    const [damaged] = files.value ?? [];
    enter('connected', damaged === undefined ? undefined : { code: 'file-damaged', detail: damaged });
    return undefined;
  };

  const pauseAfter = (): number => {
    if (failures === 0) return quiet;
    // a clock that was set back makes no wait longer
    return notBefore === null ? growingPause(failures, chance()) : Math.min(longestPause * 1.25, Math.max(0, notBefore - clock.now()));
  };
  /** Waits so many ms, or until everything is broken off. */
  const rest = (ms: number, { signal }: AbortController): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        forget();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const forget = clock.after(ms, end);
      signal.addEventListener('abort', end);
    });
  const schedule = (ms: number): void => {
    if (!started) return;
    cancelTimer?.();
    cancelTimer = clock.after(ms, () => {
      cancelTimer = null;
      void run();
    });
  };
  /**
   * Between the rounds headquarters is asked to say when there is something new. Whatever goes wrong here is no state of the line: the rounds
   * come in any case, and the next good one listens again.
   */
  const listen = async (): Promise<void> => {
    while (started && failures === 0 && clock.now() >= deafUntil && !isMetered(store.read)) {
      const after = store.read.meta(pullKeys.n) ?? '0';
      const asked = await connect()?.exchange({ method: 'GET', path: `/v1/news?after=${after}` });
      if (!asked?.ok) return;
      if (asked.value.status === 404) deafUntil = clock.now() + deaf;
      const answer = newsAnswer.safeParse(asked.value.json);
      if (asked.value.status !== 200 || !answer.success) return;
      heard(answer.data);
      if (!answer.data.news) continue;
      const mine = abort;
      // a clock that was set back stretches no rest
      await rest(Math.min(restAfterRound, Math.max(0, lastRound + restAfterRound - clock.now())) + spread * chance(), mine);
      if (mine.signal.aborted) return;
      // a round of its own has brought it meanwhile
      if (store.read.meta(pullKeys.n) !== after) continue;
      await run();
      // what is announced and does not come is no reason to ask at once again
      if (store.read.meta(pullKeys.n) === after) return;
    }
  };
  const beginToListen = (): void => {
    listening ??= listen()
      .catch(() => undefined)
      .finally(() => { listening = null; });
  };
  const run = (): Promise<void> => {
    if (running) {
      again ??= running.then(() => {
        again = null;
        return run();
      });
      return again;
    }
    running = round()
      .catch((error: unknown) => {
        // our own disk or database: it is shown, and tried again later
        failures += 1;
        notBefore = null;
        enter('offline', { code: error instanceof StoreError ? error.code : 'canceled', detail: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        running = null;
        lastRound = clock.now();
        schedule(poked && failures === 0 ? gather : pauseAfter());
        poked = false;
        if (started && failures === 0) beginToListen();
      });
    return running;
  };

  /** Breaks off what is under way; resolves when none of it runs any more. */
  const settle = async (): Promise<void> => {
    abort.abort();
    while (again ?? running ?? listening) await (again ?? running ?? listening);
    abort = new AbortController();
  };

  return {
    status,
    progress: () => progress,
    now: async () => {
      await run();
      return status();
    },
    start: () => {
      if (started) return;
      started = true;
      abort = new AbortController();
      schedule(0);
    },
    stop: async () => {
      started = false;
      cancelTimer?.();
      cancelTimer = null;
      await settle();
    },
    cancel: async () => {
      await settle();
      schedule(pauseAfter());
    },
    poke: () => {
      // while headquarters is out of reach its own timer decides, so that work in the field costs no battery
      if (started && !running && failures === 0) schedule(gather);
      else poked = running !== null;
    },
    enrol: async (typed, code, otherCode = identity.stationCode) => {
      const address = readAddress(typed);
      if (!address.ok) return address;
      if (!code.trim()) return refuse('enrolment-code', { field: 'code' });
      const stationCode = otherCode.trim().toUpperCase();
      const isRenamed = stationCode !== identity.stationCode;
      // what a headquarters knows this station by stays
      if (!isStationCode(stationCode) || (isRenamed && store.read.meta(meta.address) !== null)) return refuse('station-code', { field: 'stationCode' });
      const before = identity.stationCode;
      const formerCode = isRenamed ? before : store.read.meta(meta.formerCode);
      const exchange = createExchange({ address: address.value, epoch: '', identity, fetch, clock, random, signal: abort.signal, keyOf: announcedKey });
      const asked = { code: code.trim(), station: identity.station, stationCode, key: identity.key, schema: schemaVersion, takesCode: true, ...(site === undefined ? {} : { site }), ...(formerCode === null ? {} : { formerCode }) };
      const sent = await exchange({ method: 'POST', path: '/v1/enrol', body: new TextEncoder().encode(JSON.stringify(asked)) });
      // nothing goes out by itself from a station that is not enrolled
      if (!sent.ok) return sent.error.code === 'headquarters-unreachable' ? refuse('headquarters-not-there', { field: 'address', params: { address: address.value } }) : faultAsRefusal(sent.error);
      const fault = faultOf(sent.value, [200]);
      if (fault?.code === 'station-code') return refuse('station-code-taken', { field: 'stationCode', params: { code: stationCode } });
      if (fault?.code === 'station-forked') return refuse(isForkTold(store.read) ? 'station-forked' : 'station-frozen', { params: { detail: unsentPapers(store) } });
      if (fault) return faultAsRefusal(fault);
      const answer = enrolAnswer.safeParse(sent.value.json);
      if (!answer.success) return refuse('not-headquarters');
      // under its own name it would be told so again in the next round
      if (isForkTold(store.read) && answer.data.key === store.read.meta(meta.key)) return refuse('station-forked', { params: { detail: unsentPapers(store) } });
      failpoint('enrol-before-save');
      // a round still under way with the headquarters before would acknowledge in the name of this one
      await settle();
      store.write((writer) => {
        // asking again costs little; a file believed to be there and lost costs the evidence
        writer.forgetAcks();
        // another log, or the same one with another scope: it is read from its beginning
        for (const name of Object.values(pullKeys)) writer.setMeta(name, null);
        writer.doubtPulled();
        if (store.read.meta(meta.key) !== answer.data.key || store.read.meta(meta.epoch) !== answer.data.epoch) forgetLog(writer);
        // the code agreed when an earlier answer was lost, whichever was asked for now
        const agreed = answer.data.stationCode ?? stationCode;
        if (agreed !== before) {
          writer.setMeta(meta.formerCode, before);
          writer.setMeta(meta.code, agreed);
        }
        writer.setMeta(meta.address, address.value);
        writer.setMeta(meta.key, answer.data.key);
        pinRecoveryKey(writer, answer.data.recoveryKey);
        writer.setMeta(meta.epoch, answer.data.epoch);
      });
      heard(answer.data);
      failures = 0;
      notBefore = null;
      deafUntil = 0;
      enter('connected');
      schedule(0);
      return ok(status());
    },
    incoming: () => incoming,
    fetchFile: (wanted, takeIn) => {
      const bring = async (): Promise<Result<null>> => {
        const line = connect();
        if (!line) return refuse('not-enrolled');
        incoming.set(wanted.sha256, 0);
        try {
          const brought = await fetchBlob(line.exchange, wanted, takeIn, (bytes) => incoming.set(wanted.sha256, bytes));
          if (!brought.ok) return faultAsRefusal(brought.error);
          return brought.value ? ok(null) : refuse('file-damaged');
        } finally {
          incoming.delete(wanted.sha256);
          fetches.delete(wanted.sha256);
        }
      };
      const under = fetches.get(wanted.sha256) ?? bring();
      fetches.set(wanted.sha256, under);
      return under;
    },
    rotate: async () => {
      if (!keys || !connect()) return refuse('not-enrolled');
      const before = identity.key;
      keys.prepare();
      await run();
      return identity.key !== before ? ok(status()) : refuse(isSyncRefusal(lastError?.code) ? lastError.code : 'headquarters-unreachable', { params: { detail: lastError?.detail ?? '' } });
    },
    compare: async () => {
      const line = connect();
      if (!line) return refuse('not-enrolled');
      const there = await askDigest(line.exchange);
      return there.ok ? ok(compareDigests(createDigest(store), there.value)) : faultAsRefusal(there.error);
    },
  };
};
