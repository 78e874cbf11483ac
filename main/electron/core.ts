import type { ParentPort } from 'electron';
import { prepareDataFolder } from '../shell/dataFolder.ts';
import { lockFolder } from '../shell/folderLock.ts';
import { openLog } from '../shell/log.ts';
import { createPortRpc } from '../shell/rpc.ts';
import { createStation } from '../station/station.ts';
import type { CoreOptions, FromCore, StartRefusal, ToCore } from './messages.ts';

/** The station in a process of its own: a search or a hash never holds up typing, and a crash here leaves the window standing. */
const options = JSON.parse(process.argv.at(-1) ?? '{}') as CoreOptions;
const port: ParentPort = process.parentPort;
const tell = (message: FromCore): void => port.postMessage(message);
const refuse = (refusal: StartRefusal): void => tell({ kind: 'refused', refusal });

const run = async (): Promise<void> => {
  const prepared = prepareDataFolder(options.dataFolder);
  if (!prepared.ok) return refuse({ code: prepared.error.code, detail: prepared.error.detail });
  const locked = lockFolder(options.dataFolder);
  if (!locked.ok) return refuse({ code: 'folder-in-use', detail: String(locked.error.holder.pid) });
  process.once('exit', () => locked.value.release());

  const log = openLog(options.dataFolder);
  const station = await createStation({ ...options, shell: 'electron' });
  const rpc = createPortRpc(station.router, log);

  const unlock = async (message: Extract<ToCore, { kind: 'unlock' }>): Promise<void> => {
    // In a customer's hands the station is not locked, and this is no way back.
    if (station.status().phase !== 'locked') return tell({ kind: 'unlocked', request: message.request, ok: false });
    const ok = await station.core.unlock(message.account, message.passphrase, 'remembered').then(() => true, (error: unknown) => {
      log.warn({ err: error }, 'the remembered passphrase did not unlock');
      return false;
    });
    tell({ kind: 'unlocked', request: message.request, ok });
  };
  port.on('message', (event) => {
    const message = event.data as ToCore;
    if (message.kind === 'unlock') void unlock(message);
    if (message.kind === 'close') void station.close().then(() => process.exit(0), () => process.exit(1));
    const [windowPort] = event.ports;
    if (message.kind === 'window' && windowPort) {
      rpc.serve(windowPort);
      windowPort.start();
    }
  });
  tell({ kind: 'ready' });
  // After a crash nobody else says that the desk is locked now.
  tell({ kind: 'status', status: station.status() });
  for await (const push of station.core.pushes.watch()) if (push.kind !== 'records') tell({ kind: 'status', status: station.status() });
};

run().catch((error: unknown) => {
  refuse({ code: 'failed', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) });
});
