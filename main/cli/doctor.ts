import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createBlobStore, type BlobStore } from '../../db/blobStore.ts';
import { createStore } from '../../db/createStore.ts';
import { sqliteVersion } from '../../db/sqlite.ts';
import type { Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import { forms } from '../../domain/forms/index.ts';
import type { Rec } from '../../domain/record/record.ts';
import { text, type Text } from '../../domain/text/text.ts';
import { lockFolder } from '../shell/folderLock.ts';
import { createKeyring, type Keyring } from '../station/keyring.ts';
import { blobFolder, databaseFile } from '../station/folderParts.ts';
import { RefusedError } from '../../domain/refused.ts';
import { CliError, exitCodes } from './exitCodes.ts';
import type { Line } from './report.ts';
import { createSeries } from './series.ts';

/** bytes: under this much free space a day's photos may not fit */
const littleSpace = 500 * 1024 * 1024;

const mega = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

/** The data key of the account named, or of the first account the passphrase fits. */
export const unwrapKey = async (keyring: Keyring, passphrase: string, accountName: string | undefined): Promise<Buffer> => {
  const accounts = keyring.accounts().filter((a) => accountName === undefined || a.name === accountName);
  if (accounts.length === 0) throw new CliError(exitCodes.cannotOpen, `没有名为“${accountName}”的账号。`, `There is no account named “${accountName}”.`);
  for (const { id } of accounts) {
    try {
      return await keyring.unwrap(id, passphrase);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusals[0]?.code !== 'wrong-passphrase') throw error;
    }
  }
  throw new CliError(exitCodes.cannotOpen, '口令不对，数据库没有打开。', 'Wrong passphrase: the database was not opened.');
};

/** Every record, form by form. */
function* allRecords(store: Store): Generator<Rec> {
  const limit = 500;
  for (const { id: form } of forms) {
    for (let offset = 0; ; offset += limit) {
      const { rows } = store.read.list({ form, offset, limit });
      for (const row of rows) {
        const rec = store.read.record(row.id);
        if (rec) yield rec;
      }
      if (rows.length < limit) break;
    }
  }
}

type Files = { readonly count: () => number; readonly broken: readonly string[]; readonly check: (rec: Rec) => Promise<void> };

/** Reads each attachment once, however many records name it. */
const createFileCheck = (blobs: Pick<BlobStore, 'get'>): Files => {
  const checked = new Map<string, string | null>();
  const broken: string[] = [];
  const faultOf = async (sha256: string): Promise<string | null> => {
    try {
      await blobs.get(sha256);
      return null;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return error.code;
    }
  };
  return {
    count: () => checked.size,
    broken,
    check: async (rec) => {
      for (const { sha256, name, discarded } of rec.attachments) {
        if (discarded) continue;
        if (!checked.has(sha256)) checked.set(sha256, await faultOf(sha256));
        const fault = checked.get(sha256) ?? null;
        if (fault !== null) broken.push(`${rec.number} ${name} (${fault})`);
      }
    },
  };
};

const found = (check: string, label: Text, broken: readonly string[], note?: string): Line => ({
  check, label, ok: broken.length === 0, ...(broken.length > 0 ? { detail: broken.slice(0, 10).join('; ') } : note ? { detail: note } : {}),
});

const inside: readonly (readonly [string, Text])[] = [
  ['database', text('数据库能打开', 'The database opens')],
  ['store', text('数据库页面与操作链完好', "The database's pages and the chain of operations are sound")],
  ['numbers', text('单据编号不断号', 'The numbers have no gap')],
  ['files', text('附件齐全且与校验值一致', 'Every attachment is there and matches its hash')],
  ['unsent', text('未上传总部的操作与附件', 'Operations and attachments not yet at headquarters')],
];

const checkInside = async (folder: string, dataKey: Buffer): Promise<Line[]> => {
  const labelOf = (check: string): Text => inside.find(([name]) => name === check)![1];
  let store: Store;
  try {
    store = createStore(databaseFile(folder), dataKey);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [{ check: 'database', ok: false, label: labelOf('database'), detail: error.message }];
  }
  try {
    const lines: Line[] = [{ check: 'database', ok: true, label: labelOf('database') }, found('store', labelOf('store'), store.check())];
    const series = createSeries();
    const blobs = await createBlobStore(blobFolder(folder), dataKey);
    const files = createFileCheck(blobs);
    try {
      // one record at a time: a year of them need not fit in memory
      for (const rec of allRecords(store)) {
        series.add(rec.number);
        await files.check(rec);
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return [...lines, { check: 'numbers', ok: false, label: labelOf('numbers'), detail: error.message }];
    } finally {
      await blobs.close();
    }
    lines.push(found('numbers', labelOf('numbers'), series.broken(), String(series.count())));
    lines.push(found('files', labelOf('files'), files.broken, String(files.count())));
    lines.push({ check: 'unsent', ok: true, label: labelOf('unsent'), detail: `${store.read.unsentCount()} + ${store.read.unsentBlobs().length}` });
    return lines;
  } finally {
    store.close();
  }
};

/**
 * Looks a data folder over. Without a passphrase only what needs none; the rest is listed as not looked at. Rejects with CliError:
 * `folderInUse` while a station has it open, `cannotOpen` when there is no station, the passphrase is wrong, or the folder is not ours.
 */
export const examineFolder = async (folder: string, passphrase: string | null, accountName?: string): Promise<Line[]> => {
  if (!existsSync(folder)) throw new CliError(exitCodes.cannotOpen, `没有文件夹 ${folder}。`, `There is no folder ${folder}.`);
  if (!existsSync(databaseFile(folder))) throw new CliError(exitCodes.cannotOpen, `${folder} 里没有工作站。`, `There is no station in ${folder}.`);
  let locked: ReturnType<typeof lockFolder>;
  try {
    locked = lockFolder(folder);
  } catch (error) {
    throw new CliError(exitCodes.cannotOpen, `${folder} 不能写（${(error as Error).message}）。`, `${folder} cannot be written (${(error as Error).message}).`);
  }
  if (!locked.ok) {
    const { pid } = locked.error.holder;
    throw new CliError(exitCodes.folderInUse, `数据文件夹正被另一个三联使用（进程 ${pid}），先关掉它。`, `The data folder is in use by another Sanlian (process ${pid}): close it first.`);
  }
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const lines: Line[] = [
      { check: 'sqlite', ok: true, label: text('SQLite 版本', 'SQLite version'), detail: sqliteVersion() },
      { check: 'space', ok: free >= littleSpace, label: text('剩余空间', 'Free space'), detail: `${mega(free)}; station.db ${mega(statSync(databaseFile(folder)).size)}` },
    ];
    const keyring = createKeyring(folder, Date.now);
    const keyringLabel = text('钥匙文件可读', 'The keyring is readable');
    try {
      const names = keyring.accounts().map((a) => a.name);
      lines.push({ check: 'keyring', ok: names.length > 0, label: keyringLabel, detail: names.join(', ') });
      if (names.length === 0) return lines;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return [...lines, { check: 'keyring', ok: false, label: keyringLabel, detail: error.message }];
    }
    if (passphrase === null) return [...lines, ...inside.map(([check, label]): Line => ({ check, ok: null, label }))];
    const dataKey = await unwrapKey(keyring, passphrase, accountName);
    try {
      return [...lines, ...(await checkInside(folder, dataKey))];
    } finally {
      dataKey.fill(0);
    }
  } finally {
    locked.value.release();
  }
};
