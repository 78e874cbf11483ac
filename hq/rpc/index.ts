import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import { ORPCError } from '@orpc/client';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { securityHeaders } from '../../domain/api/windowPolicy.ts';
import { createPaperWorker } from '../../main/papers/createPaperWorker.ts';
import { listServedFiles, type ServedFile, type ServedFiles } from '../../main/shell/files.ts';
import type { Blobs } from '../blobs.ts';
import type { Database } from '../database.ts';
import type { HeadquartersDesk } from '../desk.ts';
import type { BoardIndex } from '../boardIndex.ts';
import { createBoardReads } from '../boardReads.ts';
import { createProfiles } from '../profiles.ts';
import type { Reports } from '../report.ts';
import { createCalendarReader } from '../reference.ts';
import type { Headquarters } from '../wire.ts';
import { peekSession, type Session } from '../web/sessions.ts';
import { isForeign, sessionCookie } from '../web/site.ts';
import { createDefinitions } from './definitions.ts';
import { createLists } from './lists.ts';
import { createDeskRouter, type DeskContext } from './router.ts';
import { createBoards } from './boards.ts';
import { createViews } from './views.ts';
import { createWatch } from './watch.ts';

const assets = join(import.meta.dirname, '../../assets');
const built = join(import.meta.dirname, '../../dist/renderer');

/** bytes of one call: an order's cells, or the ids behind a number of a board */
const largestCall = 4 * 1024 * 1024;

/** The window as it was built; null where it was not. */
const filesOfWindow = (): ServedFiles | null => {
  try {
    return listServedFiles({ renderer: built, fonts: join(assets, 'fonts') });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/**
 * The window of the stations at headquarters, under /desk/, behind the session of its pages: the built files, and the contract's procedures at
 * /desk/rpc. A call must come from headquarters' own page: POST, JSON, its origin named and the same.
 */
export const addWindow = (app: FastifyInstance, { database, headquarters, desk, blobs, index, reports, version }: { readonly database: Database; readonly headquarters: Headquarters; readonly desk: HeadquartersDesk; readonly blobs: Blobs; readonly index: BoardIndex; readonly reports: Reports; readonly version: string }): void => {
  app.register(async (scope) => {
    await scope.register(cookie);
    const files = filesOfWindow();
    const definitions = createDefinitions(database);
    const profiles = createProfiles(database.log);
    const papers = createPaperWorker({ fontsFolder: join(assets, 'fonts') });
    const watch = createWatch(database, scope.log as never);
    scope.addHook('preClose', async () => watch.close());
    scope.addHook('onClose', () => papers.close());
    const calendar = createCalendarReader(database);
    const router = createDeskRouter({
      boards: createBoards({ database, reads: createBoardReads(database, definitions), index, profiles, calendar, now: Date.now }), reports,
      database, desk, blobs, papers, watch, version, own: { id: headquarters.station }, lists: (within) => createLists(database, definitions, profiles, within), views: (within) => createViews(database, definitions, headquarters.station, within),
      contracts: async (site, within) => (await (site === undefined ? profiles.newest(database.pool, within) : profiles.of(database.pool, site)))?.contracts ?? [],
      calendar,
    });
    const rpc = new RPCHandler<DeskContext>(router as never, {
      interceptors: [onError((error) => { if (!(error instanceof ORPCError) || error.status >= 500) scope.log.error({ error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'a procedure failed'); })],
    });

    scope.addHook('onSend', async (_request, reply, payload) => {
      reply.headers(securityHeaders);
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      return payload;
    });
    const tokenOf = (request: FastifyRequest): string | null => {
      const token = request.cookies[sessionCookie];
      return token !== undefined && /^[\w-]{43}$/.test(token) ? token : null;
    };
    const signedIn = async (token: string | null): Promise<Session | null> => {
      const session = token === null ? null : await peekSession(database, token);
      return session?.stage === 'in' ? session : null;
    };

    scope.post('/desk/rpc/*', { bodyLimit: largestCall }, async (request, reply) => {
      const type = request.headers['content-type']?.split(';', 1)[0]?.trim();
      if (request.headers.origin === undefined || isForeign(request)) return reply.code(403).send({ error: 'not-allowed', detail: 'origin' });
      if (type !== undefined && type !== 'application/json') return reply.code(415).send({ error: 'malformed', detail: 'content-type' });
      const token = tokenOf(request);
      const session = await signedIn(token);
      if (!session || token === null) return reply.code(401).header('location', '/login').send({ error: 'not-allowed', detail: 'session' });
      const { matched } = await rpc.handle(request, reply, { prefix: '/desk/rpc', context: { session, token, address: request.ip, headers: request.headers } });
      return matched ? reply : reply.code(404).send({ error: 'not-found' });
    });

    const send = (request: FastifyRequest, reply: FastifyReply, file: ServedFile | undefined): FastifyReply => {
      if (!file) return reply.code(404).send({ error: 'not-found' });
      reply.headers({ etag: file.etag, 'cache-control': file.cacheControl });
      if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
      return reply.headers({ 'content-type': file.contentType, 'content-length': file.bytes }).send(createReadStream(file.file));
    };
    const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0]!;
    scope.get('/desk', { exposeHeadRoute: false }, async (_request, reply) => reply.redirect('/desk/', 303));
    scope.get('/desk/*', { exposeHeadRoute: false }, async (request, reply) => {
      const path = pathOf(request).slice('/desk'.length);
      if (path === '/' && !(await signedIn(tokenOf(request)))) return reply.redirect('/login', 303);
      if (path === '/' && !files) return reply.redirect('/window', 303);
      return send(request, reply, path.startsWith('/fonts/') ? undefined : files?.get(path));
    });
    // the window names its fonts from the root, as at a station
    scope.get('/fonts/*', { exposeHeadRoute: false }, async (request, reply) => send(request, reply, files?.get(pathOf(request))));
  });
};
