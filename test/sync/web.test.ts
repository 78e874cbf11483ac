import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../hq/database.ts';
import { signIn } from '../../hq/web/sessions.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';
import { appCode, createVisitor, joinAs, password, type Seen, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
let doc: string;
const people: Record<string, Visitor> = {};
const codeIn = (seen: Seen): string => /class="code">([A-Z2-9]{26})</.exec(seen.text)?.[1] ?? '';
const invite = async (name: string, role: string): Promise<Visitor> => joinAs(hq.address, codeIn(await people['administrator']!.post('/accounts', { name, role })), '');

beforeAll(async () => {
  hq = await openHeadquarters();
  folder = createFolder();
  station = await openStation(folder, 'W1');
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  doc = station.writeRecords(1, '<script>alert(1)</script><img src=x onerror=alert(2)>" onload="x')[0]!;
  await station.sync.now();
  people['administrator'] = await joinAs(hq.address, hq.adminCode, '管理员');
  people['manager'] = await invite('经理', 'manager');
  people['qualityManager'] = await invite('质量', 'qualityManager');
  people['reader'] = await invite('查阅', 'reader');
}, 120_000);
afterAll(async () => {
  await station?.close();
  await hq?.stop();
  removeFolder(folder);
});

const everybody = ['reader', 'qualityManager', 'manager', 'administrator'];

describe('who may what', () => {
  it.each<[string, 'GET' | 'POST', readonly string[]]>([
    ['/stations', 'GET', everybody], ['/records', 'GET', everybody], ['/records/:doc', 'GET', everybody],
    ['/me', 'GET', everybody], ['/accounts', 'GET', ['administrator']], ['/audit', 'GET', ['qualityManager', 'administrator']],
    ['/dispatch', 'GET', everybody], ['/conflicts', 'GET', everybody], ['/documents', 'GET', everybody],
    ['/dispatch/new', 'GET', ['manager', 'administrator']], ['/dispatch/new', 'POST', ['manager', 'administrator']], ['/records/:doc/change', 'GET', ['manager', 'administrator']],
    ['/records/:doc/reassign', 'POST', ['manager', 'administrator']], ['/records/:doc/void', 'POST', ['manager', 'administrator']], ['/conflicts/:doc/:station', 'POST', ['manager', 'administrator']],
    ['/stations/:station/revoke', 'GET', ['administrator']], ['/stations/codes', 'POST', ['administrator']], ['/stations/:station/revoke', 'POST', ['administrator']], ['/accounts', 'POST', ['administrator']],
    ['/report', 'GET', everybody], ['/report', 'POST', ['qualityManager', 'manager', 'administrator']], ['/recovery', 'GET', ['manager', 'administrator']], ['/recovery', 'POST', ['manager', 'administrator']],
    ['/send', 'GET', everybody], ['/send/people', 'POST', ['manager', 'administrator']], ['/stations/:station/wipe', 'GET', ['administrator']],
  ])('%s %s', async (path, method, may) => {
    const address = path.replace(':doc', doc).replace(':station', station.identity.station);
    for (const [role, visitor] of Object.entries(people)) {
      await visitor.get('/me');
      const seen = method === 'GET' ? await visitor.get(address) : await visitor.post(address);
      expect(seen.status === 403 && /Your role may not do this/.test(seen.text), `${role} ${method} ${path}`).toBe(!may.includes(role));
    }
    const stranger = createVisitor(hq.address);
    await stranger.get('/login');
    expect(await (method === 'GET' ? stranger.get(address) : stranger.post(address))).toMatchObject({ status: 303, location: '/login' });
  });

  it('leads nobody to a page he may not open, and calls each role by its name', async () => {
    for (const [role, name] of [['reader', 'Reader'], ['qualityManager', 'Quality manager'], ['manager', 'Manager'], ['administrator', 'Administrator']] as const) {
      const { text } = await people[role]!.get('/me?lang=en');
      expect(text).toContain(`· ${name}</p>`);
      const offered = [...text.slice(0, text.indexOf('</nav>')).matchAll(/href="(\/\w+)"/g)].map(([, path]) => path!);
      expect([role, offered.includes('/audit'), offered.includes('/accounts'), offered.includes('/recovery')]).toEqual([role, role === 'qualityManager' || role === 'administrator', role === 'administrator', role === 'manager' || role === 'administrator']);
      for (const path of offered) expect((await people[role]!.get(path)).status, `${role} ${path}`).not.toBe(403);
    }
    const quality = people['qualityManager']!;
    expect((await quality.get('/audit?lang=zh')).text).toContain('质量 · 质量管理');
    expect((await quality.get('/stations')).text).not.toContain(`${station.identity.station}/revoke`);
    expect((await quality.get(`/records/${doc}`)).text).not.toContain(`/records/${doc}/change`);
  });

  it('keeps one administrator, and what a disabled account had open is closed', async () => {
    const admin = people['administrator']!;
    const ids = await hq.rows<{ id: string; name: string }>('select id, name from account');
    const idOf = (name: string): string => ids.find((row) => row.name === name)!.id;
    for (const [what, fields] of [['disable', {}], ['role', { role: 'reader' }]] as const) expect((await admin.post(`/accounts/${idOf('管理员')}/${what}`, fields)).status).toBe(409);
    const extra = await invite('临时', 'reader');
    const { id } = (await hq.rows<{ id: string }>(`select id from account where name = '临时'`))[0]!;
    expect((await extra.get('/stations')).status).toBe(200);
    expect((await admin.post(`/accounts/${id}/disable`)).location).toContain('said=account-disabled');
    expect((await extra.get('/stations')).location).toBe('/login');
    await extra.get('/login');
    expect((await extra.post('/login', { name: '临时', password })).status).toBe(403);
    expect((await admin.post(`/accounts/${id}/enable`)).location).toContain('said=account-enabled');
    const again = await joinAs(hq.address, codeIn(await admin.post(`/accounts/${id}/reset`)), '');
    expect((await again.get('/stations')).status).toBe(200);
    expect((await admin.get('/audit')).text).toMatch(/Disabled an account/);
  });
});

describe('sessions', () => {
  it('need the token of a form, of this session, from this site', async () => {
    const reader = people['reader']!;
    await reader.get('/me');
    for (const [fields, headers] of [[{ token: '' }, {}], [{ token: 'f'.repeat(64) }, {}], [{ token: '联'.repeat(64) }, {}], [{}, { origin: 'http://evil.test' }], [{}, { 'sec-fetch-site': 'cross-site' }]] as const) {
      expect((await reader.post('/logout', fields, headers)).status).toBe(403);
    }
    expect((await reader.get('/stations')).status).toBe(200);
    const stranger = createVisitor(hq.address);
    await stranger.get('/login');
    expect((await stranger.post('/login', { token: '', name: '查阅', password })).status).toBe(403);
  });

  it('have cookies no script reads, secure behind TLS, and end when left', async () => {
    const visitor = createVisitor(hq.address);
    await visitor.get('/login');
    const seen = await visitor.post('/login', { name: ' 查阅 ', password }, { 'x-forwarded-proto': 'https' });
    expect(seen.headers.getSetCookie().find((line) => line.startsWith('sanlian_hq='))).toMatch(/HttpOnly; Secure; SameSite=Strict$/);
    expect((await visitor.get('/stations')).status).toBe(200);
    const kept = new Map(visitor.cookies);
    await visitor.get('/me');
    expect((await visitor.post('/logout')).location).toBe('/login');
    for (const [name, value] of kept) visitor.cookies.set(name, value);
    expect((await visitor.get('/stations')).location).toBe('/login');
    await visitor.get('/login');
    await visitor.post('/login', { name: '查阅', password });
    await hq.rows(`update session set seen_at = now() - interval '2 hours' where ended_at is null and account = (select id from account where name = '查阅')`);
    expect((await visitor.get('/stations')).location).toBe('/login');
    people['reader'] = createVisitor(hq.address);
    await people['reader'].get('/login?lang=en');
    await people['reader'].post('/login', { name: '查阅', password });
  });

  it('passwords are argon2id, codes work once, and no secret stands in the database', async () => {
    const rows = await hq.rows<{ password: string }>('select password from account where password is not null');
    for (const row of rows) expect(row.password).toMatch(/^argon2id\$47104,2,1\$/);
    const visitor = createVisitor(hq.address);
    await visitor.get('/join?lang=en');
    expect((await visitor.post('/join', { code: hq.adminCode, name: '又一个', fresh: password, again: password })).text).toMatch(/wrong, used or expired/);
    expect((await visitor.post('/join', { code: hq.adminCode, name: '又一个', fresh: 'short', again: 'short' })).text).toMatch(/12 characters/);
    // a code is shown once where it was made: a slip in the password does not take it away, and a wrong one is not typed on
    const slip = (await visitor.post('/join', { code: 'once-only', name: '又一个', fresh: password, again: `${password}x` })).text;
    expect(slip).toContain('value="once-only"');
    expect((await visitor.post('/join', { code: 'once-only', name: '又一个', fresh: password, again: password })).text).not.toContain('once-only');
    let everything = '';
    for (const name of ['account', 'session', 'invitation', 'recovery_code', 'audit']) everything += JSON.stringify(await hq.rows(`select * from ${name}`));
    for (const secret of [password, hq.adminCode, people['manager']!.cookies.get('sanlian_hq')!]) expect(everything).not.toContain(secret);
  });

  it('make wrong tries wait longer and longer, for names nobody has too, and say nothing about which exist', async () => {
    await invite('猜猜', 'reader');
    const texts: string[] = [];
    for (const name of ['猜猜', '没有这个人']) {
      const visitor = createVisitor(hq.address);
      await visitor.get('/login?lang=en');
      const tries: string[] = [];
      for (let n = 0; n < 6; n += 1) tries.push(/role="alert">([^<]*)/.exec((await visitor.post('/login', { name, password: `wrong ${n}` })).text)?.[1] ?? '');
      expect(tries.slice(0, 4).every((said) => said.startsWith('The name or the password is wrong'))).toBe(true);
      expect(tries[4]).toMatch(/try again in [1-5] seconds/);
      texts.push(tries[0]!);
      // the right password waits too
      expect((await visitor.post('/login', { name, password })).text).toMatch(/try again in/);
      await hq.rows(`update attempt set until = now() - interval '1 second'`);
      await visitor.post('/login', { name, password: 'wrong' });
      expect((await visitor.post('/login', { name, password })).text).toMatch(/try again in ([6-9]|10) seconds/);
      await hq.rows(`update attempt set until = now() - interval '1 second'`);
    }
    expect(new Set(texts).size).toBe(1);
  });

  it('a stranger at another address does not lock the owner out; all addresses together are held back too, and old tries are forgotten', async () => {
    const connection = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      const tryFrom = async (address: string, said: string): Promise<string> => (await signIn(connection, '经理', said, address)).kind;
      for (let n = 0; n < 4; n += 1) expect(await tryFrom('10.0.0.66', 'wrong')).toBe('wrong');
      await tryFrom('10.0.0.66', 'wrong');
      expect(await tryFrom('10.0.0.66', password)).toBe('wait');
      await hq.rows(`insert into attempt (key, failures, until, last_at) values ('name/old', 9, now(), now() - interval '2 days')`);
      expect(await tryFrom('10.0.0.7', password)).toBe('in');
      expect(await hq.rows(`select 1 from attempt where key = 'name/old'`)).toEqual([]);
      await hq.rows(`update attempt set failures = 500 where key !~ '/.*/'`);
      expect(await tryFrom('10.0.0.8', 'wrong')).toBe('wrong');
      expect(await tryFrom('10.0.0.9', password)).toBe('wait');
    } finally {
      await hq.rows('update attempt set failures = 0, until = now()');
      await connection.close();
    }
  });

  it('the second step: turned on with the app, asked for at the next sign-in, each code once, recovery codes once', async () => {
    const first = await invite('两步', 'manager');
    const me = await first.get('/me');
    const secret = /class="mono">([A-Z2-7]{32})</.exec(me.text)![1]!;
    expect((await first.post('/me/factor', { code: '000000' })).status).toBe(403);
    const used = appCode(secret);
    const on = await first.post('/me/factor', { code: used });
    const recovery = [...on.text.matchAll(/<li>([A-Z2-9-]{19})<\/li>/g)].map((match) => match[1]!);
    expect(recovery).toHaveLength(10);
    const visitor = createVisitor(hq.address);
    await visitor.get('/login?lang=en');
    expect((await visitor.post('/login', { name: '两步', password })).location).toBe('/factor');
    // half a session opens nothing
    expect((await visitor.get('/stations')).location).toBe('/factor');
    await visitor.get('/factor');
    expect((await visitor.post('/factor', { code: used })).text).toMatch(/wrong or already used/);
    const half = visitor.cookies.get('sanlian_hq');
    expect((await visitor.post('/factor', { code: appCode(secret, 1) })).location).toBe('/stations');
    expect(visitor.cookies.get('sanlian_hq')).not.toBe(half);
    expect((await visitor.get('/stations')).status).toBe(200);
    for (const location of ['/stations', null]) {
      const next = createVisitor(hq.address);
      await next.get('/login?lang=en');
      await next.post('/login', { name: '两步', password });
      await next.get('/factor');
      expect((await next.post('/factor', { code: recovery[0]!.toLowerCase() })).location).toBe(location);
    }
    await visitor.get('/me');
    expect((await visitor.post('/me/factor/off', { old: 'wrong' })).status).toBe(403);
    expect((await visitor.post('/me/factor/off', { old: password })).location).toContain('said=factor-off');
    // a new password ends what is open elsewhere
    await visitor.get('/me');
    expect((await visitor.post('/me/password', { old: password, fresh: `${password} 2`, again: `${password} 2` })).location).toContain('said=password-changed');
    expect((await first.get('/stations')).location).toBe('/login');
  });

  it('name what was sent empty, and count it as no try', async () => {
    const visitor = await invite('空白', 'manager');
    const said = (seen: Seen): string | undefined => /role="alert">([^<]*)/.exec(seen.text)?.[1];
    const [{ id } = { id: '' }] = await hq.rows<{ id: string }>(`select id from account where name = '空白'`);
    for (let n = 0; n < 6; n += 1) {
      expect(said(await visitor.post('/me/password', { old: '', fresh: `${password} 2`, again: `${password} 2` }))).toBe('Please fill in “Current password”.');
      expect(said(await visitor.post('/me/factor/off', { old: ' ' }))).toBe('Please fill in “Current password”.');
    }
    expect(await hq.rows('select 1 from attempt where key like $1', [`%${id}%`])).toEqual([]);
    expect(said(await visitor.post('/me/factor', { code: '' }))).toBe('Please fill in “The 6 digits the app shows”.');
    expect(said(await people['administrator']!.post('/accounts', { name: ' ', role: 'reader' }))).toBe('Please fill in “Name”.');
    const stranger = createVisitor(hq.address);
    await stranger.get('/join?lang=en');
    expect(said(await stranger.post('/join', { code: '', name: '谁', fresh: password, again: password }))).toBe('Please fill in “One-time code”.');
  });

  it('ask a flood to come later', async () => {
    const visitor = createVisitor(hq.address);
    await visitor.get('/join?lang=en');
    let seen = await visitor.post('/join', { code: 'x' });
    for (let n = 0; n < 70 && seen.status !== 429; n += 1) seen = await visitor.post('/join', { code: 'x' });
    expect(seen.status).toBe(429);
    expect(seen.text).toMatch(/asked too often/);
  });
});

