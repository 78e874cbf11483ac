import type { Reader } from '../../db/store.ts';

/** Ids of records, as a JSON array, whose operations are here and which could not be made of them. */
export const unmadeKey = 'records.unmade';

/** Records that stand behind their operations: they are tried again with their next operation and at the next start. */
export const readUnmade = (read: Pick<Reader, 'meta'>): readonly string[] => JSON.parse(read.meta(unmadeKey) ?? '[]') as string[];
