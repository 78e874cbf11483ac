import { addDays, msToMinute, startOfDay } from '../../../domain/clocks/shanghai.ts';
import { definitionHash } from '../../../domain/forms/define.ts';
import { recordToIndex } from '../../../domain/forms/indexing.ts';
import { formsById } from '../../../domain/forms/index.ts';
import { resolveForm } from '../../../domain/forms/resolve.ts';
import { recordClocks } from '../../../domain/record/clocks.ts';
import { sealOp } from '../../../domain/record/op.ts';
import type { Data, Rec } from '../../../domain/record/record.ts';
import type { Store } from '../../../db/store.ts';
import { engineer, sampleContext, sampleInk } from '../../unit/sampleRecords.ts';
import { calendar, madeAt, profile } from '../../report/generated.ts';

const shares = [['inspection', 0.6], ['contact', 0.2], ['service-order', 0.1], ['survey', 0.05], ['incident', 0.03], ['backup', 0.02]] as const;

const dataOf = (form: string, n: number, at: number): Data => {
  const minute = msToMinute(at);
  switch (form) {
    case 'inspection': {
      const template = profile.templates[n % 3]!;
      return { template: template.id, day: minute.slice(0, 10), round: n % 2 === 0 ? 'am' : 'pm', inspectedAt: minute, target: template.target.zh, engineer: '张晓明', readings: template.items.map((item) => ({ ...item, value: item.kind === 'number' ? (n * 7) % 100 : ('normal' as const) })) };
    }
    case 'contact':
      return { channel: 'phone', kind: 'consultation', receivedAt: minute, caller: '李建国', what: '申报页面打开缓慢'.repeat(10), handledBy: '张晓明', endedAt: msToMinute(at + 600_000) };
    case 'service-order':
      return { type: 'support', urgency: 'normal', contact: '李建国', place: '机房', channel: 'phone', requestedAt: minute, arrivedAt: minute, finishedAt: msToMinute(at + 3_600_000), request: '检查'.repeat(50), work: '处理'.repeat(200), result: 'solved', engineer: '张晓明', system: '申报', dataTouched: 'no' };
    case 'survey':
      return { promptness: 5, skill: 4, attitude: 5, outcome: 3, paperwork: 4, answeredAt: minute };
    case 'incident':
      return { kind: n % 2 === 0 ? 'internet-down' : 'functional', side: 'internet', foundAt: minute, reportedAt: minute, respondedAt: msToMinute(at + 300_000), restoredAt: msToMinute(at + 1_800_000), symptom: '服务停止', leader: '张晓明', grade: 'D' };
    default:
      return { kind: 'incremental', target: '业务库', startedAt: minute, finishedAt: msToMinute(at + 600_000), result: 'success', operator: '张晓明' };
  }
};

/** Fills a store with signed records of many forms, evenly over the days, both included; `only`: of these forms alone. Answers how many. */
export const fillRecords = (store: Store, records: number, { from, to }: { readonly from: string; readonly to: string }, mix: readonly (readonly [string, number])[] = shares): number => {
  const signature = { id: 's', role: 'supervisor', name: '李建国', post: '', place: '', at: madeAt, mono: 0, contentHash: '', shownHash: '', consent: '', strokesHash: '', ink: { ...sampleInk(), strokes: [Array.from({ length: 400 }, (_, i) => ({ x: i, y: i % 90, p: 0.5, t: i * 5 }))] }, prev: '', key: '', proof: '' };
  const first = Date.parse(startOfDay(from));
  const length = Date.parse(startOfDay(addDays(to, 1))) - first;
  let serial = 0;
  for (const [form, share] of mix) {
    const def = resolveForm(formsById.get(form)!, profile);
    const hash = definitionHash(def);
    const count = Math.round(records * share);
    store.write((writer) => {
      writer.putDefinition(hash, def);
      for (let n = 0; n < count; n += 1) {
        const at = first + Math.floor((length * n) / count);
        const state = Object.entries(def.lifecycle.states).find(([, { tone }]) => tone === 'done')![0];
        const createdAt = `${msToMinute(at).slice(0, 16)}:00+08:00`;
        const rec: Rec = {
          id: `0199c1d0-0000-7000-8000-${String((serial += 1)).padStart(12, '0')}`, form, def: hash, number: `${def.number.prefix}-BJ01-2021-${String(n).padStart(6, '0')}`, state, rev: 3, owner: { id: 'a', name: '张晓明' }, station: 's', context: sampleContext, createdAt, updatedAt: createdAt,
          reached: { [state]: createdAt, signing: createdAt }, data: dataOf(form, n, at), attachments: [], signatures: def.signers.length > 0 ? [signature] : [], refusals: [], copies: [], links: [],
        };
        const clocks = recordClocks(rec, def, profile, calendar).map(({ id, started, due, kept, estimated }) => ({ clock: id, started, due, ...(kept !== undefined && { kept }), estimated }));
        writer.putRecord(rec, { ...recordToIndex(rec, def), clocks });
      }
    });
  }
  return serial;
};

/** Appends an operation that headquarters lacks to each of `papers` papers of the days, evenly over them. */
export const leaveUnsent = (store: Store, papers: number, days: { readonly from: string; readonly to: string }): void => {
  const ids = shares.flatMap(([form]) => store.read.tallied({ form, field: 'createdAt', ...days, without: [] }, null, { offset: 0, limit: Number.MAX_SAFE_INTEGER }).ids);
  store.write((writer) => {
    for (let n = 0; n < papers; n += 1) {
      const { seq, hash } = writer.head();
      const doc = ids[Math.floor((n * ids.length) / papers)]!;
      writer.append(sealOp({ v: 1, station: 's', seq: seq + 1, prev: hash, id: String(n), doc, section: 'field', base: 3, by: engineer, at: madeAt, mono: n, event: { kind: 'edited', set: { work: '处理'.repeat(300) }, unset: [] } }));
    }
  });
};
