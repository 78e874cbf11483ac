import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { engineer, openByNumber, openSession, passphrase, prepareFolder, takeBack, type Session } from './prepared.ts';

const longName = '阿卜杜热合曼·买买提依明·艾合买提江·吐尔逊娜依·古丽巴哈尔';
const longText = '逐条核对等待事件并记录处理结果。'.repeat(250);
let number = '';
let session: Session;
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    for (let n = 0; n < 12; n += 1) await orderAtSigning(station, { request: `第 ${n + 1} 单：窗口业务办理页面打开缓慢，需要到现场查看` });
    const id = await orderAtSigning(station, { contact: longName, work: longText.slice(0, 4000) });
    number = (await signAs(station, id, 'engineer', engineer, '工程师')).number;
  }));
});
afterAll(() => session?.close());

/** The common laptop, the same at 200 % in the browser's own zoom (half the CSS pixels, twice the density), and a large screen. */
const sizes = [
  { name: '1366×768', width: 1366, height: 768, density: 1 },
  { name: '1366×768 at 200 %', width: 683, height: 384, density: 2 },
  { name: '1920×1080', width: 1920, height: 1080, density: 1 },
] as const;

const resize = async (page: Page, { width, height, density }: (typeof sizes)[number]): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await page.setViewportSize({ width, height });
  await devtools.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: density, mobile: false });
};
/** What hangs over the right edge where nothing scrolls to it: the page itself, or a control the window cuts off. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element): boolean => element !== document.documentElement && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;
    const hasScroll = (element: Element | null): boolean => element !== null && (scrolls(element) || hasScroll(element.parentElement));
    const wide = document.documentElement.scrollWidth > window.innerWidth ? [`the page: ${document.documentElement.scrollWidth} px`] : [];
    const controls = [...document.querySelectorAll('button, a, input, select, textarea')].filter((each) => {
      const box = each.getBoundingClientRect();
      return box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1) && !hasScroll(each);
    });
    return [...wide, ...controls.map((each) => each.getAttribute('aria-label') ?? each.textContent ?? each.tagName)];
  });
/** In the page: leaves at its root how many pages of the paper were blank still at the moment the consent could be given. */
const watchConsent = (): void => {
  const root = document.documentElement;
  delete root.dataset['unreadAtConsent'];
  const observer = new MutationObserver(() => {
    if (document.querySelector<HTMLInputElement>('.consent input')?.disabled !== false) return;
    observer.disconnect();
    const pages = [...document.querySelectorAll<HTMLCanvasElement>('.signing-paper canvas')];
    const hasInk = (canvas: HTMLCanvasElement) => canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.some((value, i) => i % 4 === 0 && value > 0 && value < 100) ?? false;
    root.dataset['unreadAtConsent'] = pages.length === 0 ? 'no page' : String(pages.filter((canvas) => !hasInk(canvas)).length);
  });
  observer.observe(root, { subtree: true, childList: true, attributes: true });
};
/** Whether the element can be brought into the window, is not cut by it, and is what a pointer would hit there. */
const isReachable = async (page: Page, name: string): Promise<boolean> => {
  const button = page.getByRole('button', { name }).first();
  await button.scrollIntoViewIfNeeded();
  return button.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return left >= 0 && right <= window.innerWidth && top >= 0 && bottom <= window.innerHeight && hit !== null && (element.contains(hit) || hit.contains(element));
  });
};

