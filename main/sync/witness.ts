import { checkpointHeader, consistencyAnswer, epochAnswer, horizonAnswer, inclusionAnswer, maxProofs, type RecoveryChange } from '../../domain/api/witness.ts';
import { ok, type Result } from '../../domain/result.ts';
import { openCheckpoint, openRestore, restorePath, type Checkpoint } from '../../domain/witness/checkpoint.ts';
import type { Witness } from '../../domain/witness/inclusion.ts';
import { opLeaf } from '../../domain/witness/merkle.ts';
import { isContinued, isIncluded } from '../../domain/witness/verify.ts';
import type { Store, Writer } from '../../db/store.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';
import { beginHandback } from './handback.ts';
import { isKeySignature } from './keySignature.ts';
import { pullKeys } from './pull.ts';

/**
 * What the station found out about headquarters' log. `rewritten`: what was there is not there any more. `unproven`: headquarters does not
 * show that its log continues the one this station saw. `unexplained`: another history without a signed statement of a restore.
 */
export type LogAlarm = { readonly kind: 'rewritten' | 'unproven' | 'unexplained'; /** ISO */ readonly at: string; /** the signed note this station holds */ readonly known: string; /** what headquarters showed instead */ readonly shown: string };
/** A restore headquarters has declared. `lost`: how many entries of the log this station had seen were gone. */
export type LogRestore = { readonly at: string; readonly size: number; readonly lost: number };

const keys = { known: 'witness.known', alarm: 'witness.alarm', restore: 'witness.restore', before: 'witness.before', proven: 'witness.proven', ferryKey: 'hq.ferry-key', horizon: 'hq.horizon' } as const;
/** which of headquarters' histories this station works with */
export const epochKey = 'hq.epoch';
const witnessKey = (doc: string): string => `witness.of.${doc}`;

/** The checkpoint this station holds headquarters to, with the key it was signed by; `root` and `size` may be those of a restore. */
type Known = { readonly key: string; readonly epoch: string; readonly size: number; readonly root: string; readonly note: string };

const readJson = <T>(store: Pick<Store['read'], 'meta'>, key: string): T | null => JSON.parse(store.meta(key) ?? 'null') as T | null;

/** The alarm in force; null while everything headquarters showed was proven. */
export const readAlarm = (read: Store['read']): LogAlarm | null => readJson<LogAlarm>(read, keys.alarm);
export const readLogRestore = (read: Store['read']): LogRestore | null => readJson<LogRestore>(read, keys.restore);
/** The proof that a sealed record stands in headquarters' log; null until it is known. */
export const readWitness = (read: Store['read'], doc: string): Witness | null => readJson<Witness>(read, witnessKey(doc));
/** X25519 key that sealed files for headquarters are made for; null before the first round with it. */
export const readFerryKey = (read: Store['read']): string | null => read.meta(keys.ferryKey);
/** Up to which own operation headquarters has a verified backup; 0 before the first. What comes after must not be given up here. */
export const readHorizon = (read: Store['read']): { readonly seq: number; readonly at?: string } => readJson<{ seq: number; at?: string }>(read, keys.horizon) ?? { seq: 0 };

/** Another headquarters is another log. */
export const forgetLog = (writer: Writer): void => {
  for (const key of Object.values(keys)) writer.setMeta(key, null);
};

export type LogWatch = {
  /** Reads the checkpoint of an answer, if it has one; judged by `check`. */
  readonly hear: (headers: Headers) => void;
  /** Holds what was heard against what this station knows, and fetches proofs for its newly sealed records. A line that breaks is no alarm. */
  readonly check: (exchange: Exchange, acked: number) => Promise<void>;
  /** Headquarters speaks of another epoch: follows when a signed restore explains it. True: try again under the new one. */
  readonly followEpoch: (exchange: Exchange) => Promise<boolean>;
};

/** ms between questions whose answers seldom change */
const seldom = 3_600_000;

