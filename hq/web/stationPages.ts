import { keyFingerprint, type WipedReport } from '../../domain/api/keys.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import type { Database } from '../database.ts';
import { issueEnrolmentCode } from '../enrolment.ts';
import { readProfile } from '../profiles.ts';
import { revokeStation } from '../revokeStation.ts';
import { writeAudit } from './audit.ts';
import { alert, hidden, table, time, withSaid, type Answer } from './frame.ts';
import { html, type Html } from './html.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';
import type { Say } from './words.ts';
import { mayAs } from './accounts.ts';

/** minutes an enrolment code given out on the page is good for */
const codeMinutes = 60;
/** ms a clock may be off before it is said */
const clockTolerance = 60_000;

export type StationLine = {
  readonly station: string; readonly code: string; /** in the numbers it gave before it was enrolled */ readonly former_code: string | null; readonly site: string | null; readonly state: 'active' | 'frozen' | 'revoked'; readonly key: string; readonly last_seq: number; readonly fork_seq: number | null; /** how far its own log went when it last asked, where headquarters has more */ readonly behind_seq: number | null;
  readonly last_contact: Date | null; readonly unsent: number | null; readonly unsent_files: number | null; readonly version: string | null; readonly clock_offset: number | null; readonly revoked_reason: string | null; readonly troubled: number;
  readonly former: readonly string[]; readonly rotated_at: Date | null; readonly wipe_at: string | null; readonly wiped_at: Date | null; readonly wiped: WipedReport | null; readonly wiped_by_ferry: boolean;
  /** who wrote there last, as it was sent */ readonly person: string | null;
};

/** Every station but headquarters itself, by code. */
export const listStations = async (database: Database): Promise<readonly StationLine[]> =>
  (await database.pool.query<StationLine>(
    `select d.station, d.code, d.former_code, d.site, d.state, d.key, d.last_seq, d.fork_seq, d.behind_seq, d.last_contact, d.unsent, d.unsent_files, d.version, d.clock_offset, d.revoked_reason, d.former, d.rotated_at, d.wipe_at, d.wiped_at, d.wiped, d.wiped_by_ferry,
            (select count(*) from op o where o.station = d.station and o.outcome <> 'applied') as troubled,
            (select o.bytes::json #>> '{by,name}' from op o where o.station = d.station and o.outcome = 'applied' order by o.seq desc limit 1) as person
       from device d where d.kind = 'station' order by d.code`,
  )).rows;

/** What the contract calls a site; its code, where it has no name for it. */
export const readSiteNames = async (database: Database): Promise<(site: string | null) => Text | null> => {
  const names = new Map((await readProfile(database))?.sites.map(({ code, name }) => [code, name]));
  return (site) => (site === null ? null : (names.get(site) ?? text(site, site)));
};
/** A station as one tells it from others: `BJ02 · 北京二中心 · 张晓明`. */
export const stationWords = ({ code, site, person }: Pick<StationLine, 'code' | 'site' | 'person'>, siteName: (site: string | null) => Text | null, lang: Lang): string =>
  [code, siteName(site)?.[lang], person].filter((word) => word != null).join(' · ');

const stateOf = (say: Say, { state, fork_seq: fork, behind_seq: behind, last_seq: received, revoked_reason: reason, wipe_at: ordered, wiped_at: wiped, wiped: lost, wiped_by_ferry: byFerry }: StationLine): Html => {
  if (wiped && lost) return html`<span class="bad">■ ${say('wiped')}</span> <span class="quiet">${say('wipedNote', { time: time(wiped), ops: lost.ops, files: lost.files })}${byFerry && html` ${say('wipedByFerry')}`}</span>`;
  if (ordered) return html`<span class="bad">■ ${say('wipeOrdered')}</span> <span class="quiet">${reason}</span>`;
  if (state === 'active' && behind !== null) return html`<span class="care">▲ ${say('behind', { seq: behind, received })}</span>`;
  if (state === 'active') return html`<span class="good nowrap">● ${say('active')}</span>`;
  return state === 'frozen' ? html`<span class="bad">■ ${say('frozen', { seq: fork ?? '?' })}</span>` : html`<span class="bad">■ ${say('revoked')}</span>${reason && html` <span class="quiet">${reason}</span>`}`;
};

