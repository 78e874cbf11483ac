import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '../../domain/forms/form.ts';
import { addDays, msToSecond } from '../../domain/clocks/shanghai.ts';
import { isCount } from '../../domain/readings/bounds.ts';
import { a4, footerHeight, headerHeight, margin } from '../../domain/paper/geometry.ts';
import { barriers } from './barriers.ts';
import { openSession, passphrase, prepareFolder, takeBack, type Session } from './prepared.ts';
import { drawName, goOn, takeTimes } from './shell.ts';

const today = msToSecond(Date.now()).slice(0, 10);

/** Yesterday's sheet with figures of its own, so that they can be told from today's. */
const yesterdaysValue = 41.5;
let session: Session;
/** An order of one printed page and one of two. */
const [short, long] = [uuidv7(), uuidv7()];
const lines = (count: number): string => '审核页面响应慢\n'.repeat(count).trim();
let incident: string;
beforeAll(async () => {
  const folder = await prepareFolder(async ({ client }) => {
    const id = uuidv7();
    const made = await client.records.startInspection({ id, template: 'os-daily', day: addDays(today, -1), round: 'am' });
    const readings = (made.data['readings'] as readonly Reading[]).map((row) => ({ ...row, value: row.kind === 'state' ? 'normal' : isCount(row) ? Math.round(yesterdaysValue) : yesterdaysValue, source: undefined }));
    await client.records.execute({ kind: 'edit', id, base: made.rev, set: { readings: JSON.parse(JSON.stringify(readings)) as never }, unset: [] });
    await client.records.execute({ kind: 'create', id: short, form: 'service-order', data: { request: lines(6) } });
    await client.records.execute({ kind: 'create', id: long, form: 'service-order', data: { request: lines(12), diagnosis: lines(12), work: lines(12), changed: lines(12) } });
    incident = uuidv7();
    const at = addDays(today, -1);
    await client.records.execute({ kind: 'create', id: incident, form: 'incident', data: { kind: 'internet-down', side: 'internet', occurredAt: `${at}T08:00+08:00`, foundAt: `${at}T08:10+08:00`, reportedAt: `${at}T08:20+08:00`, symptom: '互联网端无法访问' } });
  });
  session = await openSession(folder);
});
afterAll(() => session?.close());

const rowOf = (name: string) => session.page.locator('table.readings tr[data-row]').filter({ has: session.page.getByRole('rowheader', { name, exact: false }) });
const verdictOf = (name: string) => rowOf(name).locator('.verdict');

