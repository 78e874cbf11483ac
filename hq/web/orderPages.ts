import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { dispatchFields, inputToValue, lacksOfDispatch, strangerIn, type DispatchField } from '../../domain/forms/dispatch.ts';
import { headlineOf } from '../../domain/forms/indexing.ts';
import { formPlaying, formsById } from '../../domain/forms/index.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { isThrownAway } from '../../domain/documents/register.ts';
import { cellLabel } from '../../domain/paper/cells.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/result.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import { mayAs } from './accounts.ts';
import { writeAudit, type Deed } from './audit.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { Database } from '../database.ts';
import { peopleAt } from '../peopleAt.ts';
import type { HeadquartersDesk } from '../desk.ts';
import { hidden, select, speakField, table, time, withSaid, type Answer } from './frame.ts';
import { html, type Html, type Piece } from './html.ts';
import { readRecord } from './recordPages.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';
import { listStations, readSiteNames, stationWords } from './stationPages.ts';
import { refusalSentence, type Say } from './words.ts';

const orderForm = formPlaying('order').id;
const mostOrders = 200;
/** In the list of stations an order may go to: none of them. */
const toHeadquarters = 'headquarters';

const input = ({ name, field, needed }: DispatchField, said: string, say: Say, lang: 'zh' | 'en'): Html => {
  const more = needed ? html` required` : null;
  if (field.kind === 'choice') return html`${select(name, name, field.options.map(({ value, label }) => [value, label[lang]]), said, say('choose'))}`;
  // written the same in every browser, and read as in every cell
  if (field.kind === 'time') return html`<input id="${name}" name="${name}" value="${said}" placeholder="${field.precision === 'day' ? '2026-11-23' : '2026-11-23 09:30'}" maxlength="40" autocomplete="off"${more}>`;
  if (field.kind === 'text' && (field.lines ?? 1) > 1) return html`<textarea id="${name}" name="${name}" rows="4" maxlength="${field.max}"${more}>${said}</textarea>`;
  return html`<input id="${name}" name="${name}" value="${said}" maxlength="${'max' in field ? field.max ?? 200 : 200}"${more}>`;
};

export const problems = (visit: KnownVisit, refused: readonly Refusal[], def: FormDef | null): Piece =>
  refused.length > 0 && html`<div class="note bad" role="alert">${visit.say('problems')}<ul>${refused.map((each) => html`<li>${refusalSentence(each, def, visit.lang)}</li>`)}</ul></div>`;

const stationOptions = async (database: Database, lang: Lang): Promise<readonly (readonly [string, string])[]> => {
  const [lines, siteName] = await Promise.all([listStations(database), readSiteNames(database)]);
  return lines.filter(({ state }) => state === 'active').map((line) => [line.station, stationWords(line, siteName, lang)]);
};

type OrderLine = { readonly id: string; readonly number: string; readonly state: string; readonly state_label: string | null; readonly request: string | null; readonly place: string | null; readonly engineer: string | null; readonly holder: string | null; readonly updated_at: string };

/** Orders on which something is still expected of somebody, with who holds each. */
const listOrders = async (database: Database, lang: string): Promise<readonly OrderLine[]> =>
  (await database.pool.query<OrderLine>(
    `select r.id, r.number, r.state, f.body #>> array['lifecycle', 'states', r.state, 'label', $2::text] as state_label, r.body #>> '{data,request}' as request, r.body #>> '{data,place}' as place,
            r.body #>> '{data,engineer}' as engineer, d.code as holder, r.updated_at
       from record r left join device d on d.tenant = r.tenant and d.station = r.holder left join definition f on f.hash = r.body ->> 'def'
      where r.form = $1 and not r.body ? 'seal' and not r.body ? 'voided' and coalesce(f.body #>> array['lifecycle', 'states', r.state, 'closed'], 'false') <> 'true'
      order by d.code nulls first, r.server_seq desc limit ${mostOrders}`, [orderForm, lang],
  )).rows;

