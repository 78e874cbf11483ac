import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import type { OpenStation } from '../../main/station/openStation.ts';
import { openFolderHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

type Device = { readonly key: string; readonly former: string[]; readonly state: string; readonly wiped_at: Date | null; readonly wiped: { readonly ops: number; readonly files: number; readonly records: string[] } | null };

/** For each test a new enrolled station at one headquarters with an administrator, and a line that a test can cut: `cut` sees every request. */
export const useCutStation = (letter: string) => {
  const here = {
    hq: undefined as unknown as TestHeadquarters,
    admin: undefined as unknown as Visitor,
    bench: undefined as unknown as TestStation,
    cut: ((_url, answer) => answer()) as (url: string, answer: () => Promise<Response>) => Promise<Response>,
    /** of this test's station */
    code: '',
  };
  const through: typeof fetch = async (input, init) => here.cut(String(input), () => fetch(input, init));
  let n = 0;
  beforeAll(async () => {
    here.hq = await openFolderHeadquarters();
    here.admin = await joinAs(here.hq.address, here.hq.adminCode, 'Admin');
  }, 120_000);
  afterAll(() => here.hq?.stop());
  beforeEach(async () => {
    here.cut = (_url, answer) => answer();
    n += 1;
    here.code = `${letter}${n}`;
    here.bench = await createTestStation({ fetch: through });
    await here.bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: here.code, account: { name: '张晓明', role: 'engineer', passphrase } });
    await here.bench.client.sync.enrol({ address: here.hq.address, code: await here.hq.createEnrolmentCode() });
  });
  afterEach(() => here.bench.remove());
  return {
    here, through,
    open: (): OpenStation => here.bench.station.core.open(),
    device: async (): Promise<Device> => (await here.hq.rows<Device>('select key, former, state, wiped_at, wiped from device where code = $1', [here.code]))[0]!,
    reopen: async (): Promise<void> => {
      await here.bench.station.close();
      here.bench = await createTestStation({ dataFolder: here.bench.dataFolder, fetch: through });
    },
    accountOf: async (): Promise<string> => (await here.bench.client.station.status()).accounts![0]!.id,
  };
};
