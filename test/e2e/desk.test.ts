import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { addDays, dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

/** A key of the person: what is typed counts a key for each sign. */
const createKeyboard = (session: Session) => {
  let keys = 0;
  return {
    count: () => keys,
    press: async (...names: string[]) => {
      for (const name of names) {
        await session.page.keyboard.press(name);
        keys += 1;
      }
    },
    type: async (words: string) => {
      await session.page.keyboard.type(words);
      keys += [...words].length;
    },
  };
};

let session: Session;
beforeAll(async () => {
  session = await openSession(await prepareFolder(async ({ client }) => {
    await client.records.execute({
      kind: 'create', id: uuidv7(), form: 'contact',
      data: { channel: 'mobile', kind: 'fault', receivedAt: `${msToSecond(Date.now() - 3_600_000).slice(0, 16)}+08:00`, caller: '李建国', department: '积分落户处', phone: '010-12345678', what: '页面打不开', handledBy: '张晓明' },
    });
    const late = uuidv7();
    await client.records.execute({ kind: 'create', id: late, form: 'complaint', data: { receivedAt: `${addDays(dayOf(msToSecond(Date.now())), -20)}T09:00+08:00`, channel: 'phone', complainant: '韩梅梅', content: '等了两天没有人来' } });
  }));
});
afterAll(() => session?.close());

describe('the service desk by keyboard', () => {
  it('takes a contact of somebody who called before in a dozen keys and his words, from anywhere, in less than twenty seconds', async () => {
    const { page } = session;
    const keyboard = createKeyboard(session);
    const words = '申报页面又打不开了';
    const began = Date.now();
    await keyboard.press('F2');
    await page.getByRole('dialog', { name: '快速受理' }).waitFor();
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('quick-channel');
    await keyboard.press('1', '3');
    await keyboard.type('ljg');
    await page.getByRole('option', { name: '李建国' }).waitFor();
    await keyboard.press('ArrowDown', 'Enter', 'Enter');
    // department and phone are known from the last contact: what it is about comes next
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    const panel = page.getByRole('dialog', { name: '快速受理' });
    expect(await panel.getByRole('textbox', { name: '部门' }).inputValue()).toBe('积分落户处');
    expect(await panel.getByRole('textbox', { name: '联系电话' }).inputValue()).toBe('010-12345678');
    await keyboard.type(words);
    await keyboard.press('Enter');
    await page.getByText(/已受理，编号 SL-BJ01-\d{4}-000002/).waitFor();
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(keyboard.count() - words.length).toBeLessThanOrEqual(12);
    await page.getByRole('status').getByRole('button', { name: '打开' }).click();
    await page.locator('.record-head').getByText(/000002/).waitFor();
    await page.locator('[data-field=channel]').getByRole('radio', { name: '热线', exact: true, checked: true }).waitFor({ state: 'attached' });
    await page.locator('[data-field=kind]').getByRole('radio', { name: '故障申报', checked: true }).waitFor({ state: 'attached' });
  });

  it('keeps a call that is interrupted, names what is missing, and takes no Enter from an input method', async () => {
    const { page } = session;
    await page.keyboard.press('F2');
    const panel = page.getByRole('dialog', { name: '快速受理' });
    await panel.waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('4');
    await page.keyboard.type('王芳');
    await page.keyboard.press('Escape');
    if (await panel.isVisible()) await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.keyboard.press('F2');
    await panel.waitFor();
    expect(await panel.getByRole('combobox').inputValue()).toBe('王芳');
    const text = panel.getByRole('textbox', { name: '内容' });
    await text.focus();
    await page.keyboard.press('Enter');
    await panel.getByText('请填写内容。').waitFor();
    await text.fill('态度不好');
    // the Enter that picks a word has keyCode 229
    await text.evaluate((element) => element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true })));
    expect(await panel.isVisible()).toBe(true);
  });

  it('names every line that is missing or wrong at that line, and goes to the first', async () => {
    const { page } = session;
    const panel = page.getByRole('dialog', { name: '快速受理' });
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.evaluate(() => { location.hash = '#/today'; });
    await page.keyboard.press('F2');
    await panel.waitFor();
    const kept = await panel.getByRole('textbox', { name: '内容' }).inputValue();
    await panel.getByRole('button', { name: '清空重填' }).click();
    await panel.getByRole('button', { name: /^保存\s*Enter/ }).click();
    await expect.poll(() => panel.getByRole('alert').allInnerTexts()).toEqual(['请填写渠道。', '请填写类别。', '请填写来访人。', '请填写内容。']);
    await page.keyboard.press('2');
    await page.keyboard.press('4');
    await panel.getByRole('combobox').fill('王芳');
    await panel.getByRole('textbox', { name: '内容' }).fill(kept);
    const phone = panel.getByRole('textbox', { name: '联系电话' });
    await phone.fill('电话abc');
    await panel.getByRole('textbox', { name: '内容' }).press('Enter');
    await panel.getByRole('alert').getByText('“联系电话”不像电话号码').waitFor();
    expect(await panel.getByRole('alert').count()).toBe(1);
    expect(await phone.evaluate((cell) => [cell === document.activeElement, cell.getAttribute('aria-invalid')])).toEqual([true, 'true']);
    expect(await barriers(page)).toEqual([]);
    await phone.fill('');
    await expect.poll(() => panel.getByRole('alert').count()).toBe(0);
  });

  it('turns it into the complaint its kind asks for with Ctrl+Enter', async () => {
    const { page } = session;
    await page.keyboard.press('Control+Enter');
    await page.locator('.record-head').getByText(/TS-BJ01-\d{4}-000002/).waitFor();
    expect(await page.getByRole('textbox', { name: '投诉内容' }).inputValue()).toBe('态度不好');
  });

  it('asks by a digit where a kind may become more than one thing', async () => {
    const { page } = session;
    await page.keyboard.press('F2');
    const panel = page.getByRole('dialog', { name: '快速受理' });
    await panel.waitFor();
    const chosen = () => panel.locator('input[type=radio]:checked').count();
    await page.keyboard.press('1');
    await expect.poll(chosen).toBe(1);
    await page.keyboard.press('3');
    await expect.poll(chosen).toBe(2);
    await page.keyboard.type('赵敏');
    await page.keyboard.press('Enter');
    await panel.getByRole('textbox', { name: '内容' }).focus();
    await page.keyboard.type('登录报错');
    await page.keyboard.press('Control+Enter');
    await panel.getByRole('button', { name: /转事件单/ }).waitFor();
    // a digit is the text's until the question has the focus
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('input, textarea'))).toBe(false);
    await page.keyboard.press('2');
    await page.locator('.record-head').getByText(/-000001/).waitFor();
    expect(page.url()).toMatch(/#\/incident\//);
  });

  it('begins anew by one press where the call before was given up', async () => {
    const { page } = session;
    await page.keyboard.press('F2');
    const panel = page.getByRole('dialog', { name: '快速受理' });
    await panel.getByRole('combobox').fill('打错的人');
    await panel.getByRole('button', { name: '清空重填' }).click();
    await expect.poll(() => panel.getByRole('combobox').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('leads to 今日 from a place that is not there', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/nonsense'; });
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/today');
  });

  it('shows its figures over its lists: open contacts, complaints with the time left, the rate of replies', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '服务台' }).click();
    const strip = page.getByRole('region', { name: '服务台数字' });
    await strip.getByText('TS-').first().waitFor();
    expect(await strip.innerText()).toMatch(/受理中\s*2[\s\S]*待回复投诉\s*2[\s\S]*本季按期回复率\s*0 %[\s\S]*已定 1 件，按期 0 件，收到 2 件/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '全部按键' }).getByText('F2', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
  });
});

