import { describe, expect, it } from 'vitest';
import { bytesToText } from '../../renderer/amounts.ts';
import { strengthOf } from '../../renderer/entrance/strength.ts';
import { hashToPlace, placeToHash } from '../../renderer/router.ts';

describe('places', () => {
  it('survive the way through the address', () => {
    const place = { screen: 'service-order', id: '0199a1b2-0000-7000-8000-000000000001', query: { state: 'working' } };
    expect(hashToPlace(placeToHash(place))).toEqual(place);
  });
  it('begin at today', () => {
    expect(hashToPlace('')).toEqual({ screen: 'today', query: {} });
  });
});

describe('passphrases', () => {
  it('are judged by how hard they are to guess', () => {
    expect(strengthOf('abc')).toBe('short');
    expect(strengthOf('12345678')).toBe('weak');
    expect(strengthOf('aaaaaaaaaaaa')).toBe('weak');
    expect(strengthOf('password2021')).toBe('weak');
    expect(strengthOf('门前大桥下游过一群鸭')).toBe('strong');
    expect(strengthOf('correct horse battery')).toBe('strong');
  });
});

describe('amounts', () => {
  it('are written as in file lists', () => {
    expect([0, 1023, 1024, 5 * 1024 * 1024].map(bytesToText)).toEqual(['0 B', '1023 B', '1 KB', '5.0 MB']);
  });
});
