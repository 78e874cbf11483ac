import type { WipeOrder } from '../../domain/api/keys.ts';
import type { StationStatus } from '../../domain/api/types.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { Role } from '../../domain/forms/form.ts';
import type { PaperWorker } from '../papers/createPaperWorker.ts';
import type { Printing } from '../printing/printing.ts';
import type { Clock } from './clock.ts';
import type { HandoverMark } from './handoverMark.ts';
import type { Kdf, Keyring } from './keyring.ts';
import type { OpenStation } from './openStation.ts';
import type { Pushes } from '../../domain/api/pushes.ts';
import type { Recovery } from './recovery.ts';
import type { Queue } from './queue.ts';
import type { UnderWay } from './underWay.ts';
import type { TodaySheet } from './views.ts';

export type StationOptions = {
  readonly dataFolder: string;
  /** `assets/` of the product: fonts, profiles, calendars */
  readonly assetsFolder: string;
  readonly shell: 'electron' | 'loopback';
  readonly version: string;
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
  readonly printing?: Printing;
  /** file of the PDF worker, where a bundle moved it */
  readonly paperWorkerFile?: string;
  /** file of the thread that stores files, where a bundle moved it */
  readonly blobThreadFile?: string;
  /** file of the thread that reads the text of files, where a bundle moved it */
  readonly textThreadFile?: string;
  /** Send to headquarters by itself (default true). */
  readonly autoSync?: boolean;
  /** what deriving a key from a passphrase costs; each account keeps the one it was made with */
  readonly kdf?: Kdf;
};

export type NewAccount = { readonly name: string; readonly role: Role; readonly post?: string | undefined; readonly phone?: string; readonly passphrase: string };
export type SetUp = { readonly profile: string; /** the text of a profile of one's own */ readonly own?: string | undefined; readonly site: string; readonly stationCode: string; readonly account: NewAccount };

/** The hand-over in force: while it stands, the station answers only what the customer's screen needs. */
type Handover = { readonly record: string; pinFailures: number; /** id of the command that began it */ readonly begunBy?: string };

/** The parts the router works with. */
export type StationCore = {
  readonly options: StationOptions;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly recovery: Recovery;
  readonly profiles: readonly ContractProfile[];
  readonly papers: PaperWorker;
  readonly printing: Printing;
  readonly pushes: Pushes;
  /** seconds ISO in Asia/Shanghai */
  readonly now: () => string;
  /** The open station; throws `locked` or `not-set-up`. */
  readonly open: () => OpenStation;
  handover: Handover | null;
  /** id of the command that ended the last hand-over: sent again, it has ended it already */
  handoverEndedBy: string | null;
  /** What is left of a hand-over that no engineer ended. */
  readonly handoverMark: HandoverMark;
  /** Calls that work with the open station: a lock waits for them. */
  readonly underWay: UnderWay;
  /** Work that must not overlap, by key. */
  readonly queue: Queue;
  /** Somebody was at the desk, `ago` ms before (default: now). */
  readonly touch: (ago?: number) => void;
  /** The day sheet (今日). */
  readonly today: () => TodaySheet;
  readonly status: () => StationStatus;
  /** Setting up, unlocking and locking run one after the other. */
  readonly setUp: (input: SetUp) => Promise<void>;
  /** `remembered`: the passphrase comes from a key store, nobody typed it; refused with `handover-active` after a hand-over nobody ended. */
  readonly unlock: (account: string, passphrase: string, how?: 'typed' | 'remembered') => Promise<void>;
  /** Opens with headquarters' answer to a request; the account has the new passphrase then. Throws what `Recovery.open` refuses. */
  readonly recover: (answer: string, passphrase: string) => Promise<void>;
  /** Destroys what is here on headquarters' proven order; waits for the calls under way, so that none of them may wait for it. */
  readonly wipe: (order: WipeOrder) => Promise<void>;
  /** Leaves a wiped folder ready to be set up as another station; throws `station-wiped` until headquarters knows, unless `leaveWord`: its last word then stays beside as a file. */
  readonly beginAnew: (leaveWord: boolean) => void;
  /** Shuts the desk at once; resolves when the calls under way have ended, everything is closed and the key is wiped. */
  readonly lock: () => Promise<void>;
};