describe('the calendar', () => {
  it('opens from 今日 with C, walks by arrows, and shows a day with its duties, owners, evidence and reckoning', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '今日' }).click();
    await page.locator('.day-row', { hasText: '每日增量备份' }).waitFor();
    await page.keyboard.press('c');
    const grid = page.getByRole('grid', { name: '日历' });
    await grid.waitFor();
    const today = dayOf(msToSecond(Date.now()));
    await page.locator('.day-agenda').getByText('每日增量备份').waitFor();
    const row = page.locator('.agenda-row', { hasText: '每日增量备份' });
    await row.locator('summary').click();
    await row.getByText('存储工程师').waitFor();
    await row.getByText(/备份记录 · 已有 0 份，应有 1 份/).waitFor();
    await page.locator(`[data-day="${today}"]`).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-day'))).toBe(addDays(today, 1));
    await page.keyboard.press('t');
    await expect.poll(() => page.url()).toContain(`day=${today}`);
    await page.keyboard.press('Escape');
  });

  it('filters by clause, lists the month, and leaves as a file for a named person', async () => {
    const { page } = session;
    await page.goto(page.url().replace(/#.*/, '#/calendar'));
    await page.getByRole('combobox', { name: '条款' }).selectOption('R22');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: '列表' }).click();
    await page.locator('.agenda-list .agenda-row').first().waitFor();
    expect(new Set(await page.locator('.agenda-list .agenda-row .clause b').allInnerTexts())).toEqual(new Set(['R22']));
    await page.getByRole('button', { name: '导出 iCal' }).click();
    const dialog = page.getByRole('dialog', { name: '导出日历' });
    await dialog.getByText(/只含编号、类别、条款和期限/).waitFor();
    await dialog.getByRole('button', { name: '导出', exact: true }).click();
    await dialog.getByText('请填写给谁').waitFor();
    await dialog.getByRole('textbox', { name: '给谁' }).fill('项目经理的日历');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.ics$/);
    await dialog.waitFor({ state: 'detached' });
  });

  it('makes the paper a turn wants, of its kind', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '今日' }).click();
    await page.locator('.day-row', { hasText: '每日增量备份' }).click();
    await page.locator('.record-head').getByText(/BF-BJ01-\d{4}-000001/).waitFor();
    await page.locator('[data-field=kind]').getByRole('radio', { name: /增量/, checked: true }).waitFor({ state: 'attached' });
    expect(page.url()).toMatch(/#\/backup\//);
  });
});

