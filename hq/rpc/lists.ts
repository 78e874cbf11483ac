import { siteOf } from '../../domain/sync/holder.ts';
import type { ListAsked } from '../../domain/api/contract.ts';
import type { RecordPage, RecordRow } from '../../domain/api/types.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { contractOfRecord } from '../../domain/contract/inForce.ts';
import { gradeFieldOf, runningGrade } from '../../domain/incident/ofRecord.ts';
import { recordToIndex } from '../../domain/forms/indexing.ts';
import { numberedFirst } from '../../domain/record/number.ts';
import type { Rec } from '../../domain/record/record.ts';
import { standingRefusal } from '../../domain/record/sign.ts';
import { isVoid } from '../../domain/report/brief.ts';
import type { Database } from '../database.ts';
import { legible, reckoned } from '../legible.ts';
import type { Profiles } from '../profiles.ts';
import { matches, wordParams, wordsIn } from '../searchWords.ts';
import { voidedBeside } from '../voidedBeside.ts';
import type { Definitions } from './definitions.ts';

type Line = { readonly body: Rec; readonly whole: boolean; readonly conflict: boolean };
/** the columns of a row; `record` goes by `r` */
const columns = `r.body, not exists (select 1 from jsonb_path_query(r.body, '$.attachments[*] ? (!exists(@.discarded))') a where not exists (select 1 from blob b where b.verified and b.sha256 = a ->> 'sha256')) as whole,
  exists (select 1 from branch b where b.doc = r.id and b.state = 'open') as conflict`;

const order: Readonly<Record<string, string>> = { updatedAt: 'r.updated_at', number: 'r.number', createdAt: `r.body ->> 'createdAt'`, state: 'r.state', owner: `r.body #>> '{owner,name}'` };

/** Lists of records of all stations, as the window shows them; `within`: of these sites only. */
export const createLists = (database: Database, definitions: Definitions, profiles: Profiles, within: readonly string[] | null = null) => {
  const toRows = async (lines: readonly Line[]): Promise<readonly RecordRow[]> => {
    const known = await definitions(lines.map(({ body }) => body.def));
    const graded = lines.filter(({ body }) => { const def = known.get(body.def); return def !== undefined && gradeFieldOf(def) !== null; });
    const contracts = new Map(await Promise.all([...new Set(graded.map(({ body }) => body.context.site.code))].map(async (site) => [site, (await profiles.of(database.pool, site))?.contracts] as const)));
    const now = msToSecond(Date.now());
    return lines.map(({ body: rec, whole, conflict }) => {
      const def = known.get(rec.def);
      const agreed = contracts.get(rec.context.site.code);
      const running = def && agreed ? reckoned(rec.id, () => runningGrade(def, legible(rec, def, database.log), now, contractOfRecord(agreed, rec)), undefined, database.log) : undefined;
      const refused = reckoned(rec.id, () => standingRefusal(rec), undefined, database.log);
      const { headline, cells } = def ? reckoned<Pick<ReturnType<typeof recordToIndex>, 'headline' | 'cells'>>(rec.id, () => recordToIndex(rec, def), { headline: '', cells: {} }, database.log) : { headline: '', cells: {} };
      return {
        id: rec.id, form: rec.form, number: rec.number, state: rec.state, headline, owner: rec.owner, updatedAt: rec.updatedAt, createdAt: rec.createdAt, cells, unsent: !whole, corrected: rec.correctedBy !== undefined, ...(rec.voided ? { voided: true } : {}),
        site: siteOf(rec), ...(running ? { running } : {}), ...(conflict ? { trouble: true } : {}), ...(refused ? { refused } : {}),
      };
    });
  };
  return {
    /** One page of a form's list. A column that is no column of every record is a cell's; empty cells last. */
    list: async ({ form, text, states, sort, site, offset, limit }: ListAsked): Promise<RecordPage> => {
      const words = wordsIn(text);
      const params: unknown[] = [form, states ?? null, site ?? null, within, ...wordParams(words)];
      const beside = states?.some((state) => isVoid({ form, state, voided: false })) ? ` or ${voidedBeside('$2', 'to')}` : '';
      const where = `r.form = $1 and ($2::text[] is null or r.state = any($2)${beside}) and ($3::text is null or r.site = $3) and ($4::text[] is null or r.site = any($4))${words.length > 0 ? ` and ${matches(words, 5)}` : ''}`;
      const by = sort?.by ?? 'updatedAt';
      const isColumn = Object.hasOwn(order, by);
      const [skip, most, cell] = [1, 2, 3].map((n) => `$${params.length + n}`);
      const column = isColumn ? order[by]! : `r.body -> 'data' ->> ${cell}`;
      const paged = [...params, offset, limit, ...(isColumn ? [] : [by])];
      const direction = sort === undefined || sort.down ? 'desc' : 'asc';
      const [page, count] = await Promise.all([
        database.pool.query<Line>(`select ${columns} from record r where ${where} order by ${column} collate "C" ${direction}${by === 'updatedAt' ? '' : ' nulls last'}, r.id ${direction} offset ${skip} limit ${most}`, paged),
        database.pool.query<{ n: number }>(`select count(*) as n from record r where ${where}`, params),
      ]);
      return { rows: await toRows(page.rows), total: count.rows[0]?.n ?? 0 };
    },
    /** Records of any form that hold every word, the newest change first. */
    search: async (text: string, limit: number): Promise<readonly RecordRow[]> => {
      const words = wordsIn(text);
      if (words.length === 0) return [];
      const inSites = '($2::text[] is null or r.site = any($2))';
      const named = await database.pool.query<Line>(`select ${columns} from record r where ${inSites} and r.number = $3 order by r.server_seq desc limit $1`, [limit, within, text.trim().toUpperCase()]);
      const found = await database.pool.query<Line>(`select ${columns} from record r where ${inSites} and ${matches(words, 3)} order by r.server_seq desc limit $1`, [limit, within, ...wordParams(words)]);
      const lines = new Map([...named.rows, ...found.rows].map((line) => [line.body.id, line]));
      return numberedFirst(await toRows([...lines.values()].slice(0, limit)), text);
    },
    rows: async (ids: readonly string[]): Promise<readonly RecordRow[]> => toRows((await database.pool.query<Line>(`select ${columns} from record r where r.id = any($1) and ($2::text[] is null or r.site = any($2))`, [ids, within])).rows),
    /** How many of each form stand in each state, without those headquarters voided: a few, found by an index of their own. */
    standing: async () =>
      (await database.pool.query<{ form: string; state: string; n: number }>(
        `select form, state, sum(n)::bigint as n from (
           select form, state, count(*) as n from record where $1::text[] is null or site = any($1) group by form, state
           union all select form, state, -count(*) from record where body ? 'voided' and ($1::text[] is null or site = any($1)) group by form, state) as counted
         group by form, state having sum(n) > 0`, [within],
      )).rows,
    /** Sites whose records are here, each with its name as its newest record has it. */
    sites: async () =>
      (await database.pool.query<{ code: string; name: Rec['context']['site']['name'] }>(
        `with recursive known as ((select site from record where site is not null order by site limit 1)
           union all select (select r.site from record r where r.site > known.site order by r.site limit 1) from known where known.site is not null)
         select k.site as code, coalesce((select r.body #> '{context,site,name}' from record r where r.site = k.site and r.body #>> '{context,site,code}' = k.site order by r.server_seq desc limit 1), jsonb_build_object('zh', k.site, 'en', k.site)) as name from known k where k.site is not null and ($1::text[] is null or k.site = any($1)) order by 1`, [within],
      )).rows,
  };
};
export type Lists = ReturnType<typeof createLists>;
