import type { FormDef } from './form.ts';

/** The telephone cell that stands in one row of the paper with this person's cell, and with no other person's: it is his. */
export const phoneBeside = (def: FormDef, person: string): string | undefined => {
  const rows = def.paper.sections.flatMap((section) => (section.kind === 'grid' ? section.rows : []));
  const names = rows.find((cells) => cells.some(({ f }) => f === person))?.map(({ f }) => f) ?? [];
  const isPhone = (name: string): boolean => {
    const field = def.fields[name];
    return field?.kind === 'text' && field.pattern === 'phone';
  };
  return names.filter((name) => def.fields[name]?.kind === 'person').length === 1 ? names.find(isPhone) : undefined;
};
