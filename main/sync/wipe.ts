import { z } from 'zod';
import { wipeOrder, wipeText, type WipeOrder } from '../../domain/api/keys.ts';
import { isKeySignature } from './keySignature.ts';

const refusalWithOrder = z.object({ error: z.literal('revoked'), wipe: wipeOrder });

/** The order in an answer, when pinned headquarters signed it for this station and one of its keys; `forged` when there is one that nobody bears out. */
export const readWipe = (json: unknown, own: { readonly station: string; readonly keys: readonly string[] }, headquarters: string): WipeOrder | 'forged' | null => {
  if (typeof json !== 'object' || json === null || !('wipe' in json)) return null;
  const read = refusalWithOrder.safeParse(json);
  if (!read.success) return 'forged';
  const { at, proof } = read.data.wipe;
  return own.keys.some((key) => isKeySignature(headquarters, wipeText(own.station, key, at), proof)) ? read.data.wipe : 'forged';
};
