import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultDataFolder, prepareDataFolder } from '../shell/dataFolder.ts';
import { lockFolder } from '../shell/folderLock.ts';
import { openLog } from '../shell/log.ts';
import { createStation } from '../station/station.ts';
import { certificateNames } from '../sync/line.ts';
import { exitCodes, helpText, readArguments, type StartArguments } from './arguments.ts';
import { hasDisplay, openWindow } from './browser.ts';
import { createLoopbackServer, type LoopbackOptions, type LoopbackServer } from './server.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const end = (code: number, ...lines: string[]): never => {
  for (const line of lines) say(line);
  process.exit(code);
};

export type LoopbackParts = {
  /** Makes sure that the window is built and up to date; calls `onBuild` before work that takes a while. Answers with its folder. */
  prepareWindow(home: string, onBuild: () => void): Promise<string>;
};

const printLink = (server: LoopbackServer, words: StartArguments, dataFolder: string, again: boolean): void => {
  const link = server.link();
  if (words.json) process.stdout.write(`${JSON.stringify({ kind: again ? 'next-link' : 'started', address: `http://${server.address}/`, link, dataFolder })}\n`);
  else process.stdout.write(again ? `再开一个窗口用（一次有效） for one more window: ${link}\n` : `三联 Sanlian ${link}\n`);
};

/** The data folder, made and held by this process until its end; ends the process when it cannot be had. */
const takeFolder = (dataFolder: string): void => {
  const prepared = prepareDataFolder(dataFolder);
  if (!prepared.ok) {
    const { detail } = prepared.error;
    if (prepared.error.code === 'disk-full') end(exitCodes.folderUnwritable, `磁盘已满，${dataFolder} 写不进东西（${detail}）。请腾出空间后再启动。`, `The disk of ${dataFolder} is full (${detail}). Free some space and start again.`);
    end(exitCodes.folderUnwritable, `数据文件夹 ${dataFolder} 不能写（${detail}）。请换一个文件夹（--data DIR）或改它的权限。`, `The data folder ${dataFolder} cannot be written (${detail}). Choose another with --data DIR or change its permissions.`);
  }
  const locked = lockFolder(dataFolder);
  if (!locked.ok) {
    const { holder, file } = locked.error;
    return end(exitCodes.folderInUse,
      `数据文件夹 ${dataFolder} 正被另一个三联使用（进程 ${holder.pid}，${holder.host}）。请用已打开的窗口，或先关掉它。`,
      `The data folder ${dataFolder} is in use by another Sanlian (process ${holder.pid} on ${holder.host}). Use its window, or close it first. Lock: ${file}`);
  }
  process.once('exit', () => locked.value.release());
};

/** Only what the port's own refusal says is about the port: a folder without permission has the same code. */
const listen = (options: LoopbackOptions): Promise<LoopbackServer> =>
  createLoopbackServer(options).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== 'listen') throw error;
    return end(exitCodes.portTaken, `端口 ${options.port} 用不了（${error.code}）。请换一个，或不写 --port。`, `Port ${options.port} cannot be used (${error.code}). Choose another, or leave --port out.`);
  });

const run = async (words: StartArguments, dataFolder: string, parts: LoopbackParts): Promise<void> => {
  const log = openLog(dataFolder);
  const rendererFolder = await parts.prepareWindow(home, () => say('正在准备界面，第一次约需半分钟…… Building the window; the first time takes about half a minute.'));
  const assetsFolder = join(home, 'assets');
  const stationOptions = { dataFolder, assetsFolder, shell: 'loopback', version } as const;
  let station = await createStation(stationOptions);
  if (words.demo && station.status().phase === 'new') {
    await station.close();
    const { demoPassphrase, demoPin, fillDemo } = await import('../demo/fill.ts');
    await fillDemo({ dataFolder, assetsFolder, version, say });
    say(`示例的口令 sample passphrase: ${demoPassphrase} · PIN: ${demoPin}`);
    station = await createStation(stationOptions);
  } else if (words.demo) {
    say('这个数据文件夹里已有工作站，没有放示例。 This data folder already holds a station: no sample work was added.');
  }
  const server = await listen({
    router: station.router, rendererFolder, fontsFolder: join(assetsFolder, 'fonts'), port: words.port, log,
    onLinkUsed: () => printLink(server, words, dataFolder, true),
  });

  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    server.close().then(() => station.close()).then(() => process.exit(exitCodes.ended), (error: unknown) => {
      log.error({ err: error }, 'the station did not close well');
      end(exitCodes.failed, `关闭时出错 An error while closing: ${String(error)}`);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  printLink(server, words, dataFolder, false);
  if (!words.open || !hasDisplay(process.platform, process.env)) return;
  const opened = await openWindow(server.link(), join(dataFolder, 'browser'), process.platform, process.env, homedir());
  if (opened === 'default-browser') say('没有找到能用的 Chromium、Chrome 或 Edge，已在默认浏览器里打开。 No usable Chromium, Chrome or Edge was found: opened in the default browser.');
  if (opened === 'none') say('没有找到能用的浏览器，请自己打开上面的地址。 No usable browser was found: open the address above yourself.');
};

const certificatesIn = (file: string): number => {
  try {
    return certificateNames(readFileSync(file, 'utf8')).length;
  } catch {
    // a file that is not there holds none
    return 0;
  }
};

/**
 * The loopback shell: `npm start` where Electron is not there. `words` are what stands after `npm start --`. Prints the link to the window,
 * opens it where there is a display, and lives until it is told to stop. Ends the process with one of {@link exitCodes}.
 */
export const runLoopback = async (words: readonly string[], parts: LoopbackParts): Promise<void> => {
  const read = readArguments(words);
  if (!read.ok) return end(exitCodes.usage, `选项不对：${read.error}`, `Wrong option: ${read.error}`, '', helpText);
  if (read.value.help) {
    process.stdout.write(`${helpText}\n`);
    return;
  }
  const { proxy, ca } = read.value;
  if (ca !== undefined && certificatesIn(ca) === 0) return end(exitCodes.usage, `--ca ${ca} 里没有读得出的 PEM 证书`, `--ca ${ca} holds no PEM certificate that can be read`);
  // the station's core reads them from there, in whichever process it runs
  if (proxy !== undefined) process.env['SANLIAN_PROXY'] = proxy;
  if (ca !== undefined) process.env['SANLIAN_CA'] = resolve(ca);
  const dataFolder = resolve(read.value.data ?? defaultDataFolder(process.platform, process.env, homedir()));
  takeFolder(dataFolder);
  await run(read.value, dataFolder, parts).catch((error: Error) => end(exitCodes.failed, `启动失败 Could not start: ${error.stack ?? String(error)}`));
};
