import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createUnlockSecrets } from '../../main/electron/unlockSecrets.ts';
import { writeWindowState } from '../../main/electron/windowState.ts';
import { makeFolder, prepareDataFolder } from '../../main/shell/dataFolder.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'sanlian-folder-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a folder is made with those above it, for its owner alone, and made again without harm', () => {
  const folder = join(scratch, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  if (process.platform !== 'win32') expect(statSync(join(scratch, 'a')).mode & 0o777).toBe(0o700);
  expect(prepareDataFolder(folder)).toEqual({ ok: true, value: folder });
  expect(readdirSync(folder)).toEqual([]);
});

// Node's recursive mkdir never comes back from there: in a process of its own, which is ended when it hangs.
test.runIf(process.platform === 'linux')('where nothing can be made, station and tour say so and end', () => {
  const station = `import { createStation } from './main/station/station.ts';
    await createStation({ dataFolder: '/proc/sanlian/data', assetsFolder: 'assets', shell: 'loopback', version: '0' }).catch((error) => console.log(error.refusals[0].code));`;
  const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: home, encoding: 'utf8', timeout: 20_000 });
  expect(run('--input-type=module-typescript', '--eval', station).stdout).toBe('read-only-folder\n');
  const tour = run('main/cli/sanlian.ts', 'tour', '--out', '/proc/sanlian/out');
  expect(tour.signal).toBeNull();
  expect(tour.stderr).toContain('/proc/sanlian/out');
});

test('kept secrets and the window\'s place are written whole, with nothing left beside them', async () => {
  const vault = {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret' as const,
    encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
    decryptStringAsync: async (bytes: Buffer) => ({ result: Buffer.from(bytes).reverse().toString(), shouldReEncrypt: false }),
  };
  const folder = join(scratch, 'kept');
  makeFolder(folder);
  const secrets = createUnlockSecrets(folder, vault, 'linux');
  await secrets.remember('one', 'first');
  const state = { bounds: { x: 1, y: 2, width: 1366, height: 768 }, maximized: false };
  writeWindowState(folder, state);
  expect(readdirSync(folder).sort()).toEqual(['unlock.json', 'window.json']);
  expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toEqual(state);
  expect(statSync(join(folder, 'unlock.json')).mode & 0o077).toBe(0);
  expect(await createUnlockSecrets(folder, vault, 'linux').recall('one')).toBe('first');
});
