import { z } from 'zod';
import type { Writer } from '../../db/store.ts';
import { applyFigures, figuresIn } from '../../domain/contract/figures.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { accepted } from '../../domain/refused.ts';
import { refuse, type Refusal, type Result } from '../../domain/result.ts';
import { profileAheadKey, profileOriginKey, profileRefusedKey, type ProfileOrigin } from './stationKeys.ts';

/**
 * Which contract is in force (docs/decisions/0027): the steps in the order of headquarters' log, wherever it is read, and over them the papers
 * that were signed here and that the log, as far as it was read here, does not hold yet. `base` is the contract without those.
 */
type Ahead = { readonly base: ContractProfile; readonly papers: readonly string[] };
const aheadSchema = z.object({ base: profileSchema, papers: z.array(z.string()).min(1) });

const readAhead = (read: Pick<Writer, 'meta'>, inForce: ContractProfile): Ahead => {
  const text = read.meta(profileAheadKey);
  return text === null ? { base: inForce, papers: [] } : aheadSchema.parse(JSON.parse(text));
};
/** The contract as headquarters' log has it up to here: what is sent down must be newer than this one. */
export const contractInLog = (read: Pick<Writer, 'meta'>, inForce: ContractProfile): ContractProfile => readAhead(read, inForce).base;

const withPaper = (profile: ContractProfile, rec: Rec, def: FormDef): Result<ContractProfile> => {
  const rows = figuresIn(rec.data, def.profile!);
  return rows ? applyFigures(profile, rows, def.profile!) : refuse('wrong-type', { field: def.profile! });
};

/** Puts the contract of the log in force with the papers signed here laid over it; one that does not fit it any more is named, and changes nothing. */
const putInForce = (writer: Writer, { base, papers }: Ahead, origin: ProfileOrigin): ContractProfile => {
  let inForce = base;
  let unfit: { readonly number: string; readonly refusals: readonly Refusal[] } | null = null;
  for (const id of papers) {
    const rec = writer.record(id);
    const def = rec && writer.definition(rec.def);
    const applied = rec && def ? withPaper(inForce, rec, def) : null;
    if (applied?.ok) inForce = applied.value;
    else if (rec && applied) unfit = { number: rec.number, refusals: applied.error };
  }
  writer.setMeta('profile', JSON.stringify(inForce));
  writer.setMeta(profileOriginKey, (inForce === base ? origin : 'signed') satisfies ProfileOrigin);
  writer.setMeta(profileAheadKey, papers.length === 0 ? null : JSON.stringify({ base, papers } satisfies Ahead));
  if (unfit) writer.setMeta(profileRefusedKey, JSON.stringify({ reason: 'paper-refused', ...unfit }));
  return inForce;
};

/**
 * A paper with the contract's figures was sealed, here (`isOwn`) or at another station. Throws RefusedError for figures that do not fit: those of
 * another station's paper leave the contract as it was, as they do at headquarters (hq/profiles.ts).
 */
export const takePaper = (writer: Writer, inForce: ContractProfile, rec: Rec, def: FormDef, isOwn: boolean): ContractProfile => {
  const ahead = readAhead(writer, inForce);
  if (!isOwn) return putInForce(writer, { ...ahead, base: accepted(withPaper(ahead.base, rec, def)) }, 'signed');
  accepted(withPaper(inForce, rec, def));
  return putInForce(writer, { ...ahead, papers: [...ahead.papers, rec.id] }, 'signed');
};

/** A contract came down from headquarters: what was signed here and is later in the log stays laid over it. */
export const takeSent = (writer: Writer, inForce: ContractProfile, sent: ContractProfile): ContractProfile => putInForce(writer, { ...readAhead(writer, inForce), base: sent }, 'headquarters');

/** The log has come to a paper that was signed here. Null for any other paper, or one it came to before. */
export const reachPaper = (writer: Writer, inForce: ContractProfile, id: string): ContractProfile | null => {
  const { base, papers } = readAhead(writer, inForce);
  const rec = papers.includes(id) ? writer.record(id) : null;
  const def = rec && writer.definition(rec.def);
  if (!rec || !def) return null;
  const applied = withPaper(base, rec, def);
  return putInForce(writer, { base: applied.ok ? applied.value : base, papers: papers.filter((each) => each !== id) }, applied.ok ? 'signed' : 'headquarters');
};
