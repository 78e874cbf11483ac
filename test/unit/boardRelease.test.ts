import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { forms, formsById } from '../../domain/forms/index.ts';
import { text } from '../../domain/text/text.ts';
import { ownRelease, shapesOf } from '../../hq/boardRelease.ts';

/** By which number a release is known to count otherwise than another one (docs/decisions/0030). */
it('counts alike as long as its number stays: who changes what is counted raises `way` and writes the new pair here', () => {
  const shapes = createHash('sha256').update(JSON.stringify(Object.entries(ownRelease.shapes).sort())).digest('hex').slice(0, 16);
  expect({ way: ownRelease.way, shapes }).toEqual({ way: 5, shapes: 'ca4da5dd4b75e11c' });
});

it('is not another one for a label, and is for a field, a state or a suspension', () => {
  const form = formsById.get('complaint')!;
  const others = forms.filter((each) => each !== form);
  const changed = (next: typeof form): readonly string[] => Object.entries(shapesOf([next, ...others])).filter(([id, shape]) => ownRelease.shapes[id] !== shape).map(([id]) => id);
  expect(changed({ ...form, version: form.version + 1, title: text('另一个名称', 'Another name') })).toEqual([]);
  expect(changed({ ...form, fields: { ...form.fields, floor: { kind: 'text', max: 10, label: text('楼层', 'Floor') } } })).toEqual([form.id]);
  expect(changed({ ...form, lifecycle: { ...form.lifecycle, states: { ...form.lifecycle.states, parked: { label: text('搁置', 'Parked'), tone: 'void' } } } })).toEqual([form.id]);
  expect(changed({ ...form, suspends: { papers: 'papers', from: 'from', to: 'to', reason: 'reason', states: ['open'] } })).toHaveLength(forms.length);
});
