import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { isThrownAway } from '../../domain/documents/register.ts';
import { inDeclaredOrder } from '../../domain/forms/declaredOrder.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { checkCode } from '../../domain/seal/content.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import { parseTimeInput } from '../../domain/text/timeInput.ts';
import { mayAs } from './accounts.ts';
import { writeAudit } from './audit.ts';
import { keptReplacedBy } from '../corrections.ts';
import type { Database } from '../database.ts';
import { namedBy } from '../records.ts';
import { like, matches, wordParams, wordsIn } from '../searchWords.ts';
import { voidedBeside } from '../voidedBeside.ts';
import { select, selectGrouped, table, time, type Answer } from './frame.ts';
import { html, type Html, type Piece } from './html.ts';
import { drawPaper, isDrawable } from './paper.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';
import { authorWords, eventSentence } from './words.ts';

const pageSize = 50;
const historySize = 500;

type Line = { id: string; number: string; form: string; state: string; updated_at: string; server_seq: number; site: string | null; code: string; sealed: boolean; voided: boolean; corrected: boolean; conflict: boolean; owner: string | null; title: string | null; headline: string | null; state_label: string | null; files: number; files_here: number };

/** A day as people type it (`2026-11-23`, `11-23`, `昨天`), as every cell of the window reads it; null where it is none. */
const readDay = (text: string | null): string | null => (text === null ? null : parseTimeInput(text, 'day', msToSecond(Date.now())));

/** What the list can stand in the order of: its newest change first where nothing else is asked. */
const orders = { number: 'r.number', form: 'r.form', state: 'r.state', owner: `r.body #>> '{owner,name}'`, site: 'r.site', station: '(select d.code from device d where d.station = r.station)', created: `r.body ->> 'createdAt'`, updated: 'r.updated_at' } as const;
type Order = keyof typeof orders;
const isOrder = (text: string | null): text is Order => text !== null && Object.hasOwn(orders, text);

/** States by what they are called: `草稿` is a state of many forms. `form`: of one. */
const statesNamed = (form: string | null): ReadonlyMap<string, { readonly label: FormDef['title']; readonly of: readonly (readonly [form: string, state: string])[] }> => {
  const all = (form === null ? forms : forms.filter(({ id }) => id === form)).flatMap(({ id, lifecycle }) => Object.entries(lifecycle.states).map(([state, { label }]) => ({ label, of: [id, state] as const })));
  return new Map([...Map.groupBy(all, ({ label }) => label.zh)].map(([name, found]) => [name, { label: found[0]!.label, of: found.map((each) => each.of) }]));
};

/** The states to choose from under headings: those that several forms have first, then each form's own. */
const stateGroups = ({ say, lang }: Pick<KnownVisit, 'say' | 'lang'>): Parameters<typeof selectGrouped>[2] => {
  const groups = Map.groupBy(statesNamed(null), ([, { of }]) => (new Set(of.map(([form]) => form)).size > 1 ? null : of[0]![0]));
  const heads = [null, ...forms.map(({ id }) => id)].filter((form) => groups.has(form));
  return heads.map((form) => [form === null ? say('severalForms') : formsById.get(form)!.short[lang], groups.get(form)!.map(([name, { label }]) => [name, label[lang]] as const)]);
};

const filtersOf = (query: URLSearchParams) => {
  const text = (name: string): string | null => {
    const said = (query.get(name) ?? '').trim().slice(0, 100);
    return said === '' ? null : said;
  };
  const [from, to, form, state, by] = [text('from'), text('to'), text('form'), text('state'), text('by')];
  return {
    q: text('q'), form, site: text('site'), station: text('station'), state: state !== null && statesNamed(form).has(state) ? state : null, owner: text('owner'), from: readDay(from), to: readDay(to),
    by: isOrder(by) ? by : null, dir: isOrder(by) && query.get('dir') === 'up' ? 'up' : null,
  };
};
type Filters = ReturnType<typeof filtersOf>;
/** Where a page begins: behind an entry of the log, or, in another order, after so many. */
type Start = { readonly before: number | null; readonly skip: number };

