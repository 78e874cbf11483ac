import { createHash } from 'node:crypto';
import calendarFile from '../../assets/calendars/cn.json' with { type: 'json' };
import { calendarSchema, textToCalendar } from '../../domain/calendar/calendar.ts';
import { textToProfile, textToTemplates, type ContractProfile } from '../../domain/contract/profile.ts';
import type { ReferenceKind } from '../../domain/record/op.ts';
import { refuse, type Result } from '../../domain/result.ts';
import type { Database } from '../database.ts';
import type { HeadquartersDesk } from '../desk.ts';
import { toAll, toSite, toStation } from '../log.ts';
import { readProfile } from '../profiles.ts';
import type { SentPerson } from '../reference.ts';
import { mayAs } from './accounts.ts';
import { writeAudit } from './audit.ts';
import { alert, fileField, hidden, select, table, time, withSaid, type Answer } from './frame.ts';
import { html, type Html, type Piece } from './html.ts';
import { problems } from './orderPages.ts';
import type { Site } from './site.ts';
import { listStations } from './stationPages.ts';
import type { KnownVisit } from './visit.ts';

/** bytes of a contract profile or a calendar, and of the form around it */
const largestFile = 2 * 1024 * 1024;
const formOverhead = 8 * 1024;
const kinds = ['profile', 'templates', 'calendar', 'people'] as const;
const isKind = (what: string | undefined): what is (typeof kinds)[number] => (kinds as readonly (string | undefined)[]).includes(what);

type Sent = { readonly what: ReferenceKind; readonly audience: string; readonly at: Date; readonly body: unknown };
const listSent = async (database: Database): Promise<readonly Sent[]> => (await database.pool.query<Sent>(`select what, audience, at, body from reference order by what, audience`)).rows;

/** 姓名，岗位，电话，单位: a person a line. The id follows from name, post and telephone, so that the same person sent again is the same one and a namesake another. */
const textToPeople = (text: string): readonly SentPerson[] =>
  text.split('\n').flatMap((line) => {
    const [name = '', post = '', phone = '', party = ''] = line.split(/[,，\t]/).map((cell) => cell.trim());
    const id = createHash('sha256').update(`sanlian/person/2\n${name}\n${post}\n${phone}`).digest('hex').slice(0, 32);
    return name === '' ? [] : [{ id, name, ...(post ? { post } : {}), ...(phone ? { phone } : {}), ...(party ? { party } : {}) }];
  });
const peopleToText = (people: readonly SentPerson[]): string => people.map(({ name, post, phone, party }) => [name, post, phone, party].map((cell) => cell ?? '').join('，').replace(/，+$/, '')).join('\n');

const readText = (file: Uint8Array | null): string | null => {
  try {
    return file === null ? null : new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return null;
  }
};
/** What a file must say to be sent; the holidays are laid over those that ship, as headquarters and every station do. */
const readers: Readonly<Record<'profile' | 'templates' | 'calendar', (written: string, inForce: ContractProfile | null) => Result<unknown>>> = {
  profile: textToProfile, calendar: (written) => textToCalendar(written, [calendarFile]), templates: (written, inForce) => (inForce ? textToTemplates(written, inForce) : refuse('profile-unknown')),
};
const isAudience = (audience: string): boolean => /^(all|site:[A-Z0-9]{2,8}|station:[0-9a-f-]{36})$/.test(audience);

/** In words: which version, which years, how many people. */
const summary = ({ say }: KnownVisit, { what, body }: Sent): string => {
  if (what === 'profile') return say('sendProfileIs', { version: (body as ContractProfile).version, sites: (body as ContractProfile).sites.map(({ code }) => code).join(', ') });
  const calendar = what === 'calendar' ? calendarSchema.safeParse(body) : null;
  if (calendar?.success) return Object.keys(calendar.data.years).join(', ');
  return Array.isArray(body) ? say('sendCount', { n: body.length }) : '';
};

