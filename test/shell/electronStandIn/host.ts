import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { bundleElectronIfOld } from '../../../build/bundle.ts';
import { buildRendererIfOld } from '../../../build/renderer.ts';
import { launchBrowser, type BrowserOptions } from '../../browser.ts';
import { runPreload } from './pageSide.ts';
import { toChromiumUrl, type FromHost, type ToHost } from './wire.ts';

export type ElectronOptions = BrowserOptions & { readonly dataFolder: string; readonly env?: Readonly<Record<string, string>> };
export type RunningElectron = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** the program's main process */
  readonly main: ChildProcess;
  /** what the user would have seen outside the page, newest last, as `what: text` */
  readonly seen: readonly string[];
  /** where the next save and open dialogs are answered with; undefined cancels */
  answerDialog(file: string | undefined): void;
  /** What the program answers when a page asks for a permission. */
  askPermission(permission: string, url: string): Promise<boolean>;
  /** Whether the program lets a page of its own download a file. */
  isDownloadAllowed(url: string): Promise<boolean>;
  closeWindow(): void;
  /** resolves with the program's exit code */
  readonly exited: Promise<number | null>;
  /** Ends everything; resolves with the program's exit code. */
  close(): Promise<number | null>;
};

/** A program that has ended is told nothing more. */
const nobody = (): void => {};
const home = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds what is old of the Electron shell, so that tests run what would be shipped. */
export const buildElectron = async (): Promise<void> => {
  await buildRendererIfOld(home, () => {});
  await bundleElectronIfOld(home);
};

/** Starts the built bundles under the stand-in; resolves when the window's page stands, rejects when the program ends before. */
export const launchElectron = async (options: ElectronOptions): Promise<RunningElectron> => {
  const main = fork(join(home, 'dist/electron/main.js'), ['--data', options.dataFolder], {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    serialization: 'advanced',
    env: { ...process.env, SANLIAN_LOCALE: options.locale ?? 'zh-CN', ...options.env },
  });
  // What it told last may arrive after its end; the channel closes when all of it was read.
  const exited = Promise.all([once(main, 'exit'), once(main, 'disconnect')]).then(([[code]]) => code as number | null);
  const opened = await launchBrowser(options);
  const { page, context } = opened;
  const seen: string[] = [];
  const pending = new Map<number, (message: never) => void>();
  let answerFile: string | undefined;
  let window = 0;
  let isFirstNavigation = true;
  let calls = 0;
  const livePorts = new Set<number>();
  let onLoaded = (): void => {};
  const loaded = new Promise<void>((resolve) => (onLoaded = resolve));

  const send = (message: FromHost): void => void (main.connected && main.send(message, nobody));
  const call = <Answer extends ToHost>(make: (id: number) => FromHost): Promise<Answer> =>
    new Promise((resolve) => {
      calls += 1;
      pending.set(calls, resolve as (message: never) => void);
      send(make(calls));
    });
  const settle = (id: number, message: ToHost): void => {
    pending.get(id)?.(message as never);
    pending.delete(id);
  };
  const dropPorts = (): void => {
    for (const port of livePorts) send({ kind: 'portClosed', port });
    livePorts.clear();
  };

  const unwire = (words: unknown[]): unknown[] => words.map((word) => {
    const bytes = typeof word === 'object' && word !== null && 'bytes' in word ? word.bytes : undefined;
    return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : word;
  });
  await page.exposeFunction('standInSend', (channel: string, words: unknown[]) => send({ kind: 'send', window, channel, words: unwire(words), url: page.url() }));
  await page.exposeFunction('standInInvoke', async (channel: string, words: unknown[]) => {
    const { value, error } = await call<Extract<ToHost, { kind: 'reply' }>>((id) => ({ kind: 'invoke', call: id, window, channel, words: unwire(words), url: page.url() }));
    return { value, error };
  });
  await page.exposeFunction('standInFromPort', (port: number, data: { text: string } | { base64: string }) =>
    send({ kind: 'fromPort', port, data: 'text' in data ? data.text : new Uint8Array(Buffer.from(data.base64, 'base64')) }));
  await page.exposeFunction('standInOpen', (url: string) => send({ kind: 'open', window, url }));

  await context.route('**/*', async (route) => {
    const request = route.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      if (!isFirstNavigation) {
        const { allowed } = await call<Extract<ToHost, { kind: 'navigation' }>>((id) => ({ kind: 'navigate', request: id, window, url: request.url() }));
        if (!allowed) return route.abort('aborted');
      }
      isFirstNavigation = false;
      dropPorts();
    }
    const { status, headers, body } = await call<Extract<ToHost, { kind: 'response' }>>((id) => ({ kind: 'request', request: id, url: request.url(), method: request.method() }));
    return route.fulfill({ status, headers: Object.fromEntries(headers), body: Buffer.from(body) });
  });

  const toWire = (data: unknown): { text: string } | { base64: string } => (typeof data === 'string' ? { text: data } : { base64: Buffer.from(data as Uint8Array).toString('base64') });
  const inPage = (work: Promise<unknown>): void => void work.catch(() => {
    // The page went away under it, which is what a closed window does to a message.
  });
  main.on('message', (message: ToHost) => {
    switch (message.kind) {
      case 'window':
        window = message.window;
        return inPage(page.addInitScript({ content: `(${runPreload.toString()})(${JSON.stringify(message.preload)}, ${JSON.stringify(process.platform)})` }));
      case 'load': return inPage(page.goto(toChromiumUrl(message.url)).then(onLoaded));
      case 'reload':
        isFirstNavigation = true;
        return inPage(page.reload());
      case 'deliver':
        if (message.port !== undefined) livePorts.add(message.port);
        return inPage(page.evaluate(({ channel, message: text, port }) => (globalThis as unknown as { standInDeliver(channel: string, message: unknown, port?: number): void }).standInDeliver(channel, text, port), { channel: message.channel, message: message.message, port: message.port }));
      case 'toPort':
        return inPage(page.evaluate(({ port, data }) => (globalThis as unknown as { standInToPort(port: number, data: unknown): void }).standInToPort(port, data), { port: message.port, data: toWire(message.data) }));
      case 'response': return settle(message.request, message);
      case 'navigation': return settle(message.request, message);
      case 'reply': return settle(message.call, message);
      case 'ask':
        seen.push(`${message.what}-dialog: ${message.options.defaultPath ?? message.options.title ?? ''}`);
        return send({ kind: 'answer', ask: message.ask, file: answerFile });
      case 'saw': return void seen.push(`${message.what}: ${message.text}`);
    }
  });

  const first = await Promise.race([loaded, exited]);
  if (typeof first === 'number' || first === null) {
    await opened.close();
    throw new Error(`the program ended with ${first}: ${seen.join('\n')}`);
  }
  return {
    page, context, main, seen, exited,
    answerDialog: (file) => void (answerFile = file),
    askPermission: async (permission, url) => (await call<Extract<ToHost, { kind: 'reply' }>>((id) => ({ kind: 'permission', call: id, window, permission, url }))).value === true,
    isDownloadAllowed: async (url) => (await call<Extract<ToHost, { kind: 'reply' }>>((id) => ({ kind: 'download', call: id, url }))).value === true,
    closeWindow: () => send({ kind: 'closeWindow', window }),
    close: async () => {
      send({ kind: 'closeWindow', window });
      const timer = setTimeout(() => main.kill('SIGKILL'), 10_000);
      const code = await exited;
      clearTimeout(timer);
      await opened.close();
      return code;
    },
  };
};
