import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NativeBridge } from '../../domain/api/native.ts';
import { lockFolder } from '../../main/shell/folderLock.ts';
import { contentSecurityPolicy } from '../../domain/api/windowPolicy.ts';
import { buildElectron, launchElectron, type RunningElectron } from './electronStandIn/host.ts';

/** The built bundles of the Electron shell under the stand-in for Electron's API. */
const folder = mkdtempSync(join(tmpdir(), 'sanlian-electron-'));
let running: RunningElectron;
beforeAll(async () => {
  await buildElectron();
  running = await launchElectron({ dataFolder: folder });
}, 120_000);
afterAll(async () => {
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
});

const bridge = <Answer>(act: (native: NativeBridge) => Promise<Answer>): Promise<Answer> =>
  running.page.evaluate(`(${act.toString()})(window.sanlian)`) as Promise<Answer>;

test('the page is the product\'s, under its policy, and the station answers it through the port', async () => {
  expect(running.seen.some((line) => line.startsWith('shown:'))).toBe(true);
  await running.page.getByRole('textbox').first().waitFor();
  expect(await running.page.title()).toContain('三联');
  const page = await running.page.request.fetch(running.page.url()).catch(() => undefined);
  expect(page).toBeUndefined();
  const policy = await running.page.evaluate(async () => (await fetch(location.href)).headers.get('content-security-policy'));
  expect(policy).toBe(contentSecurityPolicy);
  // The first-run page lists the sites of the shipped contract profile, which only the station knows.
  expect(readdirSync(folder)).toContain('station.lock');
});

test('the menu speaks Chinese, the tray shows the state of synchronisation', () => {
  expect(running.seen).toContain('menu: 三联 编辑 查看 数据 帮助');
  expect(running.seen.some((line) => line.startsWith('tooltip: 三联'))).toBe(true);
});

test('the page has the native list and nothing else of Electron', async () => {
  expect(await running.page.evaluate(() => Object.keys((globalThis as unknown as { sanlian: object }).sanlian).sort())).toEqual(['notify', 'openExternalHelp', 'platform', 'saveFile', 'unlock']);
  expect(await running.page.evaluate(() => ['require', 'process', 'module', 'electron'].filter((name) => name in globalThis))).toEqual([]);
});

test('a file is saved where the dialog says, and not when it is canceled', async () => {
  running.answerDialog(undefined);
  expect(await bridge((native) => native.saveFile('../../三联.pdf', new Uint8Array([1, 2, 3])))).toBe(false);
  expect(running.seen.at(-1)).toMatch(/^save-dialog: .*[\\/]三联\.pdf$/);
  expect(running.seen.at(-1)).not.toContain('..');
  const file = join(folder, 'saved.pdf');
  running.answerDialog(file);
  expect(await bridge((native) => native.saveFile('三联.pdf', new Uint8Array([1, 2, 3])))).toBe(true);
  expect([...readFileSync(file)]).toEqual([1, 2, 3]);
  await expect(bridge((native) => native.saveFile('', new Uint8Array()))).rejects.toThrow();
});

test('only the help\'s own pages open outside', async () => {
  expect(await bridge((native) => native.openExternalHelp('https://www.gov.cn/zhengce/'))).toBe(true);
  expect(running.seen).toContain('external: https://www.gov.cn/zhengce/');
  expect(await bridge((native) => native.openExternalHelp('https://evil.example/'))).toBe(false);
  expect(running.seen).not.toContain('external: https://evil.example/');
});

test('a reminder is shown by the system, and only in a few words', async () => {
  expect(await bridge((native) => native.notify('到期提醒', '回复投诉客户 · TS-BJ01-2021-000001'))).toBe(true);
  await expect.poll(() => running.seen).toContain('notification: 到期提醒: 回复投诉客户 · TS-BJ01-2021-000001');
  await expect(bridge((native) => native.notify('', 'x'))).rejects.toThrow();
  await expect(bridge((native) => native.notify('x', 'x'.repeat(401)))).rejects.toThrow();
});

