import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { maxBatchBytes, maxBatchOps, positionAnswer, pushAnswer, pushRefusal, type PositionAnswer, type PushRequest } from '../../domain/api/protocol.ts';
import { firstPrev } from '../../domain/record/op.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Store } from '../../db/store.ts';
import { faultOf, type Clock, type Exchange, type SyncFault } from './exchange.ts';
import { failpoint } from './failpoint.ts';

const pack = promisify(gzip);
/** Level 1 keeps an old laptop's processor free; the text still shrinks to about a third. */
const quick = { level: 1 };
/** bytes: batches shrink to this on a line that keeps breaking */
const smallestBatch = 32 * 1024;
/** ms from a batch to its answer up to which the next one goes on its way before: on a slower line two bodies would halve each other's pace and neither be through in time */
const quickAnswer = 5_000;

const refused = (code: SyncFault['code'], detail: string): { ok: false; error: SyncFault } => ({ ok: false, error: { state: 'refused', code, detail } });

const frozen = refused('station-frozen', 'fork');

/** Operations as the body of a push. */
const packOps = async (ops: readonly PushRequest['ops'][number][]): Promise<Uint8Array<ArrayBuffer>> => {
  const request: PushRequest = { ops: ops.map(({ seq, hash, bytes }) => ({ seq, hash, bytes })) };
  return new Uint8Array(await pack(JSON.stringify(request), quick));
};

/** The sequence number up to which headquarters has acknowledged, as the store knows it. */
export const ackedSeq = (store: Store): number => store.read.head().seq - store.read.unsentCount();

/** numbers named of the papers headquarters does not have */
const namedPapers = 50;
/** Numbers of the papers that were written on since headquarters last acknowledged, as one text; empty without any. */
export const unsentPapers = (store: Store): string => {
  const numbers = new Set(store.read.opsAfter(ackedSeq(store), maxBatchOps, maxBatchBytes).flatMap(({ bytes }) => store.read.record((JSON.parse(bytes) as { readonly doc: string }).doc)?.number ?? []));
  return [...numbers].slice(0, namedPapers).join(' ') + (numbers.size > namedPapers ? ' …' : '');
};
/** Set once headquarters was told that this copy of the station's log is not the one it has: told again, it would freeze the copy that goes on. */
const forkKey = 'hq.fork-told';
/** Whether this copy of the station's log is known at headquarters as the one that does not go on. */
export const isForkTold = (read: Store['read']): boolean => read.meta(forkKey) !== null;

/** Own hash at `seq`; null when this station has not written so far. */
const hashAt = (store: Store, seq: number): string | null => (seq === 0 ? firstPrev : (store.read.op(seq)?.hash ?? null));

/** Operations after `after` up to `last`, as they travel. */
type Batch = { readonly after: number; readonly last: number; readonly body: Uint8Array<ArrayBuffer> };

/** A batch on its way, and what will be answered to it. */
type UnderWay = Pick<Batch, 'after' | 'last'> & { /** ms since 1970 */ readonly since: number; readonly answer: ReturnType<Exchange> };

/** How large a batch may be on this line: halved when one does not get through, doubled when it does. Kept between rounds. */
export type Pace = { batchBytes: number };
export const createPace = (): Pace => ({ batchBytes: maxBatchBytes });

/**
 * Brings headquarters to this station's head. First asks where it stands (a lost reply needs no second sending; a headquarters restored from
 * a backup gets what it lost), then sends batch after batch. An acknowledgement counts only when headquarters' head is this station's own
 * hash at that number; anything else means that another copy of this station's log wrote on: headquarters is shown where they differ, and freezes
 * the station (`station-forked` here, `station-frozen` at the copy it agrees with), or it has all of this one and more (`station-behind`). `said` is what the station tells of itself, as a query.
 */
