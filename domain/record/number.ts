/**
 * `XC-BJ01-2021-000123`: kind, station, year (Asia/Shanghai, of creation), running number without a gap. The station code is unique in the
 * contract, so that stations number offline without asking each other.
 */
export const createNumber = (prefix: string, stationCode: string, year: string, serial: number): string =>
  `${prefix}-${stationCode}-${year}-${String(serial).padStart(6, '0')}`;

export const isStationCode = (code: string): boolean => /^[A-Z0-9]{2,8}$/.test(code);

/** The code of the station that made a number; null for a text that is no number of ours. */
export const numberToStationCode = (number: string): string | null => /^[A-Z]{1,8}-([A-Z0-9]{2,8})-\d{4}-\d{6,}$/.exec(number)?.[1] ?? null;

/** Who types a number, or a part of one, wants its paper before those that name it: what was found, else in the order given. */
export const numberedFirst = <Row extends { readonly number: string }>(found: readonly Row[], text: string): readonly Row[] => {
  const wanted = text.trim().toUpperCase();
  const isMeant = ({ number }: Row): boolean => number.toUpperCase().includes(wanted);
  return [...found.filter(isMeant), ...found.filter((row) => !isMeant(row))];
};
