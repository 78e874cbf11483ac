import { z } from 'zod';
import { keysBefore, wipeOrder, wipeText, type WipeOrder } from '../../domain/api/keys.ts';
import { isKeySignature } from './keySignature.ts';
import type { KeyStock } from './rotate.ts';

const refusalWithOrder = z.object({ error: z.literal('revoked'), wipe: wipeOrder });

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
