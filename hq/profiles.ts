import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { referenceDoc } from '../domain/api/protocol.ts';
import { applyFigures, figuresIn } from '../domain/contract/figures.ts';
import { dayOf, msToSecond } from '../domain/clocks/shanghai.ts';
import { profileInForce, withFormer, workedBy } from '../domain/contract/inForce.ts';
import { profileSchema, type ContractProfile } from '../domain/contract/profile.ts';
import { forms, formsById } from '../domain/forms/index.ts';
import type { Op } from '../domain/record/op.ts';
import type { Rec } from '../domain/record/record.ts';
import type { Database } from './database.ts';
import { reckoned, type Told } from './legible.ts';
import { toAll, toSite } from './log.ts';

const profilesFolder = join(import.meta.dirname, '../assets/profiles');
type Queries = Pick<PoolClient, 'query'>;

/** A contract as it stands at one site: as it was agreed, what tells it and those before it from others, and those of every term anybody worked in as their open questions were answered, the oldest first: the last is this one. */
export type SiteProfile = { readonly profile: ContractProfile; readonly fingerprint: string; readonly contracts: readonly ContractProfile[] };

let shipped: readonly ContractProfile[] | undefined;
const readShipped = async (): Promise<readonly ContractProfile[]> => {
  if (!shipped) {
    const files = (await readdir(profilesFolder)).filter((file) => file.endsWith('.json')).sort();
    shipped = await Promise.all(files.map(async (file) => profileSchema.parse(JSON.parse(await readFile(join(profilesFolder, file), 'utf8')))));
  }
  return shipped;
};

/** Forms whose sealed paper puts the contract's figures in force. */
const figureForms = forms.flatMap(({ id, profile }) => (profile === undefined ? [] : [id]));
type Step = { readonly server_seq: number; readonly doc: string; readonly kind: 'published' | 'sealed' | 'resolved' };

/** What made the contract of a site what it is, in the order of the log: what headquarters sent there, the papers signed there, and those it took by a decision. */
const readSteps = async (client: Queries, site: string | null): Promise<readonly Step[]> => {
  const audiences = [toAll, ...(site === null ? [] : [toSite(site)!])];
  const docs = (['profile', 'templates'] as const).flatMap((what) => audiences.map((audience) => referenceDoc(what, audience)));
  return (await client.query<Step>(
    `select server_seq, doc, kind from op where doc = any($1) and kind = 'published' and outcome = 'applied'
     union all select o.server_seq, o.doc, o.kind from op o join record r on r.tenant = o.tenant and r.id = o.doc where r.form = any($2) and r.site = $3 and o.kind in ('sealed', 'resolved') and o.outcome = 'applied' order by 1`,
    [docs, figureForms, site],
  )).rows;
};

/** A step that a station could not take leaves its contract as it was (main/station/reference.ts), and so it is here. */
const takeStep = (before: ContractProfile, site: string | null, step: Step, said: { readonly op?: Op; readonly rec?: Rec }): ContractProfile => {
  const decided = said.op?.event.kind === 'resolved' ? said.op.event.record : undefined;
  // the version that went on has no seal, or was sealed before
  if (step.kind === 'resolved' && !decided?.seal) return before;
  if (step.kind !== 'published') {
    const field = said.rec && formsById.get(said.rec.form)?.profile;
    const rows = field === undefined ? null : figuresIn(said.rec!.data, field);
    const applied = rows ? applyFigures(before, rows, field!) : null;
    return applied?.ok ? applied.value : before;
  }
  const event = said.op?.event;
  if (event?.kind !== 'published') return before;
  const found = profileSchema.safeParse(event.what === 'templates' ? { ...before, version: before.version + 1, templates: event.body } : event.body);
  return found.success && found.data.version > before.version && (site === null || found.data.sites.some(({ code }) => code === site)) ? found.data : before;
};

