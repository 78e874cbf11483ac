/** What no line breaks without need: a number of a paper, a hash, a word of Latin letters. */
const wordsIn = (text: string): readonly string[] => text.match(/[!-~]+/g) ?? [];
/** no one word may have more than this of the line, or its neighbours have nothing */
const mostOfLine = 0.4;

/**
 * Widths of a table's columns on a line of `width`, by their weights (1 where none is said); a column whose widest word would be broken gets what that takes from the
 * others. Where not all words fit, columns keep to their weights. `cells`: rows with a text for each column; `needs`: what a word takes in a cell, in the unit of `width`.
 */
export const columnWidths = (width: number, weights: readonly (number | undefined)[], cells: readonly (readonly string[])[], needs: (word: string) => number): readonly number[] => {
  const least = weights.map(() => 0);
  for (const [i] of weights.entries()) for (const word of new Set(cells.flatMap((row) => wordsIn(row[i]!)))) least[i] = Math.max(least[i]!, Math.min(width * mostOfLine, needs(word)));
  const byWeight = (fixed: ReadonlyMap<number, number>): readonly number[] => {
    const room = width - [...fixed.values()].reduce((sum, each) => sum + each, 0);
    const total = weights.reduce<number>((sum, weight = 1, i) => (fixed.has(i) ? sum : sum + weight), 0);
    return weights.map((weight = 1, i) => fixed.get(i) ?? (room * weight) / total);
  };
  const fixed = new Map<number, number>();
  while (fixed.size < weights.length) {
    const shared = byWeight(fixed);
    const narrow = [...shared.keys()].filter((i) => !fixed.has(i) && shared[i]! < least[i]!);
    if (narrow.length === 0) return shared;
    for (const i of narrow) fixed.set(i, least[i]!);
  }
  return byWeight(new Map());
};