describe('an inspection on the screen', () => {
  it('begins a round by keyboard and shows what was measured yesterday beside each figure', async () => {
    const { page } = session;
    await page.keyboard.press('n');
    await page.getByRole('dialog').getByRole('button', { name: /操作系统.*· 上午|主机.*· 上午/ }).first().click();
    await page.getByText(/XJ-BJ01-\d{4}-000002/).first().waitFor();
    await expect.poll(() => rowOf('CPU 使用率').locator('.before').innerText()).toBe(`昨 ${yesterdaysValue}`);
    expect(await rowOf('安全日志').locator('.before').innerText()).toBe('昨 正常');
    // nothing of this machine stands on the client's sheet until it is asked for
    expect(await page.getByRole('textbox', { name: 'CPU 使用率 (%)' }).inputValue()).toBe('');
    expect(await page.getByRole('textbox', { name: '主机/IP' }).inputValue()).toBe('');
  });

  it('judges each figure while it is typed, at both thresholds', async () => {
    const { page } = session;
    const cpu = page.getByRole('textbox', { name: 'CPU 使用率 (%)' });
    for (const [figure, verdict] of [['79.9', 'normal'], ['80', 'warning'], ['90', 'alarm'], ['８５', 'warning'], ['93', 'alarm']] as const) {
      await cpu.fill(figure);
      await expect.poll(() => verdictOf('CPU 使用率').getAttribute('data-verdict'), { message: figure }).toBe(verdict);
    }
    await cpu.fill('很高');
    await rowOf('CPU 使用率').getByRole('alert').getByText(/读不懂/).waitFor();
    // what cannot be measured is refused at its cell, with what can be
    await cpu.fill('250');
    await rowOf('CPU 使用率').getByRole('alert').getByText('“CPU 使用率”不能大于 100').waitFor();
    const processes = page.getByRole('textbox', { name: '进程数', exact: true });
    await processes.fill('12.7');
    await rowOf('进程数').getByRole('alert').getByText('“进程数”只能填整数（如 12 或 13）').waitFor();
    await cpu.fill('93');
    for (const [name, figure] of [['内存使用率 (%)', '61'], ['磁盘使用率（最高分区） (%)', '55'], ['交换区使用率 (%)', '3'], ['系统负载（1 分钟）', '1.2'], ['进程数', '312']] as const) {
      await page.getByRole('textbox', { name, exact: true }).fill(figure);
    }
    await page.getByRole('radiogroup', { name: '系统运行日志' }).getByRole('radio').first().check();
    // the mark of a row shows while the row is in hand
    await rowOf('安全日志').hover();
    await page.getByRole('checkbox', { name: '安全日志：不适用' }).check();
    await expect.poll(() => verdictOf('安全日志').getAttribute('data-verdict')).toBe('not-applicable');
    expect(await barriers(page)).toEqual([]);
  });

  it('does not go on while an alarm has no measure and a left-out item no reason, and names both', async () => {
    const { page } = session;
    const notice = page.locator('.record-notices').getByRole('alert');
    await goOn(page);
    await notice.getByText('“安全日志”标为不适用，还没有写原因').waitFor();
    await page.getByRole('textbox', { name: '安全日志 不适用的原因' }).fill('审计服务器停机检修');
    await goOn(page);
    await notice.getByRole('button', { name: '“CPU 使用率”告警，还没有写处理措施' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('CPU 使用率 处理措施');
    expect((await notice.allInnerTexts()).join('\n')).not.toMatch(/内存|安全日志/);
    await page.getByRole('textbox', { name: 'CPU 使用率 处理措施' }).fill('终止失控的统计任务，10 分钟后降至 35%。');
    // this round may be over when the test runs
    await page.getByRole('textbox', { name: '补录原因' }).fill('上午在外处理故障');
    await goOn(page);
    await takeTimes(page);
    await page.locator('.record-head').getByText('待签认').waitFor();
  });

  it('is signed by the inspector, then by the client, and sealed without a survey', async () => {
    const { page } = session;
    await goOn(page);
    await drawName(page, page.getByLabel('手写签名区').first());
    await page.getByRole('dialog').getByRole('checkbox').check();
    await page.getByRole('button', { name: '确认签名' }).click();
    await page.getByRole('button', { name: '交给客户签认' }).first().waitFor();
    await page.keyboard.press('Control+d');
    await drawName(page, page.getByLabel('手写签名区').first());
    await page.getByRole('checkbox').check();
    await page.getByLabel('姓名', { exact: true }).fill('王建国');
    await page.getByLabel('职务').fill('运维主管');
    await page.getByRole('button', { name: '确认签名' }).click();
    await page.getByText('请把电脑交还工程师').waitFor({ timeout: 15_000 });
    await takeBack(page, passphrase);
    await page.locator('.record-head').getByText('已签认').waitFor();
    expect(await page.locator('.page').locator('input, textarea').count()).toBe(0);
    expect(await rowOf('CPU 使用率').innerText()).toContain('终止失控的统计任务');
    expect(session.faults).toEqual([]);
  });
});

describe('what stands beside and on a paper that is being written', () => {
  const open = async (form: string, id: string) => {
    await session.page.evaluate((to) => { location.hash = to; }, `#/${form}/${id}`);
    await session.page.locator('.record-head .number').waitFor();
    await session.page.locator('.page .cell').first().waitFor();
  };

  it('ends a page on the screen where the PDF ends it', async () => {
    const { page } = session;
    await open('service-order', long);
    await expect.poll(() => page.locator('.page-break').count()).toBe(1);
    await open('service-order', short);
    await expect.poll(() => page.locator('.page-break').count()).toBe(0);
    // though its cells, with their tools, are taller here than a page of paper has room for (px at 96 an inch)
    expect(await page.locator('.page .frame').evaluate((frame) => (frame as HTMLElement).offsetHeight)).toBeGreaterThan(((a4.height - margin.top - margin.bottom - headerHeight - footerHeight) * 96) / 25.4);
  });

  it('reckons the clocks from a time as soon as it is typed', async () => {
    const { page } = session;
    const clock = page.locator('.strip .clock summary').first();
    await expect.poll(() => clock.innerText()).toContain('还有');
    const asked = page.getByRole('textbox', { name: '受理时间', exact: true });
    await asked.fill(`${addDays(today, -3)} 09:00`);
    await asked.press('Enter');
    await expect.poll(() => clock.innerText()).toMatch(/逾期|已过/);
  });

  it('shows the grade of an open fault as the one it has now', async () => {
    const { page } = session;
    await open('incident', incident);
    await expect.poll(() => page.locator('.page [data-field="grade"] .value').innerText()).toMatch(/计算中/);
    await expect.poll(() => page.locator('.list-row').first().innerText()).toMatch(/计算中/);
    const sizes = await Promise.all(['occurredAt', 'foundAt', 'reportedAt'].map((name) => page.locator(`.page [data-field="${name}"] input`).first().evaluate((input) => getComputedStyle(input).fontSize)));
    const points = sizes.map(Number.parseFloat);
    expect(Math.max(...points) - Math.min(...points), sizes.join(' ')).toBeLessThan(0.2);
    // the calendar stands beside the time, never on what is said of it
    const occurred = page.locator('.page [data-field="occurredAt"]');
    await occurred.getByRole('textbox').fill('昨个');
    await occurred.getByRole('textbox').press('Tab');
    await occurred.getByRole('alert').waitFor();
    const [button, note] = await Promise.all([occurred.locator('.day-button').boundingBox(), occurred.getByRole('alert').boundingBox()]);
    expect(button!.y + button!.height).toBeLessThanOrEqual(note!.y + 2);
  });
});
