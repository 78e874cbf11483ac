import type { Database } from '../database.ts';
import { changeRole, changeSites, disableAccount, enableAccount, invitationHours, inviteAccount, isRole, listAccounts, resetAccount, roles, type AccountLine } from './accounts.ts';
import { readAudit, type AuditLine } from './audit.ts';
import { alert, emptyIn, hidden, select, table, time, withSaid, type Answer, type Said } from './frame.ts';
import { html, type Html, type Piece } from './html.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';
import { sayOne, type Say } from './words.ts';

const auditPage = 100;

const takeWords = { main: 'takeMain', branch: 'takeBranch', merged: 'takeMerged' } as const;
/** What a line of the log is about, with the roles and decisions in it by their words: the log keeps them as the program calls them. */
const subjectWords = (say: Say, { what, subject }: AuditLine): string => {
  if (what === 'decided') return subject.replace(/: (main|branch|merged)$/, (_all, took: keyof typeof takeWords) => ` · ${say(takeWords[took])}`);
  if (what === 'joined') return sayOne(say, 'role', subject);
  if (what === 'account-made' || what === 'role-changed') return subject.replace(/\((\w+)\)$/, (all, role: string) => (isRole(role) ? `· ${say(`role.${role}`)}` : all));
  return subject === 'all' && what.startsWith('sent-') ? say('sendAll') : subject;
};

const actions = (visit: KnownVisit, row: AccountLine): Html => {
  const { say } = visit;
  const act = (what: string, label: string, kind: string): Html => html`<form method="post" novalidate action="/accounts/${row.id}/${what}">${hidden(visit)}<button class="${kind}" aria-label="${label}: ${row.name}">${label}</button></form>`;
  return html`<div class="row"><form class="row" method="post" novalidate action="/accounts/${row.id}/role">${hidden(visit)}<label class="inline" for="role-${row.id}"><span class="quiet">${say('roleTitle')}</span></label>${select('role', `role-${row.id}`, roles.map((role) => [role, say(`role.${role}`)]), row.role)}<button class="plain" aria-label="${say('changeRole')}: ${row.name}">${say('changeRole')}</button></form>
${row.role === 'administrator' ? null : html`<form class="row" method="post" novalidate action="/accounts/${row.id}/sites">${hidden(visit)}<label class="inline" for="sites-${row.id}"><span class="quiet">${say('accountSites')}</span></label><input id="sites-${row.id}" name="sites" maxlength="400" size="12" value="${(row.sites ?? []).join(', ')}" placeholder="${say('all')}"><button class="plain" aria-label="${say('changeSites')}: ${row.name}">${say('changeSites')}</button></form>`}
${act('reset', say('resetCode'), 'plain')}${row.disabled ? act('enable', say('enable'), 'plain') : act('disable', say('disable'), 'danger')}</div>`;
};

const accountsPage = async (database: Database, visit: KnownVisit, fault?: Piece): Promise<Answer> => {
  const { say } = visit;
  // what a row's own form sent is not the new account's
  const body = visit.path === '/accounts' ? visit.body : new URLSearchParams();
  const accounts = await listAccounts(database);
  const rows = accounts.map((row) => html`<tr><th scope="row">${row.name}</th><td>${row.disabled ? html`<span class="bad">■ ${say('disabled')}</span>` : row.joined ? html`<span class="good">● ${say('active')}</span>` : html`<span class="care">○ ${say('waiting')}</span>`}</td><td>${row.factor ? html`<span class="good">${say('on')}</span>` : html`<span class="care">${say('off')}</span>`}</td><td class="nowrap">${time(row.seen_at)}</td><td>${actions(visit, row)}</td></tr>`);
  return {
    title: 'accounts', at: '/accounts', ...(fault ? { status: 409 } : {}),
    body: html`${fault && alert(fault)}${table([say('name'), say('state'), say('secondStep'), say('lastSeen'), say('actions')], rows)}
<h2>${say('newAccount')}</h2><form class="narrow" method="post" novalidate action="/accounts">${hidden(visit)}<label for="name">${say('name')}</label><input id="name" name="name" maxlength="60" value="${body.get('name') ?? ''}" required><label for="role">${say('roleTitle')}</label>${select('role', 'role', roles.map((role) => [role, say(`role.${role}`)]), body.get('role') ?? 'reader')}<label for="sites">${say('accountSites')}</label><input id="sites" name="sites" maxlength="400" value="${body.get('sites') ?? ''}" placeholder="${say('all')}" aria-describedby="sites-note"><p class="quiet" id="sites-note">${say('accountSitesNote')}</p><p class="quiet">${say('accountNote')}</p><button>${say('makeAccount')}</button></form>`,
  };
};

