import { fork, type ChildProcess } from 'node:child_process';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannelMain, type PortEnd } from './ports.ts';
import { toAppUrl, type CoreWire, type FromHost, type ToHost } from './wire.ts';

/**
 * The part of Electron's API that the product uses, over a Chromium that the test owns. Built bundles import it as `electron`.
 * What Electron would decide by itself (isolation of the preload, fuses, real trays) is not shown by it; everything the product decides is.
 */
export { MessageChannelMain };
/** The other side may be gone already, as a closed window is: then nobody is told. */
const nobody = (): void => {};
const tell = (message: ToHost): void => void (process.connected && process.send?.(message, undefined, undefined, nobody));
const home = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const packageJson = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };

type PreventableEvent = { defaultPrevented: boolean; preventDefault(): void };
const preventable = <More extends object>(more: More): PreventableEvent & More => {
  const event = { ...more, defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
  return event;
};

const windows = new Map<number, BrowserWindow>();
const windowPorts = new Map<number, PortEnd>();
let count = 0;
const next = (): number => (count += 1);

class WebContents extends EventEmitter {
  readonly id: number;
  onOpen: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  constructor(id: number) {
    super();
    this.id = id;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.onOpen = handler;
  }
  postMessage(channel: string, message: unknown, ports: PortEnd[] = []): void {
    const [port] = ports;
    if (!port) return tell({ kind: 'deliver', window: this.id, channel, message });
    const id = next();
    windowPorts.set(id, port);
    tell({ kind: 'deliver', window: this.id, channel, message, port: id });
    port.forwardTo((data) => tell({ kind: 'toPort', port: id, data }));
  }
  reload(): void {
    tell({ kind: 'reload', window: this.id });
  }
}

type WindowOptions = { x: number; y: number; width: number; height: number; webPreferences: { preload: string; contextIsolation: boolean; sandbox: boolean; nodeIntegration: boolean } };
export class BrowserWindow extends EventEmitter {
  readonly id = next();
  readonly webContents = new WebContents(this.id);
  readonly options: WindowOptions;
  private destroyed = false;
  constructor(options: WindowOptions) {
    super();
    this.options = options;
    const { contextIsolation, sandbox, nodeIntegration, preload } = options.webPreferences;
    if (!contextIsolation || !sandbox || nodeIntegration) throw new Error('the page would not be isolated');
    windows.set(this.id, this);
    app.emit('web-contents-created', {}, this.webContents);
    tell({ kind: 'window', window: this.id, preload: readFileSync(preload, 'utf8') });
  }
  async loadURL(url: string): Promise<void> {
    tell({ kind: 'load', window: this.id, url });
    setImmediate(() => this.emit('ready-to-show'));
  }
  show(): void {
    tell({ kind: 'saw', what: 'shown', text: JSON.stringify(this.getNormalBounds()) });
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    const { x, y, width, height } = this.options;
    return { x, y, width, height };
  }
  isMaximized = (): boolean => false;
  isMinimized = (): boolean => false;
  isDestroyed = (): boolean => this.destroyed;
  maximize(): void {}
  restore(): void {}
  focus(): void {}
  close(): void {
    if (this.destroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.destroyed = true;
    windows.delete(this.id);
    if (windows.size === 0) app.emit('window-all-closed');
  }
}

class App extends EventEmitter {
  readonly isPackaged = false;
  private readonly paths = new Map<string, string>();
  getAppPath = (): string => home;
  getVersion = (): string => packageJson.version;
  getLocale = (): string => process.env['SANLIAN_LOCALE'] ?? 'zh-CN';
  getPath = (name: string): string => this.paths.get(name) ?? process.cwd();
  setPath = (name: string, path: string): void => void this.paths.set(name, path);
  enableSandbox(): void {}
  requestSingleInstanceLock = (): boolean => true;
  whenReady = (): Promise<void> => Promise.resolve();
  relaunch(): void {}
  /** Ends once everything told has been written, as a dialog that was seen before the end. */
  exit = (code: number): void => {
    if (process.connected) process.send?.({ kind: 'saw', what: 'exit', text: String(code) } satisfies ToHost, undefined, undefined, () => process.exit(code));
    else process.exit(code);
  };
  quit(): void {
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of windows.values()) {
      const close = preventable({});
      window.emit('close', close);
      if (close.defaultPrevented) return;
      windows.delete(window.id);
    }
    this.exit(0);
  }
}
export const app = new App();

class UtilityProcess extends EventEmitter {
  private readonly child: ChildProcess;
  private readonly ports = new Map<number, PortEnd>();
  constructor(file: string, words: string[]) {
    super();
    this.child = fork(file, words, { execArgv: ['--import', new URL('./registerCore.ts', import.meta.url).href], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.child.on('message', (wire: CoreWire) => {
      if (wire.kind === 'message') this.emit('message', wire.data);
      if (wire.kind === 'port') this.ports.get(wire.port)?.postMessage(wire.data);
    });
    this.child.on('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid(): number | undefined {
    return this.child.pid;
  }
  postMessage(data: unknown, ports: PortEnd[] = []): void {
    const send = (wire: CoreWire): void => void (this.child.connected && this.child.send(wire, nobody));
    const ids = ports.map((port) => {
      const id = next();
      this.ports.set(id, port);
      port.on('close', () => send({ kind: 'portClosed', port: id }));
      return id;
    });
    send({ kind: 'message', data, ports: ids });
    ports.forEach((port, index) => port.forwardTo((each) => send({ kind: 'port', port: ids[index]!, data: each })));
  }
  kill = (): boolean => this.child.kill();
}
export const utilityProcess = { fork: (file: string, words: string[]) => new UtilityProcess(file, words) };

let handleRequest: ((request: Request) => Promise<Response>) | undefined;
export const protocol = {
  registerSchemesAsPrivileged: (_schemes: unknown): void => {},
  handle: (_scheme: string, handler: (request: Request) => Promise<Response>): void => void (handleRequest = handler),
};

type Handler = (event: { sender: WebContents; senderFrame: { url: string; parent: null } }, ...words: unknown[]) => unknown;
const handlers = new Map<string, Handler>();
export const ipcMain = Object.assign(new EventEmitter(), { handle: (channel: string, handler: Handler) => void handlers.set(channel, handler) });

const asks = new Map<number, (file: string | undefined) => void>();
const ask = (what: 'save' | 'open', options: { title?: string; defaultPath?: string }): Promise<string | undefined> =>
  new Promise((resolve) => {
    const id = next();
    asks.set(id, resolve);
    tell({ kind: 'ask', ask: id, what, options: { title: options.title, defaultPath: options.defaultPath } });
  });
export const dialog = {
  showErrorBox: (title: string, text: string): void => tell({ kind: 'saw', what: 'error-box', text: `${title}: ${text}` }),
  showSaveDialog: async (...words: unknown[]) => {
    const file = await ask('save', words.at(-1) as object);
    return { canceled: file === undefined, filePath: file ?? '' };
  },
  showOpenDialog: async (...words: unknown[]) => {
    const file = await ask('open', words.at(-1) as object);
    return { canceled: file === undefined, filePaths: file === undefined ? [] : [file] };
  },
};

type MenuItem = { label?: string; role?: string; submenu?: MenuItem[] };
const labelsOf = (menu: MenuItem[]): string => menu.flatMap((item) => item.label ?? []).join(' ');
export const Menu = {
  buildFromTemplate: (template: MenuItem[]): MenuItem[] => template,
  setApplicationMenu: (menu: MenuItem[]): void => tell({ kind: 'saw', what: 'menu', text: labelsOf(menu) }),
};
export class Tray extends EventEmitter {
  constructor(icon: string) {
    super();
    readFileSync(icon);
  }
  setToolTip = (text: string): void => tell({ kind: 'saw', what: 'tooltip', text });
  setContextMenu = (menu: MenuItem[]): void => tell({ kind: 'saw', what: 'tray-menu', text: labelsOf(menu) });
  destroy(): void {}
}
export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly options: { title: string; body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }
  show(): void {
    tell({ kind: 'saw', what: 'notification', text: `${this.options.title}: ${this.options.body}` });
  }
}
export const screen = {
  getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1366, height: 728 } }),
  getAllDisplays: () => [screen.getPrimaryDisplay()],
};
export const shell = {
  openExternal: async (url: string): Promise<void> => tell({ kind: 'saw', what: 'external', text: url }),
  openPath: async (_path: string): Promise<string> => '',
};
/** The system's key store: a key of this process's user, bytes that are not the text. */
const storeKey = createHash('sha256').update(`${process.env['USER'] ?? ''} ${process.env['HOME'] ?? ''}`).digest();
export const safeStorage = {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => true,
  getSelectedStorageBackend: (): string => process.env['SANLIAN_KEY_STORE'] ?? 'gnome_libsecret',
  encryptStringAsync: async (text: string): Promise<Buffer> => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', storeKey, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decryptStringAsync: async (bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const decipher = createDecipheriv('aes-256-gcm', storeKey, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16));
    return { result: Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8'), shouldReEncrypt: false };
  },
};

