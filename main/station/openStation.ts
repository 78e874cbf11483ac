import { randomBytes } from 'node:crypto';
import { createThreadedBlobStore, type ThreadedBlobStore } from '../../db/createThreadedBlobStore.ts';
import { createStore } from '../../db/createStore.ts';
import type { Store, Writer } from '../../db/store.ts';
import { createCalendar, type Calendar } from '../../domain/calendar/calendar.ts';
import type { WipeOrder } from '../../domain/api/keys.ts';
import type { Account, Push } from '../../domain/api/types.ts';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { contractOn } from '../../domain/contract/inForce.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import type { Context } from '../../domain/record/record.ts';
import { createTextReader } from '../documents/createTextReader.ts';
import { keepReading } from '../documents/readFiles.ts';
import { readAccounts } from './accountList.ts';
import { typingOf } from './typing.ts';
import { createSync, type Sync } from '../sync/index.ts';
import type { Escrow } from '../sync/escrow.ts';
import { readUnmade } from '../sync/unmade.ts';
import { createLineFetch, startedLine } from '../sync/line.ts';
import type { Clock } from './clock.ts';
import { createKeyStock, readIdentity, type Identity } from './identity.ts';
import { rereadLog } from './afterUpdate.ts';
import { createContracts, reachPaper, recountContract, recountFormer, settlePapers, takePaper } from './contractForce.ts';
import { createDownflow, isFatal } from './downflow.ts';
import { createIndexing, type Indexing } from './indexing.ts';
import { blobFolder, databaseFile } from './folderParts.ts';
import { sealDataKey } from './recovery.ts';
import { takeReference } from './reference.ts';
import { calendarKey, profileOriginKey } from './stationKeys.ts';
import { isActive } from '../../domain/accounts/accounts.ts';
import { refused } from '../../domain/refused.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createRecorder, type Author, type Recorder } from './recorder.ts';

/** What is there only while somebody is logged in. Closing it lets go of the data key. */
export type OpenStation = {
  readonly store: Store;
  readonly blobs: ThreadedBlobStore;
  readonly uploads: Uploads;
  readonly identity: Identity;
  readonly recorder: Recorder;
  readonly sync: Sync;
  /** the words of records that came down, on their way into the search */
  readonly indexing: Indexing;
  readonly account: Account;
  readonly author: Author;
  /** A person of the list was changed: whoever is logged in goes on as he is now. */
  readonly follow: (changed: Account) => void;
  readonly profile: ContractProfile;
  /** of every term anybody worked in, the oldest first; the last is `profile` */
  readonly contracts: readonly ContractProfile[];
  /** the contract of today: the next one may be here before its term begins */
  readonly running: ContractProfile;
  /** what shipped, and the years published since (R37) */
  readonly calendar: Calendar;
  readonly site: ContractProfile['sites'][number];
  readonly since: string;
  readonly dataKey: Buffer;
  /** Ends sending, waits for `ended` (the calls that work with this station), closes store and files, wipes the key. */
  readonly close: (ended: () => Promise<void>) => Promise<void>;
};

export { readAccounts };

/** The account being added: it is named here before the key ring gets its passphrase, so that neither half is left alone. */
export const joiningKey = 'accounts.joining';

/** Completes what a cut-off left of adding an account: with a passphrase it joins, without one nothing happened. `log` writes it down in the same breath. */
export const finishJoining = (store: Store, hasKey: (account: string) => boolean, log: (writer: Writer, joined: Account) => void = () => {}): void => {
  const text = store.read.meta(joiningKey);
  if (text === null) return;
  const joining = JSON.parse(text) as Account;
  store.write((writer) => {
    if (hasKey(joining.id)) {
      writer.setMeta('accounts', JSON.stringify(withAccount(readAccounts(store), joining)));
      log(writer, joining);
    }
    writer.setMeta(joiningKey, null);
  });
};

/** The list with this person as he is now, in his place; at its end where he is new. */
export const withAccount = (accounts: readonly Account[], account: Account): readonly Account[] =>
  accounts.some((each) => each.id === account.id) ? accounts.map((each) => (each.id === account.id ? account : each)) : [...accounts, account];

/** A timer that does not keep the process alive. */
const runAfter = (ms: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
};

const authorOf = (account: Account): Author => ({ person: { id: account.id, name: account.name }, actor: account.role });

