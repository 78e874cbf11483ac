import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openProxy } from './proxy.ts';
import { sendAll } from './sites.ts';
import { joinAs } from './webVisitor.ts';

let hq: TestHeadquarters;
const benches: TestStation[] = [];
beforeAll(async () => {
  hq = await openHeadquarters();
}, 120_000);
afterAll(async () => {
  for (const bench of benches) await bench.remove();
  await hq.stop();
});

/** A station that began by itself under a code and wrote an order before anybody enrolled it. */
const beginAs = async (stationCode: string): Promise<{ readonly bench: TestStation; readonly id: string; readonly number: string }> => {
  const bench = await createTestStation();
  benches.push(bench);
  await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode, account: { name: '张晓明', role: 'projectManager', passphrase } });
  const id = uuidv7();
  const { number } = await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
  return { bench, id, number };
};

describe('a second station that began under a code headquarters has', () => {
  it('is told which code is taken, goes on under another, and brings its earlier numbers as they are', async () => {
    const [first, second] = [await beginAs('BJ01'), await beginAs('BJ01')];
    expect(second.number).toBe(first.number);
    await first.bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await sendAll(first.bench);

    const code = await hq.createEnrolmentCode();
    await expect(second.bench.client.sync.enrol({ address: hq.address, code })).rejects.toMatchObject({ data: { refusals: [{ code: 'station-code-taken', field: 'stationCode', params: { code: 'BJ01' } }] } });
    await expect(second.bench.client.sync.enrol({ address: hq.address, code, stationCode: 'b' })).rejects.toMatchObject({ data: { refusals: [{ code: 'station-code' }] } });
    expect((await second.bench.client.station.status()).station?.code).toBe('BJ01');
    await second.bench.client.sync.enrol({ address: hq.address, code, stationCode: 'bj02' });
    expect((await second.bench.client.station.status()).station?.code).toBe('BJ02');
    const later = await second.bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: {} });
    expect(later.number).toMatch(/-BJ02-\d{4}-\d{6}$/);
    await sendAll(second.bench);

    // nothing is held up, nothing takes another's place
    expect(await hq.rows(`select outcome, reason from op where outcome <> 'applied'`)).toEqual([]);
    const rows = await hq.rows<{ id: string; number: string }>('select id, number from record where id = any($1)', [[first.id, second.id, later.id]]);
    expect(new Map(rows.map((row) => [row.id, row.number]))).toEqual(new Map([[first.id, first.number], [second.id, first.number], [later.id, later.number]]));

    // both numbers are seen at headquarters
    const visitor = await joinAs(hq.address, hq.adminCode, '赵管理');
    expect((await visitor.get('/stations')).text).toContain('earlier numbers carry BJ01');
    expect((await visitor.get(`/records/${second.id}`)).text).toContain('Another paper has this number, from station BJ01');
    expect((await visitor.get(`/records/${later.id}`)).text).not.toContain('Another paper has this number');

    // what headquarters knows it by stays
    await expect(second.bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode(), stationCode: 'BJ03' })).rejects.toMatchObject({ data: { refusals: [{ code: 'station-code' }] } });
    // and a third station's code is none of its own
    const third = await beginAs('BJ03');
    await third.bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await sendAll(third.bench);
    expect(await hq.rows(`select outcome, reason from op where outcome <> 'applied'`)).toEqual([]);
  });

  it('whose answer is lost gets the code agreed then, whatever is typed the next time', async () => {
    const line = await openProxy(hq.address);
    try {
      for (const [lost, typed, isSameCode] of [['LA1', 'LA2', true], ['LB1', undefined, true], ['LC1', 'LC2', false], ['LD1', undefined, false]] as const) {
        const { bench, number } = await beginAs('BJ01');
        const { sync, station, records } = bench.client;
        const code = await hq.createEnrolmentCode();
        await line.drop();
        line.faults.push({ kind: 'cut-answer', after: 0 });
        await expect(sync.enrol({ address: line.address, code, stationCode: lost })).rejects.toThrow();
        expect((await station.status()).station?.code).toBe('BJ01');
        expect(await hq.rows('select code, former_code from device where code = $1', [lost])).toEqual([{ code: lost, former_code: 'BJ01' }]);

        await sync.enrol({ address: line.address, code: isSameCode ? code : await hq.createEnrolmentCode(), ...(typed === undefined ? {} : { stationCode: typed }) });
        expect((await station.status()).station?.code).toBe(lost);
        const later = await records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: {} });
        expect(later.number).toContain(`-${lost}-`);
        await sendAll(bench);
        expect(await hq.rows(`select r.number from record r join device d on d.station = r.station where d.code = $1 order by r.number`, [lost])).toEqual([{ number }, { number: later.number }].sort((a, b) => (a.number < b.number ? -1 : 1)));
        expect(await hq.rows(`select outcome, reason from op where outcome <> 'applied'`)).toEqual([]);
      }
    } finally {
      await line.close();
    }
  }, 180_000);
});