type PermissionHandler = (contents: WebContents, permission: string, answer: (granted: boolean) => void, details: { requestingUrl: string }) => void;
let onPermission: PermissionHandler | undefined;
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: PermissionHandler): void => void (onPermission = handler),
    setPermissionCheckHandler: (_handler: unknown): void => {},
    setDevicePermissionHandler: (_handler: unknown): void => {},
  }),
};

const respond = async (message: Extract<FromHost, { kind: 'request' }>): Promise<void> => {
  const request = new Request('http://stand.in/', { method: message.method });
  Object.defineProperty(request, 'url', { value: toAppUrl(message.url) });
  const response = (await handleRequest?.(request)) ?? new Response(null, { status: 502 });
  tell({ kind: 'response', request: message.request, status: response.status, headers: [...response.headers], body: new Uint8Array(await response.arrayBuffer()) });
};
const callHandler = async (message: Extract<FromHost, { kind: 'invoke' }>): Promise<void> => {
  try {
    const window = windows.get(message.window);
    const handler = handlers.get(message.channel);
    if (!window || !handler) throw new Error(`No handler registered for '${message.channel}'`);
    tell({ kind: 'reply', call: message.call, value: await handler({ sender: window.webContents, senderFrame: { url: toAppUrl(message.url), parent: null } }, ...message.words) });
  } catch (error) {
    tell({ kind: 'reply', call: message.call, error: (error as Error).message });
  }
};

