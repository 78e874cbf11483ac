import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { stationHeader } from '../domain/api/protocol.ts';
import { refusalOf, refuseWith } from './wire.ts';

/**
 * Requests a minute. A station sends its files one after the other, one of an earlier release with a question before each, and thousands of them wait for a first sync: it is not to be told that it asks too often. Many
 * stations may stand behind one address, so that an address may ask more often still. `slowest`: ms a client may take to send a
 * request, or to take nothing of its answer: 8 MiB over a slow line, but no endless drip. `window`: ms, the minute that is counted in.
 */
export type Limits = { readonly perAddress: number; readonly perStation: number; readonly enrolments: number; readonly slowest: number; readonly window: number };
export const usualLimits: Limits = { perAddress: 12_000, perStation: 6_000, enrolments: 30, slowest: 300_000, window: 60_000 };
/** ms between two looks at who is over his time */
export const lookForSlow = 5_000;

/** ms: a client that has not said what it wants by then is let go */
const headersTimeout = 20_000;

class BusyError extends Error {
  readonly statusCode = 429;
}

/**
 * What stands in front of every path: an address that asks too often is answered 429 `busy` with `retry-after`; each refusal is logged with
 * its reason, who and from where. Counted in this process alone: two processes allow twice as much.
 */
export const addGuards = async (app: FastifyInstance, limits: Limits): Promise<void> => {
  app.server.headersTimeout = headersTimeout;
  // gone before it was looked at: it has no address any more, and hears no answer
  app.addHook('onRequest', async (request, reply) => { if (request.raw.socket.remoteAddress === undefined) return reply.hijack(); });
  await app.register(rateLimit, { global: true, max: limits.perAddress, timeWindow: limits.window, cache: 10_000, errorResponseBuilder: () => new BusyError('too many requests'), hook: 'onRequest' });
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 400) return;
    // a blob that is not there yet is asked for by every station before it sends it
    if (request.method === 'HEAD' && reply.statusCode === 404) return;
    const { [stationHeader]: station } = request.headers;
    request.log[reply.statusCode >= 500 ? 'error' : 'warn']({ method: request.method, path: request.url.split('?')[0], status: reply.statusCode, reason: refusalOf(reply) ?? 'unknown', from: request.ip, ...(typeof station === 'string' ? { station: station.slice(0, 40) } : {}) }, 'refused');
  });
};

/** One station's share; for the paths that only enrolled stations may ask. */
export const limitStations = (scope: FastifyInstance, limits: Limits): void => {
  const count = scope.createRateLimit({ max: limits.perStation, timeWindow: limits.window, keyGenerator: (request) => String(request.headers[stationHeader] ?? '') });
  scope.addHook('preHandler', async (request, reply) => {
    const share = await count(request);
    if (!share.isAllowed && share.isExceeded) return refuseWith(reply.header('retry-after', share.ttlInSeconds), 'busy');
    return undefined;
  });
};
