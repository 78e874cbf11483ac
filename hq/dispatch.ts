import { v7 as uuidv7 } from 'uuid';
import type { PoolClient } from 'pg';
import { dayOf, msToSecond } from '../domain/clocks/shanghai.ts';
import { contractOn } from '../domain/contract/inForce.ts';
import { isThrownAway } from '../domain/documents/register.ts';
import { definitionHash } from '../domain/forms/define.ts';
import { formsById } from '../domain/forms/index.ts';
import { resolveForm } from '../domain/forms/resolve.ts';
import type { FormDef } from '../domain/forms/form.ts';
import { checkData } from '../domain/forms/values.ts';
import { nothingAround, type Known } from '../domain/record/around.ts';
import { decide, decideCreate, type Making } from '../domain/record/decide.ts';
import { evolve } from '../domain/record/evolve.ts';
import { createNumber } from '../domain/record/number.ts';
import type { Event, Op } from '../domain/record/op.ts';
import type { Context, Data, Person, Rec } from '../domain/record/record.ts';
import { ok, refuse, type Result } from '../domain/result.ts';
import { holderOf } from '../domain/sync/holder.ts';
import { canonicalText } from '../domain/seal/canonical.ts';
import type { Database } from './database.ts';
import { settleCorrections } from './corrections.ts';
import { layOver } from '../domain/sync/decision.ts';
import { appendLog, toAll, toStation } from './log.ts';
import { appendOwn, doneBy, type OwnWrite } from './ownLog.ts';
import { createProfiles } from './profiles.ts';
import type { Headquarters } from './wire.ts';

/** What the manager does with orders. Each is one transaction; who does it is written into the operation. */
type StationRow = { readonly site: string | null; readonly state: string; readonly kind: string };
const readStation = async (client: PoolClient, station: string): Promise<StationRow | null> =>
  (await client.query<StationRow>(`select site, state, kind from device where station = $1 and kind = 'station'`, [station])).rows[0] ?? null;

const readRecord = async (client: PoolClient, id: string): Promise<Rec | null> => (await client.query<{ body: Rec }>('select body from record where id = $1 for update', [id])).rows[0]?.body ?? null;
const readDefinition = async (client: PoolClient, hash: string): Promise<FormDef | null> => (await client.query<{ body: FormDef }>('select body from definition where hash = $1', [hash])).rows[0]?.body ?? null;

/** The code headquarters numbers under now: after a restore it is another, because numbers given after the backup live on in stations. */
const readOwnCode = async (client: PoolClient, { station }: Headquarters): Promise<string> => (await client.query<{ code: string }>('select code from device where station = $1', [station])).rows[0]!.code;

const nextSerial = async (client: PoolClient, prefix: string, year: string): Promise<number> =>
  (await client.query<{ last: number }>(`insert into serial (prefix, year, last) values ($1, $2, 1) on conflict (tenant, prefix, year) do update set last = serial.last + 1 returning last`, [prefix, year])).rows[0]!.last;

/** After `appendOwn`, which takes the locks in their order. A station that does not work at the record's site gets everything that happened to it so far, then each operation as it comes. */
export const addReader = async (client: PoolClient, rec: Rec, station: string, site: string | null): Promise<void> => {
  if (site === rec.context.site.code) return;
  const { rowCount } = await client.query('insert into reader (doc, station) values ($1, $2) on conflict do nothing', [rec.id, station]);
  if (rowCount === 0) return;
  const { rows } = await client.query<{ station: string; seq: number }>(`select station, seq from op where doc = $1 and outcome = 'applied' and station <> $2 order by server_seq`, [rec.id, station]);
  await appendLog(client, [], rows.map((row) => ({ audience: toStation(station), kind: 'op', ...row })));
};

/** `command`: the id of the order (UUIDv7); the same one again is carried out once. */
type Ordered = { readonly command?: string };
export type Dispatch = Ordered & { readonly form: string; readonly data: Data; readonly to: string; readonly owner?: Person };
/** `from`: the station that held it when it was asked for; whoever holds it, where none is said. */
export type Reassignment = Ordered & { readonly id: string; readonly from?: string | undefined; readonly to: string | null; readonly reason: string; readonly owner?: Person };
export type Voiding = Ordered & { readonly id: string; readonly reason: string };

/**
 * A new order for a station, numbered in headquarters' own series, brought to the state its form calls dispatched. Refused like a station
 * refuses its own (`required`, `wrong-type`, …), and with `not-found` (no such station), `form-unknown`, `profile-unknown`.
 */
