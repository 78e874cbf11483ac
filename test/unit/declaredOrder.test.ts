import { expect, it } from 'vitest';
import { inDeclaredOrder } from '../../domain/forms/declaredOrder.ts';
import { definitionHash } from '../../domain/forms/define.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { forms } from '../../domain/forms/index.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';

it.each(forms.map((form) => [form.id, form] as const))('%s that travelled stands in the order it was declared in, under the same hash', (_id, form) => {
  const travelled = JSON.parse(canonicalText(form)) as FormDef;
  expect(JSON.stringify(inDeclaredOrder(travelled))).toBe(JSON.stringify(form));
  expect(definitionHash(inDeclaredOrder(travelled))).toBe(definitionHash(form));
});

it('what this program does not know comes last, and an unknown form stays as it came', () => {
  const form = forms.find((each) => Object.values(each.fields).some(({ kind }) => kind === 'table'))!;
  const newer = { ...form, fields: { a: { kind: 'text' }, ...form.fields } } as unknown as FormDef;
  expect(Object.keys(inDeclaredOrder(newer).fields)).toEqual([...Object.keys(form.fields), 'a']);
  const foreign = { id: 'nobody-knows', fields: { b: 1, a: 2 } } as unknown as FormDef;
  expect(JSON.stringify(inDeclaredOrder(foreign))).toBe(JSON.stringify(foreign));
});
