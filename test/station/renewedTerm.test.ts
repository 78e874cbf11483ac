import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { takeReference } from '../../main/station/reference.ts';
import { profileFormerKey } from '../../main/station/stationKeys.ts';
import { codesOf, createStationAt, type TestStation } from './bench.ts';

/** The contract of the next year is in force: what the one before it asked for is reported on as before (docs/decisions/0034). */
let bench: TestStation;
let openAt: (time: string) => Promise<void>;
const send = (change: (before: ContractProfile) => ContractProfile): void => {
  const { store, site } = bench.station.core.open();
  const profile = profileSchema.parse(JSON.parse(store.read.meta('profile')!));
  store.write((writer) => {
    try {
      takeReference(writer, 'profile', change(profile), { profile, site: site.code });
    } catch (error) {
      // what is not taken is kept unread, as the log keeps it
      if (!(error instanceof RangeError)) throw error;
    }
  });
};
const withReply = (profile: ContractProfile, figure: number): ContractProfile => ({ ...profile, rules: profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure } : rule)) });
const complaint = async (receivedAt: string, content: string): Promise<string> => {
  const id = uuidv7();
  await bench.client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt, channel: 'phone', complainant: '李建国', content } });
  return id;
};
const dueOf = async (id: string) => (await bench.client.records.get({ id })).clocks.find((clock) => clock.id === 'complaint-reply')?.due;
const quartersNow = async () => (await bench.client.reports.periods()).filter(({ kind }) => kind === 'quarter').map(({ no, from, to, term }) => [no, from, to, term.from]);
const last = { from: '2022-06-27', to: '2022-09-26' };
const first = { from: '2022-09-27', to: '2022-12-26' };
const toTheNext = (profile: ContractProfile): ContractProfile => withReply({ ...profile, version: 7, term: { from: '2022-09-27', to: '2023-09-26' }, ...renamedTemplates(profile) }, 10);
/** The next contract has its rounds under other names. */
const renamedTemplates = ({ templates, duties }: ContractProfile): Pick<ContractProfile, 'templates' | 'duties'> => ({
  templates: templates.map((template) => ({ ...template, id: `${template.id}-next` })), duties: duties.map((duty) => ({ ...duty, template: `${duty.template}-next` })),
});
let early = '';
let agreed: ContractProfile;

beforeAll(async () => {
  ({ bench, openAt } = await createStationAt('2022-08-15T09:00:00+08:00'));
  await bench.setUp('projectManager');
  agreed = profileSchema.parse(JSON.parse(bench.station.core.open().store.read.meta('profile')!));
  await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'problem', data: { title: '夜间批处理偶发超时', category: 'database', registeredAt: '2022-08-15T08:30+08:00' } });
  await openAt('2022-09-26T09:00:00+08:00');
  early = await complaint('2022-09-26T08:30+08:00', '答复太慢');
});
afterAll(() => bench.remove());

it('keeps the list of the running term while the next contract is there before its term begins', async () => {
  const before = await dueOf(early);
  send(toTheNext);
  await openAt('2022-09-26T10:00:00+08:00');
  expect((await quartersNow())[0]).toEqual([4, last.from, last.to, '2021-09-27']);
  expect(await dueOf(early)).toBe(before);
  const { duties } = await bench.client.today.sheet();
  expect(duties.length).toBeGreaterThan(0);
  expect((await bench.client.boards.manager()).span).toEqual({ from: last.from, to: '2022-09-26' });
  expect((await bench.client.desk.figures()).quarter).toEqual(last);
  const { template, round, day } = duties[0]!;
  // refused for the manager, whose the rounds are not, and not for the template
  expect(await codesOf(bench.client.records.startInspection({ id: uuidv7(), template, day, round: round.id }))).toEqual(['not-allowed']);
});

