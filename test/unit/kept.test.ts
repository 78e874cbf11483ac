import { expect, it } from 'vitest';
import { keptPage, type KeptItem } from '../../domain/board/kept.ts';
import { text } from '../../domain/text/text.ts';

/** Duties and rows of what comes back are named apart: one name may stand in both. */
const item = (source: KeptItem['source'], kept: boolean): KeptItem => ({ source, row: 'backup', label: text('备份', 'Backup'), rule: 'R22', due: '2021-10-12T23:59:59+08:00', kept });
const items = [item('round', true), item('turn', false), item('turn', true)];
const page = { offset: 0, limit: 10 };

it('opens the rounds of a duty without the turns of the same name, and all where nothing is named', () => {
  expect(keptPage(items, { source: 'round', row: 'backup', ...page })).toMatchObject({ total: 1, kept: 1, missed: 0 });
  expect(keptPage(items, { source: 'turn', row: 'backup', which: 'missed', ...page })).toMatchObject({ total: 1, kept: 1, missed: 1 });
  expect(keptPage(items, page)).toMatchObject({ total: 3, kept: 2, missed: 1 });
});
