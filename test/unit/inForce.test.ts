import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { peopleAgreed, profileInForce } from '../../domain/contract/inForce.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { document } from '../../domain/forms/document.ts';
import { recordClocks } from '../../domain/record/clocks.ts';
import type { Rec } from '../../domain/record/record.ts';
import { engineer, sampleContext, sampleStation } from './sampleRecords.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const profile = profileSchema.parse(read('assets/profiles/jifenluohu.json'));
const calendar = createCalendar([read('assets/calendars/cn.json')]);
/** The contract with one question answered otherwise. */
const answered = (id: string, value: string): ContractProfile => profileSchema.parse({ ...profile, settings: profile.settings.map((setting) => (setting.id === id ? { ...setting, value } : setting)) });
const rounds = (of: ContractProfile) => profileInForce(of).duties.filter((duty) => duty.every !== 'week').map((duty) => duty.rounds.length);

describe('an answered question of the contract', () => {
  it('gives each object its own rounds, one for all, or two for all (2)', () => {
    expect(new Set(rounds(profile))).toEqual(new Set([1, 2]));
    expect(new Set(rounds(answered('inspection-rounds', 'once')))).toEqual(new Set([1]));
    expect(new Set(rounds(answered('inspection-rounds', 'twice')))).toEqual(new Set([2]));
  });
  it('says who holds the copies of new papers (14)', () => {
    expect(profileInForce(profile).copies).toEqual(profile.copies);
    expect(profileInForce(answered('copy-holders', 'client-keeps-all')).copies.map(({ holder }) => holder.zh)).toEqual(profile.copies.map(() => '甲方'));
  });
  it('leads with one number of people and shows the other (1)', () => {
    expect(peopleAgreed(profile)).toEqual({ lead: 9, other: 7, leads: 'list' });
    expect(peopleAgreed(answered('posts-count', 'sentence'))).toEqual({ lead: 7, other: 9, leads: 'sentence' });
  });
  it('runs no clock of the day where only a final version is owed (8)', () => {
    const at = '2022-04-22T15:00:00+08:00';
    const rec: Rec = {
      id: '00000000-0000-7000-8000-000000000001', form: document.id, def: '', number: 'WD-BJ01-2022-000001', state: 'draft', rev: 1, owner: engineer, station: sampleStation, context: sampleContext,
      createdAt: at, updatedAt: at, reached: { draft: at }, data: { eventAt: '2022-04-22T15:00+08:00' }, attachments: [], signatures: [], refusals: [], copies: [], links: [],
    };
    const clocks = (of: ContractProfile) => recordClocks(rec, document, of, calendar).map(({ id }) => id);
    expect(clocks(profile)).toContain('document-submit');
    expect(clocks(answered('document-versions', 'final-only'))).not.toContain('document-submit');
  });
});
