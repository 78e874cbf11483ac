import { handbackAnswer, type HandedOp } from '../../domain/api/protocol.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Store, Writer } from '../../db/store.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';

/** After which place of the lost log this station still hands back; gone when it has. */
const key = 'handback.after';
/** operations and characters in one request */
const most = 200;
const mostText = 512 * 1024;

/** Headquarters went back to a log of `size` entries: what came down after it is handed back in the next round. */
export const beginHandback = (writer: Writer, read: Store['read'], size: number): void => {
  const before = read.meta(key);
  writer.setMeta(key, String(before === null ? size : Math.min(size, Number(before))));
};

/**
 * Brings headquarters what it wrote itself and lost, before anything of this station that rests on it. A headquarters that knows nothing of it, or
 * does not know the operations for its own, holds up nothing else.
 */
export const handBack = async (store: Store, exchange: Exchange): Promise<Result<null, SyncFault>> => {
  for (;;) {
    const after = store.read.meta(key);
    if (after === null) return ok(null);
    const found = store.read.provenPulled(Number(after), most);
    const ops: HandedOp[] = [];
    let length = 0;
    for (const { station, seq, hash, bytes, proof } of found) {
      length += bytes.length;
      if (ops.length > 0 && length > mostText) break;
      ops.push({ station, seq, hash, bytes, proof });
    }
    const last = found[ops.length - 1];
    if (!last) {
      store.write((writer) => writer.setMeta(key, null));
      return ok(null);
    }
    const sent = await exchange({ method: 'POST', path: '/v1/handback', body: new TextEncoder().encode(JSON.stringify({ ops })) });
    if (!sent.ok) return sent;
    const fault = faultOf(sent.value, [200, 400, 404]);
    if (fault) return { ok: false, error: fault };
    const isTaken = sent.value.status === 200 && handbackAnswer.safeParse(sent.value.json).success;
    store.write((writer) => writer.setMeta(key, isTaken ? String(last.n) : null));
  }
};
