import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import en from '../../assets/locales/en.json' with { type: 'json' };
import zh from '../../assets/locales/zh.json' with { type: 'json' };
import { formsById } from '../../domain/forms/index.ts';
import type { Lang } from '../../domain/text/text.ts';
import { demoPassphrase, demoPin, fillDemo } from '../../main/demo/fill.ts';
import { openHeadquarters } from '../sync/headquarters.ts';
import { createVisitor, password } from '../sync/webVisitor.ts';
import { drawName, openWindow, startShell } from '../e2e/shell.ts';

/**
 * The manuals' pictures, taken of the running product on its demo month: `npm run manual`, or a part with `npm run manual -- en`, `zh` or `headquarters`. Writes
 * `docs/pictures/*.png` for the Chinese manual and the pictures that the English one shows into `docs/pictures/en`.
 */
const home = fileURLToPath(new URL('../..', import.meta.url));
type Camera = { readonly lang: Lang; readonly words: typeof zh | typeof en; readonly take: (page: Page, name: string) => Promise<void> };

const createCamera = (lang: Lang): Camera => {
  const folder = join(home, 'docs/pictures', lang === 'zh' ? '' : lang);
  const manual = readFileSync(join(home, 'docs', lang === 'zh' ? 'manual.md' : `manual.${lang}.md`), 'utf8');
  mkdirSync(folder, { recursive: true });
  return {
    lang, words: lang === 'zh' ? zh : en,
    take: async (page, name) => {
      if (lang !== 'zh' && !manual.includes(`/${name}.png`)) return;
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(500); // transitions of at most 150 ms, and a push from the station
      writeFileSync(join(folder, `${name}.png`), await page.screenshot({ animations: 'disabled' }));
      console.log(lang, name);
    },
  };
};

/** The page in the language wanted; it opens in Chinese. */
const speak = async (page: Page, { lang }: Camera): Promise<void> => {
  if (lang === 'en') await page.getByRole('button', { name: /^English/ }).click();
};

const firstRun = async (camera: Camera): Promise<void> => {
  const { words, take } = camera;
  const shell = await startShell();
  const { page, close } = await openWindow(shell.link, { height: 900 });
  await speak(page, camera);
  await page.getByLabel(words.account.name, { exact: true }).waitFor();
  await take(page, 'first-run');
  await close();
  await shell.remove();
};

/** The sample month in a window of its own, locked. */
const openMonth = async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'sanlian-manual-'));
  await fillDemo({ dataFolder, assetsFolder: join(home, 'assets'), version: 'manual' });
  const shell = await startShell(dataFolder);
  return { dataFolder, shell, ...await openWindow(shell.link) };
};

const unlock = async (page: Page, { words }: Camera, name: string): Promise<void> => {
  await page.getByRole('radio', { name }).check();
  await page.getByLabel(words.account.passphrase, { exact: true }).fill(demoPassphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByRole('listitem').first().waitFor();
};

/** The month reaches a headquarters; what its manager comes to, and an order as it stands there. */
const headquarters = async (camera: Camera): Promise<void> => {
  const { words, take } = camera;
  const { dataFolder, shell, page: station, close: closeStation } = await openMonth();
  await unlock(station, camera, '赵敏');
  const hq = await openHeadquarters();
  const manager = createVisitor(hq.address);
  await manager.get('/join');
  await manager.post('/join', { code: hq.adminCode, name: '刘经理', fresh: password, again: password });
  await station.evaluate(() => { location.hash = '#/settings/sync'; });
  await station.getByLabel(words.sync.address, { exact: true }).fill(hq.address);
  await station.getByLabel(words.sync.code, { exact: true }).fill(await hq.createEnrolmentCode(15, 'BJ01'));
  await station.getByRole('button', { name: words.sync.enrol, exact: true }).click();
  await station.getByRole('banner').getByText(words.bar.unsent.replace('{{n}}', '0'), { exact: true }).waitFor({ timeout: 240_000 });
  const { page, close } = await openWindow(`${hq.address}/desk/`);
  await page.getByLabel('姓名', { exact: true }).fill('刘经理');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '进入' }).click();
  await page.getByRole('link', { name: '工作台', exact: true }).click();
  await page.getByRole('region', { name: '各现场' }).waitFor({ timeout: 60_000 });
  await take(page, 'headquarters-overview');
  await page.evaluate(() => { location.hash = '#/service-order'; });
  await page.getByRole('listbox').getByRole('option').first().click();
  await page.locator('.page').first().waitFor();
  await take(page, 'headquarters-desk');
  await close();
  await closeStation();
  await shell.remove();
  await hq.stop();
  rmSync(dataFolder, { recursive: true, force: true });
};