const replay = async (client: Queries, site: string | null, steps: readonly Step[], log: Told): Promise<{ readonly profile: ContractProfile; readonly former: readonly ContractProfile[] } | null> => {
  const all = await readShipped();
  const { rows: [newest] } = await client.query<{ id: string | null }>(`select body #>> '{context,profile}' as id from record where site = $1 order by server_seq desc limit 1`, [site]);
  let profile = all.find(({ id }) => id === newest?.id) ?? all[0];
  let former: readonly ContractProfile[] = [];
  const seqs = steps.flatMap(({ kind, server_seq: seq }) => (kind === 'sealed' ? [] : [seq]));
  const ops = new Map((await client.query<{ server_seq: number; bytes: string }>('select server_seq, bytes from op where server_seq = any($1)', [seqs])).rows.map((row) => [row.server_seq, JSON.parse(row.bytes) as Op]));
  const recs = new Map((await client.query<{ body: Rec }>('select body from record where id = any($1)', [steps.flatMap(({ kind, doc }) => (kind === 'published' ? [] : [doc]))])).rows.map(({ body }) => [body.id, body]));
  for (const step of steps) {
    const op = ops.get(step.server_seq);
    // where no contract ships, the first one sent is it
    if (profile === undefined && op?.event.kind === 'published' && op.event.what === 'profile') profile = profileSchema.safeParse(op.event.body).data;
    else if (profile !== undefined) {
      const before = profile;
      profile = reckoned(step.doc, () => {
        const after = takeStep(before, site, step, { ...(op && { op }), ...(recs.has(step.doc) && { rec: recs.get(step.doc)! }) });
        // a contract nobody can work by is none
        profileInForce(after);
        return after;
      }, before, log);
      former = withFormer(former, before, profile);
    }
  }
  return profile ? { profile, former } : null;
};

/** Sites whose records are here, or at which a station works. */
export const readSites = async (client: Queries): Promise<readonly string[]> =>
  (await client.query<{ site: string }>(
    `with recursive known as ((select site from record where site is not null order by site limit 1)
       union all select (select r.site from record r where r.site > known.site order by r.site limit 1) from known where known.site is not null)
     select site from known where site is not null union select site from device where kind = 'station' and state = 'active' and site is not null order by 1`,
  )).rows.map(({ site }) => site);

/**
 * When the first record of each of the sites was made, ISO; nothing of a site without records. From the boards' index, and of the records themselves only those it has not come to;
 * all of the site's where it knows none, since what cannot be counted was made all the same.
 */
const firstDaysOf = async (client: Queries, sites: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  // asked before: with the figure itself the database sees how few records are newer than the index
  const { rows: [state] } = await client.query<{ indexed: number }>('select indexed from board_state where tenant = tenant()');
  const { rows } = await client.query<{ site: string; first: string | null }>(
    `select s.site, coalesce(
       least(
         (select min(t.created) from record_tally t where t.tenant = tenant() and t.site = s.site),
         (select min((r.body ->> 'createdAt') collate "C") from record r where r.site = s.site and r.server_seq > $2)),
       (select min((r.body ->> 'createdAt') collate "C") from record r where r.site = s.site)) as first
     from unnest($1::text[]) s (site)`, [sites, state?.indexed ?? 0],
  );
  return new Map(rows.flatMap(({ site, first }) => (first === null ? [] : [[site, first]])));
};
const earliest = (days: readonly string[]): string | null => days.toSorted()[0] ?? null;
/** When the first record of the sites (null: of all) was made, ISO: duties before it are nobody's. */
export const firstDayOf = async (client: Queries, sites: readonly string[] | null): Promise<string | null> => earliest([...(await firstDaysOf(client, sites ?? (await readSites(client)))).values()]);

/** `contracts` of every term anybody worked in, as agreed. */
const toSiteProfile = (contracts: readonly ContractProfile[]): SiteProfile => ({
  profile: contracts.at(-1)!, contracts: contracts.map(profileInForce), fingerprint: createHash('sha256').update(JSON.stringify(contracts)).digest('hex'),
});

/**
 * The contract each site works by, reckoned as its stations reckon it (main/station/contractForce.ts): what ships, what headquarters sent to all and
 * to the site, and the figures its manager signed, in the order of the log, the later over the earlier (docs/decisions/0027). Null where there is none.
 */
