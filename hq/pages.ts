import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from './database.ts';
import { issueEnrolmentCode } from './enrolment.ts';

const cookieName = 'sanlian_hq';
const sessionHours = 12;
/** minutes an enrolment code given out on the page is good for */
const codeMinutes = 60;

const style = `@font-face{font-family:"Page Sans";src:local("Noto Sans SC"),local("PingFang SC"),local("Microsoft YaHei"),local("Noto Sans CJK SC"),url(/page.ttf)}
:root{color-scheme:light;--ink:#1d2129;--ink-2:#4e5969;--line:#d5d9e0;--desk:#f3f5f8;--action:#1f5fa8;--seal:#b3261e;--amber:#8a5200;--green:#2b7a4b}
*{box-sizing:border-box}body{margin:0;background:var(--desk);color:var(--ink);font:14px/1.5 "Page Sans",sans-serif;font-variant-numeric:tabular-nums}
header{background:#fff;border-bottom:1px solid var(--line);padding:12px 24px;display:flex;align-items:baseline;gap:16px}h1{font-size:18px;margin:0}h2{font-size:15px;margin:24px 0 8px}
main{padding:0 24px 32px;max-width:1180px}table{border-collapse:collapse;width:100%;background:#fff;border:1px solid var(--line)}th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--ink-2);font-weight:500}.n{text-align:right}.good{color:var(--green)}.bad{color:var(--seal)}.care{color:var(--amber)}.quiet{color:var(--ink-2)}
form{margin:0}button{font:inherit;padding:6px 16px;border:1px solid var(--action);border-radius:4px;background:var(--action);color:#fff;cursor:pointer}button:focus-visible,input:focus-visible{outline:2px solid var(--action);outline-offset:2px}
input{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:4px;width:320px;max-width:100%}.code{font:16px/1.6 ui-monospace,monospace;background:#fff;border:1px solid var(--line);padding:8px 12px;display:inline-block}label{display:block;margin:16px 0 4px}`;
const stylePath = '/page.css';
/** For a browser without any Chinese font; others never ask for it. */
const fontPath = '/page.ttf';
const fontFile = join(import.meta.dirname, '../assets/fonts/NotoSansSC-Regular.ttf');

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><link rel="stylesheet" href="${stylePath}"></head><body><header><h1>三联 总部</h1><span class="quiet">${escape(title)}</span></header><main>${body}</main></body></html>`;

const loginPage = (wrong: boolean): string =>
  page('登录', `<form method="post" action="/login"><label for="code">管理码</label><input id="code" name="code" type="password" autocomplete="one-time-code" required autofocus>
<p class="${wrong ? 'bad' : 'quiet'}">${wrong ? '管理码不对或已用过。管理码只能用一次，重新启动总部会印出新的一个。' : '总部启动时印出的一次性管理码。'}</p><button>进入</button></form>`);

/** 2026-11-22 14:05 in Asia/Shanghai (R37), whatever zone the server is in. */
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
const time = (at: Date | string | null): string => {
  if (at === null) return '—';
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? escape(String(at)) : shanghai.format(moment);
};

type DeviceLine = { code: string; station: string; state: string; last_seq: number; fork_seq: number | null; last_contact: Date | null; troubled: number };
type RecordLine = { number: string; form: string; state: string; updated_at: string; code: string; sealed: boolean; owner: string; title: string | null; state_label: string | null; files: number; files_here: number };

const stateWord = ({ state, fork_seq: fork }: DeviceLine): string =>
  state === 'active' ? '<span class="good">● 正常</span>' : state === 'frozen' ? `<span class="bad">■ 已冻结：第 ${fork ?? '?'} 条起有两份不同的记录</span>` : '<span class="bad">■ 已吊销</span>';

const overview = async (database: Database): Promise<string> => {
  const devices = await database.pool.query<DeviceLine>(
    `select d.code, d.station, d.state, d.last_seq, d.fork_seq, d.last_contact, (select count(*) from op where op.station = d.station and outcome <> 'applied') as troubled from device d order by d.code`,
  );
  const records = await database.pool.query<RecordLine>(
    `select r.number, r.form, r.state, r.updated_at, d.code, r.body ? 'seal' as sealed, r.body #>> '{owner,name}' as owner,
            f.body #>> '{title,zh}' as title, f.body #>> array['lifecycle', 'states', r.state, 'label', 'zh'] as state_label,
            (select count(*) from jsonb_path_query(r.body, '$.attachments[*]')) as files,
            (select count(*) from jsonb_path_query(r.body, '$.attachments[*]') a join blob b on b.verified and b.sha256 = a ->> 'sha256') as files_here
       from record r join device d using (station) left join definition f on f.hash = r.body ->> 'def' order by r.server_seq desc limit 50`,
  );
  const deviceRows = devices.rows.map((d) => `<tr><td>${escape(d.code)}</td><td>${stateWord(d)}</td><td class="n">${d.last_seq}</td><td class="n${d.troubled > 0 ? ' care' : ''}">${d.troubled}</td><td>${time(d.last_contact)}</td></tr>`).join('');
  const recordRows = records.rows
    .map((r) => {
      const files = r.files === 0 ? '—' : r.files === r.files_here ? `<span class="good">${r.files} 齐</span>` : `<span class="care">${r.files_here}/${r.files}</span>`;
      return `<tr><td>${escape(r.number)}</td><td>${escape(r.title ?? r.form)}</td><td>${escape(r.state_label ?? r.state)}${r.sealed ? ' <span class="bad">◉ 已封存</span>' : ''}</td><td>${escape(r.owner ?? '')}</td><td>${escape(r.code)}</td><td>${files}</td><td>${time(r.updated_at)}</td></tr>`;
    })
    .join('');
  return `<h2>工作站</h2>${devices.rows.length === 0 ? '<p class="quiet">还没有工作站登记。发一个登记码，在工作站的“设置”里填入。</p>' : `<table><thead><tr><th>代号</th><th>状态</th><th class="n">已收操作</th><th class="n">未采用</th><th>最近联系</th></tr></thead><tbody>${deviceRows}</tbody></table>`}