const month = async (camera: Camera): Promise<void> => {
  const { lang, words, take } = camera;
  const { dataFolder, shell, page, close } = await openMonth();
  await speak(page, camera);
  await page.getByLabel(words.account.passphrase, { exact: true }).waitFor();
  await take(page, 'lock');
  await unlock(page, camera, '张伟');
  await take(page, 'today');

  const openFirst = async (id: string, stateId: string): Promise<void> => {
    const state = formsById.get(id)!.lifecycle.states[stateId]!.label[lang];
    await page.evaluate((to) => { location.hash = `#/${to}`; }, id);
    await page.getByRole('radio', { name: state, exact: true }).click();
    await page.getByRole('option').first().click();
    await page.locator('.record-head').getByText(state, { exact: true }).waitFor();
  };
  await openFirst('service-order', 'working');
  await take(page, 'order');
  await openFirst('service-order', 'dispatched');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-asked] input').first().waitFor();
  await take(page, 'step');
  await page.keyboard.press('Escape');
  await openFirst('inspection', 'archived');
  await take(page, 'inspection');
  await openFirst('survey', 'answered');
  await take(page, 'survey-answered');

  await openFirst('service-order', 'signed');
  await page.keyboard.press('Control+p');
  await page.getByRole('dialog').locator('canvas').first().waitFor();
  await take(page, 'print');
  await page.keyboard.press('Escape');
  await page.evaluate(() => { location.hash = '#/documents'; });
  await page.getByRole('row').nth(2).waitFor();
  await take(page, 'register');
  await page.evaluate(() => { location.hash = '#/library'; });
  await page.getByRole('heading', { name: words.screen.library }).waitFor();
  await take(page, 'library');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('公示');
  await page.getByRole('option').first().waitFor();
  await take(page, 'search');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: words.rail.settings, exact: true }).click();
  await page.getByRole('heading').first().waitFor();
  await take(page, 'settings');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await take(page, 'keys');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+l');
  await unlock(page, camera, '赵敏');
  await page.evaluate(() => { location.hash = '#/board'; });
  await page.locator('main svg[role="img"]').first().waitFor();
  await take(page, 'board');
  await page.evaluate(() => { location.hash = '#/report'; });
  // the quarter that runs: the month of the sample lies in it
  const periods = page.getByRole('main').getByRole('combobox').first();
  const today = new Date().toISOString().slice(0, 10);
  const running = (await periods.locator('option').allTextContents()).find((each) => { const [from, to] = each.match(/\d{4}-\d\d-\d\d/g) ?? []; return from !== undefined && to !== undefined && from <= today && today <= to; });
  await periods.selectOption({ label: running! });
  await page.locator('main svg[role="img"]').first().waitFor();
  await take(page, 'report');
  await page.keyboard.press('Control+l');
  await unlock(page, camera, '张伟');

  await openFirst('service-order', 'signing');
  const handOver = page.locator('.record-head').getByRole('button', { name: words.record.handover });
  if ((await handOver.count()) === 0) {
    await page.keyboard.press('Control+Enter');
    await page.getByRole('checkbox').check();
    await drawName(page, page.getByLabel(words.sign.pad).first());
    await page.getByRole('button', { name: words.sign.confirm }).click();
  }
  await handOver.click();
  await page.locator('.signing-paper canvas').first().waitFor();
  await take(page, 'handover-read');
  await page.getByRole('checkbox').check();
  await page.getByLabel(words.sign.name, { exact: true }).fill('李建国');
  await page.getByLabel(words.sign.post, { exact: true }).fill('运维主管');
  await drawName(page, page.getByLabel(words.sign.pad).first());
  await page.getByRole('button', { name: words.sign.confirm }).scrollIntoViewIfNeeded();
  await take(page, 'handover-sign');
  await page.getByRole('button', { name: words.sign.confirm }).click();
  await page.getByRole('heading', { name: words.survey.title }).waitFor();
  for (const question of await page.getByRole('group').all()) await question.getByRole('radio').nth(4).check();
  await take(page, 'handover-rate');
  await page.getByRole('button', { name: words.survey.send }).click();
  await page.getByRole('button', { name: words.handover.engineer }).click();
  await page.getByLabel(words.handover.secret).fill(demoPin);
  await take(page, 'handover-back');
  await close();
  await shell.remove();
  rmSync(dataFolder, { recursive: true, force: true });
};

const wanted = process.argv.slice(2);
for (const lang of ['zh', 'en'] as const) {
  if (wanted.length > 0 && !wanted.includes(lang)) continue;
  const camera = createCamera(lang);
  await firstRun(camera);
  await month(camera);
}
if (wanted.length === 0 || wanted.includes('headquarters')) await headquarters(createCamera('zh'));