it('lists the quarters of both terms, those of the earlier one from the first paper on, and runs each paper by the contract it was written under', async () => {
  const before = await dueOf(early);
  await openAt('2022-10-20T09:00:00+08:00');
  expect(await quartersNow()).toEqual([[1, first.from, first.to, '2022-09-27'], [4, last.from, last.to, '2021-09-27']]);
  const late = await complaint('2022-10-20T08:30+08:00', '回电不及时');
  expect([await dueOf(early), await dueOf(late)]).toEqual([before, '2022-11-03T23:59:59+08:00']);
  const report = await bench.client.reports.draft(last);
  expect(report.period).toMatchObject({ kind: 'quarter', no: 4 });
  expect(report.contractNo).toBe(agreed.contractNo);
  // and so is its board, by the rounds that contract names
  const board = await bench.client.boards.manager({ quarter: last });
  expect(board.span).toEqual(last);
  const rounds = report.figures.find(({ id }) => id === 'inspection.completion')!.shares.filter(({ value }) => value !== null);
  expect(rounds.length).toBeGreaterThan(0);
  const kept = board.panels.find(({ id }) => id === 'kept')!.rows.map((cells) => [cells[0]!.value, cells[5]!.value]);
  for (const { label, value } of rounds) expect(kept).toContainEqual([label, `${value}%`]);
  expect(report.openPoints.map(({ what }) => what)).toEqual(['夜间批处理偶发超时', '答复太慢']);
});

it('writes and sends the last quarter of the earlier term, and carries what it left open into the first of the new one', async () => {
  const owed = async () => (await bench.client.agenda.between({ from: '2022-09-27', to: '2022-12-26' })).items.filter(({ row, begins }) => row === 'report-quarterly' && begins.startsWith(last.from)).map(({ state }) => state);
  expect(await owed()).toEqual(['late']);
  const paper = await bench.client.reports.start({ id: uuidv7(), ...last });
  expect(paper.data['title']).toBe('第 4 季度服务报告');
  await bench.client.reports.write({ id: paper.id, chapter: 'work', text: '本期满约' });
  const { record } = await bench.client.records.get({ id: paper.id });
  await bench.client.records.execute({ kind: 'move', id: paper.id, base: record.rev, transition: 'submit' });
  await openAt('2022-12-27T09:00:00+08:00');
  const next = await bench.client.reports.start({ id: uuidv7(), ...first });
  expect(next.data['title']).toBe('第 1 季度服务报告');
  expect((next.data['carried'] as readonly object[]).length).toBe(2);
  expect((await bench.client.reports.draft(first)).openPoints.filter(({ carried }) => carried).map(({ what }) => what)).toEqual(['夜间批处理偶发超时', '答复太慢']);
  expect(await codesOf(bench.client.reports.start({ id: uuidv7(), from: '2022-06-27', to: '2022-12-26' }))).toEqual(['not-an-option']);
});

it('takes another version of the same term for the same one, and an older contract that is read later for the term it was of', async () => {
  await openAt('2022-12-26T23:00:00+08:00');
  const before = await quartersNow();
  send((profile) => ({ ...profile, version: 8, contractNo: 'HT-补' }));
  await openAt('2022-12-26T23:30:00+08:00');
  expect(await quartersNow()).toEqual(before);
  // as a station set up after the renewal reads it
  bench.station.core.open().store.write((writer) => writer.setMeta(profileFormerKey, null));
  expect((await quartersNow()).map(([, , , term]) => term)).toEqual(['2022-09-27']);
  const { store, recorder } = bench.station.core.open();
  const stored = (): string | undefined => store.read.openClocks(100).rows.find(({ id, clock }) => id === early && clock === 'complaint-reply')?.due;
  recorder.reckonOpenClocks();
  const byTheNext = stored();
  send(() => agreed);
  expect(await quartersNow()).toEqual(before);
  recorder.reckonOpenClocks();
  expect(stored()).not.toBe(byTheNext);
  expect(stored()).toBe(await dueOf(early));
});
