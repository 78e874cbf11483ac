import type { Lang } from '../../domain/text/text.ts';
import { mayAs, type Right } from './accounts.ts';
import { html, type Html, type Piece } from './html.ts';
import type { Visit } from './visit.ts';
import type { PageWord } from './words.ts';

export type Answer =
  /** `form`: id of its form, whose entries go along when the other language is chosen; where it was sent and came back with what is wrong, `at` is the page's own address */
  | { readonly title: PageWord; readonly body: Html; readonly status?: number; /** whether it offers the other language: not where leaving it loses what it shows */ readonly once?: boolean; /** after the title: which record, which station */ readonly about?: string; readonly form?: string; readonly at?: string }
  | { readonly go: string }
  | { /** something to keep, under this name; a text unless `type` says what it is */ readonly file: string | Uint8Array; readonly name: string; readonly type?: string }
  | { readonly missing: true };
export type Voice = Pick<Visit, 'say' | 'lang' | 'token'>;

/** Places of headquarters, in the order of the bar. `beside`: named in the window too, which has lists of its own. */
export const places: readonly { readonly path: string; readonly word: PageWord; readonly needs: Right; readonly beside: boolean }[] = [
  { path: '/desk/', word: 'window', needs: 'read', beside: false }, { path: '/stations', word: 'stations', needs: 'read', beside: true }, { path: '/records', word: 'records', needs: 'read', beside: false },
  { path: '/dispatch', word: 'dispatch', needs: 'read', beside: true }, { path: '/conflicts', word: 'conflicts', needs: 'read', beside: true }, { path: '/documents', word: 'documents', needs: 'read', beside: true },
  { path: '/report', word: 'report', needs: 'read', beside: true }, { path: '/send', word: 'send', needs: 'read', beside: true }, { path: '/recovery', word: 'recovery', needs: 'manage', beside: true }, { path: '/verify', word: 'verify', needs: 'read', beside: true }, { path: '/accounts', word: 'accounts', needs: 'administer', beside: true }, { path: '/audit', word: 'audit', needs: 'audit', beside: true },
];
const tag = (lang: Lang): string => (lang === 'zh' ? 'zh-CN' : 'en');

/** Sentences a page may be asked to begin with after something was done. */
const saids = ['dispatched', 'reassigned', 'voided', 'decided', 'station-revoked', 'station-unfrozen', 'password-changed', 'factor-off', 'account-disabled', 'account-enabled', 'role-changed', 'sites-changed', 'recovery-refused', 'wipe-ordered', 'wipe-withdrawn', 'sent'] as const;
export type Said = (typeof saids)[number];
/** The address of a page that says first what was done. */
export const withSaid = (path: string, said: Said, holes: Readonly<Record<string, string>> = {}): string => `${path}?${new URLSearchParams({ said, ...holes }).toString()}`;

const saidOf = ({ query, say }: Visit): Piece => {
  const said = saids.find((each) => each === query.get('said'));
  return said && html`<p class="note good" role="status">${say(`said.${said}`, { number: (query.get('number') ?? '').slice(0, 60) })}</p>`;
};

const otherAddress = ({ path, query, lang }: Pick<Visit, 'path' | 'query' | 'lang'>): string => {
  const next = new URLSearchParams(query);
  next.delete('said');
  next.set('lang', lang === 'zh' ? 'en' : 'zh');
  return `${path}?${next.toString()}`;
};

/** The whole page around a body. */
export const layOut = (visit: Visit, answer: Extract<Answer, { title: PageWord }>): Html => {
  const { say, lang, account, path, request } = visit;
  const other = lang === 'zh' ? 'en' : 'zh';
  const at = answer.at ?? (request.method === 'GET' ? path : null);
  const switching = (): Html | null => {
    if (answer.once === true) return null;
    // Enter in a cell presses the first button of its form: that one sends it, the switch of language is the second
    if (answer.form !== undefined) return html`<button form="${answer.form}" hidden>${say('send')}</button><button class="word" form="${answer.form}" name="${speakField}" value="${other}" formnovalidate lang="${tag(other)}">${say('otherLanguage')}</button>`;
    return at === null ? null : html`<a href="${otherAddress({ path: at, query: request.method === 'GET' ? visit.query : new URLSearchParams(), lang })}" lang="${tag(other)}" hreflang="${tag(other)}">${say('otherLanguage')}</a>`;
  };
  const nav = account && html`<nav aria-label="${say('nav')}">${places.filter(({ needs, path: to }) => mayAs(account.role, needs) && (account.sites === null || to === '/desk/')).map(({ path: to, word }) => html`<a href="${to}"${path === to || path.startsWith(`${to}/`) ? html` aria-current="page"` : null}>${say(word)}</a>`)}</nav>`;
  const end = html`<div class="end">${switching()}${account && html`<a href="/me">${account.name}</a><form method="post" novalidate action="/logout">${hidden(visit)}<button class="plain">${say('signOut')}</button></form>`}</div>`;
  const title = answer.about ? `${say(answer.title)} ${answer.about}` : say(answer.title);
  const nudge = account && !account.hasFactor && account.role !== 'reader' && path !== '/me' ? html`<p class="note care">▲ ${say('factorMissing')} <a href="/me">${say('factorTurnOn')}</a></p>` : null;
  return html`<!doctype html><html lang="${tag(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${say('product')} · ${title}</title><link rel="stylesheet" href="/page.css"></head>
<body><a class="skip" href="#main">${say('skip')}</a><header><strong>${say('product')}</strong>${nav}${end}</header><main id="main"><h1>${title}</h1>${nudge}${saidOf(visit)}${answer.body}</main></body></html>`;
};

