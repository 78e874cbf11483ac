import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSchema } from '../../domain/contract/profile.ts';
import { takeReference } from '../../main/station/reference.ts';
import { codesOf, createStationAt, type TestStation } from './bench.ts';

/** A station is set up on the shipped contract, whose term is long over; the real one is sent before its own term begins (docs/decisions/0034). */
let bench: TestStation;
let early = '';
let openAt: (time: string) => Promise<void>;
const complaint = async (): Promise<string> => {
  const id = uuidv7();
  await bench.client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt: '2026-08-20T08:30+08:00', channel: 'phone', complainant: '李建国', content: '答复太慢' } });
  return id;
};
const dueOf = async (id: string) => (await bench.client.records.get({ id })).clocks.find((clock) => clock.id === 'complaint-reply')?.due;

beforeAll(async () => {
  ({ bench, openAt } = await createStationAt('2026-08-20T09:00:00+08:00'));
  await bench.setUp('projectManager');
  early = await complaint();
});
afterAll(() => bench.remove());

it('goes on under the only contract there is, whose term is over', async () => {
  expect((await bench.client.today.sheet()).duties.length).toBeGreaterThan(0);
  expect((await bench.client.boards.manager()).span).not.toBeNull();
  expect(await dueOf(early)).toBe('2026-08-25T23:59:59+08:00');
});

it('owes nothing on any screen between the real contract and its term', async () => {
  const { store, site } = bench.station.core.open();
  const profile = profileSchema.parse(JSON.parse(store.read.meta('profile')!));
  const [template] = profile.duties.map((duty) => duty.template);
  const real = {
    ...profile, version: 7, contractNo: 'HT-真', term: { from: '2026-09-01', to: '2027-08-31' }, rules: profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 10 } : rule)),
    templates: profile.templates.map((each) => ({ ...each, id: `${each.id}-real` })), duties: profile.duties.map((duty) => ({ ...duty, template: `${duty.template}-real` })),
  };
  store.write((writer) => void takeReference(writer, 'profile', real, { profile, site: site.code }));
  await openAt('2026-08-26T09:00:00+08:00');
  const sheet = await bench.client.today.sheet();
  expect([sheet.duties, sheet.turns, sheet.lacks]).toEqual([[], [], []]);
  const [day, manager] = [await bench.client.boards.day(), await bench.client.boards.manager()];
  expect(manager.span).toBeNull();
  expect(day.figures.find(({ id }) => id === 'duties')?.value).toBe('0 / 0');
  expect((await bench.client.desk.figures()).quarter).toBeNull();
  expect(await bench.client.reports.periods()).toEqual([]);
  const { items } = await bench.client.agenda.between({ from: '2026-08-01', to: '2026-08-31' });
  expect(items.filter(({ source }) => source !== 'clock')).toEqual([]);
  expect(await codesOf(bench.client.records.startInspection({ id: uuidv7(), template: template!, day: '2026-08-26', round: 'am' }))).toEqual(['not-an-option']);
});

it('runs its papers by the real contract, whose names they carry', async () => {
  expect(await dueOf(early)).toBe('2026-09-03T23:59:59+08:00');
  const { record } = await bench.client.records.get({ id: await complaint() });
  expect(record.context.contractNo).toBe('HT-真');
});

it('owes what the real contract asks for from its first day on', async () => {
  await openAt('2026-09-01T09:00:00+08:00');
  const { duties } = await bench.client.today.sheet();
  expect(new Set(duties.map(({ day }) => day))).toEqual(new Set(['2026-09-01', '2026-08-31']));
  expect(duties.every(({ template }) => template.endsWith('-real'))).toBe(true);
  expect((await bench.client.boards.manager()).span).toEqual({ from: '2026-09-01', to: '2026-11-30' });
  expect((await bench.client.reports.periods()).map(({ from }) => from)).toEqual(['2026-09-01', '2026-09-01']);
});
