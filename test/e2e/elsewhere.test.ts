import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestStation, passphrase } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { barriers } from './barriers.ts';
import { openByNumber, openSession, prepareFolder, type Session } from './prepared.ts';

let hq: TestHeadquarters;
let session: Session;
let number = '';
beforeAll(async () => {
  hq = await openHeadquarters();
  const other = await createTestStation();
  try {
    await other.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ07', account: { name: '王芳', role: 'engineer', passphrase } });
    await other.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    const id = uuidv7();
    await other.client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '查询慢' } });
    await other.client.files.add({ record: id, file: new Blob([`第一行\n${'记录 '.repeat(400_000)}\n`]), name: '运行日志.txt' });
    ({ number } = (await other.client.records.get({ id })).record);
    await other.client.sync.now();
  } finally {
    await other.remove();
  }
  session = await openSession(await prepareFolder(async ({ client }) => {
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await client.sync.now();
  }));
}, 180_000);
afterAll(async () => {
  await session?.close();
  await hq?.stop();
});
const picture = async (name: string): Promise<void> => {
  if (process.env['PICTURES']) await session.page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`) });
};

it('a file another station took in is offered, fetched with its progress, and shown', async () => {
  const { page } = session;
  await openByNumber(page, number);
  await page.getByRole('button', { name: /运行日志\.txt/ }).first().click();
  await page.getByText('还没有取到本站').waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture('file-elsewhere');
  await page.getByRole('button', { name: /从总部取来/ }).click();
  await page.getByText(/第一行/).waitFor({ timeout: 30_000 });
  await picture('file-here');
  expect(session.faults).toEqual([]);
}, 90_000);