/** What the store says of whom it belongs to: whoever opens it, and whoever reads beside it, sees the same. Refuses `account-unknown`. */
export const standingOf = (store: Store, { accountId, profiles, calendarFiles }: { readonly accountId: string; readonly profiles: readonly ContractProfile[]; readonly calendarFiles: readonly unknown[] }) => {
  const account = readAccounts(store).find((a) => a.id === accountId);
  if (!account) throw refused('account-unknown');
  // his key is taken out of the key ring after this was written; a cut between the two opens nothing
  if (!isActive(account)) throw refused('account-disabled');
  const profile = readProfile(store, profiles);
  const site = profile.sites.find((s) => s.code === store.read.meta('site'));
  if (!site) throw new Error('the site is not in the contract profile');
  const readCalendar = (): Calendar => createCalendar([...calendarFiles, ...(JSON.parse(store.read.meta(calendarKey) ?? '[]') as unknown[])]);
  return { account, author: authorOf(account), profile, site, identity: readIdentity(store), readCalendar, since: store.read.meta('station.since') ?? profile.term.from };
};

export const openStation = async (options: {
  folder: string;
  dataKey: Buffer;
  accountId: string;
  clock: Clock;
  fetch: typeof globalThis.fetch;
  calendarFiles: readonly unknown[];
  /** the contracts that ship */
  profiles: readonly ContractProfile[];
  push: (push: Push) => void;
  autoSync: boolean;
  /** of the program, shown at headquarters */
  version: string;
  /** file of the thread that stores files, where a bundle moved it */
  blobThreadFile?: string;
  /** file of the thread that reads the text of files, where a bundle moved it */
  textThreadFile?: string;
  /** headquarters orders this station to be wiped, and has proved it */
  onWipe: (order: WipeOrder) => Promise<void>;
  /** headquarters has the sealed data key now */
  onEscrow: (who: { readonly station: string; readonly stationCode: string; readonly recoveryKey: string }) => void;
  /** whether the key ring holds the data key for this account */
  hasKey: (account: string) => boolean;
}): Promise<OpenStation> => {
  const store = createStore(databaseFile(options.folder), options.dataKey);
  try {
    finishJoining(store, options.hasKey);
    const { account: opener, author: _author, site, identity, readCalendar, since, ...standing } = standingOf(store, options);
    // his name and role may be changed while he works
    let account = opener;
    let { profile } = standing;
    const contracts = createContracts(store.read, since);
    let calendar = readCalendar();
    const blobs = await createThreadedBlobStore(blobFolder(options.folder), options.dataKey, { workerFile: options.blobThreadFile });
    const uploads = createUploads({ put: blobs.put, now: options.clock.mono });
    const escrow: Escrow = {
      seal: (recoveryKey) => sealDataKey(options.dataKey, recoveryKey, identity.station),
      kept: (recoveryKey) => options.onEscrow({ station: identity.station, stationCode: identity.stationCode, recoveryKey }),
    };
    const sync = createSync({
      store, blobs, identity, clock: { now: options.clock.now, after: runAfter }, random: (size) => randomBytes(size), fetch: createLineFetch(store.read, options.fetch, startedLine(process.env)),
      onStatus: (status) => options.push({ kind: 'sync', status }),
      typing: () => {
        const { own, others } = typingOf({ store, identity, account });
        const othersTyped = [...Map.groupBy(others, ({ name }) => name)].map(([name, records]) => ({ name, records: records.length }));
        return { typed: own.length, ...(othersTyped.length > 0 && { othersTyped }) };
      },
      receive: (page) => {
        const takeIn = (isAlone: boolean): void => {
          const { site: _site, ...before } = { site, profile, calendar };
          try {
            recorder.together((writer) => downflow.apply(writer, page, isAlone));
          } catch (error) {
            // nothing of the page is stored: what was taken from it in memory goes too
            ({ profile, calendar } = before);
            throw error;
          }
        };
        try {
          takeIn(false);
        } catch (error) {
          if (isFatal(error)) throw error;
          // one of its records cannot be made: it alone is left behind
          takeIn(true);
        }
        indexing.poke();
        if (page.entries.length > 0) options.push({ kind: 'status' });
      },
      site: site.code, version: options.version, escrow, keys: createKeyStock(store), onWipe: options.onWipe,
    });
    const indexing = createIndexing(store, options.autoSync);
    const recorder = createRecorder({
      store, site: site.code, identity, clock: options.clock, profile: () => profile, contracts: () => contracts(profile), get calendar() { return calendar; },
      onProfile: (writer, rec, def) => {
        profile = takePaper(writer, profile, rec, def, rec.seal?.key === identity.key);
      },
      onChange: (recs) => {
        options.push({ kind: 'records', ids: recs.map((r) => r.id), forms: [...new Set(recs.map((r) => r.form))] });
        if (options.autoSync) sync.poke();
      },
    });
    const takeForce = (changed: ContractProfile | null): void => {
      if (!changed) return;
      profile = changed;
      recorder.reckonOpenClocks();
    };
    const downflow = createDownflow({
      station: identity.station, project: recorder.project,
      reach: (writer, doc) => takeForce(reachPaper(writer, profile, doc)),
      settle: (writer) => takeForce(settlePapers(writer, profile)),
      refer: (writer, what, body, audience) => {
        const taken = takeReference(writer, what, body, { profile, site: site.code }, audience);
        if (taken.profile) profile = taken.profile;
        if (what === 'calendar') calendar = readCalendar();
        recorder.reckonOpenClocks();
      },
    });
    if (store.read.rawPulled(1).length > 0 || readUnmade(store.read).length > 0) recorder.together((writer) => downflow.readRaw(writer));
    const asStored = profile;
    const { recounted, wrong } = rereadLog({ store, recorder, identity, recount: (writer) => takeForce(recountContract(writer, profile, { shipped: options.profiles, site: site.code, station: identity.station })) });
    // nothing of it is stored: what was taken from it in memory goes too
    if (!recounted) profile = asStored;
    for (const each of wrong) process.emitWarning(each);
    store.write((writer) => recountFormer(writer, profile, { site: site.code, station: identity.station }));
    recorder.reckonOpenClocks();
    if (options.autoSync) sync.start();
    const reading = options.autoSync ? keepReading({ store, blobs }, createTextReader({ ...(options.textThreadFile !== undefined && { threadFile: options.textThreadFile }) })) : null;
    return {
      store, blobs, uploads, identity, recorder, sync, indexing, site,
      get account() {
        return account;
      },
      get author() {
        return authorOf(account);
      },
      follow: (changed) => { if (changed.id === account.id) account = changed; },
      get calendar() {
        return calendar;
      },
      get profile() {
        return contracts(profile).at(-1)!;
      },
      get contracts() {
        return contracts(profile);
      },
      get running() {
        return contractOn(contracts(profile), dayOf(msToSecond(options.clock.now())));
      },
      since,
      dataKey: options.dataKey,
      close: async (ended) => {
        // whatever fails on the way, nothing stays open and the key is gone
        try {
          await sync.stop();
        } finally {
          try {
            indexing.stop();
            await ended();
            await reading?.stop();
            await uploads.close();
            await blobs.close();
            store.close();
          } finally {
            options.dataKey.fill(0);
          }
        }
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
};

/**
 * The station's contract. One that shipped with the program is followed by the one of its name that ships now, so that what a release adds
 * reaches stations set up before; what was signed here or sent by headquarters stays in force whatever ships. A folder that does not say where
 * its contract came from has the shipped one as long as nobody raised its version.
 */
const readProfile = (store: Store, shipped: readonly ContractProfile[]): ContractProfile => {
  const stored = JSON.parse(store.read.meta('profile') ?? 'null') as { readonly id?: string } | null;
  const parsed = profileSchema.safeParse(stored);
  const successor = shipped.find((each) => each.id === stored?.id);
  const origin = store.read.meta(profileOriginKey) ?? (parsed.success && parsed.data.version > 1 ? 'signed' : 'shipped');
  if (parsed.success && (origin !== 'shipped' || !successor || parsed.data.version > successor.version)) return parsed.data;
  if (!successor) throw parsed.error;
  return successor;
};

/** The names a new record is printed with. */
export const contextOf = (open: Pick<OpenStation, 'running' | 'site'>): Context => {
  const { running: profile, site } = open;
  return {
    profile: profile.id, profileVersion: profile.version, project: profile.project, contractNo: profile.contractNo, client: profile.parties.client,
    contractor: profile.parties.contractor, supervision: profile.parties.supervision, site: { code: site.code, name: site.name }, copies: profile.copies,
  };
};