const codePage = ({ say }: KnownVisit, name: string, code: string): Answer => ({
  title: 'joinCode', once: true,
  body: html`<h2>${say('accountCode', { name })}</h2><p><span class="code">${code}</span></p><p class="quiet">${say('codeLife', { span: say('hours', { n: invitationHours }) })}</p><p><a href="/accounts">${say('back')}</a></p>`,
});

/** Codes as they are typed, with commas or spaces between them. */
const siteCodes = (said: string): readonly string[] => [...new Set(said.toUpperCase().split(/[\s,，、]+/).filter((code) => code !== ''))].slice(0, 100);
/** Only an empty field means all of them: commas alone are a slip, and no permission. */
const sitesFault = ({ say }: KnownVisit, said: string): string | null => (said.trim() !== '' && siteCodes(said).length === 0 ? say('fault.accountSites', { field: say('accountSites') }) : null);
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** Who may come in, and what was done here by whom. */
export const addAccountPages = (site: Site, database: Database): void => {
  site.page('/accounts', 'administer', (visit) => accountsPage(database, visit));
  site.form('/accounts', 'administer', async (visit) => {
    const [name, role] = [visit.body.get('name') ?? '', visit.body.get('role')];
    const said = visit.body.get('sites') ?? '';
    const fault = emptyIn(visit, { name: 'name' }) ?? sitesFault(visit, said) ?? (role === 'administrator' && said.trim() !== '' ? visit.say('accountSitesAll') : null);
    if (fault !== null) return accountsPage(database, visit, fault);
    const made = isRole(role) ? await inviteAccount(database, visit.doer, name, role, siteCodes(said)) : null;
    return made ? codePage(visit, name.trim(), made.code) : accountsPage(database, visit, visit.say('accountFault'));
  });
  const change = (what: string, said: Said, work: (visit: KnownVisit, id: string) => Promise<boolean>, faultOf: (visit: KnownVisit) => string | null = () => null): void =>
    site.form(`/accounts/:id/${what}`, 'administer', async (visit) => {
      const { id = '' } = visit.params;
      if (!isId(id)) return { missing: true };
      const fault = faultOf(visit);
      if (fault !== null) return accountsPage(database, visit, fault);
      return (await work(visit, id)) ? { go: withSaid('/accounts', said) } : accountsPage(database, visit, visit.say('accountKept'));
    });
  change('disable', 'account-disabled', ({ doer }, id) => disableAccount(database, doer, id));
  change('enable', 'account-enabled', ({ doer }, id) => enableAccount(database, doer, id));
  change('sites', 'sites-changed', ({ doer, body }, id) => changeSites(database, doer, id, siteCodes(body.get('sites') ?? '')), (visit) => sitesFault(visit, visit.body.get('sites') ?? ''));
  change('role', 'role-changed', async ({ doer, body }, id) => {
    const role = body.get('role');
    return isRole(role) && changeRole(database, doer, id, role);
  });
  site.form('/accounts/:id/reset', 'administer', async (visit) => {
    const { id = '' } = visit.params;
    const made = isId(id) ? await resetAccount(database, visit.doer, id) : null;
    if (!made) return { missing: true };
    return codePage(visit, (await listAccounts(database)).find((row) => row.id === id)?.name ?? '', made.code);
  });

  site.page('/audit', 'audit', async ({ say, query }) => {
    const asked = query.get('before') ?? '';
    const lines = await readAudit(database.pool, isId(asked) ? asked : null, auditPage);
    const rows = lines.map((line) => html`<tr><td class="nowrap">${time(line.at)}</td><th scope="row">${line.who}</th><td>${sayOne(say, 'did', line.what)}</td><td>${subjectWords(say, line)}</td><td class="mono">${line.address}</td></tr>`);
    return {
      title: 'audit',
      body: html`${lines.length === 0 ? html`<p class="quiet">${say('noAudit')}</p>` : table([say('when'), say('who'), say('what'), say('subject'), say('address')], rows)}
<p class="pages">${asked === '' ? null : html`<a href="/audit">${say('newest')}</a>`}${lines.length === auditPage ? html`<a href="/audit?before=${lines.at(-1)!.id}">${say('older')}</a>` : null}</p>`,
    };
  });
};
