import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeReference } from '../../main/station/reference.ts';
import { orderAtSigning } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    station.station.core.open().store.write((writer) => takeReference(writer, 'people', [
      { id: 'p1', name: '孟繁星', phone: '010-6123 4567' }, { id: 'p2', name: '同名', phone: '1' }, { id: 'p3', name: '同名', phone: '2' },
    ], { profile: station.station.core.open().profile, site: 'BJ01' }));
    for (const contact of ['欧阳志强', '李建国', '李晓梅', '李建国', 'Bob Li']) await orderAtSigning(station, { contact, engineer: '周凯' });
  }));
});
afterAll(() => session?.close());

describe('a cell for a person', () => {
  const cell = () => session.page.getByRole('combobox', { name: '联系人' });
  const names = () => session.page.getByRole('listbox', { name: '用过的姓名：联系人' }).getByRole('option');

  it('suggests names of the same cell by beginning, pinyin initials and part; the last used first', async () => {
    const { page } = session;
    await page.keyboard.press('n');
    await page.getByRole('dialog').getByRole('button', { name: '新建现场服务单' }).click();
    await page.locator('.record-head .number').waitFor();
    await cell().focus();
    expect(await names().count()).toBe(0);
    await page.keyboard.type('李');
    await expect.poll(() => names().allInnerTexts()).toEqual(['李建国', '李晓梅']);
    expect(await cell().getAttribute('aria-expanded')).toBe('true');
    expect(await barriers(page)).toEqual([]);
    await cell().fill('oyzq');
    await expect.poll(() => names().allInnerTexts()).toEqual(['欧阳志强']);
    await cell().fill('建国');
    await expect.poll(() => names().allInnerTexts()).toEqual(['李建国']);
    // the engineer of those orders is no contact
    await cell().fill('周');
    await expect.poll(() => names().count()).toBe(0);
  });

  it('brings the telephone number that headquarters sent of the one person so named, into an empty cell only', async () => {
    const { page } = session;
    const phone = page.getByRole('textbox', { name: '联系电话' });
    await cell().fill('同名');
    await page.keyboard.press('Tab');
    await cell().fill('孟繁');
    await names().getByText('孟繁星').click();
    await expect.poll(() => phone.inputValue()).toBe('010-6123 4567');
    await phone.fill('12345678');
    await cell().fill('');
    await cell().fill('孟繁星');
    await page.keyboard.press('Tab');
    await page.waitForTimeout(300);
    expect(await phone.inputValue()).toBe('12345678');
    // typed out and left, it is named as well
    await phone.fill('');
    await cell().fill('孟');
    await cell().press('Tab');
    await cell().fill('孟繁星');
    await cell().press('Tab');
    await expect.poll(() => phone.inputValue()).toBe('010-6123 4567');
    await phone.fill('');
  });

  it('takes a suggestion by arrow and Enter or by pointer; what is typed stays unless one is chosen', async () => {
    const { page } = session;
    await cell().fill('lj');
    await expect.poll(() => names().count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    expect(await cell().getAttribute('aria-activedescendant')).toBe(await names().first().getAttribute('id'));
    await page.keyboard.press('Enter');
    expect(await cell().inputValue()).toBe('李建国');
    expect(await names().count()).toBe(0);
    expect(await cell().evaluate((input) => input === document.activeElement)).toBe(true);
    await cell().fill('李');
    await expect.poll(() => names().count()).toBe(2);
    await page.keyboard.press('Escape');
    expect(await names().count()).toBe(0);
    expect(await cell().inputValue()).toBe('李');
    await page.keyboard.type('晓');
    await names().getByText('李晓梅').click();
    expect(await cell().inputValue()).toBe('李晓梅');
    // an empty cell shows on request who was named last; Tab leaves without taking one
    await cell().fill('');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => names().allInnerTexts()).toEqual(['Bob Li', '李建国', '李晓梅', '欧阳志强', '孟繁星', '同名']);
    await cell().fill('李四');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('联系电话');
    expect(await cell().inputValue()).toBe('李四');
    await page.locator('.saving').getByText('已存到本机').waitFor();
    expect(session.faults).toEqual([]);
  });
});
