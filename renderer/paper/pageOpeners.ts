const isHead = (name: string): boolean => /\.head(?:\.|\d|$)/.test(name);

/**
 * The cells a printed page may begin with, in reading order, page by page from the second on; none for a page that begins in the middle of
 * a row, because nothing on the screen stands where that row is cut. A table's heads, which stand again, begin no page.
 */
export const pageOpeners = (pages: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  pages.slice(1).map((names, i) => {
    const own = names.filter((name) => !isHead(name));
    return own[0] !== undefined && pages[i]!.includes(own[0]) ? [] : own;
  });