describe('reminders', () => {
  it('stand over the desk and in the title while something falls due, as the settings say, and go when sent away', async () => {
    const { page } = session;
    await page.goto(page.url().replace(/#.*/, '#/settings/desk'));
    await page.getByRole('combobox', { name: '到期前多久提醒' }).selectOption('1440');
    const told = page.getByRole('status', { name: '到期提醒' });
    await told.waitFor();
    await expect.poll(() => page.title()).toMatch(/^\(\d+\) 三联$/);
    // what falls due by the longer lead may come after the first ones were sent away, and is sent away like them
    await expect.poll(async () => {
      if (await told.count() > 0) await told.getByRole('button', { name: '知道了' }).click();
      return page.title();
    }).toBe('三联');
    expect(await told.count()).toBe(0);
  });
});

describe('for everybody', () => {
  it('every new screen passes axe, in both languages and at both sizes, and nothing overflows', async () => {
    const { page } = session;
    const shots = process.env['PICTURES'];
    for (const language of ['zh', 'en'] as const) {
      if (language === 'en') await page.getByRole('button', { name: /^English/ }).click();
      for (const [width, height] of [[1366, 768], [1920, 1080]] as const) {
        await page.setViewportSize({ width, height });
        for (const place of ['#/today', '#/calendar', '#/calendar?view=list', '#/complaint', 'quick']) {
          if (place === 'quick') await page.keyboard.press('F2');
          else await page.goto(page.url().replace(/#.*/, place));
          await page.locator(place === 'quick' ? '.quick' : place === '#/today' ? '.day-row' : place === '#/complaint' ? '.desk-strip b' : place === '#/calendar' ? '.month-cell' : '.agenda-row').first().waitFor();
          expect(await barriers(page), `${place} ${language}`).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${place} ${width}`).toBe(true);
          if (shots) await page.screenshot({ path: `${shots}/${language}-${width}-${place.replaceAll(/\W/g, '')}.png` });
          if (place === 'quick') await page.keyboard.press('Escape');
        }
      }
    }
    expect(session.faults).toEqual([]);
  });
});
