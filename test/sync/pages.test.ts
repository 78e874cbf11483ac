import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import consoleEn from '../../assets/locales/headquarters.en.json' with { type: 'json' };
import consoleZh from '../../assets/locales/headquarters.zh.json' with { type: 'json' };
import pagesEn from '../../assets/locales/headquartersPages.en.json' with { type: 'json' };
import pagesZh from '../../assets/locales/headquartersPages.zh.json' with { type: 'json' };
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { barriers } from '../e2e/barriers.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';
import { password } from './webVisitor.ts';

const chinese = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
/** what a person wrote, and the word for the other language */
const notOurs = /中文|王工|服务很好/g;
let folder: string;
let hq: TestHeadquarters;
let station: TestStation;
let window: OpenBrowser;
beforeAll(async () => {
  folder = createFolder();
  hq = await openHeadquarters();
  station = await openStation(folder, 'P1');
  window = await launchBrowser({ locale: 'en-US' });
}, 120_000);
afterAll(async () => {
  await window?.close();
  await station?.close();
  await hq?.stop();
  removeFolder(folder);
});

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${hq.address}${path}`, { headers });
  return { text: await answer.text(), cookie: answer.headers.get('set-cookie') };
};

describe('the pages of headquarters', () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([['console', consoleZh, consoleEn], ['pages', pagesZh, pagesEn]])('have the same words in both languages, none empty, with the same holes: %s', (_name, zh, en) => {
    const holes = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((each) => each[1]).sort();
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    for (const [key, sentence] of Object.entries(zh)) {
      const english = en[key]!;
      expect(english.trim(), key).not.toBe('');
      expect(holes(english), key).toEqual(holes(sentence));
      if (key !== 'otherLanguage') expect(english, key).not.toMatch(chinese);
    }
  });

  it('speak Chinese first, what the browser speaks, what was chosen before, and above all what the address asks for', async () => {
    const isEnglish = async (...request: Parameters<typeof ask>): Promise<boolean> => (await ask(...request)).text.includes('<html lang="en">');
    expect(await isEnglish('/login')).toBe(false);
    expect(await isEnglish('/login', { 'accept-language': 'fr' })).toBe(false);
    expect(await isEnglish('/login', { 'accept-language': 'en-GB,en;q=0.9' })).toBe(true);
    expect(await isEnglish('/login', { 'accept-language': 'en', cookie: 'sanlian_hq_lang=zh' })).toBe(false);
    expect(await isEnglish('/login?lang=en', { cookie: 'sanlian_hq_lang=zh' })).toBe(true);
    expect(await isEnglish('/login', { 'accept-language': 'zh', cookie: 'sanlian.language=en; sanlian_hq_lang=zh' })).toBe(true);
    expect(await isEnglish('/login?lang=%3Cscript%3E')).toBe(false);
    expect((await ask('/login?lang=en')).cookie).toMatch(/sanlian\.language=en; Max-Age=\d+; Path=\/; SameSite=Strict/);
    expect((await ask('/login?lang=fr')).cookie).not.toMatch(/sanlian[._](language|hq_lang)/);
  });

  it('are English from the one-time code to the paper, without a barrier, and change language by a link that is remembered', async () => {
    const { page } = window;
    const look = async (): Promise<void> => {
      expect((await page.locator('html').innerText()).replaceAll(notOurs, '')).not.toMatch(chinese);
      expect(await page.title()).toMatch(/^Sanlian headquarters/);
      expect(await barriers(page)).toEqual([]);
    };
    const enter = async (code: string): Promise<void> => {
      await page.getByLabel('One-time code').fill(code);
      await page.getByLabel('Name').fill('Manager Wang');
      await page.getByLabel('New password (12 characters or more)').fill(password);
      await page.getByLabel('Once more').fill(password);
      await page.getByRole('button', { name: 'Enter' }).click();
    };
    await page.goto(hq.address);
    await look();
    // a name with a sign that few fonts have is no empty box
    expect(await page.evaluate(async () => (await document.fonts.load('14px "Rare Han"', '𠮷')).map(({ status }) => status))).toEqual(['loaded']);
    await page.getByRole('link', { name: 'I have a one-time code' }).click();
    await enter('WRONG');
    await page.getByRole('alert').getByText(/wrong, used or expired/).waitFor();
    await look();
    await enter(hq.adminCode);
    await page.getByText('No station is enrolled yet.').waitFor();
    await look();
    await page.getByRole('button', { name: 'Issue enrolment code' }).click();
    await page.locator('.code').waitFor();
    await look();
    const code = (await page.locator('.code').innerText()).trim();
    expect(await station.sync.enrol(hq.address, code)).toMatchObject({ ok: true });
    const [doc] = station.writeRecords(2);
    await station.attach(doc!, randomBytes(2000));
    await station.sync.now();
    await page.getByRole('link', { name: 'Records' }).click();
    await page.getByRole('cell', { name: 'Satisfaction Survey' }).first().waitFor();
    await page.getByRole('cell', { name: '1, all here' }).waitFor();
    await look();
    await hq.rows(`update device set state = 'frozen', fork_seq = 3 where station = $1`, [station.identity.station]);
    await page.getByRole('link', { name: 'Stations' }).click();
    await page.getByText('Frozen: two different logs from operation 3 on').waitFor();
    await look();
    await page.getByRole('link', { name: '中文' }).click();
    await page.getByRole('heading', { name: '工作站' }).waitFor();
    await page.getByRole('link', { name: '单据' }).click();
    await page.getByRole('cell', { name: '客户满意度测评' }).first().waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});

describe('npm run hq', () => {
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('../../hq/main.ts', import.meta.url)), ...args], { env: { ...process.env, LC_ALL: '', LANG: 'zh_CN.UTF-8', LC_MESSAGES: '', DATABASE_URL: '', LOG_LEVEL: 'silent', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.on('data', (piece: Buffer) => {
        out += piece.toString();
        if (/Enrolment code|登记码/.test(out)) child.kill('SIGTERM');
      });
      child.stderr.on('data', (piece: Buffer) => { err += piece.toString(); });
      child.once('close', (code) => resolve({ code, out, err }));
    });

  it('says where it is and its codes in the language asked for', async () => {
    const data = createFolder();
    const english = await run(['--data', data, '--port', '0', '--lang', 'en']);
    expect(english.out).toMatch(/^Headquarters is up: http:.*\nAdmin code .*: [A-Z2-9]{26}\nEnrolment code .*: [A-Z2-9]{26}\n.*fingerprint .*: [0-9a-f]{4}( [0-9a-f]{4}){7}\n.*--key\): [\w-]{59}\n$/);
    expect(english.out).not.toMatch(chinese);
    expect(english.code).toBe(0);
    expect((await run(['--lang', 'zh', '--data', data, '--port', '0'], { LANG: 'en_GB.UTF-8' })).out).toMatch(/^总部已启动：/);
    const taken = await run(['--data', data, '--port', new URL(hq.address).port, '--lang=en']);
    expect(taken).toMatchObject({ code: 1, err: `Port ${new URL(hq.address).port} cannot be used (EADDRINUSE); choose another one with --port.\n` });
    removeFolder(data);
  }, 120_000);

  it('explains itself and refuses a wrong option in one language', async () => {
    const help = await run(['--help', '--lang', 'en']);
    expect(help).toMatchObject({ code: 0 });
    expect(help.out).toMatch(/^npm run hq[^]*Exit codes/);
    expect(help.out).not.toMatch(chinese);
    for (const args of [['--lang', 'fr', '--data', folder], ['--port', 'x', '--data', folder], ['--port', '70000', '--data', folder], [], ['--nothing']]) {
      const refused = await run(args, { LANG: 'en_GB.UTF-8' });
      expect(refused.err, args.join(' ')).toMatch(/^Wrong option: /);
      expect(refused.err, args.join(' ')).not.toMatch(chinese);
      expect(refused.code).toBe(2);
    }
    expect((await run(['--lang', 'fr', '--data', folder])).err).toMatch(/^选项不对：--lang fr/);
  });
});