const audienceWords = ({ say }: KnownVisit, audience: string, codes: ReadonlyMap<string, string>): string =>
  audience === toAll ? say('sendAll') : audience.startsWith('site:') ? say('sendSite', { code: audience.slice(5) }) : say('sendStation', { code: codes.get(audience.slice(8)) ?? audience.slice(8) });

const page = async (database: Database, visit: KnownVisit, wrong?: Piece): Promise<Answer> => {
  const { say, account, body } = visit;
  const stations = await listStations(database);
  const codes = new Map(stations.map(({ station, code }) => [station, code]));
  const sent = await listSent(database);
  const profile = await readProfile(database);
  const people = sent.find(({ what, audience }) => what === 'people' && audience === toAll)?.body;
  const active = stations.filter(({ state }) => state === 'active');
  const audiences = [
    [toAll, say('sendAll')], ...[...new Set(active.flatMap(({ site }) => site ?? []))].sort().map((code) => [toSite(code)!, say('sendSite', { code })]), ...active.map(({ station, code }) => [toStation(station), say('sendStation', { code })]),
  ].map(([value = '', label = '']) => [value, label] as const);
  const to = (id: string): Html => html`<label for="${id}">${say('sendTo')}</label>${select('audience', id, audiences, body.get('audience') ?? toAll)}`;
  const rows = sent.map((each) => html`<tr><th scope="row">${isKind(each.what) ? say(`send.${each.what}`) : each.what}</th><td>${audienceWords(visit, each.audience, codes)}</td><td>${summary(visit, each)}</td><td class="nowrap">${time(each.at)}</td></tr>`);
  const forms = mayAs(account.role, 'manage') && html`
<h2>${say('send.profile')}</h2><p>${profile ? say('sendProfileNow', { version: profile.version }) : say('sendNoProfile')} ${profile && html`<a href="/send/profile.json">${say('sendDownload')}</a>`}</p><p class="quiet">${say('sendProfileNote')}</p>
<form class="narrow" method="post" novalidate action="/send/profile" enctype="multipart/form-data">${hidden(visit)}${fileField(visit, 'profile', say('sendFile'), '.json,application/json')}<button>${say('sendNow')}</button></form>
${profile && html`<h3>${say('sendNewSite')}</h3><form class="narrow" method="post" novalidate action="/send/site">${hidden(visit)}<label for="code">${say('code')}</label><input id="code" name="code" maxlength="8" pattern="[A-Z0-9]{2,8}" required><label for="zh">${say('sendSiteZh')}</label><input id="zh" name="zh" maxlength="60" required><label for="en">${say('sendSiteEn')}</label><input id="en" name="en" maxlength="80" required><label for="address">${say('sendSiteAddress')}</label><input id="address" name="address" maxlength="200"><button>${say('sendSiteNow')}</button></form>`}
${profile && html`<h2>${say('send.templates')}</h2><p>${say('sendTemplatesNow', { n: profile.templates.length })} <a href="/send/templates.json">${say('sendDownload')}</a></p><p class="quiet">${say('sendTemplatesNote')}</p>
<form class="narrow" method="post" novalidate action="/send/templates" enctype="multipart/form-data">${hidden(visit)}${to('templates-to')}${fileField(visit, 'templates', say('sendFile'), '.json,application/json')}<button>${say('sendNow')}</button></form>`}
<h2>${say('send.calendar')}</h2><p class="quiet">${say('sendCalendarNote')}</p>
<form class="narrow" method="post" novalidate action="/send/calendar" enctype="multipart/form-data">${hidden(visit)}${fileField(visit, 'calendar', say('sendFile'), '.json,application/json')}<button>${say('sendNow')}</button></form>
<h2>${say('send.people')}</h2><p class="quiet">${say('sendPeopleNote')}</p>
<form class="narrow" method="post" novalidate action="/send/people">${hidden(visit)}${to('people-to')}<label for="people">${say('send.people')}</label><textarea id="people" name="people" rows="8" maxlength="50000">${body.get('people') ?? peopleToText((people ?? []) as readonly SentPerson[])}</textarea><button>${say('sendNow')}</button></form>`;
  return { title: 'send', at: '/send', ...(wrong ? { status: 422 } : {}), body: html`${wrong}<p>${say('sendNote')}</p>${rows.length === 0 ? html`<p class="quiet">${say('sendNothing')}</p>` : table([say('what'), say('sendTo'), say('sendContent'), say('when')], rows)}${forms}` };
};

