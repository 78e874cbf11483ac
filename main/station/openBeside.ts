import { createBlobStore, type BlobStore } from '../../db/blobStore.ts';
import { createStore } from '../../db/createStore.ts';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { contractOn } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { Clock } from './clock.ts';
import { blobFolder, databaseFile } from './folderParts.ts';
import { standingOf, type OpenStation } from './openStation.ts';
import { createContracts } from './contractForce.ts';
import { createRecorder } from './recorder.ts';

/** A station as a command works with it while another process has it open: it reads everything, and writes down what leaves; nothing else. */
export type Beside = Pick<OpenStation, 'store' | 'identity' | 'recorder' | 'account' | 'author' | 'running' | 'contracts' | 'calendar' | 'site' | 'since'> & { readonly blobs: Pick<BlobStore, 'get'> };

/**
 * Opens a station's store beside the process that has it open (docs/decisions/0018): no schema is changed, nothing is repaired, sent or settled. Throws
 * as `createStore` does, and RefusedError `account-unknown`.
 */
export const openBeside = (options: { readonly folder: string; readonly dataKey: Buffer; readonly accountId: string; readonly clock: Clock; readonly profiles: readonly ContractProfile[]; readonly calendarFiles: readonly unknown[] }): Beside & { readonly close: () => void } => {
  const store = createStore(databaseFile(options.folder), options.dataKey, { beside: true });
  try {
    const { readCalendar, ...standing } = standingOf(store, options);
    const contracts = createContracts(store.read, standing.since)(standing.profile);
    const calendar = readCalendar();
    const running = contractOn(contracts, dayOf(msToSecond(options.clock.now())));
    const recorder = createRecorder({
      store, site: standing.site.code, identity: standing.identity, clock: options.clock, profile: () => standing.profile, contracts: () => contracts, calendar, onChange: () => undefined,
      onProfile: () => { throw new Error('a contract is put in force by the open station alone'); },
    });
    const get: BlobStore['get'] = async (sha256) => {
      const blobs = await createBlobStore(blobFolder(options.folder), options.dataKey, { beside: true });
      try {
        return await blobs.get(sha256);
      } finally {
        await blobs.close();
      }
    };
    return { ...standing, store, blobs: { get }, running, contracts, calendar, recorder, close: store.close };
  } catch (error) {
    store.close();
    throw error;
  }
};