export const createLogWatch = (parts: { readonly store: Store; readonly key: string; readonly epoch: string; readonly now: () => number; /** the key stations seal their data key to, as headquarters names it */ readonly hearRecoveryKey?: (key: string | undefined, change: RecoveryChange | undefined) => void }): LogWatch => {
  const { store, key } = parts;
  let heard: { readonly checkpoint: Checkpoint; readonly note: string } | null = null;
  const iso = (): string => new Date(parts.now()).toISOString();
  const known = (): Known | null => {
    const value = readJson<Known>(store.read, keys.known);
    return value?.key === key ? value : null;
  };
  /** The first evidence is kept: what came later may already be dressed up. */
  const alarm = (kind: LogAlarm['kind'], shown: string): void => {
    if (readAlarm(store.read)) return;
    store.write((writer) => writer.setMeta(keys.alarm, JSON.stringify({ kind, at: iso(), known: known()?.note ?? '', shown } satisfies LogAlarm)));
  };
  const ask = async (exchange: Exchange, path: string): Promise<Result<unknown, SyncFault | 'refused'>> => {
    const answer = await exchange({ method: 'GET', path });
    if (!answer.ok) return answer;
    const fault = faultOf(answer.value, [200]);
    return fault === null ? ok(answer.value.json) : { ok: false, error: fault.state === 'refused' ? 'refused' : fault };
  };

  /** Whether headquarters shows that the longer of two signed logs begins with the shorter one. `unanswered`: the line broke. */
  const compare = async (exchange: Exchange, one: Pick<Checkpoint, 'size' | 'root'>, other: Pick<Checkpoint, 'size' | 'root'>): Promise<'continued' | 'parted' | 'refused' | 'unanswered'> => {
    const [short, long] = one.size <= other.size ? [one, other] : [other, one];
    if (short.size === long.size) return short.root === long.root ? 'continued' : 'parted';
    const answer = await ask(exchange, `/v1/proof/consistency?from=${short.size}&to=${long.size}`);
    if (!answer.ok) return answer.error === 'refused' ? 'refused' : 'unanswered';
    const proof = consistencyAnswer.safeParse(answer.value);
    return proof.success && isContinued(short.size, short.root, long.size, long.root, proof.data.path) ? 'continued' : 'parted';
  };

  /**
   * True when the checkpoint heard continues the one known; it is then the one known. The header that carries it is not part of the signed answer:
   * an older note of the same log says that somebody between kept it, and nothing of headquarters.
   */
  const judge = async (exchange: Exchange): Promise<boolean> => {
    if (!heard) return false;
    const { checkpoint, note } = heard;
    const before = known();
    const keep = (): boolean => {
      store.write((writer) => writer.setMeta(keys.known, JSON.stringify({ key, epoch: checkpoint.epoch, size: checkpoint.size, root: checkpoint.root, note } satisfies Known)));
      return true;
    };
    if (!before) return keep();
    const isOlder = checkpoint.size < before.size;
    const found = before.epoch === checkpoint.epoch ? await compare(exchange, before, checkpoint) : 'parted';
    if (found === 'parted' || (found === 'refused' && isOlder)) alarm('rewritten', note);
    else if (found === 'refused') alarm('unproven', note);
    if (found !== 'continued' || isOlder) return false;
    return checkpoint.size === before.size || keep();
  };

  /** An alarm whose two notes headquarters proves to be of one log was none. */
  const clearFalseAlarm = async (exchange: Exchange): Promise<void> => {
    const raised = readAlarm(store.read);
    if (raised?.kind !== 'rewritten') return;
    const [held, shown] = [openCheckpoint(raised.known, key, isKeySignature), openCheckpoint(raised.shown, key, isKeySignature)];
    if (!held || !shown || held.epoch !== shown.epoch || (await compare(exchange, held, shown)) !== 'continued') return;
    store.write((writer) => writer.setMeta(keys.alarm, null));
  };

  /** Fetches where newly sealed records stand. Only what is proven against the known checkpoint is kept. */
  const proveSeals = async (exchange: Exchange, acked: number): Promise<void> => {
    if (!heard) return;
    const { checkpoint, note } = heard;
    let from = Number(store.read.meta(keys.proven) ?? 0);
    while (from < acked) {
      const ops = store.read.opsAfter(from, 500, 1_000_000).filter((op) => op.seq <= acked);
      const last = ops.at(-1);
      if (!last) return;
      const seals = ops.flatMap(({ seq, hash, bytes }) => {
        if (!bytes.includes('"kind":"sealed"')) return [];
        const op = JSON.parse(bytes) as { readonly doc: string; readonly event: { readonly kind: string } };
        return op.event.kind === 'sealed' ? [{ seq, hash, doc: op.doc }] : [];
      });
      const found: { readonly doc: string; readonly witness: Witness }[] = [];
      for (let at = 0; at < seals.length; at += maxProofs) {
        const some = seals.slice(at, at + maxProofs);
        const answer = await ask(exchange, `/v1/proof/inclusion?size=${checkpoint.size}&seqs=${some.map((seal) => seal.seq).join(',')}`);
        if (!answer.ok) return;
        const proofs = inclusionAnswer.safeParse(answer.value);
        for (const { seq, hash, doc } of some) {
          const inclusion = proofs.success ? proofs.data.inclusions.find((each) => each.seq === seq) : undefined;
          // acknowledged, and yet not in the log it signed
          if (!inclusion || !isIncluded(opLeaf(hash), inclusion.index, checkpoint.size, inclusion.path, checkpoint.root)) return alarm('unproven', note);
          found.push({ doc, witness: { key, checkpoint: note, inclusions: [inclusion] } });
        }
      }
      from = last.seq;
      store.write((writer) => {
        for (const { doc, witness } of found) writer.setMeta(witnessKey(doc), JSON.stringify(witness));
        writer.setMeta(keys.proven, String(from));
      });
    }
  };

  let lastAsked = Number.NEGATIVE_INFINITY;
  const askSeldom = async (exchange: Exchange): Promise<void> => {
    if (parts.now() - lastAsked < seldom && store.read.meta(keys.ferryKey) !== null) return;
    const epoch = await ask(exchange, '/v1/epoch');
    const horizon = epoch.ok ? await ask(exchange, '/v1/horizon') : epoch;
    if (!epoch.ok || !horizon.ok) return;
    const said = epochAnswer.safeParse(epoch.value);
    const safe = horizonAnswer.safeParse(horizon.value);
    if (!said.success || !safe.success) return;
    lastAsked = parts.now();
    parts.hearRecoveryKey?.(said.data.recoveryKey, said.data.recoveryChange);
    store.write((writer) => {
      writer.setMeta(keys.ferryKey, said.data.ferryKey);
      writer.setMeta(keys.horizon, JSON.stringify(safe.data));
    });
  };

  /** What this station saw of a log that is gone: headquarters learns how far it went. */
  const showBefore = async (exchange: Exchange): Promise<void> => {
    const note = store.read.meta(keys.before);
    if (note === null) return;
    const answer = await exchange({ method: 'POST', path: '/v1/witnessed', body: new TextEncoder().encode(JSON.stringify({ checkpoint: note })) });
    if (answer.ok && answer.value.status === 200) store.write((writer) => writer.setMeta(keys.before, null));
  };

  return {
    hear: (headers) => {
      const text = headers.get(checkpointHeader);
      if (text === null) return;
      const note = Buffer.from(text, 'base64url').toString('utf8');
      const checkpoint = openCheckpoint(note, key, isKeySignature);
      // an unsigned note says nothing, and one of another epoch than headquarters signs in its answers is not of this log
      if (checkpoint?.epoch === parts.epoch) heard = { checkpoint, note };
    },
    check: async (exchange, acked) => {
      if (await judge(exchange)) {
        await clearFalseAlarm(exchange);
        await proveSeals(exchange, acked);
      }
      await askSeldom(exchange);
      await showBefore(exchange);
    },
    followEpoch: async (exchange) => {
      const answer = await ask(exchange, '/v1/epoch');
      if (!answer.ok) return false;
      const said = epochAnswer.safeParse(answer.value);
      if (!said.success || said.data.epoch === parts.epoch) return false;
      return takeEpoch(store, { key, from: parts.epoch, to: said.data.epoch, notes: said.data.restores, at: iso() }, () => alarm('unexplained', JSON.stringify(answer.value)));
    },
  };
};

