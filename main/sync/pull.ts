import { createHash } from 'node:crypto';
import { maxPageEntries, operationProofText, pullAnswer, type PullAnswer, type PullEntry } from '../../domain/api/protocol.ts';
import { firstPrev } from '../../domain/record/op.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Store } from '../../db/store.ts';
import { faultOf, type Clock, type Exchange, type SyncFault } from './exchange.ts';
import { failpoint } from './failpoint.ts';
import { isKeySignature } from './keySignature.ts';

/** Where this station stands in headquarters' log; stored with every page it read, in that page's transaction. */
export const pullKeys = { n: 'pull.n', h: 'pull.h', headquarters: 'hq.station' } as const;
/** Begun again this often in one round, headquarters does not know its own log. */
const mostResets = 2;

/** Takes a page in: its entries and the cursor after it in one transaction (I4). Throws when a writer's chain is broken. */
export type Receive = (page: PullAnswer) => void;

/**
 * Pages are taken in together up to here (entries, UTF-16 units): records of a year lie all over the indexes, and each transaction writes and
 * encrypts every page of the file it touched. The screens wait for one no longer than about a second.
 */
const mostTogether = 1_500;
const longestTogether = 4 * 1024 * 1024;
/** ms: what has come is not kept waiting longer for a page that has not */
const longestWait = 1_000;

const refused = (detail: string): { ok: false; error: SyncFault } => ({ ok: false, error: { state: 'refused', code: 'headquarters-refused', detail } });

/** The same as `opHash`, by the processor's own instructions: every operation that comes down is hashed. */
const nativeOpHash = (bytes: string): string => createHash('sha256').update(`sanlian/op/1\n${bytes}`, 'utf8').digest('hex');

/** What is wrong with an entry; null when it is what was hashed and headquarters stands for what it wrote itself. */
const falseEntry = (entry: PullEntry, headquarters: string, key: string): string | null => {
  if (entry.kind === 'outcome') return null;
  if (nativeOpHash(entry.bytes) !== entry.hash) return `hash of ${entry.station} ${entry.seq}`;
  if (entry.station === headquarters && !isKeySignature(key, operationProofText(entry.hash), entry.proof ?? '')) return `proof of ${entry.seq}`;
  return null;
};

/** What came down and is not stored yet. */
const createGathering = (receive: Receive) => {
  let pages: readonly PullAnswer[] = [];
  const store = (): void => {
    const [last, all] = [pages.at(-1), pages];
    pages = [];
    if (!last) return;
    try {
      receive({ ...last, entries: all.flatMap(({ entries }) => entries) });
    } catch (error) {
      if (all.length === 1) throw error;
      // nothing of them is stored: those before the bad one are, and its error is told
      for (const page of all) receive(page);
    }
  };
  return {
    store,
    last: () => pages.at(-1) ?? null,
    add: (page: PullAnswer): void => {
      pages = [...pages, page];
      const entries = pages.flatMap((each) => each.entries);
      if (entries.length >= mostTogether || entries.reduce((sum, entry) => sum + (entry.kind === 'op' ? entry.bytes.length : 0), 0) >= longestTogether) store();
    },
  };
};

/** Resolves with the answer; `late` is called when it is not there in time. */
const answerOr = async <T>(answer: Promise<T>, clock: Pick<Clock, 'after'>, late: () => void): Promise<T> => {
  let cancel = (): void => undefined;
  const isLate = await Promise.race([answer.then(() => false), new Promise<boolean>((resolve) => { cancel = clock.after(longestWait, () => resolve(true)); })]).finally(() => cancel());
  if (isLate) late();
  return answer;
};

/**
 * Reads headquarters' log from where this station left it, page by page. A page is believed when every operation has its hash and those of
 * headquarters carry its pinned key's signature. Where headquarters does not know the place any more, reading begins again at 0; what was
 * read before stays, and is in doubt until it is shown again.
 */
export const pullOps = async (store: Store, exchange: Exchange, clock: Pick<Clock, 'after'>, key: string, receive: Receive): Promise<Result<null, SyncFault>> => {
  const ask = (after: number, h: string): ReturnType<Exchange> => exchange({ method: 'GET', path: `/v1/pull?after=${after}&h=${h}&limit=${maxPageEntries}` });
  const gathering = createGathering((page) => {
    failpoint('pull-before-store');
    receive(page);
    failpoint('pull-after-store');
  });
  // the next page is on its way while one is stored; the cursor is that of what came, and stored with it
  let ahead = null as ReturnType<Exchange> | null;
  const read = async (): Promise<Result<null, SyncFault>> => {
    for (let resets = 0; ; ) {
      const before = gathering.last();
      const { n: after, h } = before?.next ?? { n: Number(store.read.meta(pullKeys.n) ?? 0), h: store.read.meta(pullKeys.h) ?? firstPrev };
      const answer = ahead ?? ask(after, h);
      const asked = await (before ? answerOr(answer, clock, gathering.store) : answer);
      ahead = null;
      if (!asked.ok) return asked;
      const { status, json } = asked.value;
      if (status === 409 && (json as { error?: unknown } | null)?.error === 'reset') {
        resets += 1;
        if (resets > mostResets) return refused('reset');
        gathering.store();
        store.write((writer) => {
          writer.setMeta(pullKeys.n, null);
          writer.setMeta(pullKeys.h, null);
          writer.doubtPulled();
        });
        continue;
      }
      // one of an earlier release: it has nothing to read from
      if (status === 404) return ok(null);
      const fault = faultOf(asked.value, [200]);
      if (fault) return { ok: false, error: fault };
      const page = pullAnswer.safeParse(json);
      if (!page.success || page.data.next.n < after) return refused('pull');
      const known = before?.headquarters ?? store.read.meta(pullKeys.headquarters);
      if (known !== null && known !== page.data.headquarters) return refused('headquarters');
      for (const entry of page.data.entries) {
        const wrong = falseEntry(entry, page.data.headquarters, key);
        if (wrong) return refused(wrong);
      }
      const isNew = page.data.next.n > after;
      if (page.data.more && isNew) ahead = ask(page.data.next.n, page.data.next.h);
      if (isNew || known === null) gathering.add(page.data);
      if (!page.data.more) return ok(null);
    }
  };
  try {
    return await read();
  } finally {
    // however the round ends: what came and is true is stored, and nothing of it is under way any more
    try {
      gathering.store();
    } finally {
      await ahead?.catch(() => undefined);
    }
  }
};
