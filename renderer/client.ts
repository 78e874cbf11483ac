import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as FetchLink, type RPCLinkOptions as FetchLinkOptions } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { v7 as uuidv7 } from 'uuid';
import type { contract, RefusedData } from '../domain/api/contract.ts';
import { commandHeader, isCommand, isRepeatable } from '../domain/api/commands.ts';
import { channels, type NativeBridge } from '../domain/api/native.ts';
import type { Push } from '../domain/api/types.ts';
import type { Refusal } from '../domain/result.ts';

/** Everything the window may ask of the station, whichever shell it runs in. */
export type StationClient = ContractRouterClient<typeof contract>;

declare global {
  interface Window {
    /** Set by the preload; absent in the loopback shell. */
    readonly sanlian?: NativeBridge;
  }
}

const portFromPreload = (): Promise<MessagePort> =>
  new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      if (event.source !== window || (event.data as { type?: unknown } | null)?.type !== channels.port) return;
      const [port] = event.ports;
      if (!port) return;
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    window.postMessage({ type: channels.ready }, window.location.origin === 'null' ? '*' : window.location.origin);
  });

type Call = { readonly path: readonly string[]; readonly context: CallContext; readonly signal?: AbortSignal };
/** What goes beside the input of a call: the id of the command, of the calls that write. */
type CallContext = { command?: string };

/** ms before a command whose answer got lost is sent again */
const breath = 250;

/**
 * Gives every command its id, and sends it once more under the same id when its answer got lost: the station carries it out once and answers
 * twice. A refusal or a fault of the station is an answer; whatever else fails is the line.
 */
const commandOnce = async <T>(call: Call, send: (context: CallContext) => Promise<T>): Promise<T> => {
  const name = call.path.join('.');
  if (!isCommand(name) && !isRepeatable(name)) return send(call.context);
  const context = isCommand(name) ? { ...call.context, command: call.context.command ?? uuidv7() } : call.context;
  try {
    return await send(context);
  } catch (error) {
    if (error instanceof ORPCError || call.signal?.aborted) throw error;
    await new Promise((resolve) => setTimeout(resolve, breath));
    return send(context);
  }
};

/** How every call to the station is sent, over either line. */
export const linkOptions: Pick<FetchLinkOptions<CallContext>, 'headers' | 'interceptors'> = {
  headers: ({ context }) => (context.command ? { [commandHeader]: context.command } : {}),
  interceptors: [({ next, ...call }) => commandOnce(call, (context) => next({ ...call, context }))],
};

/** Connects to the station: through the preload's port in Electron, else over HTTP to the address the page came from. */
export const connectStation = async (): Promise<StationClient> => {
  if (window.sanlian) {
    const port = await portFromPreload();
    port.start();
    return createORPCClient(new PortLink({ port, ...linkOptions }));
  }
  return createORPCClient(
    new FetchLink({
      ...linkOptions,
      url: new URL('rpc', document.baseURI),
      fetch: async (request, init) => {
        const response = await globalThis.fetch(request, { ...init, credentials: 'same-origin' });
        // whoever has a page to sign in at names it
        const entrance = response.status === 401 ? response.headers.get('location') : null;
        if (entrance !== null) window.location.assign(entrance);
        return response;
      },
    }),
  );
};

/** A refusal of the station as the sentences it stands for; null when the error is something else (the station is gone, a fault). */
export const refusalsOf = (error: unknown): readonly Refusal[] | null => {
  if (!(error instanceof ORPCError) || error.code !== 'REFUSED') return null;
  return (error.data as RefusedData).refusals;
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });

const shortestWait = 500;
const longestWait = 8000;

/**
 * Listens to what the station says by itself, and connects again when the line breaks. `onLine(true)` comes with every new connection:
 * what was missed in between is unknown, so the listener asks for everything anew. Returns the way to stop.
 */
export const watchStation = (client: StationClient, onPush: (push: Push) => void, onLine: (up: boolean) => void): (() => void) => {
  const stop = new AbortController();
  const listen = async () => {
    let wait = shortestWait;
    while (!stop.signal.aborted) {
      try {
        const pushes = await client.station.watch(undefined, { signal: stop.signal });
        onLine(true);
        wait = shortestWait;
        for await (const push of pushes) onPush(push);
      } catch (error) {
        if (stop.signal.aborted) return;
        // a locked station refuses to be watched but is there all the same
        onLine(refusalsOf(error) !== null);
      }
      await pause(wait, stop.signal);
      wait = Math.min(wait * 2, longestWait);
    }
  };
  void listen();
  return () => stop.abort();
};
