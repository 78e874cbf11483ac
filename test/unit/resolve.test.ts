import { describe, expect, it } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { profileSchema } from '../../domain/contract/profile.ts';
import { definitionHash } from '../../domain/forms/define.ts';
import { forms } from '../../domain/forms/index.ts';
import { profileOptions, resolveForm } from '../../domain/forms/resolve.ts';

const profile = profileSchema.parse(sample);

/** Every object of a declaration with where it stands. */
const objectsOf = (value: unknown, path = ''): [string, Readonly<Record<string, unknown>>][] =>
  typeof value !== 'object' || value === null ? [] : [[path, value as Readonly<Record<string, unknown>>], ...Object.entries(value).flatMap(([name, each]) => objectsOf(each, `${path}.${name}`))];

describe('a form with the choices of a contract in it', () => {
  it('keeps fields and columns in the order they were declared, whatever they are called', () => {
    for (const form of forms) {
      const resolved = resolveForm(form, profile);
      expect(Object.keys(resolved.fields)).toEqual(Object.keys(form.fields));
      for (const [name, field] of Object.entries(form.fields)) {
        const other = resolved.fields[name];
        if (field.kind === 'table' && other?.kind === 'table') expect(Object.keys(other.columns), `${form.id}.${name}`).toEqual(Object.keys(field.columns));
      }
    }
  });
  it('names no list any more, has choices wherever one was named, and resolves to itself', () => {
    for (const form of forms) {
      const resolved = resolveForm(form, profile);
      for (const [path, each] of objectsOf(resolved)) expect(typeof each['from'] === 'string' && (Array.isArray(each['options']) || Array.isArray(each['in'])), `${form.id}${path}`).toBe(false);
      for (const [path, each] of objectsOf(resolved.fields)) if (each['kind'] === 'choice' || each['kind'] === 'grade') expect((each['options'] as unknown[]).length, `${form.id}${path}`).toBeGreaterThan(0);
      expect(definitionHash(resolveForm(resolved, profile))).toBe(definitionHash(resolved));
    }
  });
  it('offers the groups that are called out and the scoring in question', () => {
    expect(profileOptions(profile, 'callOutGroups').map((each) => each.value)).toEqual(['command', 'business', 'working']);
    expect(profileOptions(profile, 'assessmentScoring').map((each) => each.value)).toEqual(['not-agreed', 'own-table']);
  });
});
