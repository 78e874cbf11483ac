import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { AnyRouter } from '@orpc/server';
import { listServedFiles, type ServedFile } from '../shell/files.ts';
import { securityHeaders } from '../../domain/api/windowPolicy.ts';
import { requestRefusal, routeOf, type RequestFacts } from '../shell/policy.ts';
import { createHttpRpc, maxBodyBytes } from '../shell/rpc.ts';
import type { ShellLog } from '../shell/shellLog.ts';
import { createAdmission } from './admission.ts';
import { notice } from './notices.ts';

export type LoopbackOptions = {
  readonly router: AnyRouter;
  /** the built window, dist/renderer */
  readonly rendererFolder: string;
  readonly fontsFolder: string;
  /** 0: any free one */
  readonly port: number;
  readonly log: ShellLog;
  /** Called with a fresh link each time the last one was used, so that another window can be opened. */
  readonly onLinkUsed?: (link: string) => void;
  /** ms a connection may take to say what it asks */
  readonly patience?: number;
};
export type LoopbackServer = { readonly address: string; link(): string; close(): Promise<void> };

/**
 * Serves the window and its RPC on 127.0.0.1. Rejects with the system's error (EADDRINUSE, EACCES) when the port cannot be had.
 * Everything but the one-time link needs the session's cookie.
 */
export const createLoopbackServer = async (options: LoopbackOptions): Promise<LoopbackServer> => {
  const files = listServedFiles({ renderer: options.rendererFolder, fonts: options.fontsFolder });
  const { patience = 10_000 } = options;
  const rpc = createHttpRpc(options.router, options.log);
  const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: patience, requestTimeout: 180_000, keepAliveTimeout: 30_000, connectionsCheckingInterval: patience / 2 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: options.port, exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const address = `127.0.0.1:${port}`;
  const admission = createAdmission(port);
  const link = (): string => `http://${address}/start?token=${admission.token()}`;

  const start = (request: IncomingMessage, response: ServerResponse): void => {
    const token = new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('token') ?? '';
    // A HEAD (a link checker, a chat's preview) must not use the token up.
    const session = request.method === 'GET' ? admission.exchange(token) : undefined;
    if (session === undefined) return notice(request, response, 403, 'link-used');
    response.writeHead(303, { location: '/', 'cache-control': 'no-store', 'set-cookie': `${admission.cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict` }).end();
    options.onLinkUsed?.(link());
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = requestRefusal(factsOf(request), address, maxBodyBytes);
    if (refusal) {
      options.log.warn({ reason: refusal.reason, status: refusal.status }, 'request refused');
      if (refusal.status === 405) response.setHeader('allow', routeOf(request.url ?? '') === 'rpc' ? 'POST' : 'GET, HEAD');
      return notice(request, response, refusal.status, 'refused', refusal.reason);
    }
    const route = routeOf(request.url ?? '');
    if (route === 'start') return start(request, response);
    if (!admission.isAdmitted(request.headers.cookie)) return notice(request, response, 401, 'no-session');
    if (route === 'rpc') {
      response.setHeader('cache-control', 'no-store');
      if (await rpc.handle(request, response)) return;
      return notice(request, response, 404, 'not-found');
    }
    const file = files.get((request.url ?? '').split('?', 1)[0] ?? '');
    return file ? sendFile(request, response, file) : notice(request, response, 404, 'not-found');
  };

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else notice(request, response, 500, 'failed');
    });
  });
  // Nothing here speaks another protocol; a WebSocket would escape the checks above.
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'));
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // A browser opens connections ahead of their use: one that asked nothing gets no answer. It would be read as the answer to the
    // question that is just then sent over it.
    if (!socket.writable || socket.bytesRead === 0) return void socket.destroy();
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  return {
    address,
    link,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      // Windows hold a stream open as long as they live; they are told by its end.
      server.closeAllConnections();
    }),
  };
};

const headerValues = (request: IncomingMessage, name: string): string[] =>
  request.rawHeaders.filter((_value, index) => index % 2 === 1 && request.rawHeaders[index - 1]?.toLowerCase() === name);

const factsOf = (request: IncomingMessage): RequestFacts => {
  const { headers } = request;
  const fetchSite = headers['sec-fetch-site'];
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    hosts: headerValues(request, 'host'),
    origin: headers.origin,
    fetchSite: Array.isArray(fetchSite) ? fetchSite.join() : fetchSite,
    contentType: headers['content-type'],
    contentLength: headers['content-length'] === undefined ? undefined : Number(headers['content-length']),
    chunked: headers['transfer-encoding'] !== undefined,
    upgrade: headers.upgrade !== undefined,
  };
};

const sendFile = async (request: IncomingMessage, response: ServerResponse, file: ServedFile): Promise<void> => {
  response.setHeader('etag', file.etag);
  response.setHeader('cache-control', file.cacheControl);
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': file.contentType, 'content-length': file.bytes });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(createReadStream(file.file), response).catch((error: NodeJS.ErrnoException) => {
    // A window closed in the middle of a font is no failure.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET') throw error;
  });
};
