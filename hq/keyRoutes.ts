import type { FastifyInstance } from 'fastify';
import { escrowRequest } from '../domain/api/protocol.ts';
import type { Database } from './database.ts';
import { limitStations, usualLimits, type Limits } from './guards.ts';
import { keepEscrow } from './recovery.ts';
import type { RecoveryKey } from './recoveryKey.ts';
import { readJson, refuseWith, requireStation, takeBytes, type Headquarters } from './wire.ts';

/** What stations tell headquarters about their keys: the paths of `domain/api/protocol.ts` that have to do with them. */
export const addKeyRoutes = (app: FastifyInstance, database: Database, headquarters: Headquarters, recovery: RecoveryKey, limits: Limits = usualLimits): void => {
  app.register(async (scope) => {
    takeBytes(scope);
    const stationOf = requireStation(scope, database, headquarters);
    limitStations(scope, limits);
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
