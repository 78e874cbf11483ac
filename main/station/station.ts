import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createStore } from '../../db/createStore.ts';
import { hasManager } from '../../domain/accounts/accounts.ts';
import type { WipeOrder } from '../../domain/api/keys.ts';
import type { Push, StationStatus } from '../../domain/api/types.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { textToProfile } from '../../domain/contract/profile.ts';
import { isStationCode } from '../../domain/record/number.ts';
import { keepSending } from '../documents/mail.ts';
import { createPaperWorker } from '../papers/createPaperWorker.ts';
import { createPrinting } from '../printing/printing.ts';
import { prepareDataFolder } from '../shell/dataFolder.ts';
import { readProfiles, readCalendarFiles } from './assets.ts';
import { permittedTo } from '../../domain/api/permissions.ts';
import { createPushes } from '../../domain/api/pushes.ts';
import { systemClock } from './clock.ts';
import type { SetUp, StationCore, StationOptions } from './core.ts';
import { accountName, followAccounts } from './accounts.ts';
import { createDeviceKey } from './identity.ts';
import { createHandoverMark } from './handoverMark.ts';
import { checkPassphrase, createKeyring } from './keyring.ts';
import { databaseFile } from './folderParts.ts';
import { openStation, type OpenStation, readAccounts } from './openStation.ts';
import { createQueue } from './queue.ts';
import { pullKeys } from '../sync/pull.ts';
import { createRecovery } from './recovery.ts';
import { profileOriginKey, type ProfileOrigin } from './stationKeys.ts';
import { accepted, refused } from '../../domain/refused.ts';
import { dueBy } from '../../domain/today/counted.ts';
import { createStationRouter } from './router.ts';
import { takeSilences } from './silence.ts';
import { createUnderWay } from './underWay.ts';
import { announceWipe, destroy, destroyKeys, forgetWipe, hasLastWord, readWiped, tellWiped, tornWords, wordToLeave } from './wipe.ts';
import { todaySheet, type TodaySheet } from './views.ts';

export type Station = {
  readonly router: ReturnType<typeof createStationRouter>;
  readonly core: StationCore;
  readonly status: () => StationStatus;
  readonly close: () => Promise<void>;
};

const defaultIdleMinutes = 10;
/** How often the station looks whether somebody is still there, ms. */
export const idleCheckMs = 5000;

const prepareFolder = (folder: string): void => {
  const prepared = prepareDataFolder(folder);
  if (!prepared.ok) throw refused(prepared.error.code, { params: { folder } });
};

const databaseParts = (file: string): readonly string[] => [file, `${file}-wal`, `${file}-shm`];

/** A database without its keyring cannot be opened by anybody; it is kept under another name, never overwritten. */
const setAsideOrphan = (file: string, now: string): void => {
  for (const part of databaseParts(file)) {
    if (existsSync(part)) renameSync(part, `${part}.orphan-${now.slice(0, 19).replaceAll(':', '')}`);
  }
};

