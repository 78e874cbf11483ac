import { toString as drawQr } from 'qrcode';
import type { Database } from '../database.ts';
import { join } from './accounts.ts';
import { writeAudit } from './audit.ts';
import { alert, emptyIn, hidden, withSaid, type Answer, type Voice } from './frame.ts';
import { Html, html, type Piece } from './html.ts';
import { isLongEnough, shortestPassword } from './passwords.ts';
import { changePassword, endSession, offerFactor, openSession, passFactor, signIn, turnFactorOff, turnFactorOn } from './sessions.ts';
import { dropSession, giveSession, type Site } from './site.ts';
import type { KnownVisit, Visit } from './visit.ts';

/** attempts a minute from one address, behind which an office may sit; each name has a wait of its own besides */
const entriesPerMinute = 60;

const signInPage = (visit: Visit, fault?: Piece): Answer => {
  const { say } = visit;
  return {
    title: 'signIn', at: '/login', ...(fault ? { status: 403 } : {}),
    body: html`<form class="narrow" method="post" novalidate action="/login">${hidden(visit)}${fault && alert(fault)}<label for="name">${say('name')}</label><input id="name" name="name" autocomplete="username" value="${visit.body.get('name')}" required autofocus>
<label for="password">${say('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required><button>${say('enter')}</button></form>
<p><a href="/join">${say('joinLink')}</a></p><p><a href="/verify">${say('verifyLink')}</a></p>`,
  };
};

const newPasswordFields = ({ say }: Voice): Html =>
  html`<label for="fresh">${say('newPassword')}</label><input id="fresh" name="fresh" type="password" autocomplete="new-password" minlength="${shortestPassword}" required>
<label for="again">${say('again')}</label><input id="again" name="again" type="password" autocomplete="new-password" minlength="${shortestPassword}" required>`;

/** `isWrongCode`: it is not typed on. */
const joinPage = (visit: Visit, fault?: Piece, isWrongCode = false): Answer => {
  const { say, body } = visit;
  return {
    title: 'join', at: '/join', ...(fault ? { status: 403 } : {}),
    body: html`<form class="narrow" method="post" novalidate action="/join">${hidden(visit)}${fault && alert(fault)}<p class="quiet">${say('joinNote')}</p><label for="code">${say('joinCode')}</label><input id="code" name="code" type="password" autocomplete="one-time-code" value="${fault && !isWrongCode ? body.get('code') : ''}" required autofocus>
<label for="name">${say('joinName')}</label><input id="name" name="name" autocomplete="username" maxlength="60" value="${body.get('name')}">${newPasswordFields(visit)}<button>${say('enter')}</button></form><p><a href="/login">${say('signIn')}</a></p>`,
  };
};

const factorPage = (visit: Visit, fault?: Piece): Answer => {
  const { say } = visit;
  return {
    title: 'factor', at: '/factor', ...(fault ? { status: 403 } : {}),
    body: html`<form class="narrow" method="post" novalidate action="/factor">${hidden(visit)}${fault && alert(fault)}<p class="quiet">${say('factorNote')}</p><label for="code">${say('factorCode')}</label><input id="code" name="code" autocomplete="one-time-code" required autofocus><button>${say('enter')}</button></form>`,
  };
};

const mePage = async (database: Database, visit: KnownVisit, fault?: Piece): Promise<Answer> => {
  const { say, account, session } = visit;
  const offered = account.hasFactor ? null : await offerFactor(database, session);
  const factor = offered
    ? html`<h2>${say('factorSetUp')}</h2><form class="narrow" method="post" novalidate action="/me/factor">${hidden(visit)}<p>${say('factorScan')}</p><div class="qr" role="img" aria-label="${say('factorQr')}">${new Html(await drawQr(offered.address, { type: 'svg', margin: 2 }))}</div><p class="mono">${offered.secret}</p>
<label for="code">${say('factorConfirm')}</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required><button>${say('turnOn')}</button></form>`
    : html`<h2>${say('turnOff')}</h2><form class="narrow" method="post" novalidate action="/me/factor/off">${hidden(visit)}<label for="current">${say('oldPassword')}</label><input id="current" name="old" type="password" autocomplete="current-password" required><button class="danger">${say('turnOff')}</button></form>`;
  return {
    title: 'me', at: '/me', ...(fault ? { status: 403 } : {}),
    body: html`${fault && alert(fault)}<p>${account.name} · ${say(`role.${account.role}`)}</p><div class="two"><section>${factor}</section><section><h2>${say('changePassword')}</h2>
<form class="narrow" method="post" novalidate action="/me/password">${hidden(visit)}<label for="old">${say('oldPassword')}</label><input id="old" name="old" type="password" autocomplete="current-password" required>${newPasswordFields(visit)}<button>${say('changePassword')}</button></form></section></div>`,
  };
};

