import { describe, expect, it } from 'vitest';
import type { DigestAnswer } from '../../domain/api/protocol.ts';
import { compareDigests } from '../../main/sync/digest.ts';

const hashOf = (n: number): string => n.toString(16).padStart(64, '0');
const digest = (more: Partial<DigestAnswer> = {}): DigestAnswer => ({ ops: 1, head: hashOf(1), records: { a: hashOf(2) }, blobs: [hashOf(3)], ...more });

describe('two ends', () => {
  it('differ in what one of them has otherwise or not at all', () => {
    expect(compareDigests(digest(), digest())).toEqual([]);
    expect(compareDigests(digest(), digest({ ops: 2, head: hashOf(9), records: { a: hashOf(8), b: hashOf(7) }, blobs: [] }))).toEqual(['ops', 'head', 'a', 'b', hashOf(3)]);
    expect(compareDigests(digest({ blobs: [] }), digest())).toEqual([hashOf(3)]);
  });
  it('are compared in one go, however many files there are', () => {
    const blobs = Array.from({ length: 200_000 }, (_, n) => hashOf(n));
    expect(compareDigests(digest({ blobs }), digest({ blobs: blobs.toReversed() }))).toEqual([]);
  });
});
