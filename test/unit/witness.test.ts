import { generateKeyPairSync, sign, verify, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, openRestore, restorePath, signCheckpoint, signRestore } from '../../domain/witness/checkpoint.ts';
import { consistencySpans, emptyFrontier, emptyRoot, foldNodes, frontierRoot, growTree, inclusionSpans, leafHash, nodeHash, opLeaf, spanNodes, type Span } from '../../domain/witness/merkle.ts';
import { verifyWitness } from '../../domain/witness/inclusion.ts';
import { isContinued, isIncluded } from '../../domain/witness/verify.ts';

/** The definition of RFC 6962, 2.1, word for word: what everything quicker is held against. */
const rootOf = (leaves: readonly string[]): string => {
  if (leaves.length === 0) return emptyRoot;
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
};
const leavesOf = (n: number): string[] => Array.from({ length: n }, (_, i) => leafHash(new TextEncoder().encode(`leaf ${i}`)));
/** The hashes of spans from complete nodes alone, as a server has them. */
const pathOf = (leaves: readonly string[], spans: readonly Span[]): string[] => {
  const nodes = new Map<string, string>();
  const tree = growTree(emptyFrontier, ({ level, index }, hash) => void nodes.set(`${level}/${index}`, hash));
  leaves.forEach(tree.append);
  return spans.map((span) => foldNodes(spanNodes(span).map(({ level, index }) => nodes.get(`${level}/${index}`)!)));
};

// inputs and roots of the reference implementation of Certificate Transparency (RFC 6962)
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const vector = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')));

describe('the tree of RFC 6962', () => {
  it('has the roots of the reference', () => {
    expect(emptyRoot).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const tree = growTree(emptyFrontier);
    vector.forEach((leaf, i) => {
      tree.append(leaf);
      expect(frontierRoot(tree.frontier())).toBe(roots[i]);
    });
  });

  it('has the paths of the reference', () => {
    expect(pathOf(vector, inclusionSpans(0, 8))).toEqual(['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4']);
    expect(pathOf(vector.slice(0, 3), inclusionSpans(2, 3))).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']);
    expect(pathOf(vector.slice(0, 5), consistencySpans(2, 5))).toEqual(['5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b']);
  });

  it('has the root of the definition, whatever was there before, and appends in O(n)', () => {
    fc.assert(fc.property(fc.nat(70), fc.nat(70), (first, more) => {
      const leaves = leavesOf(first + more);
      const before = growTree(emptyFrontier);
      leaves.slice(0, first).forEach(before.append);
      let nodes = 0;
      const after = growTree(before.frontier(), () => void (nodes += 1));
      leaves.slice(first).forEach(after.append);
      expect(frontierRoot(after.frontier())).toBe(rootOf(leaves));
      expect(nodes).toBeLessThanOrEqual(2 * more + 7);
    }));
  });
});

describe('proofs', () => {
  it('prove every leaf of every small tree, and no other place, root or path', () => {
    for (let size = 1; size <= 33; size += 1) {
      const leaves = leavesOf(size);
      const root = rootOf(leaves);
      for (let index = 0; index < size; index += 1) {
        const path = pathOf(leaves, inclusionSpans(index, size));
        expect(isIncluded(leaves[index]!, index, size, path, root)).toBe(true);
        if (size > 1) expect(isIncluded(leaves[index]!, (index + 1) % size, size, path, root)).toBe(false);
        expect(isIncluded(leaves[index]!, index, size, [...path, root], root)).toBe(false);
        expect(isIncluded(leaves[index]!, index, size, path.slice(1), root)).toBe(size === 1);
        expect(isIncluded(leaves[index]!, index, size, path, emptyRoot)).toBe(false);
      }
    }
  });

  it('prove that every larger tree continues every smaller one', () => {
    for (let size = 1; size <= 33; size += 1) {
      const leaves = leavesOf(size);
      for (let before = 0; before <= size; before += 1) {
        const path = pathOf(leaves, consistencySpans(before, size));
        const old = rootOf(leaves.slice(0, before));
        expect(isContinued(before, old, size, rootOf(leaves), path)).toBe(true);
        expect(isContinued(before, leafHash(new Uint8Array([before])), size, rootOf(leaves), path)).toBe(false);
        expect(isContinued(before, old, size, leafHash(new Uint8Array([before])), path)).toBe(before === 0);
        expect(isContinued(before, old, size, rootOf(leaves), [...path, emptyRoot])).toBe(false);
      }
    }
  });

  it('find a leaf changed, dropped or moved before the old size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30 }), fc.nat(), fc.constantFrom('changed', 'dropped', 'swapped'), (before, more, where, how) => {
      const honest = leavesOf(before);
      const at = where % before;
      const forged = [...honest, ...leavesOf(before + more).slice(before)];
      if (how === 'changed') forged[at] = leafHash(new TextEncoder().encode('forged'));
      else if (how === 'dropped') forged.splice(at, 1);
      else [forged[at], forged[forged.length - 1]] = [forged[forged.length - 1]!, forged[at]!];
      if (forged.length < before) return;
      const path = pathOf(forged, consistencySpans(before, forged.length));
      expect(isContinued(before, rootOf(honest), forged.length, rootOf(forged), path)).toBe(false);
    }));
  });

  it('never throw on what anybody may send', () => {
    const anything = fc.array(fc.oneof(fc.string(), fc.constant(emptyRoot)), { maxLength: 70 });
    fc.assert(fc.property(fc.double(), fc.double(), anything, fc.string(), (a, b, path, root) => {
      expect(typeof isIncluded(root, a, b, path, root)).toBe('boolean');
      expect(typeof isContinued(a, root, b, root, path)).toBe('boolean');
    }));
  });
});

