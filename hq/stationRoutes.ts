import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { blobChunk, blobLengthHeader, blobOffsetHeader, blobQuery, enrolRequest, maxPushBody, maxPushUnpacked, newsQuery, newsWait, positionQuery, pullQuery, pushRequest, recordHash, type DigestAnswer } from '../domain/api/protocol.ts';
import type { Rec } from '../domain/record/record.ts';
import type { Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import { isDeviceKey } from './deviceKey.ts';
import { enrolStation } from './enrolment.ts';
import { failpoint } from './failpoint.ts';
import { limitStations, usualLimits, type Limits } from './guards.ts';
import type { News } from './news.ts';
import { takePull } from './pull.ts';
import { settleStepped } from './corrections.ts';
import { readPush, takePush, type PushResult, type ReadPush } from './push.ts';
import { readRevoked } from './revoked.ts';
import { createTurns } from './turns.ts';
import { freshFor, isSignedBy, readJson, refuseWith, requireStation, takeBytes, timeOf, type Headquarters } from './wire.ts';

const unzip = promisify(gunzip);
/**
 * Batches taken at a time: the log is written by one after the other, and the rest of the database's connections are for who asks less. One
 * waits half as long as a station waits for its answer; a station that keeps to its rules sends one more while one is taken. What a station
 * sends mostly packs into less than `aheadBytes`: what is larger is not unpacked before its turn.
 */
const pushTurns = { most: 6, longest: 15_000, waitingEach: 2, waitingBytes: 256 * 1024 * 1024, aheadBytes: 512 * 1024 };
/** seconds until a station that had no turn is to come back */
const comeBack = 5;
const now = (): string => new Date().toISOString();
const bytesOf = (body: unknown): Uint8Array => (body instanceof Uint8Array ? body : new Uint8Array());

const blobParams = (params: unknown): string | null => {
  const { sha256 } = params as { sha256: string };
  return /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null;
};

/** The paths of `domain/api/protocol.ts`. Bodies are read as bytes, because signatures are over bytes. */
export const addStationRoutes = (app: FastifyInstance, database: Database, headquarters: Headquarters, blobs: Blobs, recoveryKey: string, news: News, limits: Limits = usualLimits): void => {
  app.register(async (scope) => {
    takeBytes(scope);
    scope.post('/v1/enrol', { bodyLimit: 4096, config: { rateLimit: { max: limits.enrolments } } }, async (request, reply) => {
      const asked = enrolRequest.safeParse(readJson(request.body));
      if (!asked.success || !isDeviceKey(asked.data.key)) return refuseWith(reply, 'malformed');
      if (!isSignedBy(request, asked.data.key, '')) return refuseWith(reply, 'signature');
      const enrolled = await enrolStation(database, headquarters.epoch, asked.data);
      failpoint('enrol-after-commit');
      if ('refused' in enrolled) return refuseWith(reply, enrolled.refused, enrolled.detail === undefined ? {} : { detail: enrolled.detail });
      const { stationCode } = enrolled;
      request.log.info({ station: asked.data.station, code: stationCode }, 'station enrolled');
      return { epoch: headquarters.epoch, key: headquarters.publicKey, recoveryKey, stationCode, time: now() };
    });
  });

  app.register(async (scope) => {
    takeBytes(scope);
    const stationOf = requireStation(scope, database, headquarters);
    limitStations(scope, limits);
    const inTurn = createTurns(pushTurns);
    scope.addHook('preClose', async () => news.close());

    const readBody = async (request: FastifyRequest): Promise<ReadPush | { readonly kind: 'too-large'; readonly detail: string }> => {
      const encoding = request.headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'gzip') return { kind: 'malformed', detail: 'content-encoding' };
      let body = bytesOf(request.body);
      if (encoding === 'gzip') {
        try {
          body = await unzip(body, { maxOutputLength: maxPushUnpacked });
        } catch (error) {
          return { kind: (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'malformed', detail: 'gzip' };
        }
      }
      const push = pushRequest.safeParse(readJson(body));
      return push.success ? readPush(stationOf(request), push.data) : { kind: 'malformed', detail: push.error.issues[0]?.path.join('.') ?? '' };
    };
    const takeBatch = async (station: string, batch: Awaited<ReturnType<typeof readBody>>, from: string): Promise<PushResult | Extract<typeof batch, { kind: 'too-large' }>> => {
      if (batch.kind === 'too-large') return batch;
      const result = await takePush(database, station, batch, from);
      if (result.kind === 'stored') await settleStepped(database, headquarters, result.stepped);
      return result;
    };
    scope.post('/v1/push', { bodyLimit: maxPushBody }, async (request, reply) => {
      const station = stationOf(request);
      // they wait as they came, packed: a fraction of the memory; but where a turn is free, the batch behind the station's own is read meanwhile
      let reading: ReturnType<typeof readBody> | undefined;
      const read = (): ReturnType<typeof readBody> => (reading ??= readBody(request));
      const taken = await inTurn({ who: station, size: bytesOf(request.body).length }, async () => takeBatch(station, await read(), request.ip), () => void read().catch(() => undefined));
      if (taken === 'busy' || taken === 'late') return refuseWith(reply.header('retry-after', comeBack), taken === 'busy' ? 'busy' : 'unavailable');
      const result = taken.value;
      switch (result.kind) {
        case 'stored': {
          const troubled = result.answer.outcomes.filter((row) => row.outcome !== 'applied');
          if (troubled.length > 0) request.log.warn({ station, troubled }, 'operations kept but not applied');
          return { epoch: headquarters.epoch, ...result.answer, time: now() };
        }
        case 'refused':
          if (result.refusal.error === 'fork') request.log.error({ station, seq: result.refusal.seq }, 'the station has forked and is frozen');
          return reply.code(409).send(result.refusal);
        case 'malformed':
        case 'too-large':
          return refuseWith(reply, result.kind, { detail: result.detail });
        case 'revoked':
          return refuseWith(reply, 'revoked');
      }
    });

    scope.get('/v1/position', { exposeHeadRoute: false }, async (request) => {
      const said = positionQuery.safeParse(request.query);
      const { unsent, files, version, at, seq, told } = said.success ? said.data : {};
      const offset = at === undefined ? undefined : Date.now() - Date.parse(at);
      const station = stationOf(request);
      const sent = timeOf(request);
      // what it says of itself counts when it is newer than what it said last, by its own time: the same question heard again tells nothing. A time yet to come, taken while this clock was fast, is none
      const { rows: [device] } = await database.pool.query<{ last_seq: number; head: string; state: string; behind_seq: number | null; was_behind: number | null }>(
        `with told as (
           update device d set last_contact = least(now(), coalesce($7, now())), asked_at = coalesce($7, d.asked_at), unsent = coalesce($2, d.unsent), unsent_files = coalesce($3, d.unsent_files), version = coalesce($4, d.version),
               clock_offset = coalesce($5, d.clock_offset), behind_seq = case when $6::bigint < d.last_seq then $6 end
             from device before where d.station = $1 and before.tenant = d.tenant and before.station = d.station and (d.asked_at is null or d.asked_at < $7 or d.asked_at > now() + make_interval(secs => $8))
             returning d.behind_seq, before.behind_seq as was_behind)
         select last_seq, head, state, told.behind_seq, was_behind from device left join told on true where station = $1`,
        [station, unsent, files, version, offset, seq, sent === null ? null : new Date(sent), freshFor / 1000],
      );
      if (device && device.behind_seq !== null && device.was_behind === null) request.log.warn({ station, has: device.behind_seq, received: device.last_seq }, 'the station has less of its own log than it sent: an older folder was put back');
      return { epoch: headquarters.epoch, acked: device?.last_seq ?? 0, head: device?.head ?? '', time: now(), ...(device?.state === 'frozen' && { frozen: true }), revoked: await readRevoked(database, told) };
    });

    scope.get('/v1/pull', { exposeHeadRoute: false }, async (request, reply) => {
      const asked = pullQuery.safeParse(request.query);
      if (!asked.success) return refuseWith(reply, 'malformed', { detail: asked.error.issues[0]?.path.join('.') ?? '' });
      const { after, h, limit } = asked.data;
      const station = stationOf(request);
      const result = await takePull(database, headquarters, station, after, h, limit);
      if (result.kind === 'page') return { ...result.answer, time: now() };
      request.log.warn({ station, after }, 'the station has read from another log; it begins again');
      return refuseWith(reply, 'reset');
    });

    scope.get('/v1/news', { exposeHeadRoute: false }, async (request, reply) => {
      const asked = newsQuery.safeParse(request.query);
      if (!asked.success) return refuseWith(reply, 'malformed', { detail: 'after' });
      const gone = new AbortController();
      const leave = (): void => gone.abort();
      reply.raw.once('close', leave);
      const found = await news.wait({ station: stationOf(request), after: asked.data.after, ms: newsWait, signal: gone.signal });
      reply.raw.off('close', leave);
      return found === 'busy' ? refuseWith(reply.header('retry-after', comeBack), 'busy') : { news: found, time: now() };
    });

    scope.get('/v1/digest', { exposeHeadRoute: false }, async (request): Promise<DigestAnswer> => {
      const station = stationOf(request);
      const device = await database.pool.query<{ last_seq: number; head: string }>('select last_seq, head from device where station = $1', [station]);
      const records: Record<string, string> = {};
      const named = new Set<string>();
      let after = '';
      for (;;) {
        const { rows } = await database.pool.query<{ id: string; body: Rec }>('select id, body from record where station = $1 and id > $2 order by id limit 500', [station, after]);
        for (const { id, body } of rows) {
          records[id] = recordHash(body);
          for (const file of body.attachments) named.add(file.sha256);
        }
        if (rows.length < 500) break;
        after = rows.at(-1)!.id;
      }
      const verified = await database.pool.query<{ sha256: string }>('select sha256 from blob where verified and sha256 = any($1) order by sha256', [[...named]]);
      return { ops: device.rows[0]?.last_seq ?? 0, head: device.rows[0]?.head ?? '', records, blobs: verified.rows.map((row) => row.sha256) };
    });

    const blobPath = '/v1/blobs/:sha256';
    scope.head(blobPath, async (request, reply) => {
      const sha256 = blobParams(request.params);
      if (!sha256) return refuseWith(reply, 'malformed');
      const position = await blobs.position(stationOf(request), sha256);
      if (position.verified) return reply.code(200).send();
      return reply.code(404).header(blobOffsetHeader, position.offset).send();
    });
    scope.get(blobPath, { exposeHeadRoute: false }, async (request, reply) => {
      const sha256 = blobParams(request.params);
      const asked = blobQuery.safeParse(request.query);
      if (!sha256 || !asked.success) return refuseWith(reply, 'malformed');
      const { record, offset } = asked.data;
      // a record the station works at, holds, made or was given, and that names the file and has not let go of it
      const { rowCount } = await database.pool.query(
        `select 1 from record r join device d on d.station = $2
          where r.id = $1 and (r.site = d.site or r.body #>> '{context,site,code}' = d.site or r.station = $2 or r.holder = $2 or exists (select 1 from reader where reader.doc = r.id and reader.station = $2)) and r.body -> 'attachments' @> $3::jsonb`,
        [record, stationOf(request), JSON.stringify([{ sha256 }])],
      );
      const found = rowCount ? await blobs.read(sha256) : null;
      if (!found || offset > found.size) return refuseWith(reply, 'not-found');
      return reply.code(200).type('application/octet-stream').header(blobOffsetHeader, offset).header(blobLengthHeader, found.size).send(Buffer.from(await found.slice(offset, offset + blobChunk).arrayBuffer()));
    });
    scope.patch(blobPath, { bodyLimit: blobChunk }, async (request, reply) => {
      const sha256 = blobParams(request.params);
      const offset = Number(request.headers[blobOffsetHeader]);
      const length = Number(request.headers[blobLengthHeader]);
      if (!sha256 || !Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length < 0) return refuseWith(reply, 'malformed');
      const done = await blobs.append(stationOf(request), sha256, offset, length, bytesOf(request.body));
      switch (done.kind) {
        case 'verified':
          return reply.code(200).send();
        case 'appended':
          return reply.code(204).header(blobOffsetHeader, done.offset).send();
        case 'offset':
          return refuseWith(reply.header(blobOffsetHeader, done.offset), 'offset');
        case 'damaged':
          return refuseWith(reply.header(blobOffsetHeader, 0), 'damaged');
        case 'too-large':
          return refuseWith(reply, 'too-large');
      }
    });
  });
};
