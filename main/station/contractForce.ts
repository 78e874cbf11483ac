import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Reader, Writer } from '../../db/store.ts';
import { applyFigures, figuresIn, profileFigures } from '../../domain/contract/figures.ts';
import { dayOf } from '../../domain/clocks/shanghai.ts';
import { profileInForce, withFormer, workedBy } from '../../domain/contract/inForce.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { referenceDoc } from '../../domain/api/protocol.ts';
import type { FormDef, Row } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { accepted } from '../../domain/refused.ts';
import { refuse, type Refusal, type Result } from '../../domain/result.ts';
import { profileAheadKey, profileFormerKey, profileOriginKey, profileOrigins, profileRefusedKey, type ProfileOrigin } from './stationKeys.ts';

/**
 * Which contract is in force (docs/decisions/0027): the steps in the order of headquarters' log, wherever it is read, and over them the papers
 * that were signed here and that the log, as far as it was read here, does not hold yet. `base` is the contract without those,
 * `origin` where it came from.
 */
type Ahead = { readonly base: ContractProfile; readonly origin: ProfileOrigin; readonly papers: readonly string[] };
// earlier releases did not keep the origin
const aheadSchema = z.object({ base: profileSchema, origin: z.enum(profileOrigins).default('headquarters'), papers: z.array(z.string()).min(1) });

const readAhead = (read: Pick<Writer, 'meta'>, inForce: ContractProfile): Ahead => {
  const text = read.meta(profileAheadKey);
  return text === null ? { base: inForce, origin: z.enum(profileOrigins).catch('shipped').parse(read.meta(profileOriginKey)), papers: [] } : aheadSchema.parse(JSON.parse(text));
};
const formerSchema = z.array(profileSchema);
/** The contracts of the terms before the one in force, the oldest first, as the text of `profileFormerKey` holds them. */
const textToFormer = (text: string | null): readonly ContractProfile[] => (text === null ? [] : formerSchema.parse(JSON.parse(text)));
/** Keeps a contract of an earlier term beside the one in force: reports of that term are reckoned by it. */
export const keepFormer = (writer: Pick<Writer, 'meta' | 'setMeta'>, another: ContractProfile, inForce: ContractProfile): void => {
  const former = withFormer(textToFormer(writer.meta(profileFormerKey)), another, inForce);
  writer.setMeta(profileFormerKey, former.length === 0 ? null : JSON.stringify(former));
};

/**
 * The contracts of every term anybody worked in, as the answers to their open questions make them, the oldest first; the last is in force. Papers may be older than `since`, when the
 * station was set up (ISO): they came down from headquarters.
 */
export const createContracts = (read: Pick<Reader, 'meta' | 'firstMade'>, since: string): ((profile: ContractProfile) => readonly ContractProfile[]) => {
  let last: { readonly profile: ContractProfile; readonly former: string | null; readonly contracts: readonly ContractProfile[] } | undefined;
  let first = since;
  return (profile) => {
    const former = read.meta(profileFormerKey);
    if (last?.profile !== profile || last.former !== former) last = { profile, former, contracts: [...textToFormer(former), profile].map(profileInForce) };
    const worked = workedBy(last.contracts, dayOf(first));
    if (worked.length === last.contracts.length) return worked;
    const made = read.firstMade();
    if (made !== null && made < first) first = made;
    return workedBy(last.contracts, dayOf(first));
  };
};

/** The contract as headquarters' log has it up to here: what is sent down must be newer than this one. */
export const contractInLog = (read: Pick<Writer, 'meta'>, inForce: ContractProfile): ContractProfile => readAhead(read, inForce).base;

const withPaper = (profile: ContractProfile, rec: Rec, def: FormDef): Result<ContractProfile> => {
  const rows = figuresIn(rec.data, def.profile!);
  return rows ? applyFigures(profile, rows, def.profile!) : refuse('wrong-type', { field: def.profile! });
};