describe.each(sizes)('at $name', (size) => {
  beforeAll(async () => {
    await resize(session.page, size);
    expect(await session.page.evaluate(() => [window.innerWidth, window.devicePixelRatio])).toEqual([size.width, size.density]);
  });

  it('no screen of the desk scrolls sideways', async () => {
    const { page } = session;
    for (const screen of ['today', 'service-order', 'inspection', 'survey', 'documents', 'settings', 'settings/secrets', 'settings/sync']) {
      await page.evaluate((hash) => { location.hash = `#/${hash}`; }, screen);
      await page.locator('main h1, main .empty, .settings-part').first().waitFor();
      expect(await cutOff(page), screen).toEqual([]);
    }
  });

  it('a part of the settings is seen when it is chosen', async () => {
    const { page } = session;
    for (const part of ['accounts', 'secrets', 'desk', 'contract', 'sync', 'ferry', 'about']) {
      await page.evaluate((to) => { location.hash = `#/settings/${to}`; }, part);
      const title = page.locator(`#settings-${part} h2`).first();
      await title.waitFor();
      expect(await title.evaluate((heading) => heading.getBoundingClientRect().bottom <= window.innerHeight && heading.closest('section')!.clientWidth > 400), part).toBe(true);
    }
  });

  it('an order with a name of 30 characters and 4000 characters of text stays in its paper, its step in reach', async () => {
    const { page } = session;
    await openByNumber(page, number);
    expect(await cutOff(page)).toEqual([]);
    expect(await isReachable(page, '交给客户签认')).toBe(true);
    const cut = await page.locator('.page .value').evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.closest('[data-field]')?.getAttribute('data-field')));
    expect(cut).toEqual([]);
  });

  it('what stands below a long paper is told at the foot of the window, and reached in one press', async () => {
    const { page } = session;
    await openByNumber(page, number);
    await page.evaluate(watchConsent);
    await page.keyboard.press('Control+d');
    const go = page.getByRole('button', { name: '读完后在此签名' });
    const consent = page.getByRole('checkbox');
    await consent.and(page.locator(':enabled')).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['unreadAtConsent'])).toBe('0');
    expect(await go.evaluate((button) => button.getBoundingClientRect().bottom <= window.innerHeight)).toBe(true);
    expect(await page.locator('.handover').evaluate((frame) => frame.scrollTop)).toBe(0);
    await go.focus();
    await page.keyboard.press('Enter');
    await go.waitFor({ state: 'detached' });
    const isInView = () => consent.evaluate((box) => box.getBoundingClientRect().top >= 0 && box.getBoundingClientRect().bottom <= window.innerHeight);
    expect(await isInView()).toBe(true);
    // the next key goes on from the form, not from the paper
    await page.keyboard.press('Tab');
    expect(await consent.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.locator('.handover').evaluate((frame) => frame.scrollTo(0, 0));
    await go.click();
    await go.waitFor({ state: 'detached' });
    expect(await isInView()).toBe(true);
  });

  it('the customer can reach the consent, the pad and every button', async () => {
    const { page } = session;
    expect(await cutOff(page)).toEqual([]);
    for (const name of ['重写', '确认签名', '不同意签认']) expect(await isReachable(page, name), name).toBe(true);
    await page.getByRole('button', { name: '不同意签认' }).click();
    for (const name of ['返回阅读', '提交']) expect(await isReachable(page, name), name).toBe(true);
    await page.getByLabel('姓名', { exact: true }).fill(longName);
    await page.getByLabel('原因').fill('先看完再签');
    await page.getByRole('button', { name: '提交' }).click();
    await takeBack(page, passphrase);
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    expect(await cutOff(page)).toEqual([]);
    expect(session.faults).toEqual([]);
  });
});

it('a window zoomed while the client reads draws the paper anew at the width there is', async () => {
  const { page } = session;
  await resize(page, sizes[0]);
  await openByNumber(page, number);
  await page.keyboard.press('Control+d');
  const sheet = page.locator('.signing-paper canvas').first();
  await expect.poll(() => sheet.evaluate((canvas) => canvas.clientWidth)).toBe(880);
  await resize(page, sizes[1]);
  await expect.poll(() => sheet.evaluate((canvas) => canvas.getBoundingClientRect().right <= window.innerWidth)).toBe(true);
  expect(await cutOff(page)).toEqual([]);
});
