import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { StationStatus } from '../../domain/api/types.ts';
import { isRestartWorthwhile } from '../shell/policy.ts';
import type { CoreOptions, FromCore, StartRefusal, ToCore } from './messages.ts';

export type CoreEvents = {
  onStatus(status: StationStatus): void;
  /** The station runs again after a crash: windows must ask for a new port. */
  onRestarted(): void;
  onRefused(refusal: StartRefusal): void;
  /** It crashed too often to be started again. */
  onLost(): void;
};
export type CoreProcess = {
  /** A port to the station for one window. */
  connect(): MessagePortMain;
  unlock(account: string, passphrase: string): Promise<boolean>;
  /** Resolves when the station has closed its database, or after five seconds without an answer. */
  close(): Promise<void>;
};

/** Starts the station's process, and starts it again when it crashes. */
export const startCore = (file: string, options: CoreOptions, events: CoreEvents): CoreProcess => {
  const crashes: number[] = [];
  const waiting = new Map<number, (ok: boolean) => void>();
  let child: UtilityProcess | undefined;
  let isClosing = false;
  let isRefused = false;
  let requests = 0;

  const send = (message: ToCore, ports: MessagePortMain[] = []): void => child?.postMessage(message, ports);
  const receive = (message: FromCore): void => {
    if (message.kind === 'status') events.onStatus(message.status);
    if (message.kind === 'unlocked') {
      waiting.get(message.request)?.(message.ok);
      waiting.delete(message.request);
    }
    if (message.kind === 'ready' && crashes.length > 0) events.onRestarted();
    if (message.kind === 'refused') {
      isRefused = true;
      events.onRefused(message.refusal);
    }
  };
  const start = (): void => {
    child = utilityProcess.fork(file, [JSON.stringify(options)], { serviceName: 'sanlian-station', stdio: 'inherit' });
    child.on('message', (message: FromCore) => receive(message));
    child.once('exit', () => {
      child = undefined;
      for (const answer of waiting.values()) answer(false);
      waiting.clear();
      if (isClosing || isRefused) return;
      const now = Date.now();
      crashes.push(now);
      if (isRestartWorthwhile(crashes.slice(0, -1), now)) start();
      else events.onLost();
    });
  };
  start();

  return {
    connect: () => {
      const { port1, port2 } = new MessageChannelMain();
      send({ kind: 'window' }, [port1]);
      return port2;
    },
    unlock: (account, passphrase) => new Promise((resolve) => {
      if (!child) return resolve(false);
      requests += 1;
      waiting.set(requests, resolve);
      send({ kind: 'unlock', request: requests, account, passphrase });
    }),
    close: () => new Promise((resolve) => {
      isClosing = true;
      if (!child) return resolve();
      const timer = setTimeout(() => {
        child?.kill();
        resolve();
      }, 5_000);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      send({ kind: 'close' });
    }),
  };
};
