import type { Reader } from '../../db/store.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { reinstatement } from '../../domain/record/corrections.ts';
import type { Rec } from '../../domain/record/record.ts';
import { clashing, uniqueValues } from '../../domain/record/unique.ts';

/** records with the same unique values that are looked at */
const mostAnswers = 500;

/** The living paper that has taken the place `original` would have once its correction is off it; undefined when it is free. */
export const placeTaken = (reader: Pick<Reader, 'recordsWhere'>, original: Rec, def: FormDef): Rec | undefined => {
  const { correctedBy: _, ...standing } = original;
  const wanted = uniqueValues(standing, def);
  return wanted ? clashing(standing, def, reader.recordsWhere(original.form, wanted, mostAnswers)) : undefined;
};

/** The same of a paper whose correction was thrown away: why it is not in force again. */
export const keptReplacedBy = (reader: Pick<Reader, 'record' | 'definition' | 'recordsWhere'>, rec: Rec, def: FormDef): Rec | undefined => {
  const correction = rec.correctedBy === undefined ? null : reader.record(rec.correctedBy);
  const own = correction && reader.definition(correction.def);
  return correction && own && reinstatement(rec, correction, own) ? placeTaken(reader, rec, def) : undefined;
};
