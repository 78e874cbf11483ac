import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { dayOf, msToSecond } from '../domain/clocks/shanghai.ts';
import { contractOfRecord } from '../domain/contract/inForce.ts';
import type { FormDef } from '../domain/forms/form.ts';
import { forms, formsById } from '../domain/forms/index.ts';
import { headlineOf, roundOf } from '../domain/forms/indexing.ts';
import type { Known } from '../domain/record/around.ts';
import { pausesOf, recordClocks } from '../domain/record/clocks.ts';
import type { Rec } from '../domain/record/record.ts';
import { isLiving } from '../domain/record/unique.ts';
import { siteOf } from '../domain/sync/holder.ts';
import { createBriefs, isVoid, timeField, whyOut } from '../domain/report/brief.ts';
import { countDues, countTallies, type Due, type Tally } from './boardCounts.ts';
import { ownRelease, type BoardRelease } from './boardRelease.ts';
import type { Database } from './database.ts';
import { followLog, newestInLog } from './follow.ts';
import { legible, reckoned } from './legible.ts';
import type { Profiles, SiteProfile } from './profiles.ts';
import type { Definitions } from './rpc/definitions.ts';

/** records read in one step */
const usualStep = 500;
const growLock = 7_300_341;

const suspending = forms.flatMap(({ id, suspends }) => (suspends ? [id] : []));

/** A paper as the board reads it: its cells, its state and when it reached it. No board counts readings, and what headquarters has was sent. */
const briefOf = (rec: Rec, def: FormDef) => {
  // readings are let go at once: nothing is shared between papers
  const { readings: _, ...brief } = createBriefs()({ id: rec.id, form: rec.form, number: rec.number, state: rec.state, createdAt: rec.createdAt, reached: rec.reached, data: rec.data, copies: rec.copies, headline: headlineOf(def, rec.data), owner: rec.owner.name, corrected: rec.correctedBy !== undefined, voided: rec.voided !== undefined, unsent: false, conflict: false, ...(rec.seal && { sealedAt: rec.seal.at }) });
  return brief;
};

/** Whether it is a sheet that answers its round. A form of a newer station has states nobody here knows: they do. */
const isHandedIn = ({ form, state, voided }: Rec): boolean => {
  if (voided) return false;
  const known = formsById.get(form)?.lifecycle.states[state];
  return known === undefined || (known.tone !== 'void' && known.edit === undefined);
};

/** What of a record is counted: its time (the moment it was made while its own is not written), whether it counts, the round it answers once it is handed in, its choices and its template; and the paper itself for figures that are more than a count. */
const tallyOf = (rec: Rec, def: FormDef) => {
  const field = timeField(rec.form);
  const own = field === 'createdAt' ? rec.createdAt : rec.data[field];
  const names = formsById.get(rec.form)?.round ?? def.round;
  const standing = { form: rec.form, state: rec.state, voided: rec.voided !== undefined, corrected: rec.correctedBy !== undefined };
  return {
    id: rec.id, site: siteOf(rec), form: rec.form, at: typeof own === 'string' && own !== '' ? own : rec.createdAt, created: rec.createdAt, counts: !isVoid(standing) && !standing.corrected, why: whyOut(standing), round: isHandedIn(rec) ? ((names && roundOf(rec, names)) ?? null) : null,
    cells: Object.fromEntries(Object.entries(rec.data).flatMap(([name, value]) => (typeof value === 'string' && (def.fields[name]?.kind === 'choice' || name === names?.template) ? [[name, value] as const] : []))),
    brief: briefOf(rec, def),
  };
};

export type BoardIndex = {
  /** Takes the next records in; whether there are more. For tests: boards call `catchUp`. */
  readonly grow: () => Promise<boolean>;
  /** Resolves when everything that was in the log at the call is counted. */
  readonly catchUp: () => Promise<void>;
  readonly stop: () => Promise<void>;
};
type Reading = { readonly definitions: Definitions; readonly calendar: () => Promise<Calendar>; readonly profiles: Profiles; /** records of one step */ readonly step?: number; /** the release that counts */ readonly release?: BoardRelease };

/**
 * Lets the counts of the boards follow the log while headquarters runs: a push never waits for it, a board waits for what it lacks. A site whose contract
 * or calendar changes is reckoned anew; so is, with each new day, what a suspension without an end holds up (R33). What an older release counted otherwise is
 * counted again, what a newer one counted is left (docs/decisions/0030).
 */
