import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHeadquarters, type RunningHeadquarters } from '../../hq/index.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';

const limits = { perAddress: 3, perStation: 3, enrolments: 3 };
let plain: TestHeadquarters;
let behind: RunningHeadquarters;
let folder: string;
beforeAll(async () => {
  folder = createFolder();
  plain = await openHeadquarters({ limits });
  behind = await startHeadquarters({ dataFolder: folder, port: 0, databaseUrl: plain.databaseUrl, limits, trustProxy: ['127.0.0.1', '10.1.0.0/24'] });
});
afterAll(async () => {
  await behind?.stop();
  await plain?.stop();
  removeFolder(folder);
});
const ask = async (address: string, from: string): Promise<number> => (await fetch(`${address}/v1/epoch`, { headers: { 'x-forwarded-for': from } })).status;

describe('behind a reverse proxy', () => {
  it('each client has a share of its own when the proxy is named', async () => {
    for (const client of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) for (let i = 0; i < 3; i += 1) expect(await ask(behind.address, client)).toBe(200);
    expect(await ask(behind.address, '203.0.113.1')).toBe(429);
    // a second proxy of ours between is looked through; what a stranger wrote before it is not believed
    expect(await ask(behind.address, '198.51.100.9, 203.0.113.1, 10.1.0.7')).toBe(429);
    expect(await ask(behind.address, '198.51.100.9, 203.0.113.4')).toBe(200);
  });

  it('nobody is believed when none is named', async () => {
    const seen = [];
    for (let i = 0; i < 5; i += 1) seen.push(await ask(plain.address, `203.0.113.${i + 10}`));
    expect(seen).toEqual([200, 200, 200, 429, 429]);
  });

  it('all of the world, or what is no address, cannot be named', async () => {
    for (const wrong of ['*', 'true', '0.0.0.0/0', 'proxy.example.cn', '10.0.0.0/33']) {
      const run = promisify(execFile)(process.execPath, ['hq/main.ts', '--lang', 'en', '--data', folder, '--trust-proxy', wrong], { cwd: join(import.meta.dirname, '../..') });
      await expect(run, wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--trust-proxy') });
    }
  });
});
