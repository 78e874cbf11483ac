import { expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Row } from '../../domain/forms/form.ts';
import { sampleInk } from '../unit/sampleRecords.ts';
import { createHash } from 'node:crypto';
import { codesOf, createTestStation, orderAtSigning, refusalsOf, type TestStation } from './bench.ts';

const hashOf = async (blob: Blob): Promise<string> => createHash('sha256').update(new Uint8Array(await blob.arrayBuffer())).digest('hex');

const newPaper = async ({ client }: TestStation) => {
  const id = uuidv7();
  const rec = await client.records.execute({ kind: 'create', id, form: 'contract-profile', data: { reason: '补充协议一', author: '张晓明', madeAt: '2021-10-12' } });
  return { id, figures: rec.data['figures'] as readonly Row[] };
};
const withFigure = (figures: readonly Row[], id: string, value: string): Row[] => figures.map((row) => (row['id'] === id ? { ...row, value } : row));
const step = async ({ client }: TestStation, id: string, transition: string) => {
  const { record } = await client.records.get({ id });
  return client.records.execute({ kind: 'move', id, base: record.rev, transition });
};

test('the contract changes with the manager’s signature, and every running clock with it', async () => {
  const bench = await createTestStation();
  try {
    await bench.setUp('projectManager');
    const { client } = bench;
    const orderBefore = uuidv7();
    await client.records.execute({ kind: 'create', id: orderBefore, form: 'complaint', data: { receivedAt: '2021-10-12T09:00+08:00', channel: 'phone', complainant: '李建国', content: '三次来电无人接听' } });
    const dueOf = async () => (await client.today.sheet()).work.find((each) => each.record.id === orderBefore)?.due;
    expect(await dueOf()).toBe('2021-10-15T23:59:59+08:00');

    const { id, figures } = await newPaper(bench);
    expect(figures.length).toBeGreaterThan(60);
    await client.records.execute({ kind: 'edit', id, base: 1, set: { figures: withFigure(figures, 'rules.complaint-reply.figure', '0x') as never }, unset: [] });
    const at = figures.findIndex((row) => row['id'] === 'rules.complaint-reply.figure') + 1;
    expect(await refusalsOf(step(bench, id, 'submit'))).toMatchObject([{ code: 'wrong-type', field: `figures.${at}.value` }]);
    const { record } = await client.records.get({ id });
    await client.records.execute({ kind: 'edit', id, base: record.rev, set: { figures: withFigure(figures, 'rules.complaint-reply.figure', '5') as never }, unset: [] });
    await step(bench, id, 'submit');
    // nothing is in force before it is signed
    expect(await dueOf()).toBe('2021-10-15T23:59:59+08:00');
    const shownHash = await hashOf(await client.signing.document({ id }));
    const sealed = await client.signing.sign({ id, role: 'projectManager', name: '张晓明', post: '项目经理', place: '', shownHash, consented: true, ink: sampleInk() as never });
    expect(sealed.state).toBe('inForce');
    expect((await client.station.profile()).version).toBe(2);
    expect(await dueOf()).toBe('2021-10-19T23:59:59+08:00');
    // a release of the sealed paper puts nothing in force a second time
    await client.papers.export({ id, to: '监理' });
    expect((await client.station.profile()).version).toBe(2);
    // and it is still so after the next start
    await client.station.lock();
    await client.station.unlock({ account: (await client.station.status()).accounts![0]!.id, passphrase: '落户-2021-test' });
    expect((await client.station.profile()).rules.find((rule) => rule.id === 'complaint-reply')?.figure).toBe(5);
  } finally {
    await bench.remove();
  }
});

test('nobody but the manager draws it up', async () => {
  const bench = await createTestStation();
  try {
    await bench.setUp('engineer');
    expect(await codesOf(newPaper(bench))).toEqual(['not-allowed']);
    expect(await orderAtSigning(bench)).toBeTruthy();
  } finally {
    await bench.remove();
  }
});
