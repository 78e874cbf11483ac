import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { codesOf, createTestStation, refusalsOf, type TestStation } from './bench.ts';

let bench: TestStation;
beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp();
});
afterAll(() => bench.remove());

const form = 'configuration-item';
const csv = (...lines: readonly string[]): Blob => new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv' });
const head = '名称,类型,责任人,版本/型号,运行于/依赖,参数';
const preview = (file: Blob, more: object = {}) => bench.client.imports.preview({ form, file, ...more });
const run = (file: Blob, more: object = {}) => bench.client.imports.run({ form, file, ...more });
const items = async () => (await bench.client.records.list({ form, limit: 100 })).rows;
const itemNamed = async (name: string) => {
  const row = (await items()).find((each) => each.headline === name);
  return (await bench.client.records.get({ id: row!.id })).record;
};

describe('a table of configuration items', () => {
  const first = csv(head, '积分应用,应用系统,张晓明,3.2,DB-01、HOST-01,"max_threads = 200; port = 8080"', 'DB-01,数据库,王芳,11.2,HOST-01,', 'HOST-01,主机,赵强,,,');

  it('is tried first: what would become of each line is told, and nothing is written', async () => {
    const serial = (await items()).length;
    const report = await preview(first);
    expect(report).toMatchObject({ written: false, counts: { create: 3, update: 0, same: 0, refused: 0 }, mapping: ['name', 'type', 'owner', 'version', 'standsOn', 'parameters'] });
    expect(report.lines.map(({ line, what, name }) => [line, what, name])).toEqual([[2, 'create', '积分应用'], [3, 'create', 'DB-01'], [4, 'create', 'HOST-01']]);
    expect(await items()).toHaveLength(serial);
  });

  it('is written with its relations by name, even to lines further down; the numbers have no gap from the trial', async () => {
    expect((await run(first)).counts).toEqual({ create: 3, update: 0, same: 0, refused: 0 });
    const app = await itemNamed('积分应用');
    expect(app.data).toMatchObject({ type: 'application', version: '3.2', parameters: [{ name: 'max_threads', value: '200' }, { name: 'port', value: '8080' }] });
    expect((app.data['standsOn'] as { number: string }[]).map(({ number }) => number)).toEqual([(await itemNamed('DB-01')).number, (await itemNamed('HOST-01')).number]);
    expect((await items()).map(({ number }) => Number(number.slice(-4))).toSorted()).toEqual([1, 2, 3]);
  });

  it('takes initials for the one person they stand for', async () => {
    const lines = (await preview(csv('Asset,Type,Person in charge', 'APP-09,应用系统,wf', 'APP-10,应用系统,zxm', 'APP-11,应用系统,qqq'))).lines;
    expect(lines.every(({ what }) => what === 'create')).toBe(true);
    expect(lines.map(({ people }) => people)).toEqual([[{ field: 'owner', written: 'wf', name: '王芳' }], [{ field: 'owner', written: 'zxm', name: '张晓明' }], undefined]);
    await run(csv('Asset,Type,Person in charge', 'TMP-09,应用系统,wf', 'TMP-10,应用系统,zxm', 'TMP-11,应用系统,qqq'));
    expect([(await itemNamed('TMP-09')).data['owner'], (await itemNamed('TMP-10')).data['owner'], (await itemNamed('TMP-11')).data['owner']]).toEqual(['王芳', '张晓明', 'qqq']);
  });

  it('is the same table the second time; what differs is changed, by name', async () => {
    expect((await run(first)).counts).toEqual({ create: 0, update: 0, same: 3, refused: 0 });
    const report = await run(csv(head, '积分应用,应用系统,张晓明,3.3,,', 'NET-01,网络设备,赵强,,,'));
    expect(report.lines).toMatchObject([{ what: 'update', fields: ['version'] }, { what: 'create' }]);
    const app = await itemNamed('积分应用');
    expect(app.data['version']).toBe('3.3');
    // an empty cell empties nothing
    expect(app.data['standsOn']).toHaveLength(2);
  });

  it('with bad lines tells each with its field, writes nothing, or leaves them out when asked to', async () => {
    const bad = csv(head, 'A,冰箱,王芳,,,', ',主机,王芳,,,', 'B,主机,,,,', 'C,主机,王芳,,没有的,', 'D,主机,王芳,,,', 'D,主机,王芳,,,', 'E,主机,王芳,,C,');
    const { lines, counts } = await preview(bad);
    expect(lines.map(({ refusals }) => refusals.map(({ code, field }) => `${code} ${field}`))).toEqual([
      ['not-an-option type'], ['required name'], ['required owner'], ['link-unknown standsOn'], [], ['line-twice name'], [],
    ]);
    expect(counts.refused).toBe(5);
    const before = (await items()).length;
    expect(await refusalsOf(run(bad))).toMatchObject([{ code: 'import-refused', params: { line: 2 } }]);
    expect(await items()).toHaveLength(before);
    // E names C, which is refused: it goes with it
    expect((await run(bad, { skipRefused: true })).counts).toEqual({ create: 1, update: 0, same: 0, refused: 6 });
    expect((await items()).map(({ headline }) => headline)).toContain('D');
  });

  it('drops a whole chain that hangs on a refused line at once, but not what the station has already', async () => {
    const chain = csv(head, 'K0,冰箱,王芳,,,', ...Array.from({ length: 12 }, (_, i) => `K${12 - i},主机,王芳,,K${11 - i},`), 'HOST-01,冰箱,赵强,,,', 'K99,主机,王芳,,HOST-01,');
    const tries = vi.spyOn(bench.station.core.open().recorder, 'together');
    const report = await run(chain, { skipRefused: true });
    expect(report.counts).toEqual({ create: 1, update: 0, same: 0, refused: 14 });
    expect(report.lines[1]).toMatchObject({ line: 3, what: 'refused', fields: [], refusals: [{ code: 'link-unknown', field: 'standsOn', params: { number: 'K11' } }] });
    // the first trial and the one that holds
    expect(tries).toHaveBeenCalledTimes(2);
    tries.mockRestore();
    expect((await items()).map(({ headline }) => headline)).toContain('K99');
  });

  it('makes no empty papers of a table none of whose columns is known', async () => {
    const strange = csv('甲列,乙列', 'a,b', 'c,d');
    const report = await preview(strange);
    expect([report.counts.create, report.lines.map(({ refusals }) => refusals?.map(({ code }) => code))]).toEqual([0, [['columns-unknown'], ['columns-unknown']]]);
  });

  it('refuses a circle of relations and an item that stands on itself', async () => {
    const report = await preview(csv(head, 'HOST-01,主机,赵强,,积分应用,', 'X,主机,赵强,,Y,', 'Y,主机,赵强,,X,', 'Z,主机,赵强,,Z,'));
    expect(report.lines.map(({ refusals }) => refusals[0]?.code)).toEqual(['link-cycle', undefined, 'link-cycle', 'link-to-self']);
  });

  it('comes from a workbook, from Excel’s GBK, and with columns named by hand', async () => {
    const workbook = await writeXlsx({ sheets: [{ name: '配置', rows: [['设备', '类', '管理员', '启用日期'], ['TAPE-01', '介质', '钱多', new Date(Date.UTC(2021, 8, 27))]] }] });
    const file = new Blob([workbook as Uint8Array<ArrayBuffer>]);
    expect((await preview(file)).mapping).toEqual([null, null, null, 'inUseSince']);
    const { lines } = await run(file, { mapping: ['name', 'type', 'owner', 'inUseSince'] });
    expect(lines).toMatchObject([{ what: 'create', name: 'TAPE-01' }]);
    expect((await itemNamed('TAPE-01')).data['inUseSince']).toBe('2021-09-27');
    // 名称,类型,责任人 / 交换机,网络设备,王芳 as GBK
    const gbk = Uint8Array.from(Buffer.from('c3fbb3c62cc0e0d0cd2cd4f0c8cec8cb0d0abdbbbbbbbbfa2ccdf8c2e7c9e8b1b82ccdf5b7bc0d0a', 'hex'));
    expect((await preview(new Blob([gbk]))).lines).toMatchObject([{ what: 'create', name: '交换机' }]);
  });

  it('comes back from the station’s own export unchanged', async () => {
    const exported = await bench.client.papers.exportList({ list: { form }, format: 'csv', lang: 'zh', to: '核对' });
    const { counts, lines } = await preview(exported);
    expect(lines.filter(({ what }) => what !== 'same')).toEqual([]);
    expect(counts.same).toBe((await items()).length);
    const english = await bench.client.papers.exportList({ list: { form }, format: 'xlsx', lang: 'en', to: 'check' });
    expect((await preview(english)).counts.same).toBe((await items()).length);
  });
});