export type Profiles = {
  /** All of them at once. `of`: a site's, or what holds where nothing of one's own was signed or sent. */
  readonly read: (client: Queries) => Promise<All>;
  readonly of: (client: Queries, site: string | null) => Promise<SiteProfile | null>;
  /** Of the newest version among these sites (null: all of them), with the terms anybody worked in at one of them: speaks where no site is meant. Where there is nothing of theirs, what holds where nothing is signed or sent. */
  readonly newest: (client: Queries, within?: readonly string[] | null) => Promise<SiteProfile | null>;
};
type All = { readonly sites: readonly string[]; readonly of: (site: string | null) => SiteProfile | null };

/** Remembers the contracts while the log stands still, and each while no step of it is new. For one database. A step that cannot be reckoned changes nothing and is named in `log`. */
export const createProfiles = (log: Told): Profiles => {
  /** `agreed` of every term; `found` by how many of them anybody worked in: always the last ones. */
  const known = new Map<string | null, { readonly steps: string; readonly agreed: readonly ContractProfile[]; readonly found: Map<number, SiteProfile> }>();
  let last: { readonly at: number; readonly all: All & { /** when the first record of each site was made; of no site while there is but one term */ readonly first: ReadonlyMap<string, string> } } | undefined;
  /** The contracts of every term at the site, as agreed; none where there is none. */
  const reckon = async (client: Queries, site: string | null): Promise<readonly ContractProfile[]> => {
    const steps = await readSteps(client, site);
    const key = steps.map(({ server_seq: seq }) => seq).join(' ');
    const before = known.get(site);
    if (before?.steps === key) return before.agreed;
    const replayed = await replay(client, site, steps, log);
    if (!replayed) return [];
    const agreed = [...replayed.former, replayed.profile];
    known.set(site, { steps: key, agreed, found: new Map() });
    return agreed;
  };
  /** What stands at a reckoned site where work began at `since` (ISO; null: not yet). */
  const standing = (site: string | null, since: string | null): SiteProfile | null => {
    const of = known.get(site);
    if (!of) return null;
    const worked = workedBy(of.agreed, since?.slice(0, 10) ?? dayOf(msToSecond(Date.now())));
    const found = of.found.get(worked.length) ?? toSiteProfile(worked);
    of.found.set(worked.length, found);
    return found;
  };
  const readAll = async (client: Queries): Promise<NonNullable<typeof last>['all']> => {
    const { rows: [log] } = await client.query<{ value: number }>(`select value from counter where name = 'op'`);
    const at = log?.value ?? 0;
    if (last?.at === at) return last.all;
    const sites = await readSites(client);
    let terms = 0;
    for (const site of [null, ...sites]) terms = Math.max(terms, (await reckon(client, site)).length);
    const first = terms > 1 ? await firstDaysOf(client, sites) : new Map<string, string>();
    const bySite = new Map([null, ...sites].map((site) => [site, standing(site, site === null ? earliest([...first.values()]) : (first.get(site) ?? null))]));
    const all = { sites, first, of: (site: string | null) => bySite.get(site) ?? null };
    last = { at, all };
    return all;
  };
  return {
    read: readAll,
    of: async (client, site) => {
      const all = await readAll(client);
      // a site nobody has written from yet
      if (site === null || all.sites.includes(site)) return all.of(site);
      await reckon(client, site);
      return standing(site, null);
    },
    newest: async (client, within = null) => {
      const { sites, of, first } = await readAll(client);
      const seen = within === null ? sites : sites.filter((site) => within.includes(site));
      const [speaking = null] = [...(within === null ? [null] : []), ...seen].filter((site) => of(site) !== null).toSorted((a, b) => of(b)!.profile.version - of(a)!.profile.version);
      // one that began in the newest version's term takes the former ones from no other
      return standing(speaking, earliest(seen.flatMap((site) => first.get(site) ?? [])));
    },
  };
};

/** The contract of the newest version, for who asks once. */
export const readProfile = async ({ pool, log }: Pick<Database, 'pool' | 'log'>): Promise<ContractProfile | null> => (await createProfiles(log).newest(pool))?.profile ?? null;
