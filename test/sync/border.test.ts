import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headquartersHeader } from '../../domain/api/protocol.ts';
import { readAddress } from '../../main/sync/address.ts';
import { createFolder, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { packOps, pushAs, requestAs } from './request.ts';
import { enrol as enrolAt, stationForEach } from './settings.ts';
import { createIdentity, openStation, sha256, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let station: TestStation;
stationForEach('B', (given) => { ({ hq, station } = given); }, () => station);
const enrol = (): Promise<void> => enrolAt({ hq, station });
const firstOps = () => station.store.read.opsAfter(0, 500, 1_000_000);
const told = async (answer: Response): Promise<readonly [number, string]> => [answer.status, ((await answer.json()) as { error: string }).error];

describe('headquarters refuses', () => {
  it('a station it does not know, a wrong signature, another body, another epoch', async () => {
    station.writeRecords(1);
    expect(await told(await pushAs(station, hq.address, firstOps(), { epoch: 'x' }))).toEqual([401, 'station-unknown']);
    await enrol();
    expect(await told(await pushAs(station, hq.address, firstOps(), { signedBody: packOps([]) }))).toEqual([401, 'signature']);
    expect(await told(await pushAs(station, hq.address, firstOps(), { headers: { 'x-signature': 'AAAA' } }))).toEqual([401, 'signature']);
    expect(await told(await pushAs(station, hq.address, firstOps(), { headers: { 'x-nonce': 'short' } }))).toEqual([401, 'signature']);
    expect(await told(await pushAs(station, hq.address, firstOps(), { epoch: randomUUID() }))).toEqual([409, 'epoch']);
    expect(await hq.rows('select 1 from op where station = $1', [station.identity.station])).toHaveLength(0);
  });

  it('a revoked station', async () => {
    station.writeRecords(1);
    await enrol();
    await hq.rows(`update device set state = 'revoked' where station = $1`, [station.identity.station]);
    expect(await station.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'headquarters-refused', detail: 'revoked' }, unsent: 4 });
  });

  it('a gzip bomb, an oversized body, what is no gzip and what is no push', async () => {
    await enrol();
    const zipped = { headers: { 'content-encoding': 'gzip' } };
    expect(await told(await requestAs(station, hq.address, '/v1/push', new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024))), zipped))).toEqual([413, 'too-large']);
    expect(await told(await requestAs(station, hq.address, '/v1/push', new Uint8Array(8 * 1024 * 1024 + 1)))).toEqual([413, 'too-large']);
    expect(await told(await requestAs(station, hq.address, '/v1/push', new Uint8Array(randomBytes(100)), zipped))).toEqual([400, 'malformed']);
    for (const text of ['', '{}', '[]', 'null', '{"ops":[]}', '{"ops":[{"seq":1}]}', '{"ops":[{"seq":1,"hash":"x","bytes":""}],"more":1}']) {
      expect(await told(await requestAs(station, hq.address, '/v1/push', new TextEncoder().encode(text)))).toEqual([400, 'malformed']);
    }
  });

  it('operations that are not this chain: a wrong hash, another station, a hole in the batch, a lone surrogate', async () => {
    station.writeRecords(1);
    await enrol();
    const [first, second, third] = firstOps();
    const bad = [
      [{ ...first!, bytes: first!.bytes.replace('王工', '李工') }],
      [first!, third!],
      [{ ...first!, seq: 2 }, second!],
      [{ ...first!, bytes: `${first!.bytes}\ud800` }],
    ];
    for (const ops of bad) expect(await told(await pushAs(station, hq.address, ops))).toEqual([400, 'malformed']);
    expect(await hq.rows('select 1 from op where station = $1', [station.identity.station])).toHaveLength(0);
  });

  it('blob chunks at a wrong offset, too long, and a whole that has another hash', async () => {
    await enrol();
    const bytes = new Uint8Array(randomBytes(1000));
    const patch = (name: string, offset: number, length: number, chunk: Uint8Array<ArrayBuffer>) =>
      requestAs(station, hq.address, `/v1/blobs/${name}`, chunk, { method: 'PATCH', headers: { 'upload-offset': String(offset), 'upload-length': String(length) } });
    const name = sha256(bytes);
    const wrong = await patch(name, 5, 1000, bytes.slice(5));
    expect([wrong.status, wrong.headers.get('upload-offset')]).toEqual([409, '0']);
    expect((await patch(name, 0, 500, bytes)).status).toBe(413);
    expect((await patch(name, 0, 300 * 1024 * 1024, bytes)).status).toBe(413);
    expect((await patch(name, 0, 2 * 1024 * 1024, new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
    expect((await patch('../../etc/passwd', 0, 1000, bytes)).status).toBe(404);
    expect((await patch('x'.repeat(64), 0, 1000, bytes)).status).toBe(400);
    expect((await patch(sha256(new Uint8Array(1)), 0, 1000, bytes)).status).toBe(422);
    expect((await patch(name, 0, 1000, bytes.slice(0, 600))).status).toBe(204);
    expect((await patch(name, 600, 1000, bytes.slice(600))).status).toBe(200);
    expect((await requestAs(station, hq.address, `/v1/blobs/${name}`, new Uint8Array(), { method: 'HEAD' })).status).toBe(200);
  });
});

describe('enrolment', () => {
  it('takes a code once, answers the same station again, and refuses wrong, expired and used ones', async () => {
    const good = await hq.createEnrolmentCode();
    expect(await station.sync.enrol(hq.address, 'NOTACODE')).toEqual({ ok: false, error: [{ code: 'enrolment-code', params: { detail: 'code' } }] });
    expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(-1))).toMatchObject({ ok: false, error: [{ code: 'enrolment-code' }] });
    expect(await station.sync.enrol(hq.address, good.toLowerCase())).toMatchObject({ ok: true });
    expect(await station.sync.enrol(hq.address, good)).toMatchObject({ ok: true });
    const other = createFolder();
    const second = await openStation(other, 'ZZ');
    expect(await second.sync.enrol(hq.address, good)).toMatchObject({ ok: false, error: [{ code: 'enrolment-code' }] });
    await second.close();
    removeFolder(other);
  });

  it('refuses a second station under one code, and a known station under another key', async () => {
    await enrol();
    const other = createFolder();
    const second = await openStation(other, station.identity.stationCode);
    expect(await second.sync.enrol(hq.address, await hq.createEnrolmentCode())).toEqual({ ok: false, error: [{ code: 'station-code-taken', field: 'stationCode', params: { code: station.identity.stationCode } }] });
    await second.close();
    removeFolder(other);
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
    const stranger = { ...station, identity: createIdentity(station.identity.station, station.identity.stationCode, key) };
    const body = new TextEncoder().encode(JSON.stringify({ code: await hq.createEnrolmentCode(), station: stranger.identity.station, stationCode: stranger.identity.stationCode, key: stranger.identity.key, schema: 1 }));
    expect(await told(await requestAs(stranger, hq.address, '/v1/enrol', body, { epoch: '' }))).toEqual([409, 'station-code']);
  });

  it('keeps codes only as hashes', async () => {
    const secret = await hq.createEnrolmentCode();
    const rows = await hq.rows<{ code_hash: string }>('select code_hash from enrolment_code');
    expect(rows.some((row) => row.code_hash.includes(secret))).toBe(false);
  });

  it.each([
    ['hq.example.cn', 'https://hq.example.cn'], [' https://hq.example.cn/ ', 'https://hq.example.cn'], ['http://127.0.0.1:8474', 'http://127.0.0.1:8474'], ['http://192.168.1.5', 'http://192.168.1.5'],
    ['http://172.16.0.1:1', 'http://172.16.0.1:1'], ['http://[::1]:9', 'http://[::1]:9'],
  ])('takes the address %s', (typed, origin) => expect(readAddress(typed)).toEqual({ ok: true, value: origin }));
  it.each(['', 'http://hq.example.cn', 'http://8.8.8.8', 'http://172.32.0.1', 'ftp://hq.example.cn', 'https://a:b@hq.example.cn', 'https://hq.example.cn/path', 'https://', 'http://127.0.0.1.evil.cn'])('refuses the address %s', (typed) =>
    expect(readAddress(typed)).toMatchObject({ ok: false, error: [{ code: 'headquarters-address', field: 'address' }] }));
});

