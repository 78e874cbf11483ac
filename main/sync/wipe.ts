import { z } from 'zod';
import { keysBefore, wipeOrder, wipeText, type WipeOrder } from '../../domain/api/keys.ts';
import type { Store } from '../../db/store.ts';
import { isKeySignature } from './keySignature.ts';
import type { KeyStock } from './rotate.ts';

const refusalWithOrder = z.object({ error: z.literal('revoked'), wipe: wipeOrder });
const refusalWithout = z.object({ error: z.literal('revoked'), wipe: z.never().optional(), time: z.string() });

/** Meta: the newest moment (ISO, headquarters' clock) at which headquarters, under its signature, left this station unwiped. */
const sparedKey = 'hq.spared';

/** When headquarters refused the station without ordering it wiped (ISO, its own clock); null for any other answer. */
export const sparedAt = (json: unknown): string | null => refusalWithout.safeParse(json).data?.time ?? null;

/** Keeps the newest word of headquarters that orders no wipe. `time`: ISO, of headquarters' clock; anything else is no word. */
export const hearSpared = (store: Store, time: string): void => {
  const known = Date.parse(store.read.meta(sparedKey) ?? '');
  const heard = Date.parse(time);
  if (Number.isNaN(heard) || heard <= known) return;
  store.write((writer) => writer.setMeta(sparedKey, new Date(heard).toISOString()));
};
/** Whether a later word of headquarters has taken the order back: one written before, and carried here by hand after, wipes nothing. */
export const isWithdrawn = (read: Pick<Store['read'], 'meta'>, order: WipeOrder): boolean => Date.parse(order.at) <= Date.parse(read.meta(sparedKey) ?? '');

/** A station by its name and every key headquarters may know it by. */
export type OwnKeys = { readonly station: string; readonly keys: readonly string[] };

/** Headquarters may know the station by any of them: by one of before after a restore, by the next one when its answer got lost. */
export const ownKeys = (key: string, stock: Pick<KeyStock, 'next' | 'past'> | undefined): readonly string[] => {
  const next = stock?.next()?.key;
  return [...keysBefore(key, stock?.past() ?? [], isKeySignature), ...(next === undefined ? [] : [next])];
};

/** Whether pinned headquarters signed the order for this station and one of its keys. */
export const isOrderFor = ({ at, proof }: WipeOrder, own: OwnKeys, headquarters: string): boolean => own.keys.some((key) => isKeySignature(headquarters, wipeText(own.station, key, at), proof));

/** The order in an answer, when pinned headquarters signed it for this station and one of its keys; `forged` when there is one that nobody bears out. */
export const readWipe = (json: unknown, own: OwnKeys, headquarters: string): WipeOrder | 'forged' | null => {
  if (typeof json !== 'object' || json === null || !('wipe' in json)) return null;
  const read = refusalWithOrder.safeParse(json);
  if (!read.success) return 'forged';
  return isOrderFor(read.data.wipe, own, headquarters) ? read.data.wipe : 'forged';
};
