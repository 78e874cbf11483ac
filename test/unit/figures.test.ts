import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyFigures, changedFigures, profileFigures } from '../../domain/contract/figures.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import type { Row } from '../../domain/forms/form.ts';

const read = (file: string) => profileSchema.parse(JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')));
const profiles = ['assets/profiles/jifenluohu.json', 'test/profiles/biaozhun-ceshi.json'].map(read);
const rowsOf = (profile: (typeof profiles)[number], change: Readonly<Record<string, string>> = {}): Row[] =>
  profileFigures(profile).map((figure) => ({ ...figure, was: figure.value, value: change[figure.id] ?? figure.value }));

describe.each(profiles)('the figures of $id', (profile) => {
  it('each have a place of their own and stand in it', () => {
    const ids = profileFigures(profile).map((figure) => figure.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(60);
    const applied = applyFigures(profile, rowsOf(profile), 'figures');
    expect(applied).toEqual({ ok: true, value: { ...profile, version: profile.version + 1 } });
  });

  it('take a new value where it makes a contract, and say what changed', () => {
    const applied = applyFigures(profile, rowsOf(profile, { 'rules.complaint-reply.figure': '7', 'price': '99.50' }), 'figures');
    if (!applied.ok) throw new Error(JSON.stringify(applied.error));
    expect(applied.value.rules.find((rule) => rule.id === 'complaint-reply')?.figure).toBe(7);
    expect(changedFigures(profile, applied.value).map((each) => each.after).toSorted()).toEqual(['7', '99.50']);
  });

  it('refuse what makes none, with its row named', () => {
    const ids = profileFigures(profile).map((figure) => figure.id);
    for (const [id, value, code] of [
      ['rules.complaint-reply.figure', 'drei', 'wrong-type'], ['rules.complaint-reply.unit', 'fortnight', 'not-an-option'], ['price', '', 'required'], ['price', '12', 'not-an-option'],
      ['settings.quarter-start.value', 'whenever', 'not-an-option'], ['term.from', '2021-02-30', 'not-an-option'],
    ] as const) {
      expect(applyFigures(profile, rowsOf(profile, { [id]: value }), 'figures'), id).toMatchObject({ ok: false, error: [{ code, field: `figures.${ids.indexOf(id) + 1}.value` }] });
    }
  });

  it('change nothing a paper does not show as changed, and no figure that is another one by now', () => {
    const first = applyFigures(profile, rowsOf(profile, { 'rules.complaint-reply.figure': '5' }), 'figures');
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    // drawn before the first came into force
    const second = applyFigures(first.value, rowsOf(profile, { price: '99.50' }), 'figures');
    if (!second.ok) throw new Error(JSON.stringify(second.error));
    expect(changedFigures(first.value, second.value).map((each) => each.after)).toEqual(['99.50']);
    expect(second.value.rules.find((rule) => rule.id === 'complaint-reply')?.figure).toBe(5);
    const at = profileFigures(profile).findIndex((figure) => figure.id === 'rules.complaint-reply.figure') + 1;
    expect(applyFigures(first.value, rowsOf(profile, { 'rules.complaint-reply.figure': '7' }), 'figures')).toEqual({ ok: false, error: [{ code: 'stale', field: `figures.${at}.value` }] });
    // what is agreed on already is no quarrel
    expect(applyFigures(first.value, rowsOf(profile, { 'rules.complaint-reply.figure': '5' }), 'figures').ok).toBe(true);
  });

  it('neither come nor go', () => {
    expect(applyFigures(profile, rowsOf(profile).slice(1), 'figures')).toMatchObject({ ok: false, error: [{ code: 'items-fixed' }] });
    expect(applyFigures(profile, [...rowsOf(profile), { id: 'rules.mine.figure', value: '1' }], 'figures')).toMatchObject({ ok: false, error: [{ code: 'items-fixed' }] });
  });
});