describe('what is no such table', () => {
  it('is refused by name', async () => {
    expect(await codesOf(preview(new Blob([])))).toEqual(['file-empty']);
    expect(await codesOf(preview(new Blob([Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0])])))).toEqual(['file-not-table']);
    expect(await codesOf(preview(new Blob(['PK\u0003\u0004 broken'])))).toEqual(['file-not-table']);
    expect(await codesOf(preview(csv(head, ...Array.from({ length: 3001 }, (_, i) => `N${i},主机,王芳,,,`))))).toEqual(['too-many-lines']);
    expect(await codesOf(preview(csv(head), { form: 'survey' }))).toEqual(['form-unknown']);
    expect(await codesOf(preview(csv('a,b', '1,2'), { mapping: ['name', 'name'] }))).toEqual(['column-twice']);
    expect(await codesOf(preview(csv('a,b', '1,2'), { mapping: ['name', 'nothing'] }))).toEqual(['unknown-field']);
  });
  it('or is given by somebody who writes nothing', async () => {
    const other = await createTestStation();
    try {
      await other.setUp('inspector');
      expect(await codesOf(other.client.imports.preview({ form, file: csv(head) }))).toEqual(['not-allowed']);
    } finally {
      await other.remove();
    }
  });
});

describe('the same import sent again', () => {
  it('is answered again and not carried out twice', async () => {
    const command = uuidv7();
    const file = csv(head, 'ONCE-01,主机,赵强,,,');
    const context = { context: { command } };
    const call = async () => {
      const { createRouterClient } = await import('@orpc/server');
      return createRouterClient(bench.station.router, context).imports.run({ form, file });
    };
    expect(await call()).toEqual(await call());
    expect((await items()).filter(({ headline }) => headline === 'ONCE-01')).toHaveLength(1);
  });
});
