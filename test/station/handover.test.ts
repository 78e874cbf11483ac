import { afterEach, describe, expect, it } from 'vitest';
import { codesOf, createTestStation, orderAtSigning, passphrase, signAs, type TestStation } from './bench.ts';

let bench: TestStation;
afterEach(() => bench.remove());
const marks = { promptness: 5, skill: 4, attitude: 5, outcome: 4, paperwork: 5 };

describe('the screen in the customer\'s hands', () => {
  it('comes back for the survey when the customer was called away, until it is answered', async () => {
    bench = await createTestStation();
    const account = (await bench.setUp()).accounts![0]!.id;
    const { client } = bench;
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', '张晓明');
    await client.handover.begin({ id });
    await signAs(bench, id, 'supervisor', '李建国');
    // locked before the survey was ever asked for
    await client.station.lock();
    await client.station.unlock({ account, passphrase });
    expect((await client.records.get({ id })).surveyWaits).toBe(true);
    expect((await client.handover.begin({ id })).phase).toBe('handover');
    const survey = await client.handover.survey({ id });
    expect(survey).toMatchObject({ state: 'open', data: { respondent: '李建国' } });
    // given back with the survey open
    await client.handover.end({ secret: passphrase });
    expect((await client.handover.begin({ id })).phase).toBe('handover');
    expect((await client.handover.survey({ id }))?.id).toBe(survey!.id);
    await client.handover.answerSurvey({ id, marks, comment: '' });
    await client.handover.end({ secret: passphrase });
    expect(await codesOf(client.handover.begin({ id }))).toEqual(['sealed']);
    expect((await client.records.get({ id })).surveyWaits).toBe(false);
    expect((await client.records.get({ id: survey!.id })).record.state).toBe('answered');
  });

  it('that was refused is told in the list until the paper is taken back, and again only when it is refused again', async () => {
    // no two of these happen within one second
    let now = Date.parse('2026-10-13T09:00:00+08:00');
    bench = await createTestStation({ clock: { now: () => (now += 1000), mono: () => 0 } });
    await bench.setUp();
    const { client } = bench;
    const id = await orderAtSigning(bench);
    const told = async () => (await client.records.rows({ ids: [id] }))[0]?.refused?.reason;
    const refuseFor = async (reason: string) => {
      await signAs(bench, id, 'engineer', '张晓明');
      await client.handover.begin({ id });
      await client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason });
      await client.handover.end({ secret: passphrase });
    };
    const move = async (transition: string, reason?: string) => client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition, ...(reason ? { reason } : {}) });
    expect(await told()).toBeUndefined();
    await refuseFor('人数不对');
    expect(await told()).toBe('人数不对');
    await move('rework', '人数不对');
    expect(await told()).toBeUndefined();
    await move('submit');
    expect(await told()).toBeUndefined();
    await refuseFor('时间不对');
    expect(await told()).toBe('时间不对');
    await client.handover.begin({ id });
    await signAs(bench, id, 'supervisor', '李建国');
    await client.handover.end({ secret: passphrase });
    expect(await told()).toBeUndefined();
  });

  it('takes five PINs and no more, however many come at once', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const { client } = bench;
    await client.station.setPin({ passphrase, pin: '2468' });
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', '张晓明');
    await client.handover.begin({ id });
    const tries = ['0000', '1111', '2222', '3333', '4444', '2468'].map((secret) => codesOf(client.handover.end({ secret })));
    expect((await Promise.all(tries)).flat()).toEqual([...Array.from({ length: 4 }, () => 'wrong-secret'), 'too-many-attempts', 'wrong-secret']);
    expect((await client.station.status()).phase).toBe('handover');
  });
});
