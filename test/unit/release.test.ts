import { expect, it } from 'vitest';
import { releaseOf } from '../../domain/record/release.ts';

it('names the ways out a record has, with the reason given for an address outside the book (R35, R39)', () => {
  expect(releaseOf('eml')).toEqual({ way: 'leftDraft' });
  expect(releaseOf('smtp sent')).toEqual({ way: 'leftSent' });
  expect(releaseOf('smtp (甲方来函 (10 月) 指定)')).toEqual({ way: 'leftQueued', reason: '甲方来函 (10 月) 指定' });
  expect(releaseOf('xlsx service-order 12')).toEqual({});
  expect(releaseOf('toString')).toEqual({});
});
