import type { FormDef } from '../../domain/forms/form.ts';

/** What makes driving one form unlike driving another: kinds of cells and columns, sections, who signs how, which steps there are, what it demands. */
const traitsOf = (form: FormDef): readonly string[] => [
  ...Object.values(form.fields).flatMap((field) => [`cell ${field.kind}`, ...(field.kind === 'table' ? Object.values(field.columns).map(({ kind }) => `column ${kind}`) : [])]),
  ...form.paper.sections.map(({ kind }) => `section ${kind}`),
  ...form.signers.flatMap((signer) => [`signs ${signer.handover ? 'handed over' : 'at the desk'}`, ...(signer.many ? ['many sign'] : []), ...(signer.when ? ['signs when'] : []), ...(signer.moves ? ['signature moves'] : []), ...(signer.notAs ? ['another signs'] : [])]),
  ...form.lifecycle.transitions.flatMap(({ by, when, demands, reason, seals }) => [...(typeof by === 'string' ? [`step by ${by}`] : []), ...(when ? ['step when'] : []), ...(demands ? ['step demands'] : []), ...(reason ? ['step with reason'] : []), ...(seals ? ['step seals'] : [])]),
  ...(form.survey ? ['rated'] : []), ...(form.becomes ? ['becomes'] : []), ...(form.about ? ['about another'] : []), ...(form.round ? ['of a round'] : []), ...(form.profile ? ['contract'] : []), ...(form.unique ? ['unique'] : []),
];

/** As few forms as show every trait of all of them: each time the one that shows most that is not shown yet. */
export const formsOfEveryShape = (forms: readonly FormDef[]): readonly FormDef[] => {
  const chosen: FormDef[] = [];
  const left = new Set(forms.flatMap(traitsOf));
  while (left.size > 0) {
    const newIn = (form: FormDef): number => new Set(traitsOf(form).filter((trait) => left.has(trait))).size;
    const best = forms.reduce((most, form) => (newIn(form) > newIn(most) ? form : most));
    chosen.push(best);
    for (const trait of traitsOf(best)) left.delete(trait);
  }
  return chosen;
};
