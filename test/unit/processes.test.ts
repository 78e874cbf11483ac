import { describe, expect, it } from 'vitest';
import { change } from '../../domain/forms/change.ts';
import { configurationItem } from '../../domain/forms/configurationItem.ts';
import type { FormDef, Row } from '../../domain/forms/form.ts';
import { forms } from '../../domain/forms/index.ts';
import { keyPeriod } from '../../domain/forms/keyPeriod.ts';
import { planDocument } from '../../domain/forms/planDocument.ts';
import { problem } from '../../domain/forms/problem.ts';
import { roster } from '../../domain/forms/roster.ts';
import { whoMustCome } from '../../domain/incident/callOut.ts';
import { peopleCalled, peopleOnRosters, planPages, withCalled } from '../../domain/incident/response.ts';
import { exposuresOf } from '../../domain/money/exposures.ts';
import { assessment } from '../../domain/forms/assessment.ts';
import { payment } from '../../domain/forms/payment.ts';
import { changeCalendar } from '../../domain/processes/changeCalendar.ts';
import { impactOf } from '../../domain/processes/impact.ts';
import { knownErrorsFor } from '../../domain/processes/knownErrors.ts';
import type { Known } from '../../domain/record/around.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import shipped from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { profileSchema } from '../../domain/contract/profile.ts';
import { engineer, sampleContext, sampleStation } from './sampleRecords.ts';

const profile = profileSchema.parse(shipped);

let n = 0;
/** A paper of the form in a state. */
const paper = (def: FormDef, state: string, data: Data, more: Partial<Rec> = {}): Known => {
  n += 1;
  const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const at = '2026-09-30T08:00:00+08:00';
  const rec: Rec = {
    id, form: def.id, def: '', number: `${def.number.prefix}-BJ01-2026-${String(n).padStart(4, '0')}`, state, rev: 1, owner: engineer, station: sampleStation, context: sampleContext,
    createdAt: at, updatedAt: at, reached: {}, data, attachments: [], signatures: [], refusals: [], copies: [], links: [], ...more,
  };
  return { rec, def };
};
const refTo = ({ rec }: Known) => ({ id: rec.id, form: rec.form, number: rec.number });

describe('the change calendar', () => {
  const work = (title: string, state: string, from: string, to: string, kind = 'normal') => paper(change, state, { title, kind, plannedFrom: `2026-10-${from}+08:00`, plannedTo: `2026-10-${to}+08:00` });
  const freeze = paper(keyPeriod, 'planned', { name: '申报高峰', from: '2026-10-20', to: '2026-10-25' });
  const a = work('扩容', 'approved', '12T20:00', '12T23:00');
  const b = work('打补丁', 'draft', '12T22:00', '13T01:00');
  const inFreeze = work('紧急修复', 'approved', '25T23:30', '26T01:00', 'emergency');
  const done = work('旧事', 'closed', '12T21:00', '12T22:30');
  const calendar = changeCalendar([freeze, a, b, inFreeze, done, work('下月', 'draft', '31T20:00', '31T21:00'), work('作废', 'void', '12T20:00', '12T21:00')], forms, '2026-10-01', '2026-10-30');
  const of = (known: Known) => calendar.find((entry) => entry.id === known.rec.id)!;

  it('holds what meets the days, soonest first, without what is void', () => {
    expect(calendar.map((entry) => entry.title)).toEqual(['扩容', '旧事', '打补丁', '申报高峰', '紧急修复']);
    expect(calendar.map((entry) => entry.phase)).toEqual(['approved', 'done', 'planned', 'freeze', 'approved']);
  });
  it('marks two works at once and a work in a freeze from both sides; what is done stands in nobody’s way', () => {
    expect(of(a).clashes).toEqual([b.rec.id]);
    expect(of(b).clashes).toEqual([a.rec.id]);
    expect(of(done).clashes).toEqual([]);
    expect(of(freeze).clashes).toEqual([inFreeze.rec.id]);
    expect(of(inFreeze)).toMatchObject({ clashes: [freeze.rec.id], emergency: true });
  });
});

describe('what stands on an item', () => {
  const item = (name: string, on: readonly Known[] = []) => paper(configurationItem, 'inUse', { name, type: 'host', standsOn: on.map(refTo) });
  it('is told over any number of steps, each item once', () => {
    const host = item('主机');
    const db = item('数据库', [host]);
    const pool = item('连接池', [db, host]);
    const app = item('应用', [pool, db]);
    const other = item('无关');
    const { nodes, links } = impactOf(host, [host, db, pool, app, other]);
    expect(nodes.map(({ name, steps }) => [name, steps])).toEqual([['主机', 0], ['数据库', 1], ['连接池', 1], ['应用', 2]]);
    expect(links).toHaveLength(5);
    expect(impactOf(app, [host, db, pool, app]).nodes).toHaveLength(1);
  });
});

