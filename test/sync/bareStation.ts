import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { epochHeader, nonceHeader, requestText, signatureHeader, stationHeader, timedHeaders } from '../../domain/api/protocol.ts';
import { firstPrev, sealOp, sectionOf, type Event } from '../../domain/record/op.ts';
import { sha256 } from './station.ts';

/** Rows of headquarters' database. */
export type Rows = <T extends object>(sql: string, params?: readonly unknown[]) => Promise<readonly T[]>;
type Answer = { readonly status: number; readonly json: () => Promise<unknown> };
type Ask = (address: string, init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: Uint8Array<ArrayBuffer>; readonly signal?: AbortSignal }) => Promise<Answer>;
export type SentOp = { readonly seq: number; readonly hash: string; readonly bytes: string };

/** A station without a store, by the hundred: its key, its chain, and what it asks. */
export type BareStation = {
  readonly station: string;
  /** the next operations of its chain, each of a new document where none is named */
  readonly write: (all: readonly { readonly event: Event; readonly at: string; readonly doc?: string }[]) => readonly SentOp[];
  readonly push: (address: string, ops: readonly SentOp[]) => Promise<Answer>;
  readonly get: (address: string, path: string, signal?: AbortSignal) => Promise<Answer>;
};

export const epochOf = async (rows: Rows): Promise<string> => (await rows<{ value: string }>(`select value from meta where name = 'epoch'`))[0]!.value;

/** Enters a station in the table of devices, because an address may enrol thirty a minute; all else it does in headquarters' own way. */
export const enterStation = async (rows: Rows, { code, site, epoch, ask = fetch }: { readonly code: string; readonly site: string; readonly epoch: string; readonly ask?: Ask }): Promise<BareStation> => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const station = randomUUID();
  await rows('insert into device (station, code, key, epoch, site) values ($1, $2, $3, $4, $5)', [station, code, publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'), epoch, site]);
  let head = { seq: 0, hash: firstPrev };
  const headersOf = (method: string, path: string, body: Uint8Array): Record<string, string> => {
    const timed = timedHeaders(Date.now(), randomBytes(10).toString('hex'));
    return { [stationHeader]: station, [epochHeader]: epoch, ...timed, [signatureHeader]: sign(null, Buffer.from(requestText(method, path, epoch, timed[nonceHeader], sha256(body))), privateKey).toString('base64url') };
  };
  return {
    station,
    write: (all) => all.map(({ event, at, doc = randomUUID() }) => {
      const sealed = sealOp({ v: 1, station, seq: head.seq + 1, prev: head.hash, id: randomUUID(), doc, section: sectionOf(event.kind), base: 0, by: { id: 'x', name: '王工' }, at, mono: head.seq, event });
      head = { seq: head.seq + 1, hash: sealed.hash };
      return { seq: head.seq, hash: sealed.hash, bytes: sealed.bytes };
    }),
    push: (address, ops) => {
      const body = new Uint8Array(gzipSync(JSON.stringify({ ops }), { level: 1 }));
      return ask(`${address}/v1/push`, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip', ...headersOf('POST', '/v1/push', body) } });
    },
    get: (address, path, signal) => ask(address + path, { method: 'GET', headers: headersOf('GET', path, new Uint8Array()), ...(signal ? { signal } : {}) }),
  };
};
