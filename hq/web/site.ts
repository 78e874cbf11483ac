import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptLanguageToLang, isLang } from '../../domain/text/language.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { Database } from '../database.ts';
import { refuseWith } from '../wire.ts';
import { isDiskFull } from '../diskFull.ts';
import { mayAs, type Right } from './accounts.ts';
import { layOut, speakField, type Answer } from './frame.ts';
import { html } from './html.ts';
import { hashSecret } from './passwords.ts';
import { findSession, sessionHours } from './sessions.ts';
import type { KnownVisit, Visit } from './visit.ts';
import { createSay } from './words.ts';

export const sessionCookie = 'sanlian_hq';
/** the window's own, which its script reads and writes (renderer/words.ts); under the other name it was until 0.1 */
const languageCookie = 'sanlian.language';
const formerLanguageCookie = 'sanlian_hq_lang';
/** what the token of a form is made from for somebody without a session */
const formCookie = 'sanlian_hq_form';
const tokenField = 'token';
/** browsers keep a cookie no longer */
const keptSeconds = 400 * 86_400;

/** Who may open a path: anybody, whoever has shown his password, or an account with the right. */
type Needs = 'anybody' | 'half' | Right;
export type Route = { readonly method: 'GET' | 'POST'; readonly path: string; readonly needs: Needs };
type Made<V> = (visit: V) => Promise<Answer> | Answer;
type More = { /** open also to an account that is kept to some sites: it shows nothing of any */ readonly ofNoSite?: boolean; /** requests a minute from one address */ readonly perMinute?: number; readonly bodyLimit?: number };

const isHttps = (request: FastifyRequest): boolean => request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
const cookieOptions = (request: FastifyRequest, maxAge: number) => ({ httpOnly: true, sameSite: 'strict', path: '/', maxAge, secure: isHttps(request) }) as const;

export const giveSession = (visit: Visit, token: string, kind: 'in' | 'factor'): Answer => {
  visit.reply.setCookie(sessionCookie, token, cookieOptions(visit.request, sessionHours * 3600));
  return { go: kind === 'in' ? '/stations' : '/factor' };
};
export const dropSession = (visit: Visit): void => void visit.reply.clearCookie(sessionCookie, { path: '/' });

/** A form sent by another site's page has no business here, even with a cookie that slipped through. */
export const isForeign = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site'];
  return (headers.origin !== undefined && headers.origin !== `http://${headers.host}` && headers.origin !== `https://${headers.host}`) || (site !== undefined && site !== 'same-origin' && site !== 'none');
};

/** A form with a file, as browsers send it. */
class Parts {
  readonly fields = new URLSearchParams();
  file: Uint8Array | null = null;
}
const readParts = async (body: Uint8Array<ArrayBuffer>, type: string): Promise<Parts> => {
  const parts = new Parts();
  for (const [name, value] of await new Response(body, { headers: { 'content-type': type } }).formData()) {
    if (typeof value === 'string') parts.fields.append(name, value);
    else if (value.size > 0) parts.file = new Uint8Array(await value.arrayBuffer());
  }
  return parts;
};

/** Hashes are compared: they are as long as each other whatever characters were sent. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

const policy = `default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

export type Site = {
  readonly routes: readonly Route[];
  readonly page: { (path: string, needs: 'anybody' | 'half', make: Made<Visit>, more?: More): void; (path: string, needs: Right, make: Made<KnownVisit>, more?: More): void };
  readonly form: { (path: string, needs: 'anybody' | 'half', make: Made<Visit>, more?: More): void; (path: string, needs: Right, make: Made<KnownVisit>, more?: More): void };
};

/**
 * The frame every page stands in: language, session, role, the token of forms, headers. A page is a function from a visit to an answer; who may
 * open it is said where it is declared and nowhere else.
 */
