/** The numbers of a station's records, as they come: what is missing from, or twice in, the series of a kind and year (R28). */
export type Series = {
  /** `XC-BJ01-2021-000123` */
  readonly add: (number: string) => void;
  readonly count: () => number;
  /** the first number of each broken series that should have come and did not */
  readonly broken: () => readonly string[];
};

export const createSeries = (): Series => {
  const serials = new Map<string, number[]>();
  let count = 0;
  return {
    add: (number) => {
      count += 1;
      const cut = number.lastIndexOf('-');
      const name = number.slice(0, cut);
      const known = serials.get(name);
      if (known) known.push(Number(number.slice(cut + 1)));
      else serials.set(name, [Number(number.slice(cut + 1))]);
    },
    count: () => count,
    broken: () =>
      [...serials].flatMap(([name, taken]) => {
        const wrong = taken.toSorted((a, b) => a - b).findIndex((serial, i) => serial !== i + 1);
        return wrong === -1 ? [] : [`${name}-${String(wrong + 1).padStart(6, '0')}`];
      }),
  };
};
