import { hasTool } from '../tools.ts';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPaperMaker } from '../../main/papers/render.ts';
import { createCupsPrinting } from '../../main/printing/cups.ts';
import { run } from '../../main/printing/run.ts';
import * as s from './samples.ts';

const cupsd = ['/usr/sbin/cupsd', '/usr/local/sbin/cupsd'].find((path) => hasTool(path, '-h'));
if (!cupsd || !hasTool('lpstat', '-r')) console.warn('cupsd is not installed here: printing on a real CUPS was NOT checked (apt-get install cups cups-client)');

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A CUPS of its own in a temporary folder, on a socket, with one raw queue that writes into a file. */
describe.runIf(cupsd && hasTool('lp', '--help') && hasTool('lpstat', '-r'))('printing on a real CUPS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sanlian-cups-'));
  const socket = join(folder, 'cups.sock');
  const printing = createCupsPrinting((program, args) => run(program, args, { CUPS_SERVER: socket }));
  let server: ChildProcess;

  beforeAll(async () => {
    for (const name of ['root', 'spool', 'cache', 'state', 'log', 'out']) mkdirSync(join(folder, name));
    for (const name of ['.', 'root', 'spool', 'cache', 'state', 'log', 'out']) chmodSync(join(folder, name), 0o777);
    const open = 'Order deny,allow\n';
    writeFileSync(
      join(folder, 'cupsd.conf'),
      `Listen ${socket}\nLogLevel warn\nWebInterface No\nBrowsing Off\nDefaultAuthType None\nPreserveJobFiles Yes\n<Location />\n${open}</Location>\n<Location /admin>\n${open}</Location>\n<Policy default>\n<Limit All>\n${open}</Limit>\n</Policy>\n`,
    );
    const places = { ServerRoot: 'root', RequestRoot: 'spool', CacheDir: 'cache', StateDir: 'state', AccessLog: 'log/access', ErrorLog: 'log/error', PageLog: 'log/page' };
    const root = process.getuid?.() === 0 ? 'User nobody\nGroup nogroup\n' : '';
    writeFileSync(join(folder, 'cups-files.conf'), `${Object.entries(places).map(([key, place]) => `${key} ${join(folder, place)}\n`).join('')}FileDevice Yes\nSandboxing relaxed\nSystemGroup root\n${root}`);
    server = spawn(cupsd!, ['-f', '-c', join(folder, 'cupsd.conf'), '-s', join(folder, 'cups-files.conf')], { stdio: 'ignore' });
    for (let i = 0; i < 100 && !existsSync(socket); i += 1) await sleep(100);
    execFileSync('lpadmin', ['-p', 'Laser', '-E', '-v', `file:${join(folder, 'out/sheet.prn')}`, '-m', 'raw', '-D', '三楼激光打印机'], { env: { ...process.env, CUPS_SERVER: socket }, stdio: 'ignore' });
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('lists the queue with its own words', async () => {
    expect(await printing.list()).toEqual([{ name: 'Laser', description: '三楼激光打印机', isDefault: false, state: 'ready' }]);
  });

  it('takes three labelled copies as three jobs, each byte for byte', async () => {
    const maker = createPaperMaker({ fontsFolder: s.fontsFolder });
    const jobs: (string | undefined)[] = [];
    for (const copy of s.threeCopies) {
      const file = await maker.make({ def: s.serviceOrder, rec: s.sealedOrder, lang: 'zh', copies: [copy] });
      const { job } = await printing.print({ file, title: `${s.sealedOrder.number} ${copy.no}/3`, printer: 'Laser' });
      jobs.push(job);
      const spooled = join(folder, 'spool', `d${String(copy.no).padStart(5, '0')}-001`);
      expect(readFileSync(spooled).equals(Buffer.from(file))).toBe(true);
    }
    expect(jobs).toEqual(['Laser-1', 'Laser-2', 'Laser-3']);
  });

  it('says what CUPS says when a queue does not take jobs', async () => {
    execFileSync('cupsreject', ['Laser'], { env: { ...process.env, CUPS_SERVER: socket } });
    await expect(printing.print({ file: new Uint8Array([37, 80, 68, 70]), title: 'x', printer: 'Laser' })).rejects.toMatchObject({ refusals: [{ code: 'printer-failed', params: { detail: expect.stringMatching(/not accept/i) } }] });
  });
});
