import { emptyRoot, nodeHash } from './merkle.ts';

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);

/** True when the path leads from the leaf to the root of a tree of `size` (RFC 9162, 2.1.3.2). Anything malformed proves nothing. */
export const isIncluded = (leaf: string, index: number, size: number, path: readonly string[], root: string): boolean => {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (![leaf, root, ...path].every(isHash)) return false;
  let own = index;
  let last = size - 1;
  let hash = leaf;
  for (const beside of path) {
    if (last === 0) return false;
    if (isOdd(own) || own === last) {
      hash = nodeHash(beside, hash);
      while (!isOdd(own) && own !== 0) {
        own = half(own);
        last = half(last);
      }
    } else hash = nodeHash(hash, beside);
    own = half(own);
    last = half(last);
  }
  return last === 0 && hash === root;
};

/** True when the tree of `size` and `root` begins with the whole tree of `before` and `rootBefore` (RFC 9162, 2.1.4.2). */
export const isContinued = (before: number, rootBefore: string, size: number, root: string, path: readonly string[]): boolean => {
  if (!Number.isSafeInteger(before) || !Number.isSafeInteger(size) || before < 0 || before > size) return false;
  if (![rootBefore, root, ...path].every(isHash)) return false;
  if (before === size) return path.length === 0 && rootBefore === root;
  if (before === 0) return path.length === 0 && rootBefore === emptyRoot;
  let own = before - 1;
  let last = size - 1;
  while (isOdd(own)) {
    own = half(own);
    last = half(last);
  }
  // a tree whose size is a power of two is itself the first node
  const [first, ...rest] = own === 0 ? [rootBefore, ...path] : path;
  if (first === undefined) return false;
  let old = first;
  let now = first;
  for (const beside of rest) {
    if (last === 0) return false;
    if (isOdd(own) || own === last) {
      old = nodeHash(beside, old);
      now = nodeHash(beside, now);
      while (!isOdd(own) && own !== 0) {
        own = half(own);
        last = half(last);
      }
    } else now = nodeHash(now, beside);
    own = half(own);
    last = half(last);
  }
  return last === 0 && old === rootBefore && now === root;
};