describe('what is shown', () => {
  it('can be read in the other language where a form was answered too', async () => {
    const stranger = createVisitor(hq.address);
    await stranger.get('/verify?lang=en');
    expect((await stranger.post('/verify/code', { code: '0000-0000-0000-0000' })).text).toContain('href="/verify?lang=zh"');
    expect((await stranger.upload('/verify/file', new Uint8Array())).text).toContain('href="/verify?lang=zh"');
    await people['manager']!.get('/recovery?lang=en');
    const refused = await people['manager']!.post('/recovery', {});
    expect([refused.status, refused.text.includes('href="/recovery?lang=zh"')]).toEqual([422, true]);
  });

  it('is text, whatever a record holds, under a policy without scripts', async () => {
    for (const path of ['/records', `/records/${doc}`, '/stations', '/nothing-here', '/login?lang=%22%3E%3Cscript%3E']) {
      const seen = await people['manager']!.get(path);
      expect(seen.text, path).not.toMatch(/<script|<img|onerror=alert\(2\)>/);
      if (path === '/nothing-here') continue;
      expect(seen.headers.get('content-security-policy'), path).toBe(`default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`);
      expect(seen.headers.get('cache-control'), path).toBe('no-store');
    }
    expect((await people['manager']!.get(`/records/${doc}`)).text).toContain('&#60;script&#62;alert(1)');
  });

  it('finds papers by number, person and content, and takes signs of a pattern as they stand', async () => {
    const { get } = people['reader']!;
    const number = station.store.read.record(doc)!.number;
    for (const [q, there] of [[number, true], ['王工', true], ['alert(1)', true], ['a%t(1)', false], ['没有', false]] as const) expect((await get(`/records?q=${encodeURIComponent(q)}`)).text.includes(`/records/${doc}`), q).toBe(there);
    expect((await get('/records?form=survey&site=BJ01&station=W1&from=2021-11-22&to=2021-11-22')).text).toContain(doc);
    expect((await get('/records?from=2021-11-23')).text).not.toContain(doc);
    // a day is typed as in the window, and stands the same in every browser
    const typed = (await get('/records?from=2021-11-23&to=20211124')).text;
    expect(typed).toMatch(/name="to" class="day" value="2021-11-24"/);
    expect((await get('/records?from=2021-13-45')).text).toMatch(/name="from"[^>]*value="2021-13-45"[^>]*aria-invalid="true"[\s\S]*id="from-wrong"/);
    expect((await get('/records?before=1&from=x&station=%27')).status).toBe(200);
  });

  it('still opens a record whose form cannot be read', async () => {
    await hq.rows(`update definition set body = '{}'`);
    expect((await people['reader']!.get(`/records/${doc}`)).text).toMatch(/cannot be read/);
    await hq.rows(`update record set body = '{"owner":5}', updated_at = 'no time' where id = $1`, [doc]);
    expect((await people['reader']!.get(`/records/${doc}`)).text).toMatch(/cannot be read/);
    expect((await people['reader']!.get('/records')).text).toContain('no time');
  });
});

