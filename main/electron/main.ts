import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, Menu, protocol, safeStorage, session, shell, Tray } from 'electron';
import { defaultDataFolder, makeFolder } from '../shell/dataFolder.ts';
import { listServedFiles } from '../shell/files.ts';
import { isExternalAllowed } from '../shell/policy.ts';
import { createAppHandler } from './appProtocol.ts';
import { serveBridge } from './bridge.ts';
import { startCore, type CoreProcess } from './coreProcess.ts';
import { customerMenuTemplate, menuTemplate, trayTemplate } from './menu.ts';
import { createUnlockSecrets } from './unlockSecrets.ts';
import { hardenContents, hardenSession, openMainWindow } from './window.ts';
import { startRefusalSentence, traySentence, wordsFor } from './words.ts';

/** Electron's main process: windows, menu, dialogs, tray, single instance. The station itself is in core.ts, in another process. */
const here = dirname(fileURLToPath(import.meta.url));
const home = app.getAppPath();
const assetsFolder = app.isPackaged ? join(process.resourcesPath, 'assets') : join(home, 'assets');

const wordAfter = (option: string): string | undefined => {
  const inline = process.argv.find((word) => word.startsWith(`${option}=`));
  const at = process.argv.indexOf(option);
  return inline?.slice(option.length + 1) ?? (at === -1 ? undefined : process.argv[at + 1]);
};
const dataFolder = resolve(wordAfter('--data') ?? defaultDataFolder(process.platform, process.env, homedir()));
const windowFolder = join(dataFolder, 'window');

let window: BrowserWindow | undefined;
let core: CoreProcess | undefined;
let tray: Tray | undefined;
let isHandedOver = false;
let isLeaving = false;

const leave = (code: number, sentence: string): void => {
  dialog.showErrorBox('三联 Sanlian', sentence);
  app.exit(code);
};
const note = (error: unknown): void => void process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);

const showWindow = (): void => {
  if (!window || window.isDestroyed()) return void openWindow();
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
const openWindow = (): void => {
  window = openMainWindow({ preloadFile: join(here, 'preload.cjs'), stateFolder: windowFolder, icon: join(assetsFolder, 'icons', 'sanlian.png'), isPackaged: app.isPackaged, words: wordsFor(app.getLocale()), isHeld: () => isHandedOver && !isLeaving, onFailure: note });
};

const openHelp = (): void => {
  const address = 'https://www.gov.cn/zhengce/';
  if (isExternalAllowed(address)) void shell.openExternal(address);
};
const chooseFolder = async (): Promise<void> => {
  const { canceled, filePaths } = await dialog.showOpenDialog({ title: wordsFor(app.getLocale()).chooseFolder, properties: ['openDirectory', 'createDirectory'] });
  const [folder] = filePaths;
  if (canceled || folder === undefined) return;
  const words = process.argv.slice(1).filter((word, index, all) => !word.startsWith('--data') && all[index - 1] !== '--data');
  app.relaunch({ args: [...words, '--data', folder] });
  app.quit();
};

const run = (): void => {
  const words = wordsFor(app.getLocale());
  hardenSession(session.defaultSession);
  protocol.handle('app', createAppHandler(listServedFiles({ renderer: join(home, 'dist', 'renderer'), fonts: join(assetsFolder, 'fonts') })));

  tray = new Tray(join(assetsFolder, 'icons', 'tray.png'));
  tray.setToolTip(words.product);
  tray.on('click', showWindow);
  const actions = { openHelp, openFolder: () => void shell.openPath(dataFolder), chooseFolder: () => void chooseFolder().catch(note) };
  const setMenus = (handedOver: boolean): void => {
    isHandedOver = handedOver;
    Menu.setApplicationMenu(Menu.buildFromTemplate(handedOver ? customerMenuTemplate(words) : menuTemplate(words, process.platform, actions)));
    tray?.setContextMenu(Menu.buildFromTemplate(trayTemplate(words, handedOver, { show: showWindow, quit: () => app.quit() })));
  };
  setMenus(false);

  core = startCore(join(here, 'core.js'), {
    dataFolder, assetsFolder, version: app.getVersion(),
    // Worker threads cannot start from inside the archive.
    paperWorkerFile: join(here, 'paperWorker.js').replace('app.asar', 'app.asar.unpacked'),
    blobThreadFile: join(here, 'blobThread.js').replace('app.asar', 'app.asar.unpacked'),
    textThreadFile: join(here, 'textThread.js').replace('app.asar', 'app.asar.unpacked'),
  }, {
    onStatus: (status) => {
      tray?.setToolTip(traySentence(words, status.sync));
      if ((status.phase === 'handover') !== isHandedOver) setMenus(!isHandedOver);
    },
    onRestarted: () => {
      // The new station is locked; the page of the old one may go.
      setMenus(false);
      window?.webContents.reload();
    },
    onRefused: (refusal) => leave(refusal.code === 'folder-in-use' ? 3 : refusal.code === 'failed' ? 1 : 4, startRefusalSentence(refusal, dataFolder)),
    onLost: () => leave(1, words.coreLost),
  });
  serveBridge({ app, core, secrets: createUnlockSecrets(dataFolder, safeStorage, process.platform), words, window: () => window, showWindow });
  openWindow();
};

// One instance for each data folder: the lock belongs to the folder Electron keeps its own things in.
try {
  makeFolder(windowFolder);
  app.setPath('userData', windowFolder);
} catch (error) {
  // The core's refusal says it properly; without a folder of its own Electron uses its default one until then.
  note(error);
}
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }]);
app.enableSandbox();
hardenContents(app);

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let isClosed = false;
  app.on('before-quit', (event) => {
    // In a hand-over only the system asks for this (a shutdown, the dock): the next start is locked, nothing is lost.
    isLeaving = true;
    if (isClosed || !core) return;
    event.preventDefault();
    // The database is closed before the program is gone; a second quit meanwhile waits for the first.
    void core.close().then(() => {
      isClosed = true;
      tray?.destroy();
      app.quit();
    });
  });
  app.whenReady().then(run).catch((error: unknown) => leave(1, String(error)));
} else {
  app.quit();
}
