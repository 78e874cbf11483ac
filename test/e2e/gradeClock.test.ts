import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoToMs, msToMinute } from '../../domain/clocks/shanghai.ts';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { createTestStation, type TestStation } from '../station/bench.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber, prepareFolder, unlock } from './prepared.ts';
import { startShell, type Shell } from './shell.ts';

/** Internet side down (R15): D from its occurrence, C past 2 hours, B past 4, A past 8. */
const fault = (occurredAt: string) => ({ kind: 'internet-down', side: 'internet', occurredAt, foundAt: occurredAt, reportedAt: occurredAt, leader: '张晓明', symptom: '互联网端无法访问' });

describe('the grade of an open fault, by a clock that jumps', () => {
  let time = Date.parse('2026-10-13T10:00:00+08:00');
  const clock = { now: () => time, mono: () => time };
  let bench: TestStation;
  let window: BenchWindow;
  let number = '';
  let id = '';
  const shown = async (): Promise<{ grade: string | null; next: string; cell: string; row: unknown }> => ({
    grade: await window.page.locator('.grade-clock').getAttribute('data-grade'),
    next: await window.page.locator('.grade-clock p').nth(1).innerText(),
    cell: await window.page.locator('.page [data-field=grade]').innerText(),
    row: (await bench.client.records.list({ form: 'incident' })).rows[0]!.running?.['grade'],
  });
  /** The laptop sleeps, or somebody sets its clock: no timer ran, and another moment stands on the wall. */
  const wakeAt = async (at: string): Promise<void> => {
    time = Date.parse(at);
    bench.station.core.touch();
    await window.page.clock.setFixedTime(time);
  };
  const openFault = async (): Promise<void> => {
    window = await openBenchWindow(bench);
    await window.page.clock.setFixedTime(time);
    await openByNumber(window.page, number);
  };

  beforeAll(async () => {
    bench = await createTestStation({ clock });
    await bench.setUp('projectManager');
    id = uuidv7();
    ({ number } = await bench.client.records.execute({ kind: 'create', id, form: 'incident', data: fault('2026-10-13T09:00+08:00') }));
    await bench.client.station.lock();
    await openFault();
  }, 120_000);
  afterAll(() => window?.close());

  it('is right at once after sleep, with the time to the next', async () => {
    await expect.poll(shown).toEqual({ grade: 'D', next: expect.stringMatching(/距 C 级.*还有 1 小时.*11:00 起/), cell: expect.stringContaining('D'), row: 'D' });
    await wakeAt('2026-10-13T11:30:00+08:00');
    await expect.poll(shown).toEqual({ grade: 'C', next: expect.stringMatching(/距 B 级.*还有 1 小时 30 分钟.*13:00 起/), cell: expect.stringContaining('C'), row: 'C' });
  });

  it('goes on rising after a step wrote one down', async () => {
    const { record } = await bench.client.records.get({ id });
    const responded = await bench.client.records.execute({ kind: 'move', id, base: record.rev, transition: 'respond' });
    expect(responded.data['grade']).toBe('C');
    await wakeAt('2026-10-13T13:30:00+08:00');
    await expect.poll(shown).toEqual({ grade: 'B', next: expect.stringMatching(/距 A 级.*还有 3 小时 30 分钟.*17:00 起/), cell: expect.stringContaining('B'), row: 'B' });
  });

  it('is right after a restart', async () => {
    await window.page.context().browser()!.close();
    await bench.station.close();
    time = Date.parse('2026-10-13T16:59:00+08:00');
    bench = await createTestStation({ dataFolder: bench.dataFolder, clock });
    await openFault();
    await expect.poll(shown).toEqual({ grade: 'B', next: expect.stringMatching(/距 A 级.*还有 1 分钟.*17:00 起/), cell: expect.stringContaining('B'), row: 'B' });
  }, 120_000);

  it('says that a clock set back behind the fault makes no grade, and is right again when it is set right', async () => {
    await wakeAt('2026-10-13T08:00:00+08:00');
    await window.page.locator('.grade-clock').getByText('还不能定级').waitFor();
    expect((await bench.client.records.list({ form: 'incident' })).rows[0]!.running).toBeUndefined();
    await wakeAt('2026-10-13T17:00:01+08:00');
    await expect.poll(shown).toEqual({ grade: 'A', next: '已是时间所能升到的最高等级。', cell: expect.stringContaining('A'), row: 'A' });
    expect(window.faults).toEqual([]);
  });
});