test('it goes nowhere, opens nothing and is granted nothing', async () => {
  const before = running.page.url();
  await running.page.evaluate(() => void (location.href = 'https://evil.example/'));
  await running.page.waitForTimeout(300);
  expect(running.page.url()).toBe(before);
  await running.page.evaluate(() => void window.open('https://evil.example/'));
  await expect.poll(() => running.seen).toContain('denied-window: deny https://evil.example/');
  expect(await running.askPermission('media', before)).toBe(false);
  expect(await running.askPermission('clipboard-sanitized-write', before)).toBe(true);
  expect(await running.isDownloadAllowed(`${before}index.html`)).toBe(false);
});

test('unlocking through the key store keeps no plain passphrase and opens nothing that is not locked', async () => {
  const account = '019a0000-0000-7000-8000-000000000001';
  await running.page.evaluate((id) => (globalThis as unknown as { sanlian: NativeBridge }).sanlian.unlock.remember(id, '一句很长的口令 secret'), account);
  expect(await bridge((native) => native.unlock.accounts())).toEqual([account]);
  expect(readFileSync(join(folder, 'unlock.json'), 'utf8')).not.toContain('secret');
  expect(await bridge((native) => native.unlock.use('019a0000-0000-7000-8000-000000000001'))).toBe(false);
  await bridge((native) => native.unlock.forget('019a0000-0000-7000-8000-000000000001'));
  expect(await bridge((native) => native.unlock.accounts())).toEqual([]);
});

test('a killed station comes back, and the window with it', async () => {
  const holder = JSON.parse(readFileSync(join(folder, 'station.lock'), 'utf8')) as { pid: number };
  const reloaded = running.page.waitForEvent('load');
  process.kill(holder.pid, 'SIGKILL');
  await reloaded;
  await running.page.getByRole('textbox').first().waitFor();
  expect((JSON.parse(readFileSync(join(folder, 'station.lock'), 'utf8')) as { pid: number }).pid).not.toBe(holder.pid);
});

test('a second start on the folder says so and ends with its code', async () => {
  // Whether its page stands before the station refuses is a matter of milliseconds.
  const ended = await launchElectron({ dataFolder: folder }).then(async (second) => {
    const code = await second.exited;
    await second.close();
    return `ended with ${code}: ${second.seen.join(' ')}`;
  }, (error: Error) => error.message);
  expect(ended).toMatch(/ended with 3: .*正被另一个三联使用/s);
});

test('closing the window remembers it, closes the station and ends well', async () => {
  expect(await running.close()).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'window', 'window.json'), 'utf8'))).toEqual({ bounds: { x: 0, y: 0, width: 1366, height: 728 }, maximized: false });
  const lock = lockFolder(folder);
  expect(lock.ok).toBe(true);
  if (lock.ok) lock.value.release();
});

test('without a key ring nothing is remembered; words follow the system', async () => {
  const other = mkdtempSync(join(tmpdir(), 'sanlian-electron-'));
  const english = await launchElectron({ dataFolder: other, locale: 'en-US', env: { SANLIAN_KEY_STORE: 'basic_text' } });
  try {
    expect(english.seen).toContain('menu: Sanlian Edit View Data Help');
    expect(await english.page.evaluate(() => (globalThis as unknown as { sanlian: NativeBridge }).sanlian.unlock.accounts())).toBeNull();
  } finally {
    expect(await english.close()).toBe(0);
    rmSync(other, { recursive: true, force: true });
  }
});

test('the installers close what Electron leaves open', () => {
  const recipe = readFileSync(fileURLToPath(new URL('../../electron-builder.yml', import.meta.url)), 'utf8');
  for (const fuse of ['runAsNode: false', 'enableNodeOptionsEnvironmentVariable: false', 'enableNodeCliInspectArguments: false', 'onlyLoadAppFromAsar: true', 'enableEmbeddedAsarIntegrityValidation: true', 'grantFileProtocolExtraPrivileges: false', 'enableCookieEncryption: true']) {
    expect(recipe).toContain(`  ${fuse}\n`);
  }
  // a thread's file and what it reads from a folder must lie outside the archive
  for (const file of ['paperWorker.js', 'blobThread.js', 'textThread.js', 'data/**', 'cmaps/**']) expect(recipe).toContain(`  - dist/electron/${file}\n`);
  for (const target of ['nsis', 'dmg', 'deb', 'AppImage']) expect(recipe).toMatch(new RegExp(`- target: ${target}\\n\\s+arch: \\[x64, arm64\\]`));
});
