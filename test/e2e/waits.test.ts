import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { createTestStation } from '../station/bench.ts';
import { openByNumber, openSession } from './prepared.ts';

it('says whose the next step is, and that nobody is named for it yet', async () => {
  const bench = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')) });
  await bench.setUp('projectManager');
  const id = uuidv7();
  const made = await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: { type: 'support', urgency: 'normal', contact: '李建国', place: '三楼机房', request: '申报页面打开缓慢' } });
  const edited = await bench.client.records.execute({ kind: 'edit', id, base: made.rev, set: {}, unset: ['engineer'] });
  await bench.client.records.execute({ kind: 'move', id, base: edited.rev, transition: 'dispatch' });
  await bench.station.close();
  const session = await openSession(bench.dataFolder);
  try {
    await openByNumber(session.page, made.number);
    await session.page.locator('.record-head').getByText('等工程师“开始服务”；“服务工程师”还没有填，先填上').waitFor();
    expect(session.faults).toEqual([]);
  } finally {
    await session.close();
  }
});
