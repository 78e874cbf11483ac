import { existsSync } from 'node:fs';
import { createBlobStore, type BlobStore } from '../../db/blobStore.ts';
import { createStore } from '../../db/createStore.ts';
import type { Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import { lockFolder } from '../shell/folderLock.ts';
import { createKeyring } from '../station/keyring.ts';
import { blobFolder, databaseFile } from '../station/folderParts.ts';
import { unwrapKey } from './doctor.ts';
import { CliError, exitCodes } from './exitCodes.ts';
import { folderInUse } from './workFolder.ts';

/**
 * Gives `work` the store and the files of a data folder to read, and closes it after; while a station on this computer has it open, beside it. Throws CliError: `folderInUse`
 * while another computer has it open, `cannotOpen` when there is no station, no passphrase or a wrong one.
 */
export const withStore = async <T>(folder: string, passphrase: string | null, account: string | undefined, work: (store: Pick<Store, 'read'>, blobs: Pick<BlobStore, 'get'>) => Promise<T>): Promise<T> => {
  if (!existsSync(databaseFile(folder))) throw new CliError(exitCodes.cannotOpen, `${folder} 里没有工作站。`, `There is no station in ${folder}.`);
  if (passphrase === null) throw new CliError(exitCodes.cannotOpen, '没有口令，数据库没有打开。', 'No passphrase: the database was not opened.');
  const locked = lockFolder(folder);
  const inUse = locked.ok ? null : folderInUse(locked.error);
  if (inUse && !inUse.isNear) throw inUse.error;
  try {
    const dataKey = await unwrapKey(createKeyring(folder, Date.now), passphrase, account);
    let store: Store | undefined;
    let blobs: BlobStore | undefined;
    try {
      store = createStore(databaseFile(folder), dataKey, { beside: inUse !== null });
      blobs = await createBlobStore(blobFolder(folder), dataKey, { beside: true });
      return await work(store, blobs);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new CliError(exitCodes.cannotOpen, `打不开数据库：${error.message}`, `The database cannot be opened: ${error.message}`);
    } finally {
      await blobs?.close();
      store?.close();
      dataKey.fill(0);
    }
  } finally {
    if (locked.ok) locked.value.release();
  }
};
