import { randomUUID } from 'node:crypto';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandHeader } from '../../domain/api/commands.ts';
import { definitionHash } from '../../domain/forms/define.ts';
import { formsById } from '../../domain/forms/index.ts';
import { createSeal, contentHash } from '../../domain/seal/content.ts';
import type { Data } from '../../domain/record/record.ts';
import type { StationClient } from '../../renderer/client.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { context, engineer, openStation, type TestStation } from './station.ts';
import { joinAs } from './webVisitor.ts';

let hq: TestHeadquarters;
let manager: StationClient;
const stations: TestStation[] = [];
const folders: string[] = [];
let serial = 0;

beforeAll(async () => {
  hq = await openHeadquarters();
  for (const site of ['BJ01', 'BJ02']) {
    folders.push(createFolder());
    const station = await openStation(folders.at(-1)!, site, fetch, site);
    stations.push(station);
    expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, site))).toMatchObject({ ok: true });
  }
  const visitor = await joinAs(hq.address, hq.adminCode, '刘经理');
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  manager = createORPCClient(new RPCLink({ url: `${hq.address}/desk/rpc`, headers: () => ({ cookie, origin: hq.address, [commandHeader]: uuidv7() }) }));
}, 120_000);
afterAll(async () => {
  for (const each of stations) await each.close();
  await hq?.stop();
  for (const folder of folders) removeFolder(folder);
});

/** A paper as a station that checks nothing would write it. */
const write = (station: TestStation, form: string, data: Data, at: { readonly site?: string; readonly state?: string } = {}): string => {
  const def = formsById.get(form)!;
  const hash = definitionHash(def);
  station.write(hash, { kind: 'defined', def });
  const id = randomUUID();
  const site = at.site ?? station.identity.stationCode;
  const number = `${def.number.prefix}-${station.identity.stationCode}-2026-${String((serial += 1)).padStart(6, '0')}`;
  station.write(id, { kind: 'created', form, def: hash, number, state: at.state ?? def.lifecycle.initial, owner: engineer, context: { ...context, site: { ...context.site, code: site } }, data, links: [] });
  return id;
};
const complaint = (receivedAt: string): Data => ({ receivedAt, channel: 'phone', complainant: '李建国', content: '三次来电无人接听' });
const outcomeOf = async (id: string) => (await hq.rows<{ outcome: string; reason: string | null }>('select outcome, reason from op where doc = $1 order by server_seq desc limit 1', [id]))[0];

it('a sealed contract whose figures are no rows leaves the contracts of all sites as they were', async () => {
  const [here, there] = stations as [TestStation, TestStation];
  write(there, 'complaint', complaint('2026-10-12T09:00+08:00'));
  await there.sync.now();
  const before = await manager.station.profile();
  for (const figures of ['没有', [3]]) {
    const id = write(here, 'contract-profile', { reason: '补充协议', figures } as unknown as Data, { state: 'signing' });
    const head = here.store.read.head();
    const rec = here.store.read.record(id)!;
    const sealed = { at: '2021-11-22T09:30:00+08:00', contentHash: contentHash(rec), signatures: [] };
    here.write(id, { kind: 'sealed', to: 'inForce', seal: createSeal(sealed, head, { key: here.identity.key, sign: (text) => String(here.identity.sign(text)) }) });
    await here.sync.now();
    if (typeof figures === 'string') expect(await outcomeOf(id)).toEqual({ outcome: 'applied', reason: null });
  }
  expect((await manager.station.status()).contract).toEqual({ name: before.name, contractNo: before.contractNo });
  expect(await manager.station.profile()).toEqual(before);
  expect((await manager.boards.sites({})).panels.find(({ id }) => id === 'sites')!.rows.map(([first]) => first!.site)).toEqual(['BJ01', 'BJ02']);
}, 120_000);
