import { BrowserWindow, dialog, screen, shell, type App, type Session } from 'electron';
import { appOrigin, isAppUrl, isExternalAllowed, isPermissionAllowed, isRestartWorthwhile, smallestWindow, windowBounds } from '../shell/policy.ts';
import { readWindowState, writeWindowState } from './windowState.ts';
import type { Words } from './words.ts';

/** No page of this program navigates away, opens windows, downloads or asks for permissions, whatever it may hold one day. */
export const hardenContents = (app: App): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isAppUrl(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isExternalAllowed(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
};

/** Permission questions are answered by policy, without a dialog; devices are never handed out; files leave through the save dialog alone. */
export const hardenSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => answer(isPermissionAllowed(permission, details.requestingUrl)));
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => isPermissionAllowed(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
};

export type WindowOptions = {
  readonly preloadFile: string;
  readonly stateFolder: string;
  readonly icon: string;
  readonly isPackaged: boolean;
  readonly words: Words;
  /** The screen is the customer's: the window is not theirs to close. */
  isHeld(): boolean;
  onFailure(error: unknown): void;
};

/** The one window, where and as large as it was left. */
export const openMainWindow = (options: WindowOptions): BrowserWindow => {
  const primary = screen.getPrimaryDisplay();
  const areas = [primary, ...screen.getAllDisplays().filter((display) => display.id !== primary.id)].map((display) => display.workArea);
  const state = windowBounds(readWindowState(options.stateFolder), areas);
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: Math.min(smallestWindow.width, state.bounds.width),
    minHeight: Math.min(smallestWindow.height, state.bounds.height),
    show: false,
    icon: options.icon,
    title: options.words.product,
    backgroundColor: '#f3f5f8',
    webPreferences: {
      preload: options.preloadFile, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, webSecurity: true,
      navigateOnDragDrop: false, spellcheck: false, devTools: !options.isPackaged,
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (options.isHeld()) return event.preventDefault();
    try {
      writeWindowState(options.stateFolder, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      options.onFailure(error);
    }
  });
  // The page itself asks to stay while it is the customer's; at the end of the program, or over a new station, it must not.
  window.webContents.on('will-prevent-unload', (event) => {
    if (!options.isHeld()) event.preventDefault();
  });
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    options.onFailure(new Error(`window gone: ${details.reason} (${details.exitCode})`));
    const now = Date.now();
    if (isRestartWorthwhile(crashes, now)) window.webContents.reload();
    else dialog.showErrorBox(options.words.product, options.words.pageLost);
    crashes.push(now);
  });
  void window.loadURL(`${appOrigin}/`);
  return window;
};
