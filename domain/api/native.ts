/**
 * What the Electron window offers its page beside the station's port: `window.sanlian`. The loopback shell has none of it.
 * The port itself comes as a window message `{type: 'sanlian:port'}` in answer to `{type: 'sanlian:ready'}`.
 */
export type NativeBridge = {
  readonly platform: string;
  /** Asks where to save and writes the file. False: the user canceled. Rejects with a sentence when the file cannot be written. */
  saveFile(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Opens a page of the help's sources in the system's browser. False: the address is not one of them. */
  openExternalHelp(address: string): Promise<boolean>;
  /** Shows a notification of the system; a press on it brings the window to the front. False: the system has none. */
  notify(title: string, body: string): Promise<boolean>;
  /** Unlocking with the operating system's key store, for accounts that asked for it. The passphrase never comes back to the page. */
  readonly unlock: {
    /** Accounts that can be unlocked this way; null where the system has no key store worth the name. */
    accounts(): Promise<readonly string[] | null>;
    remember(account: string, passphrase: string): Promise<boolean>;
    /** False: forgotten, changed since, or the station is not locked. */
    use(account: string): Promise<boolean>;
    forget(account: string): Promise<void>;
  };
};

/** Names of the few messages between the window's preload and Electron's main process. */
export const channels = {
  ready: 'sanlian:ready', port: 'sanlian:port', saveFile: 'sanlian:save-file', openExternalHelp: 'sanlian:open-external-help', notify: 'sanlian:notify',
  unlockAccounts: 'sanlian:unlock-accounts', unlockRemember: 'sanlian:unlock-remember', unlockUse: 'sanlian:unlock-use', unlockForget: 'sanlian:unlock-forget',
} as const;