const pair = generateKeyPairSync('ed25519');
const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
const otherKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
const signAs = (text: string): string => sign(null, Buffer.from(text), pair.privateKey).toString('base64url');
const isProof = (spki: string, text: string, signature: string): boolean => verify(null, Buffer.from(text), createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' }), Buffer.from(signature, 'base64url'));

describe('signed checkpoints', () => {
  const checkpoint = { epoch: '0197a5a0-0000-7000-8000-000000000001', size: 8, root: roots[7]!, time: '2021-11-22T01:30:00.000Z' };
  const note = signCheckpoint(checkpoint, key, signAs);

  it('are notes that a person can read, and open with their key alone', () => {
    expect(note.split('\n').slice(0, 4)).toEqual([`sanlian/log/1/${checkpoint.epoch}`, '8', Buffer.from(roots[7]!, 'hex').toString('base64'), 'time 2021-11-22T01:30:00.000Z']);
    expect(openCheckpoint(note, key, isProof)).toEqual(checkpoint);
    expect(openCheckpoint(note, otherKey, isProof)).toBeNull();
  });

  it('are worth nothing when a character differs', () => {
    fc.assert(fc.property(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      const bent = note.slice(0, at) + character + note.slice(at + 1);
      const opened = openCheckpoint(bent, key, isProof);
      // base64 may spell the same bytes; what is said stays the same
      expect(opened === null || JSON.stringify(opened) === JSON.stringify(checkpoint)).toBe(true);
    }));
  });

  it('and restores lead from one epoch to the next', () => {
    const first = { from: 'a', to: 'b', size: 5, root: roots[4]!, time: '2021-11-22T01:30:00.000Z' };
    expect(openRestore(signRestore(first, key, signAs), key, isProof)).toEqual(first);
    expect(openRestore(note, key, isProof)).toBeNull();
    const second = { ...first, from: 'b', to: 'c' };
    expect(restorePath([second, first], 'a', 'c')).toEqual([first, second]);
    expect(restorePath([second], 'a', 'c')).toBeNull();
    expect(restorePath([first, { ...first, from: 'b', to: 'a' }], 'a', 'c')).toBeNull();
  });
});

describe('a record’s witness', () => {
  it('proves its operations, and no others', () => {
    const hashes = Array.from({ length: 11 }, (_, i) => String(i).padStart(64, 'a'));
    const leaves = hashes.map(opLeaf);
    const checkpoint = signCheckpoint({ epoch: 'e', size: 11, root: rootOf(leaves), time: '2021-11-22T01:30:00.000Z' }, key, signAs);
    const witness = { key, checkpoint, inclusions: [{ seq: 4, index: 7, path: pathOf(leaves, inclusionSpans(7, 11)) }] };
    expect(verifyWitness(witness, key, new Map([[4, hashes[7]!]]), isProof)).toMatchObject({ proven: [{ seq: 4 }], failed: [] });
    expect(verifyWitness(witness, key, new Map([[4, hashes[6]!]]), isProof)).toMatchObject({ proven: [], failed: [{ seq: 4 }] });
    expect(verifyWitness(witness, otherKey, new Map([[4, hashes[7]!]]), isProof).checkpoint).toBeNull();
  });
});