/** Puts the contract of the log in force with the papers signed here laid over it; one that does not fit it any more is named, and changes nothing. */
const putInForce = (writer: Writer, { base, origin, papers }: Ahead): ContractProfile => {
  let inForce = base;
  let unfit: { readonly number: string; readonly refusals: readonly Refusal[] } | null = null;
  for (const id of papers) {
    const rec = writer.record(id);
    // headquarters decided otherwise meanwhile: what is not sealed puts nothing in force
    if (!rec?.seal) continue;
    const def = writer.definition(rec.def);
    const applied = def ? withPaper(inForce, rec, def) : null;
    if (applied?.ok) inForce = applied.value;
    else if (applied) unfit = { number: rec.number, refusals: applied.error };
  }
  const standing = profileSchema.safeParse(JSON.parse(writer.meta('profile') ?? 'null'));
  if (standing.success) keepFormer(writer, standing.data, inForce);
  writer.setMeta('profile', JSON.stringify(inForce));
  writer.setMeta(profileOriginKey, (inForce === base ? origin : 'signed') satisfies ProfileOrigin);
  writer.setMeta(profileAheadKey, papers.length === 0 ? null : JSON.stringify({ base, origin, papers } satisfies Ahead));
  if (unfit) writer.setMeta(profileRefusedKey, JSON.stringify({ reason: 'paper-refused', ...unfit }));
  return inForce;
};

const sealOutcome = (writer: Writer, rec: Rec): ReturnType<Writer['outcomes']>[number] | undefined => writer.outcomes(rec.id).find(({ seq }) => seq === (rec.seal?.chainSeq ?? NaN) + 1);

/**
 * A paper with the contract's figures was sealed, here (`isOwn`) or at another station; one from here whose seal headquarters did not apply and
 * then took by a decision counts where the log has the decision. Throws RefusedError for figures that do not fit: those the log has
 * leave the contract as it was, as they do at headquarters (hq/profiles.ts).
 */
export const takePaper = (writer: Writer, inForce: ContractProfile, rec: Rec, def: FormDef, isOwn: boolean): ContractProfile => {
  const ahead = readAhead(writer, inForce);
  if (!isOwn || sealOutcome(writer, rec)) return putInForce(writer, { base: accepted(withPaper(ahead.base, rec, def)), origin: 'signed', papers: ahead.papers.filter((id) => id !== rec.id) });
  accepted(withPaper(inForce, rec, def));
  return putInForce(writer, { ...ahead, papers: [...ahead.papers, rec.id] });
};

/** A contract came down from headquarters: what was signed here and is later in the log stays laid over it. */
export const takeSent = (writer: Writer, inForce: ContractProfile, sent: ContractProfile): ContractProfile => putInForce(writer, { ...readAhead(writer, inForce), base: sent, origin: 'headquarters' });

/** The log has come to a paper that was signed here. Null for any other paper, or one it came to before. */
export const reachPaper = (writer: Writer, inForce: ContractProfile, id: string): ContractProfile | null => {
  const { base, origin, papers } = readAhead(writer, inForce);
  const rec = papers.includes(id) ? writer.record(id) : null;
  const def = rec && writer.definition(rec.def);
  if (!rec || !def) return null;
  const applied = withPaper(base, rec, def);
  const others = papers.filter((each) => each !== id);
  return putInForce(writer, applied.ok ? { base: applied.value, origin: 'signed', papers: others } : { base, origin, papers: others });
};

const leavePaper = (writer: Writer, inForce: ContractProfile, id: string): ContractProfile => {
  const ahead = readAhead(writer, inForce);
  return putInForce(writer, { ...ahead, papers: ahead.papers.filter((each) => each !== id) });
};

/**
 * The log was read to its end: a paper headquarters acknowledged is ahead of it no more. One it did not apply, or that is not sealed any more, leaves;
 * one it said nothing of was applied by a headquarters of an earlier release, and counts from here. Null when nothing changed.
 */
export const settlePapers = (writer: Writer, inForce: ContractProfile): ContractProfile | null => {
  const acked = writer.head().seq - writer.unsentCount();
  const { papers } = readAhead(writer, inForce);
  return papers.reduce<ContractProfile | null>((changed, id) => {
    const rec = writer.record(id);
    const seal = rec?.seal;
    if (seal && seal.chainSeq + 1 > acked) return changed;
    const outcome = rec && sealOutcome(writer, rec)?.outcome;
    const standing = changed ?? inForce;
    return (seal && (outcome ?? 'applied') === 'applied' ? reachPaper(writer, standing, id) : null) ?? leavePaper(writer, standing, id);
  }, null);
};

