import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readZip } from '../../main/zip/readZip.ts';
import { codesOf, createTestStation, refusalsOf, type TestStation } from './bench.ts';

let bench: TestStation;
beforeEach(async () => {
  bench = await createTestStation();
  await bench.setUp();
});
afterEach(() => bench.remove());

const order = async (request: string, more: Record<string, string> = {}): Promise<string> => {
  const id = uuidv7();
  await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: { request, ...more } });
  return id;
};
const cancel = async (id: string): Promise<void> => {
  const { record } = await bench.client.records.get({ id });
  await bench.client.records.execute({ kind: 'move', id, base: record.rev, transition: 'void', reason: '重复登记' });
};

describe('papers that another may name', () => {
  it('finds them by words, number and initials, the newest first, and all of them when nothing is typed', async () => {
    const slow = await order('申报页面打开缓慢', { contact: '李建国' });
    const down = await order('数据库宕机');
    const ids = async (text: string) => (await bench.client.records.pick({ forms: ['service-order'], text })).map((row) => row.id);
    expect(await ids('')).toEqual([down, slow]);
    expect(await ids('宕机')).toEqual([down]);
    expect(await ids('000001')).toEqual([slow]);
    expect(await ids('ljg')).toEqual([slow]);
    expect(await ids('！？')).toEqual([]);
    expect(await bench.client.records.pick({ forms: ['inspection'] })).toEqual([]);
    expect((await bench.client.records.pick({ forms: ['inspection', 'service-order'], limit: 1 })).map((row) => row.id)).toEqual([down]);
  });

  it('leaves out what was thrown away', async () => {
    const gone = await order('重复的单子');
    await cancel(gone);
    expect(await bench.client.records.pick({ forms: ['service-order'] })).toEqual([]);
    expect((await bench.client.records.rows({ ids: [gone, uuidv7()] })).map((row) => row.id)).toEqual([gone]);
  });

  it('counts what still wants something', async () => {
    await order('甲');
    const gone = await order('乙');
    expect((await bench.client.records.counts())['service-order']).toBe(2);
    await cancel(gone);
    expect((await bench.client.records.counts())['service-order']).toBe(1);
  });
});

describe('the papers around one', () => {
  it('tells two steps of links, with the direction each was made in', async () => {
    const [a, b, c, d] = [await order('甲'), await order('乙'), await order('丙'), await order('丁')];
    await bench.client.records.execute({ kind: 'link', id: a, to: b, rel: 'follows' });
    await bench.client.records.execute({ kind: 'link', id: c, to: b, rel: 'related' });
    await bench.client.records.execute({ kind: 'link', id: d, to: c, rel: 'related' });
    const graph = await bench.client.records.around({ id: a });
    expect(graph.nodes.map(({ id, steps, headline }) => [id, steps, headline])).toEqual([[a, 0, '甲'], [b, 1, '乙'], [c, 2, '丙']]);
    expect(graph.links.map(({ from, to, rel }) => [from, to, rel])).toEqual([[a, b, 'follows'], [c, b, 'related']]);
    expect(graph.more).toBe(true);
    expect(await codesOf(bench.client.records.around({ id: uuidv7() }))).toEqual(['not-found']);
  });
});

describe('a list as a file', () => {
  const list = { form: 'service-order' } as const;

  it('is CSV that Chinese Excel reads, with the filters of the list and nothing that runs as a formula', async () => {
    await order('=HYPERLINK("x")', { contact: '李,建国' });
    await cancel(await order('作废的'));
    const blob = await bench.client.papers.exportList({ list: { ...list, states: ['draft'] }, format: 'csv', lang: 'zh', to: '甲方信息中心' });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    expect(Array.from(bytes.slice(0, 3))).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).split('\r\n');
    expect(lines[0]).toMatch(/^编号,状态,填写人,填写时间,最近改动,/);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('"李,建国"');
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('is a workbook whose sheet holds the same rows', async () => {
    await order('打印机\n脱机 <3>');
    const blob = await bench.client.papers.exportList({ list, format: 'xlsx', lang: 'en', to: '总部' });
    const parts = Object.fromEntries(readZip(Buffer.from(await blob.arrayBuffer())).map((file) => [file.name, file.read(1_000_000).toString()]));
    expect(Object.keys(parts)).toContain('[Content_Types].xml');
    const sheet = parts['xl/worksheets/sheet1.xml']!;
    expect(sheet.match(/<row /g)).toHaveLength(2);
    expect(sheet).toContain('打印机\n脱机 &lt;3&gt;');
    expect(sheet).toContain('>Number<');
  });

  it('writes down what left, by whom and to whom, before it leaves', async () => {
    await order('甲');
    await bench.client.papers.exportList({ list: { ...list, text: '甲' }, format: 'csv', lang: 'zh', to: ' 监理 ' });
    const [entry] = bench.station.core.open().store.read.history('list:service-order');
    expect(entry).toMatchObject({ by: { name: '张晓明' }, event: { kind: 'released', what: 'csv service-order 1 (甲)', to: '监理' } });
    expect(bench.station.core.open().store.check()).toEqual([]);
    expect(await refusalsOf(bench.client.papers.exportList({ list, format: 'csv', lang: 'zh', to: '  ' }))).toMatchObject([{ field: 'to' }]);
    expect(await codesOf(bench.client.papers.exportList({ list: { form: 'no-such' }, format: 'csv', lang: 'zh', to: '监理' }))).toEqual(['form-unknown']);
    await bench.client.station.lock();
    expect(await codesOf(bench.client.records.pick({ forms: ['service-order'] }))).toEqual(['locked']);
  });

  it('is not for the inspector', async () => {
    await bench.remove();
    bench = await createTestStation();
    await bench.setUp('inspector');
    expect(await codesOf(bench.client.papers.exportList({ list, format: 'csv', lang: 'zh', to: '监理' }))).toEqual(['not-allowed']);
    expect(await bench.client.records.counts()).toEqual({});
  });
});
