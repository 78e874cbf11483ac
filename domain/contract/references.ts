import type { CallOutSection, GradesSection } from './grades.ts';
import type { MoneySection } from './money.ts';
import { text, type Text } from '../text/text.ts';

/** Where a row of the profile names another that is not there. */
export type BrokenReference = { readonly path: readonly (string | number)[]; readonly words: Text };

type Sections = {
  readonly grades: GradesSection;
  readonly callOut: CallOutSection;
  readonly money: MoneySection;
  readonly rules: readonly { readonly id: string; readonly unit: string }[];
  readonly posts: readonly { readonly id: string }[];
  readonly recurring: readonly { readonly duties?: readonly string[] }[];
  readonly duties: readonly { readonly id: string }[];
};

/** Rows that name posts, groups, grades, clocks and duties name ones the profile has; every grade says once who comes (R16). */
export const brokenReferences = ({ grades, callOut, money, rules, posts, recurring, duties }: Sections): BrokenReference[] => {
  const broken: BrokenReference[] = [];
  const need = (known: Iterable<string>, id: string, ...path: (string | number)[]): void => {
    if (![...known].includes(id)) broken.push({ path, words: text(`没有 ${id}`, `there is no ${id}`) });
  };
  const groups = callOut.groups.map((group) => group.id);
  for (const [i, row] of recurring.entries()) for (const [n, duty] of (row.duties ?? []).entries()) need(duties.map((each) => each.id), duty, 'recurring', i, 'duties', n);
  const levels = grades.levels.map((level) => level.id);
  for (const [i, group] of callOut.groups.entries()) for (const [n, post] of group.posts.entries()) need(posts.map((each) => each.id), post, 'callOut', 'groups', i, 'posts', n);
  for (const [i, row] of callOut.byGrade.entries()) {
    need(levels, row.grade, 'callOut', 'byGrade', i, 'grade');
    for (const [n, call] of row.calls.entries()) need(groups, call.group, 'callOut', 'byGrade', i, 'calls', n, 'group');
  }
  for (const level of levels) {
    const rows = callOut.byGrade.filter((row) => row.grade === level).length;
    if (rows !== 1) broken.push({ path: ['callOut', 'byGrade'], words: text(`等级 ${level} 应正好出现一次，现有 ${rows} 次`, `grade ${level} should stand once, and stands ${rows} times`) });
  }
  if (new Set(money.kinds.map((kind) => kind.id)).size < money.kinds.length) broken.push({ path: ['money', 'kinds'], words: text('有一种重复', 'a kind stands twice') });
  for (const [i, kind] of money.kinds.entries()) {
    const clock = kind.method === 'daily' ? kind.clock : kind.due?.clock;
    const at = kind.method === 'daily' ? ['clock'] : ['due', 'clock'];
    if (clock === undefined) continue;
    need(rules.map((rule) => rule.id), clock, 'money', 'kinds', i, ...at);
    // money falls due on days
    if (rules.some((rule) => rule.id === clock && rule.unit === 'hour')) broken.push({ path: ['money', 'kinds', i, ...at], words: text(`${clock} 以小时计，金额按天到期`, `${clock} runs in hours, and money falls due on days`) });
  }
  return broken;
};
