import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { createTestStation, passphrase } from '../station/bench.ts';
import { runSanlian } from './run.ts';

type Item = { readonly row: string; readonly due: string; readonly state: string; readonly rule: string; readonly record?: { readonly number: string } };
type Answer = { readonly command: string; readonly source: string; readonly items: readonly Item[]; readonly lacks: readonly unknown[] };
const answerOf = (out: string): Answer => JSON.parse(out) as Answer;

const folder = mkdtempSync(join(tmpdir(), 'sanlian-agenda-'));
const data = join(folder, 'data');
const today = dayOf(msToSecond(Date.now()));
const secret = { SANLIAN_PASSPHRASE: passphrase };

beforeAll(async () => {
  const station = await createTestStation({ dataFolder: data });
  await station.setUp();
  await station.client.records.execute({ kind: 'create', id: uuidv7(), form: 'complaint', data: { receivedAt: `${msToSecond(Date.now() - 120_000).slice(0, 16)}+08:00`, channel: 'phone', complainant: '韩梅梅', content: '等了两天' } });
  await station.station.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sanlian agenda', () => {
  test('lists what the contract owes without a station, a year of it at most', async () => {
    const profile = new URL('../../assets/profiles/jifenluohu.json', import.meta.url).pathname;
    const { code, out } = await runSanlian(['agenda', '--from', '2022-08-20', '--to', '2022-08-31', '--profile', profile, '--json']);
    expect(code).toBe(0);
    const { command, source, items } = answerOf(out);
    expect([command, source]).toEqual(['agenda', 'contract']);
    expect(items.find((each) => each.row === 'renewal-notice')?.due).toBe('2022-08-27T23:59:59+08:00');
    expect(items.filter((each) => each.row === 'backup-incremental')).toHaveLength(12);
    expect((await runSanlian(['agenda', '--from', '2022-08-20', '--to', '2022-08-19', '--profile', profile])).code).toBe(2);
    expect((await runSanlian(['agenda', '--from', '2022-02-30', '--profile', profile])).err).toContain('--from');
    expect((await runSanlian(['agenda', '--from', '2022-01-01', '--to', '2024-01-01', '--profile', profile])).code).toBe(2);
  });

  test('reads a station\'s papers with the passphrase, and writes its calendar file with an entry in the log', async () => {
    const ics = join(folder, 'agenda.ics');
    const { code, out, err } = await runSanlian(['agenda', '--from', today, '--data', data, '--ics', ics, '--recipient', '项目经理', '--json'], secret);
    expect([code, err]).toEqual([0, '']);
    const answer = answerOf(out);
    expect(answer.source).toBe('station');
    expect(answer.items.find((each) => each.row === 'complaint-reply')).toMatchObject({ state: 'open', rule: 'R6', record: { number: expect.stringMatching(/^TS-BJ01-/) } });
    const file = readFileSync(ics, 'utf8');
    expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(answer.items.length);
    expect(file).not.toMatch(/韩梅梅|等了两天/);
    const station = await createTestStation({ dataFolder: data });
    const { accounts } = await station.client.station.status();
    await station.client.station.unlock({ account: accounts![0]!.id, passphrase });
    expect(station.station.core.open().store.read.history('agenda').map(({ event }) => event)).toMatchObject([{ kind: 'released', to: '项目经理' }]);
    await station.station.close();
  });

  test('says what stands in the way, and writes nothing then', async () => {
    const ics = join(folder, 'none.ics');
    expect(await runSanlian(['agenda', '--data', data, '--ics', ics])).toMatchObject({ code: 4, err: expect.stringContaining('口令') });
    expect((await runSanlian(['agenda', '--data', data, '--ics', ics], { SANLIAN_PASSPHRASE: 'wrong' })).code).toBe(4);
    expect((await runSanlian(['agenda', '--data', join(folder, 'nowhere'), '--ics', ics], secret)).code).toBe(4);
    expect(existsSync(ics)).toBe(false);
  });

  test('speaks to a person too, in either language', async () => {
    const { out } = await runSanlian(['agenda', '--from', today, '--to', today, '--data', data], secret);
    expect(out).toMatch(/每日增量备份 · R22 备份与恢复 · 存储工程师 · 备份记录/);
    expect((await runSanlian(['agenda', '--from', today, '--to', today, '--data', data, '--lang', 'en'], secret)).out).toMatch(/Daily incremental backup · R22 · Storage engineer · Record of the backup/);
  });
});
