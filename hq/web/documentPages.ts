import type { FormDef } from '../../domain/forms/form.ts';
import { copiesOf, mayExist } from '../../domain/record/copies.ts';
import type { Rec } from '../../domain/record/record.ts';
import type { Database } from '../database.ts';
import { table, time, type Answer } from './frame.ts';
import { html, type Html } from './html.ts';
import { isDrawable } from './paper.ts';
import type { Site } from './site.ts';
import type { KnownVisit } from './visit.ts';

const pageSize = 50;
type Line = { readonly id: string; readonly body: Rec; readonly def: FormDef | null; readonly code: string; readonly server_seq: number };

/** Sealed papers, the newest change first; `outstanding`: those of whose copies at least one never left. */
const listDocuments = async (database: Database, outstanding: boolean, before: number | null): Promise<readonly Line[]> =>
  (await database.pool.query<Line>(
    `select r.id, r.body, f.body as def, d.code, r.server_seq from record r join device d using (station) left join definition f on f.hash = r.body ->> 'def'
      where r.body ? 'seal' and ($1::bigint is null or r.server_seq < $1)
        and (not $2::boolean or (select count(distinct c ->> 'no') from jsonb_path_query(r.body, '$.copies[*]') c where coalesce(c ->> 'outcome', '') <> 'failed')
             < (select count(*) from jsonb_path_query(case when jsonb_typeof(f.body -> 'copies') = 'array' then f.body -> 'copies' else r.body #> '{context,copies}' end, '$[*]')))
      order by r.server_seq desc limit ${pageSize + 1}`, [before, outstanding],
  )).rows;

const documentRow = ({ say, lang }: KnownVisit, { id, body: rec, def, code }: Line): Html => {
  const wanted = isDrawable(def) ? copiesOf(def, rec) : rec.context.copies;
  const there = rec.copies.filter(mayExist);
  const missing = wanted.filter(({ no }) => !there.some((copy) => copy.no === no));
  const copies = wanted.map(({ no, label, holder }) => {
    const last = there.findLast((copy) => copy.no === no);
    return html`<li>${label[lang]} · ${holder[lang]} · ${last ? html`${say(last.medium === 'pdf' ? 'copySaved' : 'copyPrinted', { at: time(last.at) })}${last.print > 1 ? ` · ${say('copyTwice', { n: last.print })}` : ''}` : html`<span class="care">○ ${say('copyMissing')}</span>`}</li>`;
  });
  return html`<tr><th scope="row" class="nowrap"><a href="/records/${id}">${rec.number}</a></th><td>${isDrawable(def) ? def.title[lang] : rec.form}${rec.voided ? html` <span class="care">× ${say('voided')}</span>` : null}${rec.correctedBy ? html` <span class="care">→ ${say('corrected')}</span>` : null}</td><td>${rec.context.site.code}</td><td>${code}</td><td class="nowrap">${time(rec.seal!.at)}</td><td><ul>${copies}</ul></td><td>${missing.length === 0 ? html`<span class="good">✓ ${say('copiesAll')}</span>` : html`<span class="care">▲ ${say('copiesOut', { n: missing.length })}</span>`}</td></tr>`;
};

/** The copy register over all stations (R9, R28, R40): who holds which copy of every sealed paper, and which never left. */
export const addDocumentPages = (site: Site, database: Database): void => {
  site.page('/documents', 'read', async (visit): Promise<Answer> => {
    const { say, query } = visit;
    const outstanding = query.get('outstanding') === '1';
    const asked = Number(query.get('before'));
    const before = Number.isSafeInteger(asked) && asked > 0 ? asked : null;
    const found = await listDocuments(database, outstanding, before);
    const lines = found.slice(0, pageSize);
    const address = (more: Readonly<Record<string, string>>): string => `/documents?${new URLSearchParams({ ...(outstanding ? { outstanding: '1' } : {}), ...more }).toString()}`;
    return {
      title: 'documents',
      body: html`<form class="filters" method="get" action="/documents"><label class="inline" for="outstanding"><input id="outstanding" name="outstanding" type="checkbox" value="1"${outstanding ? html` checked` : null}> ${say('outstandingOnly')}</label><button>${say('apply')}</button></form>
${lines.length === 0 ? html`<p class="quiet">${say('noDocuments')}</p>` : table([say('number'), say('form'), say('site'), say('station'), say('sealed'), say('copies'), say('state')], lines.map((line) => documentRow(visit, line)))}
<p class="pages">${before === null ? null : html`<a href="${address({})}">${say('newest')}</a>`}${found.length > pageSize ? html`<a href="${address({ before: String(lines.at(-1)!.server_seq) })}">${say('older')}</a>` : null}</p>`,
    };
  });
};