const boardPage = async (database: Database, { say, lang, account }: KnownVisit): Promise<Answer> => {
  const [orders, lines, siteName] = await Promise.all([listOrders(database, lang), listStations(database), readSiteNames(database)]);
  const named = new Map(lines.map((line) => [line.code, stationWords({ ...line, person: null }, siteName, lang)]));
  const manages = mayAs(account.role, 'manage');
  const groups = Map.groupBy(orders, ({ holder }) => holder ?? '—');
  const row = (order: OrderLine): Html => html`<tr><th scope="row" class="nowrap"><a href="/records/${order.id}">${order.number}</a></th><td>${order.state_label ?? order.state}</td><td>${order.engineer}</td><td>${order.place}</td><td class="pre">${(order.request ?? '').slice(0, 120)}</td><td class="nowrap">${time(order.updated_at)}</td>${manages ? html`<td><a href="/records/${order.id}/change" aria-label="${say('changes')}: ${order.number}">${say('changes')}</a></td>` : null}</tr>`;
  const heads = [say('number'), say('state'), cellLabel(formsById.get(orderForm)!, 'engineer', lang), cellLabel(formsById.get(orderForm)!, 'place', lang), cellLabel(formsById.get(orderForm)!, 'request', lang), say('updated'), ...(manages ? [say('actions')] : [])];
  return {
    title: 'dispatch',
    body: html`${manages ? html`<p><a class="button" href="/dispatch/new">${say('newOrder')}</a></p>` : null}${orders.length === 0 ? html`<p class="quiet">${say('noOrders')}</p>` : [...groups].map(([holder, held]) => html`<h2>${named.get(holder) ?? (holder === '—' ? holder : say('headquarters'))} <span class="quiet">${say('papersCount', { n: held.length })}</span></h2>${table(heads, held.map(row))}`)}`,
  };
};

/** Who is to do the work and is none of those known at the station. */
type Stranger = { readonly to: string; readonly name: string; readonly known: readonly string[] };
/** Sent with an order whose stranger was told of. */
const anywayField = 'anyway';
const mostNamed = 12;

const orderPage = async (database: Database, visit: KnownVisit, refused: readonly Refusal[] = [], stranger?: Stranger): Promise<Answer> => {
  const { say, lang, body } = visit;
  const def = formsById.get(orderForm)!;
  const options = await stationOptions(database, lang);
  if (options.length === 0) return { title: 'newOrder', body: html`<p class="quiet">${say('noActive')}</p><p><a href="/dispatch">${say('back')}</a></p>` };
  // as the window begins it
  const now = msToSecond(Date.now());
  const begun = ({ name, field }: DispatchField): string => (def.starts?.[name] === 'now' && field.kind === 'time' ? now.slice(0, field.precision === 'day' ? 10 : 16).replace('T', ' ') : '');
  const mark = (needed: boolean): Piece => needed && html` <span class="quiet">(${say('required')})</span>`;
  return {
    title: 'newOrder', form: 'new-order', ...(refused.length > 0 || stranger ? { status: 422 } : {}),
    body: html`${problems(visit, refused, def)}${stranger && html`<p class="note care" role="alert">▲ ${say('stranger', { name: stranger.name, station: options.find(([id]) => id === stranger.to)?.[1] ?? '', known: stranger.known.slice(0, mostNamed).join(lang === 'zh' ? '、' : ', ') })}</p>`}<form method="post" novalidate id="new-order" action="/dispatch/new">${hidden(visit)}${stranger && html`<input type="hidden" name="${anywayField}" value="${stranger.to} ${stranger.name}">`}<div class="narrow"><label for="to">${say('toStation')}${mark(true)}</label>${select('to', 'to', options, body.get('to'), say('choose'))}</div>
<div class="two">${dispatchFields(def).map((each) => html`<div class="narrow"><label for="${each.name}">${each.field.label[lang]}${mark(each.needed)}${each.later && html` <span class="quiet">(${say('byWhoGoes')})</span>`}</label>${input(each, body.get(each.name) ?? begun(each), say, lang)}</div>`)}</div><p class="row"><button>${say(stranger ? 'dispatchAnyway' : 'dispatch')}</button> <a href="/dispatch">${say('back')}</a></p></form>`,
  };
};

const changePage = async (database: Database, visit: KnownVisit, rec: Rec, def: FormDef | null, refused: readonly Refusal[] = []): Promise<Answer> => {
  const { say, lang } = visit;
  const holder = holderOf(rec);
  const [lines, siteName] = await Promise.all([listStations(database), readSiteNames(database)]);
  // a revoked station may have it still: what it has is taken back or given to another
  const held = lines.find(({ station }) => station === holder);
  const active = lines.filter(({ state, station }) => state === 'active' && station !== holder).map((line) => [line.station, stationWords(line, siteName, lang)] as const);
  // who has it already is no choice, and none is made beforehand
  const options = [...active, ...(held ? [[toHeadquarters, say('keepHere')] as const] : [])];
  const about = def && html`<p><strong>${def.title[lang]} ${rec.number}</strong> · ${def.lifecycle.states[rec.state]?.label[lang] ?? rec.state} · ${say('holder')} ${held ? stationWords(held, siteName, lang) : say('headquarters')}</p><p class="pre">${headlineOf(def, rec.data)}</p>`;
  const reason = (id: string): Html => html`<label for="${id}">${say('reason')}</label><input id="${id}" name="reason" maxlength="500" required>`;
  const isOver = def !== null && isThrownAway(rec, def);
  const giving = !isOver && !rec.seal && html`<section><h2>${say('reassign')}</h2><form class="narrow" method="post" novalidate action="/records/${rec.id}/reassign">${hidden(visit)}<input type="hidden" name="from" value="${holder}"><label for="to">${say('reassignTo')}</label>${select('to', 'to', options, visit.body.get('to'), say('choose'))}${reason('why-reassign')}<button>${say('reassign')}</button></form></section>`;
  const voiding = !isOver && html`<section><h2>${say('void')}</h2><form class="narrow" method="post" novalidate action="/records/${rec.id}/void">${hidden(visit)}<p class="note bad">${say('voidNote')}</p>${reason('why-void')}<button class="danger">${say('void')} ${rec.number}</button></form></section>`;
  return {
    title: 'changes', about: rec.number, at: `/records/${rec.id}/change`, ...(refused.length > 0 ? { status: 422 } : {}),
    body: html`${about}${problems(visit, refused, def)}<div class="two">${giving}${voiding}</div><p><a href="/records/${rec.id}">${say('back')}</a></p>`,
  };
};

