import { execFileSync } from 'node:child_process';
import { createServer as createHttp } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTls } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLineFetch, setLine, codeToLineFault, certificateNames } from '../../main/sync/line.ts';
import type { TestHeadquarters } from './headquarters.ts';
import { stationForEach } from './settings.ts';
import type { TestStation } from './station.ts';

let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
const closing: (() => void)[] = [];

stationForEach('L', (given) => { ({ hq, folder, station } = given); }, () => station, { fetch: (input, init) => createLineFetch(station.store.read, fetch)(input, init) });
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
};
/** A proxy that knows CONNECT and writes down where it led. */
const openConnectProxy = async (): Promise<{ readonly address: string; readonly led: string[] }> => {
  const led: string[] = [];
  const server = createHttp((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, near, head) => {
    led.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const far = connect(Number(port), host, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.write(head);
      far.pipe(near).pipe(far);
    });
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy());
    closing.push(() => far.destroy());
  });
  return { address: `http://127.0.0.1:${await listen(server)}`, led };
};
const issue = (name: string, days: [string, string] | null = null): { readonly key: string; readonly cert: string } => {
  const key = join(folder, `${name}.key`);
  const cert = join(folder, `${name}.pem`);
  const span = days ? ['-not_before', days[0], '-not_after', days[1]] : ['-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', ...span], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
};
/** TLS in front of headquarters, with a certificate nobody's system knows. */
const openTlsFront = async ({ key, cert }: { readonly key: string; readonly cert: string }): Promise<string> => {
  const { port } = new URL(hq.address);
  const inner = createTls({ key, cert }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'].includes(name) ? [[name, value]] : [])));
      void fetch(`http://127.0.0.1:${port}${request.url ?? ''}`, { method: request.method ?? 'GET', headers, ...(pieces.length > 0 ? { body: new Uint8Array(Buffer.concat(pieces)) } : {}) }).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('x-') || name.startsWith('upload-') || name === 'content-type')));
        response.end(new Uint8Array(await answer.arrayBuffer()));
      });
    });
  });
  closing.push(() => inner.closeAllConnections());
  return `https://127.0.0.1:${await listen(inner)}`;
};
const settings = { proxy: '', ca: '', metered: false };

describe('the line to headquarters', () => {
  it('goes through a proxy that is set, and no other way', async () => {
    const proxy = await openConnectProxy();
    expect(setLine(station.store, { ...settings, proxy: proxy.address.replace('http://', '') })).toMatchObject({ ok: true, value: { proxy: proxy.address } });
    expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
    station.writeRecords(2);
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(new Set(proxy.led)).toEqual(new Set([new URL(hq.address).host]));
    setLine(station.store, { ...settings, proxy: 'http://127.0.0.1:9' });
    expect(await station.sync.now()).toMatchObject({ state: 'offline' });
    setLine(station.store, settings);
    expect(await station.sync.now()).toMatchObject({ state: 'connected' });
  });

  it('trusts an authority of one’s own when it is given, and says what is wrong without it', async () => {
    const own = issue('ca');
    const address = await openTlsFront(own);
    expect(await station.sync.enrol(address, await hq.createEnrolmentCode())).toMatchObject({ ok: false, error: [{ code: 'certificate-untrusted' }] });
    expect(setLine(station.store, { ...settings, ca: own.cert })).toMatchObject({ ok: true });
    expect(await station.sync.enrol(address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
    station.writeRecords(1);
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  });

  it('takes a TLS-inspecting proxy, trusted or not, for what it is: not headquarters', async () => {
    await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
    const inspector = issue('inspector');
    const portal = createTls(inspector, (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'));
    closing.push(() => portal.closeAllConnections());
    const address = `https://127.0.0.1:${await listen(portal)}`;
    station.writeRecords(1);
    station.store.write((writer) => writer.setMeta('hq.address', address));
    expect(await station.sync.now()).toMatchObject({ lastError: { code: 'certificate-untrusted' }, unsent: 4 });
    setLine(station.store, { ...settings, ca: inspector.cert });
    expect(await station.sync.now()).toMatchObject({ lastError: { code: 'not-headquarters' }, unsent: 4 });
  });

  it('refuses settings that cannot be meant', () => {
    for (const proxy of ['ftp://x', 'http://', 'http://a/b', 'a b']) expect(setLine(station.store, { ...settings, proxy })).toMatchObject({ error: [{ code: 'proxy-address' }] });
    expect(setLine(station.store, { ...settings, ca: 'no certificate' })).toMatchObject({ error: [{ code: 'ca-unreadable' }] });
    expect(certificateNames(issue('named').cert)).toEqual(['CN=named']);
  });

  it('tells a wrong clock from an unknown authority', () => {
    expect(codeToLineFault('CERT_NOT_YET_VALID')).toBe('certificate-time');
    expect(codeToLineFault('CERT_HAS_EXPIRED')).toBe('certificate-time');
    expect(codeToLineFault('SELF_SIGNED_CERT_IN_CHAIN')).toBe('certificate-untrusted');
    expect(codeToLineFault('ECONNREFUSED')).toBe('headquarters-unreachable');
  });

  it('lets files wait where the network is paid by volume, and stops a round when told', async () => {
    await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
    const [doc = ''] = station.writeRecords(1);
    await station.attach(doc, new Uint8Array(2_000_000).fill(7));
    setLine(station.store, { ...settings, metered: true });
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 1, filesWait: true });
    setLine(station.store, settings);
    expect(await station.sync.now()).toMatchObject({ unsentFiles: 0 });
    const silent = createServer(() => undefined);
    station.store.write((writer) => writer.setMeta('hq.address', ''));
    const port = await listen(silent);
    station.store.write((writer) => writer.setMeta('hq.address', `http://127.0.0.1:${port}`));
    station.writeRecords(1);
    const waiting = station.sync.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await station.sync.cancel();
    expect(await waiting).toMatchObject({ unsent: 3 });
  });
});
