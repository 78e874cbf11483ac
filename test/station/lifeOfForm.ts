import { v7 as uuidv7 } from 'uuid';
import { addDays } from '../../domain/clocks/shanghai.ts';
import { holds } from '../../domain/forms/condition.ts';
import type { Actor, FormDef, Reading, Signer, Transition } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { nextSigner, openBecomings } from '../../domain/record/decide.ts';
import type { Data, Rec, Value } from '../../domain/record/record.ts';
import { passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';
import { plausibleData, plausibleReading, plausibleValue, requiredRefs } from './plausible.ts';

/** Who acts at the desk: the manager, and the engineer where only an engineer may. */
const deskNames = { projectManager: '张晓明', engineer: '周凯' } as const;
type DeskRole = keyof typeof deskNames;
const clientNames = ['李建国', '王小雨', '陈思远'];
const mostSteps = 40;

/** Who signs a part at the desk: whoever signs what is reviewed leaves the manager to review it. */
export const deskSignersOf = (def: FormDef, signer: Signer): readonly Actor[] => {
  const by: readonly Actor[] = signer.by ?? def.lifecycle.create;
  return def.signers.some((each) => each.notAs === signer.role) && by.includes('engineer') ? ['engineer'] : by;
};

/** Takes papers of any form through their life on a station, by what their declarations say and by what the station refuses. */
export const createLives = async (bench: TestStation, pass: (seconds: number) => void, now: () => number = Date.now) => {
  const { client, station } = bench;
  const profile = await client.station.profile();
  await client.station.addAccount({ name: deskNames.engineer, role: 'engineer', phone: '13900000002', passphrase });
  const accounts = await client.station.accounts();
  let atDesk: DeskRole = 'projectManager';
  const bare = new Map<string, Rec>();
  let serial = 0;

  const definitionOf = (form: string): FormDef => {
    const declared = formsById.get(form);
    if (!declared) throw new Error(`no form ${form}`);
    return resolveForm(declared, profile);
  };
  /** Somebody sits down who may do it; whose name it is. */
  const letIn = async (by: readonly Actor[]): Promise<string> => {
    if (by.includes(atDesk)) return deskNames[atDesk];
    const other = atDesk === 'engineer' ? 'projectManager' : 'engineer';
    await client.station.unlock({ account: accounts.find((each) => each.name === deskNames[other])!.id, passphrase });
    atDesk = other;
    return deskNames[other];
  };
  const current = async (id: string): Promise<Rec> => (await client.records.get({ id })).record;
  const edit = async (rec: Rec, set: Data): Promise<Rec> => {
    await letIn(definitionOf(rec.form).lifecycle.states[rec.state]?.edit ?? []);
    return client.records.execute({ kind: 'edit', id: rec.id, base: rec.rev, set: set as Record<string, string>, unset: [] });
  };
  const create = async (form: string, data: Data, from?: string): Promise<Rec> => {
    await letIn(definitionOf(form).lifecycle.create);
    return client.records.execute({ kind: 'create', id: uuidv7(), form, data: data as Record<string, string>, ...(from === undefined ? {} : { from }) });
  };

  const startSheet = async (): Promise<Rec> => {
    const duty = profile.duties[0]!;
    await letIn(definitionOf(duty.form).lifecycle.create);
    // one sheet answers a round: every sheet is of a day of its own
    const day = addDays('2026-01-01', (serial += 1));
    const made = await client.records.startInspection({ id: uuidv7(), template: duty.template, day, round: duty.rounds[0]!.id });
    const { round } = definitionOf(made.form);
    return edit(made, { [round!.readings]: (made.data[round!.readings] as readonly Reading[]).map(plausibleReading) });
  };

  /** A paper of the form with nothing on it yet, for others to name. */
  const toName = async (form: string): Promise<Value> => {
    const had = bare.get(form);
    const rec = had ?? (definitionOf(form).templates ? await startSheet() : await create(form, {}));
    bare.set(form, rec);
    return [{ id: rec.id, form: rec.form, number: rec.number }] as Value;
  };

  /** What can be written on a new paper, its references among them; `taken` stands already. */
  const fill = async (def: FormDef, taken: Data = {}): Promise<Data> => {
    serial += 1;
    const data: Record<string, Value> = { ...plausibleData(def, `${def.number.prefix}${serial}`), ...taken };
    for (const [name, form] of requiredRefs(def, data)) data[name] ??= await toName(form);
    if (def.round) for (const name of [def.round.template, def.round.day, def.round.round, def.round.readings, def.round.target]) delete data[name];
    return data;
  };

  const begin = async (form: string): Promise<Rec> => {
    const def = definitionOf(form);
    if (def.templates) {
      const made = await startSheet();
      return edit(made, { ...(await fill(def)), ...made.data });
    }
    return create(form, await fill(def));
  };

  /** Everybody signs whose turn it is, the client's people on the handed-over screen; of many, two. */
  const sign = async (start: Rec, def: FormDef): Promise<Rec> => {
    let rec = start;
    for (let signer = nextSigner(def, rec); signer; signer = nextSigner(def, rec)) {
      const given = rec.signatures.filter((each) => each.role === signer!.role).length;
      if (signer.many && given >= 2) break;
      pass(60);
      if (signer.handover) await client.handover.begin({ id: rec.id });
      else await letIn(deskSignersOf(def, signer));
      rec = await signAs(bench, rec.id, signer.role, signer.handover ? clientNames[given]! : deskNames[atDesk]);
      // the way back asks for a secret, which costs a second each time
      station.core.handover = null;
      station.core.pushes.send({ kind: 'status' });
    }
    return rec;
  };

  /** Steps worth trying from here, best first; none that throws the paper away or leads back. */
  const stepsFrom = (rec: Rec, def: FormDef): readonly Transition[] => {
    const { transitions, states } = def.lifecycle;
    const editable = states[rec.state]?.edit !== undefined;
    const onward = transitions.filter((step) => typeof step.by !== 'string' && step.from.includes(rec.state) && states[step.to]?.tone !== 'void' && rec.reached[step.to] === undefined && (editable || holds(step.when, rec.data)));
    const rank = (step: Transition): number => (step.seals ? -4 : 0) + (step.main ? -2 : 0) + (holds(step.when, rec.data) ? -1 : 0);
    return onward.toSorted((a, b) => rank(a) - rank(b));
  };

  /** Makes a demanded paper out of this one and takes it to where it counts. */
  const supply = async (rec: Rec, def: FormDef, step: Transition, form: string): Promise<void> => {
    const demand = step.demands?.find((each) => each.form === form);
    if (!demand || !openBecomings(def, rec, 'projectManager').some((each) => each.form === form)) throw new Error(`${def.id} demands ${form} and cannot become it in ${rec.state}`);
    pass(60);
    const made = await create(form, {}, rec.id);
    const target = definitionOf(form);
    await live(await edit(made, await fill(target, made.data)), (each) => demand.states?.includes(each.state) ?? true);
  };

  /** Takes the step, mending what the station says is missing; whether it was taken. */
  const take = async (id: string, def: FormDef, step: Transition): Promise<boolean> => {
    for (let tries = 0; tries < 6; tries += 1) {
      let rec = await current(id);
      // a paper made from this one may have taken the step with it
      if (!step.from.includes(rec.state)) return true;
      pass(120);
      if (step.when && !holds(step.when, rec.data)) rec = await edit(rec, { [step.when.field]: step.when.in.find((value) => value !== '')! });
      const before = rec;
      await letIn(typeof step.by === 'string' ? [] : step.by);
      const move = () => client.records.execute({ kind: 'move', id, base: before.rev, transition: step.id, ...(step.reason ? { reason: '按计划办理' } : {}) });
      const refusals = await move().then(() => [], (error: unknown) => refusalsOf(Promise.reject(error)));
      if (refusals.length === 0) return true;
      const mended: Record<string, Value> = {};
      for (const refusal of refusals) {
        const name = refusal.field?.split('.')[0] ?? '';
        const field = def.fields[name];
        if (refusal.code === 'demands-record') await supply(rec, def, step, String((refusal as { params?: { form?: string } }).params?.form));
        else if (refusal.code === 'required' && field?.kind === 'record') mended[name] = await toName(field.forms[0]!);
        else if (refusal.code === 'required' && field) {
          const value = plausibleValue(name, field, def, `补${serial}`);
          if (value !== undefined) mended[name] = value;
        } else throw new Error(`${def.id}: ${step.id} is refused: ${JSON.stringify(refusals)}`);
      }
      rec = await current(id);
      if (Object.keys(mended).length > 0) await edit(rec, mended);
    }
    return false;
  };

  /** Lives on until `arrived`; throws when no step leads further. */
  const live = async (start: Rec, arrived: (rec: Rec, def: FormDef) => boolean): Promise<Rec> => {
    const def = definitionOf(start.form);
    let rec = start;
    for (let step = 0; step < mostSteps && !arrived(rec, def); step += 1) {
      if (def.lifecycle.states[rec.state]?.signing && nextSigner(def, rec) && rec.signatures.length === 0) rec = await sign(rec, def);
      else {
        const [next] = stepsFrom(rec, def);
        if (!next || !(await take(rec.id, def, next))) throw new Error(`${def.id} does not get beyond ${rec.state}`);
        rec = await current(rec.id);
      }
    }
    if (!arrived(rec, def)) throw new Error(`${def.id} ends in ${rec.state}`);
    return rec;
  };

  /** Nothing more is expected, or nothing more can be done. */
  const isAtEnd = (rec: Rec, def: FormDef): boolean => def.lifecycle.states[rec.state]?.closed === true || (rec.seal !== undefined && stepsFrom(rec, def).length === 0);

  /** The customer's answer about a paper that has lived to its seal. */
  const answer = async (form: FormDef): Promise<Rec> => {
    const order = await live(await begin(form.about!), (rec) => rec.seal !== undefined);
    await client.handover.begin({ id: order.id });
    const survey = await client.handover.survey({ id: order.id });
    const marks = Object.fromEntries(Object.entries(form.fields).flatMap(([name, field]) => (field.kind === 'rating' ? [[name, 4]] : [])));
    await client.handover.answerSurvey({ id: order.id, marks, comment: '处理及时' });
    station.core.handover = null;
    return current(survey!.id);
  };

  return {
    /** One paper from its first word to where nothing more is expected of anybody. */
    wholeLife: async (form: FormDef): Promise<Rec> =>
      form.about === undefined ? live(await begin(form.id), isAtEnd) : answer(form),
    // what a window's driver needs of the same knowledge
    begin, live, current, definitionOf, letIn, toName, stepsFrom, supply, isAtEnd, pass, now, signerOf: nextSigner,
  };
};
export type Lives = Awaited<ReturnType<typeof createLives>>;
