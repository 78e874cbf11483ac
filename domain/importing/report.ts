import type { Refusal } from '../result.ts';
import type { Mapping, TakenName } from './columns.ts';

/** What becomes of one line: a new paper, a change of one there is, nothing new, or a refusal that names its fields. */
export type ImportLine = {
  readonly line: number;
  readonly what: 'create' | 'update' | 'same' | 'refused';
  /** What the paper is called by: its headline. */
  readonly name: string;
  readonly number?: string;
  /** Fields that are written. */
  readonly fields: readonly string[];
  readonly refusals: readonly Refusal[];
  /** What the paper was taken in without: papers it names that are not here. */
  readonly left?: readonly Refusal[];
  /** Names that were put in the place of initials. */
  readonly people?: readonly TakenName[];
};
export type ImportReport = {
  readonly form: string;
  readonly heads: readonly string[];
  readonly mapping: Mapping;
  /** Some lines as they stand in the file. */
  readonly sample: readonly (readonly string[])[];
  readonly lines: readonly ImportLine[];
  readonly counts: Readonly<Record<ImportLine['what'], number>>;
  /** False of a trial: nothing was written. */
  readonly written: boolean;
};

export const countLines = (lines: readonly ImportLine[]): ImportReport['counts'] => {
  const counts = { create: 0, update: 0, same: 0, refused: 0 };
  for (const { what } of lines) counts[what] += 1;
  return counts;
};
