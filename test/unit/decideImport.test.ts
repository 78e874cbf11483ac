import { expect, it } from 'vitest';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { decideImport } from '../../domain/record/decideImport.ts';
import { completeOrder, createSampleLog } from './sampleRecords.ts';

it('takes history in whose times contradict each other, and nothing else that is wrong', () => {
  const log = createSampleLog();
  const setting = { ...log.setting(serviceOrder, 'engineer'), number: '', context: log.create(serviceOrder, '0197a5a0-1111-7000-8000-000000000001', completeOrder).context, imported: {} as never };
  const { departedAt: _, ...undeparted } = completeOrder;
  const taken = decideImport(serviceOrder, { ...undeparted, arrivedAt: '2021-10-12T06:00+08:00' }, 'archived', [], setting);
  expect(taken).toMatchObject({ ok: true });
  expect(decideImport(serviceOrder, { ...undeparted, arrivedAt: 'gestern' }, 'archived', [], setting)).toMatchObject({ ok: false, error: [{ code: 'not-a-time', field: 'arrivedAt' }] });
});
