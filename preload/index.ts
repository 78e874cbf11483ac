import { contextBridge, ipcRenderer } from 'electron';
import { channels, type NativeBridge } from '../domain/api/native.ts';

/** All that the sandboxed page gets: one port to the station, and the native list. No channel name and no `ipcRenderer` passes through. */
window.addEventListener('message', (event) => {
  if (event.source === window && (event.data as { type?: unknown } | null)?.type === channels.ready) ipcRenderer.send(channels.ready);
});
ipcRenderer.on(channels.port, (event) => window.postMessage({ type: channels.port }, window.location.origin, [...event.ports]));

const bridge: NativeBridge = {
  platform: process.platform,
  saveFile: (name, bytes) => ipcRenderer.invoke(channels.saveFile, name, bytes),
  openExternalHelp: (address) => ipcRenderer.invoke(channels.openExternalHelp, address),
  notify: (title, body) => ipcRenderer.invoke(channels.notify, title, body),
  unlock: {
    accounts: () => ipcRenderer.invoke(channels.unlockAccounts),
    remember: (account, passphrase) => ipcRenderer.invoke(channels.unlockRemember, account, passphrase),
    use: (account) => ipcRenderer.invoke(channels.unlockUse, account),
    forget: (account) => ipcRenderer.invoke(channels.unlockForget, account),
  },
};
contextBridge.exposeInMainWorld('sanlian', bridge);
