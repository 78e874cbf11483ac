import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

/**
 * The Merkle tree of RFC 6962, section 2.1, over a log that only grows. Hashes are lower-case hex. A node is named by its level (0: leaves) and
 * its index at that level; only complete ones (2^level leaves) have a name, the right edge is folded when it is needed.
 */
const leafPrefix = new Uint8Array([0]);
const nodePrefix = new Uint8Array([1]);

/** The hash of a tree without leaves. */
export const emptyRoot: string = bytesToHex(sha256(new Uint8Array()));

export const leafHash = (data: Uint8Array): string => bytesToHex(sha256(concatBytes(leafPrefix, data)));

/** The leaf of an operation: over the 32 bytes of its hash, so that the log needs nothing of what an operation says. */
export const opLeaf = (opHash: string): string => leafHash(hexToBytes(opHash));

export const nodeHash = (left: string, right: string): string => bytesToHex(sha256(concatBytes(nodePrefix, hexToBytes(left), hexToBytes(right))));

export type NodeName = { readonly level: number; readonly index: number };
/** Leaves from `from` (with it) to `to` (without it). */
export type Span = { readonly from: number; readonly to: number };
/** What is needed to go on with a tree: the complete nodes of its size, the largest first. */
export type Frontier = { readonly size: number; readonly hashes: readonly string[] };

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/** The hash over nodes that lie side by side, the largest first; the empty tree's for none. */
export const foldNodes = (hashes: readonly string[]): string => (hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right)));

export const frontierRoot = ({ hashes }: Frontier): string => foldNodes(hashes);

export type GrowingTree = {
  /** Adds a leaf; `onNode` of `growTree` hears every node it completes. */
  readonly append: (leaf: string) => void;
  readonly frontier: () => Frontier;
};

/** Goes on with a tree from its frontier: n leaves cost n leaf hashes and fewer than n node hashes, whatever the size before. */
export const growTree = (from: Frontier, onNode: (node: NodeName, hash: string) => void = () => undefined): GrowingTree => {
  const hashes = [...from.hashes];
  let { size } = from;
  return {
    append: (leaf) => {
      let hash = leaf;
      let node = { level: 0, index: size };
      onNode(node, hash);
      while (node.index % 2 === 1) {
        hash = nodeHash(hashes.pop()!, hash);
        node = { level: node.level + 1, index: (node.index - 1) / 2 };
        onNode(node, hash);
      }
      hashes.push(hash);
      size += 1;
    },
    frontier: () => ({ size, hashes: [...hashes] }),
  };
};

/** The largest power of two below `n` (n > 1). */
const splitOf = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

/** The complete nodes a span is made of, the largest first. A span of a proof begins at a multiple of the largest of them. */
export const spanNodes = ({ from, to }: Span): readonly NodeName[] => {
  const nodes: NodeName[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    while (2 ** (level + 1) <= to - at) level += 1;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
};

/** The spans whose hashes prove that leaf `index` is in the tree of `size` (RFC 6962, 2.1.1), nearest first. Throws RangeError for a leaf the tree has not. */
export const inclusionSpans = (index: number, size: number): readonly Span[] => {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) throw new RangeError('the tree has no such leaf');
  const spans: Span[] = [];
  let { from, to }: Span = { from: 0, to: size };
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      spans.push({ from: middle, to });
      to = middle;
    } else {
      spans.push({ from, to: middle });
      from = middle;
    }
  }
  return spans.reverse();
};

/** The spans whose hashes prove that the tree of `size` continues the one of `before` (RFC 6962, 2.1.2). Throws RangeError when it is not larger. */
export const consistencySpans = (before: number, size: number): readonly Span[] => {
  if (!Number.isSafeInteger(before) || !Number.isSafeInteger(size) || before < 0 || before > size) throw new RangeError('a tree only grows');
  if (before === 0 || before === size) return [];
  const spans: Span[] = [];
  let { from, to }: Span = { from: 0, to: size };
  while (before !== to) {
    const middle = from + splitOf(to - from);
    if (before <= middle) {
      spans.push({ from: middle, to });
      to = middle;
    } else {
      spans.push({ from, to: middle });
      from = middle;
    }
  }
  // the old tree's own hash is known to whoever asks; its last complete part is not
  if (from !== 0) spans.push({ from, to });
  return spans.reverse();
};