describe('the grade of an open fault, with the station stopped', () => {
  let shell: Shell;
  let browser: OpenBrowser;
  afterAll(async () => {
    await browser?.close();
    await shell?.remove();
  });

  it('rises in the window while the station stands still, and in the list when it goes on', async () => {
    // the next full minute but one, so that the window is open before it
    const rises = isoToMs(msToMinute(Date.now())) + 120_000;
    const occurredAt = msToMinute(rises - 2 * 3_600_000);
    let number = '';
    const folder = await prepareFolder(async ({ client }) => {
      ({ number } = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'incident', data: fault(occurredAt) }));
    });
    shell = await startShell(folder);
    browser = await launchBrowser();
    const { page } = browser;
    await page.goto(shell.link);
    await unlock(page);
    await openByNumber(page, number);
    const grade = () => page.locator('.grade-clock').getAttribute('data-grade');
    await expect.poll(grade).toBe(Date.now() > rises ? 'C' : 'D');
    shell.signal('SIGSTOP');
    try {
      await expect.poll(grade, { timeout: 180_000, interval: 500 }).toBe('C');
      expect(Date.now()).toBeGreaterThan(rises);
    } finally {
      shell.signal('SIGCONT');
    }
    await page.reload();
    await page.getByRole('listbox', { name: '事件（故障）处理单' }).getByRole('option', { name: new RegExp(number) }).getByText(/C/).waitFor({ timeout: 60_000 });
    await expect.poll(grade).toBe('C');
  }, 300_000);
});

describe('a grade set by hand', () => {
  let window: BenchWindow;
  afterAll(() => window?.close());

  it('says what it lacks to count, then who set it and why, and is taken off again with the mouse', async () => {
    const time = Date.parse('2026-10-13T16:00:00+08:00');
    const bench = await createTestStation({ clock: { now: () => time, mono: () => performance.now() } });
    await bench.setUp('projectManager');
    const id = uuidv7();
    const { number } = await bench.client.records.execute({ kind: 'create', id, form: 'incident', data: fault(msToMinute(time - 60_000)) });
    await bench.client.station.lock();
    window = await openBenchWindow(bench);
    await window.page.clock.setFixedTime(time);
    const { page } = window;
    await openByNumber(page, number);
    const cell = page.locator('.page [data-field=grade]');
    const strip = page.locator('.grade-clock');
    await cell.getByText('D 级（一般，四级）（计算中）').waitFor();
    await page.locator('.page [data-field=manualGrade]').getByRole('radio', { name: /^B 级/ }).check();
    await strip.getByText(/人工定级 B 级.*还没有生效：请填写定级理由。/).waitFor();
    // the moment of the choice is proposed
    await expect.poll(() => page.locator('.page [data-field=manualAt] input').first().inputValue()).not.toBe('');
    await page.locator('.page [data-field=manualReason] textarea').fill('领导关注');
    await cell.getByText(/B 级.*（人工定级）/).waitFor();
    await strip.getByText(/人工定级：领导关注（按合同为 D 级/).waitFor();
    // who did is known once the typing is an operation
    await page.getByText(/已存到本机/).waitFor();
    await bench.client.records.commitDraft({ id });
    await strip.getByText(/^张晓明 于 .* 定级。$/).waitFor();
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/grade-by-hand.png` });
    await strip.getByRole('button', { name: '恢复按合同定级' }).click();
    await cell.getByText('D 级（一般，四级）（计算中）').waitFor();
    expect(await page.locator('.page [data-field=manualReason] textarea').inputValue()).toBe('');
    await page.getByText(/已存到本机/).waitFor();
    await bench.client.records.commitDraft({ id });
    // a grade that is set anew is not said to be set by whoever set the same one before it was taken off
    const grade = page.locator('.page [data-field=manualGrade]');
    await grade.getByRole('radio', { name: /^B 级/ }).check();
    await strip.getByText(/人工定级 B 级/).waitFor();
    expect(await strip.getByText(/^张晓明 于 .* 定级。$/).count()).toBe(0);
    // another grade is of its own moment, not of the one before
    const moment = page.locator('.page [data-field=manualAt] input').first();
    const proposed = await moment.inputValue();
    await moment.fill('2026-10-13 10:05');
    await moment.press('Tab');
    await grade.getByRole('radio', { name: /^C 级/ }).check();
    await expect.poll(() => moment.inputValue()).toBe(proposed);
    // and at its cell all that belongs to it is taken off
    await page.locator('.page [data-field=manualReason] textarea').fill('误判');
    await page.getByRole('button', { name: '清除所选：人工定级' }).click();
    await expect.poll(() => grade.locator('input:checked').count()).toBe(0);
    await expect.poll(() => moment.inputValue()).toBe('');
    expect(await page.locator('.page [data-field=manualReason] textarea').inputValue()).toBe('');
    expect(window.faults).toEqual([]);
  }, 120_000);
});