/** The dispatch board; managers make orders, give them to another station and void papers. */
export const addOrderPages = (site: Site, database: Database, desk: HeadquartersDesk): void => {
  const note = ({ account, address }: KnownVisit, what: Deed, subject: string) => writeAudit(database.pool, { account: account.id, who: account.name, what, subject, address });
  const byOf = ({ account }: KnownVisit) => ({ id: account.id, name: account.name });

  site.page('/dispatch', 'read', (visit) => boardPage(database, visit));
  site.page('/dispatch/new', 'manage', (visit) => orderPage(database, visit));
  site.form('/dispatch/new', 'manage', async (visit) => {
    if (visit.body.has(speakField)) return orderPage(database, visit);
    const to = visit.body.get('to') ?? '';
    const def = formsById.get(orderForm)!;
    const data: Data = Object.fromEntries(dispatchFields(def).flatMap(({ name, field }) => {
      const value = inputToValue(field, visit.body.get(name) ?? '', msToSecond(Date.now()));
      return value === undefined ? [] : [[name, value]];
    }));
    if (!(await listStations(database)).some(({ station }) => station === to)) return orderPage(database, visit, [{ code: 'required', field: visit.say('toStation') }]);
    const lacks = lacksOfDispatch(def, data);
    if (lacks.length > 0) return orderPage(database, visit, lacks);
    // nobody there would see it as his own: said once, before it goes
    const known = await peopleAt(database, to);
    const stranger = strangerIn(def, data, known);
    if (stranger !== undefined && visit.body.get(anywayField) !== `${to} ${stranger}`) return orderPage(database, visit, [], { to, name: stranger, known });
    const made = await desk.dispatch(byOf(visit), { form: orderForm, data, to });
    if (!made.ok) return orderPage(database, visit, made.error);
    await note(visit, 'dispatched', made.value.number);
    return { go: withSaid('/dispatch', 'dispatched', { number: made.value.number }) };
  });

  site.page('/records/:id/change', 'manage', async (visit) => {
    const found = await readRecord(database, visit.params['id'] ?? '');
    return found ? changePage(database, visit, found.rec, found.def) : { missing: true };
  });
  site.form('/records/:id/reassign', 'manage', async (visit) => {
    const found = await readRecord(database, visit.params['id'] ?? '');
    if (!found) return { missing: true };
    const { rec, def } = found;
    const to = visit.body.get('to') ?? '';
    if (to === '') return changePage(database, visit, rec, def, [{ code: 'required', field: visit.say('reassignTo') }]);
    if (to !== toHeadquarters && !(await listStations(database)).some(({ station }) => station === to)) return changePage(database, visit, rec, def, [{ code: 'not-found' }]);
    const reason = visit.body.get('reason') ?? '';
    const done = await desk.reassign(byOf(visit), { id: rec.id, from: visit.body.get('from') ?? undefined, to: to === toHeadquarters ? null : to, reason });
    if (!done.ok) return changePage(database, visit, rec, def, done.error);
    await note(visit, 'reassigned', `${rec.number}: ${reason}`);
    return { go: withSaid(`/records/${rec.id}`, 'reassigned') };
  });
  site.form('/records/:id/void', 'manage', async (visit) => {
    const found = await readRecord(database, visit.params['id'] ?? '');
    if (!found) return { missing: true };
    const { rec, def } = found;
    const reason = visit.body.get('reason') ?? '';
    const done = await desk.void(byOf(visit), { id: rec.id, reason });
    if (!done.ok) return changePage(database, visit, rec, def, done.error);
    await note(visit, 'voided', `${rec.number}: ${reason}`);
    return { go: withSaid(`/records/${rec.id}`, 'voided') };
  });
};
