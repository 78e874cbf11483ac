import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBytes } from '../../main/cli/verify.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import type { StationClient } from '../../renderer/client.ts';
import { readPages } from '../papers/readPages.ts';
import { assetsFolder, createPaperTray, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll } from './sites.ts';
import { joinAs } from './webVisitor.ts';

/** A paper that was sealed before headquarters voided it keeps seal and state; wherever it shows or counts it is void. */
let hq: TestHeadquarters;
let station: TestStation;
let manager: StationClient;
const tray = createPaperTray();
const sealedOrder = async (): Promise<string> => {
  const id = await orderAtSigning(station);
  await signAs(station, id, 'engineer', '张晓明', '运维工程师');
  await station.client.handover.begin({ id });
  await signAs(station, id, 'supervisor', '李建国');
  await station.client.handover.end({ secret: passphrase });
  return id;
};

beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openSite(hq, 'BJ01', 'BJ01', 'engineer', { printing: tray.printing });
  manager = deskClientOf(hq, await joinAs(hq.address, hq.adminCode, '刘经理'));
}, 180_000);
afterAll(async () => {
  await station?.remove();
  await hq?.stop();
});

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
const ownOpen = async (): Promise<number> => (await station.client.boards.behind({ records: { kind: 'own' }, offset: 0, limit: 1 })).total;
const pagesOf = async (blob: Blob): Promise<string> => (await readPages(await bytesOf(blob))).join('');

describe('a sealed paper that headquarters voided', () => {
  it('says so on paper, in lists and to whom it is mailed, and is open to nobody', async () => {
    const [id, whole] = [await sealedOrder(), await sealedOrder()];
    const { client } = station;
    const saved = await bytesOf(await client.papers.save({ id, copies: [1] }));
    await sendAll(station);
    const before = { open: (await client.records.counts())['service-order']!, there: (await manager.records.counts())['service-order']!, own: await ownOpen() };
    expect(await pagesOf(await client.papers.pdf({ id, copies: [1] }))).not.toContain('作废');
    await manager.headquarters.void({ id, reason: '张冠李戴' });
    await client.sync.now();
    const { record } = await client.records.get({ id });
    expect(record).toMatchObject({ voided: { reason: '张冠李戴' }, seal: {} });

    for (const desk of [client, manager]) {
      expect(await pagesOf(await desk.papers.pdf({ id, copies: [1] }))).toContain('作废');
      const { rows } = await desk.records.list({ form: 'service-order', text: '', offset: 0, limit: 50 });
      expect(rows.map((row) => [row.id, row.voided ?? false])).toEqual(expect.arrayContaining([[id, true], [whole, false]]));
    }
    expect((await client.records.counts())['service-order']).toBe(before.open - 1);
    expect((await manager.records.counts())['service-order']).toBe(before.there - 1);
    expect(await ownOpen()).toBe(before.own - 1);

    await client.papers.print({ id, copies: [2], printer: 'tray' });
    expect((await readPages(tray.jobs.at(-1)!.file)).join('')).toContain('作废');
    const verified = await verifyBytes(tray.jobs.at(-1)!.file, createPaperMaker({ fontsFolder: `${assetsFolder}/fonts` }));
    expect([verified.valid, verified.lines.find(({ check }) => check === 'pages')?.ok]).toEqual([true, true]);
    // what left before stays what it was
    expect((await readPages(saved)).join('')).not.toContain('作废');

    const mail = { to: ['li@client.example'], subject: '单据', text: '', reason: '临时地址' };
    expect(await refusalsOf(client.documents.mailDraft({ ...mail, ids: [whole, id] }))).toMatchObject([{ code: 'record-voided', params: { number: record.number } }]);
    expect((await client.documents.mailDraft({ ...mail, ids: [whole] })).size).toBeGreaterThan(0);
  }, 120_000);
});