type Place = { readonly site: string; readonly station: string };
/** What headquarters sends to a station stands under these. */
const docsSent = (what: string, { site, station }: Place): readonly string[] => ['all', `site:${site}`, `station:${station}`].map((audience) => referenceDoc(what, audience));

/** Keeps the contracts of earlier terms that were sent here while a program of before kept none. */
export const recountFormer = (writer: Writer, inForce: ContractProfile, place: Place): void => {
  if (writer.meta(profileFormerKey) !== null) return;
  for (const { bytes, outcome } of writer.versionsOfAll(docsSent('profile', place))) {
    const { event } = JSON.parse(bytes) as Op;
    const sent = outcome === 'applied' && event.kind === 'published' ? profileSchema.safeParse(event.body) : null;
    if (sent?.success) keepFormer(writer, sent.data, inForce);
  }
};

/** Contract papers a station has at most. */
const mostPapers = 10_000;

/** A cell of a figures' row, as `applyFigures` reads it. */
const textOf = (value: unknown): string => String(value ?? '').trim();

/** A contract without what is counted as its version, and without the templates headquarters sends beside it. */
const comparable = ({ version: _version, templates: _templates, ...rest }: ContractProfile): object => rest;

/**
 * Whether `stored` can have come of `from` by papers with these rows and by templates sent: everything else is the same, and what differs of the figures a paper
 * changed from the one to what stands now. Names alone prove nothing: a contract of one's own is drawn up from the sample, whose id it keeps.
 */
const descendsFrom = (stored: ContractProfile, from: ContractProfile, rows: readonly Row[]): boolean => {
  const now = new Map(profileFigures(stored).map(({ id, value }) => [id, value]));
  const changes = Map.groupBy(rows.filter((row) => textOf(row['was']) !== textOf(row['value'])), (row) => textOf(row['id']));
  const isSigned = (id: string, before: string): boolean => {
    const signed = changes.get(id) ?? [];
    return signed.some((row) => textOf(row['was']) === before) && signed.some((row) => textOf(row['value']) === now.get(id));
  };
  const laid = applyFigures(from, profileFigures(from).map(({ id, value }) => ({ id, was: value, value: isSigned(id, value) ? now.get(id)! : value })), '');
  return laid.ok && isDeepStrictEqual(comparable(laid.value), comparable(stored));
};

type Begun = { readonly profile: ContractProfile; readonly origin: ProfileOrigin };
/** What one step of the log makes of a contract. */
type Lay = (stands: Begun | null, step: Op) => Begun | null;

/**
 * The contract `stored` was before the first paper: each figure that stands as a paper put it is what the first paper over it found, and everything else is as it stands. For a
 * contract whose beginning is in no other place: one of one's own, or the sample of an earlier release. Its version is that of before the papers `lay` finds sealed, which the program of
 * before counted. Null where the papers do not name what they found.
 */
const beforePapers = (stored: Begun, steps: readonly Op[], rowsOf: (doc: string) => readonly Row[], lay: Lay): Begun | null => {
  const now = profileFigures(stored.profile);
  const changes = Map.groupBy([...new Set(steps.map(({ doc }) => doc))].flatMap(rowsOf).filter((row) => textOf(row['was']) !== textOf(row['value'])), (row) => textOf(row['id']));
  const found = (id: string, value: string): string => {
    const signed = changes.get(id) ?? [];
    return signed.some((row) => textOf(row['value']) === value) ? textOf(signed[0]!['was']) : value;
  };
  const laid = applyFigures(stored.profile, now.map(({ id, value }) => ({ id, was: value, value: found(id, value) })), '');
  if (!laid.ok) return null;
  const begun: Begun = { profile: { ...laid.value, version: 0 }, origin: stored.origin };
  const counted = steps.filter(({ event }) => event.kind !== 'resolved').reduce<Begun | null>(lay, begun)!.profile.version;
  return { ...begun, profile: { ...laid.value, version: Math.max(1, stored.profile.version - counted) } };
};

