import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, passphrase } from '../station/bench.ts';
import { runSanlian } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-report-cli-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  const { setUp, station } = await createTestStation({ dataFolder: data });
  await setUp();
  await station.close();
});
const report = (from: string, to: string, out: string, env: Record<string, string> = { SANLIAN_PASSPHRASE: passphrase }, ...more: string[]) =>
  runSanlian(['report', '--from', from, '--to', to, '--out', join(folder, out), '--data', data, ...more], env);

describe('sanlian report', () => {
  it('writes the files of a quarter and says every figure with its formula, value and count', async () => {
    const { code, out } = await report('2021-09-27', '2021-12-26', 'quarter', undefined, '--json');
    expect(code).toBe(0);
    const said = JSON.parse(out) as { command: string; period: unknown; figures: { id: string; formula: { zh: string }; source: { zh: string }; value: unknown; count: number; ids: string[] }[]; files: string[] };
    expect(said).toMatchObject({ command: 'report', period: { kind: 'quarter', no: 1 } });
    for (const each of said.figures) expect([each.id, each.formula.zh !== '' && each.source.zh !== '', each.count]).toEqual([each.id, true, each.ids.length]);
    expect(said.files.map((file) => file.split('/').at(-1)).sort()).toEqual(readdirSync(join(folder, 'quarter')).sort());
    expect(readFileSync(join(folder, 'quarter', 'report-2021-09-27_2021-12-26.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('prints a report that was sent to be signed as it was sent, whatever was written since', async () => {
    const sent = join(folder, 'sent');
    const { setUp, station, client } = await createTestStation({ dataFolder: sent, clock: { now: () => Date.parse('2022-01-04T09:00:00+08:00'), mono: () => 0 } });
    await setUp();
    const days = { from: '2021-09-27', to: '2021-12-26' };
    const paper = await client.reports.start({ id: uuidv7(), ...days });
    const moved = await client.records.execute({ kind: 'move', id: paper.id, base: paper.rev, transition: 'submit' });
    await client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel: 'phone', kind: 'consultation', receivedAt: '2021-10-12T23:59+08:00', caller: '李建国', what: '补记', handledBy: '张晓明' } });
    await station.close();
    const { code, out } = await runSanlian(['report', '--from', days.from, '--to', days.to, '--out', join(folder, 'again'), '--data', sent, '--json'], { SANLIAN_PASSPHRASE: passphrase });
    expect(code).toBe(0);
    expect((JSON.parse(out) as { figures: { id: string; value: unknown }[] }).figures.find(({ id }) => id === 'request.channel')?.value).toBe(0);
    const pdf = moved.attachments.find(({ type }) => type === 'application/pdf')!;
    expect(createHash('sha256').update(readFileSync(join(folder, 'again', pdf.name))).digest('hex')).toBe(pdf.sha256);
  });

  it('refuses days that are none, a wrong order, and a folder it cannot open, each with its exit code', async () => {
    expect(await report('2021-02-30', '2021-12-26', 'none')).toMatchObject({ code: 2 });
    const turned = await report('2021-12-26', '2021-09-27', 'none');
    expect([turned.code, turned.err.includes('止早于起')]).toEqual([2, true]);
    expect(await report('2021-09-27', '2021-12-26', 'none', { SANLIAN_PASSPHRASE: 'wrong' })).toMatchObject({ code: 4 });
    expect(await report('2021-09-27', '2021-12-26', 'none', {})).toMatchObject({ code: 4 });
  });
});
