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

/** How many people the contract asks for (R2, unclear point 1): the figure that leads, and the other one, which is always shown with it. */
export const peopleAgreed = (profile: Pick<ContractProfile, 'posts' | 'statedPosts' | 'settings'>): { readonly lead: number; readonly other: number; readonly leads: 'list' | 'sentence' } => {
  const listed = profile.posts.filter((post) => post.party === 'contractor').reduce((sum, post) => sum + post.count, 0);
  const leads = settingOf(profile, 'posts-count');
  return leads === 'list' ? { lead: listed, other: profile.statedPosts, leads } : { lead: profile.statedPosts, other: listed, leads };
};
