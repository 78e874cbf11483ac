/** Where in a JSON text each value stands, and where the text stops being JSON. Lines and columns count from 1. */
export type JsonPlaces = {
  /** Line of the value at a path, of the nearest thing around it where it is not there. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  /** First sign that does not fit; null for a whole JSON text. */
  readonly broken: { readonly line: number; readonly column: number } | null;
};

const space = /[ \t\r\n]*/y;
const string = /"(?:[ !#-[\]-\u{10FFFF}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const plain = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const keyOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));

/** Reads a JSON text (RFC 8259) for its places only: what its values are JSON.parse says. */
export const readJsonPlaces = (text: string): JsonPlaces => {
  const starts = new Map<string, number>();
  let at = 0;
  const take = (what: RegExp): string | null => {
    what.lastIndex = at;
    const found = what.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const isNext = (sign: string): boolean => {
    take(space);
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };
  const rows = (end: string, one: (n: number) => boolean): boolean => {
    if (isNext(end)) return true;
    for (let n = 0; ; n += 1) {
      if (!one(n)) return false;
      if (isNext(end)) return true;
      if (!isNext(',')) return false;
    }
  };
  const value = (path: readonly PropertyKey[]): boolean => {
    take(space);
    starts.set(keyOf(path), at);
    if (isNext('{')) {
      return rows('}', () => {
        take(space);
        const name = take(string);
        return name !== null && isNext(':') && value([...path, JSON.parse(name) as string]);
      });
    }
    if (isNext('[')) return rows(']', (n) => value([...path, n]));
    return take(string) !== null || take(plain) !== null;
  };
  const placeOf = (sign: number): { readonly line: number; readonly column: number } => {
    const before = text.slice(0, sign).split('\n');
    return { line: before.length, column: before.at(-1)!.length + 1 };
  };
  const isWhole = value([]) && (take(space), at === text.length);
  return {
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const found = starts.get(keyOf(path.slice(0, length)));
        if (found !== undefined) return placeOf(found).line;
      }
      return 1;
    },
    broken: isWhole ? null : placeOf(at),
  };
};