export const sendOps = async (store: Store, exchange: Exchange, clock: Pick<Clock, 'now'>, epoch: string, pace: Pace, heard: (said: Pick<PositionAnswer, 'time' | 'revoked'>) => void, sending: () => void, said: string): Promise<Result<null, SyncFault>> => {
  /** Headquarters has less than it had acknowledged: it was set back without a word (a machine put back to an earlier image), and its files with it. They are asked for anew. */
  const noteSetBack = (seq: number): void => {
    if (seq >= ackedSeq(store)) return;
    store.write((writer) => {
      writer.forgetAcks();
      writer.ackOps(seq);
    });
  };
  const forked = (): { ok: false; error: SyncFault } => refused('station-forked', unsentPapers(store));
  const post = (body: Uint8Array<ArrayBuffer>): ReturnType<Exchange> => exchange({ method: 'POST', path: '/v1/push', body, headers: { 'content-encoding': 'gzip' } });
  /** Headquarters' head at `seq` is not of this log. Shown the newest operation it has under the same number, it says whether the logs part there. */
  const showHeadquarters = async (seq: number): Promise<SyncFault> => {
    if (isForkTold(store.read)) return forked().error;
    const { seq: own } = store.read.head();
    const behind: SyncFault = { state: 'refused', code: 'station-behind', detail: `${own} / ${seq}` };
    const newest = store.read.op(Math.min(own, seq));
    if (!newest) return behind;
    const shown = await post(await packOps([newest]));
    if (!shown.ok) return shown.error;
    const fault = faultOf(shown.value, [200]);
    if (fault?.code === 'station-forked') {
      store.write((writer) => writer.setMeta(forkKey, String(newest.seq)));
      return forked().error;
    }
    return fault ?? behind;
  };
  const acknowledge = (seq: number, head: string): SyncFault | null => {
    if (hashAt(store, seq) !== head) return forked().error;
    if (seq > ackedSeq(store)) {
      failpoint('sync-before-ack');
      store.write((writer) => writer.ackOps(seq));
      failpoint('sync-after-ack');
    }
    return null;
  };
  /** Asks headquarters where it stands; the number it has everything up to. */
  const findPosition = async (): Promise<Result<number, SyncFault>> => {
    const asked = await exchange({ method: 'GET', path: `/v1/position?${said}` });
    if (!asked.ok) return asked;
    const wrong = faultOf(asked.value, [200]);
    if (wrong) return { ok: false, error: wrong };
    const position = positionAnswer.safeParse(asked.value.json);
    if (!position.success) return refused('headquarters-refused', 'position');
    if (position.data.epoch !== epoch) return refused('headquarters-refused', 'epoch');
    heard(position.data);
    if (hashAt(store, position.data.acked) !== position.data.head) return { ok: false, error: await showHeadquarters(position.data.acked) };
    if (isForkTold(store.read)) store.write((writer) => writer.setMeta(forkKey, null));
    if (position.data.frozen) return frozen;
    acknowledge(position.data.acked, position.data.head);
    noteSetBack(position.data.acked);
    return ok(position.data.acked);
  };
  const position = await findPosition();
  if (!position.ok) return position;

  const prepare = async (after: number): Promise<Batch | null> => {
    const ops = store.read.opsAfter(after, maxBatchOps, pace.batchBytes);
    const last = ops.at(-1)?.seq;
    if (last === undefined) return null;
    return { after, last, body: await packOps(ops) };
  };
  const send = ({ after, last, body }: Batch): UnderWay => {
    sending();
    failpoint('sync-before-push');
    return { after, last, since: clock.now(), answer: post(body) };
  };
  let from = position.value;
  let current = null as UnderWay | null;
  let ahead = null as UnderWay | null;
  try {
    for (let gaps = 0, isQuick = false; ; ) {
      const batch = ahead ? null : await prepare(from);
      current = ahead ?? (batch && send(batch));
      ahead = null;
      if (!current) return ok(null);
      const { last, since } = current;
      // the next batch is packed while headquarters works on this one, and on its way where the last answer came quickly: headquarters takes them in their order
      const following = await prepare(last);
      if (following && isQuick) ahead = send(following);
      const sent = await current.answer;
      const took = clock.now() - since;
      failpoint('sync-after-push');
      if (!sent.ok) {
        pace.batchBytes = Math.max(smallestBatch, Math.floor(pace.batchBytes / 2));
        return sent;
      }
      pace.batchBytes = Math.min(maxBatchBytes, pace.batchBytes * 2);
      const refusal = sent.value.status === 409 ? pushRefusal.safeParse(sent.value.json) : null;
      if (refusal?.success && refusal.data.error === 'gap') {
        gaps += 1;
        if (gaps > 3) return refused('headquarters-refused', `gap at ${refusal.data.needFrom}`);
        // what was sent behind the gap is not waited for in vain: its answer is of no use
        isQuick = false;
        await ahead?.answer;
        ahead = null;
        // a batch that overtook the one before it finds a gap too, and nothing was lost: what headquarters has now tells them apart
        const there = await findPosition();
        if (!there.ok) return there;
        from = there.value;
        continue;
      }
      const fault = faultOf(sent.value, [200]);
      // it agreed with this log a moment ago: another copy has written on
      if (fault?.code === 'station-forked') return frozen;
      if (fault) return { ok: false, error: fault };
      const answer = pushAnswer.safeParse(sent.value.json);
      if (!answer.success || answer.data.epoch !== epoch || answer.data.acked < last) return refused('headquarters-refused', 'push');
      heard(answer.data);
      const differs = acknowledge(answer.data.acked, answer.data.head);
      if (differs) return { ok: false, error: differs };
      gaps = 0;
      isQuick = took <= quickAnswer;
      from = answer.data.acked;
      if (following && !ahead && following.after === from) ahead = send(following);
      if (ahead && ahead.after !== from) {
        await ahead.answer;
        ahead = null;
      }
    }
  } finally {
    // nothing of this round is under way when it ends
    await Promise.allSettled([current?.answer, ahead?.answer]);
  }
};
