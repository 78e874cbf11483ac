import { existsSync } from 'node:fs';
import { createStore } from '../../db/createStore.ts';
import type { Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import { lockFolder } from '../shell/folderLock.ts';
import { createKeyring } from '../station/keyring.ts';
import { databaseFile } from '../station/folderParts.ts';
import { unwrapKey } from './doctor.ts';
import { CliError, exitCodes } from './exitCodes.ts';

/**
 * Gives `work` the store of a data folder, alone with it, and closes it after. Throws CliError: `folderInUse` while a station has it open,
 * `cannotOpen` when there is no station, no passphrase or a wrong one.
 */
export const withStore = async <T>(folder: string, passphrase: string | null, account: string | undefined, work: (store: Store) => Promise<T>): Promise<T> => {
  if (!existsSync(databaseFile(folder))) throw new CliError(exitCodes.cannotOpen, `${folder} 里没有工作站。`, `There is no station in ${folder}.`);
  if (passphrase === null) throw new CliError(exitCodes.cannotOpen, '没有口令，数据库没有打开。', 'No passphrase: the database was not opened.');
  const locked = lockFolder(folder);
  if (!locked.ok) {
    const { pid } = locked.error.holder;
    throw new CliError(exitCodes.folderInUse, `数据文件夹正被另一个三联使用（进程 ${pid}），先关掉它。`, `The data folder is in use by another Sanlian (process ${pid}): close it first.`);
  }
  try {
    const dataKey = await unwrapKey(createKeyring(folder, Date.now), passphrase, account);
    let store: Store | undefined;
    try {
      store = createStore(databaseFile(folder), dataKey);
      return await work(store);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new CliError(exitCodes.cannotOpen, `打不开数据库：${error.message}`, `The database cannot be opened: ${error.message}`);
    } finally {
      store?.close();
      dataKey.fill(0);
    }
  } finally {
    locked.value.release();
  }
};
