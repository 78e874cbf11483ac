import { randomUUID } from 'node:crypto';
import type { Reader } from '../../db/store.ts';
import { createReadings } from '../../domain/readings/verdict.ts';
import { mediaTypeOf } from '../../domain/text/mediaType.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { FormDef, Reading } from '../../domain/forms/form.ts';
import type { Command } from '../../domain/record/command.ts';
import { decide, decideAttach, decideCorrection, decideCreate } from '../../domain/record/decide.ts';
import { createNumber } from '../../domain/record/number.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Attachment, Data, Link, Rec } from '../../domain/record/record.ts';
import { ok, refuse } from '../../domain/result.ts';
import { readMachine } from './machine.ts';
import { contextOf, type OpenStation } from './openStation.ts';
import { accepted, refused } from './refused.ts';
import type { StationCore } from './core.ts';

type Create = Extract<Command, { kind: 'create' }>;

const makeRecord = (open: OpenStation, command: Create, links: readonly Link[]): Rec =>
  open.recorder.create(open.author, command.id, command.form, (writer, setting) => {
    const year = setting.now.slice(0, 4);
    const prefix = setting.def.number.prefix;
    return decideCreate(command, {
      ...setting, links, context: contextOf(open),
      number: createNumber(prefix, open.identity.stationCode, year, writer.nextSerial(prefix, year)),
    });
  });

/** Carries out one command of the desk. A correction makes the new paper and marks the old one. */
export const executeCommand = (open: OpenStation, command: Command): Rec => {
  if (command.kind === 'create') {
    if (open.store.read.record(command.id)) return open.store.read.record(command.id)!;
    if (command.about) throw refused('only-in-handover');
    if (!command.corrects) return makeRecord(open, command, []);
    const { rec: old } = open.recorder.standing(open.store.read, command.corrects, open.author);
    accepted(decideCorrection(old));
    const made = makeRecord(open, { ...command, form: old.form, data: { ...old.data, ...command.data } as Create['data'] }, [{ rel: 'corrects', to: old.id }]);
    open.recorder.change(open.author, old.id, (_writer, { rec }) => (rec.correctedBy ? ok([]) : ok([{ kind: 'corrected', by: made.id }])));
    return made;
  }
  if (command.kind === 'link') {
    const other = open.store.read.record(command.to);
    if (!other) throw refused('not-found', { field: 'to' });
    if (open.store.read.definition(other.def)?.lifecycle.states[other.state]?.tone === 'void') throw refused('link-to-void', { field: 'to', params: { number: other.number } });
  }
  return open.recorder.change(open.author, command.id, (_writer, { rec, setting }) => decide(rec, command, setting));
};

/** Fields that operations newer than `base` have written: a draft that touches none of them may move onto the newest revision. */
const fieldsSince = (reader: Pick<Reader, 'opsOf'>, id: string, base: number): Set<string> => {
  const names = new Set<string>();
  for (const { bytes } of reader.opsOf(id)) {
    const op = JSON.parse(bytes) as Op;
    if (op.base < base) continue;
    if (op.event.kind === 'edited') for (const name of [...Object.keys(op.event.set), ...op.event.unset]) names.add(name);
    if (op.event.kind === 'moved') for (const name of Object.keys(op.event.set ?? {})) names.add(name);
  }
  return names;
};

/** Typing is kept as it is, right or wrong; only its size was checked at the border. */
export const saveDraft = (core: StationCore, open: OpenStation, input: { id: string; base: number; set: Record<string, unknown>; unset: string[] }): { savedAt: string } => {
  const savedAt = core.now();
  const { rec, setting } = open.recorder.standing(open.store.read, input.id, open.author);
  if (rec.seal) throw refused('sealed');
  if (!setting.def.lifecycle.states[rec.state]?.edit?.includes(open.author.actor)) throw refused('not-editable', { params: { state: rec.state } });
  open.store.write((writer) => writer.putDraft({ record: input.id, account: open.account.id, base: input.base, set: input.set as Data, unset: input.unset, savedAt }));
  return { savedAt };
};