/**
 * The contract anew from every step of the log that is here. Only where a decision took a contract paper, which a program of before 0027 had in no place, or in
 * another one; own papers count where this station wrote them. It begins with the contract no step has touched, or with the one that shipped or the first that was
 * sent, when the stored one comes of it; without any of these, and nothing sent, with the stored one as it was before its papers. Null when there is no such step or no such beginning: the stored contract stays.
 */
export const recountContract = (writer: Writer, inForce: ContractProfile, { shipped, site, station }: { readonly shipped: readonly ContractProfile[] } & Place): ContractProfile | null => {
  const forms = [...formsById.values()].flatMap(({ id, profile }) => (profile === undefined ? [] : [id]));
  const papers = new Set(forms.flatMap((form) => writer.recordsWhere(form, {}, mostPapers)).map(({ id }) => id));
  const references = ['profile', 'templates'].flatMap((what) => docsSent(what, { site, station }));
  const steps = writer.versionsOfAll([...references, ...papers]).flatMap(({ bytes, outcome }) => (outcome === 'applied' ? [JSON.parse(bytes) as Op] : []));
  if (!steps.some(({ event }) => event.kind === 'resolved' && event.record?.seal)) return null;
  const ahead = readAhead(writer, inForce);
  const hasSite = ({ sites }: ContractProfile): boolean => sites.some(({ code }) => code === site);
  const rowsOf = (id: string): readonly Row[] => {
    const rec = papers.has(id) ? writer.record(id) : null;
    const field = rec?.seal && writer.definition(rec.def)?.profile;
    return rec && field ? (figuresIn(rec.data, field) ?? []) : [];
  };
  const rows = [...papers].flatMap(rowsOf);
  const lay: Lay = (stands, { doc, event }) => {
    if (event.kind === 'published') {
      const found = profileSchema.safeParse(event.what === 'profile' ? event.body : stands && { ...stands.profile, version: stands.profile.version + 1, templates: event.body });
      return found.success && found.data.version > (stands?.profile.version ?? 0) && hasSite(found.data) ? { profile: found.data, origin: 'headquarters' } : stands;
    }
    if (!(event.kind === 'sealed' || (event.kind === 'resolved' && event.record?.seal)) || ahead.papers.includes(doc) || !stands) return stands;
    const rec = writer.record(doc);
    const def = rec?.seal && writer.definition(rec.def);
    const applied = rec && def ? withPaper(stands.profile, rec, def) : null;
    return applied?.ok ? { profile: applied.value, origin: 'signed' } : stands;
  };
  const begin = (): Begun | 'sent' | null => {
    // releases that did not keep the origin signed papers too: a folder without it says nothing of where its contract came from
    if (writer.meta(profileOriginKey) !== null && (ahead.origin === 'own' || ahead.origin === 'shipped')) return { profile: ahead.base, origin: ahead.origin };
    const first = shipped.find((each) => each.id === inForce.id && descendsFrom(ahead.base, each, rows));
    if (first) return { profile: first, origin: 'shipped' };
    const sent = steps.flatMap(({ event }) => (event.kind === 'published' && event.what === 'profile' ? [profileSchema.safeParse(event.body)] : []));
    if (sent.length > 0) return sent.some(({ data }) => data && descendsFrom(ahead.base, data, rows)) ? 'sent' : null;
    const stored = { profile: ahead.base, origin: ahead.origin };
    const before = beforePapers(stored, steps, rowsOf, lay);
    // where the program of before had all of it in its place, nothing is to be counted
    const after = before && steps.reduce<Begun | null>(lay, before);
    return after && !isDeepStrictEqual(comparable(after.profile), comparable(stored.profile)) ? before : null;
  };
  const begun = begin();
  if (begun === null || (begun !== 'sent' && !hasSite(begun.profile))) return null;
  const counted = steps.reduce<Begun | null>(lay, begun === 'sent' ? null : begun);
  return counted && putInForce(writer, { base: counted.profile, origin: counted.origin, papers: ahead.papers });
};