const listRecords = async (database: Database, lang: string, filters: Filters, { before, skip }: Start): Promise<readonly Line[]> => {
  const words = wordsIn(filters.q ?? undefined);
  const states = filters.state === null ? null : (statesNamed(filters.form).get(filters.state)?.of ?? []).map(([form, state]) => `${form} ${state}`);
  const order = filters.by === null ? 'r.server_seq desc' : `${orders[filters.by]} collate "C" ${filters.dir === 'up' ? 'asc' : 'desc'} nulls last, r.server_seq desc`;
  return (await database.pool.query<Line>(
    `select r.id, r.number, r.form, r.state, r.updated_at, r.server_seq, r.site, d.code, r.body ? 'seal' as sealed, r.body ? 'voided' as voided, r.body ? 'correctedBy' as corrected,
            exists (select 1 from branch b where b.doc = r.id and b.state = 'open') as conflict, r.body #>> '{owner,name}' as owner,
            f.body #>> array['title', $7::text] as title, r.body -> 'data' ->> (f.body #>> '{list,headline}') as headline, f.body #>> array['lifecycle', 'states', r.state, 'label', $7::text] as state_label,
            (select count(*) from jsonb_path_query(r.body, '$.attachments[*]')) as files,
            (select count(*) from jsonb_path_query(r.body, '$.attachments[*]') a join blob b on b.verified and b.sha256 = a ->> 'sha256') as files_here
       from (
         select r.* from record r where ($1::bigint is null or r.server_seq < $1) and ($2::text is null or r.form = $2) and ($3::text is null or r.site = $3)
            and ($4::text is null or r.station = (select d.station from device d where d.code = $4)) and ($5::text is null or r.updated_at >= $5) and ($6::text is null or r.updated_at < $6 || 'T24')
            and ($8::text[] is null or r.form || ' ' || r.state = any($8) or ${voidedBeside('$8', 'form and to')}) and ($9::text is null or r.body #>> '{owner,name}' ilike $9)${words.length > 0 ? ` and ${matches(words, 11)}` : ''}
          order by ${order} offset $10 limit ${pageSize + 1}) r
       join device d using (station) left join definition f on f.hash = r.body ->> 'def' order by ${order}`,
    [before, filters.form, filters.site, filters.station, filters.from, filters.to, lang, states, filters.owner === null ? null : like(filters.owner), skip, ...wordParams(words)],
  )).rows;
};

type Choices = { readonly forms: readonly (readonly [string, string])[]; readonly sites: readonly (readonly [string, string])[]; readonly stations: readonly (readonly [string, string])[] };
const readChoices = async (database: Database, lang: string): Promise<Choices> => {
  const [forms, sites, stations] = await Promise.all([
    database.pool.query<{ form: string; title: string | null }>(`select r.form, max(f.body #>> array['title', $1::text]) as title from record r left join definition f on f.hash = r.body ->> 'def' group by r.form order by 1`, [lang]),
    database.pool.query<{ site: string }>('select distinct site from record where site is not null order by 1'),
    database.pool.query<{ code: string }>('select code from device order by 1'),
  ]);
  return { forms: forms.rows.map((row) => [row.form, row.title ?? row.form]), sites: sites.rows.map(({ site }) => [site, site]), stations: stations.rows.map(({ code }) => [code, code]) };
};

const flags = ({ say }: KnownVisit, row: Pick<Line, 'sealed' | 'voided' | 'corrected' | 'conflict'>): Piece => [
  row.sealed && html` <span class="bad">◉ ${say('sealed')}</span>`, row.voided && html` <span class="care">× ${say('voided')}</span>`, row.corrected && html` <span class="care">→ ${say('corrected')}</span>`, row.conflict && html` <span class="care">▲ ${say('conflict')}</span>`,
];

/** rows a list may be turned on to in another order than its own */
const farthest = 100_000;
const longestHeadline = 80;
/** The line that says what a paper is about, as lists show it. */
const headlineWords = (headline: string | null): string => {
  const line = [...(headline ?? '').split('\n', 1)[0]!];
  return line.length > longestHeadline ? `${line.slice(0, longestHeadline).join('')}…` : line.join('');
};

