import { pino } from 'pino';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../hq/database.ts';
import { growSearchIndex, mayHold, textToGrams } from '../../hq/searchIndex.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let station: TestStation;
let database: Database;
let manager: Visitor;
let folder: string;
beforeAll(async () => {
  hq = await openHeadquarters();
  folder = createFolder();
  station = await openStation(join(folder, 's'), 'S1');
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  manager = await joinAs(hq.address, hq.adminCode, 'Manager');
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
}, 120_000);
afterAll(async () => {
  await database?.close();
  await station?.close();
  await hq?.stop();
  removeFolder(folder);
});
const grown = async (): Promise<void> => {
  const newest = async (): Promise<number> => (await hq.rows<{ n: number }>('select max(server_seq)::int as n from record'))[0]!.n;
  while (((await hq.rows<{ n: number }>('select coalesce(max(indexed), 0)::int as n from search_state'))[0]!.n) < (await newest())) await growSearchIndex(database);
};
const found = async (words: string): Promise<number> => ((await manager.get(`/records?lang=en&q=${encodeURIComponent(words)}`)).text.match(/href="\/records\/[0-9a-f-]{36}"/g) ?? []).length;

describe('search over all stations', () => {
  it('finds words of two characters, in any cell, before and after they are in the index', async () => {
    for (const comment of ['昨晚宕机两小时', '服务很好', 'Oracle 100% 满意_了', '宕 机']) station.writeRecords(1, comment);
    await station.sync.now();
    const answers = async () => [await found('宕机'), await found('机'), await found('ORACLE'), await found('100%'), await found('满意_'), await found('没有的'), await found('CP-S1')];
    const expected = [1, 2, 1, 1, 1, 0, 4];
    expect(await answers()).toEqual(expected);
    await grown();
    expect(await answers()).toEqual(expected);
    // a record that changes is found by what it says now
    const [doc] = station.writeRecords(1, '第一句');
    await station.sync.now();
    await grown();
    station.write(doc!, { kind: 'edited', set: { comment: '第二回' }, unset: [] });
    await station.sync.now();
    expect([await found('第一句'), await found('第二回')]).toEqual([0, 1]);
    await grown();
    expect([await found('第一句'), await found('第二回')]).toEqual([0, 1]);
  });

  it('lists what a paper is about, finds cells and not their names, and stands in any order', async () => {
    for (const comment of ['甲：界面卡顿\n第二行', '乙：登录失败']) station.writeRecords(1, comment);
    await station.sync.now();
    const list = async (query: string) => (await manager.get(`/records?lang=zh&${query}`)).text;
    const numbers = (text: string): readonly string[] => [...text.matchAll(/href="\/records\/[0-9a-f-]{36}">([^<]+)</g)].map(([, number]) => number!);
    const page = await list('q=登录失败');
    expect(numbers(page)).toHaveLength(1);
    // the headline is the form's own, its first line
    const [headline] = (await hq.rows<{ headline: string }>(`select f.body #>> '{list,headline}' as headline from record r join definition f on f.hash = r.body ->> 'def' limit 1`)).map((row) => row.headline);
    await hq.rows(`update record set body = jsonb_set(body, array['data', $1], to_jsonb('登录失败：第一行\n第二行'::text)) where words like '%登录失败%'`, [headline]);
    expect(await list('q=登录失败')).toContain('<td class="subject">登录失败：第一行</td>');
    // the name of a cell is nobody's word, two words are both in it, in whatever order
    expect(numbers(await list('q=comment'))).toEqual([]);
    expect(numbers(await list(`q=${encodeURIComponent('失败 登录')}`))).toHaveLength(1);
    const up = numbers(await list('by=number&dir=up'));
    expect(up).toEqual([...up].sort());
    expect(numbers(await list('by=number'))).toEqual([...up].reverse());
    expect(await list('by=number&dir=up')).toMatch(/<th scope="col" aria-sort="ascending"><a href="[^"]*by=number/);
    const [state] = await hq.rows<{ label: string }>(`select f.body #>> array['lifecycle', 'states', r.state, 'label', 'zh'] as label from record r join definition f on f.hash = r.body ->> 'def' limit 1`);
    expect(numbers(await list(`state=${encodeURIComponent(state!.label)}`))).toHaveLength(up.length);
    expect(numbers(await list(`state=${encodeURIComponent('作废')}`))).toEqual([]);
    // states stand under the form they are of, and those of one form alone once it is chosen
    const choices = (text: string): string => /<select id="state".*?<\/select>/s.exec(text)![0];
    expect(choices(await list(''))).toMatch(/<option value="">全部<\/option><optgroup label="多种单据共有">.*value="草稿".*<\/optgroup><optgroup label="/s);
    expect(choices(await list('form=service-order'))).not.toContain('optgroup');
    const [{ owner }] = (await hq.rows<{ owner: string }>(`select body #>> '{owner,name}' as owner from record limit 1`)) as [{ owner: string }];
    expect(numbers(await list(`owner=${encodeURIComponent(owner)}`))).toHaveLength(up.length);
    expect(numbers(await list('owner=没有此人'))).toEqual([]);
    for (const by of ['form', 'state', 'owner', 'site', 'station', 'created', 'updated']) expect(numbers(await list(`by=${by}`))).toHaveLength(up.length);
    // an order that is none is the list's own
    expect(numbers(await list('by=id;drop'))).toHaveLength(up.length);
  }, 180_000);

  it('goes by the index, also under the policy of the tenant, and shows no other tenant’s records', async () => {
    for (let i = 0; i < 6; i += 1) station.writeRecords(150, `平常的一句话 ${i}`);
    station.writeRecords(1, '磁盘阵列告警');
    await station.sync.now();
    await grown();
    // as large as a headquarters is after some years: a small table is read through whatever index it has
    await hq.rows(`insert into record_gram (id, grams) select 'x' || n, array(select (random() * 1e9)::integer from generate_series(1, 60) where n > 0) from generate_series(1, 8000) n`);
    await hq.rows('analyze record_gram');
    const grams = textToGrams('阵列');
    const asked = [grams];
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain select r.id from record r where ${mayHold('$1', grams)}`, asked);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/record_gram_grams/);
    expect((await database.pool.query(`select r.id from record r where ${mayHold('$1', grams)}`, asked)).rowCount).toBe(1);
    const other = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }), 'other');
    expect((await other.pool.query(`select r.id from record r where ${mayHold('$1', grams)}`, asked)).rowCount).toBe(0);
    await other.close();
  });
});
