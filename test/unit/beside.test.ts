import { describe, expect, it } from 'vitest';
import { change } from '../../domain/forms/change.ts';
import { complaint } from '../../domain/forms/complaint.ts';
import { configurationItem } from '../../domain/forms/configurationItem.ts';
import { contact } from '../../domain/forms/contact.ts';
import { incident } from '../../domain/forms/incident.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import type { FormDef, Row } from '../../domain/forms/form.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { checkComplete, checkData } from '../../domain/forms/values.ts';
import { nothingAround, type Around } from '../../domain/record/around.ts';
import { baselineDifference } from '../../domain/record/baseline.ts';
import { becomingData, decide, decideCreate, openBecomings, openTransitions } from '../../domain/record/decide.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createSampleLog, sampleContext } from './sampleRecords.ts';

const profile = profileSchema.parse(sample);
const idOf = (n: number): string => `0199c1d0-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const now = '2021-10-12T14:05+08:00';

/** A few papers that know each other. */
const createShelf = () => {
  const log = createSampleLog();
  const defs = new Map<string, FormDef>();
  const put = (def: FormDef, n: number, data: Data): Rec => {
    const resolved = resolveForm(def, profile);
    defs.set(idOf(n), resolved);
    return log.create(resolved, idOf(n), data);
  };
  const around: Around = {
    record: (id) => (log.records.has(id) ? { rec: log.records.get(id)!, def: defs.get(id)! } : null),
    linked: (id) => [...log.records.values()].filter((rec) => rec.id !== id && JSON.stringify(rec.data).includes(id)).map((rec) => ({ rec, def: defs.get(rec.id)! })),
    ofForm: (form, states) => [...log.records.values()].filter((rec) => rec.form === form && states.includes(rec.state)),
    profile,
    contracts: [profile],
  };
  const setting = (rec: Rec) => ({ ...log.setting(defs.get(rec.id)!, 'engineer'), around });
  const edit = (rec: Rec, set: Data) => decide(rec, { kind: 'edit', id: rec.id, base: rec.rev, set: set as Record<string, string>, unset: [] }, setting(rec));
  const move = (rec: Rec, transition: string) => decide(rec, { kind: 'move', id: rec.id, base: rec.rev, transition }, setting(rec));
  const refTo = (rec: Rec) => [{ id: rec.id, form: rec.form, number: rec.number }];
  return { log, put, around, edit, move, refTo, setting };
};
const codesOf = (result: { ok: boolean; error?: unknown }): string[] => (result.ok ? [] : (result.error as { code: string }[]).map((each) => each.code));

describe('references between papers', () => {
  it('name papers that are there, of a form the cell takes, and that live', () => {
    const { put, edit, refTo, log } = createShelf();
    const host = put(configurationItem, 1, { name: 'db01' });
    const order = put(serviceOrder, 2, {});
    expect(codesOf(edit(host, { standsOn: refTo(order) }))).toEqual(['link-wrong-form']);
    expect(codesOf(edit(host, { standsOn: [{ id: idOf(99), form: 'configuration-item', number: 'PZ-BJ01-2021-000099' }] }))).toEqual(['link-unknown']);
    expect(codesOf(edit(host, { standsOn: refTo(host) }))).toEqual(['link-to-self']);
    const gone = put(configurationItem, 3, { name: 'old' });
    log.append(gone.id, { kind: 'moved', transition: 'void', from: 'inUse', to: 'void', reason: '重复' });
    expect(codesOf(edit(host, { standsOn: refTo(gone) }))).toEqual(['link-to-void']);
    expect(codesOf(edit(host, { standsOn: [{ ...refTo(put(configurationItem, 4, { name: 'web01' }))[0]!, number: 'PZ-BJ01-2021-999999' }] }))).toEqual(['link-wrong-form']);
  });

  it('never go round in a circle where the form forbids it', () => {
    const { put, edit, refTo, log } = createShelf();
    const [a, b, c] = [put(configurationItem, 1, { name: 'a' }), put(configurationItem, 2, { name: 'b' }), put(configurationItem, 3, { name: 'c' })];
    log.append(a.id, { kind: 'edited', set: { standsOn: refTo(b) }, unset: [] });
    log.append(b.id, { kind: 'edited', set: { standsOn: refTo(c) }, unset: [] });
    expect(codesOf(edit(log.records.get(c.id)!, { standsOn: refTo(a) }))).toEqual(['link-cycle']);
    expect(edit(log.records.get(a.id)!, { standsOn: [...refTo(b), ...refTo(c)] }).ok).toBe(true);
  });
});

describe('what a paper turns into', () => {
  it('carries over what the declaration says and fits, and names its origin', () => {
    const { put, around, refTo } = createShelf();
    const call = put(contact, 1, { kind: 'fault', channel: 'phone', caller: '李建国', phone: '010-55602101', what: '申报页面打不开', receivedAt: now });
    const known = around.record(call.id)!;
    expect(openBecomings(contact, call, 'engineer').map((b) => b.form)).toEqual(['service-order', 'incident']);
    expect(openBecomings(contact, call, 'inspector')).toEqual([]);
    const data = becomingData(known, contact.becomes![0]!, serviceOrder);
    expect(data).toEqual({ contact: '李建国', phone: '010-55602101', channel: 'phone', requestedAt: now, request: '申报页面打不开', origin: refTo(call) });
  });
});

describe('a complaint', () => {
  it('has no step that throws it away, here or at the desk that took it', () => {
    expect(complaint.lifecycle.transitions.every((t) => complaint.lifecycle.states[t.to]?.tone !== 'void')).toBe(true);
    const { put } = createShelf();
    const call = put(contact, 1, { kind: 'complaint', channel: 'phone', caller: '李建国', what: '三次来电无人接听', receivedAt: now });
    expect(openTransitions(contact, call, 'projectManager').map((t) => t.id)).toEqual(['pass']);
  });
});

describe('the grade of a fault on its paper', () => {
  const fault = { kind: 'internet-down', side: 'internet', foundAt: '2021-10-12T11:00+08:00', reportedAt: '2021-10-12T11:05+08:00', leader: '张晓明', symptom: '互联网端无法访问', fix: '重启', cause: '内存泄漏' };
  it('is written down by the step, from the times and not from the hand', () => {
    const { put, move } = createShelf();
    const rec = put(incident, 1, fault);
    const moved = move(rec, 'respond');
    // three hours after it was found: more than 2, not more than 4
    expect(moved.ok && moved.value[0]).toMatchObject({ kind: 'moved', set: { grade: 'C', respondedAt: now } });
  });
  it('is empty again, with the end it had, once the fault is open again', () => {
    const { put, log, setting } = createShelf();
    const rec = put(incident, 7, { ...fault, restoredAt: '2021-10-12T12:30+08:00', grade: 'D' });
    log.append(rec.id, { kind: 'moved', transition: 'restore', from: 'open', to: 'restored' });
    const restored = log.records.get(rec.id)!;
    const again = decide(restored, { kind: 'move', id: rec.id, base: restored.rev, transition: 'reopen', reason: '又中断了' }, setting(restored));
    expect(again.ok && again.value).toEqual([{ kind: 'edited', set: {}, unset: ['restoredAt', 'grade'] }, { kind: 'moved', transition: 'reopen', from: 'restored', to: 'open', reason: '又中断了' }]);
  });
  it('asks when somebody answered instead of taking the click that ends the fault', () => {
    const { put, move } = createShelf();
    expect(move(put(incident, 1, fault), 'restore')).toMatchObject({ ok: false, error: [{ code: 'required', field: 'respondedAt' }] });
    const answered = move(put(incident, 2, { ...fault, respondedAt: '2021-10-12T11:20+08:00' }), 'restore');
    expect(answered.ok && answered.value[0]).toMatchObject({ kind: 'moved', set: { restoredAt: now } });
    expect(answered.ok && answered.value[0]?.kind === 'moved' && answered.value[0].set).not.toHaveProperty('respondedAt');
  });
  it('names the cell that keeps it from being reckoned', () => {
    const { put, move } = createShelf();
    const rec = put(incident, 1, { ...fault, kind: 'functional' });
    expect(move(rec, 'respond')).toMatchObject({ ok: false, error: [{ code: 'required', field: 'people' }] });
  });
  it('demands the reports before the paper closes', () => {
    const { put, move, log } = createShelf();
    const rec = put(incident, 1, { ...fault, restoredAt: '2021-10-12T13:30+08:00' });
    log.append(rec.id, { kind: 'moved', transition: 'restore', from: 'open', to: 'restored' });
    expect(codesOf(move(log.records.get(rec.id)!, 'close'))).toEqual(['demands-record']);
  });
});

describe('a change', () => {
  it('is not planned into a freeze, but in an emergency', () => {
    const { put, move, log, around } = createShelf();
    const freeze = { id: idOf(50), form: 'key-period', number: 'ZB-BJ01-2021-000001', state: 'planned', data: { from: '2021-12-01', to: '2021-12-03' } } as unknown as Rec;
    const plan = {
      title: '扩容', kind: 'normal', category: ['parameter'][0]!, reason: '连接数不足', what: '调大连接池', risk: 'low', riskWords: '低', plan: [{ step: '改参数', who: '张晓明' }], backOut: '还原', verify: '登录', applicant: '张晓明',
      plannedFrom: '2021-12-03T23:00+08:00', plannedTo: '2021-12-04T01:00+08:00',
    };
    const rec = put(change, 1, plan);
    const withFreeze = { ...log.setting(resolveForm(change, profile), 'engineer'), around: { ...around, ofForm: (form: string) => (form === 'key-period' ? [freeze] : []) } };
    const submit = { kind: 'move', id: rec.id, base: rec.rev, transition: 'submit' } as const;
    expect(decide(rec, submit, withFreeze)).toMatchObject({ ok: false, error: [{ code: 'in-closed-time', field: 'plannedFrom' }] });
    expect(decide({ ...rec, data: { ...rec.data, kind: 'emergency' } }, submit, withFreeze).ok).toBe(true);
    expect(decide({ ...rec, data: { ...rec.data, plannedFrom: '2021-12-04T00:00+08:00' } }, submit, withFreeze).ok).toBe(true);
    expect(move(rec, 'submit').ok).toBe(true);
  });
});

describe('tables', () => {
  it('name the row and the column that is wrong', () => {
    const rows = (plan: readonly Row[]): Data => ({ plan });
    expect(checkData(change, rows([{ step: '一', who: '张', minutes: -1 }]), now)).toEqual([{ code: 'too-small', field: 'plan.1.minutes', params: { min: 0 } }]);
    expect(checkData(change, rows([{ step: '一', unknown: 'x' }]), now)).toEqual([{ code: 'unknown-field', field: 'plan.1.unknown', params: undefined }]);
    expect(checkComplete(change, rows([{ step: '一', who: '张' }, { step: '二' }]), ['plan'])).toEqual([{ code: 'required', field: 'plan.2.who' }]);
  });
  it('keep the order of times within a row, and know no future', () => {
    const called = [{ group: '工作组', person: '张', calledAt: '2021-10-12T10:00+08:00', cameAt: '2021-10-12T09:00+08:00' }];
    expect(checkData(incident, { called }, now)).toEqual([{ code: 'before-other', field: 'called.1.cameAt', params: { other: 'calledAt' } }]);
  });
});

describe('a baseline', () => {
  const item = (n: number, name: string, value: string): [FormDef, number, Data] => [configurationItem, n, { name, type: 'host', parameters: [{ name: 'vm.swappiness', value }] }];
  it('takes the register as it stands, and tells what became of it', async () => {
    const { configurationBaseline } = await import('../../domain/forms/configurationBaseline.ts');
    const { put, setting, log } = createShelf();
    put(...item(1, 'db01', '10'));
    const web = put(...item(2, 'web01', '60'));
    const take = (n: number): readonly Row[] => {
      const made = decideCreate({ kind: 'create', id: idOf(n), form: configurationBaseline.id, data: {} }, { ...setting(web), actor: 'engineer', def: configurationBaseline, number: 'JX', context: sampleContext, links: [] });
      if (!made.ok || made.value[0]?.kind !== 'created') throw new Error('not taken');
      return made.value[0].data['items'] as readonly Row[];
    };
    const before = take(60);
    expect(before.map((row) => [row['name'], row['type'], row['parameters']])).toEqual([['db01', '主机', 'vm.swappiness = 10'], ['web01', '主机', 'vm.swappiness = 60']]);
    log.append(web.id, { kind: 'edited', set: { parameters: [{ name: 'vm.swappiness', value: '1' }] }, unset: [] });
    put(...item(3, 'app01', '30'));
    const difference = baselineDifference(before, take(61), 'number');
    expect(difference.map(({ what, cells }) => [what, cells.find((cell) => cell.column === 'parameters')?.after])).toEqual([['changed', 'vm.swappiness = 1'], ['added', 'vm.swappiness = 30']]);
  });
  it('of nothing has nothing to tell', () => expect(baselineDifference([], [], 'number')).toEqual([]));
});

it('nothing stands around a paper by itself', () => expect(nothingAround.record('x')).toBeNull());