<p></p><form method="post" action="/enrolment-codes"><button>发登记码</button></form>
<h2>最近到达的单据</h2>${records.rows.length === 0 ? '<p class="quiet">还没有单据到达。</p>' : `<table><thead><tr><th>编号</th><th>单据</th><th>状态</th><th>经办</th><th>工作站</th><th>附件</th><th>更新</th></tr></thead><tbody>${recordRows}</tbody></table>`}`;
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** A form sent by another site's page has no business here, even with a cookie that slipped through. */
const isForeign = (request: FastifyRequest): boolean => {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  return (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) || (site !== undefined && site !== 'same-origin' && site !== 'none');
};
const html = (reply: FastifyReply, text: string): FastifyReply => reply.type('text/html; charset=utf-8').send(text);

/** The manager's pages, without scripts: stations, the latest records, enrolment codes. `adminCode` opens one session, once. */
export const addPages = (app: FastifyInstance, database: Database, adminCode: string): void => {
  const sessions = new Map<string, number>();
  let unused: string | null = adminCode;

  const isIn = (request: FastifyRequest): boolean => {
    const token = /(?:^|; )sanlian_hq=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
    const until = token === undefined ? undefined : sessions.get(digest(token).toString('hex'));
    return until !== undefined && until > Date.now();
  };

  app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 1024 }, (_request, body, done) => done(null, new URLSearchParams(String(body))));
    scope.addHook('onSend', async (request, reply) => {
      reply.headers({
        'content-security-policy': `default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
        'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY', ...(request.url === fontPath ? {} : { 'cache-control': 'no-store' }),
      });
    });
    scope.get(stylePath, async (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
    scope.get(fontPath, async (_request, reply) => reply.type('font/ttf').header('cache-control', 'public, max-age=86400').send(await readFile(fontFile)));
    scope.get('/', async (request, reply) => (isIn(request) ? html(reply, page('概览', await overview(database))) : html(reply.code(401), loginPage(false))));
    scope.post('/login', async (request, reply) => {
      const code = request.body instanceof URLSearchParams ? (request.body.get('code') ?? '') : '';
      if (isForeign(request) || unused === null || !timingSafeEqual(digest(code.trim().toUpperCase()), digest(unused))) return html(reply.code(403), loginPage(true));
      unused = null;
      const token = randomBytes(32).toString('base64url');
      sessions.set(digest(token).toString('hex'), Date.now() + sessionHours * 3_600_000);
      const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
      return reply.header('set-cookie', `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${sessionHours * 3600}${secure}`).redirect('/', 303);
    });
    scope.post('/enrolment-codes', async (request, reply) => {
      if (isForeign(request) || !isIn(request)) return html(reply.code(403), loginPage(false));
      const code = await issueEnrolmentCode(database, codeMinutes);
      return html(reply, page('登记码', `<h2>新的登记码</h2><p><span class="code">${code}</span></p><p class="quiet">只能用一次，${codeMinutes} 分钟内有效。离开本页后不再显示。</p><p><a href="/">返回</a></p>`));
    });
  });
};
