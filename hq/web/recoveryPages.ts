import type { Database } from '../database.ts';
import { enterRecovery, listRecoveries, readRecovery, refuseRecovery, releaseRecovery, type RecoveryFault, type RecoveryLine } from '../recovery.ts';
import type { RecoveryKey } from '../recoveryKey.ts';
import { keyFingerprint } from '../../domain/api/keys.ts';
import { codeToFile } from '../../domain/recovery/code.ts';
import { mayAs } from './accounts.ts';
import { alert, hidden, select, table, time, withSaid, type Answer } from './frame.ts';
import { html, type Html } from './html.ts';
import type { Site } from './site.ts';
import { listStations, readSiteNames, stationWords } from './stationPages.ts';
import type { KnownVisit } from './visit.ts';

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

const stateOf = ({ say }: KnownVisit, { state }: RecoveryLine): Html =>
  state === 'waiting' ? html`<span class="care">○ ${say('recoveryWaiting')}</span>` : state === 'released' ? html`<span class="good">● ${say('recoveryReleased')}</span>` : html`<span class="bad">■ ${say('recoveryRefused')}</span>`;

const listPage = async (database: Database, recovery: RecoveryKey, visit: KnownVisit, fault?: RecoveryFault): Promise<Answer> => {
  const { say, body } = visit;
  const siteName = await readSiteNames(database);
  const stations = (await listStations(database)).filter(({ state }) => state !== 'revoked').map((line) => [line.station, stationWords(line, siteName, visit.lang)] as const);
  const rows = (await listRecoveries(database)).map((row) => html`<tr><th scope="row" class="nowrap"><a href="/recovery/${row.id}">${row.code}</a></th><td>${row.asked_for}</td><td>${stateOf(visit, row)}</td><td>${row.entered_name}</td><td class="nowrap">${time(row.entered_at)}</td><td>${row.closed_name}</td></tr>`);
  return {
    title: 'recovery', at: '/recovery', ...(fault ? { status: 422 } : {}),
    body: html`${fault && fault !== 'missing' && alert(say(`fault.${fault}`))}<p>${say('recoveryNoteLong')}</p><p class="quiet">${say('recoveryKey')} <span class="mono">${keyFingerprint(recovery.publicKey)}</span></p>
${rows.length === 0 ? html`<p class="quiet">${say('noRecovery')}</p>` : table([say('station'), say('recoveryFor'), say('state'), say('recoveryEnteredBy'), say('when'), say('recoveryClosedBy')], rows)}
<h2>${say('recoveryEnter')}</h2><form class="narrow" method="post" novalidate action="/recovery">${hidden(visit)}<label for="station">${say('station')}</label>${select('station', 'station', stations, body.get('station'), say('choose'))}
<label for="code">${say('recoveryCode')}</label><textarea id="code" name="code" rows="3" maxlength="1000" class="mono" spellcheck="false" autocomplete="off" required>${body.get('code') ?? ''}</textarea>
<label for="askedFor">${say('recoveryFor')}</label><input id="askedFor" name="askedFor" maxlength="60" value="${body.get('askedFor') ?? ''}" required><p class="quiet">${say('recoveryForNote')}</p>
<label for="proof">${say('recoveryProof')}</label><input id="proof" name="proof" maxlength="200" value="${body.get('proof') ?? ''}" required><p class="quiet">${say('recoveryProofNote')}</p><button>${say('recoveryEnter')}</button></form>`,
  };
};

const onePage = (visit: KnownVisit, row: RecoveryLine, fault?: RecoveryFault): Answer => {
  const { say, account } = visit;
  const own = row.entered_by === account.id;
  const release = mayAs(account.role, 'administer') && !own
    ? html`<form method="post" novalidate action="/recovery/${row.id}/release">${hidden(visit)}<p class="note care">▲ ${say('recoveryReleaseNote')}</p><button>${say('recoveryRelease')}</button></form>`
    : html`<p class="note care">${say(own ? 'recoveryOther' : 'recoveryAdministrator')}</p>`;
  return {
    title: 'recovery', about: row.code, at: `/recovery/${row.id}`, ...(fault ? { status: 409 } : {}),
    body: html`${fault && fault !== 'missing' && alert(say(`fault.${fault}`))}<dl><dt>${say('recoveryFor')}</dt><dd>${row.asked_for}</dd><dt>${say('recoveryProof')}</dt><dd>${row.proof}</dd><dt>${say('recoveryEnteredBy')}</dt><dd>${row.entered_name} · ${time(row.entered_at)}</dd><dt>${say('state')}</dt><dd>${stateOf(visit, row)}${row.closed_name ? html` ${row.closed_name} · ${time(row.closed_at)}` : null}${row.reason ? html` · ${row.reason}` : null}</dd></dl>
${row.answer === null ? null : html`<h2>${say('recoveryAnswer')}</h2><p><span class="code">${row.answer}</span></p><p class="quiet">${say('recoveryAnswerNote')} <a href="/recovery/${row.id}/answer.txt">${say('recoveryFile')}</a></p>`}
${row.state === 'waiting' ? html`${release}<h2>${say('recoveryRefuse')}</h2><form class="narrow" method="post" novalidate action="/recovery/${row.id}/refuse">${hidden(visit)}<label for="reason">${say('reason')}</label><input id="reason" name="reason" maxlength="200" required><button class="danger">${say('recoveryRefuse')}</button></form>` : null}<p><a href="/recovery">${say('back')}</a></p>`,
  };
};

/** Forgotten passphrases: one enters what is read out, another one releases it (four eyes). */
export const addRecoveryPages = (site: Site, database: Database, recovery: RecoveryKey): void => {
  const find = async (visit: KnownVisit): Promise<RecoveryLine | null> => (isId(visit.params['id'] ?? '') ? readRecovery(database, visit.params['id']!) : null);
  site.page('/recovery', 'manage', (visit) => listPage(database, recovery, visit));
  site.form('/recovery', 'manage', async (visit) => {
    const said = (name: string): string => visit.body.get(name) ?? '';
    const done = isId(said('station')) ? await enterRecovery(database, recovery, visit.doer, { station: said('station'), code: said('code'), askedFor: said('askedFor'), proof: said('proof') }) : { fault: 'recoveryEmpty' as const };
    return 'fault' in done ? listPage(database, recovery, visit, done.fault) : { go: `/recovery/${done.id}` };
  });
  site.page('/recovery/:id', 'manage', async (visit) => {
    const row = await find(visit);
    return row ? onePage(visit, row) : { missing: true };
  });
  site.page('/recovery/:id/answer.txt', 'manage', async (visit) => {
    const row = await find(visit);
    return row?.answer ? { file: codeToFile('answer', row.code, row.answer), name: `sanlian-recovery-answer-${row.code}.txt` } : { missing: true };
  });
  site.form('/recovery/:id/release', 'administer', async (visit) => {
    const row = await find(visit);
    if (!row) return { missing: true };
    const done = await releaseRecovery(database, recovery, visit.doer, row.id);
    return 'fault' in done ? onePage(visit, row, done.fault) : { go: `/recovery/${row.id}` };
  });
  site.form('/recovery/:id/refuse', 'manage', async (visit) => {
    const row = await find(visit);
    if (!row) return { missing: true };
    const wrong = await refuseRecovery(database, visit.doer, row.id, visit.body.get('reason') ?? '');
    return wrong ? onePage(visit, row, wrong.fault) : { go: withSaid('/recovery', 'recovery-refused') };
  });
};
