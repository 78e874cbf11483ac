import { choiceOf } from '../contract/settings.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { FormDef, Option, ProfileList } from './form.ts';

/** The choices a contract profile gives. A list the profile does not have is empty. */
export const profileOptions = (profile: ContractProfile, list: ProfileList): readonly Option[] => {
  switch (list) {
    case 'inspectionTemplates':
      return profile.templates.map(({ id, label }) => ({ value: id, label }));
    case 'rounds':
      return [...new Map(profile.duties.flatMap((duty) => duty.rounds.map(({ id, label }) => [id, { value: id, label }]))).values()];
    case 'sites':
      return profile.sites.map(({ code, name }) => ({ value: code, label: name }));
    case 'posts':
      return profile.posts.map(({ id, label }) => ({ value: id, label }));
    case 'copies':
      return profile.copies.map(({ no, label }) => ({ value: String(no), label }));
    case 'incidentKinds':
      return profile.grades.kinds.map(({ id, label }) => ({ value: id, label }));
    case 'callOutGroups':
      return profile.callOut.groups.map(({ id, label }) => ({ value: id, label }));
    case 'assessmentScoring':
      return choiceOf(profile, 'assessment-scoring').choices;
    case 'grades':
      return profile.grades.levels.map(({ id, label }) => ({ value: id, label }));
    case 'specialReportGrades':
      return profile.grades.levels.filter((level) => level.specialReport).map(({ id, label }) => ({ value: id, label }));
  }
};

/**
 * The declaration with the contract's own choices in it (every `from`): what is pinned in a record, so that a later profile never changes an
 * old paper.
 */
export const resolveForm = (def: FormDef, profile: ContractProfile): FormDef => {
  const fill = <T>(value: T): T => {
    if (Array.isArray(value)) return value.map(fill) as T;
    if (typeof value !== 'object' || value === null) return value;
    const { from, ...rest } = value as { from?: unknown } & Record<string, unknown>;
    const filled = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, fill(each)]));
    if (typeof from !== 'string' || !(Array.isArray(rest['options']) || Array.isArray(rest['in']))) return { ...filled, ...(from === undefined ? {} : { from: fill(from) }) } as T;
    const options = profileOptions(profile, from as ProfileList);
    return (Array.isArray(rest['options']) ? { ...filled, options } : { ...filled, in: options.map((option) => option.value) }) as T;
  };
  return fill(def);
};
