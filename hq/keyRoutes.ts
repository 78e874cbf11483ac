import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rotationSchema, wipedRequest } from '../domain/api/keys.ts';
import { escrowRequest, handbackRequest, maxPushBody } from '../domain/api/protocol.ts';
import type { Database } from './database.ts';
import { limitStations, usualLimits, type Limits } from './guards.ts';
import { rotateKey, takeWiped } from './deviceKeys.ts';
import { failpoint } from './failpoint.ts';
import { isWaiting, keepHandedBack, takeHandedBack } from './handback.ts';
import { keepEscrow } from './recovery.ts';
import type { RecoveryKey } from './recoveryKey.ts';
import { readOrder } from './wipeOrder.ts';
import { readJson, refuseWith, requireStation, takeBytes, type Headquarters } from './wire.ts';

/** What stations tell headquarters about their keys: the paths of `domain/api/protocol.ts` that have to do with them. */
export const addKeyRoutes = (app: FastifyInstance, database: Database, headquarters: Headquarters, recovery: RecoveryKey, limits: Limits = usualLimits): void => {
  // what was handed back may rest on what another station sends again later
  let waits = true;
  /** What was handed back is kept already: that it cannot be taken in now keeps no station from sending. */
  const takeWaiting = async (request: FastifyRequest): Promise<number> => {
    const failed = (error: unknown, at?: object): void => request.log.error({ error: String(error), ...at }, 'operations that were handed back could not be taken in');
    try {
      const taken = await takeHandedBack(database, failed);
      waits = await isWaiting(database);
      return taken;
    } catch (error) {
      waits = true;
      failed(error);
      return 0;
    }
  };
  app.addHook('onResponse', async (request, reply) => {
    if (!waits || reply.statusCode !== 200 || request.method !== 'POST' || !request.url.startsWith('/v1/push')) return;
    await takeWaiting(request);
  });

  // these two carry their own proof: the key that would sign the request is the one that changes, or is gone
  app.register(async (scope) => {
    takeBytes(scope);
    const config = { rateLimit: { max: limits.enrolments } };
    scope.post('/v1/rotate', { bodyLimit: 4096, config }, async (request, reply) => {
      const asked = rotationSchema.safeParse(readJson(request.body));
      if (!asked.success) return refuseWith(reply, 'malformed');
      const refused = await rotateKey(database, asked.data, request.ip);
      failpoint('rotate-after-commit');
      if (refused) return refuseWith(reply, refused, refused === 'revoked' ? await readOrder(database, asked.data.station) : {});
      request.log.info({ station: asked.data.station }, 'the station has a new key');
      return { key: asked.data.key, time: new Date().toISOString() };
    });
    scope.post('/v1/wiped', { bodyLimit: 128 * 1024, config }, async (request, reply) => {
      const said = wipedRequest.safeParse(readJson(request.body));
      if (!said.success) return refuseWith(reply, 'malformed');
      const refused = await takeWiped(database, headquarters, said.data, { address: request.ip });
      if (refused) return refuseWith(reply, refused);
      request.log.warn({ report: JSON.parse(said.data.text) as unknown }, 'a station has wiped itself');
      return { stored: true };
    });
  });

  app.register(async (scope) => {
    takeBytes(scope);
    const stationOf = requireStation(scope, database, headquarters);
    limitStations(scope, limits);
    scope.post('/v1/handback', { bodyLimit: maxPushBody }, async (request, reply) => {
      const asked = handbackRequest.safeParse(readJson(request.body));
      if (!asked.success) return refuseWith(reply, 'malformed');
      const station = stationOf(request);
      const done = await keepHandedBack(database, headquarters, station, asked.data);
      if (!done) return refuseWith(reply, 'malformed', { detail: 'not an operation of headquarters' });
      if (done.forked > 0) request.log.error({ station, forked: done.forked }, 'operations of headquarters came back with another hash than it has');
      const taken = await takeWaiting(request);
      request.log.info({ station, ...done, taken }, "a station handed back headquarters' own operations");
      return { kept: done.kept, taken };
    });
    scope.post('/v1/escrow', { bodyLimit: 4096 }, async (request, reply) => {
      const asked = escrowRequest.safeParse(readJson(request.body));
      if (!asked.success) return refuseWith(reply, 'malformed');
      const station = stationOf(request);
      if (asked.data.key !== recovery.publicKey || !(await keepEscrow(database, recovery, station, asked.data.box))) return refuseWith(reply, 'recovery-key');
      request.log.info({ station }, 'the station left its sealed data key');
      return { stored: true };
    });
  });
};