export const createStation = async (options: StationOptions): Promise<Station> => {
  prepareFolder(options.dataFolder);
  const clock = options.clock ?? systemClock;
  const pushes = createPushes();
  const push = (message: Push) => pushes.send(message);
  const keyring = createKeyring(options.dataFolder, clock.now, options.kdf);
  const recovery = createRecovery(options.dataFolder, () => msToSecond(clock.now()));
  let opened: OpenStation | null = null;
  const now = () => msToSecond(clock.now());

  // a clock that ended with no answer is written down by whoever opens the station next, or by the next minute of an open one
  let lookedAt = '';
  const lookForSilences = (station: OpenStation): void => {
    const minute = now().slice(0, 16);
    // somebody of the client may be about to answer
    if (minute === lookedAt || core.handover) return;
    lookedAt = minute;
    try {
      // headquarters does not take a silence before its time: where its clock is known to be behind, that one counts
      takeSilences(station, msToSecond(clock.now() + Math.min(0, station.sync.status().clockOffset ?? 0)));
    } catch (error) {
      // a full disk must not keep anybody from reading: the next minute tries again, and the process's warnings say why
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };

  const open = (): OpenStation => {
    if (opened) {
      opened.recorder.reckonOnNewDay();
      lookForSilences(opened);
      return opened;
    }
    throw refused(keyring.exists() ? 'locked' : 'not-set-up');
  };

  // setting up, unlocking and locking come one after the other: two at once would leave an open station behind that nobody closes
  const lifecycle = createQueue();
  const oneAtATime = <T>(work: () => Promise<T>): Promise<T> => lifecycle('lifecycle', work);
  const underWay = createUnderWay();

  const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error));
  const { dataFolder } = options;
  /** ms between attempts to tell headquarters */
  const tellAgain = 60_000;
  let telling: NodeJS.Timeout | null = null;
  const torn = tornWords(dataFolder);
  for (const file of torn) warn(`The last word of a wiped station cannot be read, headquarters was not told: ${file}`);
  const tell = async (): Promise<void> => {
    telling = null;
    if (!(await tellWiped(dataFolder, options.fetch ?? globalThis.fetch))) telling = setTimeout(() => void tell().catch(warn), tellAgain).unref();
    push({ kind: 'status' });
  };
  const wipeNow = async (order: WipeOrder): Promise<void> => {
    if (!opened) return;
    let isAnnounced = false;
    try {
      announceWipe(dataFolder, opened, order, new Date(clock.now()).toISOString());
      isAnnounced = true;
    } catch (error) {
      // a full disk, a page that cannot be read: without its last word the station still gives up its keys
      warn(error);
    }
    try {
      await lockNow();
    } finally {
      // a file that would not close is no reason to keep the keys
      if (isAnnounced) destroy(dataFolder);
      else destroyKeys(dataFolder);
      push({ kind: 'status' });
    }
    if (isAnnounced) await tell();
  };

  /** What goes wrong is told to whoever reads the process's warnings: there is nobody left to answer. */
  const wipe: StationCore['wipe'] = (order) => oneAtATime(() => wipeNow(order)).catch(warn);

  const lockNow = async (): Promise<void> => {
    const closing = opened;
    opened = null;
    core.handover = null;
    try {
      await closing?.close(underWay.ended);
    } finally {
      push({ kind: 'status' });
    }
  };

  const handoverMark = createHandoverMark(options.dataFolder);
  const openWith = async (accountId: string, dataKey: Buffer): Promise<void> => {
    try {
      opened = await openStation({
        folder: options.dataFolder, dataKey, accountId, clock, fetch: options.fetch ?? globalThis.fetch, push, autoSync: options.autoSync ?? true, version: options.version, calendarFiles: readCalendarFiles(options.assetsFolder), profiles: core.profiles, blobThreadFile: options.blobThreadFile, textThreadFile: options.textThreadFile,
        onEscrow: recovery.prepare, onWipe: wipe, hasKey: (id) => keyring.accounts().some((a) => a.id === id),
      });
    } catch (error) {
      dataKey.fill(0);
      throw error;
    }
    try {
      // a cut-off may have fallen between the list of people and the key ring
      followAccounts(keyring, opened.store);
    } catch (error) {
      // who left is refused by the list all the same; the next opening tries again
      warn(error);
    }
    lookedAt = '';
    touch();
    handoverMark.clear();
    push({ kind: 'status' });
  };

  const unlockNow: StationCore['unlock'] = async (accountId, passphrase, how = 'typed') => {
    if (how === 'remembered' && handoverMark.isSet()) throw refused('handover-active');
    const dataKey = await keyring.unwrap(accountId, passphrase);
    if (opened) await lockNow();
    await openWith(accountId, dataKey);
  };

  // the database is opened with the key first: what replaces a passphrase must be the key to this very data
  const recoverNow: StationCore['recover'] = async (answer, passphrase) => {
    const { account, dataKey } = await recovery.open(answer, passphrase);
    try {
      const name = keyring.accounts().find((each) => each.id === account)?.name;
      if (name === undefined) throw refused('account-unknown');
      if (opened) await lockNow();
      await openWith(account, Buffer.from(dataKey));
      await keyring.put({ id: account, name }, passphrase, dataKey);
      recovery.forget();
      const { recorder, author } = open();
      recorder.together((writer) => recorder.release(writer, author, `account:${account}`, 'passphrase-recovered', name));
    } catch (error) {
      await lockNow();
      throw error;
    } finally {
      dataKey.fill(0);
    }
  };

  // everything is checked before the disk is touched
  const setUpNow = async (input: SetUp): Promise<void> => {
    if (readWiped(dataFolder)) throw refused('station-wiped');
    if (keyring.exists()) throw refused('already-set-up');
    const profile = input.own === undefined ? core.profiles.find((p) => p.id === input.profile) : accepted(textToProfile(input.own));
    if (!profile) throw refused('profile-unknown', { field: 'profile' });
    if (!profile.sites.some((s) => s.code === input.site)) throw refused('not-an-option', { field: 'site' });
    if (!isStationCode(input.stationCode)) throw refused('station-code', { field: 'stationCode' });
    const name = accepted(accountName(input.account.name));
    const passphrase = accepted(checkPassphrase(input.account.passphrase));
    const account = { id: randomUUID(), name, role: input.account.role, phone: input.account.phone };
    const dataKey = randomBytes(32);
    // the database first: a keyring without a database would be a station that nobody can open
    setAsideOrphan(databaseFile(options.dataFolder), now());
    try {
      const store = createStore(databaseFile(options.dataFolder), dataKey);
      try {
        store.write((writer) => {
          writer.setMeta('station.id', randomUUID());
          writer.setMeta('station.code', input.stationCode);
          writer.setMeta('station.key', createDeviceKey());
          writer.setMeta('station.since', now());
          writer.setMeta('profile', JSON.stringify(profile));
          writer.setMeta(profileOriginKey, (input.own === undefined ? 'shipped' : 'own') satisfies ProfileOrigin);
          writer.setMeta('site', input.site);
          writer.setMeta('accounts', JSON.stringify([account]));
        });
      } finally {
        store.close();
      }
      await keyring.put({ id: account.id, name }, passphrase, dataKey);
    } catch (error) {
      dataKey.fill(0);
      // made a moment ago, under a key that nobody has
      if (!keyring.exists()) for (const part of databaseParts(databaseFile(options.dataFolder))) rmSync(part, { force: true });
      throw error;
    }
    await openWith(account.id, dataKey);
  };

  // asked for at every push: made anew only when something was written, sent, or a minute has passed
  let lastSheet: { readonly key: string; readonly sheet: TodaySheet } | null = null;
  const today = (): TodaySheet => {
    const station = open();
    const { store, identity } = station;
    const key = [identity.station, store.read.head().seq, store.read.meta(pullKeys.n), store.read.unsentCount(), now().slice(0, 16)].join(' ');
    if (lastSheet?.key !== key) lastSheet = { key, sheet: todaySheet(station, now()) };
    return lastSheet.sheet;
  };

  const status = (): StationStatus => {
    const frame = { version: options.version, dataFolder: options.dataFolder, shell: options.shell, idleMinutes: defaultIdleMinutes, ...(torn.length > 0 ? { tornWords: torn } : {}) };
    const wiped = readWiped(dataFolder);
    if (wiped) return { ...frame, phase: 'wiped', wiped: { at: wiped.at, ops: wiped.ops, files: wiped.files, told: wiped.word === null, ...(wordToLeave(wiped) === null ? {} : { leaves: wordToLeave(wiped)! }) } };
    if (!keyring.exists()) return { ...frame, phase: 'new' };
    const accounts = keyring.accounts();
    if (!opened) return { ...frame, phase: 'locked', accounts, ...(handoverMark.isSet() ? { leftInHandover: true } : {}) };
    const { store, identity, running, site, account, sync } = opened;
    const sheet = core.today();
    const due = Object.values(dueBy(sheet.day, sheet)).reduce((sum, rows) => sum + rows.length, 0);
    return {
      ...frame,
      idleMinutes: Number(store.read.meta('idle') ?? frame.idleMinutes),
      phase: core.handover ? 'handover' : 'open',
      accounts,
      account,
      station: { id: identity.station, code: identity.stationCode, site: site.name },
      contract: { name: running.name, contractNo: running.contractNo },
      handover: core.handover ? { record: core.handover.record } : undefined,
      sync: sync.status(),
      due,
      offers: permittedTo(account.role, hasManager(readAccounts(store))),
    };
  };

  // nobody at the desk for the set minutes: the station locks itself, whatever became of the window (ink and drafts are already on disk).
  // What the window asks and saves by itself is no person: only an unlocking and the signs the window tells of (station.touch) count.
  // Either clock is enough: the monotonic one stands still while the laptop sleeps, the other one can be set.
  let lastTouch = { mono: clock.mono(), wall: clock.now() };
  const touch = (ago = 0): void => {
    // a sign told late does not take back a newer one; a clock that was set back begins anew
    lastTouch = { mono: Math.max(lastTouch.mono, clock.mono() - ago), wall: Math.max(Math.min(lastTouch.wall, clock.now()), clock.now() - ago) };
  };
  const idleWatch = setInterval(() => {
    if (!opened) return;
    const limit = Number(opened.store.read.meta('idle') ?? defaultIdleMinutes) * 60_000;
    if (clock.mono() - lastTouch.mono <= limit && clock.now() - lastTouch.wall <= limit) return;
    // locked it is in any case; what went wrong while the files were closed is told to whoever reads the process's warnings
    oneAtATime(lockNow).catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
  }, idleCheckMs);
  idleWatch.unref();

  const core: StationCore = {
    options, clock, keyring, recovery, pushes, now, open, today, status, touch, underWay,
    queue: createQueue(),
    setUp: (input) => oneAtATime(() => setUpNow(input)),
    unlock: (account, passphrase, how) => oneAtATime(() => unlockNow(account, passphrase, how)),
    recover: (answer, passphrase) => oneAtATime(() => recoverNow(answer, passphrase)),
    beginAnew: (leaveWord) => {
      if (!forgetWipe(dataFolder, leaveWord)) throw refused('station-wiped');
      push({ kind: 'status' });
    },
    lock: () => oneAtATime(lockNow),
    wipe,
    profiles: readProfiles(options.assetsFolder),
    papers: createPaperWorker({ fontsFolder: `${options.assetsFolder}/fonts`, workerFile: options.paperWorkerFile }),
    printing: options.printing ?? createPrinting(),
    handover: null,
    handoverEndedBy: null,
    handoverMark,
  };
  if (hasLastWord(dataFolder)) {
    // cut off in the middle, or headquarters was out of reach
    destroy(dataFolder);
    void tell().catch(warn);
  }
  const stopSending = (options.autoSync ?? true) ? keepSending(core, () => opened) : null;
  return {
    core,
    router: createStationRouter(core),
    status,
    close: async () => {
      clearInterval(idleWatch);
      if (telling) clearTimeout(telling);
      stopSending?.();
      await core.lock();
      pushes.close();
      await core.papers.close();
    },
  };
};
