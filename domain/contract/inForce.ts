import { dayOf } from '../clocks/shanghai.ts';
import type { Rec } from '../record/record.ts';
import { text } from '../text/text.ts';
import type { ContractProfile, Duty } from './profile.ts';
import { settingOf } from './settings.ts';

const isDaily = (duty: Duty): boolean => duty.every !== 'week';

/** Rounds of a day (unclear point 2): as each object has them, one for all, or for all as many as the one with most. */
const dutiesInForce = (profile: ContractProfile): ContractProfile['duties'] => {
  const rounds = settingOf(profile, 'inspection-rounds');
  if (rounds === 'both') return profile.duties;
  const most = profile.duties.filter(isDaily).reduce<Duty['rounds']>((best, duty) => (duty.rounds.length > best.length ? duty.rounds : best), []);
  return profile.duties.map((duty) => {
    if (!isDaily(duty)) return duty;
    if (rounds === 'once') return { ...duty, rounds: duty.rounds.slice(0, 1) };
    return duty.rounds.length < most.length ? { ...duty, rounds: most } : duty;
  });
};

/** Who holds the copies (unclear point 14): whom the profile names for each, or the client for all of them. */
const copiesInForce = (profile: ContractProfile): ContractProfile['copies'] =>
  settingOf(profile, 'copy-holders') === 'by-party' ? profile.copies : profile.copies.map((copy) => ({ ...copy, holder: text('甲方', 'Client') }));

/**
 * The contract as the answers to its open questions make it: what the station does with duties and copies. Papers with the contract's figures
 * are made from the profile itself, so that another answer brings back what this one hides.
 */
export const profileInForce = (profile: ContractProfile): ContractProfile => ({ ...profile, duties: dutiesInForce(profile), copies: copiesInForce(profile) });

type Term = Pick<ContractProfile, 'term' | 'version'>;
const isApart = (one: Term, other: Term): boolean => one.term.to < other.term.from || other.term.to < one.term.from;

/**
 * The contracts of terms that were over when that of `inForce` begins, the oldest first and one for each, with `another` in its place: of one term the
 * higher version stands. A contract whose days are partly those of the next is an earlier wording of the same one.
 */
export const withFormer = <C extends Term>(former: readonly C[], another: C, inForce: Term): readonly C[] => {
  const others = former.filter((each) => isApart(each, another) || each.version > another.version);
  return [...others, ...(others.every((each) => isApart(each, another)) ? [another] : [])].filter(({ term }) => term.to < inForce.term.from).toSorted((a, b) => (a.term.from < b.term.from ? -1 : 1));
};

/**
 * Of contracts in the order of their terms, those anybody kept papers in the term of: one that another followed, and whose term was over before `since`, the first day anything was
 * kept, owes nothing. Service may have gone on under it (R33), but whoever began so late worked from the next one on: the shipped sample, as a rule.
 */
export const workedBy = <C extends Pick<ContractProfile, 'term'>>(contracts: readonly C[], since: string): readonly C[] => contracts.filter(({ term }, at) => at === contracts.length - 1 || term.to >= since);

/** Of contracts in the order of their terms, the one in force on a day: service goes on under it until the next term begins (R33). Before all of them the first. */
export const contractOn = <C extends Pick<ContractProfile, 'term'>>(contracts: readonly C[], day: string): C => contracts.findLast(({ term }) => term.from <= day) ?? contracts[0]!;
/** The contract whose clocks run on a record: that of the term it was written in. */
export const contractOfRecord = <C extends Pick<ContractProfile, 'term'>>(contracts: readonly C[], { createdAt }: Pick<Rec, 'createdAt'>): C => contractOn(contracts, dayOf(createdAt));

/** How many people the contract asks for (R2, unclear point 1): the figure that leads, and the other one, which is always shown with it. */
export const peopleAgreed = (profile: Pick<ContractProfile, 'posts' | 'statedPosts' | 'settings'>): { readonly lead: number; readonly other: number; readonly leads: 'list' | 'sentence' } => {
  const listed = profile.posts.filter((post) => post.party === 'contractor').reduce((sum, post) => sum + post.count, 0);
  const leads = settingOf(profile, 'posts-count');
  return leads === 'list' ? { lead: listed, other: profile.statedPosts, leads } : { lead: profile.statedPosts, other: listed, leads };
};