const recordsPage = async (database: Database, visit: KnownVisit): Promise<Answer> => {
  const { say, lang, query } = visit;
  const filters = filtersOf(query);
  const number = (name: string): number | null => {
    const asked = Number(query.get(name));
    return Number.isSafeInteger(asked) && asked > 0 ? asked : null;
  };
  const [before, skip] = filters.by === null ? [number('before'), 0] : [null, Math.min(number('skip') ?? 0, farthest)];
  const [found, choices] = await Promise.all([listRecords(database, lang, filters, { before, skip }), readChoices(database, lang)]);
  const lines = found.slice(0, pageSize);
  const kept = new URLSearchParams(Object.entries(filters).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  const address = (more: Readonly<Record<string, string>>): string => {
    const next = new URLSearchParams(kept);
    for (const [name, value] of Object.entries(more)) next.set(name, value);
    return `/records?${next.toString()}`;
  };
  const older: Readonly<Record<string, string>> = filters.by === null ? { before: String(lines.at(-1)?.server_seq ?? 0) } : { skip: String(skip + pageSize) };
  /** A head that puts the list in its order; once more, the other way about. Times begin with the newest. */
  const head = (by: Order, label: string) => {
    const isChosen = filters.by === by || (filters.by === null && by === 'updated');
    const isUp = isChosen ? filters.dir === 'up' : by === 'created' || by === 'updated';
    const next = new URLSearchParams(kept);
    next.set('by', by);
    if (isUp) next.delete('dir');
    else next.set('dir', 'up');
    return { link: html`<a href="/records?${next.toString()}">${label}${isChosen ? html` <span aria-hidden="true">${isUp ? '▲' : '▼'}</span>` : null}</a>`, sort: isChosen ? (isUp ? 'ascending' as const : 'descending' as const) : null };
  };
  const rows = lines.map((r) => {
    const files: Piece = r.files === 0 ? '—' : r.files === r.files_here ? html`<span class="good">${say('filesWhole', { n: r.files })}</span>` : html`<span class="care">${say('filesPart', { here: r.files_here, n: r.files })}</span>`;
    return html`<tr><th scope="row" class="nowrap"><a href="/records/${r.id}">${r.number}</a></th><td class="nowrap">${r.title ?? r.form}</td><td class="subject">${headlineWords(r.headline)}</td><td class="nowrap">${r.state_label ?? r.state}${flags(visit, r)}</td><td class="nowrap">${r.owner}</td><td>${r.site}</td><td>${r.code}</td><td>${files}</td><td class="nowrap">${time(r.updated_at)}</td></tr>`;
  });
  /** Written the same in every browser; what is no day stays as it was typed, and is said to be none. */
  const dayField = (name: 'from' | 'to', label: 'from' | 'until'): Html => {
    const typed = filters[name] === null ? (query.get(name) ?? '').trim() : '';
    return html`<div><label for="${name}">${say(label)}</label><input id="${name}" name="${name}" class="day" value="${filters[name] ?? typed}" placeholder="2026-11-23" maxlength="30" autocomplete="off"${typed !== '' && html` aria-invalid="true" aria-describedby="${name}-wrong"`}>${typed !== '' && html`<p class="bad" id="${name}-wrong">${say('notADay')}</p>`}</div>`;
  };
  const field = (name: string, label: string, input: Html): Html => html`<div><label for="${name}">${label}</label>${input}</div>`;
  return {
    title: 'records',
    body: html`<form class="filters" method="get" action="/records" role="search">${field('q', say('search'), html`<input id="q" name="q" type="search" value="${filters.q}" placeholder="${say('searchHint')}" maxlength="100">`)}
${field('form', say('form'), select('form', 'form', choices.forms, filters.form, say('all')))}${field('site', say('site'), select('site', 'site', choices.sites, filters.site, say('all')))}${field('station', say('station'), select('station', 'station', choices.stations, filters.station, say('all')))}
${field('state', say('state'), filters.form === null ? selectGrouped('state', 'state', stateGroups(visit), filters.state, say('all')) : select('state', 'state', [...statesNamed(filters.form)].map(([name, { label }]) => [name, label[lang]]), filters.state, say('all')))}${field('owner', say('owner'), html`<input id="owner" name="owner" value="${filters.owner}" maxlength="60">`)}
${filters.by && html`<input type="hidden" name="by" value="${filters.by}">`}${filters.dir && html`<input type="hidden" name="dir" value="${filters.dir}">`}${dayField('from', 'from')}${dayField('to', 'until')}<button>${say('apply')}</button>${kept.size > 0 ? html`<a href="/records">${say('clear')}</a>` : null}</form>
${lines.length === 0 ? html`<p class="quiet">${say('noRecords')}</p>` : table([head('number', say('number')), head('form', say('form')), say('subjectLine'), head('state', say('state')), head('owner', say('owner')), head('site', say('site')), head('station', say('station')), say('files'), head('updated', say('updated'))], rows)}
<p class="pages">${before === null && skip === 0 ? null : html`<a href="${address({})}">${say(filters.by === null ? 'newest' : 'firstPage')}</a>`}${found.length > pageSize ? html`<a href="${address(older)}">${say(filters.by === null ? 'older' : 'nextPage')}</a>` : null}</p>`,
  };
};

/** A record as it stands and the form it was written on, as far as they can be read. */
export const readRecord = async (database: Database, id: string): Promise<{ readonly rec: Rec; readonly def: FormDef | null; readonly code: string } | null> => {
  const row = (await database.pool.query<{ body: Rec; def: FormDef | null; code: string }>(`select r.body, f.body as def, d.code from record r join device d using (station) left join definition f on f.hash = r.body ->> 'def' where r.id = $1`, [id])).rows[0];
  return row ? { rec: row.body, def: isDrawable(row.def) ? inDeclaredOrder(row.def) : null, code: row.code } : null;
};

type Linked = { id: string; number: string; form: string; voided: boolean };
const readLinks = async (database: Database, rec: Rec): Promise<{ readonly out: readonly Linked[]; readonly back: readonly Linked[] }> => {
  const [out, back] = await Promise.all([
    database.pool.query<Linked>(`select id, number, form, body ? 'voided' as voided from record where id = any($1) order by number`, [namedBy(rec)]),
    database.pool.query<Linked>(`select r.id, r.number, r.form, r.body ? 'voided' as voided from record_link l join record r on r.tenant = l.tenant and r.id = l.doc where l.target = $1 and r.id <> $1 order by r.number limit 100`, [rec.id]),
  ]);
  return { out: out.rows, back: back.rows };
};

/** Why papers came back unsigned, by the id of their scans: the reason stands in the step taken right before. */
const readReturns = async (database: Database, id: string): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await database.pool.query<{ bytes: string }>(`select bytes from op where doc = $1 and kind in ('moved', 'attached') and outcome = 'applied' order by server_seq`, [id]);
  const returns = new Map<string, string>();
  let reason: string | undefined;
  for (const { bytes } of rows) {
    const { event } = JSON.parse(bytes) as Op;
    if (event.kind === 'moved') reason = event.reason;
    else if (event.kind === 'attached' && event.attachment.returned && reason !== undefined) returns.set(event.attachment.id, reason);
  }
  return returns;
};

