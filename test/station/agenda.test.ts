import { afterEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { isoToMs } from '../../domain/clocks/shanghai.ts';
import { createTestStation, refusalsOf, type TestStation } from './bench.ts';

let station: TestStation | undefined;
afterEach(() => station?.remove());

/** A station on a Monday of the term, whose clock the test sets. */
const stationAt = async (moment: string) => {
  const clock = { at: isoToMs(moment) };
  const open = await createTestStation({ clock: { now: () => clock.at, mono: () => clock.at - isoToMs(moment) } });
  station = open;
  await open.setUp('projectManager');
  const set = (next: string): void => {
    clock.at = isoToMs(next);
    // the clock leaps, the person does not leave
    open.station.core.touch();
  };
  return { station: open, client: open.client, set };
};
type Client = TestStation['client'];

const contactOf = async (client: Client, data: Record<string, string> = {}) => {
  const id = uuidv7();
  await client.records.execute({ kind: 'create', id, form: 'contact', data: { channel: 'phone', kind: 'complaint', receivedAt: '2021-11-01T09:00+08:00', caller: '李建国', department: '积分落户处', phone: '010-12345678', what: '等了一上午没有人接', handledBy: '张晓明', ...data } });
  return id;
};
const complaintFrom = async (client: Client, from: string) => {
  const id = uuidv7();
  await client.records.execute({ kind: 'create', id, form: 'complaint', data: { repliedBy: '张晓明' }, from });
  return id;
};
const backupOn = async (client: Client, day: string, kind: string) => {
  const medium = uuidv7();
  await client.records.execute({ kind: 'create', id: medium, form: 'backup-medium', data: {} });
  const { record } = await client.records.get({ id: medium });
  const id = uuidv7();
  await client.records.execute({
    kind: 'create', id, form: 'backup',
    data: {
      target: '业务数据库', kind, contents: ['database'], medium: [{ id: medium, form: 'backup-medium', number: record.number }], startedAt: `${day}T20:00+08:00`, finishedAt: `${day}T20:30+08:00`, size: 1, checksum: 'a'.repeat(64), result: 'success', verified: 'checked', operator: '张晓明',
    } as never,
  });
  await client.records.execute({ kind: 'move', id, base: 1, transition: 'finish' });
};

describe('the agenda of a station', () => {
  it('lists a complaint\'s clock until it is replied to, and says kept then', async () => {
    const { client, set } = await stationAt('2021-11-01T09:30:00+08:00');
    const id = await complaintFrom(client, await contactOf(client));
    const find = async () => (await client.agenda.between({ from: '2021-11-01', to: '2021-11-30' })).items.find((each) => each.record?.id === id && each.row === 'complaint-reply');
    expect(await find()).toMatchObject({ due: '2021-11-04T23:59:59+08:00', rule: 'R6', clause: '投诉处理', state: 'open', person: '张晓明', site: 'BJ01', owner: { party: 'contractor', post: { zh: '项目经理' } }, evidence: { zh: '投诉单已记录答复' } });
    set('2021-11-03T10:00:00+08:00');
    const { record } = await client.records.get({ id });
    await client.records.execute({ kind: 'edit', id, base: record.rev, set: { reply: '已致歉并增派坐席' }, unset: [] });
    await client.records.execute({ kind: 'move', id, base: record.rev + 1, transition: 'reply' });
    expect(await find()).toMatchObject({ state: 'kept', keptAt: expect.stringMatching(/^2021-11-03T10:00/) });
  });

  it('knows from the backups made which are lacking, and 今日 says so', async () => {
    const { client, set } = await stationAt('2021-11-01T08:00:00+08:00');
    for (const [day, kind] of [['2021-11-01', 'incremental'], ['2021-11-03', 'incremental'], ['2021-11-03', 'full']] as const) {
      set(`${day}T21:00:00+08:00`);
      await backupOn(client, day, kind);
    }
    set('2021-11-05T09:00:00+08:00');
    const sheet = await client.today.sheet();
    expect(sheet.lacks.map((each) => [each.row, each.papers, each.days])).toEqual([['backup-incremental', 2, ['2021-11-02', '2021-11-04']]]);
    // made this week: the full one is kept and was not made today; still to be made: today's, the system files', and nothing of the months
    expect(sheet.turns.filter((each) => each.state === 'open').map((each) => each.row)).toEqual(expect.arrayContaining(['backup-incremental', 'backup-system-files']));
    expect(sheet.turns.some((each) => each.row === 'backup-full')).toBe(false);
    const { items } = await client.agenda.between({ from: '2021-11-01', to: '2021-11-07' });
    expect(items.filter((each) => each.row === 'backup-full').map((each) => [each.state, each.count])).toEqual([['kept', { made: 1, owed: 1 }]]);
  });

  it('shows each day as the calendar has it, and refuses a span that is none', async () => {
    const { client } = await stationAt('2021-10-08T08:00:00+08:00');
    const { days } = await client.agenda.between({ from: '2021-10-07', to: '2021-10-10' });
    expect(days.map((each) => [each.day, each.working, each.why])).toEqual([['2021-10-07', false, 'holiday'], ['2021-10-08', true, 'weekday'], ['2021-10-09', true, 'makeup'], ['2021-10-10', false, 'weekend']]);
    expect(days[2]?.notice).toMatch(/^https?:/);
    for (const [from, to] of [['2021-10-10', '2021-10-09'], ['2021-01-01', '2022-12-31']] as const) expect(await refusalsOf(client.agenda.between({ from, to }))).toEqual([{ code: 'agenda-span', field: 'to' }]);
  });

  it('leaves as a calendar file only with an entry in the log, for whoever is named', async () => {
    const { client, station: open } = await stationAt('2021-11-01T09:30:00+08:00');
    await complaintFrom(client, await contactOf(client));
    const span = { from: '2021-11-01', to: '2021-11-07', lang: 'zh' } as const;
    expect(await refusalsOf(client.agenda.exportFile({ ...span, recipient: ' ' }))).toMatchObject([{ field: 'recipient' }]);
    const { items } = await client.agenda.between({ from: span.from, to: span.to });
    const reply = items.find((each) => each.row === 'complaint-reply')!;
    const file = await (await client.agenda.exportFile({ ...span, ids: [reply.id], recipient: '运维主管的手机' })).text();
    expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(file).toContain(`UID:${reply.id}@`);
    expect(file).not.toMatch(/李建国|没有人接/);
    const log = open.station.core.open().store.read.history('agenda');
    expect(log.map(({ event, by }) => [event, by.name])).toEqual([[{ kind: 'released', what: 'ics 2021-11-01 2021-11-07 1', to: '运维主管的手机' }, '张晓明']]);
  });
});

describe('reminders', () => {
  it('tell what falls due within the lead time, also after a sleep over the last second, and never what is kept', async () => {
    const { client, set } = await stationAt('2021-11-01T09:30:00+08:00');
    await client.agenda.setLead({ minutes: 120 });
    const id = await complaintFrom(client, await contactOf(client));
    const told = async () => (await client.agenda.reminders()).items.some((each) => each.record?.id === id);
    set('2021-11-04T21:00:00+08:00');
    expect(await told()).toBe(false);
    set('2021-11-04T22:30:00+08:00');
    expect(await told()).toBe(true);
    // the laptop slept over midnight
    set('2021-11-05T08:00:00+08:00');
    expect(await told()).toBe(true);
    set('2021-11-06T08:00:00+08:00');
    expect(await told()).toBe(false);
    set('2021-11-04T22:30:00+08:00');
    const { record } = await client.records.get({ id });
    await client.records.execute({ kind: 'edit', id, base: record.rev, set: { reply: '已致歉' }, unset: [] });
    await client.records.execute({ kind: 'move', id, base: record.rev + 1, transition: 'reply' });
    expect(await told()).toBe(false);
    await client.agenda.setLead({ minutes: 0 });
    expect(await client.agenda.reminders()).toEqual({ lead: 0, items: [] });
  });
  it('are no sign of somebody at the desk: asking for them keeps no station unlocked', async () => {
    const { client, station: open } = await stationAt('2021-11-01T09:30:00+08:00');
    let touched = 0;
    const { core } = open.station;
    Object.defineProperty(core, 'touch', { value: () => { touched += 1; } });
    await client.agenda.reminders();
    expect(touched).toBe(0);
    await client.station.touch({ ago: 0 });
    expect(touched).toBe(1);
  });
});

describe('the service desk', () => {
  it('counts open contacts and complaints, and knows the department and phone of somebody who called before', async () => {
    const { client, set } = await stationAt('2021-11-01T09:30:00+08:00');
    await contactOf(client, { kind: 'consultation' });
    await complaintFrom(client, await contactOf(client));
    expect(await client.desk.figures()).toMatchObject({ openContacts: 1, overdue: 0, received: 1, replyRate: null, quarter: { from: '2021-09-27', to: '2021-12-26' } });
    set('2021-11-05T00:00:00+08:00');
    expect(await client.desk.figures()).toMatchObject({ overdue: 1, decided: 1, inTime: 0, replyRate: 0, waiting: [{ due: '2021-11-04T23:59:59+08:00' }] });
    expect(await client.desk.lastContact({ caller: '李建国' })).toEqual({ department: '积分落户处', phone: '010-12345678' });
    expect(await client.desk.lastContact({ caller: '韩梅梅' })).toBeNull();
  });
});
