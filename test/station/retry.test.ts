import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { createRouterClient } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { commandHeader } from '../../domain/api/commands.ts';
import { verifyBytes } from '../../main/cli/verify.ts';
import { createHttpRpc } from '../../main/shell/rpc.ts';
import { linkOptions, type StationClient } from '../../renderer/client.ts';
import { readPages } from '../papers/readPages.ts';
import { codesOf, createPaperTray, createTestStation, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';

let bench: TestStation;
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await bench.remove();
});

/** A window's client on a line that loses an answer, after the station has committed. */
const openLossyLine = async () => {
  const rpc = createHttpRpc(bench.station.router, { info: () => undefined, warn: () => undefined, error: (fields) => console.error(fields) });
  const listening = createServer((request, response) => void rpc.handle(request, response));
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/rpc`;
  const head = () => bench.station.core.open().store.read.head().seq;
  let toLose: string | null = null;
  let lostAt: number | null = null;
  const client: StationClient = createORPCClient(
    new RPCLink({
      ...linkOptions,
      url: address,
      fetch: async (request, init) => {
        const path = new URL(request.url).pathname;
        const answer = await globalThis.fetch(request, init);
        if (toLose === null || !path.endsWith(toLose)) return answer;
        toLose = null;
        expect(answer.status, path).toBe(200);
        lostAt = head();
        throw new TypeError('Failed to fetch');
      },
    }),
  );
  /** A call whose first answer is lost is answered all the same, and the log does not grow by its second sending. */
  const losing = async <T>(path: string, call: () => Promise<T>): Promise<T> => {
    toLose = path;
    lostAt = null;
    const value = await call();
    expect(lostAt, path).not.toBeNull();
    expect(head(), path).toBe(lostAt);
    return value;
  };
  return { client, losing, address, asWindow: { ...bench, client } as unknown as TestStation };
};

const handedOver = async (id: string): Promise<void> => {
  await signAs(bench, id, 'engineer', '张晓明');
  await bench.client.handover.begin({ id });
};
const sealedOrder = async (): Promise<string> => {
  const id = await orderAtSigning(bench);
  await handedOver(id);
  await signAs(bench, id, 'supervisor', '李建国');
  await bench.client.handover.end({ secret: passphrase });
  return id;
};
const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

describe('a command whose answer is lost', () => {
  it('is carried out once at the desk', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client, losing } = await openLossyLine();
    const [id, other, sheet] = [uuidv7(), uuidv7(), uuidv7()];
    const made = await losing('execute', () => client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '缓慢' } }));
    expect(made).toMatchObject({ id, rev: 1 });
    expect((await losing('execute', () => client.records.execute({ kind: 'create', id: other, form: 'service-order', data: {} }))).number).not.toBe(made.number);
    expect(await losing('execute', () => client.records.execute({ kind: 'edit', id, base: 1, set: { request: '很慢' }, unset: [] }))).toMatchObject({ rev: 2, data: { request: '很慢' } });
    await client.records.saveDraft({ id, base: 2, set: { contact: '李建国' }, unset: [] });
    expect(await losing('commitDraft', () => client.records.commitDraft({ id }))).toMatchObject({ rev: 3, data: { contact: '李建国' } });
    expect(await losing('execute', () => client.records.execute({ kind: 'link', id, to: other, rel: 'related' }))).toMatchObject({ rev: 4 });
    const file = await losing('files/add', () => client.files.add({ record: id, file: new Blob(['日志']), name: 'a.log' }));
    expect((await client.records.get({ id })).record.attachments).toEqual([file]);
    expect(await losing('execute', () => client.records.execute({ kind: 'detach', id, attachment: file.id }))).toMatchObject({ rev: 6, attachments: [] });
    // never "stale" for one's own step
    expect(await losing('execute', () => client.records.execute({ kind: 'move', id: other, base: 1, transition: 'void', reason: '重复' }))).toMatchObject({ rev: 2, state: 'void' });
    const duty = (await client.station.profile()).duties[0]!;
    const day = bench.station.core.now().slice(0, 10);
    expect(await losing('startInspection', () => client.records.startInspection({ id: sheet, template: duty.template, day, round: duty.rounds[0]!.id }))).toMatchObject({ id: sheet, rev: 1 });
    expect(bench.station.core.open().store.check()).toEqual([]);
  });

  it('is carried out once on the handed-over screen', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client, losing, asWindow } = await openLossyLine();
    const id = await orderAtSigning(bench);
    expect((await losing('sign', () => signAs(asWindow, id, 'engineer', '张晓明'))).signatures).toHaveLength(1);
    expect(await losing('begin', () => client.handover.begin({ id }))).toMatchObject({ phase: 'handover' });
    expect((await losing('refuse', () => client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason: '结论有误' }))).refusals).toHaveLength(1);
    expect(await losing('sign', () => signAs(asWindow, id, 'supervisor', '李建国'))).toMatchObject({ state: 'signed', signatures: [{}, {}] });
    const answer = { id, marks: { promptness: 5, skill: 5, attitude: 5, outcome: 4, paperwork: 5 }, comment: '好' };
    await losing('answerSurvey', () => client.handover.answerSurvey(answer));
    expect(await codesOf(client.handover.answerSurvey(answer))).toEqual(['already-answered']);
    expect(await losing('end', () => client.handover.end({ secret: passphrase }))).toMatchObject({ phase: 'open' });
    const declined = await orderAtSigning(bench);
    await handedOver(declined);
    await signAs(bench, declined, 'supervisor', '李建国');
    await losing('declineSurvey', () => client.handover.declineSurvey({ id: declined, reason: '没有时间' }));
  });

  it('is carried out once with papers: correction, printing, a saved file, an export', async () => {
    const tray = createPaperTray();
    bench = await createTestStation({ printing: tray.printing });
    await bench.setUp();
    const { client, losing } = await openLossyLine();
    const id = await sealedOrder();
    expect(await losing('print', () => client.papers.print({ id, copies: [1, 2], printer: 'tray' }))).toEqual({ job: 'tray-2', copies: [1, 2] });
    expect(tray.jobs).toHaveLength(2);
    const reprint = await bytesOf(await losing('save', () => client.papers.save({ id, copies: [2], reason: '遗失' })));
    expect((await readPages(reprint)).join('')).toContain('补打第1次');
    expect(await verifyBytes(reprint, bench.station.core.papers)).toMatchObject({ valid: true });
    expect((await client.papers.register({})).rows.map((row) => [row.no, row.print, row.outcome])).toEqual(expect.arrayContaining([[1, 1, 'printed'], [2, 1, 'printed'], [2, 2, undefined]]));
    expect((await client.papers.register({})).total).toBe(3);
    await losing('export', () => client.papers.export({ id, to: '监理' }));
    expect((await client.records.get({ id })).history.filter((entry) => entry.event.kind === 'released')).toHaveLength(1);
    const correction = await losing('execute', () => client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: {}, corrects: id }));
    expect((await client.records.get({ id })).record.correctedBy).toBe(correction.id);
  });
});

describe('the id of a command', () => {
  it('is refused for another command, and answered with the record as it stands by then', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const direct = createRouterClient(bench.station.router, { context: (given: { command?: string }) => given });
    const [id, command] = [uuidv7(), uuidv7()];
    await direct.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '一' } });
    const edit = { kind: 'edit' as const, id, base: 1, set: { request: '二' }, unset: [] };
    await direct.records.execute(edit, { context: { command } });
    await direct.records.execute({ kind: 'edit', id, base: 2, set: { request: '三' }, unset: [] });
    expect(await direct.records.execute(edit, { context: { command } })).toMatchObject({ rev: 3, data: { request: '三' } });
    expect(await codesOf(direct.records.execute({ ...edit, set: { request: '四' } }, { context: { command } }))).toEqual(['command-reused']);
    expect(await codesOf(direct.records.commitDraft({ id }, { context: { command } }))).toEqual(['command-reused']);
    // a refused command has not happened: the same id may try again
    const later = { context: { command: uuidv7() } };
    expect(await codesOf(direct.records.execute({ ...edit, base: 2 }, later))).toEqual(['stale']);
    expect(await codesOf(direct.records.execute({ ...edit, base: 2 }, later))).toEqual(['stale']);
    expect(await codesOf(direct.records.execute({ kind: 'create', id, form: 'inspection', data: {} }))).toEqual(['command-reused']);
  });

  it('is known after a restart', async () => {
    bench = await createTestStation();
    const status = await bench.setUp();
    const [id, command] = [uuidv7(), uuidv7()];
    const clientOf = (station: TestStation) => createRouterClient(station.station.router, { context: (given: { command?: string }) => given });
    await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
    const step = { kind: 'move' as const, id, base: 1, transition: 'void', reason: '重复' };
    await clientOf(bench).records.execute(step, { context: { command } });
    await bench.station.close();
    bench = await createTestStation({ dataFolder: bench.dataFolder });
    await bench.client.station.unlock({ account: status.accounts![0]!.id, passphrase });
    expect(await clientOf(bench).records.execute(step, { context: { command } })).toMatchObject({ state: 'void', rev: 2 });
  });

  it('must come with every command over a wire, as a UUIDv7', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { address } = await openLossyLine();
    const asking = (headers: Record<string, string>): StationClient => createORPCClient(new RPCLink({ url: address, headers }));
    const order = { kind: 'create' as const, id: uuidv7(), form: 'service-order', data: {} };
    expect(await refusalsOf(asking({}).records.execute(order))).toMatchObject([{ code: 'required', field: 'command' }]);
    expect(await refusalsOf(asking({ [commandHeader]: '1' }).records.execute(order))).toMatchObject([{ code: 'wrong-type', field: 'command' }]);
    expect((await asking({}).records.list({ form: 'service-order' })).total).toBe(0);
  });
});
