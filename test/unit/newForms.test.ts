import { describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import { askedFor, formsCalled } from '../../renderer/desk/newForms.ts';

const called = (typed: string): string[] => formsCalled(forms, askedFor(typed).name).map((form) => form.id);

describe('what is asked for as new', () => {
  it('is told from the word for new, in both languages', () => {
    expect(askedFor('新建事件')).toEqual({ name: '事件', isAsked: true });
    expect(askedFor('New incident')).toEqual({ name: 'incident', isAsked: true });
    expect(askedFor('事件')).toEqual({ name: '事件', isAsked: false });
  });

  it('is found by its name, by what else it is called, by characters in another order', () => {
    for (const typed of ['新建事件', '新建故障事件', '事故', 'new outage', 'incident']) expect(called(typed), typed).toContain('incident');
    for (const typed of ['工单', '新建报修', 'on-site order']) expect(called(typed), typed).toContain('service-order');
    expect(called('新建来电')).toEqual(['contact']);
    expect(called('')).toHaveLength(forms.length);
    expect(called('没有这种单')).toEqual([]);
  });
});