const spanOf = (say: Say, ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return say('seconds', { n: seconds });
  if (seconds < 7200) return say('minutes', { n: Math.round(seconds / 60) });
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? say('hours', { n: hours }) : say('days', { n: Math.round(hours / 24) });
};
/** `offset`: headquarters' clock less the station's. */
const clockOf = (say: Say, offset: number | null): Html => {
  if (offset === null) return html`<span class="quiet">—</span>`;
  if (Math.abs(offset) < clockTolerance) return html`${say('clockGood')}`;
  return html`<span class="care">▲ ${say(offset < 0 ? 'clockFast' : 'clockSlow', { span: spanOf(say, offset) })}</span>`;
};
const figure = (n: number | null, more = ''): Html => html`<td class="n">${n === null ? '—' : n}${more}</td>`;

const stationsPage = async (database: Database, headquartersKey: string, visit: KnownVisit, fault?: string): Promise<Answer> => {
  const { say, account, lang } = visit;
  const administers = mayAs(account.role, 'administer');
  const [lines, siteName] = await Promise.all([listStations(database), readSiteNames(database)]);
  const rows = lines.map((line) => html`<tr><th scope="row">${line.code}${line.former_code !== null && html`<br><span class="quiet">${say('formerCode', { code: line.former_code })}</span>`}</th><td>${siteName(line.site)?.[lang] ?? '—'}${line.site !== null && siteName(line.site)?.[lang] !== line.site && html` <span class="quiet">${line.site}</span>`}</td><td>${line.person ?? '—'}</td><td>${stateOf(say, line)}</td><td class="nowrap">${line.last_contact === null ? say('never') : time(line.last_contact)}</td>${figure(line.unsent, line.unsent_files ? ` + ${line.unsent_files} ${say('files')}` : '')}${figure(line.last_seq)}<td class="n">${line.troubled > 0 ? html`<span class="care">▲ ${line.troubled}</span>` : 0}</td><td>${line.version ?? '—'}</td><td>${clockOf(say, line.clock_offset)}</td><td><span class="mono">${keyFingerprint(line.key)}</span>${line.rotated_at && html`<br><span class="quiet">${say('keyChanged', { time: time(line.rotated_at) })}</span>`}</td>${administers ? html`<td class="nowrap">${line.state === 'frozen' && html`<a href="/stations/${line.station}/unfreeze" aria-label="${say('unfreezeTitle', { code: line.code })}">${say('unfreeze')}</a> `}${line.state === 'revoked' ? null : html`<a href="/stations/${line.station}/revoke" aria-label="${say('revokeTitle', { code: line.code })}">${say('revoke')}</a> `}<a href="/stations/${line.station}/wipe" aria-label="${say('wipeTitle', { code: line.code })}">${say('wipe')}</a></td>` : null}</tr>`);
  const heads = [say('code'), say('site'), say('lastWriter'), say('state'), say('lastContact'), { n: say('unsent') }, { n: say('received') }, { n: say('notApplied') }, say('version'), say('clockOffset'), say('fingerprint'), ...(administers ? [say('actions')] : [])];
  return {
    title: 'stations', at: '/stations', ...(fault ? { status: 409 } : {}),
    body: html`${fault && alert(fault)}${lines.length === 0 ? html`<p class="quiet">${say(administers ? 'noStations' : 'noStationsTold')}</p>` : html`${table(heads, rows)}<p class="quiet">${say('fingerprintNote')}</p>`}
<p>${say('ownFingerprint')} <span class="mono">${keyFingerprint(headquartersKey)}</span><br><span class="quiet">${say('ownFingerprintNote')}</span></p>
${administers ? html`<h2>${say('issueTitle')}</h2><form class="filters" method="post" novalidate action="/stations/codes">${hidden(visit)}<div><label for="site">${say('siteOptional')}</label><input id="site" name="site" maxlength="20"></div><button>${say('issueCode')}</button></form>` : null}`,
  };
};

const findStation = async (database: Database, id: string): Promise<StationLine | null> => (await listStations(database)).find((line) => line.station === id && line.state !== 'revoked') ?? null;

const revokePage = (visit: KnownVisit, line: StationLine, fault?: string): Answer => {
  const { say } = visit;
  return {
    title: 'revoke', about: line.code, at: `/stations/${line.station}/revoke`, ...(fault ? { status: 409 } : {}),
    body: html`${fault && alert(fault)}<p class="note bad">${say('revokeNote')}</p><p class="mono">${keyFingerprint(line.key)}</p><form class="narrow" method="post" novalidate action="/stations/${line.station}/revoke">${hidden(visit)}<label for="reason">${say('reason')}</label><input id="reason" name="reason" maxlength="200" required><button class="danger">${say('revoke')}</button></form><p><a href="/stations">${say('back')}</a></p>`,
  };
};

