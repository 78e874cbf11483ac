import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { posix, win32 } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a window can be opened at all: on Linux only when a display server is named. */
export const hasDisplay = (platform: NodeJS.Platform, env: Env): boolean =>
  platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

const linuxNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'];
const macPrograms = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `${name}.app/Contents/MacOS/${name}`);
const windowsPrograms = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe', 'Chromium\\Application\\chrome.exe'];

/** Where Chromium, Chrome and Edge are on this system, best first. Which of them exist is for the caller to see. */
export const browserCandidates = (platform: NodeJS.Platform, env: Env, home: string): string[] => {
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((folder) => folder !== undefined && folder !== '');
    return windowsPrograms.flatMap((program) => folders.map((folder) => win32.join(folder!, program)));
  }
  if (platform === 'darwin') return macPrograms.flatMap((program) => ['/Applications', posix.join(home, 'Applications')].map((folder) => posix.join(folder, program)));
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => posix.isAbsolute(folder));
  return linuxNames.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
};

/** An app window with a profile of its own: no extension and no history of the user's browser comes near the records. */
export const browserArguments = (link: string, profileFolder: string): string[] => [
  `--app=${link}`, `--user-data-dir=${profileFolder}`, '--no-first-run', '--no-default-browser-check', '--disable-sync', '--disable-extensions',
];

/** What opens an address in the user's own browser. */
export const openerOf = (platform: NodeJS.Platform, link: string): [string, ...string[]] => {
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', link];
  return [platform === 'darwin' ? 'open' : 'xdg-open', link];
};

export type Opened = 'app-window' | 'default-browser' | 'none';

/** Opens the link as an app window, else in the default browser. `none`: nothing took it, and the user must open the printed address. */
export const openWindow = async (link: string, profileFolder: string, platform: NodeJS.Platform, env: Env, home: string): Promise<Opened> => {
  const program = browserCandidates(platform, env, home).find(isRunnable);
  if (program && (await isStarted([program, ...browserArguments(link, profileFolder)]))) return 'app-window';
  return (await isStarted(openerOf(platform, link))) ? 'default-browser' : 'none';
};

const isRunnable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A browser that cannot run (no such program, no sandbox for this user) ends with an error at once; one that runs goes on or hands over and ends well. */
const isStarted = ([program, ...words]: readonly [string, ...string[]] | readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program!, words, { detached: true, stdio: 'ignore' });
    const timer = setTimeout(() => resolve(true), 2_000);
    const settle = (started: boolean): void => {
      clearTimeout(timer);
      resolve(started);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
    child.unref();
  });