describe('known errors', () => {
  const pool = paper(problem, 'knownError', { title: '连接池耗尽', symptomKey: '申报页面打开缓慢，日志有 pool timeout', workaround: '重启应用' }, { updatedAt: '2026-10-01T08:00:00+08:00' });
  const disk = paper(problem, 'closed', { title: '日志写满磁盘', symptomKey: '磁盘空间不足', workaround: '清理日志' }, { updatedAt: '2026-10-02T08:00:00+08:00' });
  const all = [pool, disk, paper(problem, 'open', { title: '还在查' })];
  const titles = (words: string) => knownErrorsFor(words, all, 10).map((error) => error.title);
  it('are found by words of a symptom, however long it is told', () => {
    expect(titles('今天上午李建国来电，申报页面打开很缓慢，点了几次才进去')).toEqual(['连接池耗尽']);
    expect(titles('POOL TIMEOUT')).toEqual(['连接池耗尽']);
    expect(titles('磁盘')).toEqual(['日志写满磁盘']);
    expect(titles('打印机卡纸')).toEqual([]);
  });
  it('are all listed without words, the newest first; a problem without a workaround is none', () => {
    expect(titles('')).toEqual(['日志写满磁盘', '连接池耗尽']);
  });
});

describe('the response to a fault', () => {
  const people: readonly Row[] = [
    { group: 'working', role: 'head', person: '王芳', phone: '010-62345678' },
    { group: 'working', role: 'member', person: '赵强', phone: '13800000001' },
    { group: 'command', role: 'head', person: '李建国', phone: '13800000002', to: '2026-09-30' },
  ];
  const newest = paper(roster, 'inForce', { from: '2026-09-01', people }, { updatedAt: '2026-10-02T08:00:00+08:00' });
  const past = paper(roster, 'inForce', { from: '2026-01-01', to: '2026-08-31', people: [{ group: 'working', role: 'member', person: '钱多', phone: '1' }] });
  const rosters = [past, newest, paper(roster, 'replaced', { from: '2026-01-01', people: [{ group: 'working', role: 'member', person: '旧人', phone: '1' }] })];

  it('calls the people of rosters in force on the day', () => {
    expect(peopleOnRosters(rosters, '2026-10-12').map(({ person }) => person)).toEqual(['王芳', '赵强']);
  });
  it('calls heads or members by the grade, and adds only who is not written down yet', () => {
    const onDuty = peopleOnRosters(rosters, '2026-10-12');
    const c = peopleCalled(whoMustCome('C', profile), onDuty);
    expect(c.map(({ people: who }) => who.map(({ person }) => person))).toEqual([['王芳']]);
    const d = peopleCalled(whoMustCome('D', profile), onDuty);
    expect(d.map(({ people: who }) => who.map(({ person }) => person))).toEqual([['赵强']]);
    const rows = withCalled([{ group: '别处写的', person: '王芳' }], [...c, ...d], 60);
    expect(rows).toEqual([{ group: '别处写的', person: '王芳' }, { group: '应急处理工作小组成员', person: '赵强' }]);
    expect(withCalled(rows!, [...c, ...d], 60)).toBeNull();
  });
  it('opens the pages for the kind of fault, those of every kind last', () => {
    const pages: readonly Row[] = [{ heading: '总则', page: 1 }, { heading: '系统停止', page: 8, incidentKind: 'private-down' }, { heading: '响应慢', page: 5, incidentKind: 'private-slow' }];
    const plan = paper(planDocument, 'inForce', { title: '专项预案', pages, steps: '先切换' });
    expect(planPages([plan, paper(planDocument, 'draft', { title: '草案', pages })], 'private-down').map(({ heading, page, exact }) => [heading, page, exact])).toEqual([['系统停止', 8, true], ['总则', 1, false]]);
  });
});

describe('what the papers put at stake', () => {
  const sealed = { seal: { at: '', contentHash: '', signatures: [], chainHead: '', chainSeq: 1, key: '', proof: '' } };
  const month = (m: string, result: string, more: Partial<Rec> = sealed) => paper(assessment, 'signed', { month: `${m}-01`, result }, more);
  it('is read from payments by their kind', () => {
    const fee = paper(payment, 'due', { kind: 'fee', amount: '1039000.00', invoiceAt: '2026-09-01T09:00+08:00' });
    const bond = paper(payment, 'due', { kind: 'bond', signedAt: '2026-09-27' });
    const waived = paper(payment, 'waived', { kind: 'fee', invoiceAt: '2026-09-01T09:00+08:00' });
    expect(exposuresOf([fee, bond, waived, paper(payment, 'open', { kind: 'fee' })], profile)).toMatchObject([
      { kind: 'late-payment', amount: '1039000.00', from: '2026-09-01T09:00+08:00', record: { id: fee.rec.id } }, { kind: 'bond', signed: '2026-09-27T00:00:00+08:00' },
    ]);
  });
  it('has the failed assessment only after months in a row, signed', () => {
    const [april, may] = [month('2026-04', 'fail'), month('2026-05', 'fail')];
    expect(exposuresOf([april, month('2026-06', 'fail', {})], profile)).toEqual([]);
    const atStake = [{ kind: 'assessment-failed', record: { form: 'assessment', id: may.rec.id, number: may.rec.number } }];
    expect(exposuresOf([month('2026-03', 'pass'), april, may], profile)).toEqual(atStake);
    // a month that passed ends it; one that failed alone after it does not bring it back
    expect(exposuresOf([april, may, month('2026-06', 'pass')], profile)).toEqual([]);
    expect(exposuresOf([april, may, month('2026-06', 'pass'), month('2026-07', 'fail')], profile)).toEqual([]);
    // how many months is the contract's figure; a profile stored before it was one reads as two
    expect(exposuresOf([april, may], { ...profile, assessment: { ...profile.assessment, failedMonths: 3 } })).toEqual([]);
    const { assessment: _figure, ...older } = shipped;
    expect(exposuresOf([april, may], profileSchema.parse(older))).toEqual(atStake);
  });
});
