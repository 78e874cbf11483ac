import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type Page } from 'playwright-core';
import { buildElectron, launchElectron } from '../shell/electronStandIn/host.ts';
import { collectFaults, openWindow, startShell } from './shell.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));

/** One running product with its window, whichever shell it runs in. */
export type RunningDesk = {
  readonly page: Page;
  /** errors of the page and what its content policy blocked; a test ends by asking for none */
  readonly faults: readonly string[];
  /** Does what saves a file; resolves with the name the file was given. */
  readonly nameSavedBy: (act: () => Promise<void>) => Promise<string>;
  /** Ends the product and takes its data folder away. */
  readonly close: () => Promise<void>;
};
export type ShellKind = { readonly name: string; readonly open: () => Promise<RunningDesk> };

const createFolder = (): string => mkdtempSync(join(tmpdir(), 'sanlian-e2e-'));
const lastPart = (file: string): string => file.split(/[\\/]/).at(-1) ?? '';

export const loopback: ShellKind = {
  name: 'loopback shell',
  open: async () => {
    const shell = await startShell();
    const { page, faults, close } = await openWindow(shell.link);
    return {
      page, faults,
      nameSavedBy: async (act) => {
        const download = page.waitForEvent('download');
        await act();
        return (await download).suggestedFilename();
      },
      close: async () => {
        await close();
        await shell.remove();
      },
    };
  },
};

/** The bundles that would be shipped, under the stand-in for Electron's API. */
export const electronStandIn: ShellKind = {
  name: 'Electron bundles over Chromium',
  open: async () => {
    await buildElectron();
    const folder = createFolder();
    const running = await launchElectron({ dataFolder: folder });
    running.answerDialog(join(folder, 'saved.pdf'));
    return {
      page: running.page, faults: collectFaults(running.page),
      nameSavedBy: async (act) => {
        const before = running.seen.length;
        await act();
        for (;;) {
          const asked = running.seen.slice(before).find((line) => line.startsWith('save-dialog: '));
          if (asked && existsSync(join(folder, 'saved.pdf'))) return lastPart(asked);
          await running.page.waitForTimeout(50);
        }
      },
      close: async () => {
        await running.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

/** Electron's own program where its package has fetched one; it never fetches here. */
const electronBinary = (): string | undefined => {
  const folder = join(home, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  const file = join(folder, 'dist', existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron');
  return existsSync(file) ? file : undefined;
};

const openElectron = async (executablePath: string): Promise<RunningDesk> => {
  await buildElectron();
  const folder = createFolder();
  // the superuser's Chromium starts without its sandbox only
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const program = await _electron.launch({ executablePath, cwd: home, args: [...asRoot, '--lang=zh-CN', home, '--data', folder], locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await program.firstWindow();
  const faults = collectFaults(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await program.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (async (...words: unknown[]) => {
      (globalThis as { savedAs?: string }).savedAs = (words.at(-1) as { defaultPath?: string }).defaultPath ?? '';
      return { canceled: false, filePath };
    }) as typeof dialog.showSaveDialog;
  }, join(folder, 'saved.pdf'));
  return {
    page, faults,
    nameSavedBy: async (act) => {
      await act();
      for (;;) {
        const name = await program.evaluate(() => (globalThis as { savedAs?: string }).savedAs);
        if (name !== undefined && existsSync(join(folder, 'saved.pdf'))) return lastPart(name);
      }
    },
    close: async () => {
      await program.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The real Electron, or in a sentence why it cannot run on this machine. */
export const realElectron = (): ShellKind | string => {
  const executablePath = electronBinary();
  if (executablePath === undefined) return 'Electron\'s own program is not on this machine (node_modules/electron/dist; `npx install-electron` fetches it)';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'Electron needs a display and there is none (xvfb-run gives one)';
  return { name: 'Electron', open: () => openElectron(executablePath) };
};
