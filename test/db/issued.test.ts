import { expect, test } from 'vitest';
import type { IssuedMark, RecordIndex } from '../../db/store.ts';
import { issuedAt } from '../../domain/documents/issued.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Rec } from '../../domain/record/record.ts';
import { indexOrder } from '../bench/orders.ts';
import { createSample, idOf, withStore } from './sample.ts';

const span = { from: '2021-10-01', to: '2021-10-31' };

test('pages of issued papers meet without a gap or a paper twice, also where one is issued meanwhile or many at one moment', () =>
  withStore((store) => {
    const index = (rec: Rec): RecordIndex => ({ ...indexOrder(rec), issued: issuedAt(rec, formsById.get(rec.form)!) });
    const issue = (n: number, day: number): void => { createSample(store, n, { submittedAt: `2021-10-${String(day).padStart(2, '0')}T09:00+08:00` }, { form: 'document', state: 'submitted', index }); };
    for (const n of [1, 2, 3, 4, 5, 6, 7]) issue(n, Math.ceil(n / 3));
    // a draft with a time on it, and an order, are not issued
    createSample(store, 10, { submittedAt: '2021-10-05T09:00+08:00' }, { form: 'document', index });
    createSample(store, 8, { submittedAt: '2021-10-05T09:00+08:00' });
    const seen: string[] = [];
    for (let mark: IssuedMark | null = null, n = 0; ; n += 1) {
      const page = store.read.issuedAfter({ ...span, mark, limit: 2 });
      seen.push(...page.records.map((rec) => rec.id));
      // it stands before the first page
      if (n === 0) issue(9, 30);
      if (page.mark === null) break;
      mark = page.mark;
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map(idOf));
    expect(store.read.issued({ ...span, offset: 0, limit: 100 })).toMatchObject({ total: 8 });
    expect(store.read.issuedAfter({ ...span, form: 'service-order', mark: null, limit: 10 })).toEqual({ records: [], mark: null });
    expect(store.read.issuedNames(span).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 9].map(idOf));
  }));
