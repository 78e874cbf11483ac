import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { StoredOp } from '../../db/store.ts';
import { epochHeader, nonceHeader, requestText, signatureHeader, stationHeader, timedHeaders } from '../../domain/api/protocol.ts';
import { sha256, type TestStation } from './station.ts';

/** What a station's request may be bent to. */
export type Bend = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly signedBody?: Uint8Array; readonly epoch?: string; /** ms since 1970; null as a release before that says no time */ readonly time?: number | null };

/** A signed request outside the sender, for what the sender never does. */
export const requestAs = async (station: TestStation, address: string, path: string, body: Uint8Array<ArrayBuffer>, bend: Bend = {}): Promise<Response> => {
  const method = bend.method ?? 'POST';
  const epoch = bend.epoch ?? station.store.read.meta('hq.epoch') ?? '';
  const random = randomBytes(16).toString('hex');
  const timed = bend.time === null ? { [nonceHeader]: random } : timedHeaders(bend.time ?? Date.now(), random);
  const signature = await station.identity.sign(requestText(method, path, epoch, timed[nonceHeader], sha256(bend.signedBody ?? body)));
  return fetch(address + path, {
    method, ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    headers: { 'content-type': 'application/octet-stream', [stationHeader]: station.identity.station, [epochHeader]: epoch, ...timed, [signatureHeader]: signature, ...bend.headers },
  });
};

export const packOps = (ops: readonly StoredOp[]): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(JSON.stringify({ ops })));
export const pushAs = (station: TestStation, address: string, ops: readonly StoredOp[], bend: Bend = {}): Promise<Response> =>
  requestAs(station, address, '/v1/push', packOps(ops), { ...bend, headers: { 'content-encoding': 'gzip', ...bend.headers } });
