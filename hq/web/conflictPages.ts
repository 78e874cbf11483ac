import type { FormDef } from '../../domain/forms/form.ts';
import { cellLabel } from '../../domain/paper/cells.ts';
import type { Rec } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/result.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { mayAs } from './accounts.ts';
import { writeAudit } from './audit.ts';
import type { Database } from '../database.ts';
import type { Conflict, Decision } from '../decisions.ts';
import type { HeadquartersDesk } from '../desk.ts';
import { hidden, table, time, withSaid, type Answer } from './frame.ts';
import { html, type Html, type Piece } from './html.ts';
import { problems } from './orderPages.ts';
import { wordsOf } from './paper.ts';
import { readRecord } from './recordPages.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';
import { sayOne } from './words.ts';

const mostConflicts = 500;

const conflictsPage = async (desk: HeadquartersDesk, { say }: KnownVisit): Promise<Answer> => {
  const open = await desk.conflicts(mostConflicts);
  const rows = open.map((each) => html`<tr><th scope="row"><a href="/conflicts/${each.doc}/${each.station}">${each.main?.number ?? each.branch.number}</a></th><td>${each.stationCode}</td><td>${sayOne(say, 'reason', each.reason)}</td><td class="n">${each.ops}</td><td class="nowrap">${time(each.openedAt)}</td></tr>`);
  return { title: 'conflicts', body: open.length === 0 ? html`<p class="quiet">${say('noConflicts')}</p>` : table([say('number'), say('station'), say('conflictReason'), { n: say('operations') }, say('opened')], rows) };
};

/** Cells in which two versions differ, in the order of the declaration. */
const differing = (a: Rec, b: Rec, def: FormDef | null): readonly string[] =>
  [...new Set([...Object.keys(def?.fields ?? {}), ...Object.keys(a.data), ...Object.keys(b.data)])].filter((name) => canonicalText(a.data[name] ?? null) !== canonicalText(b.data[name] ?? null));

const shown = (def: FormDef | null, rec: Rec, name: string, lang: KnownVisit['lang']): string => (def ? wordsOf(def, rec, name, lang) : JSON.stringify(rec.data[name] ?? ''));

const conflictPage = async (database: Database, visit: KnownVisit, { main, branch, ...conflict }: Conflict, refused: readonly Refusal[] = []): Promise<Answer> => {
  const { say, lang, account } = visit;
  const def = (await readRecord(database, conflict.doc))?.def ?? null;
  const base = main ?? branch;
  const names = differing(base, branch, def);
  const decides = mayAs(account.role, 'manage') && main !== null;
  const takes = decides && !main.seal;
  // a signature is over one version's words: only a whole version can be taken then
  const merges = takes && main.signatures.length === 0;
  const cell = (rec: Rec, name: string, side: 'main' | 'branch'): Html => {
    const words = shown(def, rec, name, lang);
    const text = words === '' ? html`<span class="quiet">${say('empty')}</span>` : words;
    return html`<td class="pre">${merges ? html`<label class="inline"><input type="radio" name="cell.${name}" value="${side}"${side === 'main' ? html` checked` : null}> <span>${text}</span></label>` : text}</td>`;
  };
  const facts = (rec: Rec): Html => html`<td>${def?.lifecycle.states[rec.state]?.label[lang] ?? rec.state}${rec.seal ? ` ◉ ${say('sealed')}` : ''} · ${say('signatures')} ${rec.signatures.map(({ name }) => name).join(lang === 'zh' ? '、' : ', ') || '—'}</td>`;
  const rows = [html`<tr><th scope="row">${say('state')}</th>${facts(base)}${facts(branch)}</tr>`, ...names.map((name) => html`<tr><th scope="row">${def ? cellLabel(def, name, lang) : name}</th>${cell(base, name, 'main')}${cell(branch, name, 'branch')}</tr>`)];
  const press = (took: Decision['took'], label: string, kind: string): Piece => html`<button class="${kind}" name="took" value="${took}">${label}</button>`;
  return {
    title: 'conflict', about: base.number, at: `/conflicts/${conflict.doc}/${conflict.station}`, ...(refused.length > 0 ? { status: 409 } : {}),
    body: html`${problems(visit, refused, def)}<p>${say('conflictReason')}${lang === 'zh' ? '：' : ': '}${sayOne(say, 'reason', conflict.reason)} · ${say('opened')} ${time(conflict.openedAt)} · <a href="/records/${conflict.doc}">${base.number}</a></p>
<form method="post" novalidate action="/conflicts/${conflict.doc}/${conflict.station}">${hidden(visit)}${table([say('field'), say('mainVersion'), say('conflictOf', { code: conflict.stationCode })], rows)}
${names.length === 0 ? html`<p class="quiet">${say('noDifference')}</p>` : null}${main?.seal ? html`<p class="note care">${say('sealedMain')}</p>` : takes && !merges ? html`<p class="note care">${say('signedMain')}</p>` : null}
${decides ? html`<h2>${say('decide')}</h2><p class="row">${press('main', say('takeMain'), 'plain')}${takes && press('branch', say('takeBranch'), 'plain')}${merges && names.length > 0 && press('merged', say('takeMerged'), '')}</p>` : null}</form><p><a href="/conflicts">${say('back')}</a></p>`,
  };
};

/** The two versions side by side; a manager's decision is an operation, and both stay in the log. */
export const addConflictPages = (site: Site, database: Database, desk: HeadquartersDesk): void => {
  const find = ({ params }: KnownVisit): Promise<Conflict | null> => desk.conflict(params['doc'] ?? '', params['station'] ?? '');
  site.page('/conflicts', 'read', (visit) => conflictsPage(desk, visit));
  site.page('/conflicts/:doc/:station', 'read', async (visit) => {
    const conflict = await find(visit);
    return conflict ? conflictPage(database, visit, conflict) : { missing: true };
  });
  site.form('/conflicts/:doc/:station', 'manage', async (visit) => {
    const conflict = await find(visit);
    const { account, body, address } = visit;
    const took = (['main', 'branch', 'merged'] as const).find((each) => each === body.get('took'));
    if (!conflict || !conflict.main || !took) return { missing: true };
    const taken = differing(conflict.main, conflict.branch, null).filter((name) => body.get(`cell.${name}`) === 'branch');
    const set = Object.fromEntries(taken.flatMap((name) => (conflict.branch.data[name] === undefined ? [] : [[name, conflict.branch.data[name]]])));
    const unset = taken.filter((name) => conflict.branch.data[name] === undefined);
    const done = await desk.decide({ id: account.id, name: account.name }, { doc: conflict.doc, station: conflict.station, took, set, unset });
    if (!done.ok) return conflictPage(database, visit, conflict, done.error);
    await writeAudit(database.pool, { account: account.id, who: account.name, what: 'decided', subject: `${conflict.main.number}: ${took}`, address });
    return { go: withSaid('/conflicts', 'decided') };
  });
};
