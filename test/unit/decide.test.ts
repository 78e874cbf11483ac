import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../domain/forms/form.ts';
import { nothingAround, type Around, type Known } from '../../domain/record/around.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { survey } from '../../domain/forms/survey.ts';
import { decide, decideAttach, decideCorrection, largestFile, nextSigner } from '../../domain/record/decide.ts';
import { decideSign } from '../../domain/record/sign.ts';
import type { Rec, Signature } from '../../domain/record/record.ts';
import { contentHash, signatureHash } from '../../domain/seal/content.ts';
import { plausibleData, requiredRefs, workday } from '../station/plausible.ts';
import { completeOrder, createSampleLog, engineer, sampleInk } from './sampleRecords.ts';

const id = '0199c1d0-0000-7000-8000-0000000000f1';
const shown = 'a'.repeat(64);
const signing = { signatureId: 's1', shownHash: shown, key: 'k', staff: [], prove: () => 'proof' };
const sign = (rec: Rec, role: string, more: Partial<{ name: string; post: string; shownHash: string; length: number }> = {}) => ({
  id: rec.id, role, name: more.name ?? (role === 'supervisor' ? '李建国' : engineer.name), post: more.post ?? '运维主管', place: '', shownHash: more.shownHash ?? shown,
  consented: true as const, ink: sampleInk(more.length ?? 200),
});

const atSigning = () => {
  const log = createSampleLog();
  log.create(serviceOrder, id, completeOrder);
  for (const transition of ['dispatch', 'start', 'submit']) {
    const rec = log.records.get(id)!;
    const moved = decide(rec, { kind: 'move', id, base: rec.rev, transition }, log.setting(serviceOrder, 'engineer'));
    if (!moved.ok) throw new Error(JSON.stringify(moved.error));
    for (const event of moved.value) log.append(id, event);
  }
  return log;
};
const codes = (result: { ok: boolean; error?: readonly { code: string }[] }) => (result.ok ? [] : result.error!.map((r) => r.code));

