import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { takeReference } from '../../main/station/reference.ts';
import { codesOf, createTestStation, type TestStation } from './bench.ts';

let bench: TestStation;
beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
});
afterAll(() => bench?.remove());
const csv = (rows: readonly string[]): Blob => new Blob([`\uFEFF${rows.join('\r\n')}\r\n`]);
const heads = '编 号,ＣＨＡＮＮＥＬ,类别 ,Received at,来访人,内容,记账员';
const good = (n: number): string => `SL-2020-${n},远程,咨询,2020-10-12 08:30,李建国,查询进度 ${n},王五`;

describe("an earlier year's file from the window", () => {
  it('finds its columns whatever the width, the case and the spaces, tells unknown words with those that are allowed, and writes nothing at first', async () => {
    const file = csv([heads, good(1), 'SL-2020-2,微信,咨询,2020-10-12 09:30,赵六,来问,王五']);
    const report = await bench.client.imports.tryRecords({ form: 'contact', file, name: '往年.csv' });
    expect(report.columns.map(({ fills }) => fills)).toEqual(['@number', 'channel', 'kind', 'receivedAt', 'caller', 'what', null]);
    expect(report.counts).toEqual({ create: 1, same: 0, refused: 1, left: 0 });
    expect(report.rows).toMatchObject([{ line: 3, refusals: [{ code: 'not-an-option', field: 'channel' }] }]);
    expect(report.unknownWords).toMatchObject([{ name: 'channel', words: ['微信'] }]);
    expect(report.unknownWords[0]!.options.map(({ value }) => value)).toContain('remote');
    expect((await bench.client.records.list({ form: 'contact', offset: 0, limit: 10 })).total).toBe(0);
    const mapping = { ...report.mapping, values: { channel: { 微信: 'remote' } } };
    expect((await bench.client.imports.tryRecords({ form: 'contact', file, name: '往年.csv', mapping })).counts.create).toBe(2);
    const taken = await bench.client.imports.takeRecords({ form: 'contact', file, name: '往年.csv', mapping });
    expect(taken).toMatchObject({ written: true, counts: { create: 2, refused: 0 } });
    const again = await bench.client.imports.takeRecords({ form: 'contact', file, name: '往年.csv', mapping });
    expect(again.counts).toMatchObject({ create: 0, same: 2 });
    // the old number is kept and finds the paper
    const [found] = await bench.client.records.search({ text: 'SL-2020-2', limit: 5 });
    expect((await bench.client.records.get({ id: found!.id })).record).toMatchObject({ imported: { number: 'SL-2020-2' }, data: { channel: 'remote', caller: '赵六' } });
    await bench.client.imports.keepMapping({ form: 'contact', mapping });
    expect((await bench.client.imports.tryRecords({ form: 'contact', file: csv([heads, 'SL-2020-3,微信,咨询,2020-10-13 09:30,赵六,又来问,王五']), name: '后来.csv' })).counts).toMatchObject({ create: 1, refused: 0 });
  });

  it('finds the heads below a title, and asks what the columns are where none is known', async () => {
    const title = '2020 年服务台受理台账,,,,,,';
    const titled = csv([title, '单位：某局,,,,,制表：王五,', heads, 'SL-2021-1,远程,咨询,2020-11-12 08:30,李建国,查询,王五']);
    const report = await bench.client.imports.tryRecords({ form: 'contact', file: titled, name: '台账.csv' });
    expect(report.columns.map(({ fills }) => fills)).toEqual(['@number', 'channel', 'kind', 'receivedAt', 'caller', 'what', null]);
    expect(report.counts).toMatchObject({ create: 1, refused: 0 });
    const strange = csv(['受理台账,,', '甲,乙,丙', '远程,李建国,查询进度']);
    const asked = await bench.client.imports.tryRecords({ form: 'contact', file: strange, name: '生.csv' });
    expect(asked).toMatchObject({ columns: [{ head: '甲', fills: null, example: '远程' }, { head: '乙', fills: null, example: '李建国' }, { head: '丙', fills: null, example: '查询进度' }], counts: { create: 0, refused: 0 } });
    expect(await codesOf(bench.client.imports.takeRecords({ form: 'contact', file: strange, name: '生.csv', mapping: asked.mapping }))).toEqual(['columns-unknown']);
    const mapping = { ...asked.mapping, columns: { 甲: 'channel', 乙: 'caller', 丙: 'what' } };
    expect((await bench.client.imports.tryRecords({ form: 'contact', file: strange, name: '生.csv', mapping })).counts).toMatchObject({ create: 1, refused: 0 });
  });

  it('ten thousand bad rows each tell their field, and the good one among them is taken', async () => {
    const bad = Array.from({ length: 10_000 }, (_, n) => `SL-2019-${n},远程,咨询,三月里,李建国,查询,王五`);
    const report = await bench.client.imports.takeRecords({ form: 'contact', file: csv([heads, ...bad, good(77)]), name: '坏.csv', mapping: (await bench.client.imports.tryRecords({ form: 'contact', file: csv([heads, good(5)]), name: 'x.csv' })).mapping });
    expect(report.counts).toMatchObject({ create: 1, refused: 10_000 });
    expect(report.rows.every(({ refusals }) => refusals[0]!.field === 'receivedAt')).toBe(true);
    expect(report.rows.map(({ line }) => line).slice(0, 3)).toEqual([2, 3, 4]);
  }, 120_000);

  it('puts a name in the place of initials only where they are the whole name of one person the field may mean, whatever the order of the rows, and says so first', async () => {
    for (const contact of ['李建国', '周敏', '周明', 'Tomas Meyer', 'Tom', '欧阳小雨']) await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { contact, request: '在前' } });
    const own = (await bench.client.station.status()).account!.name;
    expect(own).toBe('张晓明');
    const cells = ['ljg', 'LJG', 'Zhang', 'zxm', 'mey', 'Tom', 'tom', 'jg', 'li', 'oyxy', 'zm', 'ltx'];
    const rows = cells.map((cell, i) => `XJ-${i},${cell},${cell},来问 ${i}`);
    const take = async (lines: readonly string[], name: string, isTrial: boolean) => {
      const file = csv(['编号,联系人,服务工程师,需求/故障描述', ...lines]);
      const trial = await bench.client.imports.tryRecords({ form: 'service-order', file, name });
      return isTrial ? trial : bench.client.imports.takeRecords({ form: 'service-order', file, name, mapping: trial.mapping });
    };
    const told = [
      { field: 'contact', written: 'ljg', name: '李建国', rows: 1 }, { field: 'contact', written: 'LJG', name: '李建国', rows: 1 },
      { field: 'contact', written: 'oyxy', name: '欧阳小雨', rows: 1 }, { field: 'engineer', written: 'zxm', name: '张晓明', rows: 1 },
    ];
    const sorted = (people: typeof told) => people.toSorted((a, b) => a.written.localeCompare(b.written));
    expect(sorted([...(await take(rows, 'a.csv', true)).people])).toEqual(sorted(told));
    // a name that the file itself brings changes nothing, above or below
    const report = await take([...rows, 'XJ-98,罗天心,王五,后来', 'XJ-99,刘建功,王五,后来'].toReversed(), 'a.csv', false);
    expect(sorted([...report.people])).toEqual(sorted(told));
    const rec = async (number: string) => (await bench.client.records.get({ id: (await bench.client.records.search({ text: number, limit: 5 })).find(({ headline }) => headline.startsWith('来问'))!.id })).record.data;
    const contacts = [];
    for (const i of cells.keys()) contacts.push((await rec(`XJ-${i}`))['contact']);
    expect(contacts).toEqual(['李建国', '李建国', 'Zhang', 'zxm', 'mey', 'Tom', 'tom', 'jg', 'li', '欧阳小雨', 'zm', 'ltx']);
    expect((await rec('XJ-3'))['engineer']).toBe('张晓明');
  });

  it('means by initials those headquarters sent only where they can be meant: its own people where the desk writes itself, the client\'s where it asks for one, nobody of whom it is not said whose he is', async () => {
    const { store, profile, site } = bench.station.core.open();
    const people = [{ id: '1', name: '魏庄重' }, { id: '4', name: '郝千里', party: '乙方' }, { id: '2', name: '裘贤', party: profile.parties.contractor.zh }, { id: '3', name: '柏嘉慧', party: '甲方' }];
    store.write((writer) => takeReference(writer, 'people', people, { profile, site: site.code }));
    const rows = ['wzz', 'qx', 'bjh', 'hql'].map((cell, i) => `RY-${i},${cell},${cell},人员 ${i}`);
    const { people: told } = await bench.client.imports.tryRecords({ form: 'service-order', file: csv(['编号,联系人,服务工程师,需求/故障描述', ...rows]), name: '人员.csv' });
    expect(told.map(({ field, written, name }) => `${field} ${written} ${name}`).toSorted()).toEqual(['contact bjh 柏嘉慧', 'engineer hql 郝千里', 'engineer qx 裘贤']);
  });

  it('JSON lines need no columns; what is no table is refused', async () => {
    const line = JSON.stringify({ form: 'contact', number: 'SL-2018-1', data: { channel: 'phone', kind: 'consultation', receivedAt: '2018-10-12T08:30+08:00', caller: '李建国', what: '问' } });
    expect(await bench.client.imports.takeRecords({ form: 'contact', file: new Blob([`${line}\n{"form":"survey"}\n`]), name: 'a.jsonl', mapping: { columns: {}, values: {}, always: {} } })).toMatchObject({ kind: 'jsonl', columns: [], counts: { create: 1, refused: 1 } });
    expect(await codesOf(bench.client.imports.tryRecords({ form: 'contact', file: new Blob([new Uint8Array([0xd0, 0xcf, 0, 0])]), name: 'old.xls' }))).toEqual(['file-not-table']);
    expect(await codesOf(bench.client.imports.tryRecords({ form: 'contact', file: new Blob([]), name: 'empty.csv' }))).toEqual(['file-empty']);
  });
});

