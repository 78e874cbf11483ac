import type { Store } from '../../db/store.ts';
import type { Account } from '../../domain/api/types.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import { readAccounts } from './accountList.ts';

/** Typing that can still become an operation: records with that of who is at the desk, and with somebody else's, by his name. */
export type Typing = { readonly own: readonly string[]; readonly others: readonly { readonly record: string; readonly name: string }[] };

/**
 * What is typed and no operation yet. Left out is what can become none: the record is sealed, in another's hands, or stands where who typed it
 * may not write. Each person submits his own, so that a colleague's is told by name and counts as nobody else's.
 */
export const typingOf = ({ store, identity, account }: { readonly store: Pick<Store, 'read'>; readonly identity: { readonly station: string }; readonly account: Account }): Typing => {
  const { read } = store;
  const typed = read.typed();
  if (typed.length === 0) return { own: [], others: [] };
  const accounts = new Map([...readAccounts(store), account].map((each) => [each.id, each]));
  const own: string[] = [];
  const others: { readonly record: string; readonly name: string }[] = [];
  for (const { record, account: by } of typed) {
    const rec = read.record(record);
    const def = rec && read.definition(rec.def);
    const writer = accounts.get(by);
    if (!rec || !def || !writer || rec.seal || holderOf(rec) !== identity.station || !def.lifecycle.states[rec.state]?.edit?.includes(writer.role)) continue;
    if (by === account.id) own.push(record);
    else others.push({ record, name: writer.name });
  }
  return { own, others };
};
