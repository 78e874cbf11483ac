import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRouterClient, ORPCError } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import type { RefusedData } from '../../domain/api/contract.ts';
import type { Printing } from '../../main/printing/printing.ts';
import type { StationOptions } from '../../main/station/core.ts';
import { createStation } from '../../main/station/station.ts';
import { sampleInk } from '../unit/sampleRecords.ts';

export const assetsFolder = fileURLToPath(new URL('../../assets', import.meta.url));
export const passphrase = '落户-2021-test';

/** Passphrases of test stations cost next to nothing; that the product's cost what they should is a test of its own (accounts). */
export const quickKdf = { N: 2 ** 12, r: 8, p: 1 };

/** A real station in a folder of its own, spoken to as the window does but without a wire. */
export const createTestStation = async (more: Partial<StationOptions> = {}) => {
  const dataFolder = more.dataFolder ?? mkdtempSync(join(tmpdir(), 'sanlian-station-'));
  const station = await createStation({ dataFolder, assetsFolder, shell: 'loopback', version: '0.0.0', autoSync: false, kdf: quickKdf, ...more });
  const client = createRouterClient(station.router, { context: {} });
  return {
    station, client, dataFolder,
    setUp: (role: 'engineer' | 'projectManager' | 'inspector' = 'engineer') =>
      client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ01', account: { name: '张晓明', role, passphrase } }),
    remove: async () => {
      await station.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
export type TestStation = Awaited<ReturnType<typeof createTestStation>>;

/** A station whose day the test chooses: `openAt` locks it and opens it again at that time. */
export const createStationAt = async (time: string) => {
  let now = Date.parse(time);
  let mono = 0;
  const bench = await createTestStation({ clock: { now: () => now, mono: () => mono } });
  const openAt = async (next: string): Promise<void> => {
    await bench.client.station.lock();
    now = Date.parse(next);
    mono += 1000;
    const { accounts = [] } = await bench.client.station.status();
    await bench.client.station.unlock({ account: accounts[0]!.id, passphrase });
  };
  return { bench, openAt };
};

/** A public key as stations and headquarters name theirs. */
export const newKey = (): string => generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');

/** As enrolled at the headquarters of this key, which cannot be reached from here. */
export const enrol = ({ station }: TestStation, headquarters: string): void =>
  station.core.open().store.write((writer) => {
    writer.setMeta('hq.address', 'https://headquarters.test/');
    writer.setMeta('hq.key', headquarters);
  });

/** The refusals a call is answered with; fails when it is accepted. */
export const refusalsOf = async (call: Promise<unknown>): Promise<readonly { code: string; field?: string }[]> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof ORPCError && error.code === 'REFUSED') return (error.data as RefusedData).refusals;
    throw error;
  }
  throw new Error('it was accepted');
};
export const codesOf = async (call: Promise<unknown>): Promise<string[]> => (await refusalsOf(call)).map((r) => r.code);

/** An order filled in and brought to where it waits for its signers. */
export const orderAtSigning = async ({ client }: TestStation, data: Record<string, string> = {}) => {
  const id = uuidv7();
  await client.records.execute({
    kind: 'create', id, form: 'service-order',
    data: {
      type: 'support', urgency: 'normal', contact: '李建国', place: '三楼机房', channel: 'phone', requestedAt: '2026-10-12T08:30+08:00', engineer: '张晓明',
      request: '申报页面打开缓慢', system: '积分申报模块', arrivedAt: '2026-10-12T09:30+08:00', finishedAt: '2026-10-12T11:00+08:00', work: '清理会话表并重建索引',
      dataTouched: 'no', result: 'solved', ...data,
    },
  });
  for (const transition of ['dispatch', 'start', 'submit']) {
    const { record } = await client.records.get({ id });
    await client.records.execute({ kind: 'move', id, base: record.rev, transition });
  }
  return id;
};

export const signAs = async ({ client }: TestStation, id: string, role: string, name: string, post = '运维主管') => {
  const document = await client.signing.document({ id });
  const shownHash = Buffer.from(await crypto.subtle.digest('SHA-256', await document.arrayBuffer())).toString('hex');
  const ink = sampleInk();
  return client.signing.sign({
    id, role, name, post, place: '三楼机房', shownHash, consented: true,
    ink: { ...ink, strokes: ink.strokes.map((stroke) => stroke.map((point) => ({ ...point }))) },
  });
};

/** A printer that keeps what it was sent. */
export const createPaperTray = () => {
  const jobs: { file: Uint8Array; title: string; printer: string }[] = [];
  const printing: Printing = {
    list: async () => [{ name: 'tray', description: '测试托盘', isDefault: true, state: 'ready' }],
    print: async (job) => {
      jobs.push(job);
      return { job: `tray-${jobs.length}` };
    },
  };
  return { jobs, printing };
};