export const createSite = async (scope: FastifyInstance, database: Database): Promise<Site> => {
  await scope.register(cookie);
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) => done(null, new URLSearchParams(String(body))));
  scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (request, body, done) => {
    readParts(body as Buffer<ArrayBuffer>, request.headers['content-type'] ?? '').then((parts) => done(null, parts), () => done(Object.assign(new Error('not a form'), { statusCode: 400 })));
  });
  const visits = new WeakMap<FastifyRequest, Visit>();

  /** What the address asks for, else what was chosen before, else what the browser speaks; Chinese first. */
  const langOf = (request: FastifyRequest, query: URLSearchParams, reply: FastifyReply): Lang => {
    const asked = query.get('lang') ?? (request.body instanceof URLSearchParams ? request.body.get(speakField) : null);
    if (isLang(asked)) reply.setCookie(languageCookie, asked, { ...cookieOptions(request, keptSeconds), httpOnly: false });
    return [asked, request.cookies[languageCookie], request.cookies[formerLanguageCookie]].find(isLang) ?? acceptLanguageToLang(request.headers['accept-language']) ?? 'zh';
  };

  const visitOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Visit> => {
    const known = visits.get(request);
    if (known) return known;
    const url = new URL(request.url, 'http://headquarters');
    const lang = langOf(request, url.searchParams, reply);
    const token = request.cookies[sessionCookie];
    const session = token !== undefined && /^[\w-]{43}$/.test(token) ? await findSession(database, token) : null;
    let seed = session ? token! : request.cookies[formCookie];
    if (seed === undefined || !/^[\w-]{43}$/.test(seed)) {
      seed = randomBytes(32).toString('base64url');
      reply.setCookie(formCookie, seed, cookieOptions(request, keptSeconds));
    }
    const visit: Visit = {
      lang, say: createSay(lang), session, account: session?.stage === 'in' ? session.account : null, token: hashSecret('form', seed), path: url.pathname, query: url.searchParams,
      body: request.body instanceof URLSearchParams ? request.body : request.body instanceof Parts ? request.body.fields : new URLSearchParams(), file: request.body instanceof Parts ? request.body.file : null, params: (request.params ?? {}) as Record<string, string>, address: request.ip, reply, request,
    };
    visits.set(request, visit);
    return visit;
  };

  const answer = (visit: Visit, made: Exclude<Answer, { missing: true }>): FastifyReply => {
    if ('go' in made) return visit.reply.redirect(made.go, 303);
    if ('file' in made) return visit.reply.type(made.type ?? 'text/plain; charset=utf-8').header('content-disposition', `attachment; filename="${made.name}"`).send(made.file);
    return visit.reply.code(made.status ?? 200).type('text/html; charset=utf-8').send(layOut(visit, made).text);
  };
  const refused = (visit: Visit, status: number, title: 'refused' | 'notFound' | 'tooMany' | 'failed', note: 'notAllowed' | 'formExpired' | 'notFoundNote' | 'tooManyNote' | 'failedNote' | 'fullNote' | 'malformedNote' | 'tooLarge'): FastifyReply =>
    answer(visit, { title, status, at: visit.request.method === 'GET' ? visit.path : '/', body: html`<p role="alert">${visit.say(note)}</p><p><a href="/">${visit.say('back')}</a></p>` });

  scope.addHook('onSend', async (_request, reply, payload) => {
    reply.headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    return payload;
  });
  scope.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const visit = await visitOf(request, reply);
    const status = error.statusCode ?? 500;
    if (status === 429) return refused(visit, 429, 'tooMany', 'tooManyNote');
    if (status === 413) return refused(visit, 413, 'refused', 'tooLarge');
    if (status >= 400 && status < 500) return refused(visit, status, 'refused', 'malformedNote');
    request.log.error({ error: error.message, stack: error.stack, url: request.url }, 'a page failed');
    return isDiskFull(error) ? refused(visit, 507, 'failed', 'fullNote') : refused(visit, 500, 'failed', 'failedNote');
  });

  // somebody who mistyped an address reads a page; a program reads a code
  scope.setNotFoundHandler(async (request, reply) => (/\btext\/html\b/.test(request.headers.accept ?? '') ? refused(await visitOf(request, reply), 404, 'notFound', 'notFoundNote') : refuseWith(reply, 'not-found')));

  const routes: Route[] = [];
  const add = (method: Route['method'], path: string, needs: Needs, make: (visit: KnownVisit) => Promise<Answer> | Answer, more: More = {}): void => {
    routes.push({ method, path, needs });
    scope.route({
      method, url: path, exposeHeadRoute: false, ...(more.bodyLimit ? { bodyLimit: more.bodyLimit } : {}), config: { rateLimit: { max: more.perMinute ?? 600, timeWindow: '1 minute' } },
      handler: async (request, reply) => {
        const visit = await visitOf(request, reply);
        if (method === 'POST' && (isForeign(request) || !isSame(visit.body.get(tokenField) ?? '', visit.token))) return refused(visit, 403, 'refused', 'formExpired');
        if (needs === 'half' ? !visit.session : needs !== 'anybody' && !visit.account) return visit.reply.redirect(visit.session ? '/factor' : '/login', 303);
        if (needs !== 'anybody' && needs !== 'half' && !mayAs(visit.account!.role, needs)) return refused(visit, 403, 'refused', 'notAllowed');
        if (visit.account?.sites && more.ofNoSite !== true && needs !== 'anybody' && needs !== 'half') return method === 'GET' ? visit.reply.redirect('/desk/', 303) : refused(visit, 403, 'refused', 'notAllowed');
        const found = await make({ ...visit, session: visit.session!, account: visit.account!, doer: { account: visit.account!, address: visit.address } });
        return 'missing' in found ? refused(visit, 404, 'notFound', 'notFoundNote') : answer(visit, found);
      },
    });
  };
  return {
    routes,
    page: (path: string, needs: Needs, make: (visit: KnownVisit) => Promise<Answer> | Answer, more?: More) => add('GET', path, needs, make, more),
    form: (path: string, needs: Needs, make: (visit: KnownVisit) => Promise<Answer> | Answer, more?: More) => add('POST', path, needs, make, more),
  };
};
