import type { Rec } from '../record/record.ts';

/** The one station that may write a record: the one it was given to, else the one that made it. */
export const holderOf = (rec: Pick<Rec, 'holder' | 'station'>): string => rec.holder ?? rec.station;
