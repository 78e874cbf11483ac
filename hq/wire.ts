import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerText, blobOffsetHeader, epochHeader, headquartersHeader, nonceHeader, protocolVersion, readTime, requestText, signatureHeader, staleStatus, stationHeader, timeHeader, type RefusalWord } from '../domain/api/protocol.ts';
import type { Database } from './database.ts';
import { readOrder } from './wipeOrder.ts';
import { isKeySignature } from './deviceKey.ts';

export type Headquarters = { readonly epoch: string; /** the name headquarters writes its own operations under */ readonly station: string; readonly publicKey: string; readonly sign: (text: string) => string };

/** The identity stored with the database (made by the first start). */
export const readHeadquarters = async (database: Database): Promise<Headquarters> => {
  const { rows } = await database.pool.query<{ name: string; value: string }>(`select name, value from meta where name in ('epoch', 'key', 'station')`);
  const meta = new Map(rows.map((row) => [row.name, row.value]));
  const key = createPrivateKey({ key: Buffer.from(meta.get('key') ?? '', 'base64url'), format: 'der', type: 'pkcs8' });
  return {
    epoch: meta.get('epoch') ?? '',
    station: meta.get('station') ?? '',
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
};

const pack = promisify(gzip);
/** characters from which an answer is packed, and the level: a storm of stations is paid with this processor */
const worthPacking = 1024;
const quick = { level: 1 };

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const header = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};
const bodyOf = (request: FastifyRequest): Uint8Array => (request.body instanceof Uint8Array ? request.body : new Uint8Array());
/** The JSON in a body; null when it is none. */
export const readJson = (body: unknown): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body instanceof Uint8Array ? body : new Uint8Array()));
  } catch {
    return null;
  }
};
/** Bodies as bytes, because signatures are over bytes. */
export const takeBytes = (scope: FastifyInstance): void => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
};
const isNonce = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

const statusOf: Readonly<Record<RefusalWord, number>> = {
  malformed: 400, 'too-large': 413, signature: 401, 'station-unknown': 401, revoked: 403, epoch: 409, code: 403, 'station-code': 409, 'not-found': 404, offset: 409, damaged: 422,
  unavailable: 503, gap: 409, fork: 409, reset: 409, busy: 429, 'not-allowed': 403, 'recovery-key': 409, full: 507, stale: staleStatus,
};
const refusals = new WeakMap<FastifyReply, RefusalWord>();
/** The word an answer refused with, for the log and the figures. */
export const refusalOf = (reply: FastifyReply): RefusalWord | undefined => refusals.get(reply);
export const refuseWith = (reply: FastifyReply, error: RefusalWord, more: Readonly<Record<string, unknown>> = {}): FastifyReply => {
  refusals.set(reply, error);
  return reply.code(statusOf[error]).send({ error, ...more });
};

/** ms: how far a request's time may be from headquarters' own; beyond it somebody kept the request, or its station does not know the time yet */
export const freshFor = 10 * 60_000;
/** What a station said of the time of its request, ms since 1970; null where it said none. Only after `requireStation` is it a signed word. */
export const timeOf = (request: FastifyRequest): number | null => {
  const time = readTime(header(request, timeHeader), header(request, nonceHeader));
  return time === 'wrong' ? null : time;
};

/** True when the request was signed by `key` over exactly this method, path, time, nonce and body. */
export const isSignedBy = (request: FastifyRequest, key: string, epoch: string): boolean => {
  const nonce = header(request, nonceHeader);
  if (!isNonce(nonce) || readTime(header(request, timeHeader), nonce) === 'wrong') return false;
  const text = requestText(request.method, request.url, epoch, nonce, sha256(bodyOf(request)));
  return isKeySignature(key, text, header(request, signatureHeader));
};

export type StationOf = (request: FastifyRequest) => string;

/** Names headquarters on every answer and signs what it answers to a request with a nonce. */
export const signAnswers = (app: FastifyInstance, headquarters: Headquarters): void => {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    reply.header(headquartersHeader, protocolVersion);
    const nonce = header(request, nonceHeader);
    if (!isNonce(nonce)) return payload;
    const body = typeof payload === 'string' || payload instanceof Uint8Array ? payload : '';
    const offset = String(reply.getHeader(blobOffsetHeader) ?? '');
    const text = answerText(request.method, request.url, nonce, reply.statusCode, offset, sha256(request.method === 'HEAD' ? '' : body));
    reply.header(signatureHeader, headquarters.sign(text));
    // packed after it is signed: the signature is over what was said, not over how it travels
    if (typeof payload !== 'string' || payload.length < worthPacking || request.method === 'HEAD' || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload;
    reply.header('content-encoding', 'gzip').removeHeader('content-length');
    return pack(payload, quick);
  });
};

/**
 * Lets only enrolled stations past. Who is unknown is refused before a byte of the body is read; the signature is checked before the body
 * is unpacked. What is not of this time is refused with headquarters' own; a station that once said the time says it always, so that what it signed
 * before, under an earlier release, is of no time either. Answers 401 `station-unknown` or `signature`, 403 `revoked`, 425 `stale`, 409 `epoch`.
 */
export const requireStation = (app: FastifyInstance, database: Database, headquarters: Headquarters): StationOf => {
  const known = new WeakMap<FastifyRequest, { readonly station: string; readonly key: string; readonly saysTime: boolean; /** ms since 1970; a body may take longer on a slow line than a request stays fresh */ readonly arrived: number }>();
  app.addHook('onRequest', async (request, reply) => {
    const arrived = Date.now();
    const station = header(request, stationHeader);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(station)) return refuseWith(reply, 'station-unknown');
    const device = (await database.pool.query<{ key: string; state: string; says_time: boolean }>('select key, state, asked_at is not null as says_time from device where station = $1', [station])).rows[0];
    if (!device) return refuseWith(reply, 'station-unknown');
    known.set(request, { station, key: device.key, saysTime: device.says_time, arrived });
    // whatever it asked: a stolen station is told to wipe itself
    if (device.state === 'revoked') return refuseWith(reply, 'revoked', await readOrder(database, station));
    return undefined;
  });
  app.addHook('preHandler', async (request, reply) => {
    const epoch = header(request, epochHeader);
    const device = known.get(request);
    if (!device || !isSignedBy(request, device.key, epoch)) return refuseWith(reply, 'signature');
    const time = timeOf(request);
    if (time === null ? device.saysTime : Math.abs(device.arrived - time) > freshFor) return refuseWith(reply, 'stale', { time: new Date().toISOString() });
    if (epoch !== headquarters.epoch) return refuseWith(reply, 'epoch');
    return undefined;
  });
  return (request) => known.get(request)?.station ?? '';
};
