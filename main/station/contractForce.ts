import { z } from 'zod';
import type { Writer } from '../../db/store.ts';
import { applyFigures, figuresIn } from '../../domain/contract/figures.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { accepted } from '../../domain/refused.ts';
import { refuse, type Refusal, type Result } from '../../domain/result.ts';
import { profileAheadKey, profileOriginKey, profileOrigins, profileRefusedKey, type ProfileOrigin } from './stationKeys.ts';

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
