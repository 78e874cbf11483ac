import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, enrol, newKey, passphrase, type TestStation } from './bench.ts';

let bench: TestStation;
let own: string;
let colleague: string;
const as = async (account: string) => {
  await bench.client.station.lock();
  await bench.client.station.unlock({ account, passphrase });
};
const order = async (request: string) => (await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request, type: 'support', urgency: 'normal', contact: '李建国', place: '三楼' } })).id;
const type = async (id: string, set: Record<string, string>) => bench.client.records.saveDraft({ id, base: (await bench.client.records.get({ id })).record.rev, set, unset: [] });
const move = async (id: string, transition: string, more: object = {}) => bench.client.records.execute({ kind: 'move', id, base: (await bench.client.records.get({ id })).record.rev, transition, ...more });
/** headquarters has acknowledged all there is */
const acknowledge = () => bench.station.core.open().store.write((writer) => writer.setMeta('acked-seq', String(writer.head().seq)));
const status = () => bench.station.core.open().sync.status();
const row = async (id: string) => (await bench.client.records.list({ form: 'service-order', offset: 0, limit: 50 })).rows.find((each) => each.id === id)!;

beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
  own = (await bench.client.station.status()).account!.id;
  await bench.client.station.addAccount({ name: '王芳', role: 'engineer', passphrase });
  colleague = (await bench.client.station.status()).accounts!.find(({ name }) => name === '王芳')!.id;
  enrol(bench, newKey());
});
afterAll(() => bench?.remove());

describe('typing', () => {
  it('of the one at the desk is unsent until it is an operation; a colleague is told whose it is and has none of it', async () => {
    const id = await order('各人的填写');
    await type(id, { place: '五楼' });
    acknowledge();
    expect(status()).toMatchObject({ typed: 1, unsent: 0 });
    expect(await row(id)).toMatchObject({ unsent: true });
    expect((await bench.client.records.get({ id })).sync).toMatchObject({ state: 'typed' });
    await as(colleague);
    expect(status()).toMatchObject({ typed: 0, othersTyped: [{ name: '张晓明', records: 1 }] });
    expect(await row(id)).toMatchObject({ unsent: false });
    expect(await bench.client.records.get({ id })).toMatchObject({ sync: { state: 'at-headquarters' }, othersTyping: ['张晓明'] });
    await as(own);
    await bench.client.records.dropDraft({ id });
    expect(status()).toMatchObject({ typed: 0 });
  });

  it('in a record that a colleague voided waits for nothing any more, and is kept until it is thrown away', async () => {
    const id = await order('将作废');
    await type(id, { place: '五楼' });
    await as(colleague);
    await move(id, 'void', { reason: '重复登记' });
    await as(own);
    acknowledge();
    await bench.client.sync.now();
    expect(status()).toMatchObject({ typed: 0, unsent: 0 });
    expect(await row(id)).toMatchObject({ unsent: false });
    expect(await bench.client.records.get({ id })).toMatchObject({ editable: false, sync: { state: 'at-headquarters' }, draft: { set: { place: '五楼' } } });
    await bench.client.records.dropDraft({ id });
    expect((await bench.client.records.get({ id })).draft).toBeUndefined();
  });

  it('in a cell that was changed since is not written by sending: it waits for who typed it', async () => {
    const id = await order('两人同改');
    await type(id, { place: '五楼' });
    const { record } = await bench.client.records.get({ id });
    await bench.client.records.execute({ kind: 'edit', id, base: record.rev, set: { place: '六楼' }, unset: [] });
    await bench.client.sync.now();
    expect(await bench.client.records.get({ id })).toMatchObject({ record: { data: { place: '六楼' } }, draft: { set: { place: '五楼' }, base: record.rev } });
    await bench.client.records.dropDraft({ id });
  });

  it('of somebody whose role may not write where the record stands now waits for nothing', async () => {
    const id = await order('已开始');
    await move(id, 'dispatch');
    await type(id, { place: '五楼' });
    await as(colleague);
    await move(id, 'start');
    expect(status().othersTyped).toBeUndefined();
    await as(own);
    acknowledge();
    expect(status()).toMatchObject({ typed: 0, unsent: 0 });
    expect((await bench.client.records.get({ id })).sync).toMatchObject({ state: 'at-headquarters' });
  });
});
