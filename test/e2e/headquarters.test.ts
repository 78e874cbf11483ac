import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderAtSigning } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { openProxy, type Proxy } from '../sync/proxy.ts';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let session: Session;
let headquarters: TestHeadquarters | undefined;
let line: Proxy | undefined;
let order = '';
beforeAll(async () => {
  headquarters = await openHeadquarters();
  line = await openProxy(headquarters.address);
  session = await openSession(await prepareFolder(async (station) => { order = await orderAtSigning(station); }));
}, 180_000);
afterAll(async () => {
  await session?.close();
  await line?.close();
  await headquarters?.stop();
});

const bar = (words: RegExp | string) => session.page.getByRole('banner').getByText(words);

describe('headquarters, from the settings', () => {
  it('is not enrolled at first; a wrong address and a wrong code are named and change nothing', async () => {
    const { page } = session;
    await bar('离线').waitFor();
    await bar(/未上传 [1-9]/).waitFor();
    await page.getByRole('button', { name: '离线' }).click();
    await page.getByText('未登记到总部').waitFor();
    await page.getByLabel('总部地址').fill('ftp://hq.example.cn');
    await page.getByLabel('登记码').fill('AAAA-BBBB');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('alert').getByText(/总部地址不对/).waitFor();
    await page.getByLabel('总部地址').fill(new URL(headquarters!.address).host);
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('alert').getByText(/没有总部应答，本站还没有登记/).waitFor();
    await page.getByLabel('总部地址').fill(headquarters!.address);
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('alert').getByText(/登记码不对或已用过/).waitFor();
    await page.getByText('未登记到总部').waitFor();
    expect(await headquarters!.rows("select station from device where kind = 'station'")).toEqual([]);
  });

  it('enrols with a one-time code, sends everything by itself and says so in the bar', async () => {
    const { page } = session;
    // another station came first under the code this one was set up with
    const former = 'BJ01';
    await headquarters!.rows(`insert into device (station, code, key, epoch) values (gen_random_uuid(), $1, 'k', 'e')`, [former]);
    await page.getByLabel('登记码').fill(await headquarters!.createEnrolmentCode());
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('alert').getByText(`代号 ${former} 在这个总部已属于另一台工作站`).waitFor();
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('本机代号为 2–8 位大写字母和数字').waitFor();
    await page.getByLabel('本机新代号').fill('xn2');
    // headquarters agrees, and its answer is lost: the next code typed is not the one it has
    await line!.drop();
    line!.faults.push({ kind: 'cut-answer', after: 0 });
    await page.getByLabel('总部地址').fill(line!.address);
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('alert').getByText(/没有总部应答，本站还没有登记/).waitFor();
    await page.getByLabel('本机新代号').fill('xn3');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('status').getByText('已登记。上次登记时总部已把本机定为 XN2，所以没有改用 XN3；今后的编号都用 XN2。').waitFor({ timeout: 20_000 });
    await bar('已连接').waitFor({ timeout: 20_000 });
    await bar('未上传 0').waitFor({ timeout: 20_000 });
    expect(await headquarters!.rows('select state from record where id = $1', [order])).toEqual([{ state: 'signing' }]);
    expect(await headquarters!.rows(`select former_code from device where code = 'XN2'`)).toEqual([{ former_code: former }]);
    expect(await barriers(page)).toEqual([]);
  });

  it('goes on working when headquarters is gone, and keeps what it writes for later', async () => {
    const { page } = session;
    await headquarters!.stop();
    headquarters = undefined;
    await page.keyboard.press('n');
    await page.getByRole('button', { name: '新建现场服务单' }).click();
    await page.getByRole('combobox', { name: '联系人' }).fill('李建国');
    await page.getByText(/已存到本机/).waitFor();
    await bar('离线').waitFor({ timeout: 40_000 });
    await bar(/未上传 [1-9]/).waitFor();
    expect(await page.getByRole('combobox', { name: '联系人' }).inputValue()).toBe('李建国');
    expect(session.faults).toEqual([]);
  });
});
