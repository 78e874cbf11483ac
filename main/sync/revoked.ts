import { z } from 'zod';
import type { Store } from '../../db/store.ts';
import type { PositionAnswer } from '../../domain/api/protocol.ts';
import type { Revocations } from '../../domain/sync/revoked.ts';
import { revokedKey } from '../station/stationKeys.ts';

const schema = z.record(z.string(), z.string());

/** Stations whose revocation headquarters has told of; none before the first contact. */
export const readRevocations = (read: Pick<Store['read'], 'meta'>): Revocations => schema.parse(JSON.parse(read.meta(revokedKey) ?? '{}'));

/** The newest of them (ISO), so that headquarters answers later ones only; undefined while there is none. */
export const newestRevocation = (read: Pick<Store['read'], 'meta'>): string | undefined => Object.values(readRevocations(read)).sort().at(-1);

/** Keeps what headquarters says; nothing is written when all of it is known. */
export const hearRevocations = (store: Store, said: PositionAnswer['revoked']): void => {
  const known = readRevocations(store.read);
  const fresh = (said ?? []).filter(({ code, at }) => known[code] !== at);
  if (fresh.length > 0) store.write((writer) => writer.setMeta(revokedKey, JSON.stringify({ ...known, ...Object.fromEntries(fresh.map(({ code, at }) => [code, at])) })));
};