describe('life of a service order', () => {
  it('goes from draft to sealed by its own steps, and binds each signature to the one before', () => {
    const log = atSigning();
    let rec = log.records.get(id)!;
    expect(nextSigner(serviceOrder, rec)?.role).toBe('engineer');
    for (const [role, actor] of [['engineer', 'engineer'], ['supervisor', 'customer']] as const) {
      const signed = decideSign(log.records.get(id)!, sign(rec, role), log.setting(serviceOrder, actor), signing);
      expect(signed.ok).toBe(true);
      if (signed.ok) for (const event of signed.value) log.append(id, event);
    }
    rec = log.records.get(id)!;
    expect(rec.state).toBe('signed');
    expect(rec.seal?.contentHash).toBe(contentHash(rec));
    expect(rec.signatures[0]!.prev).toBe(rec.seal!.contentHash);
    expect(rec.signatures[1]!.prev).toBe(signatureHash(rec.signatures[0] as Signature));
    expect(rec.seal?.signatures).toEqual(rec.signatures.map(signatureHash));
    // nothing about a sealed paper changes but its filing and its copies
    expect(codes(decide(rec, { kind: 'edit', id, base: rec.rev, set: { work: '改' }, unset: [] }, log.setting(serviceOrder, 'engineer')))).toEqual(['sealed']);
    expect(codes(decide(rec, { kind: 'move', id, base: rec.rev, transition: 'void', reason: '错' }, log.setting(serviceOrder, 'engineer')))).toEqual(['wrong-state']);
    expect(decideCorrection(rec).ok).toBe(true);
  });

  it('refuses to submit with gaps, naming each field', () => {
    const log = createSampleLog();
    log.create(serviceOrder, id, { request: '慢' });
    const rec = { ...log.records.get(id)!, state: 'working' };
    const result = decide(rec, { kind: 'move', id, base: rec.rev, transition: 'submit' }, log.setting(serviceOrder, 'engineer'));
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.map((r) => r.field)).toEqual(expect.arrayContaining(['type', 'contact', 'place', 'work', 'result', 'dataTouched', 'arrivedAt']));
  });

  it('asks for the plan only while something is left open', () => {
    const log = createSampleLog();
    log.create(serviceOrder, id, { ...completeOrder, result: 'workaround' });
    const rec = { ...log.records.get(id)!, state: 'working' };
    const result = decide(rec, { kind: 'move', id, base: rec.rev, transition: 'submit' }, log.setting(serviceOrder, 'engineer'));
    expect(result).toEqual({ ok: false, error: [{ code: 'required', field: 'leftover' }] });
  });

  it('keeps the order of times and refuses the future', () => {
    const log = createSampleLog();
    const rec = log.create(serviceOrder, id, completeOrder);
    const setting = log.setting(serviceOrder, 'engineer');
    expect(decide(rec, { kind: 'edit', id, base: rec.rev, set: { finishedAt: '2021-10-12T09:00+08:00' }, unset: [] }, setting)).toEqual({ ok: false, error: [{ code: 'before-other', field: 'finishedAt', params: { other: 'arrivedAt' } }] });
    // an empty time hides none before it
    const { departedAt: _, ...undeparted } = rec.data;
    expect(decide({ ...rec, data: undeparted }, { kind: 'edit', id, base: rec.rev, set: { arrivedAt: '2021-10-12T06:00+08:00' }, unset: [] }, setting)).toEqual({ ok: false, error: [{ code: 'before-other', field: 'arrivedAt', params: { other: 'requestedAt' } }] });
    expect(codes(decide(rec, { kind: 'edit', id, base: rec.rev, set: { departedAt: '2021-10-12T06:00+08:00' }, unset: [] }, setting))).toEqual(['before-other']);
    expect(codes(decide(rec, { kind: 'edit', id, base: rec.rev, set: { requestedAt: '2021-10-13T00:00+08:00' }, unset: [] }, setting))).toEqual(['in-future', 'before-other']);
    expect(codes(decide(rec, { kind: 'edit', id, base: rec.rev, set: { requestedAt: '2021-02-30T00:00+08:00' }, unset: [] }, setting))).toEqual(['not-a-time']);
  });

  it('tells times that contradicted each other before only at the step that submits, and an edit of what they are compared with', () => {
    const log = createSampleLog();
    const { departedAt: _, ...undeparted } = completeOrder;
    const made = log.create(serviceOrder, id, undeparted);
    const rec = { ...made, state: 'working', data: { ...made.data, arrivedAt: '2021-10-12T06:00+08:00' } };
    const setting = log.setting(serviceOrder, 'engineer');
    const edit = (set: Record<string, string>, unset: string[] = []) => decide(rec, { kind: 'edit', id, base: rec.rev, set, unset }, setting);
    expect(edit({ advice: '补充' })).toMatchObject({ ok: true });
    expect(codes(edit({ arrivedAt: '2021-10-12T06:10+08:00' }))).toEqual(['before-other']);
    expect(codes(edit({ requestedAt: '2021-10-12T07:59+08:00' }))).toEqual(['before-other']);
    expect(edit({ arrivedAt: '2021-10-12T09:00+08:00' })).toMatchObject({ ok: true });
    expect(codes(decide(rec, { kind: 'move', id, base: rec.rev, transition: 'submit' }, setting))).toEqual(['before-other']);
    // nobody can write what is sealed: its next step asks nothing of it
    expect(decide({ ...rec, state: 'signed', seal: {} as never }, { kind: 'move', id, base: rec.rev, transition: 'archive' }, setting)).toMatchObject({ ok: true });
  });

  it('is told the moment of a step that an older form only stamps', () => {
    // papers keep the form they were made by: what is asked today was a stamp then
    const older = { ...serviceOrder, lifecycle: { ...serviceOrder.lifecycle, transitions: serviceOrder.lifecycle.transitions.map(({ asks, ...step }) => ({ ...step, ...(asks && { stamps: asks }) })) } };
    const log = createSampleLog();
    const { arrivedAt: _arrivedAt, finishedAt: _finishedAt, ...begun } = completeOrder;
    log.create(older, id, begun);
    const rec = { ...log.records.get(id)!, state: 'dispatched' };
    const start = (times?: Readonly<Record<string, string>>) => decide(rec, { kind: 'move', id, base: rec.rev, transition: 'start', ...(times && { times }) }, log.setting(older, 'engineer'));
    expect(start({ arrivedAt: completeOrder.arrivedAt as string })).toMatchObject({ ok: true, value: [{ set: { arrivedAt: completeOrder.arrivedAt } }] });
    expect(start()).toMatchObject({ ok: true, value: [{ set: { arrivedAt: log.now.slice(0, 16) + log.now.slice(19) } }] });
    expect(codes(start({ requestedAt: completeOrder.arrivedAt as string }))).toEqual(['unknown-field']);
  });

  it('takes no ink out of turn, from the engineer for the client, without length, or for another document', () => {
    const log = atSigning();
    const rec = log.records.get(id)!;
    expect(codes(decideSign(rec, sign(rec, 'supervisor'), log.setting(serviceOrder, 'customer'), signing))).toEqual(['not-your-turn']);
    const signed = decideSign(rec, sign(rec, 'engineer'), log.setting(serviceOrder, 'engineer'), signing);
    if (signed.ok) for (const event of signed.value) log.append(id, event);
    const next = log.records.get(id)!;
    const customer = log.setting(serviceOrder, 'customer');
    expect(codes(decideSign(next, sign(next, 'supervisor'), log.setting(serviceOrder, 'engineer'), signing))).toEqual(['only-in-handover']);
    expect(codes(decideSign(next, sign(next, 'supervisor', { name: engineer.name }), customer, signing))).toEqual(['signer-is-engineer']);
    expect(codes(decideSign(next, sign(next, 'supervisor', { post: ' ' }), customer, signing))).toEqual(['post-required']);
    expect(codes(decideSign(next, sign(next, 'supervisor', { length: 5 }), customer, signing))).toEqual(['ink-too-short']);
    expect(codes(decideSign(next, sign(next, 'supervisor', { shownHash: 'b'.repeat(64) }), customer, signing))).toEqual(['document-changed']);
  });

  it('withdraws signatures, visibly, when a paper is taken back to edit', () => {
    const log = atSigning();
    const rec = log.records.get(id)!;
    const signed = decideSign(rec, sign(rec, 'engineer'), log.setting(serviceOrder, 'engineer'), signing);
    if (signed.ok) for (const event of signed.value) log.append(id, event);
    const before = log.records.get(id)!;
    expect(codes(decide(before, { kind: 'move', id, base: before.rev, transition: 'rework' }, log.setting(serviceOrder, 'engineer')))).toEqual(['reason-required']);
    const back = decide(before, { kind: 'move', id, base: before.rev, transition: 'rework', reason: '时间有误' }, log.setting(serviceOrder, 'engineer'));
    expect(back).toMatchObject({ ok: true, value: [{ withdrawn: true, reason: '时间有误' }] });
    if (back.ok) log.append(id, back.value[0]!);
    expect(log.records.get(id)).toMatchObject({ state: 'working', signatures: [] });
  });

  it('takes a file once, and none that is too large', () => {
    const log = createSampleLog();
    const rec = log.create(serviceOrder, id, completeOrder);
    const file = { id: 'a1', name: '截图.png', type: 'image/png', size: 10, sha256: 'c'.repeat(64), addedAt: log.now, by: engineer };
    const setting = log.setting(serviceOrder, 'engineer');
    expect(decideAttach(rec, file, setting)).toMatchObject({ ok: true, value: [{ kind: 'attached' }] });
    log.append(id, { kind: 'attached', attachment: file });
    expect(decideAttach(log.records.get(id)!, { ...file, id: 'a2' }, setting)).toEqual({ ok: true, value: [] });
    expect(codes(decideAttach(rec, { ...file, size: largestFile + 1 }, setting))).toEqual(['file-too-large']);
  });

  it('lets the inspector role change nothing', () => {
    const log = createSampleLog();
    const rec = log.create(serviceOrder, id, completeOrder);
    const inspector = log.setting(serviceOrder, 'inspector');
    expect(codes(decide(rec, { kind: 'edit', id, base: rec.rev, set: { work: '改' }, unset: [] }, inspector))).toEqual(['not-allowed']);
    for (const t of serviceOrder.lifecycle.transitions) if (typeof t.by !== 'string') expect(t.by).not.toContain('inspector');
  });
});