const history = async (database: Database, { lang }: KnownVisit, id: string, def: FormDef | null): Promise<readonly Html[]> => {
  const { rows } = await database.pool.query<{ bytes: string; outcome: string; code: string }>(`select o.bytes, o.outcome, d.code from op o join device d using (station) where o.doc = $1 and o.kind <> 'defined' order by o.server_seq desc limit ${historySize}`, [id]);
  return rows.flatMap(({ bytes, outcome, code }) => {
    const op = JSON.parse(bytes) as Op;
    if (typeof op.event?.kind !== 'string') return [];
    return html`<tr><td class="nowrap">${time(op.at)}</td><td>${authorWords(op.event, op.by, lang)} <span class="quiet">${code}</span></td><td class="pre">${outcome === 'applied' ? null : html`<span class="care">▲ </span>`}${eventSentence(op.event, def, lang)}</td></tr>`;
  });
};

const recordPage = async (database: Database, visit: KnownVisit): Promise<Answer> => {
  const { say, lang, params, account, doer } = visit;
  const found = await readRecord(database, params['id'] ?? '');
  if (!found) return { missing: true };
  const { rec, def, code } = found;
  if (typeof rec.number !== 'string' || !def) return { title: 'paper', body: html`<p class="note care">${say('cannotDraw')}</p><pre class="pre mono">${JSON.stringify(rec, null, 2)}</pre><p><a href="/records">${say('back')}</a></p>` };
  const [verified, links, lines, holder, namesakes, taken] = await Promise.all([
    database.pool.query<{ sha256: string }>('select sha256 from blob where verified and sha256 = any($1)', [rec.attachments.map(({ sha256 }) => sha256)]),
    readLinks(database, rec), history(database, visit, rec.id, def),
    database.pool.query<{ code: string; kind: string }>('select code, kind from device where station::text = $1', [holderOf(rec)]),
    // two stations that began under one code before either was enrolled gave the same numbers
    database.pool.query<{ id: string; code: string }>('select r.id, d.code from record r join device d using (tenant, station) where r.number = $1 and r.id <> $2 order by d.code', [rec.number, rec.id]),
    keptReplacedBy(database.pool, rec, def),
  ]);
  // what is confidential leaves a trace when it is read (R35)
  await writeAudit(database.pool, { account: account.id, who: account.name, what: 'record-read', subject: rec.number, address: doer.address });
  const here = new Set(verified.rows.map(({ sha256 }) => sha256));
  const returns = rec.attachments.some(({ returned }) => returned) ? await readReturns(database, rec.id) : new Map<string, string>();
  const linkList = (title: string, list: readonly Linked[]): Piece => list.length > 0 && html`<h3>${title}</h3><ul>${list.map(({ id, number, voided }) => html`<li><a href="/records/${id}">${number}</a>${voided && html` <span class="care">× ${say('voided')}</span>`}</li>`)}</ul>`;
  const copies = rec.copies.map((copy) => html`<li>${copy.no} · ${copy.holder?.[lang]} · ${copy.outcome === 'failed' ? say('copyFailed') : say(copy.medium === 'pdf' ? 'copySaved' : 'copyPrinted', { at: time(copy.at) })}${copy.print > 1 ? html` · ${say('copyTwice', { n: copy.print })} (${copy.reason})` : null}</li>`);
  const state = def.lifecycle.states[rec.state]?.label[lang] ?? rec.state;
  return {
    title: 'paper', about: rec.number,
    body: html`<div class="aside">${drawPaper(visit, def, rec, { here, returns })}<aside>
<p><strong>${state}</strong>${flags(visit, { sealed: rec.seal !== undefined, voided: rec.voided !== undefined, corrected: rec.correctedBy !== undefined, conflict: false })}</p>
<p>${say('station')} ${code} · ${say('holder')} ${holder.rows[0]?.kind === 'headquarters' ? say('headquarters') : holder.rows[0]?.code}</p>${namesakes.rows.map((each) => html`<p class="note care">▲ <a href="/records/${each.id}">${say('sameNumber', { code: each.code })}</a></p>`)}${taken && html`<p class="note care">▲ <a href="/records/${taken.id}">${say('placeTaken', { number: taken.number })}</a></p>`}${rec.voided && html`<p class="note care">${rec.voided.by?.name}: ${rec.voided.reason}</p>`}
<p>${rec.seal ? html`${say('sealedAt', { at: time(rec.seal.at) })}<br>${say('checkCode')} <span class="mono">${checkCode(rec.seal.contentHash)}</span>` : say('notSealed')}</p>
${mayAs(account.role, 'manage') && !isThrownAway(rec, def) ? html`<p><a class="button" href="/records/${rec.id}/change">${say('changes')}</a></p>` : null}
<h2>${say('copies')}</h2>${copies.length > 0 ? html`<ul>${copies}</ul>` : html`<p class="quiet">—</p>`}
<h2>${say('links')}</h2>${linkList(say('linkOut'), links.out)}${linkList(say('linkIn'), links.back)}${links.out.length + links.back.length === 0 ? html`<p class="quiet">${say('noLinks')}</p>` : null}</aside></div>
<h2>${say('history')}</h2>${table([say('when'), say('who'), say('what')], lines)}`,
  };
};

/** Records of every site, and one record as its paper. */
export const addRecordPages = (site: Site, database: Database): void => {
  site.page('/records', 'read', (visit) => recordsPage(database, visit));
  site.page('/records/:id', 'read', (visit) => recordPage(database, visit));
};