/** Sign-in, the second step, one-time codes, and one's own account. */
export const addEntryPages = (site: Site, database: Database): void => {
  site.page('/', 'anybody', ({ account }) => ({ go: account ? '/stations' : '/login' }));
  // where the window was not built: said here, in words
  site.page('/window', 'read', ({ say }) => ({ title: 'window', body: html`<p class="note care" role="alert">${say('windowMissing')}</p>`, status: 503 }), { ofNoSite: true });
  site.page('/login', 'anybody', (visit) => (visit.account ? { go: '/stations' } : signInPage(visit)));
  site.form('/login', 'anybody', async (visit) => {
    const empty = emptyIn(visit, { name: 'name', password: 'password' });
    if (empty) return signInPage(visit, empty);
    const done = await signIn(database, visit.body.get('name') ?? '', visit.body.get('password') ?? '', visit.address);
    if (done.kind === 'wait') return signInPage(visit, visit.say('wait', { seconds: done.seconds }));
    return done.kind === 'wrong' ? signInPage(visit, visit.say('wrong')) : giveSession(visit, done.token, done.kind);
  }, { perMinute: entriesPerMinute });

  site.page('/factor', 'half', (visit) => (visit.account ? { go: '/stations' } : factorPage(visit)));
  site.form('/factor', 'half', async (visit) => {
    if (visit.account || !visit.session) return { go: '/stations' };
    const empty = emptyIn(visit, { code: 'factorCode' });
    if (empty) return factorPage(visit, empty);
    const done = await passFactor(database, visit.session, visit.body.get('code') ?? '', visit.address);
    if (done.kind === 'wait') return factorPage(visit, visit.say('wait', { seconds: done.seconds }));
    return done.kind === 'wrong' ? factorPage(visit, visit.say('factorWrong')) : giveSession(visit, done.token, done.kind);
  }, { perMinute: entriesPerMinute });

  site.page('/join', 'anybody', (visit) => joinPage(visit));
  site.form('/join', 'anybody', async (visit) => {
    const { body, say, address } = visit;
    const empty = emptyIn(visit, { code: 'joinCode' });
    if (empty) return joinPage(visit, empty);
    const done = await join(database, { code: body.get('code') ?? '', name: body.get('name') ?? '', password: body.get('fresh') ?? '', again: body.get('again') ?? '', address });
    return 'fault' in done ? joinPage(visit, say(`joinFault.${done.fault}`), done.fault === 'code') : giveSession(visit, await openSession(database, done.id), 'in');
  }, { perMinute: entriesPerMinute });

  site.form('/logout', 'half', async (visit) => {
    if (visit.session) {
      await endSession(database, visit.session.tokenHash);
      await writeAudit(database.pool, { account: visit.session.account.id, who: visit.session.account.name, what: 'signed-out', address: visit.address });
    }
    dropSession(visit);
    return { go: '/login' };
  });

  site.page('/me', 'read', (visit) => mePage(database, visit), { ofNoSite: true });
  site.form('/me/password', 'read', async (visit) => {
    const { body, say, session, doer } = visit;
    const empty = emptyIn(visit, { old: 'oldPassword' });
    if (empty) return mePage(database, visit, empty);
    const fresh = body.get('fresh') ?? '';
    if (!isLongEnough(fresh)) return mePage(database, visit, say('joinFault.passwordShort'));
    if (fresh !== body.get('again')) return mePage(database, visit, say('joinFault.passwordDiffers'));
    return (await changePassword(database, session, body.get('old') ?? '', fresh, doer)) ? { go: withSaid('/me', 'password-changed') } : mePage(database, visit, say('oldWrong'));
  }, { perMinute: entriesPerMinute, ofNoSite: true });
  site.form('/me/factor', 'read', async (visit) => {
    const { body, say, session, doer, account } = visit;
    const empty = emptyIn(visit, { code: 'factorConfirm' });
    if (empty) return mePage(database, visit, empty);
    // who has one turns it off first, with the password
    const codes = account.hasFactor ? null : await turnFactorOn(database, session, body.get('code') ?? '', doer);
    if (!codes) return mePage(database, visit, say('factorWrong'));
    return { title: 'recoveryTitle', once: true, body: html`<p class="note care">${say('recoveryNote')}</p><ul class="mono">${codes.map((code) => html`<li>${code.replace(/(.{4})(?=.)/g, '$1-')}</li>`)}</ul><p><a href="/me">${say('back')}</a></p>` };
  }, { perMinute: entriesPerMinute, ofNoSite: true });
  site.form('/me/factor/off', 'read', async (visit) => {
    const empty = emptyIn(visit, { old: 'oldPassword' });
    if (empty) return mePage(database, visit, empty);
    return (await turnFactorOff(database, visit.body.get('old') ?? '', visit.doer)) ? { go: withSaid('/me', 'factor-off') } : mePage(database, visit, visit.say('oldWrong'));
  }, { perMinute: entriesPerMinute, ofNoSite: true });
};
