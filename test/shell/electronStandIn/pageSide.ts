/**
 * What stands in for Electron inside the page: `require('electron')` for the built preload, and ports whose other end is in another process.
 * The function is handed to Chromium as source, so it stands on its own.
 */
export const runPreload = (preload: string, platform: string): void => {
  type Wire = { text: string } | { base64: string };
  type Host = Window & {
    standInSend(channel: string, words: unknown[]): void;
    standInInvoke(channel: string, words: unknown[]): Promise<{ value?: unknown; error?: string }>;
    standInFromPort(port: number, data: Wire): void;
    standInOpen(url: string): void;
    standInDeliver(channel: string, message: unknown, port?: number): void;
    standInToPort(port: number, data: Wire): void;
  };
  const host = window as unknown as Host;
  const ports = new Map<number, MessagePort>();
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, message: unknown) => void)[]>();

  const toBase64 = (bytes: Uint8Array): string => {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(binary);
  };
  const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const toWire = (data: unknown): Wire => {
    if (typeof data === 'string') return { text: data };
    if (data instanceof ArrayBuffer) return { base64: toBase64(new Uint8Array(data)) };
    if (ArrayBuffer.isView(data)) return { base64: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) };
    throw new TypeError('a port carries text or bytes');
  };
  const wireWords = (words: unknown[]): unknown[] => words.map((word) => (ArrayBuffer.isView(word) ? { bytes: (toWire(word) as { base64: string }).base64 } : word));

  host.standInDeliver = (channel, message, port) => {
    const ends: MessagePort[] = [];
    if (port !== undefined) {
      const { port1, port2 } = new MessageChannel();
      ports.set(port, port1);
      port1.addEventListener('message', (event) => host.standInFromPort(port, toWire(event.data)));
      port1.start();
      ends.push(port2);
    }
    for (const listener of listeners.get(channel) ?? []) listener({ ports: ends }, message);
  };
  host.standInToPort = (port, data) => ports.get(port)?.postMessage('text' in data ? data.text : fromBase64(data.base64).buffer);

  const freeze = <Value>(value: Value): Value => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  const electron = {
    contextBridge: { exposeInMainWorld: (key: string, api: object) => Object.defineProperty(window, key, { value: freeze(api), enumerable: true }) },
    ipcRenderer: {
      on: (channel: string, listener: (event: { ports: MessagePort[] }, message: unknown) => void) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      send: (channel: string, ...words: unknown[]) => host.standInSend(channel, wireWords(words)),
      invoke: async (channel: string, ...words: unknown[]) => {
        const { value, error } = await host.standInInvoke(channel, wireWords(words));
        if (error !== undefined) throw new Error(`Error invoking remote method '${channel}': ${error}`);
        return value;
      },
    },
  };
  window.open = (url) => {
    host.standInOpen(String(url));
    return null;
  };
  const load = new Function('require', 'module', 'exports', 'process', preload) as (require: (name: string) => unknown, module: object, exports: object, process: object) => void;
  const module = { exports: {} };
  load((name) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot load ${name}`);
    return electron;
  }, module, module.exports, { platform });
};
