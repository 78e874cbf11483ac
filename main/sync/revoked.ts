import { z } from 'zod';
import type { Store } from '../../db/store.ts';
import type { PositionAnswer } from '../../domain/api/protocol.ts';
import type { Revocations } from '../../domain/sync/revoked.ts';
import { revokedKey, revokedToldKey } from '../station/stationKeys.ts';

const schema = z.record(z.string(), z.string());

/** Stations whose revocation headquarters has told of; none before the first contact. */
export const readRevocations = (read: Pick<Store['read'], 'meta'>): Revocations => schema.parse(JSON.parse(read.meta(revokedKey) ?? '{}'));

/**
 * The newest of them (ISO, headquarters' clock), so that headquarters answers later ones only; undefined while there is none. An earlier release kept no
 * times but those.
 */
export const newestRevocation = (read: Pick<Store['read'], 'meta'>): string | undefined => read.meta(revokedToldKey) ?? Object.values(readRevocations(read)).sort().at(-1);

/** Keeps what headquarters says; nothing is written when all of it is known. */
export const hearRevocations = (store: Store, said: PositionAnswer['revoked']): void => {
  const known = readRevocations(store.read);
  const heard = (said ?? []).map(({ code, at, byItsClock = at }) => ({ code, at, byItsClock }));
  const fresh = heard.filter(({ code, byItsClock }) => known[code] !== byItsClock);
  if (fresh.length === 0) return;
  const newest = [newestRevocation(store.read) ?? '', ...fresh.map(({ at }) => at)].sort().at(-1)!;
  store.write((writer) => {
    writer.setMeta(revokedKey, JSON.stringify({ ...known, ...Object.fromEntries(fresh.map(({ code, byItsClock }) => [code, byItsClock])) }));
    writer.setMeta(revokedToldKey, newest);
  });
};
