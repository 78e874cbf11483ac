import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dialog, ipcMain, Notification, shell, type App, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { channels } from '../../domain/api/native.ts';
import { isAppUrl, isExternalAllowed } from '../shell/policy.ts';
import type { CoreProcess } from './coreProcess.ts';
import type { UnlockSecrets } from './unlockSecrets.ts';
import type { Words } from './words.ts';

const saveInput = z.tuple([z.string().min(1).max(255), z.instanceof(Uint8Array)]);
const addressInput = z.tuple([z.string().max(2_000)]);
/** Short enough for every system to show whole. */
const noticeInput = z.tuple([z.string().min(1).max(120), z.string().max(400)]);
const accountInput = z.tuple([z.uuid()]);
const rememberInput = z.tuple([z.uuid(), z.string().min(1).max(200)]);

export type BridgeParts = { readonly app: App; readonly core: CoreProcess; readonly secrets: UnlockSecrets; readonly words: Words; window(): BrowserWindow | undefined; /** brings the window to the front */ showWindow(): void };

/** Answers the preload's native list. Each call is checked twice: that the window's own page asks, and what it hands over. */
export const serveBridge = ({ app, core, secrets, words, window, showWindow }: BridgeParts): void => {
  const isOwnPage = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => {
    const frame = event.senderFrame;
    return frame !== null && frame.parent === null && event.sender === window()?.webContents && isAppUrl(frame.url);
  };
  const answer = <Input>(channel: string, input: z.ZodType<Input>, act: (input: Input) => Promise<unknown>): void => {
    ipcMain.handle(channel, (event, ...words: unknown[]) => {
      if (!isOwnPage(event)) throw new Error('refused');
      return act(input.parse(words));
    });
  };

  ipcMain.on(channels.ready, (event) => {
    if (isOwnPage(event)) event.sender.postMessage(channels.port, null, [core.connect()]);
  });
  answer(channels.saveFile, saveInput, async ([name, bytes]) => {
    const parent = window();
    const options = { title: words.saveTitle, defaultPath: join(app.getPath('documents'), basename(name)) };
    const { canceled, filePath } = parent ? await dialog.showSaveDialog(parent, options) : await dialog.showSaveDialog(options);
    if (canceled || filePath === '') return false;
    await writeFile(filePath, bytes, { flush: true });
    return true;
  });
  answer(channels.openExternalHelp, addressInput, async ([address]) => {
    if (!isExternalAllowed(address)) return false;
    await shell.openExternal(address);
    return true;
  });
  // a notification that is collected as garbage no longer answers to its press
  const shown = new Set<Notification>();
  answer(channels.notify, noticeInput, async ([title, body]) => {
    if (!Notification.isSupported()) return false;
    const notice = new Notification({ title, body, silent: true });
    shown.add(notice);
    notice.on('click', showWindow);
    notice.on('close', () => shown.delete(notice));
    notice.show();
    return true;
  });
  answer(channels.unlockAccounts, z.tuple([]), () => secrets.accounts());
  answer(channels.unlockRemember, rememberInput, ([account, passphrase]) => secrets.remember(account, passphrase));
  answer(channels.unlockForget, accountInput, ([account]) => secrets.forget(account));
  answer(channels.unlockUse, accountInput, async ([account]) => {
    const passphrase = await secrets.recall(account);
    return passphrase !== undefined && core.unlock(account, passphrase);
  });
};