/** Turns a draft into one operation. What is wrong in it is refused with its field named, and the draft stays. */
export const commitDraft = (open: OpenStation, id: string): Rec => {
  const draft = open.store.read.draft(id, open.account.id);
  if (!draft) return open.recorder.standing(open.store.read, id, open.author).rec;
  return open.recorder.change(open.author, id, (writer, { rec, setting }) => {
    let { base } = draft;
    if (base !== rec.rev) {
      const taken = fieldsSince(writer, id, base);
      const both = [...Object.keys(draft.set), ...draft.unset].filter((name) => taken.has(name));
      if (both.length > 0) return refuse('stale', { field: both[0], params: { seen: base, now: rec.rev } });
      base = rec.rev;
    }
    const events = decide(rec, { kind: 'edit', id, base, set: draft.set as Record<string, string>, unset: [...draft.unset] }, setting);
    if (events.ok) writer.dropDraft(id, open.account.id);
    return events;
  });
};

/** Stores the original bytes first, then the row: a record never names a file that is not there. */
export const addFile = async (core: StationCore, open: OpenStation, id: string, name: string, file: Blob): Promise<Attachment> => {
  if (file.size === 0) throw refused('file-empty', { field: 'file' });
  open.recorder.standing(open.store.read, id, open.author);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    throw refused('file-unreadable', { field: 'file' });
  }
  const { sha256, size } = await open.blobs.put(bytes);
  const attachment: Attachment = {
    id: randomUUID(), name: cleanFileName(name), type: mediaTypeOf(bytes, name), size, sha256, addedAt: core.now(), by: open.author.person,
  };
  const rec = open.recorder.change(open.author, id, (writer, { rec: standing, setting }) => {
    const events = decideAttach(standing, attachment, setting);
    if (events.ok) writer.putBlob({ sha256, size, type: attachment.type });
    return events;
  });
  return rec.attachments.find((a) => a.sha256 === sha256 && a.name === attachment.name) ?? attachment;
};

/** A file's name without folders, control characters and lone surrogates. */
const cleanFileName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- exactly the control characters are meant
  return last.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 255) || 'file';
};

/** A new sheet of one round, with its template's items pinned and what this machine can read already in. */
export const startInspection = async (core: StationCore, open: OpenStation, input: { id: string; template: string; day: string; round: string }): Promise<Rec> => {
  const template = open.profile.templates.find((t) => t.id === input.template);
  const duty = open.profile.duties.find((d) => d.template === input.template);
  if (!template || !duty) throw refused('not-an-option', { field: 'template' });
  const def = formsById.get(duty.form);
  if (!def) throw refused('form-unknown', { params: { form: duty.form } });
  const same = (reader: Reader): Rec | undefined =>
    reader.recordsWhere(def.id, { template: input.template, day: input.day, round: input.round }, 20).find((r) => def.lifecycle.states[r.state]?.tone !== 'void');
  const existing = same(open.store.read);
  if (existing) return existing;
  const today = core.now().slice(0, 10);
  // what the machine says now is no evidence for another day
  const machine = input.day === today || duty.every === 'week' ? await readMachine(core.clock.now()) : null;
  const readings = createReadings(template).map((item): Reading => {
    const value = item.collector ? machine?.values[item.collector] : undefined;
    return value === undefined || !machine ? item : { ...item, value, source: { kind: 'machine', at: machine.at } };
  });
  const data = startData(def, { template: input.template, day: input.day, round: input.round, target: template.target, engineer: open.account.name, readings: readings as unknown as string, ...(machine?.host ? { host: machine.host } : {}) });
  return open.recorder.create(open.author, input.id, def.id, (writer, setting) => {
    const now = same(writer);
    if (now) return refuse('round-exists', { params: { number: now.number } });
    const year = setting.now.slice(0, 4);
    return decideCreate({ kind: 'create', id: input.id, form: def.id, data }, {
      ...setting, links: [], context: contextOf(open),
      number: createNumber(def.number.prefix, open.identity.stationCode, year, writer.nextSerial(def.number.prefix, year)),
    });
  });
};

/** Only the fields the form has: a form without a host column takes no host. */
const startData = (def: FormDef, data: Record<string, string>): Create['data'] => Object.fromEntries(Object.entries(data).filter(([name]) => Object.hasOwn(def.fields, name)));
