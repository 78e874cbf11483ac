import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { choicesOfFigure, profileFigures } from '../../domain/contract/figures.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { isChanged, rowsOnPaper } from '../../domain/forms/changedRows.ts';
import { contractProfile } from '../../domain/forms/contractProfile.ts';
import type { Row } from '../../domain/forms/form.ts';
import { layOut } from '../../domain/paper/layout.ts';
import type { Rec } from '../../domain/record/record.ts';
import { engineer, sampleContext, sampleStation } from './sampleRecords.ts';

const compared = { compares: { column: 'value', with: 'was' } };
const rows: readonly Row[] = [{ id: 'a', value: '1', was: '1' }, { id: 'b', value: '2', was: '3' }, { id: 'c', value: '4' }];

describe('rows that say something else than before', () => {
  it('stand first on paper, each with its place in the table', () => {
    expect(rowsOnPaper(compared, rows).map(({ at, changed }) => [at, changed])).toEqual([[1, true], [2, true], [0, false]]);
    expect(rowsOnPaper({}, rows).map(({ at }) => at)).toEqual([0, 1, 2]);
    expect(isChanged({}, rows[1]!)).toBe(false);
  });
  it('are drawn first, and keep the names refusals call them by', () => {
    const paper: Rec = {
      id: '00000000-0000-7000-8000-000000000001', form: contractProfile.id, def: '', number: 'HT-BJ01-2022-000001', state: 'draft', rev: 1, owner: engineer, station: sampleStation, context: sampleContext,
      createdAt: '2022-04-22T15:00:00+08:00', updatedAt: '2022-04-22T15:00:00+08:00', reached: {}, data: { figures: rows }, attachments: [], signatures: [], refusals: [], copies: [], links: [],
    };
    const pages = layOut({ def: contractProfile, rec: paper, lang: 'zh', measure: (words, _font, size) => words.length * size });
    const order = pages.flatMap((page) => page.boxes).filter(({ name }) => /^figures\.\d+\.id$/.test(name)).toSorted((one, other) => one.y - other.y).map(({ name }) => name);
    expect(order).toEqual(['figures.2.id', 'figures.3.id', 'figures.1.id']);
  });
});

describe('the answers a figure may have', () => {
  const profile = profileSchema.parse(JSON.parse(readFileSync(new URL('../../assets/profiles/jifenluohu.json', import.meta.url), 'utf8')));
  it('are the choices of an open question and the units of a clock; figures are written freely', () => {
    expect(choicesOfFigure('settings.inspection-rounds.value', profile)?.map(({ value }) => value)).toEqual(['both', 'once', 'twice']);
    expect(choicesOfFigure('rules.complaint-reply.unit', profile)?.map(({ value }) => value)).toEqual(['workday', 'day', 'month', 'hour']);
    expect(choicesOfFigure('rules.payment-late.switches.accrues', profile)?.map(({ value }) => value)).toEqual(['from', 'after']);
    expect(choicesOfFigure('rules.complaint-reply.figure', profile)).toBeNull();
    expect(choicesOfFigure('settings.restore-drill.value', profile)).toBeNull();
  });
  it('hold the one in force, of every figure that has some', () => {
    for (const figure of profileFigures(profile)) {
      const choices = choicesOfFigure(figure.id, profile);
      if (choices) expect(choices.map(({ value }) => value), figure.id).toContain(figure.value);
      // nobody reads a key on paper without the words beside it
      if (choices) for (const { value, label } of choices) expect(figure.item, figure.id).toContain(`${value}＝${label.zh}`);
      expect([...figure.item].length, figure.id).toBeLessThanOrEqual(300);
    }
  });
});
