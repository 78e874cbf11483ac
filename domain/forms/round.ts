import type { ContractProfile } from '../contract/profile.ts';
import type { Data } from '../record/record.ts';
import type { FormDef } from './form.ts';

/** When the rounds of one day end, `12:00`, by template and round (R10, R11). A weekly round's end hangs on the calendar and is not told. */
export const roundEnds = (profile: ContractProfile, form: string): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(profile.duties.filter((duty) => duty.form === form && duty.every !== 'week').map(({ template, rounds }) => [template, Object.fromEntries(rounds.map(({ id, to }) => [id, to]))]));

/** Whether the sheet's inspection came after the end of its round. A sheet made before its form knew the ends is never late. */
export const isRoundLate = ({ round }: FormDef, data: Data): boolean => {
  if (!round?.ends) return false;
  const [template, name, day, at] = [data[round.template], data[round.round], data[round.day], data[round.inspectedAt]];
  if (typeof template !== 'string' || typeof name !== 'string' || typeof day !== 'string' || typeof at !== 'string') return false;
  const end = round.ends[template]?.[name];
  // `24:00` of a day is after all its minutes and before the next day's
  return end !== undefined && at.slice(0, 16) > `${day}T${end}`;
};
