import { keyFingerprint } from '../../domain/api/keys.ts';
import type { Database } from '../database.ts';
import { orderWipe, withdrawWipe } from '../deviceKeys.ts';
import type { Headquarters } from '../wire.ts';
import { alert, hidden, time, withSaid, type Answer } from './frame.ts';
import { html } from './html.ts';
import type { Site } from './site.ts';
import { listStations, type StationLine } from './stationPages.ts';
import type { KnownVisit } from './visit.ts';

const wipePage = (visit: KnownVisit, line: StationLine, fault?: string): Answer => {
  const { say } = visit;
  const fingerprints = html`<p class="mono">${keyFingerprint(line.key)}</p>${line.former.length > 0 && html`<p class="quiet">${say('former')} <span class="mono">${line.former.map(keyFingerprint).join(', ')}</span></p>`}`;
  const back = html`<p><a href="/stations">${say('back')}</a></p>`;
  if (line.wiped_at && line.wiped) {
    const { ops, files, records } = line.wiped;
    return { title: 'wipe', about: line.code, body: html`<p class="note bad">${say('wipedNote', { time: time(line.wiped_at), ops, files })}${line.wiped_by_ferry && html` ${say('wipedByFerry')}`}</p>${records.length > 0 && html`<h2>${say('wipedRecords')}</h2><ul>${records.map((number) => html`<li class="mono">${number}</li>`)}</ul>`}${fingerprints}${back}` };
  }
  if (line.wipe_at) return { title: 'wipe', about: line.code, body: html`<p class="note care">▲ ${say('wipeOrderedNote', { time: time(line.wipe_at) })}</p>${fingerprints}<form method="post" novalidate action="/stations/${line.station}/wipe/withdraw">${hidden(visit)}<button class="plain">${say('wipeWithdraw')}</button></form>${back}` };
  return {
    title: 'wipe', about: line.code, at: `/stations/${line.station}/wipe`, ...(fault ? { status: 409 } : {}),
    body: html`${fault && alert(fault)}<p class="note bad">${say('wipeNote')}</p>${fingerprints}<form class="narrow" method="post" novalidate action="/stations/${line.station}/wipe">${hidden(visit)}<label for="reason">${say('reason')}</label><input id="reason" name="reason" maxlength="200" required><label for="confirm">${say('wipeConfirm')}</label><input id="confirm" name="confirm" maxlength="8" autocomplete="off" required><button class="danger">${say('wipe')}</button></form>${back}`,
  };
};

/** A stolen laptop: administrators order it wiped, see what it said, and take the order back while it has not been carried out. */
export const addWipePages = (site: Site, database: Database, headquarters: Headquarters): void => {
  const find = async ({ params }: KnownVisit): Promise<StationLine | null> => (await listStations(database)).find((line) => line.station === params['id']) ?? null;
  site.page('/stations/:id/wipe', 'administer', async (visit) => {
    const line = await find(visit);
    return line ? wipePage(visit, line) : { missing: true };
  });
  site.form('/stations/:id/wipe', 'administer', async (visit) => {
    const line = await find(visit);
    if (!line) return { missing: true };
    const reason = (visit.body.get('reason') ?? '').trim().slice(0, 200);
    if (reason === '') return wipePage(visit, line, visit.say('fillIn', { field: visit.say('reason') }));
    if ((visit.body.get('confirm') ?? '').trim().toUpperCase() !== line.code) return wipePage(visit, line, visit.say('fault.wipeConfirm'));
    return (await orderWipe(database, headquarters, visit.doer, line.station, reason)) ? { go: withSaid('/stations', 'wipe-ordered') } : wipePage(visit, line);
  });
  site.form('/stations/:id/wipe/withdraw', 'administer', async (visit) => {
    const line = await find(visit);
    if (!line) return { missing: true };
    return (await withdrawWipe(database, visit.doer, line.station)) ? { go: withSaid('/stations', 'wipe-withdrawn') } : wipePage(visit, line);
  });
};