/**
 * Goes over to the epoch after a restore when signed statements lead there, and holds headquarters to what the backup had of the log this
 * station saw. Everything acknowledged before is asked about anew. False, after `alarm`, when nothing explains the new epoch.
 */
export const takeEpoch = (
  store: Store,
  { key, from, to, notes, at }: { readonly key: string; readonly from: string; readonly to: string; readonly notes: readonly string[]; readonly at: string },
  alarm: () => void,
): boolean => {
  const path = restorePath(notes.flatMap((note) => openRestore(note, key, isKeySignature) ?? []), from, to);
  if (!path || path.length === 0) {
    alarm();
    return false;
  }
  const before = readJson<Known>(store.read, keys.known);
  const shortest = path.reduce((least, each) => (each.size < least.size ? each : least));
  store.write((writer) => {
    // asking again costs little; a file believed to be there and lost costs the evidence
    writer.forgetAcks();
    writer.setMeta(epochKey, to);
    // it writes on under another name
    writer.setMeta(pullKeys.headquarters, null);
    writer.setMeta(keys.proven, null);
    beginHandback(writer, store.read, shortest.size);
    if (before?.key !== key) return;
    const lost = Math.max(0, before.size - shortest.size);
    writer.setMeta(keys.restore, JSON.stringify({ at, size: shortest.size, lost } satisfies LogRestore));
    writer.setMeta(keys.before, before.note);
    // what was in the backup must still be there; what came after it is declared gone
    writer.setMeta(keys.known, JSON.stringify({ ...before, epoch: to, ...(lost > 0 ? { size: shortest.size, root: shortest.root } : {}) } satisfies Known));
  });
  return true;
};