export const dispatchOrder = (database: Database, headquarters: Headquarters, by: Person, order: Dispatch): Promise<Result<Rec>> =>
  database.transaction(async (client) => {
    const done = await doneBy(client, order.command);
    if (done) return ok(done);
    const target = await readStation(client, order.to);
    if (!target || target.state !== 'active') return refuse('not-found', { field: 'to' });
    const standing = await createProfiles(database.log).of(client, target.site);
    if (!standing) return refuse('profile-unknown');
    const now = msToSecond(Date.now());
    const profile = contractOn(standing.contracts, dayOf(now));
    const declared = formsById.get(order.form);
    if (!declared) return refuse('form-unknown', { field: 'form', params: { form: order.form } });
    const def = resolveForm(declared, profile);
    // a site the next contract adds may have its station before that term begins
    const site = [profile, standing.profile].flatMap(({ sites }) => sites).find(({ code }) => code === target.site);
    if (!site) return refuse('profile-unknown', { field: 'site' });
    const context: Context = {
      profile: profile.id, profileVersion: profile.version, project: profile.project, contractNo: profile.contractNo, client: profile.parties.client, contractor: profile.parties.contractor,
      supervision: profile.parties.supervision, site: { code: site.code, name: site.name }, copies: profile.copies,
    };
    const year = now.slice(0, 4);
    const id = uuidv7();
    const setting = { now, mono: 0, person: by, actor: 'projectManager' as const, def, defHash: definitionHash(def), around: { ...nothingAround, profile, contracts: standing.contracts } };
    const data = order.data as Extract<Parameters<typeof decideCreate>[0], { kind: 'create' }>['data'];
    // checked before a number is taken: a refusal leaves no gap in the series
    const making: Making = { ...setting, number: '', context, links: [] };
    const created = decideCreate({ kind: 'create', id, form: def.id, data }, making);
    if (!created.ok) return created;
    // what a dispatch needs is asked of the record as it will be
    const draft = created.value.reduce<Rec | null>((rec, event) => evolve(rec, { event, doc: id, station: headquarters.station, at: now, by } as Op), null)!;
    const step = def.lifecycle.transitions.find((each) => each.id === 'dispatch' && each.from.includes(def.lifecycle.initial));
    const moved = step ? decide(draft, { kind: 'move', id, base: draft.rev, transition: step.id }, setting) : ok([]);
    if (!moved.ok) return moved;
    const number = createNumber(def.number.prefix, await readOwnCode(client, headquarters), year, await nextSerial(client, def.number.prefix, year));
    const events = [...created.value, ...moved.value].map((event): Event => (event.kind === 'created' ? { ...event, number } : (event as Event)));
    const writes: OwnWrite[] = events.map((event) => ({ doc: id, event }));
    const { rowCount } = await client.query('insert into definition (hash, body) values ($1, $2) on conflict do nothing', [setting.defHash, canonicalText(def)]);
    if (rowCount) writes.unshift({ doc: setting.defHash, event: { kind: 'defined', def }, audience: toAll });
    writes.push({ doc: id, event: { kind: 'granted', to: order.to, site: site.code, ...(order.owner ? { owner: order.owner } : {}) } });
    const rec = (await appendOwn(client, headquarters, by, new Map(), writes, order.command)).get(id)!;
    await addReader(client, rec, order.to, target.site);
    return ok(rec);
  });

/**
 * Takes a record from the station that holds it and gives it to another (`to` null: headquarters keeps it). What the first one did meanwhile,
 * without knowing, comes in as its own version for a person to decide. Refused with `not-found`, `sealed`, `wrong-state` for one that is void,
 * `reason-required`, and `stale` where another was given it meanwhile.
 */
export const reassign = (database: Database, headquarters: Headquarters, by: Person, asked: Reassignment): Promise<Result<Rec>> =>
  database.transaction(async (client) => {
    const done = await doneBy(client, asked.command);
    if (done) return ok(done);
    const rec = await readRecord(client, asked.id);
    const def = rec && (await readDefinition(client, rec.def));
    if (!rec || !def) return refuse('not-found');
    if (rec.seal) return refuse('sealed');
    if (isThrownAway(rec, def)) return refuse('wrong-state', { params: { state: rec.state } });
    if (!asked.reason.trim()) return refuse('reason-required', { field: 'reason' });
    const target = asked.to === null ? null : await readStation(client, asked.to);
    if (asked.to !== null && target?.state !== 'active') return refuse('not-found', { field: 'to' });
    const from = holderOf(rec);
    if (from === asked.to) return ok(rec);
    if (asked.from !== undefined && asked.from !== from) return refuse('stale');
    const writes: OwnWrite[] = from === headquarters.station ? [] : [{ doc: rec.id, event: { kind: 'revoked', from, reason: asked.reason.trim() } }];
    if (asked.to !== null) writes.push({ doc: rec.id, event: { kind: 'granted', to: asked.to, ...(target?.site ? { site: target.site } : {}), ...(asked.owner ? { owner: asked.owner } : {}) } });
    const standing = await appendOwn(client, headquarters, by, new Map([[rec.id, rec]]), writes, asked.command);
    if (target && asked.to !== null) await addReader(client, rec, asked.to, target.site);
    // it has heard of the revocation; what happens to the record later is no longer its business, unless it works at the site
    if (from !== rec.station) await client.query('delete from reader where doc = $1 and station = $2', [rec.id, from]);
    return ok(standing.get(rec.id)!);
  });