const unfreezePage = ({ say, ...visit }: KnownVisit, line: StationLine): Answer => ({
  title: 'unfreeze', about: line.code, at: `/stations/${line.station}/unfreeze`,
  body: html`<p class="note bad">${say('frozen', { seq: line.fork_seq ?? '?' })}</p><ol><li>${say('unfreezeKeep', { received: line.last_seq })}</li><li>${say('unfreezeOther')}</li><li>${say('unfreezeThen')}</li></ol><form class="narrow" method="post" novalidate action="/stations/${line.station}/unfreeze">${hidden(visit)}<button>${say('unfreeze')}</button></form><p><a href="/stations">${say('back')}</a></p>`,
});

/** The stations as headquarters knows them; administrators give codes, revoke, and let a frozen one go on. `headquartersKey`: its own, to be compared with what stations show. */
export const addStationPages = (site: Site, database: Database, headquartersKey: string): void => {
  site.page('/stations', 'read', (visit) => stationsPage(database, headquartersKey, visit));
  site.form('/stations/codes', 'administer', async (visit) => {
    const { say, body, doer, lang } = visit;
    const asked = (body.get('site') ?? '').trim().slice(0, 20);
    // before a contract was sent headquarters knows of no site
    const sites = (await readProfile(database))?.sites;
    if (asked !== '' && sites && !sites.some(({ code }) => code === asked)) {
      return stationsPage(database, headquartersKey, visit, say('siteUnknown', { site: asked, known: sites.map(({ code, name }) => `${code} ${name[lang]}`).join(lang === 'zh' ? '、' : ', ') }));
    }
    const code = await issueEnrolmentCode(database, codeMinutes, asked === '' ? undefined : asked);
    await writeAudit(database.pool, { account: doer.account.id, who: doer.account.name, what: 'station-code', subject: asked, address: doer.address });
    return { title: 'enrolmentCode', once: true, body: html`<p><span class="code">${code}</span></p><p class="quiet">${say('codeLife', { span: say('minutes', { n: codeMinutes }) })}</p><p>${say('ownFingerprint')} <span class="mono">${keyFingerprint(headquartersKey)}</span><br><span class="quiet">${say('ownFingerprintNote')}</span></p><p><a href="/stations">${say('back')}</a></p>` };
  });
  const findFrozen = async (id: string): Promise<StationLine | null> => {
    const line = await findStation(database, id);
    return line?.state === 'frozen' ? line : null;
  };
  site.page('/stations/:id/unfreeze', 'administer', async (visit) => {
    const line = await findFrozen(visit.params['id'] ?? '');
    return line ? unfreezePage(visit, line) : { missing: true };
  });
  site.form('/stations/:id/unfreeze', 'administer', async (visit) => {
    const { doer } = visit;
    const line = await findFrozen(visit.params['id'] ?? '');
    if (!line) return { missing: true };
    await database.transaction(async (client) => {
      const { rowCount } = await client.query(`update device set state = 'active', fork_seq = null where station = $1 and state = 'frozen'`, [line.station]);
      if (rowCount) await writeAudit(client, { account: doer.account.id, who: doer.account.name, what: 'station-unfrozen', subject: line.code, address: doer.address });
    });
    return { go: withSaid('/stations', 'station-unfrozen') };
  });
  site.page('/stations/:id/revoke', 'administer', async (visit) => {
    const line = await findStation(database, visit.params['id'] ?? '');
    return line ? revokePage(visit, line) : { missing: true };
  });
  site.form('/stations/:id/revoke', 'administer', async (visit) => {
    const { say, body, doer } = visit;
    const line = await findStation(database, visit.params['id'] ?? '');
    if (!line) return { missing: true };
    const reason = (body.get('reason') ?? '').trim().slice(0, 200);
    if (reason === '') return revokePage(visit, line, say('fillIn', { field: say('reason') }));
    await database.transaction(async (client) => {
      await revokeStation(client, line.station, { reason });
      await writeAudit(client, { account: doer.account.id, who: doer.account.name, what: 'station-revoked', subject: `${line.code}: ${reason}`, address: doer.address });
    });
    return { go: withSaid('/stations', 'station-revoked') };
  });
};
