import { createHash } from 'node:crypto';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { v7 as uuidv7 } from 'uuid';
import { commandHeader } from '../../domain/api/commands.ts';
import type { Role, Row } from '../../domain/forms/form.ts';
import type { StationClient } from '../../renderer/client.ts';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { sampleInk } from '../unit/sampleRecords.ts';
import type { TestHeadquarters } from './headquarters.ts';
import type { Visitor } from './webVisitor.ts';

export const cookiesOf = (visitor: Visitor): string => [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
/** The client of headquarters' window with the session of a visitor; `command` sends the same order again. */
export const deskClientOf = ({ address }: Pick<TestHeadquarters, 'address'>, visitor: Visitor, command: () => string = uuidv7): StationClient =>
  createORPCClient(new RPCLink({ url: `${address}/desk/rpc`, headers: () => ({ cookie: cookiesOf(visitor), origin: address, [commandHeader]: command() }) }));

/** A station that is known at headquarters as one of the site's. */
export const enrolAt = async (hq: TestHeadquarters, site: string, { client }: Pick<TestStation, 'client'>): Promise<void> => {
  await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode(15, site) });
};
/** A new station of a site, enrolled, with 张晓明 at its desk. */
export const openSite = async (hq: TestHeadquarters, site: string, stationCode = site, role: Role = 'engineer', more: Parameters<typeof createTestStation>[0] = {}): Promise<TestStation> => {
  const bench = await createTestStation(more);
  await bench.client.station.setUp({ profile: 'jifenluohu', site, stationCode, account: { name: '张晓明', role, passphrase } });
  await enrolAt(hq, site, bench);
  return bench;
};
/** Sends until nothing is left to send. */
export const sendAll = async ({ client }: Pick<TestStation, 'client'>): Promise<void> => {
  for (let round = 0; round < 20; round += 1) {
    await client.sync.now();
    const { unsent, unsentFiles } = await client.sync.status();
    if (unsent + unsentFiles === 0) return;
  }
  throw new Error('the station has not sent everything');
};
/** The same with everything it has. */
export const bringTo = async (hq: TestHeadquarters, site: string, bench: Pick<TestStation, 'client'>): Promise<void> => {
  await enrolAt(hq, site, bench);
  await sendAll(bench);
};
/** The manager of a station draws up the contract anew with one figure changed. Nothing is sent. Answers the paper's id. */
export const drawFigureAt = async ({ client }: TestStation, figure: string, value: string): Promise<string> => {
  const id = uuidv7();
  const drawn = await client.records.execute({ kind: 'create', id, form: 'contract-profile', data: { reason: '补充协议一', author: '张晓明', madeAt: '2021-10-12' } });
  const figures = (drawn.data['figures'] as readonly Row[]).map((row) => (row['id'] === figure ? { ...row, value } : row));
  const edited = await client.records.execute({ kind: 'edit', id, base: drawn.rev, set: { figures: figures as never }, unset: [] });
  await client.records.execute({ kind: 'move', id, base: edited.rev, transition: 'submit' });
  return id;
};
/** The manager signs what was drawn up. Nothing is sent. */
export const signDrawnAt = async ({ client }: TestStation, id: string): Promise<void> => {
  const shownHash = createHash('sha256').update(new Uint8Array(await (await client.signing.document({ id })).arrayBuffer())).digest('hex');
  await client.signing.sign({ id, role: 'projectManager', name: '张晓明', post: '项目经理', place: '', shownHash, consented: true, ink: sampleInk() as never });
};
/** Both at once. */
export const signFigureAt = async (bench: TestStation, figure: string, value: string): Promise<void> => signDrawnAt(bench, await drawFigureAt(bench, figure, value));
