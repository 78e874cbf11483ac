import { expect, it } from 'vitest';
import { apartFrom, apartTogether, boardApartWords } from '../../domain/board/apart.ts';

const nothing = { leftOut: [], conflicts: [], unread: [] };

it('papers are told by their number and open; operations are told as such, with whether they are counted, and that they are of any time', () => {
  const papers = apartFrom({ leftOut: [{ id: 'a', why: 'void' }, { id: 'b', why: 'corrected' }, { id: 'c', why: 'void' }], unsent: ['d'], conflicts: ['d'], unread: ['e', 'e'] });
  expect(papers).toEqual([{ why: 'void', n: 2, ids: ['a', 'c'] }, { why: 'corrected', n: 1, ids: ['b'] }, { why: 'unsent', n: 1, ids: ['d'] }, { why: 'conflict', n: 1, ids: ['d'] }, { why: 'unread', n: 1, ids: ['e'] }]);
  const [behind, there] = [apartFrom({ ...nothing, unsent: { why: 'unsentOps', n: 6000 } }), apartFrom({ ...nothing, unsent: { why: 'notHere', n: 3 } })];
  expect([behind, there]).toEqual([[{ why: 'unsentOps', n: 6000, ids: [] }], [{ why: 'notHere', n: 3, ids: [] }]]);
  expect(apartFrom({ ...nothing, unsent: { why: 'notHere', n: 0 } })).toEqual([]);
  for (const why of ['unsentOps', 'notHere'] as const) expect([boardApartWords(why).zh, boardApartWords(why).en]).toEqual([expect.stringContaining('全站，不限本季度'), expect.stringContaining('of any time')]);
  expect([boardApartWords('unsentOps').zh, boardApartWords('notHere').zh].map((words) => words.slice(words.lastIndexOf('，') + 1))).toEqual(['已计入', '未计入']);
});

it('those of several sites are added up, each kind once', () => {
  const site = (id: string, n: number) => apartFrom({ leftOut: [{ id, why: 'void' as const }], unsent: { why: 'notHere', n }, conflicts: [id], unread: [] });
  expect(apartTogether([site('a', 3), site('b', 4)])).toEqual([{ why: 'void', n: 2, ids: ['a', 'b'] }, { why: 'notHere', n: 7, ids: [] }, { why: 'conflict', n: 2, ids: ['a', 'b'] }]);
});
