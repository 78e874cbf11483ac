import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formPlaying } from '../../domain/forms/index.ts';
import { signingHindrance } from '../../domain/record/sign.ts';
import type { Rec } from '../../domain/record/record.ts';
import { createTestStation, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber } from './prepared.ts';

const report = formPlaying('periodReport');
let bench: TestStation;
let window: BenchWindow;
let record: Rec;

beforeAll(async () => {
  const now = Date.parse('2026-10-09T09:00:00+08:00');
  bench = await createTestStation({ clock: { now: () => now, mono: () => 0 } });
  await bench.setUp('projectManager');
  await bench.client.station.addAccount({ name: '孙丽', role: 'qualityManager', phone: '13900000004', passphrase });
  await bench.client.station.addAccount({ name: '周凯', role: 'engineer', phone: '13900000003', passphrase });
  const { id } = await bench.client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' });
  const { rev } = (await bench.client.records.get({ id })).record;
  await bench.client.records.execute({ kind: 'move', id, base: rev, transition: 'submit' });
  await signAs(bench, id, 'ownSupervisor', '张晓明');
  ({ record } = await bench.client.records.get({ id }));
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
  await window.page.clock.setSystemTime(now);
  await window.page.reload();
  await window.page.getByRole('navigation', { name: '主导航' }).waitFor();
}, 120_000);
afterAll(() => window?.close());

const sitDown = async (who: string): Promise<void> => {
  const { page } = window;
  await bench.client.station.lock();
  await page.reload();
  await page.getByRole('radio', { name: who }).check();
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  await openByNumber(page, record.number);
};
/** The reasons that describe the two buttons, in the head and in the box on the paper, while both are grey and the key opens nothing. */
const told = async (): Promise<readonly (string | null)[]> => {
  const { page } = window;
  const buttons = page.getByRole('button', { name: '在此签字' });
  await expect.poll(() => buttons.count(), { timeout: 30_000 }).toBe(2);
  await page.keyboard.press('Control+Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  return Promise.all([0, 1].map(async (i) => {
    const button = buttons.nth(i);
    return (await button.isDisabled()) ? page.locator(`[id="${await button.getAttribute('aria-describedby')}"]`).textContent() : null;
  }));
};

it('the declaration alone says who at the desk cannot give a signature', () => {
  const [first, second, client] = report.signers;
  const account = (name: string, role: 'projectManager' | 'engineer' | 'qualityManager') => ({ name, role });
  expect(signingHindrance(record, report, second!, account('张晓明', 'projectManager'))).toBe('signer-twice');
  expect(signingHindrance(record, report, second!, account('孙丽', 'qualityManager'))).toBeNull();
  expect(signingHindrance(record, report, second!, account('周凯', 'engineer'))).toBe('not-allowed');
  expect(signingHindrance({ signatures: [] }, report, second!, account('张晓明', 'projectManager'))).toBeNull();
  expect(signingHindrance(record, report, first!, account('张晓明', 'projectManager'))).toBeNull();
  // the client signs whoever handed the screen over
  expect(signingHindrance(record, report, client!, account('张晓明', 'projectManager'))).toBeNull();
});

it('whoever signed as the author is told before signing that another has to log in', async () => {
  await openByNumber(window.page, record.number);
  const reason = '您已签“乙方运维主管”；“乙方主管经理（审核）”须由另一人登录后签字。';
  await window.page.getByText(reason).first().waitFor();
  expect(await told()).toEqual([reason, reason]);
  await window.snap('reviewer-same');
});

it('so is whose role does not review, with the roles that do', async () => {
  await sitDown('周凯');
  const reason = '“乙方主管经理（审核）”须由项目经理、质量管理登录后签字。';
  await window.page.getByText(reason).first().waitFor();
  expect(await told()).toEqual([reason, reason]);
  // nor is who signed as the author offered to review himself
  const offered = window.page.locator('.record-notices .other-account').getByRole('button');
  await window.page.locator('.record-notices').getByRole('button', { name: '换 孙丽 登录' }).waitFor();
  expect(await offered.allInnerTexts()).toEqual(['换 孙丽 登录']);
  await window.snap('reviewer-role');
});

it('and who may is asked for the pen', async () => {
  const { page } = window;
  await sitDown('孙丽');
  await page.locator('.sign-box').getByRole('button', { name: '在此签字' }).click();
  await page.getByRole('dialog').locator('figure.pdf-page').first().waitFor({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(window.faults).toEqual([]);
});