process.on('message', (message: FromHost) => {
  const contents = 'window' in message ? windows.get(message.window)?.webContents : undefined;
  switch (message.kind) {
    case 'request': return void respond(message);
    case 'invoke': return void callHandler(message);
    case 'send': return void ipcMain.emit(message.channel, { sender: contents, senderFrame: { url: toAppUrl(message.url), parent: null } }, ...message.words);
    case 'fromPort': return void windowPorts.get(message.port)?.postMessage(message.data);
    case 'portClosed': {
      const port = windowPorts.get(message.port);
      windowPorts.delete(message.port);
      return void port?.onClosed?.();
    }
    case 'answer': return void asks.get(message.ask)?.(message.file);
    case 'open': {
      const action = contents?.onOpen({ url: toAppUrl(message.url) }).action ?? 'deny';
      return tell({ kind: 'saw', what: 'denied-window', text: `${action} ${message.url}` });
    }
    case 'navigate': {
      const event = preventable({ url: toAppUrl(message.url) });
      contents?.emit('will-navigate', event);
      return tell({ kind: 'navigation', request: message.request, allowed: !event.defaultPrevented });
    }
    case 'permission': return contents && onPermission?.(contents, message.permission, (granted) => tell({ kind: 'reply', call: message.call, value: granted }), { requestingUrl: toAppUrl(message.url) });
    case 'download': {
      const event = preventable({});
      session.defaultSession.emit('will-download', event);
      return tell({ kind: 'reply', call: message.call, value: !event.defaultPrevented });
    }
    case 'closeWindow': return void windows.get(message.window)?.close();
  }
});
process.on('disconnect', () => process.exit(0));
