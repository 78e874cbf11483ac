import { definitionHash } from '../../domain/forms/define.ts';
import type { Actor, FormDef, Reading } from '../../domain/forms/form.ts';
import { nothingAround, type Around } from '../../domain/record/around.ts';
import type { Setting } from '../../domain/record/decide.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { firstPrev, sealOp, sectionOf, type DecidedEvent, type Event, type SealedOp } from '../../domain/record/op.ts';
import type { Context, Data, Ink, Rec } from '../../domain/record/record.ts';
import { createNumber } from '../../domain/record/number.ts';
import { decideCreate } from '../../domain/record/decide.ts';
import { createSeal } from '../../domain/seal/content.ts';

export const sampleStation = '0199c1d0-0000-7000-8000-000000000001';
export const engineer = { id: '0199c1d0-0000-7000-8000-00000000000a', name: '张晓明' };

export const sampleContext: Context = {
  profile: 'sample', profileVersion: 1, project: { zh: '积分落户管理信息系统运维', en: 'Operation of the system' }, contractNo: 'HT-2021-001',
  client: { zh: '甲方单位', en: 'Client' }, contractor: { zh: '乙方单位', en: 'Contractor' }, supervision: { zh: '监理单位', en: 'Supervision' },
  site: { code: 'BJ01', name: { zh: '主机房', en: 'Machine room' } },
  copies: [{ no: 1, label: { zh: '第一联', en: 'Copy 1' }, holder: { zh: '甲方', en: 'Client' }, colour: 'white' }],
};

const hashes = new WeakMap<FormDef, string>();
const hashOf = (def: FormDef): string => {
  const known = hashes.get(def) ?? definitionHash(def);
  hashes.set(def, known);
  return known;
};

/** A laptop's log in memory: operations appended by hand, records evolved from them. `device` closes the seals. */
export const createSampleLog = (device: { key: string; sign: (text: string) => string } = { key: 'k', sign: () => 'proof' }, now = '2021-10-12T14:05:09+08:00', around: Around = nothingAround) => {
  const ops: SealedOp[] = [];
  const records = new Map<string, Rec>();
  const append = (doc: string, decided: DecidedEvent, at = now): SealedOp => {
    const rec = records.get(doc) ?? null;
    const head = { seq: ops.length, hash: ops.at(-1)?.hash ?? firstPrev };
    const event: Event = decided.kind === 'sealed' ? { ...decided, seal: createSeal(decided.seal, head, device) } : decided;
    const sealed = sealOp({
      v: 1, station: sampleStation, seq: head.seq + 1, prev: head.hash, id: `op-${ops.length + 1}`, doc, section: sectionOf(event.kind),
      base: rec?.rev ?? 0, by: engineer, at, mono: ops.length, event,
    });
    ops.push(sealed);
    const next = evolve(rec, sealed.op);
    if (next) records.set(doc, next);
    return sealed;
  };
  const setting = (def: FormDef, actor: Actor): Setting => ({
    now, mono: ops.length, person: engineer, actor, def, defHash: hashOf(def), around,
  });
  const create = (def: FormDef, id: string, data: Data, actor: Actor = def.lifecycle.create[0]!): Rec => {
    const made = decideCreate({ kind: 'create', id, form: def.id, data: data as Record<string, string> }, {
      ...setting(def, actor), number: createNumber(def.number.prefix, 'BJ01', '2021', ops.length + 1), context: sampleContext, links: [], items: (def.round && (data[def.round.readings] as readonly Reading[] | undefined)) ?? [],
    });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    append(id, { kind: 'defined', def });
    for (const event of made.value) append(id, event);
    return records.get(id)!;
  };
  return { ops, records, append, setting, create, now };
};

export const sampleInk = (length = 200): Ink => ({ width: 600, height: 200, dpr: 1, pointer: 'pen', strokes: [[{ x: 10, y: 100, p: 0.5, t: 0 }, { x: 10 + length, y: 100, p: 0.6, t: 40 }]] });

export const completeOrder: Data = {
  type: 'support', urgency: 'normal', contact: '李建国', place: '三楼机房', channel: 'phone', requestedAt: '2021-10-12T08:30+08:00', engineer: '张晓明',
  request: '申报页面打开缓慢', system: '积分申报模块', arrivedAt: '2021-10-12T09:30+08:00', finishedAt: '2021-10-12T11:00+08:00', work: '清理会话表并重建索引',
  dataTouched: 'no', result: 'solved',
};