describe('a headquarters no station has come to yet', () => {
  it('tells everybody what he can do about it, and how long a code is good for in hours', async () => {
    const empty = await openHeadquarters();
    try {
      const admin = await joinAs(empty.address, empty.adminCode, '管理员');
      const joinAsRole = async (role: string): Promise<Visitor> => {
        const made = await admin.post('/accounts', { name: role, role });
        expect(made.text).toMatch(/works once, within 72 h\./);
        expect(made.text).not.toMatch(/4320/);
        return joinAs(empty.address, codeIn(made), '');
      };
      for (const lang of ['en', 'zh']) {
        const seen = (await admin.get(`/stations?lang=${lang}`)).text;
        expect(seen).toMatch(lang === 'zh' ? /发一个登记码/ : /Issue an enrolment code and/);
        expect(seen).toContain('action="/stations/codes"');
      }
      expect((await admin.post('/stations/codes', {})).text).toMatch(/60 分钟内有效/);
      await admin.get('/accounts?lang=en');
      for (const role of ['manager', 'reader']) {
        const visitor = await joinAsRole(role);
        for (const [lang, told, not] of [['en', /Ask an administrator for an enrolment code/, /Issue an/], ['zh', /请管理员/, /发一个登记码/]] as const) {
          const seen = (await visitor.get(`/stations?lang=${lang}`)).text;
          expect(seen).toMatch(told);
          expect(seen).not.toMatch(not);
        }
      }
    } finally {
      await empty.stop();
    }
  }, 120_000);
});
