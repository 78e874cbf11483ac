import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildRendererIfOld } from '../../build/renderer.ts';
import type { contract } from '../../domain/api/contract.ts';

/** `npm start` as a user runs it, without Electron and without a display. */
const home = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'sanlian-start-'));
const children: ChildProcess[] = [];
beforeAll(async () => {
  await buildRendererIfOld(home, () => {});
}, 120_000);
// SIGTERM is passed on to the shell; a start that is killed outright leaves it running
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGTERM')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type Started = { child: ChildProcess; out(): string; err(): string; ended: Promise<number | null>; line: Promise<string> };
const start = (...words: string[]): Started => {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const child = spawn(process.execPath, [join(home, 'build/start.mjs'), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let out = '';
  let err = '';
  const line = new Promise<string>((resolve) => {
    child.stdout!.setEncoding('utf8').on('data', (part: string) => {
      out += part;
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')));
    });
  });
  child.stderr!.setEncoding('utf8').on('data', (part: string) => (err += part));
  return { child, out: () => out, err: () => err, line, ended: once(child, 'close').then(([code]) => code as number | null) };
};
const linkIn = (line: string): URL => new URL(/http:\S+/.exec(line)![0]);
const enter = async (link: URL): Promise<string> => (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;

test('prints one line with the address and its token, serves the window and the station, ends well', async () => {
  const started = start('--no-open', '--data', join(scratch, 'one'));
  const link = linkIn(await started.line);
  expect(link.hostname).toBe('127.0.0.1');
  expect(started.out().split('\n')).toHaveLength(2);
  const cookie = await enter(link);
  expect(await (await fetch(`${link.origin}/`, { headers: { cookie } })).text()).toContain('<div id="root">');
  expect((await fetch(`${link.origin}/fonts/NotoSansSC-Regular.ttf`, { method: 'HEAD', headers: { cookie } })).headers.get('content-type')).toBe('font/ttf');
  const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ url: `${link.origin}/rpc`, headers: { cookie, origin: link.origin } }));
  expect(await client.station.status()).toMatchObject({ phase: 'new', shell: 'loopback', dataFolder: join(scratch, 'one') });
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(existsSync(join(scratch, 'one', 'station.lock'))).toBe(false);
  expect(readFileSync(join(scratch, 'one', 'logs', 'station.jsonl'), 'utf8')).not.toContain(link.searchParams.get('token'));
});

test('a used link is followed by the next one, as JSON where asked', async () => {
  const started = start('--no-open', '--json', '--data', join(scratch, 'two'));
  const first = JSON.parse(await started.line) as { kind: string; address: string; link: string; dataFolder: string };
  expect(first).toMatchObject({ kind: 'started', dataFolder: join(scratch, 'two') });
  expect(first.link.startsWith(`${first.address}start?token=`)).toBe(true);
  await enter(new URL(first.link));
  await expect.poll(() => started.out().trim().split('\n').length).toBe(2);
  const second = JSON.parse(started.out().trim().split('\n')[1]!) as { kind: string; link: string };
  expect(second.kind).toBe('next-link');
  expect((await fetch(first.link, { redirect: 'manual' })).status).toBe(403);
  expect((await fetch(second.link, { redirect: 'manual' })).status).toBe(303);
});

test('a second start on the folder is refused in both languages; after kill -9 a start is not', async () => {
  const folder = join(scratch, 'three');
  const first = start('--no-open', '--data', folder);
  await first.line;
  const second = start('--no-open', '--data', folder);
  expect(await second.ended).toBe(3);
  expect(second.err()).toMatch(/正被另一个三联使用.*in use by another Sanlian/s);
  expect(second.out()).toBe('');
  const { pid } = JSON.parse(readFileSync(join(folder, 'station.lock'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await first.ended;
  const third = start('--no-open', '--data', folder);
  expect(await third.line).toContain('http://127.0.0.1:');
});

test('a folder that cannot be written, a wrong option and a taken port have their words and codes', async () => {
  writeFileSync(join(scratch, 'file'), '');
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const [unwritable, wrong, taken] = [start('--no-open', '--data', join(scratch, 'file', 'in')), start('--what'), start('--no-open', '--data', join(scratch, 'four'), '--port', String((other.address() as AddressInfo).port))];
  expect(await unwritable.ended).toBe(4);
  expect(unwritable.err()).toMatch(/不能写.*cannot be written/s);
  expect(await wrong.ended).toBe(2);
  expect(wrong.err()).toContain('--no-open');
  expect(await taken.ended).toBe(5);
  expect(taken.err()).toMatch(/端口.*Port/s);
  other.close();
});

test('--help is for the reader', async () => {
  const help = start('--help');
  expect(await help.ended).toBe(0);
  expect(help.out()).toMatch(/--data DIR[^]*退出码/);
});

test('only the port\'s own refusal is called a port', () => {
  const code = `import { runLoopback } from './main/loopback/main.ts';
    await runLoopback(['--no-open', '--data', ${JSON.stringify(join(scratch, 'five'))}], { prepareWindow: async () => { throw Object.assign(new Error('no permission'), { code: 'EACCES', syscall: 'mkdir' }); } });`;
  const ended = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code], { cwd: home, encoding: 'utf8', timeout: 20_000 });
  expect(ended.status).toBe(1);
  expect(ended.stderr).toContain('no permission');
  expect(ended.stderr).not.toContain('Port');
});

test.skipIf(process.platform === 'win32')('an Electron that gets no window gives way to the loopback shell; its own answers stand', () => {
  const copy = join(scratch, 'copy');
  const binary = join(copy, 'node_modules/electron/dist/electron');
  mkdirSync(join(copy, 'build'), { recursive: true });
  mkdirSync(join(copy, 'node_modules/electron/dist'), { recursive: true });
  copyFileSync(join(home, 'build/start.mjs'), join(copy, 'build/start.mjs'));
  writeFileSync(join(copy, 'node_modules/electron/path.txt'), 'electron');
  writeFileSync(join(copy, 'build/bundle.ts'), '');
  writeFileSync(join(copy, 'build/loopback.ts'), "console.log('loopback', process.argv.slice(2).join(' '));");
  const run = (body: string, env: Record<string, string> = { DISPLAY: ':9' }) => {
    writeFileSync(binary, `#!/bin/sh\necho electron\n${body}\n`, { mode: 0o755 });
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
    return spawnSync(process.execPath, [join(copy, 'build/start.mjs'), '--data', 'x'], { env: { ...rest, ...env }, encoding: 'utf8', timeout: 20_000 });
  };
  for (const body of ['exit 1', 'exit 127', 'kill -ABRT $$']) {
    const fallen = run(body);
    expect(fallen.stdout).toBe('electron\nloopback --data x\n');
    expect(fallen.stderr).toContain('Electron could not open its window');
    expect(fallen.status).toBe(0);
  }
  expect(run('exit 3')).toMatchObject({ status: 3, stdout: 'electron\n' });
  expect(run('exit 0')).toMatchObject({ status: 0, stdout: 'electron\n' });
  if (process.platform === 'linux') expect(run('exit 0', {}).stdout).toBe('loopback --data x\n');
});