describe('papers taken in whose time is another than the day they were taken in, or is not written', () => {
  const take = async (form: string, rows: readonly string[]) => {
    const file = csv(rows);
    const { mapping } = await bench.client.imports.tryRecords({ form, file, name: `${form}.csv` });
    const { counts } = await bench.client.imports.takeRecords({ form, file, name: `${form}.csv`, mapping });
    expect(counts).toMatchObject({ create: rows.length - 1, refused: 0 });
  };

  it("a survey counts on the day it was answered, and opens as it is nobody's hand-over", async () => {
    await take('survey', ['编号,状态,服务单号,测评人,测评时间,响应及时性,技术能力,服务态度,问题解决,文档规范', 'CP-2020-1,已评,FW-2020-1,王建国,2020-10-12 09:30,5,5,4,4,5']);
    const [survey] = (await bench.client.records.list({ form: 'survey', limit: 10 })).rows;
    expect((await bench.client.records.get({ id: survey!.id })).record).toMatchObject({ state: 'answered', imported: { number: 'CP-2020-1' } });
    const answers = async (days: { from: string; to: string }) => (await bench.client.reports.draft(days)).figures.find(({ id }) => id === 'satisfaction.n')!.ids;
    const today = survey!.createdAt.slice(0, 10);
    expect([await answers({ from: '2020-10-01', to: '2020-12-31' }), await answers({ from: today, to: today })]).toEqual([[survey!.id], []]);
  });

  it('a contact or a cost without its time counts on the day it was made, told and opened by the report', async () => {
    await take('contact', ['编号,渠道,类别,受理时间,来访人,内容', 'WS-1,远程,咨询,,李建国,没有时间的一', 'WS-2,远程,咨询,,李建国,没有时间的二']);
    await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'extra-cost', data: { subject: '更换硬盘', amount: '1200.00' } });
    const rows = [...(await bench.client.records.list({ form: 'contact', limit: 500 })).rows.filter(({ headline }) => headline.startsWith('没有时间的')), ...(await bench.client.records.list({ form: 'extra-cost', limit: 10 })).rows];
    expect(rows).toHaveLength(3);
    const today = rows[0]!.createdAt.slice(0, 10);
    const { figures, missing } = await bench.client.reports.draft({ from: today, to: today });
    const of = (id: string) => figures.find((each) => each.id === id)!;
    expect(of('request.channel').ids).toEqual(expect.arrayContaining(rows.slice(0, 2).map(({ id }) => id)));
    // nobody has been asked to agree to it yet
    expect([of('cost.outside').value, of('cost.outside').notes.map(({ zh }) => zh)]).toEqual([null, ['另有草稿 1 张，未计入。']]);
    expect(of('work.papers').ids).toContain(rows[2]!.id);
    expect(missing.find(({ what }) => what.zh.includes('按制单日计入'))!.ids).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
  });
});
