import { z } from 'zod';
import type { Account, RecordRow } from '../../domain/api/types.ts';
import { isActive } from '../../domain/accounts/accounts.ts';
import { isLiving } from '../../domain/record/unique.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import type { Reader, Store, Writer } from '../../db/store.ts';
import { readAccounts } from './accountList.ts';
import type { Identity } from './identity.ts';

/** What headquarters gave this station to do and nobody it is meant for has looked at: the last one last. */
const arrivalsKey = 'arrivals';
const stored = z.array(z.object({ id: z.string(), /** the account headquarters named */ owner: z.string().optional() }));
type Arrival = z.infer<typeof stored>[number];
/** More than anybody leaves unread; older ones stand in their list all the same. */
const mostArrivals = 500;

const readArrivals = (reader: Pick<Reader, 'meta'>): readonly Arrival[] => stored.parse(JSON.parse(reader.meta(arrivalsKey) ?? '[]'));

/** Whether there is nothing left to do with it here: closed, void, corrected or another's by now. One that could not be made yet is not over. */
const isOver = (reader: Pick<Reader, 'record' | 'definition'>, station: string, id: string): boolean => {
  const rec = reader.record(id);
  const def = rec && reader.definition(rec.def);
  return rec && def ? holderOf(rec) !== station || !isLiving(rec, def) || def.lifecycle.states[rec.state]?.closed === true : false;
};

const keepArrivals = (writer: Writer, station: string, arrivals: readonly Arrival[]): void => {
  const standing = arrivals.slice(-mostArrivals).filter(({ id }) => !isOver(writer, station, id));
  writer.setMeta(arrivalsKey, standing.length === 0 ? null : JSON.stringify(standing));
};

/**
 * What a page from headquarters brought, once its records are made: `given` to this station, by id with the account it named (given again, it is told again),
 * and `changed` records, of which some may be over. Written once, however many they are.
 */
export const noteArrivals = (writer: Writer, station: string, given: ReadonlyMap<string, string | undefined>, changed: ReadonlySet<string>): void => {
  const before = readArrivals(writer);
  if (given.size === 0 && !before.some(({ id }) => changed.has(id))) return;
  keepArrivals(writer, station, [...before.filter(({ id }) => !given.has(id)), ...[...given].map(([id, owner]) => ({ id, ...(owner !== undefined && { owner }) }))]);
};

type Standing = { readonly store: Store; readonly identity: Pick<Identity, 'station'>; readonly account: Pick<Account, 'id'> };

/** One named for a colleague who works here is his to see; any other is everybody's. */
const concerns = ({ store, account }: Standing): ((arrival: Arrival) => boolean) => {
  const others = new Set(readAccounts(store).filter((each) => isActive(each) && each.id !== account.id).map(({ id }) => id));
  return ({ owner }) => owner === undefined || !others.has(owner);
};

/** The list rows of what is still to be told to whoever is at the desk, the last that came first: it is this station's to do, and not over. */
export const arrivalsOf = (open: Standing): readonly RecordRow[] => {
  const { store: { read }, identity } = open;
  const waiting = readArrivals(read).filter(concerns(open)).flatMap(({ id }) => (isOver(read, identity.station, id) ? [] : [id]));
  const rows = new Map(read.rowsById(waiting).map((row) => [row.id, row]));
  return waiting.toReversed().flatMap((id) => rows.get(id) ?? []);
};

/** Whoever is at the desk has seen them. What is over meanwhile nobody sees any more, and it goes too. */
export const seeArrivals = (open: Standing, ids: readonly string[]): void => {
  const isSeen = new Set(ids);
  open.store.write((writer) => {
    const mine = concerns(open);
    keepArrivals(writer, open.identity.station, readArrivals(writer).filter((each) => !isSeen.has(each.id) || !mine(each)));
  });
};
