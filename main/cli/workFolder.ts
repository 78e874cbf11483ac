import { existsSync } from 'node:fs';
import { StoreError } from '../../db/storeError.ts';
import { lockFolder } from '../shell/folderLock.ts';
import { databaseFile } from '../station/folderParts.ts';
import type { OpenStation } from '../station/openStation.ts';
import { RefusedError } from '../../domain/refused.ts';
import { createStation } from '../station/station.ts';
import { CliError, exitCodes } from './exitCodes.ts';

export type WorkFolder = { readonly folder: string; readonly assetsFolder: string; readonly version: string; readonly passphrase: string | null; readonly account?: string };

/**
 * Opens a data folder as the station does, does the work and closes it. Rejects with CliError: `folderInUse` while a station has it open,
 * `cannotOpen` when there is none, the account or the passphrase is wrong, or the database is damaged.
 */
export const withStation = async <T>({ folder, assetsFolder, version, passphrase, account }: WorkFolder, work: (open: OpenStation, now: () => string) => Promise<T>): Promise<T> => {
  if (!existsSync(databaseFile(folder))) throw new CliError(exitCodes.cannotOpen, `${folder} 里没有工作站。`, `There is no station in ${folder}.`);
  if (passphrase === null) throw new CliError(exitCodes.cannotOpen, '需要口令：--passphrase-file 或 SANLIAN_PASSPHRASE。', 'A passphrase is needed: --passphrase-file or SANLIAN_PASSPHRASE.');
  const locked = lockFolder(folder);
  if (!locked.ok) {
    const { pid } = locked.error.holder;
    throw new CliError(exitCodes.folderInUse, `数据文件夹正被另一个三联使用（进程 ${pid}），先关掉它。`, `The data folder is in use by another Sanlian (process ${pid}): close it first.`);
  }
  try {
    const station = await createStation({ dataFolder: folder, assetsFolder, shell: 'loopback', version, autoSync: false });
    try {
      const accounts = station.core.keyring.accounts().filter((each) => account === undefined || each.name === account);
      if (accounts.length === 0) throw new CliError(exitCodes.cannotOpen, `没有名为“${account ?? ''}”的账号。`, `There is no account named “${account ?? ''}”.`);
      for (const [i, { id }] of accounts.entries()) {
        try {
          await station.core.unlock(id, passphrase);
          break;
        } catch (error) {
          if (error instanceof StoreError) throw new CliError(exitCodes.cannotOpen, `数据库打不开：${error.message}`, `The database does not open: ${error.message}`);
          if (!(error instanceof RefusedError) || error.refusals[0]?.code !== 'wrong-passphrase') throw error;
          if (i === accounts.length - 1) throw new CliError(exitCodes.cannotOpen, '口令不对，数据库没有打开。', 'Wrong passphrase: the database was not opened.');
        }
      }
      return await work(station.core.open(), station.core.now);
    } finally {
      await station.close();
    }
  } finally {
    locked.value.release();
  }
};
