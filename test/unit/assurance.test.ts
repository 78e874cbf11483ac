import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { failedRuns, type MonthMark } from '../../domain/assessment/failedMonths.ts';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { addMonths } from '../../domain/clocks/shanghai.ts';
import { checkAddress, unconfirmedIn } from '../../domain/contacts/confirmed.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { attachmentRetention, isNetworkLog, retention } from '../../domain/retention/retention.ts';

const mark = (month: string, result: MonthMark['result'], number?: string): MonthMark => ({ month: `${month}-01`, result, ...(number ? { number } : {}) });

describe('failed months in a row (R31)', () => {
  it('finds two in a row, also over the turn of the year, and names the papers', () => {
    expect(failedRuns([mark('2021-12', 'fail', 'KH-1'), mark('2022-01', 'fail', 'KH-2'), mark('2022-02', 'pass')], 2)).toEqual([{ from: '2021-12', to: '2022-01', months: 2, numbers: ['KH-1', 'KH-2'] }]);
  });
  it('counts no month twice, and lets the later mark of a month stand', () => {
    expect(failedRuns([mark('2022-01', 'fail'), mark('2022-01', 'fail')], 2)).toEqual([]);
    expect(failedRuns([mark('2022-01', 'fail'), mark('2022-02', 'fail'), mark('2022-02', 'pass')], 2)).toEqual([]);
  });
  it('is broken by a month that passed and by a month nobody marked', () => {
    expect(failedRuns([mark('2022-01', 'fail'), mark('2022-02', 'pass'), mark('2022-03', 'fail')], 2)).toEqual([]);
    expect(failedRuns([mark('2022-01', 'fail'), mark('2022-03', 'fail')], 2)).toEqual([]);
  });
  it('says the same in whatever order the papers come, and never of a month that passed', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 24 }), fc.nat(), (failed, turn) => {
      const marks = failed.map((fails, i) => mark(addMonths('2021-10-01', i).slice(0, 7), fails ? 'fail' : 'pass'));
      const runs = failedRuns(marks, 2);
      const at = marks.length === 0 ? 0 : turn % marks.length;
      expect(failedRuns([...marks.slice(at), ...marks.slice(0, at)], 2)).toEqual(runs);
      expect(runs.reduce((sum, run) => sum + run.months, 0)).toBeLessThanOrEqual(failed.filter(Boolean).length);
      for (const run of runs) expect(run.months).toBeGreaterThanOrEqual(2);
    }));
  });
});

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);
const withSettings = (values: Readonly<Record<string, string | number>>) => profileSchema.parse({ ...sample, settings: sample.settings.map((setting) => (setting.id in values ? { ...setting, value: values[setting.id] } : setting)) });

describe('how long records are kept (R27)', () => {
  it('is the term and one year by default: the service ends on 2022-09-26, so 2023-09-27 is the first day', () => {
    expect(retention('2021-10-12T10:00:00+08:00', false, profile, calendar)).toMatchObject({ until: '2023-09-26', deletableFrom: '2023-09-27', rule: 'R27', clock: 'retention' });
  });
  it('is the floor of three months where the profile says so, six for network logs', () => {
    const floor = withSettings({ 'retention-records': 'floor' });
    // 2021-11-30 and three months: February has no 30th, the month ends with its last day
    expect(retention('2021-11-30T10:00:00+08:00', false, floor, calendar)).toMatchObject({ until: '2022-02-28', deletableFrom: '2022-03-01' });
    expect(retention('2021-10-12T23:59:59+08:00', true, floor, calendar)).toMatchObject({ until: '2022-04-12', clock: 'retention-network-logs' });
    expect(retention('2021-10-12T10:00:00+08:00', true, withSettings({ 'retention-records': 'floor', 'retention-network-logs': 12 }), calendar)).toMatchObject({ until: '2022-10-12' });
  });
  it('never ends earlier for a log than for a record, nor for what is made later', () => {
    const moments = fc.integer({ min: Date.parse('2021-09-27T00:00:00Z'), max: Date.parse('2025-09-27T00:00:00Z') }).map((ms) => `${new Date(ms).toISOString().slice(0, 19)}+08:00`);
    for (const each of [profile, withSettings({ 'retention-records': 'floor' })]) {
      fc.assert(fc.property(moments, moments, (a, b) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        expect(retention(early, true, each, calendar)!.until >= retention(early, false, each, calendar)!.until).toBe(true);
        expect(retention(late, false, each, calendar)!.until >= retention(early, false, each, calendar)!.until).toBe(true);
      }), { numRuns: 60 });
    }
  });
  it('begins for a file when its paper was sealed, and not at all while the paper is open', () => {
    const floor = withSettings({ 'retention-records': 'floor' });
    const file = { name: '截图.png', addedAt: '2021-10-01T09:00:00+08:00' };
    const seal = { at: '2021-10-12T10:00:00+08:00', contentHash: '', signatures: [], chainHead: '', chainSeq: 1, key: '', proof: '' };
    expect(attachmentRetention({}, file, floor, calendar)).toBeNull();
    expect(attachmentRetention({ seal }, file, floor, calendar)).toMatchObject({ until: '2022-01-12' });
    expect(attachmentRetention({ seal }, { ...file, name: 'access.log.1.gz' }, floor, calendar)).toMatchObject({ until: '2022-04-12' });
  });
  it('knows a log by its name', () => {
    for (const name of ['access.log', 'Error.LOG', 'capture.pcapng', 'security.evtx', 'access.log.12.gz']) expect(isNetworkLog({ name }), name).toBe(true);
    for (const name of ['log.docx', '日志说明.pdf', 'catalog', 'a.login']) expect(isNetworkLog({ name }), name).toBe(false);
  });
});

describe('the contact book (R39)', () => {
  const book = {
    clientAddress: '某市政务大道 8 号 100053', contractorAddress: '某市软件园 3 号楼',
    entries: [{ party: 'client', name: '李建国', post: '运维主管', phone: '010-55602101、13800000001', fax: '010-55602199', email: 'LiJianguo@example.cn' }],
  };
  it('knows an address however it is written', () => {
    for (const written of ['lijianguo@EXAMPLE.cn ', '+86 (010) 5560-2101', '０１０５５６０２１０１', '138 0000 0001', '01055602199', '李建国']) {
      expect(checkAddress([book], written), written).toEqual({ verdict: 'confirmed', name: '李建国', party: 'client' });
    }
    expect(checkAddress([book], '某市政务大道8号100053')).toMatchObject({ verdict: 'confirmed', party: 'client' });
  });
  it('warns of any other, and says when there is no book', () => {
    for (const other of ['lijianguo@example.com', '010-55602102', '100053', '李', '', '某市软件园']) expect(checkAddress([book], other), other).toEqual({ verdict: 'not-in-book' });
    expect(checkAddress([], 'a@b.cn')).toEqual({ verdict: 'no-book' });
  });
  it('finds the addresses in the words of who receives something; a name or a unit is none', () => {
    expect(unconfirmedIn([book], '监理单位 李工')).toEqual([]);
    expect(unconfirmedIn([], '信息中心 2026 年 12 份')).toEqual([]);
    expect(unconfirmedIn([book], '李建国 <lijianguo@example.cn>、010-55602199')).toEqual([]);
    expect(unconfirmedIn([book], '王工（someone@example.com）；13900000009')).toEqual(['someone@example.com', '13900000009']);
  });
});
