import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from '../../main/shell/folderLock.ts';

let folder = '';
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sanlian-lock-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Another process that takes the lock, says what it got and waits. */
const other = async (): Promise<{ child: ChildProcess; said: string }> => {
  const source = `import { lockFolder } from ${JSON.stringify(new URL('../../main/shell/folderLock.ts', import.meta.url).href)};
    const got = lockFolder(${JSON.stringify(folder)}); console.log(got.ok ? 'held' : got.error.code); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
  return { child, said: said.trim() };
};

test('holds the folder until released', () => {
  const first = lockFolder(folder);
  expect(first.ok).toBe(true);
  expect(lockFolder(folder)).toMatchObject({ ok: false, error: { code: 'folder-in-use', holder: { pid: process.pid, host: hostname() } } });
  if (first.ok) first.value.release();
  expect(readdirSync(folder)).toEqual([]);
  expect(lockFolder(folder).ok).toBe(true);
});

test('a living process keeps it, a killed one does not', async () => {
  const { child, said } = await other();
  expect(said).toBe('held');
  expect(lockFolder(folder)).toMatchObject({ ok: false, error: { holder: { pid: child.pid } } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(lockFolder(folder).ok).toBe(true);
  expect(readdirSync(folder)).toEqual(['station.lock']);
});

test('a process that got the number of a killed one does not keep it', () => {
  writeFileSync(join(folder, 'station.lock'), JSON.stringify({ pid: process.pid, started: 'another day', host: hostname() }));
  expect(lockFolder(folder).ok).toBe(true);
});

test.each(['', '{', 'null', '{"pid":"x"}'])('a file left torn (%s) holds nothing', (text) => {
  writeFileSync(join(folder, 'station.lock'), text);
  expect(lockFolder(folder).ok).toBe(true);
});

test('a holder on another computer is believed', () => {
  writeFileSync(join(folder, 'station.lock'), JSON.stringify({ pid: 1, started: 'x', host: `${hostname()}-other` }));
  expect(lockFolder(folder)).toMatchObject({ ok: false, error: { code: 'folder-in-use' } });
});

test('of several that start at once over a stale file one wins', async () => {
  writeFileSync(join(folder, 'station.lock'), JSON.stringify({ pid: 2 ** 22, started: 'x', host: hostname() }));
  const said = (await Promise.all([other(), other(), other(), other()])).map((each) => each.said);
  expect(said.filter((each) => each === 'held')).toHaveLength(1);
  expect(said.filter((each) => each === 'folder-in-use')).toHaveLength(3);
});
