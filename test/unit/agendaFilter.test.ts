import { expect, test } from 'vitest';
import type { AgendaItem } from '../../domain/today/agenda.ts';
import { text } from '../../domain/text/text.ts';
import { filterAgenda, filterChoices } from '../../renderer/agenda/filter.ts';
import { namedOn } from '../../renderer/agenda/namedOn.ts';

const item = (id: string, more: Partial<AgendaItem>): AgendaItem => ({
  id, source: 'turn', rule: 'R22', clause: '备份与恢复', label: text('备份', 'Backup'), begins: '2021-11-01T00:00:00+08:00', due: '2021-11-01T23:59:59+08:00', owner: { party: 'contractor' }, evidence: text('记录', 'Record'),
  estimated: false, state: 'open', row: id, days: [], ...more,
});
const items = [
  item('backup', { owner: { party: 'contractor', post: text('存储工程师', 'Storage engineer') }, form: 'backup', site: 'BJ01' }),
  item('reply', { rule: 'R6', person: '李雷', form: 'complaint', site: 'BJ02', state: 'kept' }),
  item('notice', { rule: 'R33', owner: { party: 'both' }, state: 'unknown' }),
  item('round', { rule: 'R10', form: 'inspection', site: 'BJ01', state: 'missed' }),
];
const left = (filter: Parameters<typeof filterAgenda>[1]): string[] => filterAgenda(items, filter).map((each) => each.id);

test('leaves what each choice says; what the whole contract owes stands at every site', () => {
  expect(left({})).toEqual(['backup', 'reply', 'notice', 'round']);
  expect(left({ who: '李雷' })).toEqual(['reply']);
  expect(left({ who: '存储工程师' })).toEqual(['backup']);
  expect(left({ site: 'BJ01' })).toEqual(['backup', 'notice', 'round']);
  expect(left({ rule: 'R6', form: 'complaint' })).toEqual(['reply']);
  expect(left({ owed: true })).toEqual(['backup', 'round']);
});
test('offers what there is, rules in the order of their numbers', () => {
  expect(filterChoices(items)).toEqual({ who: expect.arrayContaining(['李雷', '存储工程师']), site: ['BJ01', 'BJ02'], rule: ['R6', 'R10', 'R22', 'R33'], form: expect.arrayContaining(['backup', 'complaint', 'inspection']) });
});
test('a day names each thing once, with how many of it there are, and what is overdue first', () => {
  const filing = (id: string, state: AgendaItem['state']) => item(id, { source: 'clock', label: text('归档', 'Archive'), state });
  const due = [filing('a', 'kept'), filing('b', 'kept'), filing('c', 'late'), item('reply', { source: 'clock', label: text('回复', 'Reply') }), item('daily', {})];
  expect(namedOn(due, ({ zh }) => zh)).toEqual([{ label: '归档', n: 1, state: 'late' }, { label: '回复', n: 1, state: 'owed' }]);
  expect(namedOn(due.slice(0, 2), ({ zh }) => zh)).toEqual([{ label: '归档', n: 2, state: 'kept' }]);
});