/** Papers about a record that say nothing once it is void: what a client thought of a visit goes with the paper he signed (R8). Without those voided before. */
const papersAbout = async (client: PoolClient, id: string): Promise<readonly Known[]> =>
  (await client.query<Known>(
    `select r.body as rec, d.body as def from record_link l join record r on r.tenant = l.tenant and r.id = l.doc join definition d on d.tenant = r.tenant and d.hash = r.body ->> 'def'
      where l.target = $1 and r.body -> 'links' @> $2::jsonb and not r.body ? 'voided' order by r.id for update of r`, [id, JSON.stringify([{ rel: 'about', to: id }])],
  )).rows;
const voidState = (def: FormDef): string | undefined => Object.entries(def.lifecycle.states).find(([, state]) => state.tone === 'void')?.[0];

/** Voids a record with a reason, and the survey about it. A sealed paper stays sealed and is flagged. Refused with `not-found`, `reason-required`, `already-answered` for one voided before. */
export const voidRecord = async (database: Database, headquarters: Headquarters, by: Person, asked: Voiding): Promise<Result<Rec>> => {
  const voided = await database.transaction(async (client): Promise<Result<Rec>> => {
    const done = await doneBy(client, asked.command);
    if (done) return ok(done);
    const rec = await readRecord(client, asked.id);
    const def = rec && (await readDefinition(client, rec.def));
    if (!rec || !def) return refuse('not-found');
    if (!asked.reason.trim()) return refuse('reason-required', { field: 'reason' });
    const to = voidState(def);
    if (to === undefined || isThrownAway(rec, def)) return refuse('wrong-state', { params: { state: rec.state } });
    const reason = asked.reason.trim();
    const about = (await papersAbout(client, rec.id)).flatMap((each) => { const out = voidState(each.def); return out === undefined ? [] : [{ rec: each.rec, out }]; });
    const writes: OwnWrite[] = [{ doc: rec.id, event: { kind: 'voided', to, reason } }, ...about.map((each): OwnWrite => ({ doc: each.rec.id, event: { kind: 'voided', to: each.out, reason } }))];
    const standing = await appendOwn(client, headquarters, by, new Map([rec, ...about.map((each) => each.rec)].map((each) => [each.id, each])), writes, asked.command);
    return ok(standing.get(rec.id)!);
  });
  // also when the order is sent again: the first time may have ended here
  if (voided.ok) await settleCorrections(database, headquarters, by, [asked.id]);
  return voided;
};

/** Changes headquarters' part of an order that is not signed yet. Refused like a station refuses an edit. */
export const directOrder = (database: Database, headquarters: Headquarters, by: Person, asked: { readonly id: string; readonly set: Data; readonly unset: readonly string[] }): Promise<Result<Rec>> =>
  database.transaction(async (client) => {
    const rec = await readRecord(client, asked.id);
    const def = rec && (await readDefinition(client, rec.def));
    if (!rec || !def) return refuse('not-found');
    if (rec.seal) return refuse('sealed');
    if (rec.signatures.length > 0 || def.lifecycle.states[rec.state]?.closed) return refuse('not-editable', { params: { state: rec.state } });
    const unset = asked.unset.filter((name) => Object.hasOwn(rec.data, name));
    const next = layOver(rec.data, asked.set, unset);
    const wrong = checkData(def, next, msToSecond(Date.now()), rec.data);
    if (wrong.length > 0) return { ok: false, error: wrong };
    const standing = await appendOwn(client, headquarters, by, new Map([[rec.id, rec]]), [{ doc: rec.id, event: { kind: 'directed', set: asked.set, unset } }]);
    return ok(standing.get(rec.id)!);
  });
