import { hasManager } from '../../domain/accounts/accounts.ts';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { StoreError } from '../../db/storeError.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { isPermitted } from '../../domain/api/permissions.ts';
import { lockFolder, type FolderInUse } from '../shell/folderLock.ts';
import { readCalendarFiles, readProfiles } from '../station/assets.ts';
import type { StationCore } from '../station/core.ts';
import { systemClock } from '../station/clock.ts';
import { databaseFile } from '../station/folderParts.ts';
import { createKeyring, type Keyring } from '../station/keyring.ts';
import { openBeside, type Beside } from '../station/openBeside.ts';
import { readAccounts, type OpenStation } from '../station/openStation.ts';
import { RefusedError } from '../../domain/refused.ts';
import { createStation } from '../station/station.ts';
import { CliError, exitCodes } from './exitCodes.ts';

export type WorkFolder = { readonly folder: string; readonly assetsFolder: string; readonly version: string; readonly passphrase: string | null; readonly account?: string };

/** The folder is another process's; a command that only reads may go beside it when `isNear`: on this computer SQLite's own lock holds for both. */
export const folderInUse = ({ holder: { pid, host } }: FolderInUse): { readonly isNear: boolean; readonly error: CliError } => ({
  isNear: host === hostname(),
  error: new CliError(exitCodes.folderInUse, `数据文件夹正被另一个三联使用（进程 ${pid}），先关掉它。`, `The data folder is in use by another Sanlian (process ${pid}): close it first.`),
});

const withPassphrase = ({ folder, passphrase }: WorkFolder): string => {
  if (!existsSync(databaseFile(folder))) throw new CliError(exitCodes.cannotOpen, `${folder} 里没有工作站。`, `There is no station in ${folder}.`);
  if (passphrase === null) throw new CliError(exitCodes.cannotOpen, '需要口令：--passphrase-file 或 SANLIAN_PASSPHRASE。', 'A passphrase is needed: --passphrase-file or SANLIAN_PASSPHRASE.');
  return passphrase;
};

/** The first account, or the one named, that the passphrase opens; what its `open` gives. */
const opened = async <T>(keyring: Keyring, account: string | undefined, open: (id: string) => Promise<T>): Promise<T> => {
  const accounts = keyring.accounts().filter((each) => account === undefined || each.name === account);
  if (accounts.length === 0) throw new CliError(exitCodes.cannotOpen, `没有名为“${account ?? ''}”的账号。`, `There is no account named “${account ?? ''}”.`);
  for (const { id } of accounts) {
    try {
      return await open(id);
    } catch (error) {
      if (error instanceof StoreError) throw new CliError(exitCodes.cannotOpen, `数据库打不开：${error.message}`, `The database does not open: ${error.message}`);
      if (!(error instanceof RefusedError) || error.refusals[0]?.code !== 'wrong-passphrase') throw error;
    }
  }
  throw new CliError(exitCodes.cannotOpen, '口令不对，数据库没有打开。', 'Wrong passphrase: the database was not opened.');
};

/**
 * Opens a data folder as the station does, does the work and closes it. Rejects with CliError: `folderInUse` while a station has it open,
 * `cannotOpen` when there is none, the account or the passphrase is wrong, or the database is damaged.
 */
export const withStation = async <T>(work: WorkFolder, task: (open: OpenStation, now: () => string, core: StationCore) => Promise<T>): Promise<T> => {
  const passphrase = withPassphrase(work);
  const locked = lockFolder(work.folder);
  if (!locked.ok) throw folderInUse(locked.error).error;
  try {
    const station = await createStation({ dataFolder: work.folder, assetsFolder: work.assetsFolder, shell: 'loopback', version: work.version, autoSync: false });
    try {
      await opened(station.core.keyring, work.account, (id) => station.core.unlock(id, passphrase));
      return await task(station.core.open(), station.core.now, station.core);
    } finally {
      await station.close();
    }
  } finally {
    locked.value.release();
  }
};

/** The same for a task that changes no paper: while a station on this computer has the folder open, it is done beside it. */
export const withStationOrBeside = async <T>(work: WorkFolder, task: (open: Beside, now: () => string) => Promise<T>): Promise<T> => {
  const passphrase = withPassphrase(work);
  const locked = lockFolder(work.folder);
  if (locked.ok) {
    locked.value.release();
    return withStation(work, task);
  }
  const { isNear, error } = folderInUse(locked.error);
  if (!isNear) throw error;
  const keyring = createKeyring(work.folder, Date.now);
  const beside = await opened(keyring, work.account, async (accountId) => {
    const dataKey = await keyring.unwrap(accountId, passphrase);
    return openBeside({ folder: work.folder, dataKey, accountId, clock: systemClock, profiles: readProfiles(work.assetsFolder), calendarFiles: readCalendarFiles(work.assetsFolder) });
  });
  try {
    return await task(beside, () => msToSecond(Date.now()));
  } finally {
    beside.close();
  }
};

/** What leaves is not for the inspector's account, who only looks. Throws CliError `usage`. */
export const checkStaff = (open: Pick<OpenStation, 'account' | 'store'>): void => {
  if (!isPermitted('staff', open.account.role, hasManager(readAccounts(open.store)))) throw new CliError(exitCodes.usage, `“${open.account.name}”只能查看。`, `“${open.account.name}” may only look.`);
};
