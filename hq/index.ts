import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { pino, type Logger } from 'pino';
import { headquartersHeader, protocolVersion } from '../domain/api/protocol.ts';
import { createBlobs } from './blobs.ts';
import { keepBoardIndex } from './boardIndex.ts';
import { openDatabase } from './database.ts';
import { createCode, issueEnrolmentCode } from './enrolment.ts';
import { guardIncarnation } from './incarnation.ts';
import { fullRetryAfter, isDiskFull } from './diskFull.ts';
import { createDesk, type HeadquartersDesk } from './desk.ts';
import { addGuards, lookForSlow, usualLimits, type Limits } from './guards.ts';
import { addInternalRoutes } from './internal.ts';
import { addMetrics } from './metrics.ts';
import { createNews } from './news.ts';
import { openApi } from './openapi.ts';
import { startPostgres } from './postgres.ts';
import { createProfiles } from './profiles.ts';
import { createCalendarReader } from './reference.ts';
import { createReports } from './report.ts';
import { readRecoveryKey } from './recoveryKey.ts';
import { addKeyRoutes } from './keyRoutes.ts';
import { keepOldCorrections } from './oldCorrections.ts';
import { keepSearchIndex } from './searchIndex.ts';
import { addStationRoutes } from './stationRoutes.ts';
import { createLogTree } from './tree.ts';
import { createDefinitions } from './rpc/definitions.ts';
import { addWindow } from './rpc/index.ts';
import { addPages } from './web/index.ts';
import { readHeadquarters, refuseWith, signAnswers } from './wire.ts';
import { addWitnessRoutes } from './witness.ts';
import { StartError } from './words.ts';

export type HeadquartersOptions = {
  /** holds files, and the database when there is no `databaseUrl` */
  readonly dataFolder: string;
  /** 0 for any free port */
  readonly port: number;
  /** default 127.0.0.1 */
  readonly host?: string;
  /** a PostgreSQL server; without it headquarters runs its own under `dataFolder` */
  readonly databaseUrl?: string;
  readonly log?: Logger;
  /** opens the internal paths to who knows it; without it there are none */
  readonly internalToken?: string;
  /** those of `usualLimits` where nothing is said */
  readonly limits?: Partial<Limits>;
  /** addresses or networks (CIDR) of proxies whose X-Forwarded-For says who asks; nobody's by default */
  readonly trustProxy?: readonly string[];
  /** of the program, named in the OpenAPI document */
  readonly version?: string;
  /** one of several headquarters in one database */
  readonly tenant?: string;
};

export type RunningHeadquarters = {
  /** `http://host:port` */
  readonly address: string;
  /** its public key, SPKI DER, base64url: what stations pin */
  readonly key: string;
  /** makes the first administrator's account, once */
  readonly adminCode: string;
  /** a one-time code for one station; `minutes` of life, 15 by default */
  readonly createEnrolmentCode: (minutes?: number, site?: string) => Promise<string>;
  readonly desk: HeadquartersDesk;
  readonly stop: () => Promise<void>;
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Starts headquarters; throws StartError when the folder, the database or the port cannot be used. What was started is stopped again. */
export const startHeadquarters = async (options: HeadquartersOptions): Promise<RunningHeadquarters> => {
  const log = options.log ?? pino({ level: 'silent' });
  const dataFolder = resolve(options.dataFolder);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError('folderUnwritable', { folder: dataFolder, reason: codeOf(error) }, error);
  }
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    let url = options.databaseUrl;
    if (url === undefined) {
      const postgres = await startPostgres(dataFolder);
      closing.push(postgres.stop);
      url = postgres.url;
    }
    const database = await openDatabase(url, log, options.tenant);
    closing.push(database.close);
    closing.push(await guardIncarnation(database, dataFolder));
    const headquarters = await readHeadquarters(database);
    const blobs = await createBlobs(database, dataFolder);
    const recovery = await readRecoveryKey(database, dataFolder);
    const adminCode = createCode();

    const logger: FastifyBaseLogger = log;
    const limits = { ...usualLimits, ...options.limits };
    const app = Fastify({ loggerInstance: logger, ...(options.trustProxy?.length ? { trustProxy: [...options.trustProxy] } : {}), logController: new LogController({ disableRequestLogging: true }), requestTimeout: limits.slowest, connectionTimeout: limits.slowest, http: { connectionsCheckingInterval: lookForSlow }, keepAliveTimeout: 30_000, forceCloseConnections: 'idle', bodyLimit: 4096,
      // a path no route can take
      frameworkErrors: (_error, _request, reply) => refuseWith(reply.header(headquartersHeader, protocolVersion), 'malformed', { detail: 'path' }) });
    closing.push(() => app.close());
    // an answer under way when headquarters stops is the last on its line, which would be kept open for another
    let isStopping = false;
    app.addHook('preClose', async () => { isStopping = true; });
    app.addHook('onSend', async (_request, reply) => { if (isStopping) reply.header('connection', 'close'); });
    signAnswers(app, headquarters);
    app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status === 429) return refuseWith(reply, 'busy');
      if (status === 413) return refuseWith(reply, 'too-large');
      if (status >= 400 && status < 500) return refuseWith(reply, 'malformed', { detail: error.code ?? '' });
      request.log.error({ error: error.message, stack: error.stack, url: request.url }, 'request failed');
      return isDiskFull(error) ? refuseWith(reply.header('retry-after', fullRetryAfter), 'full') : refuseWith(reply, 'unavailable');
    });
    await addGuards(app, limits);
    const news = createNews(database, log);
    addMetrics(app, database, news.held);
    app.get('/openapi.json', async () => openApi(options.version ?? '0'));
    app.get('/healthz', async () => {
      await database.pool.query('select 1');
      return { ok: true };
    });
    addWitnessRoutes(app, database, headquarters, createLogTree(database), recovery);
    const desk = createDesk(database, headquarters);
    if (options.internalToken) addInternalRoutes(app, desk, options.internalToken);
    addStationRoutes(app, database, headquarters, blobs, recovery.publicKey, news, limits);
    addKeyRoutes(app, database, headquarters, recovery, limits);
    const [definitions, profiles, calendar] = [createDefinitions(database), createProfiles(database.log), createCalendarReader(database)];
    const index = keepBoardIndex(database, { definitions, calendar, profiles }, (error) => log.error({ error: String(error) }, 'the counts of the boards could not follow the log'));
    app.addHook('onClose', () => index.stop());
    const reports = createReports(database, definitions, { calendar, profiles, index, blobs });
    addPages(app, database, adminCode, recovery, reports);
    closing.push(keepSearchIndex(database, (error) => log.error({ error: String(error) }, 'the search index could not follow the log')));
    addWindow(app, { database, headquarters, desk, blobs, index, reports, version: options.version ?? '0' });
    const address = await app.listen({ port: options.port, host: options.host ?? '127.0.0.1' }).catch((error: unknown) => {
      throw new StartError('portTaken', { port: options.port, reason: codeOf(error) }, error);
    });
    closing.push(keepOldCorrections(database, headquarters, log));
    log.info({ address, dataFolder, epoch: headquarters.epoch }, 'headquarters is up');
    return { address, key: headquarters.publicKey, adminCode, createEnrolmentCode: (minutes = 15, site?: string) => issueEnrolmentCode(database, minutes, site), desk, stop };
  } catch (error) {
    await stop().catch((second: unknown) => log.error({ error: String(second) }, 'stopping after a failed start'));
    throw error;
  }
};
