import { apartWords } from '../report/csv.ts';
import { text, type Text } from '../text/text.ts';
import type { BoardApart } from './board.ts';

type LeftOut = { readonly id: string; readonly why: 'void' | 'corrected' };
/** Papers `leftOut` of the numbers; those two people wrote, and operations headquarters has not, which are in them; those whose money is `unread`. */
export const apartFrom = (leftOut: readonly LeftOut[], conflicts: readonly string[], unsent: number, unread: readonly string[]): readonly BoardApart[] => {
  const of = (why: BoardApart['why'], ids: readonly string[]): BoardApart => ({ why, n: ids.length, ids });
  const idsOut = (why: LeftOut['why']): readonly string[] => leftOut.flatMap((each) => (each.why === why ? [each.id] : []));
  return [of('void', idsOut('void')), of('corrected', idsOut('corrected')), { why: 'unsent' as const, n: unsent, ids: [] }, of('conflict', conflicts), of('unread', [...new Set(unread)])].filter(({ n }) => n > 0);
};

/** Those of several sites as one. */
export const apartTogether = (all: readonly (readonly BoardApart[])[]): readonly BoardApart[] =>
  (['void', 'corrected', 'unsent', 'conflict', 'unread'] as const).flatMap((why) => {
    const of = all.flat().filter((each) => each.why === why);
    return of.length === 0 ? [] : [{ why, n: of.reduce((sum, { n }) => sum + n, 0), ids: of.flatMap(({ ids }) => ids) }];
  });

const ownWords = { unsent: text('未上传总部的操作，已计入', 'operations not at headquarters, counted'), unread: text('涉及金额无法完整计算', 'money at stake not fully reckoned') } as const;
/** Why, in words: `作废，未计入`. */
export const boardApartWords = (why: BoardApart['why']): Text => (why === 'unsent' || why === 'unread' ? ownWords[why] : apartWords[why]);
export const apartTitle = text('另计', 'Told apart');
