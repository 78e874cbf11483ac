import { describe, expect, it } from 'vitest';
import { dispatchFields, lacksOfDispatch } from '../../domain/forms/dispatch.ts';
import { formPlaying, forms } from '../../domain/forms/index.ts';
import { phoneBeside } from '../../domain/forms/phoneBeside.ts';

const order = formPlaying('order');

describe('the cells of a paper that headquarters sends out', () => {
  it('are asked for where the station demands them, but for who goes, which may be left to him', () => {
    const named = (of: (field: ReturnType<typeof dispatchFields>[number]) => boolean) => dispatchFields(order).filter(of).map(({ name }) => name);
    expect(named(({ needed }) => needed).toSorted()).toEqual(['channel', 'contact', 'place', 'request', 'requestedAt', 'type', 'urgency']);
    expect(named(({ later }) => later)).toEqual(['engineer']);
    // nothing the station demands of these cells is passed over in silence
    expect(dispatchFields(order).filter(({ name, needed, later }) => order.fields[name]?.required === true && !needed && !later)).toEqual([]);
  });

  it('are told by name while they are empty', () => {
    const data = { type: 'support', urgency: 'normal', contact: '李建国', place: '三楼', request: '慢', requestedAt: '2026-10-12T08:30+08:00' };
    expect(lacksOfDispatch(order, data)).toEqual([{ code: 'required', field: 'channel' }]);
    expect(lacksOfDispatch(order, { ...data, channel: 'phone' })).toEqual([]);
  });
});

it('the telephone that stands beside one person on the paper is his', () => {
  const found = forms.flatMap((form) => Object.entries(form.fields).flatMap(([name, { kind }]) => {
    const phone = kind === 'person' ? phoneBeside(form, name) : undefined;
    return phone === undefined ? [] : [`${form.id}: ${name} → ${phone}`];
  }));
  expect(found).toEqual(expect.arrayContaining(['service-order: contact → phone', 'incident: reporter → phone', 'complaint: complainant → phone']));
  expect(phoneBeside(order, 'engineer')).toBeUndefined();
});
