import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { os, type RouterClient } from '@orpc/server';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLoopbackServer, type LoopbackServer } from '../../main/loopback/server.ts';
import { contentSecurityPolicy } from '../../domain/api/windowPolicy.ts';
import { maxBodyBytes } from '../../main/shell/rpc.ts';

const router = {
  station: {
    status: os.handler(() => ({ phase: 'new' })),
    size: os.input(z.instanceof(Blob)).handler(({ input }) => input.size),
    fail: os.handler(() => {
      throw new Error('secret cause');
    }),
    watch: os.handler(async function* watch() {
      yield 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
      yield 2;
    }),
  },
};
const client = (fetchIt: typeof fetch): RouterClient<typeof router> =>
  createORPCClient(new RPCLink({ url: `http://${server.address}/rpc`, headers: { origin: `http://${server.address}`, cookie }, fetch: fetchIt }));

const folder = mkdtempSync(join(tmpdir(), 'sanlian-loopback-'));
const logged: string[] = [];
const links: string[] = [];
const keep = (fields: object, message: string): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
let server: LoopbackServer;
let cookie = '';

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
/** Speaks HTTP as it is, so that a test can send what no browser and no fetch would. */
const ask = (method: string, path: string, headers: OutgoingHttpHeaders = {}, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [host, port] = server.address.split(':');
    const request = httpRequest({ host, port, method, path, headers: { host: server.address, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const [host, port] = server.address.split(':');
    let answer = '';
    const socket = connect({ host, port: Number(port) }, () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part)).on('end', () => resolve(answer)).on('error', reject);
  });
const own = (): OutgoingHttpHeaders => ({ cookie, origin: `http://${server.address}`, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' });
const port = (): string => server.address.split(':')[1]!;
const tokenPath = (): string => server.link().slice(`http://${server.address}`.length);

beforeAll(async () => {
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  mkdirSync(join(folder, 'fonts'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>三联</title>');
  writeFileSync(join(folder, 'renderer', 'assets', 'main-1.js'), 'export {};');
  writeFileSync(join(folder, 'fonts', 'a.ttf'), 'font');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  server = await createLoopbackServer({
    router, rendererFolder: join(folder, 'renderer'), fontsFolder: join(folder, 'fonts'), port: 0,
    log: { info: keep, warn: keep, error: keep }, onLinkUsed: (link) => links.push(link),
  });
  const entered = await ask('GET', tokenPath());
  cookie = entered.headers['set-cookie']![0]!.split(';')[0]!;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the one-time link', () => {
  test('gives a cookie that scripts and other sites cannot use, and leads to the window', async () => {
    const answer = await ask('GET', tokenPath());
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']![0]).toMatch(/^sanlian-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });
  test('is good once; the next one is told', async () => {
    const path = tokenPath();
    const before = links.length;
    expect((await ask('GET', path)).status).toBe(303);
    const second = await ask('GET', path);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(links.slice(before)).toEqual([server.link()]);
  });
  test('is not used up by a HEAD', async () => {
    const path = tokenPath();
    expect((await ask('HEAD', path)).status).toBe(403);
    expect((await ask('GET', path)).status).toBe(303);
  });
  test.each(['/start', '/start?token=', `/start?token=${'A'.repeat(43)}`, '/start?other=1'])('%s is refused', async (path) => {
    expect((await ask('GET', path)).status).toBe(403);
  });
  test('is refused to another site', async () => {
    expect((await ask('GET', tokenPath(), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
  test('has 256 bits', () => {
    expect(Buffer.from(new URL(server.link()).searchParams.get('token')!, 'base64url')).toHaveLength(32);
  });
});

describe('what is refused', () => {
  const status = '/rpc/station/status';
  test.each([
    ['another name', () => 'evil.example'],
    ['another name with the port', () => `evil.example:${port()}`],
    ['localhost', () => `localhost:${port()}`],
    ['localhost with a dot', () => `localhost.:${port()}`],
    ['the address without port', () => '127.0.0.1'],
    ['another spelling of the address', () => `127.1:${port()}`],
    ['the address with a dot', () => `127.0.0.1.:${port()}`],
  ])('Host: %s', async (_name, host) => {
    expect((await ask('GET', '/', { ...own(), host: host() })).status).toBe(403);
    expect((await ask('POST', status, { ...own(), host: host() }, '{}')).status).toBe(403);
  });
  test('no Host', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(`GET / HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`)).toMatch(/^HTTP\/1.1 403 /);
  });
  test('two Hosts', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${server.address}\r\nHost: evil.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 40[03] /);
  });
  test.each([['null'], ['http://evil.example'], ['https://127.0.0.1'], ['http://localhost'], ['']])('Origin: %s', async (origin) => {
    expect((await ask('POST', status, { ...own(), origin }, '{}')).status).toBe(403);
  });
  test('the origin of another port', async () => {
    expect((await ask('POST', status, { ...own(), origin: 'http://127.0.0.1:1' }, '{}')).status).toBe(403);
  });
  test('a command without Origin', async () => {
    const { origin: _origin, ...headers } = own();
    expect((await ask('POST', status, headers, '{}')).status).toBe(403);
  });
  test.each(['cross-site', 'same-site', 'none'])('a command with Sec-Fetch-Site: %s', async (site) => {
    expect((await ask('POST', status, { ...own(), 'sec-fetch-site': site }, '{}')).status).toBe(403);
  });
  test.each(['cross-site', 'same-site'])('a page with Sec-Fetch-Site: %s', async (site) => {
    expect((await ask('GET', '/', { cookie, 'sec-fetch-site': site })).status).toBe(403);
  });
  test('no cookie, a wrong cookie, the cookie of another port', async () => {
    for (const offered of [undefined, 'a=b', `sanlian-${port()}=`, `sanlian-${port()}=${'A'.repeat(43)}`, cookie.replace(/^sanlian-\d+/, 'sanlian-1')]) {
      const headers = offered === undefined ? {} : { cookie: offered };
      expect((await ask('GET', '/', headers)).status).toBe(401);
      const { cookie: _cookie, ...command } = own();
      expect((await ask('POST', status, { ...command, ...headers }, '{}')).status).toBe(401);
    }
  });
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s on a procedure', async (method) => {
    const answer = await ask(method, status, own());
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s on the page', async (method) => {
    expect((await ask(method, '/', own())).status).toBe(405);
  });
  test('CONNECT', async () => {
    expect(await raw(`CONNECT evil.example:443 HTTP/1.1\r\nHost: ${server.address}\r\n\r\n`)).toMatch(/^HTTP\/1.1 405 /);
  });
  test('an upgrade, to WebSocket or anything', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${server.address}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${server.address}\r\nCookie: ${cookie}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
  });
  test.each([
    '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%2e%2e%2fsecret.txt', '/..\\secret.txt', '/%252e%252e/secret.txt', '/fonts/../../secret.txt',
    '/fonts/%2e%2e/%2e%2e/secret.txt', '/./index.html', '//index.html', '/index.html%00', '/index.html/', '/assets', '/fonts/', '/package.json', '/INDEX.HTML', '/fonts/a.ttf%20',
  ])('the path %s', async (path) => {
    const answer = await ask('GET', path, { cookie });
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('secret');
  });
  test('a target that names a host', async () => {
    expect(await raw(`GET http://evil.example/ HTTP/1.1\r\nHost: ${server.address}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
  });
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', 'application/jsonp', ''])('a body of type "%s"', async (type) => {
    expect((await ask('POST', status, { ...own(), 'content-type': type }, '{}')).status).toBe(415);
  });
  test('a body announced as too large', async () => {
    expect((await ask('POST', status, { ...own(), 'content-length': maxBodyBytes + 1 })).status).toBe(413);
  });
  test('a body that grows too large without announcing it, and the server lives on', async () => {
    const chunk = Buffer.alloc(4 * 1024 * 1024, 120);
    const status413 = await new Promise<number | 'cut'>((resolve) => {
      const [host, port] = server.address.split(':');
      const request = httpRequest({ host, port, method: 'POST', path: status, headers: { ...own(), host: server.address, 'transfer-encoding': 'chunked' } }, (response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      request.on('error', () => resolve('cut'));
      const feed = (sent: number): void => {
        if (request.destroyed || sent > maxBodyBytes + 8 * chunk.length) return;
        if (request.write(chunk)) setImmediate(feed, sent + chunk.length);
        else request.once('drain', () => feed(sent + chunk.length));
      };
      feed(0);
    });
    expect([413, 'cut']).toContain(status413);
    expect((await ask('POST', status, own(), '{}')).status).toBe(200);
  });
  test('a length that is none', async () => {
    expect(await raw(`POST ${status} HTTP/1.1\r\nHost: ${server.address}\r\nContent-Length: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
  });
  test('a procedure that does not exist', async () => {
    expect((await ask('POST', '/rpc/station/__proto__', own(), '{}')).status).toBe(404);
    expect((await ask('POST', '/rpc', own(), '{}')).status).toBe(404);
  });
});

describe('what is let in', () => {
  test('the page, with its headers, unchanged when not modified', async () => {
    const page = await ask('GET', '/', { cookie, 'sec-fetch-site': 'none' });
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>三联</title>' });
    expect(page.headers['content-security-policy']).toBe(contentSecurityPolicy);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect((await ask('GET', '/', { cookie, 'if-none-match': page.headers.etag })).status).toBe(304);
    expect((await ask('HEAD', '/', { cookie })).text).toBe('');
  });
  test('scripts and fonts by their kinds', async () => {
    expect((await ask('GET', '/assets/main-1.js', { cookie })).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('GET', '/fonts/a.ttf', { cookie })).headers['content-type']).toBe('font/ttf');
  });
  test('refusals carry the same headers', async () => {
    const answer = await ask('GET', '/', { host: 'evil.example' });
    expect(answer.headers['content-security-policy']).toBe(contentSecurityPolicy);
    expect(answer.text).toContain('已拒绝');
  });
  test('commands, files and the stream of pushes', async () => {
    const station = client(fetch).station;
    expect(await station.status()).toEqual({ phase: 'new' });
    expect(await station.size(new Blob(['x'.repeat(100_000)]))).toBe(100_000);
    const seen: number[] = [];
    for await (const value of await station.watch()) seen.push(value);
    expect(seen).toEqual([1, 2]);
  });
  test('an unforeseen error tells its cause to the log alone', async () => {
    const answer = await ask('POST', '/rpc/station/fail', own());
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret cause');
    expect(logged.some((line) => line.startsWith('a procedure failed'))).toBe(true);
  });
  test('only on 127.0.0.1', () => {
    expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/);
  });
});

describe('a connection that does not say what it asks', () => {
  const said = (text: string, address: string): Promise<string> => new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(address.split(':')[1]) }, () => { if (text) socket.write(text); });
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part)).on('close', () => resolve(answer)).on('error', reject);
  });
  test('is closed without a word when it was only opened ahead of its use, and told when it broke off in the middle', async () => {
    const hasty = await createLoopbackServer({
      router, rendererFolder: join(folder, 'renderer'), fontsFolder: join(folder, 'fonts'), port: 0, patience: 200,
      log: { info: keep, warn: keep, error: keep },
    });
    try {
      const [ahead, half] = await Promise.all([said('', hasty.address), said('GET / HTTP/1.1\r\nHost: ', hasty.address)]);
      expect(ahead).toBe('');
      expect(half).toMatch(/^HTTP\/1\.1 408 /);
    } finally {
      await hasty.close();
    }
  });
});
