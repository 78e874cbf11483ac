import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptLanguageToLang, isLang } from '../domain/text/language.ts';
import type { Lang } from '../domain/text/text.ts';
import type { Database } from './database.ts';
import { issueEnrolmentCode } from './enrolment.ts';
import { createWords, type Word, type Words } from './words.ts';

const cookieName = 'sanlian_hq';
const languageCookie = 'sanlian_hq_lang';
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
input{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:4px;width:320px;max-width:100%}.code{font:16px/1.6 ui-monospace,monospace;background:#fff;border:1px solid var(--line);padding:8px 12px;display:inline-block}label{display:block;margin:16px 0 4px}a{color:var(--action)}.language{margin-left:auto}`;
const stylePath = '/page.css';
/** For a browser without any Chinese font; others never ask for it. */
const fontPath = '/page.ttf';
const fontFile = join(import.meta.dirname, '../assets/fonts/NotoSansSC-Regular.ttf');

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** One answer's language and its words, escaped for HTML. */
type Voice = { readonly lang: Lang; readonly say: Words };
const voices: Readonly<Record<Lang, Voice>> = {
  zh: { lang: 'zh', say: (word, holes) => escape(createWords('zh')(word, holes)) },
  en: { lang: 'en', say: (word, holes) => escape(createWords('en')(word, holes)) },
};
/** What the address asks for, else what was chosen before, else what the browser speaks; Chinese first. */
const voiceOf = (request: FastifyRequest): Voice => {
  const { lang: asked } = request.query as { lang?: unknown };
  const kept = /(?:^|; )sanlian_hq_lang=(zh|en)(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
  return voices[[asked, kept].find(isLang) ?? acceptLanguageToLang(request.headers['accept-language']) ?? 'zh'];
};
/** browsers keep a cookie no longer */
const keptDays = 400;

/** `switches`: whether the page offers the other language; not where leaving it loses what it shows. */
const page = ({ lang, say }: Voice, title: Word, body: string, switches = true): string => {
  const other = lang === 'zh' ? 'en' : 'zh';
  const tag = (each: Lang): string => (each === 'zh' ? 'zh-CN' : 'en');
  const toggle = switches ? `<a class="language" href="/?lang=${other}" lang="${tag(other)}" hreflang="${tag(other)}">${say('otherLanguage')}</a>` : '';
  return `<!doctype html><html lang="${tag(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${say('product')} · ${say(title)}</title><link rel="stylesheet" href="${stylePath}"></head><body><header><h1>${say('product')}</h1><span class="quiet">${say(title)}</span>${toggle}</header><main>${body}</main></body></html>`;
};

const loginPage = (voice: Voice, wrong: boolean): string => {
  const { say } = voice;
  return page(voice, 'login', `<form method="post" action="/login"><label for="code">${say('adminCode')}</label><input id="code" name="code" type="password" autocomplete="one-time-code" required autofocus>
<p class="${wrong ? 'bad' : 'quiet'}"${wrong ? ' role="alert"' : ''}>${say(wrong ? 'adminCodeWrong' : 'adminCodeNote')}</p><button>${say('enter')}</button></form>`);
};

/** 2026-11-22 14:05 in Asia/Shanghai (R37), whatever zone the server is in. */
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
const time = (at: Date | string | null): string => {
  if (at === null) return '—';
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? escape(String(at)) : shanghai.format(moment);
};

type DeviceLine = { code: string; station: string; state: string; last_seq: number; fork_seq: number | null; last_contact: Date | null; troubled: number };
type RecordLine = { number: string; form: string; state: string; updated_at: string; code: string; sealed: boolean; owner: string; title: string | null; state_label: string | null; files: number; files_here: number };

const stateWord = ({ say }: Voice, { state, fork_seq: fork }: DeviceLine): string =>
  state === 'active' ? `<span class="good">● ${say('active')}</span>` : `<span class="bad">■ ${state === 'frozen' ? say('frozen', { seq: fork ?? '?' }) : say('revoked')}</span>`;

const table = (say: Words, heads: readonly (Word | readonly [Word, 'n'])[], rows: string): string =>
  `<table><thead><tr>${heads.map((head) => (typeof head === 'string' ? `<th scope="col">${say(head)}</th>` : `<th scope="col" class="n">${say(head[0])}</th>`)).join('')}</tr></thead><tbody>${rows}</tbody></table>`;

const overview = async (database: Database, voice: Voice): Promise<string> => {
  const { lang, say } = voice;
  const devices = await database.pool.query<DeviceLine>(
    `select d.code, d.station, d.state, d.last_seq, d.fork_seq, d.last_contact, (select count(*) from op where op.station = d.station and outcome <> 'applied') as troubled from device d where d.kind = 'station' order by d.code`,
  );
  const records = await database.pool.query<RecordLine>(
    `select r.number, r.form, r.state, r.updated_at, d.code, r.body ? 'seal' as sealed, r.body #>> '{owner,name}' as owner,
            f.body #>> array['title', $1::text] as title, f.body #>> array['lifecycle', 'states', r.state, 'label', $1::text] as state_label,
            (select count(*) from jsonb_path_query(r.body, '$.attachments[*]')) as files,
            (select count(*) from jsonb_path_query(r.body, '$.attachments[*]') a join blob b on b.verified and b.sha256 = a ->> 'sha256') as files_here
       from record r join device d using (station) left join definition f on f.hash = r.body ->> 'def' order by r.server_seq desc limit 50`,
    [lang],
  );
  const deviceRows = devices.rows.map((d) => `<tr><td>${escape(d.code)}</td><td>${stateWord(voice, d)}</td><td class="n">${d.last_seq}</td><td class="n${d.troubled > 0 ? ' care' : ''}">${d.troubled}</td><td>${time(d.last_contact)}</td></tr>`).join('');
  const recordRows = records.rows
    .map((r) => {
      const files = r.files === 0 ? '—' : r.files === r.files_here ? `<span class="good">${say('filesWhole', { n: r.files })}</span>` : `<span class="care">${say('filesPart', { here: r.files_here, n: r.files })}</span>`;
      return `<tr><td>${escape(r.number)}</td><td>${escape(r.title ?? r.form)}</td><td>${escape(r.state_label ?? r.state)}${r.sealed ? ` <span class="bad">◉ ${say('sealed')}</span>` : ''}</td><td>${escape(r.owner ?? '')}</td><td>${escape(r.code)}</td><td>${files}</td><td>${time(r.updated_at)}</td></tr>`;
    })
    .join('');
  return `<h2>${say('stations')}</h2>${devices.rows.length === 0 ? `<p class="quiet">${say('noStations')}</p>` : table(say, ['code', 'state', ['received', 'n'], ['notApplied', 'n'], 'lastContact'], deviceRows)}
<p></p><form method="post" action="/enrolment-codes"><button>${say('issueCode')}</button></form>
<h2>${say('latest')}</h2>${records.rows.length === 0 ? `<p class="quiet">${say('noRecords')}</p>` : table(say, ['number', 'form', 'state', 'owner', 'station', 'files', 'updated'], recordRows)}`;
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
    scope.get('/', async (request, reply) => {
      const voice = voiceOf(request);
      // chosen by the address: kept for the pages to come
      if (isLang((request.query as { lang?: unknown }).lang)) reply.header('set-cookie', `${languageCookie}=${voice.lang}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${keptDays * 86_400}`);
      return isIn(request) ? html(reply, page(voice, 'overview', await overview(database, voice))) : html(reply.code(401), loginPage(voice, false));
    });
    scope.post('/login', async (request, reply) => {
      const code = request.body instanceof URLSearchParams ? (request.body.get('code') ?? '') : '';
      if (isForeign(request) || unused === null || !timingSafeEqual(digest(code.trim().toUpperCase()), digest(unused))) return html(reply.code(403), loginPage(voiceOf(request), true));
      unused = null;
      const token = randomBytes(32).toString('base64url');
      sessions.set(digest(token).toString('hex'), Date.now() + sessionHours * 3_600_000);
      const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
      return reply.header('set-cookie', `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${sessionHours * 3600}${secure}`).redirect('/', 303);
    });
    scope.post('/enrolment-codes', async (request, reply) => {
      if (isForeign(request) || !isIn(request)) return html(reply.code(403), loginPage(voiceOf(request), false));
      const code = await issueEnrolmentCode(database, codeMinutes);
      const voice = voiceOf(request);
      const { say } = voice;
      return html(reply, page(voice, 'enrolmentCode', `<h2>${say('newEnrolmentCode')}</h2><p><span class="code">${code}</span></p><p class="quiet">${say('codeLife', { minutes: codeMinutes })}</p><p><a href="/">${say('back')}</a></p>`, false));
    });
  });
};
