import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, passphrase } from '../station/bench.ts';
import { runSanlian, type Ran } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-cli-transfer-'));
const data = join(folder, 'station');
const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const run = (...args: readonly string[]): Promise<Ran> => runSanlian([...args, '--data', data], { SANLIAN_PASSPHRASE: passphrase });
type Told = { readonly sha256: string; readonly dryRun: boolean; readonly rows: readonly { line: number; what: string; refusals: readonly { code: string; field?: string; label?: string; sentence: string }[] }[]; readonly counts: Readonly<Record<string, number>> };
const told = (ran: Ran): Told => JSON.parse(ran.out) as Told;

beforeAll(async () => {
  const bench = await createTestStation({ dataFolder: data });
  await bench.setUp();
  await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '=SUM(A1) 申报页面慢', contact: '李,建国' } });
  await bench.station.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sanlian export and import', () => {
  it('write a form and read it back without taking anything twice', async () => {
    const file = join(folder, 'orders.csv');
    const ran = await run('export', '--form', 'service-order', '--format', 'csv', '--out', file, '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toMatchObject({ command: 'export', form: 'service-order', file, bytes: readFileSync(file).length });
    expect(told(await run('import', file, '--form', 'service-order', '--json'))).toMatchObject({ rows: [], counts: { create: 0, same: 1, refused: 0 } });
    const lines = (await run('export', '--form', 'service-order')).out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ form: 'service-order', state: 'draft', data: { contact: '李,建国' } }]);
  });

  it('warn of a receiver\'s address that no confirmed book has, and keep the reason in the log', async () => {
    const file = join(folder, 'away.jsonl');
    const args = ['export', '--form', 'service-order', '--out', file, '--to', '李工 someone@example.com'];
    const refused = await run(...args, '--json');
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/“someone@example\.com”不在已确认的通讯录里.*\n原因写在 --reason 后面/) });
    expect(JSON.parse(refused.out)).toMatchObject({ refusals: [{ code: 'address-unconfirmed', field: 'to', params: { address: 'someone@example.com' } }] });
    expect(existsSync(file)).toBe(false);
    expect((await run(...args, '--reason', '通讯录在换签')).code).toBe(0);
    const report = ['report', '--from', '2021-09-27', '--to', '2021-12-26', '--out', join(folder, 'report'), '--recipient', 'someone@example.com'];
    expect(await run(...report)).toMatchObject({ code: 2, err: expect.stringContaining('someone@example.com') });
    expect(await run('agenda', '--from', '2021-11-01', '--ics', join(folder, 'a.ics'), '--recipient', 'someone@example.com')).toMatchObject({ code: 2, err: expect.stringContaining('someone@example.com') });
  }, 120_000);

  it('read last year\'s table by a mapping: trial first, each bad row by its number and field, twice no more than once', async () => {
    const table = written('2020.csv', '单号,报修人,内容,紧急\nA-1,王小雨,打印机脱机,急\nA-2,陈思远,页面白屏,很急\nA-1,王小雨,又一次,急\nA-3,李建国,导出失败,\n');
    const mapping = written('mapping.json', JSON.stringify({ form: 'service-order', columns: { 单号: '@number', 报修人: 'contact', 内容: 'request', 紧急: 'urgency' }, values: { urgency: { 急: 'urgent' } }, always: { type: 'support' } }));
    const trial = told(await run('import', table, '--mapping', mapping, '--dry-run', '--json'));
    expect(trial).toMatchObject({ dryRun: true, counts: { create: 2, refused: 2 } });
    expect(trial.rows.map(({ line, refusals }) => [line, refusals[0]?.code, refusals[0]?.label])).toEqual([[3, 'not-an-option', '紧急程度'], [4, 'line-twice', '编号']]);
    expect((await run('export', '--form', 'service-order')).out.trim().split('\n')).toHaveLength(1);
    const report = join(folder, 'report.jsonl');
    const ran = await run('import', table, '--mapping', mapping, '--report', report);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/第 3 行 · 紧急程度：/);
    expect(ran.out).toMatch(/新增 2，已有 0，未收 2/);
    expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(4);
    expect(told(await run('import', table, '--mapping', mapping, '--json')).counts).toMatchObject({ create: 0, same: 2, refused: 2 });
    const records = (await run('export', '--form', 'service-order')).out.trim().split('\n').map((line) => JSON.parse(line) as { number: string; imported?: { number: string; file: string; line: number } });
    expect(records.filter((each) => each.imported).map((each) => each.imported)).toMatchObject([{ number: 'A-1', file: '2020.csv', line: 2 }, { number: 'A-3', line: 5 }]);
    expect(records.every((each) => /^FW-|^[A-Z]+-BJ01-\d{4}-\d{6}$/.test(each.number))).toBe(true);
  }, 120_000);

  it('tell whom initials were taken for, before anything is written', async () => {
    const table = written('initials.csv', '编号,联系人,内容\nB-1,wxy,打印机脱机\nB-2,wx,打印机脱机\n');
    const args = ['import', table, '--form', 'service-order', '--dry-run'];
    const trial = told(await run(...args, '--json'));
    expect(trial.rows).toMatchObject([{ line: 2, what: 'create', people: [{ field: 'contact', label: '联系人', written: 'wxy', name: '王小雨' }] }]);
    expect((await run(...args)).out).toMatch(/第 2 行 · 联系人：wxy → 王小雨/);
  }, 120_000);

  it('tell each of ten thousand bad rows its field, and take in the good ones between and behind them', async () => {
    const rows = Array.from({ length: 10_020 }, (_, i) => (i % 501 === 500 ? `,良好${i},2021-10-12 09:00` : i % 2 === 0 ? `鸽子${i},张${i},2021-10-12 09:00` : `,张${i},某日${i}号`));
    const good = rows.filter((row) => row.includes('良好')).length;
    const ran = told(await run('import', written('mixed.csv', `紧急程度,联系人,受理时间\n${rows.join('\n')}\n`), '--form', 'service-order', '--json'));
    expect(ran.counts).toMatchObject({ create: good, refused: rows.length - good });
    expect(rows.length - good).toBe(10_000);
    const bad = ran.rows.filter(({ what }) => what === 'refused');
    expect(bad.map(({ line }) => line)).toEqual(rows.flatMap((row, i) => (row.includes('良好') ? [] : [i + 2])));
    for (const { line, refusals } of bad) expect([line, refusals.map(({ code, field, label }) => [code, field, label])]).toEqual([line, (line - 2) % 2 === 0 ? [['not-an-option', 'urgency', '紧急程度']] : [['not-a-time', 'requestedAt', '受理时间']]]);
    const { out } = await run('export', '--form', 'service-order');
    expect(out.split('\n').filter((line) => line.includes('良好'))).toHaveLength(good);
  }, 240_000);

  it('tell ten thousand bad rows, one by one, in the memory of one', async () => {
    const file = written('bad.csv', `紧急程度,联系人\n${Array.from({ length: 10_000 }, (_, i) => `鸽子${i},张${i}`).join('\n')}\n`);
    const ran = told(await runSanlian(['import', file, '--form', 'service-order', '--json', '--data', data], { SANLIAN_PASSPHRASE: passphrase, NODE_OPTIONS: '--max-old-space-size=96' }));
    expect(ran.counts).toMatchObject({ create: 0, refused: 10_000 });
    expect(ran.rows).toHaveLength(10_000);
    expect(ran.rows.at(-1)).toMatchObject({ line: 10_001, refusals: [{ code: 'not-an-option' }] });
  }, 120_000);

  it.each<[string, readonly string[], number, RegExp]>([
    ['a form there is not', ['export', '--form', 'orders'], 2, /service-order/],
    ['a file that is not there', ['import', 'nowhere.csv', '--form', 'survey'], 4, /nowhere\.csv/],
    ['a mapping that is not there', ['import', 'nowhere.csv', '--mapping', 'nowhere.json'], 4, /nowhere\.json/],
    ['a table without its form', ['import', written('plain.csv', 'a,b\n1,2\n')], 2, /--form/],
    ['a table none of whose columns is known', ['import', written('other.csv', 'a,b\n1,2\n'), '--form', 'survey'], 2, /列|columns/],
    ['a file that is no table', ['import', written('zero.csv', 'a\u0000b\n'), '--form', 'survey'], 2, /./],
  ])('refuse %s', async (_, args, code, named) => {
    const ran = await run(...args);
    expect(ran).toMatchObject({ code });
    expect(ran.err).toMatch(named);
  });

  it('refuse a wrong passphrase and a folder without a station', async () => {
    expect(await runSanlian(['export', '--form', 'survey', '--data', data], { SANLIAN_PASSPHRASE: 'wrong-passphrase' })).toMatchObject({ code: 4 });
    expect(await runSanlian(['export', '--form', 'survey', '--data', folder], { SANLIAN_PASSPHRASE: passphrase })).toMatchObject({ code: 4 });
  });
});