describe('survey', () => {
  it('is sealed when answered, and cannot be answered by an account', () => {
    const log = createSampleLog();
    const rec = log.create(survey, id, { orderNumber: 'XC-1', respondent: '李建国', promptness: 5, skill: 4, attitude: 5, outcome: 4, paperwork: 5 }, 'customer');
    expect(codes(decide(rec, { kind: 'move', id, base: rec.rev, transition: 'answer' }, log.setting(survey, 'engineer')))).toEqual(['not-allowed']);
    const done = decide(rec, { kind: 'move', id, base: rec.rev, transition: 'answer' }, log.setting(survey, 'customer'));
    expect(done.ok && done.value.map((e) => e.kind)).toEqual(['moved', 'sealed']);
    if (done.ok) for (const event of done.value) log.append(id, event);
    const sealed = log.records.get(id)!;
    expect(sealed.seal?.contentHash).toBe(contentHash(sealed));
    expect(codes(decide(sealed, { kind: 'edit', id, base: sealed.rev, set: { skill: 1 }, unset: [] }, log.setting(survey, 'customer')))).toEqual(['sealed']);
  });
  it('asks for five marks, or is declined without any', () => {
    const log = createSampleLog();
    const rec = log.create(survey, id, { orderNumber: 'XC-1', respondent: '李建国', promptness: 5 }, 'customer');
    expect(codes(decide(rec, { kind: 'move', id, base: rec.rev, transition: 'answer' }, log.setting(survey, 'customer')))).toEqual(['required', 'required', 'required', 'required']);
    expect(decide(rec, { kind: 'move', id, base: rec.rev, transition: 'decline' }, log.setting(survey, 'customer')).ok).toBe(true);
  });
});