export const keepBoardIndex = (database: Database, { definitions, calendar, profiles, step = usualStep, release = ownRelease }: Reading, onError: (error: unknown) => void): BoardIndex => {
  const calendarStamp = async (client: PoolClient): Promise<number> =>
    (await client.query<{ server_seq: number }>(`select server_seq from reference where what = 'calendar' and audience = 'all'`)).rows[0]?.server_seq ?? 0;

  /** Marks the sites whose contract is another than the one their clocks were reckoned by. */
  const markSites = async (client: PoolClient): Promise<void> => {
    const stamp = await calendarStamp(client);
    // a new release goes on where the one before stood
    const known = new Map((await client.query<{ site: string; basis: string; way: number }>('select distinct on (site) site, basis, way from board_basis where tenant = tenant() and way <= $1 order by site, way desc', [release.way])).rows.map((row) => [row.site, row]));
    const { sites, of } = await profiles.read(client);
    for (const site of sites) {
      const contract = of(site);
      const basis = createHash('sha256').update(`${stamp} ${contract?.fingerprint ?? ''}`).digest('hex');
      const before = known.get(site);
      if (before?.basis === basis && before.way === release.way) continue;
      await client.query(
        `insert into board_basis (site, way, basis, redo) values ($1, $2, $3, case when $4 and exists (select 1 from record_tally where tenant = tenant() and site = $1) then '' end)
         on conflict (tenant, site, way) do update set basis = excluded.basis, redo = ''`,
        [site, release.way, basis, before?.basis !== basis],
      );
    }
  };

  /** Papers that suspend clocks, by the papers they name. */
  const pausing = async (client: PoolClient, ids: readonly string[]): Promise<ReadonlyMap<string, readonly Known[]>> => {
    const { rows } = await client.query<{ target: string; body: Rec }>('select l.target, r.body from record_link l join record r on r.tenant = l.tenant and r.id = l.doc where l.target = any($1) and r.form = any($2)', [ids, suspending]);
    if (rows.length === 0) return new Map();
    const defs = await definitions(rows.map(({ body }) => body.def));
    return new Map([...Map.groupBy(rows, ({ target }) => target)].map(([target, of]) => [target, of.flatMap(({ body: rec }) => { const def = defs.get(rec.def); return def ? [{ rec: legible(rec, def, database.log), def }] : []; })]));
  };

  const shapes = JSON.stringify(release.shapes);
  /** Counts the next few papers again that an older release counted otherwise; true while there are more of an older one. */
  const overtake = async (client: PoolClient): Promise<boolean> => {
    const { rows } = await client.query<{ id: string; same: boolean }>(`select id, shape = coalesce($2::jsonb ->> form, '') as same from record_tally where tenant = tenant() and way < $1 limit $3`, [release.way, shapes, step]);
    await put(client, rows.flatMap(({ id, same }) => (same ? [] : [id])));
    // those that count alike, and what cannot be counted
    await client.query('update record_tally set way = $1 where tenant = tenant() and id = any($2) and way < $1', [release.way, rows.map(({ id }) => id)]);
    return rows.length > 0;
  };

  const put = async (client: PoolClient, ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    const { rows } = await client.query<{ body: Rec }>(`select body - 'signatures' as body from record where id = any($1)`, [ids]);
    const [defs, days, stops] = [await definitions(rows.map(({ body }) => body.def)), await calendar(), await pausing(client, ids)];
    const today = dayOf(msToSecond(Date.now()));
    // asked once a site: each asking looks how far the log is
    const contracts = new Map<string | null, SiteProfile | null>();
    const contractOf = async (site: string | null): Promise<SiteProfile | null> => {
      if (!contracts.has(site)) contracts.set(site, await profiles.of(client, site));
      return contracts.get(site) ?? null;
    };
    const tallies: ReturnType<typeof tallyOf>[] = [];
    const clocks: (Due & { readonly id: string; readonly started: string; readonly estimated: boolean })[] = [];
    for (const { body } of rows) {
      const def = defs.get(body.def);
      if (!def) continue;
      const rec = legible(body, def, database.log);
      const tally = reckoned(rec.id, () => tallyOf(rec, def), null, database.log);
      if (!tally) continue;
      tallies.push(tally);
      const isTimed = reckoned(rec.id, () => def.deadlines.length > 0 && isLiving(rec, def), false, database.log);
      const contract = isTimed ? await contractOf(siteOf(rec)) : null;
      if (!contract) continue;
      const seen = new Set<string>();
      for (const { id: clock, started, due, kept, estimated } of reckoned(rec.id, () => recordClocks(rec, def, contractOfRecord(contract.contracts, rec), days, pausesOf(rec.id, stops.get(rec.id) ?? [], today)), [], database.log)) {
        // of several starts of one clock on a paper the first counts, as in the stations' own table
        if (seen.has(clock)) continue;
        seen.add(clock);
        clocks.push({ id: rec.id, clock, site: siteOf(rec), started, due, kept: kept ?? null, estimated });
      }
    }
    const before = (await client.query<Tally>('select site, form, at, counts, round, cells from record_tally where tenant = tenant() and id = any($1)', [tallies.map(({ id }) => id)])).rows;
    // a count of a release that does not say this loses the marks (migration 0050)
    await client.query(`select set_config('sanlian.marks', 'yes', true)`);
    await client.query(
      `insert into record_tally (id, site, form, at, created, counts, why, round, cells, brief, way, shape)
       select t.*, $2, coalesce($3::jsonb ->> t.form, '') from jsonb_to_recordset($1::jsonb) as t (id text, site text, form text, at text, created text, counts boolean, why text, round text, cells jsonb, brief jsonb)
       on conflict (tenant, id) do update set site = excluded.site, form = excluded.form, at = excluded.at, created = excluded.created, counts = excluded.counts, why = excluded.why, round = excluded.round, cells = excluded.cells, brief = excluded.brief, way = excluded.way, shape = excluded.shape`,
      [JSON.stringify(tallies), release.way, shapes],
    );
    await countTallies(client, before, tallies);
    const gone = (await client.query<Due>('delete from record_clock where tenant = tenant() and id = any($1) returning site, clock, due, kept', [ids])).rows;
    await client.query('insert into record_clock (id, clock, site, started, due, kept, estimated) select * from jsonb_to_recordset($1::jsonb) as t (id text, clock text, site text, started text, due text, kept text, estimated boolean)', [JSON.stringify(clocks)]);
    await countDues(client, gone, clocks);
  };

  /** Papers that the suspending ones among `docs` name (null: that any names), by id, of those after `after` the first `limit` (null: all). */
  const named = async (client: PoolClient, docs: readonly string[] | null, after = '', limit: number | null = null): Promise<readonly string[]> =>
    (await client.query<{ target: string }>(
      'select distinct l.target from record r join record_link l on l.tenant = r.tenant and l.doc = r.id where r.form = any($1) and ($2::text[] is null or r.id = any($2)) and l.target > $3 order by l.target limit $4', [suspending, docs, after, limit],
    )).rows.map(({ target }) => target);

  /** Reckons the next few papers of a new day anew; true while there are more of them. */
  const turnDay = async (client: PoolClient, today: string, { turning, turned }: { readonly turning: string; readonly turned: string }): Promise<boolean> => {
    const ids = await named(client, null, turning === today ? turned : '', step);
    await put(client, ids);
    const isOver = ids.length < step;
    await client.query('update board_state set turning = $1, turned = $2, day = case when $3 then $1 else day end where tenant = tenant()', [today, isOver ? '' : ids.at(-1), isOver]);
    return !isOver;
  };

  let turn: Promise<unknown> = Promise.resolve();
  /** One step at a time in this process: whoever waits for the lock would hold a connection that the step itself may need. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  /** How far the counts are after a step (-1 while a site or a day is reckoned anew), and whether there is more. `wait`: also while another process is at it. */
  const growOnce = (wait: boolean): Promise<{ readonly indexed: number; readonly more: boolean } | null> =>
    alone(() => database.transaction(async (client) => {
      const { rows: [lock] } = await client.query<{ mine: boolean }>(wait ? 'select true as mine from pg_advisory_xact_lock($1, hashtext(tenant()))' : 'select pg_try_advisory_xact_lock($1, hashtext(tenant())) as mine', [growLock]);
      if (!lock?.mine) return null;
      await client.query('insert into board_state default values on conflict do nothing');
      await markSites(client);
      const { rows: [state] } = await client.query<{ indexed: number; day: string; turning: string; turned: string }>('select indexed, day, turning, turned from board_state where tenant = tenant()');
      const today = dayOf(msToSecond(Date.now()));
      if (state!.day !== today && (await turnDay(client, today, state!))) return { indexed: -1, more: true };
      const { rows: [again] } = await client.query<{ site: string; redo: string }>('select site, redo from board_basis where tenant = tenant() and way = $1 and redo is not null order by site limit 1', [release.way]);
      if (again) {
        const { rows } = await client.query<{ id: string }>('select id from record_tally where tenant = tenant() and site = $1 and id > $2 order by id limit $3', [again.site, again.redo, step]);
        await put(client, rows.map(({ id }) => id));
        await client.query('update board_basis set redo = $2 where tenant = tenant() and site = $1 and way = $3', [again.site, rows.length < step ? null : rows.at(-1)!.id, release.way]);
        return { indexed: -1, more: true };
      }
      if (await overtake(client)) return { indexed: -1, more: true };
      const { rows } = await client.query<{ id: string; server_seq: number; form: string }>('select id, server_seq, form from record where server_seq > $1 order by server_seq limit $2', [state!.indexed, step]);
      if (rows.length === 0) return { indexed: Number.MAX_SAFE_INTEGER, more: false };
      const held = rows.flatMap(({ id, form }) => (suspending.includes(form) ? [id] : []));
      await put(client, [...new Set([...rows.map(({ id }) => id), ...(held.length > 0 ? await named(client, held) : [])])]);
      const indexed = rows.at(-1)!.server_seq;
      await client.query('update board_state set indexed = $1 where tenant = tenant()', [indexed]);
      return { indexed, more: rows.length === step };
    }));

  /** Where the log and the day stood when everything was counted: nothing can be new there. */
  let settled = '';
  // a board takes in what it lacks itself: a failed step only comes later
  const stop = followLog(database, async () => (await growOnce(false))?.more === true, { rest: 1, onError });
  return {
    grow: async () => (await growOnce(true))!.more,
    catchUp: async () => {
      const head = await newestInLog(database);
      const place = `${head} ${dayOf(msToSecond(Date.now()))}`;
      if (settled === place) return;
      for (;;) {
        const at = (await growOnce(true))!;
        if (!at.more || at.indexed >= head) {
          settled = place;
          return;
        }
      }
    },
    stop,
  };
};
