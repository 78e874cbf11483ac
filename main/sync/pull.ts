import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { operationProofText, pullAnswer, type PullAnswer, type PullEntry } from '../../domain/api/protocol.ts';
import { firstPrev } from '../../domain/record/op.ts';
import { ok, type Result } from '../../domain/result.ts';
import { taggedText } from '../../domain/seal/canonical.ts';
import type { Store } from '../../db/store.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';
import { failpoint } from './failpoint.ts';
import { isKeySignature } from './keySignature.ts';

/** Where this station stands in headquarters' log; stored with every page it read, in that page's transaction. */
export const pullKeys = { n: 'pull.n', h: 'pull.h', headquarters: 'hq.station' } as const;
/** Begun again this often in one round, headquarters does not know its own log. */
const mostResets = 2;

/** Turns of the event loop after which a request is on the wire of a connection that is kept open; a new one is at least begun. */
const turnsToSend = 10;

/** Takes a page in: its entries and the cursor after it in one transaction (I4). Throws when a writer's chain is broken. */
export type Receive = (page: PullAnswer) => void;

const refused = (detail: string): { ok: false; error: SyncFault } => ({ ok: false, error: { state: 'refused', code: 'headquarters-refused', detail } });

/** The same as `opHash`, by the processor's own instructions: every operation that comes down is hashed. */
const nativeOpHash = (bytes: string): string => hash('sha256', taggedText('sanlian/op/1', bytes));

/** What is wrong with an entry; null when it is what was hashed and headquarters stands for what it wrote itself. */
const falseEntry = (entry: PullEntry, headquarters: string, key: string): string | null => {
  if (entry.kind === 'outcome') return null;
  if (nativeOpHash(entry.bytes) !== entry.hash) return `hash of ${entry.station} ${entry.seq}`;
  if (entry.station === headquarters && !isKeySignature(key, operationProofText(entry.hash), entry.proof ?? '')) return `proof of ${entry.seq}`;
  return null;
};

/**
 * Reads headquarters' log from where this station left it, page by page. A page is believed when every operation has its hash and those of
 * headquarters carry its pinned key's signature. Where headquarters does not know the place any more, reading begins again at 0; what was
 * read before stays, and is in doubt until it is shown again.
 */
export const pullOps = async (store: Store, exchange: Exchange, key: string, receive: Receive): Promise<Result<null, SyncFault>> => {
  const ask = (after: number, h: string): ReturnType<Exchange> => exchange({ method: 'GET', path: `/v1/pull?after=${after}&h=${h}` });
  // the next page is on its way while one is stored; the cursor is that of what is stored, whatever was asked for
  let ahead: ReturnType<Exchange> | null = null;
  try {
    for (let resets = 0; ; ) {
      const after = Number(store.read.meta(pullKeys.n) ?? 0);
      const asked = await (ahead ?? ask(after, store.read.meta(pullKeys.h) ?? firstPrev));
      ahead = null;
      if (!asked.ok) return asked;
      const { status, json } = asked.value;
      if (status === 409 && (json as { error?: unknown } | null)?.error === 'reset') {
        resets += 1;
        if (resets > mostResets) return refused('reset');
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
      const known = store.read.meta(pullKeys.headquarters);
      if (known !== null && known !== page.data.headquarters) return refused('headquarters');
      for (const entry of page.data.entries) {
        const wrong = falseEntry(entry, page.data.headquarters, key);
        if (wrong) return refused(wrong);
      }
      if (page.data.more && page.data.next.n > after) {
        ahead = ask(page.data.next.n, page.data.next.h);
        // it may fail before anybody waits for it; who waits then is told
        ahead.catch(() => undefined);
        for (let turns = 0; turns < turnsToSend; turns += 1) await turn();
      }
      if (page.data.next.n > after || known === null) {
        failpoint('pull-before-store');
        receive(page.data);
        failpoint('pull-after-store');
      }
      if (!page.data.more) return ok(null);
    }
  } finally {
    // a page that could not be stored: nothing of this round is under way when it ends
    await ahead?.catch(() => undefined);
  }
};