/** What every station works by: contract, holidays, people. Managers send it down; it arrives with each station's next contact. */
export const addSendPages = (site: Site, database: Database, desk: HeadquartersDesk): void => {
  const finish = async (visit: KnownVisit, what: (typeof kinds)[number], audience: string, done: Result<unknown>): Promise<Answer> => {
    if (!done.ok) return page(database, visit, problems(visit, done.error, null));
    await writeAudit(database.pool, { account: visit.doer.account.id, who: visit.doer.account.name, what: `sent-${what}`, subject: audience, address: visit.doer.address });
    return { go: withSaid('/send', 'sent') };
  };
  const by = ({ doer }: KnownVisit) => ({ id: doer.account.id, name: doer.account.name });
  site.page('/send', 'read', (visit) => page(database, visit));
  site.page('/send/profile.json', 'manage', async () => {
    const profile = await readProfile(database);
    return profile ? { file: `${JSON.stringify(profile, null, 1)}\n`, name: `${profile.id}-${profile.version}.json` } : { missing: true };
  });
  site.page('/send/templates.json', 'manage', async () => {
    const profile = await readProfile(database);
    return profile ? { file: `${JSON.stringify(profile.templates, null, 1)}\n`, name: `${profile.id}-templates.json` } : { missing: true };
  });
  for (const what of ['profile', 'templates', 'calendar'] as const) {
    site.form(`/send/${what}`, 'manage', async (visit) => {
      if (visit.file === null || visit.file.length === 0) return page(database, visit, alert(visit.say('noFile')));
      const written = readText(visit.file);
      if (written === null) return page(database, visit, alert(visit.say('sendUnreadable')));
      const read = readers[what](written, await readProfile(database));
      // a contract or a holiday holds for everybody: two of them in one contract would be two truths
      const audience = what === 'templates' ? (visit.body.get('audience') ?? toAll) : toAll;
      if (!isAudience(audience)) return { missing: true };
      return finish(visit, what, audience, read.ok ? await desk.send(by(visit), { what, body: JSON.parse(written.replace(/^\uFEFF/, '')), audience }) : read);
    }, { bodyLimit: largestFile + formOverhead });
  }
  site.form('/send/site', 'manage', async (visit) => {
    const profile = await readProfile(database);
    if (!profile) return page(database, visit);
    const said = (name: string): string => (visit.body.get(name) ?? '').trim();
    const empty = ([['code', 'code'], ['zh', 'sendSiteZh'], ['en', 'sendSiteEn']] as const).find(([name]) => said(name) === '');
    if (empty) return page(database, visit, alert(visit.say('fillIn', { field: visit.say(empty[1]) })));
    const code = said('code').toUpperCase();
    if (profile.sites.some((each) => each.code === code)) return page(database, visit, alert(visit.say('sendSiteTwice', { code })));
    const body = { ...profile, version: profile.version + 1, sites: [...profile.sites, { code, name: { zh: said('zh'), en: said('en') }, address: said('address') }] };
    return finish(visit, 'profile', toAll, await desk.send(by(visit), { what: 'profile', body }));
  });
  site.form('/send/people', 'manage', async (visit) => {
    const audience = visit.body.get('audience') ?? toAll;
    if (!isAudience(audience)) return { missing: true };
    return finish(visit, 'people', audience, await desk.send(by(visit), { what: 'people', body: textToPeople(visit.body.get('people') ?? ''), audience }));
  });
};