/** Sent by the switch of language of a page with entries: what was typed is shown again in that language, and nothing is done. */
export const speakField = 'speak';
/** The token every form carries. What a form lacks is said by the page that takes it, in the page's language: a form is sent as it is (`novalidate`). */
export const hidden = ({ token }: Pick<Voice, 'token'>): Html => html`<input type="hidden" name="token" value="${token}">`;

/** The first of `fields` that was sent empty, said in words; what is empty is no attempt. Null where all of them hold something. */
export const emptyIn = ({ body, say }: Visit, fields: Readonly<Record<string, PageWord>>): string | null => {
  const empty = Object.entries(fields).find(([name]) => (body.get(name) ?? '').trim() === '');
  return empty ? say('fillIn', { field: say(empty[1]) }) : null;
};

export const alert = (words: Piece): Html => html`<p class="note bad" role="alert">${words}</p>`;

type Head = string | { readonly n: string } | { readonly link: Html; readonly sort: 'ascending' | 'descending' | null };
const headCell = (head: Head): Html => {
  if (typeof head === 'string') return html`<th scope="col">${head}</th>`;
  if ('n' in head) return html`<th scope="col" class="n">${head.n}</th>`;
  return html`<th scope="col"${head.sort && html` aria-sort="${head.sort}"`}>${head.link}</th>`;
};
/** `heads`: one with `n` stands over figures; one with `link` puts the rows in its order. */
export const table = (heads: readonly Head[], rows: readonly Html[]): Html =>
  html`<div class="scroll" tabindex="0"><table><thead><tr>${heads.map(headCell)}</tr></thead><tbody>${rows}</tbody></table></div>`;

/** 2026-11-22 14:05 in Asia/Shanghai (R37), whatever zone the server is in. */
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
export const time = (at: Date | string | null): string => {
  if (at === null) return '—';
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? String(at) : shanghai.format(moment);
};

/**
 * A file to choose, in the page's words: the browser's own, which speak its language, are not shown (style.css). It is demanded, so that it is
 * valid as soon as one is chosen.
 */
export const fileField = ({ say }: Pick<Voice, 'say'>, id: string, label: string, accept: string): Html =>
  html`<label for="${id}" id="${id}-label">${label}</label><span class="file"><label class="button" for="${id}" aria-hidden="true">${say('chooseFile')}</label><input id="${id}" name="file" type="file" accept="${accept}" title="${label}" aria-labelledby="${id}-label" required><span class="none" aria-hidden="true">${say('noneChosen')}</span></span>`;

type Options = readonly (readonly [value: string, label: string])[];
const optionsOf = (options: Options, chosen: string | null): readonly Html[] => options.map(([value, label]) => html`<option value="${value}"${value === chosen ? html` selected` : null}>${label}</option>`);
/** A select whose choices stand under headings; `none` is the empty choice. */
export const selectGrouped = (name: string, id: string, groups: readonly (readonly [label: string, options: Options])[], chosen: string | null, none?: string): Html =>
  html`<select id="${id}" name="${name}">${none === undefined ? null : html`<option value="">${none}</option>`}${groups.map(([label, options]) => html`<optgroup label="${label}">${optionsOf(options, chosen)}</optgroup>`)}</select>`;
/** A select with what is chosen; `none` is the empty choice. */
export const select = (name: string, id: string, options: Options, chosen: string | null, none?: string): Html =>
  html`<select id="${id}" name="${name}">${none === undefined ? null : html`<option value="">${none}</option>`}${optionsOf(options, chosen)}</select>`;
