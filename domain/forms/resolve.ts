import { choiceOf } from '../contract/settings.ts';
import type { Text } from '../text/text.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { formsById } from './index.ts';
import type { Field, FormDef, Option, ProfileList, Signer } from './form.ts';
import { readAndAgreeByHand } from './kit.ts';
import { roundEnds } from './round.ts';

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

const kindsOf = (ids: readonly string[]): Readonly<Record<string, Text>> =>
  Object.fromEntries(ids.flatMap((id): [string, Text][] => {
    const form = formsById.get(id);
    return form ? [[id, form.short]] : [];
  }));

/**
 * The declaration with the contract's own choices in it (every `from`): what is pinned in a record, so that a later profile never changes an
 * old paper.
 */
export const resolveForm = (def: FormDef, profile: ContractProfile): FormDef => {
  const fill = <T>(value: T): T => {
    if (Array.isArray(value)) return value.map(fill) as T;
    if (typeof value !== 'object' || value === null) return value;
    const members = value as Readonly<Record<string, unknown>>;
    const { from } = members;
    const isDrawn = typeof from === 'string' && (Array.isArray(members['options']) || Array.isArray(members['in']));
    // the order of members is the order of fields and columns, and one of them may be called `from`
    const filled = Object.fromEntries(Object.entries(members).filter(([name]) => !isDrawn || name !== 'from').map(([name, each]) => [name, fill(each)]));
    if (!isDrawn) return filled as T;
    const options = profileOptions(profile, from as ProfileList);
    return (Array.isArray(members['options']) ? { ...filled, options } : { ...filled, in: options.map((option) => option.value) }) as T;
  };
  const resolved = fill(def);
  const fields = Object.entries(resolved.fields).map(([name, field]): [string, Field] => [name, field.kind === 'record' ? { ...field, kinds: kindsOf(field.forms) } : field]);
  const mayOnPaper = profile.paperSigning?.includes(def.id) ?? false;
  const signers = resolved.signers.map((signer): Signer => (mayOnPaper && signer.party === 'client' && !signer.many ? { ...signer, onPaper: true, consent: readAndAgreeByHand } : signer));
  const round = resolved.round?.late === undefined ? resolved.round : { ...resolved.round, ends: roundEnds(profile, def.id) };
  return { ...resolved, fields: Object.fromEntries(fields), signers, ...(round && { round }) };
};