describe('every form', () => {
  it('walks only its own transitions, whatever is tried', () => {
    const actors: Actor[] = ['engineer', 'projectManager', 'qualityManager', 'inspector', 'customer'];
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.array(fc.record({ step: fc.nat(), actor: fc.constantFrom(...actors), reason: fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: undefined }), base: fc.boolean() }), { maxLength: 25 }),
        (def, tries) => {
          const log = createSampleLog();
          log.create(def, id, {});
          for (const { step, actor, reason, base } of tries) {
            const rec = log.records.get(id)!;
            const transition = def.lifecycle.transitions[step % def.lifecycle.transitions.length]!;
            const result = decide(rec, { kind: 'move', id, base: base ? rec.rev : rec.rev + 1, transition: transition.id, reason }, log.setting(def, actor));
            if (!result.ok) {
              expect(result.error.length).toBeGreaterThan(0);
              continue;
            }
            expect(base && typeof transition.by !== 'string' && transition.from.includes(rec.state) && transition.by.includes(actor)).toBe(true);
            for (const event of result.value) log.append(id, event);
            expect(log.records.get(id)!.state).toBe(transition.to);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes filled papers through steps and signatures in any order: what is legal is taken, what is not is refused in words, nothing else moves', () => {
    const profile = profileSchema.parse(JSON.parse(readFileSync(new URL('../../assets/profiles/jifenluohu.json', import.meta.url), 'utf8')));
    const words = (['zh', 'en'] as const).map((lang) => (JSON.parse(readFileSync(new URL(`../../assets/locales/${lang}.json`, import.meta.url), 'utf8')) as { refusal: Record<string, string> }).refusal);
    const resolved = forms.map((def) => resolveForm(def, profile));
    // a paper of each form that the others may name
    const beside = new Map<string, Known>(resolved.map((def, i) => [`0199c1d0-0000-7000-8000-0000000001${String(i).padStart(2, '0')}`, def] as const).map(([at, def]) => [at, { rec: createSampleLog(undefined, `${workday}T20:00:00+08:00`).create(def, at, {}), def }] as const));
    const idOf = new Map([...beside].map(([at, { def }]) => [def.id, at]));
    const around: Around = { ...nothingAround, record: (at) => beside.get(at) ?? null, profile, contracts: [profile] };
    const dataOf = new Map(resolved.map((def) => {
      const data = plausibleData(def, '1');
      return [def.id, { ...data, ...Object.fromEntries(requiredRefs(def, data).map(([name, form]) => [name, [{ id: idOf.get(form)!, form, number: beside.get(idOf.get(form)!)!.rec.number }]])) }];
    }));
    const actors: Actor[] = ['engineer', 'projectManager', 'qualityManager', 'inspector', 'customer'];
    const reached = new Set<string>();
    const tries = fc.array(fc.record({ what: fc.constantFrom('move', 'move', 'sign', 'foreign'), step: fc.nat(), actor: fc.constantFrom(...actors), reason: fc.boolean() }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(fc.constantFrom(...resolved.map((each) => each.id)), tries, (form, steps) => {
        const def = resolved.find((each) => each.id === form)!;
        const log = createSampleLog(undefined, `${workday}T20:00:00+08:00`, around);
        log.create(def, id, dataOf.get(form)!);
        for (const { what, step, actor, reason } of steps) {
          const rec = log.records.get(id)!;
          const setting = log.setting(def, actor);
          const transition = def.lifecycle.transitions[step % def.lifecycle.transitions.length]!;
          const signer = nextSigner(def, rec);
          const role = what === 'foreign' ? (def.signers[step % Math.max(1, def.signers.length)]?.role ?? 'nobody') : (signer?.role ?? 'nobody');
          const result = what === 'move'
            ? decide(rec, { kind: 'move', id, base: rec.rev, transition: transition.id, ...(reason && { reason: '原因' }) }, setting)
            : decideSign(rec, { ...sign(rec, role, { name: actor === 'customer' ? `甲方${rec.signatures.length}` : engineer.name }) }, setting, { ...signing, signatureId: `s${rec.signatures.length}` });
          if (!result.ok) {
            expect(result.error.length).toBeGreaterThan(0);
            for (const { code } of result.error) for (const said of words) expect(said[code], code).toBeTruthy();
            continue;
          }
          if (what === 'move') expect([transition.from.includes(rec.state), typeof transition.by !== 'string' && transition.by.includes(actor)], `${def.id} ${transition.id}`).toEqual([true, true]);
          else expect([signer?.role, signer?.handover], def.id).toEqual([role, actor === 'customer']);
          for (const event of result.value) log.append(id, event);
          const after = log.records.get(id)!;
          if (what !== 'move' && after.state !== rec.state) expect(def.lifecycle.transitions.some(({ by, from, to }) => (by === 'seal' || by === 'signature') && from.includes(rec.state) && to === after.state), `${def.id} ${rec.state} ${after.state}`).toBe(true);
          reached.add(`${def.id} ${after.state}`);
        }
      }),
      { numRuns: 1000, seed: 20_211 },
    );
    const states = resolved.flatMap((def) => Object.keys(def.lifecycle.states).map((state) => `${def.id} ${state}`));
    // the rest want papers beside them or time to pass: test/station/forms.test.ts
    expect(reached.size / states.length, states.filter((state) => !reached.has(state)).join(', ')).toBeGreaterThan(0.7);
  });

  it('declares states, transitions, cells and columns that exist, and rows of 24 units', () => {
    for (const def of forms) {
      const states = Object.keys(def.lifecycle.states);
      expect(states).toContain(def.lifecycle.initial);
      for (const t of def.lifecycle.transitions) for (const state of [...t.from, t.to]) expect(states).toContain(state);
      for (const name of [...def.list.columns.filter((c) => c !== 'number'), def.list.headline]) expect(Object.keys(def.fields)).toContain(name);
      const placed = new Set<string>();
      for (const section of def.paper.sections) {
        if (section.kind === 'grid') {
          for (const cells of section.rows) {
            expect(cells.reduce((sum, c) => sum + c.span, 0)).toBe(24);
            for (const c of cells) placed.add(c.f);
          }
        } else if (section.kind === 'table') {
          const table = def.fields[section.field];
          expect(table?.kind, `${def.id}.${section.field}`).toBe('table');
          if (table?.kind === 'table') expect(Object.values(table.columns).reduce((sum, column) => sum + column.span, 0), `${def.id}.${section.field}`).toBe(24);
          placed.add(section.field);
        } else if (section.kind === 'readings') placed.add(section.field);
        else if (section.kind === 'ratings') for (const f of section.fields) placed.add(f);
      }
      const has = (name: string) => expect(Object.keys(def.fields), `${def.id}.${name}`).toContain(name);
      for (const field of Object.values(def.fields)) {
        if (field.kind === 'record') for (const form of field.forms) expect(formsById.has(form), `${def.id} → ${form}`).toBe(true);
        if (typeof field.required === 'object') has(field.required.field);
      }
      for (const { when } of def.signers) if (when) has(when.field);
      for (const t of def.lifecycle.transitions) {
        for (const name of [...(t.needs ?? []), ...(t.stamps ?? []), ...(t.asks ?? []), ...(t.when ? [t.when.field] : []), ...(t.avoids ? [t.avoids.start, t.avoids.end] : [])]) has(name);
        for (const demand of t.demands ?? []) expect(demand.states?.every((state) => formsById.get(demand.form)?.lifecycle.states[state]) ?? formsById.has(demand.form), `${def.id} demands ${demand.form}`).toBe(true);
      }
      for (const b of def.becomes ?? []) {
        const target = formsById.get(b.form);
        expect(target, `${def.id} → ${b.form}`).toBeDefined();
        const ref = target?.fields[b.ref];
        expect(ref?.kind === 'record' && ref.forms.includes(def.id), `${b.form}.${b.ref} names ${def.id}`).toBe(true);
        for (const name of Object.keys({ ...b.copy, ...b.set })) expect(Object.keys(target?.fields ?? {}), `${def.id} → ${b.form}`).toContain(name);
        for (const name of Object.values(b.copy)) if (!name.startsWith('@')) has(name);
      }
      // what can be filled in can be read on paper
      for (const name of Object.keys(def.fields)) expect(placed, `${def.id}.${name}`).toContain(name);
    }
  });
});
