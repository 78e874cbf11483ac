import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../domain/forms/form.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { formsById } from '../../domain/forms/index.ts';
import { createTestStation, type TestStation } from './bench.ts';
import { createLives } from './lifeOfForm.ts';

let bench: TestStation;
let now = Date.parse('2026-10-12T10:00:00+08:00');
beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => 0 } });
  await bench.setUp('projectManager');
});
afterAll(() => bench.remove());

const create = (form: string, data: Data, from?: string): Promise<Rec> => bench.client.records.execute({ kind: 'create', id: uuidv7(), form, data: data as never, ...(from !== undefined && { from }) });
const ref = ({ id, form, number }: Rec) => [{ id, form, number }];
const move = async ({ id }: Rec, transition: string): Promise<Rec> => {
  now += 60_000;
  return bench.client.records.execute({ kind: 'move', id, base: (await bench.client.records.get({ id })).record.rev, transition });
};

describe('a special report', () => {
  it('takes over the timeline of its incident, the steps it took, and the papers beside it', async () => {
    const item = await create('configuration-item', { name: 'DB-01', type: 'database', owner: '王芳' });
    const incident = await create('incident', {
      kind: 'private-down', side: 'private', foundAt: '2026-10-12T09:00+08:00', reportedAt: '2026-10-12T09:02+08:00', leader: '王芳', symptom: '宕机', fix: '切换备库', cause: '控制器故障', items: ref(item),
      timeline: [{ at: '2026-10-12T09:05+08:00', what: '发现监控无数据', who: '王芳' }],
    });
    await move(incident, 'respond');
    const problem = await create('problem', { title: '控制器故障', incidents: ref(incident) });
    const made = await create('special-report', {}, incident.id);
    expect(made.data).toMatchObject({ subject: ref(incident), background: '宕机', course: '切换备库', analysis: '控制器故障' });
    const rows = made.data['timeline'] as readonly Row[];
    expect(rows.map(({ at, what }) => [at, what])).toEqual([
      ['2026-10-12T09:05+08:00', '发现监控无数据'], ['2026-10-12T10:00+08:00', `${incident.number} 事件（故障）处理单建立`], ['2026-10-12T10:01+08:00', `${incident.number} 开始处理`],
    ]);
    expect((made.data['related'] as { id: string }[]).map(({ id }) => id).sort()).toEqual([item.id, problem.id].sort());
  });

  it('is written about a problem too, from the steps it took', async () => {
    const problem = await create('problem', { title: '批处理超时', priority: 'high', category: 'database', description: '夜间', registeredAt: '2026-10-12T09:00+08:00', leader: '王芳' });
    await move(problem, 'investigate');
    const made = await create('special-report', {}, problem.id);
    expect((made.data['timeline'] as readonly Row[]).length).toBe(2);
    expect(made.data['title']).toBe('批处理超时');
  });

  it.each(['change', 'release'])('is written about a %s at its end, from the steps it took, with the papers that carried it out (R21)', async (form) => {
    let time = Date.parse('2026-10-13T10:00:00+08:00');
    const other = await createTestStation({ clock: { now: () => time, mono: () => time } });
    try {
      await other.setUp('projectManager');
      const lives = await createLives(other, (seconds) => { time += seconds * 1000; other.station.core.touch(); });
      const rec = await lives.wholeLife(formsById.get(form)!);
      const made = await other.client.records.execute({ kind: 'create', id: uuidv7(), form: 'special-report', data: {}, from: rec.id });
      expect(made.data['subject']).toEqual(ref(rec));
      expect(made.data['title']).toBeTruthy();
      const rows = made.data['timeline'] as readonly Row[];
      expect(rows.length).toBeGreaterThan(2);
      expect(rows.every(({ what }) => String(what).startsWith(rec.number))).toBe(true);
      expect(rows.map(({ at }) => String(at))).toEqual(rows.map(({ at }) => String(at)).toSorted());
      expect((made.data['related'] as { form: string }[]).map((paper) => paper.form)).toContain(`${form}-result`);
    } finally {
      await other.remove();
    }
  }, 120_000);
});
