import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSchema } from '../../domain/contract/profile.ts';
import type { Row } from '../../domain/forms/form.ts';
import { takeReference } from '../../main/station/reference.ts';
import { createStationAt, refusalsOf, type TestStation } from './bench.ts';

/** The last day of a term and the first of the next, whose contract was sent long before: each speaks of its own days (docs/decisions/0034). */
let bench: TestStation;
let agreed = '';
let openAt: (time: string) => Promise<void>;
/** A fault that fifty people met: C in the term that ends, D in the one that begins. */
const fault = async (day: string): Promise<string> => {
  const id = uuidv7();
  await bench.client.records.execute({ kind: 'create', id, form: 'incident', data: { kind: 'functional', side: 'internet', foundAt: `${day}T08:30+08:00`, reportedAt: `${day}T08:30+08:00`, people: 50, leader: '张晓明', symptom: `审核页面出错 ${day}` } });
  return id;
};
/** A sealed card with a file. */
const card = async (day: string) => {
  const { client } = bench;
  const { id } = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'document', data: { title: '季度报告', edition: day, kind: 'report', secrecy: 'both', author: '张晓明', eventAt: `${day}T08:30+08:00`, submittedTo: '信息中心', place: '档案柜', holder: '张晓明' } });
  const { id: attachment } = await client.files.add({ record: id, file: new Blob([day]), name: '季度报告.txt' });
  for (const transition of ['submit', 'archive']) await client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition });
  return { record: id, attachment };
};
const gradesListed = async () => new Map((await bench.client.records.list({ form: 'incident', offset: 0, limit: 10 })).rows.map(({ id, running }) => [id, running?.['grade']]));
const gradesInFile = async () => {
  const text = await (await bench.client.papers.exportList({ list: { form: 'incident' }, format: 'csv', lang: 'zh', to: '核对' })).text();
  return text.split('\r\n').slice(1).flatMap((line) => /([A-D]) 级/.exec(line)?.[1] ?? []).toSorted();
};
const contractNoOf = async (id: string) => (await bench.client.records.get({ id })).record.context.contractNo;
const keptUntil = async (asked: { record: string; attachment: string }) => (await bench.client.files.whyKept(asked))[0]?.params?.['until'];
const last: { fault: string; card: { record: string; attachment: string } } = { fault: '', card: { record: '', attachment: '' } };

beforeAll(async () => {
  ({ bench, openAt } = await createStationAt('2022-08-15T09:00:00+08:00'));
  await bench.setUp('projectManager');
  const { store, site } = bench.station.core.open();
  const profile = profileSchema.parse(JSON.parse(store.read.meta('profile')!));
  agreed = profile.contractNo;
  const kinds = profile.grades.kinds.map((kind) => (kind.id === 'functional' ? { ...kind, bands: [{ grade: 'D', max: 100 }, { grade: 'C', min: 101, max: 200 }, { grade: 'B', min: 201, max: 500 }, { grade: 'A', min: 500 }] } : kind)) as typeof profile.grades.kinds;
  const rules = profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 10 } : rule));
  const next = { ...profile, rules, version: 7, contractNo: 'HT-续', term: { from: '2022-09-27', to: '2023-09-26' }, grades: { ...profile.grades, kinds } };
  store.write((writer) => void takeReference(writer, 'profile', next, { profile, site: site.code }));
});
afterAll(() => bench.remove());

it('has the contract that ends on its last day: in the window, on new papers, in grades and for files', async () => {
  await openAt('2022-09-26T09:00:00+08:00');
  const { client } = bench;
  expect([(await client.station.profile()).contractNo, (await client.station.profile({ latest: true })).contractNo, (await client.station.status()).contract?.contractNo]).toEqual([agreed, 'HT-续', agreed]);
  last.fault = await fault('2022-09-26');
  last.card = await card('2022-09-26');
  expect((await client.station.profile({ record: last.fault })).contractNo).toBe(agreed);
  expect(await contractNoOf(last.fault)).toBe(agreed);
  expect([await gradesListed(), await gradesInFile()]).toEqual([new Map([[last.fault, 'C']]), ['C']]);
  expect(await keptUntil(last.card)).toBe('2023-09-26');
});

it('draws up figures over the contract agreed last, also before its term', async () => {
  const { data, context } = await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contract-profile', data: { reason: '补充协议', author: '张晓明', madeAt: '2022-09-26' } });
  expect((data['figures'] as readonly Row[]).find((row) => row['id'] === 'rules.complaint-reply.figure')?.['value']).toBe('10');
  expect(context.contractNo).toBe(agreed);
});

it('has the next one on its first day, and what was written the day before by the one of its day', async () => {
  await openAt('2022-09-27T09:00:00+08:00');
  const { client } = bench;
  expect([(await client.station.profile()).contractNo, (await client.station.status()).contract?.contractNo]).toEqual(['HT-续', 'HT-续']);
  const first = await fault('2022-09-27');
  expect([(await client.station.profile({ record: last.fault })).contractNo, (await client.station.profile({ record: first })).contractNo]).toEqual([agreed, 'HT-续']);
  expect(await contractNoOf(first)).toBe('HT-续');
  expect([await gradesListed(), await gradesInFile()]).toEqual([new Map([[first, 'D'], [last.fault, 'C']]), ['C', 'D']]);
  const written = [];
  for (const id of [last.fault, first]) written.push((await client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition: 'respond', times: { respondedAt: '2022-09-27T08:45+08:00' } })).data['grade']);
  expect(written).toEqual(['C', 'D']);
  expect([await keptUntil(last.card), await keptUntil(await card('2022-09-27'))]).toEqual(['2023-09-26', '2024-09-26']);
  expect(await refusalsOf(client.station.profile({ record: uuidv7() }))).toMatchObject([{ code: 'not-found' }]);
});
