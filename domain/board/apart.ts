import { apartWords } from '../report/csv.ts';
import { text, type Text } from '../text/text.ts';
import type { BoardApart } from './board.ts';

type Why = BoardApart['why'];
type LeftOut = { readonly id: string; readonly why: 'void' | 'corrected' };
/** The order they are told in. */
const order: readonly Why[] = ['void', 'corrected', 'unsent', 'unsentOps', 'notHere', 'conflict', 'unread'];
/** Operations whose papers are not looked through, and whether they are in the numbers. */
export type ApartOps = { readonly why: 'unsentOps' | 'notHere'; readonly n: number };

/** Papers `leftOut` of the numbers; those headquarters has not and those two people wrote, which are in them; those whose money is `unread`. */
export const apartFrom = ({ leftOut, unsent, conflicts, unread }: { readonly leftOut: readonly LeftOut[]; readonly unsent: readonly string[] | ApartOps; readonly conflicts: readonly string[]; readonly unread: readonly string[] }): readonly BoardApart[] => {
  const of = (why: Why, ids: readonly string[]): BoardApart => ({ why, n: ids.length, ids });
  const idsOut = (why: LeftOut['why']): readonly string[] => leftOut.flatMap((each) => (each.why === why ? [each.id] : []));
  return [of('void', idsOut('void')), of('corrected', idsOut('corrected')), 'why' in unsent ? { ...unsent, ids: [] } : of('unsent', unsent), of('conflict', conflicts), of('unread', [...new Set(unread)])].filter(({ n }) => n > 0);
};

/** Those of several sites as one. */
export const apartTogether = (all: readonly (readonly BoardApart[])[]): readonly BoardApart[] =>
  order.flatMap((why) => {
    const of = all.flat().filter((each) => each.why === why);
    return of.length === 0 ? [] : [{ why, n: of.reduce((sum, { n }) => sum + n, 0), ids: of.flatMap(({ ids }) => ids) }];
  });

const ownWords: Readonly<Record<'unread' | ApartOps['why'], Text>> = {
  unsentOps: text('未上传总部的操作（全站，不限本季度），已计入', 'operations not at headquarters (whole station, of any time), counted'),
  notHere: text('工作站自报未上传的操作（全站，不限本季度），未计入', 'operations stations say they have not sent (whole station, of any time), not counted'),
  unread: text('涉及金额无法完整计算', 'money at stake not fully reckoned'),
};
/** Why, in words: `作废，未计入`. */
export const boardApartWords = (why: Why): Text => (why === 'unread' || why === 'unsentOps' || why === 'notHere' ? ownWords[why] : apartWords[why]);
export const apartTitle = text('另计', 'Told apart');