describe('the station does not take for headquarters', () => {
  let impostor: Server;
  let answer: { status: number; headers: Record<string, string>; body: string };
  let address: string;
  beforeAll(async () => {
    impostor = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => impostor.close(resolve)));
  const standIn = async (): Promise<void> => {
    await enrol();
    await station.sync.stop();
    station.writeRecords(1);
    station.store.write((writer) => writer.setMeta('hq.address', address));
  };

  it.each([
    ['a captive portal', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>请登录</html>' }],
    ['a redirect to one', { status: 302, headers: { location: 'http://login.example/' }, body: '' }],
    ['another server that names itself so', { status: 200, headers: { [headquartersHeader]: '1' }, body: '{"epoch":"x","acked":99,"head":"0"}' }],
  ])('%s', async (_name, given) => {
    answer = given;
    await standIn();
    expect(await station.sync.now()).toMatchObject({ state: 'offline', unsent: 4, lastError: { code: 'not-headquarters' } });
  });

  it('nobody at all', async () => {
    await standIn();
    station.store.write((writer) => writer.setMeta('hq.address', 'http://127.0.0.1:1'));
    station.statuses.length = 0;
    await station.sync.now();
    await station.sync.now();
    expect(await station.sync.now()).toMatchObject({ state: 'offline', unsent: 4, lastError: { code: 'headquarters-unreachable' } });
    // told once, not at every try
    expect(station.statuses).toHaveLength(1);
  });

  it('an enrolment answered by a portal', async () => {
    answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    expect(await station.sync.enrol(address, 'ANY')).toMatchObject({ ok: false, error: [{ code: 'not-headquarters' }] });
    expect(station.store.read.meta('hq.address')).toBeNull();
  });
});

describe('paths of no station', () => {
  it('say that headquarters is well, and that there is nothing', async () => {
    expect(await (await fetch(`${hq.address}/healthz`)).json()).toEqual({ ok: true });
    expect((await fetch(`${hq.address}/nothing`)).status).toBe(404);
    // somebody who mistyped an address reads a page with a way back
    const page = await fetch(`${hq.address}/nothing`, { headers: { accept: 'text/html', 'accept-language': 'zh-CN' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).not.toBeNull();
    expect(await page.text()).toMatch(/<html lang="zh-CN">[\s\S]*<a href="\/">/);
  });
});
