import type { FastifyInstance } from 'fastify';
import { checkpointHeader, consistencyQuery, inclusionQuery, witnessedRequest } from '../domain/api/witness.ts';
import { openCheckpoint, signCheckpoint } from '../domain/witness/checkpoint.ts';
import { frontierRoot } from '../domain/witness/merkle.ts';
import type { Database } from './database.ts';
import { isKeySignature } from './deviceKey.ts';
import { readFerryKey } from './ferryKey.ts';
import type { LogTree } from './tree.ts';
import type { RecoveryKey } from './recoveryKey.ts';
import { refuseWith, requireStation, type Headquarters } from './wire.ts';

/** What stands in the log now, signed. */
export const currentCheckpoint = async (tree: LogTree, headquarters: Headquarters): Promise<{ readonly size: number; readonly root: string; readonly note: string }> => {
  const frontier = await tree.frontier();
  const root = frontierRoot(frontier);
  return { size: frontier.size, root, note: signCheckpoint({ epoch: headquarters.epoch, size: frontier.size, root, time: new Date().toISOString() }, headquarters.publicKey, headquarters.sign) };
};

/** The signed statements of every restore, the first one first. */
export const readRestores = async (database: Database): Promise<readonly string[]> =>
  (await database.pool.query<{ note: string }>('select note from restored order by at')).rows.map((row) => row.note);

const carriesCheckpoint = /^\/v1\/(push|pull|position)(\?|$)/;

/**
 * The paths of `domain/api/witness.ts`, and a signed checkpoint on every answer to push, pull and position. An answer never fails for the
 * checkpoint's sake: without one the station asks again next time.
 */
export const addWitnessRoutes = (app: FastifyInstance, database: Database, headquarters: Headquarters, tree: LogTree, recovery: Pick<RecoveryKey, 'publicKey' | 'change'>): void => {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (reply.statusCode !== 200 || !carriesCheckpoint.test(request.url)) return payload;
    try {
      reply.header(checkpointHeader, Buffer.from((await currentCheckpoint(tree, headquarters)).note).toString('base64url'));
    } catch (error) {
      request.log.error({ error: String(error) }, 'no checkpoint could be made');
    }
    return payload;
  });

  app.get('/v1/epoch', { exposeHeadRoute: false }, async () => ({ epoch: headquarters.epoch, restores: await readRestores(database), ferryKey: (await readFerryKey(database)).publicKey, recoveryKey: recovery.publicKey, ...(recovery.change && { recoveryChange: recovery.change }) }));

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const stationOf = requireStation(scope, database, headquarters);
    const sizeNow = async (): Promise<number> => (await tree.frontier()).size;

    scope.get('/v1/proof/consistency', { exposeHeadRoute: false }, async (request, reply) => {
      const asked = consistencyQuery.safeParse(request.query);
      if (!asked.success || asked.data.from > asked.data.to) return refuseWith(reply, 'malformed');
      if (asked.data.to > (await sizeNow())) return refuseWith(reply, 'not-found');
      return { path: await tree.consistency(asked.data.from, asked.data.to) };
    });

    scope.get('/v1/proof/inclusion', { exposeHeadRoute: false }, async (request, reply) => {
      const asked = inclusionQuery.safeParse(request.query);
      if (!asked.success) return refuseWith(reply, 'malformed');
      const { size } = asked.data;
      if (size > (await sizeNow())) return refuseWith(reply, 'not-found');
      const { rows } = await database.pool.query<{ seq: number; server_seq: number }>('select seq, server_seq from op where station = $1 and seq = any($2) and server_seq <= $3 order by seq', [stationOf(request), asked.data.seqs.split(',').map(Number), size]);
      const inclusions = [];
      for (const { seq, server_seq: place } of rows) inclusions.push({ seq, index: place - 1, path: await tree.inclusion(place - 1, size) });
      return { inclusions };
    });

    scope.get('/v1/horizon', { exposeHeadRoute: false }, async (request) => {
      const { rows } = await database.pool.query<{ seq: number; at: Date }>('select coalesce((positions->>$1)::bigint, 0) as seq, at from backup order by at desc limit 1', [stationOf(request)]);
      return rows[0] ? { seq: rows[0].seq, at: rows[0].at.toISOString() } : { seq: 0 };
    });

    scope.post('/v1/witnessed', { bodyLimit: 4096 }, async (request, reply) => {
      let said: unknown;
      try {
        said = JSON.parse(Buffer.from(request.body as Uint8Array).toString('utf8'));
      } catch {
        return refuseWith(reply, 'malformed');
      }
      const asked = witnessedRequest.safeParse(said);
      const checkpoint = asked.success ? openCheckpoint(asked.data.checkpoint, headquarters.publicKey, isKeySignature) : null;
      if (!asked.success || !checkpoint) return refuseWith(reply, 'malformed');
      const station = stationOf(request);
      await database.pool.query(
        `insert into witnessed (station, epoch, size, note) values ($1, $2, $3, $4)
         on conflict (tenant, station, epoch) do update set size = excluded.size, note = excluded.note, received_at = now() where witnessed.size < excluded.size`,
        [station, checkpoint.epoch, checkpoint.size, asked.data.checkpoint],
      );
      request.log.info({ station, epoch: checkpoint.epoch, size: checkpoint.size }, 'a station showed what it has of an earlier log');
      return { stored: true };
    });
  });
};
