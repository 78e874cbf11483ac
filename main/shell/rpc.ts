import type { IncomingMessage, ServerResponse } from 'node:http';
import { onError, ORPCError, type AnyRouter } from '@orpc/server';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { BodyLimitPlugin, RPCHandler as HttpHandler } from '@orpc/server/node';
import { RequestHeadersPlugin } from '@orpc/server/plugins';
import type { ShellLog } from './shellLog.ts';

/** An attachment of 200 MiB and the form fields around it. */
export const maxBodyBytes = 220 * 1024 * 1024;
const rpcPrefix = '/rpc';

/** A refusal is an answer; what is logged is only what nobody foresaw. The window gets no stack and no message of it. */
const logUnforeseen = (log: ShellLog) => (error: unknown): void => {
  if (error instanceof ORPCError && error.status < 500) return;
  log.error({ err: error }, 'a procedure failed');
};

export type HttpRpc = { handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> };

/** Serves the router under {@link rpcPrefix}. `handle` answers false when no procedure has that path; nothing is written then. */
export const createHttpRpc = (router: AnyRouter, log: ShellLog): HttpRpc => {
  const handler = new HttpHandler(router, { interceptors: [onError(logUnforeseen(log))], plugins: [new BodyLimitPlugin({ maxBodySize: maxBodyBytes }), new RequestHeadersPlugin()] });
  return {
    handle: async (request, response) => (await handler.handle(request, response, { prefix: rpcPrefix, context: {} })).matched,
  };
};

export type PortRpc = { serve(port: SupportedMessagePort): void };

/** Serves the router to the window at the other end of a message port. The port must be started by the caller. */
export const createPortRpc = (router: AnyRouter, log: ShellLog): PortRpc => {
  const handler = new PortHandler(router, { interceptors: [onError(logUnforeseen(log))], plugins: [new RequestHeadersPlugin()] });
  return { serve: (port) => handler.upgrade(port, { context: {} }) };
};
