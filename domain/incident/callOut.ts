import type { ContractProfile } from '../contract/profile.ts';
import { settingOf } from '../contract/settings.ts';
import { text, type Text } from '../text/text.ts';
import { rankOf } from './grade.ts';

/** One group that must come, or its head, or its members. */
export type Called = {
  readonly group: string;
  readonly label: Text;
  readonly who: 'head' | 'members' | 'all';
  /** In words: `应急处理工作小组组长`. */
  readonly words: Text;
  /** `roster`: the duty roster names the people. `posts`: whoever holds these posts (unclear point 6). */
  readonly from: 'roster' | 'posts';
  readonly posts: readonly string[];
};
export type CallOut = { readonly rule: string; readonly clause: string; readonly called: readonly Called[]; readonly rest: Text };

const whoWords: Readonly<Record<Called['who'], Text>> = {
  head: text('组长', 'head'),
  members: text('成员', 'members'),
  all: text('组长及成员', 'head and members'),
};

/**
 * Who must come to a fault of this grade (R16). By the contract a lighter grade may call more people than a graver one (unclear point 5);
 * with the setting `cumulative` a graver grade calls theirs as well. A grade the profile does not have calls nobody.
 */
export const whoMustCome = (grade: string, profile: Pick<ContractProfile, 'callOut' | 'grades' | 'settings'>): CallOut => {
  const { callOut } = profile;
  const rank = rankOf(profile, grade);
  const cumulative = settingOf(profile, 'call-out-reach') === 'cumulative';
  const rows = callOut.byGrade
    .filter((row) => row.grade === grade || (cumulative && rank >= 0 && rankOf(profile, row.grade) > rank))
    .toSorted((a, b) => rankOf(profile, a.grade) - rankOf(profile, b.grade));
  const byGroup = new Map<string, Called['who']>();
  for (const { group, who } of rows.flatMap((row) => row.calls)) {
    const before = byGroup.get(group);
    byGroup.set(group, before === undefined || before === who ? who : 'all');
  }
  const from = settingOf(profile, 'command-groups');
  const called = [...byGroup].flatMap(([id, who]): Called[] => {
    const group = callOut.groups.find((each) => each.id === id);
    if (!group) return [];
    const words = text(`${group.label.zh}${whoWords[who].zh}`, `${group.label.en}: ${whoWords[who].en}`);
    return [{ group: id, label: group.label, who, words, from, posts: from === 'posts' ? group.posts : [] }];
  });
  return { rule: callOut.rule, clause: callOut.clause, called, rest: callOut.rest };
};
