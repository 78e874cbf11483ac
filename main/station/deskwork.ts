import { randomUUID } from 'node:crypto';
import type { StoredBlob } from '../../db/blobStore.ts';
import type { DoneCommand, Reader, Writer } from '../../db/store.ts';
import { createReadings } from '../../domain/readings/verdict.ts';
import { mediaTypeOf } from '../../domain/text/mediaType.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Reading, ReadingItem } from '../../domain/forms/form.ts';
import type { Command } from '../../domain/record/command.ts';
import { decide, decideAttach, decideCorrection, decideCreate, type Making } from '../../domain/record/decide.ts';
import { createNumber } from '../../domain/record/number.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Attachment, Data, Rec } from '../../domain/record/record.ts';
import { isLiving } from '../../domain/record/unique.ts';
import { ok, refuse } from '../../domain/result.ts';
import { signedFiles } from '../../domain/seal/content.ts';
import { makeFrom } from './becoming.ts';
import { contextOf, type OpenStation } from './openStation.ts';
import { accepted, refused, RefusedError } from '../../domain/refused.ts';
import type { Order } from './recorder.ts';
import type { StationCore } from './core.ts';
import { typingOf } from './typing.ts';

type Create = Extract<Command, { kind: 'create' }>;

/** The items of the template a sheet's data names, of a form that is made from templates. */
const itemsOf = (open: OpenStation, command: Create): readonly ReadingItem[] | undefined => {
  const named = formsById.get(command.form)?.round?.template;
  return named === undefined ? undefined : open.running.templates.find((template) => template.id === command.data[named])?.items;
};

const makeRecord = (open: OpenStation, command: Create, more: Partial<Pick<Making, 'links' | 'items' | 'attachments' | 'stood'>> = {}): Rec =>
  open.recorder.create(open.author, command.id, command.form, (writer, setting) => {
    const year = setting.now.slice(0, 4);
    const prefix = setting.def.number.prefix;
    return decideCreate(command, {
      ...setting, links: [], items: itemsOf(open, command), ...more, context: contextOf(open),
      number: createNumber(prefix, open.identity.stationCode, year, writer.nextSerial(prefix, year)),
    });
  });

/**
 * The new paper, with what stood on the old one and its files, and the old one's mark: both or neither. The two writes inside are steps
 * of the one transaction.
 */
const makeCorrection = (open: OpenStation, command: Create, id: string): Rec =>
  open.recorder.together((writer) => {
    const { rec: old } = open.recorder.standing(writer, id, open.author);
    accepted(decideCorrection(old));
    const readings = formsById.get(old.form)?.round?.readings;
    const made = makeRecord(open, { ...command, form: old.form, data: { ...old.data, ...command.data } as Create['data'] }, {
      links: [{ rel: 'corrects', to: old.id }],
      attachments: signedFiles(old),
      stood: old.data,
      // a correction keeps the limits its sheet was measured by
      ...(readings === undefined ? {} : { items: (old.data[readings] ?? []) as readonly Reading[] }),
    });
    open.recorder.change(open.author, old.id, () => ok([{ kind: 'corrected', by: made.id }]));
    return made;
  });

/** Carries out one command of the desk, once. A correction makes the new paper and marks the old one. */
export const executeCommand = (open: OpenStation, order: Order, command: Command): Rec => open.recorder.onceOf(order, () => carryOut(open, command));

/** Carries out one command inside the caller's transaction, which answers for its being carried out once. */
export const carryOut = (open: OpenStation, command: Command): Rec => {
  if (command.kind === 'create') {
    const made = open.store.read.record(command.id);
    if (made && made.form !== command.form) throw refused('command-reused');
    if (made) return made;
    if (command.about) throw refused('only-in-handover');
    if (command.from) return makeFrom(open, command, command.from, makeRecord);
    return command.corrects ? makeCorrection(open, command, command.corrects) : makeRecord(open, command);
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
  keepDraft(core, open, (writer) => writer.putDraft({ record: input.id, account: open.account.id, base: input.base, set: input.set as Data, unset: input.unset, savedAt }));
  return { savedAt };
};

/** Typing that was taken back altogether. */
export const dropDraft = (core: StationCore, open: OpenStation, id: string): null => {
  keepDraft(core, open, (writer) => writer.dropDraft(id, open.account.id));
  return null;
};

/** The screens hear when a record begins or ceases to have typing in it, not of every key. */
const keepDraft = (core: StationCore, open: OpenStation, work: (writer: Writer) => void): void => {
  const before = typingOf(open).own.length;
  open.store.write(work);
  if (typingOf(open).own.length !== before) core.pushes.send({ kind: 'sync', status: open.sync.status() });
};

/** Turns a draft into one operation. What is wrong in it is refused with its field named, and the draft stays. */
export const commitDraft = (open: OpenStation, order: Order, id: string): Rec => open.recorder.onceOf(order, () => draftToRecord(open, id));

const draftToRecord = (open: OpenStation, id: string): Rec => {
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

/**
 * Turns all typing of the account at the desk into operations, before what is unsent goes to headquarters. A draft with something wrong in it
 * stays as it is: its record says so when it is opened.
 */
export const commitDrafts = (open: OpenStation): void => {
  for (const id of typingOf(open).own) {
    try {
      draftToRecord(open, id);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }
};

/** The file as it comes, piece by piece: a large one is never whole in memory. */
export async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  try {
    yield* file.stream();
  } catch {
    throw refused('file-unreadable', { field: 'file' });
  }
}

/** Whether a file of this size may be put on the record, asked before a byte is read. */
const checkFile = (core: StationCore, open: OpenStation, record: string, { name, size }: { name: string; size: number }): void => {
  if (size === 0) throw refused('file-empty', { field: 'file' });
  const { rec, setting } = open.recorder.standing(open.store.read, record, open.author);
  accepted(decideAttach(rec, { id: '', name: cleanFileName(name), size, type: '', sha256: '', addedAt: core.now(), by: open.author.person }, setting));
};

type Incoming = StoredBlob & { readonly record: string; readonly name: string; /** the first bytes */ readonly head: Uint8Array; readonly addedAt: string };

/** Puts a stored file on its record: the bytes are on disk before the row, so a record never names a file that is not there. */
const attach = (open: OpenStation, order: Order, { record, name: given, head, sha256, size, addedAt }: Incoming): Attachment => {
  const name = cleanFileName(given);
  const attachment: Attachment = { id: randomUUID(), name, type: mediaTypeOf(head, given), size, sha256, addedAt, by: open.author.person };
  return open.recorder.once(order, () => {
    const rec = open.recorder.change(open.author, record, (writer, { rec: standing, setting }) => {
      const events = decideAttach(standing, attachment, setting);
      if (events.ok) writer.putBlob({ sha256, size, type: attachment.type });
      return events;
    });
    const value = rec.attachments.find((a) => a.sha256 === sha256 && a.name === name) ?? attachment;
    return { value, doc: record, answer: value };
  }, attachmentOf);
};

/** How much of a file's beginning tells its kind, bytes. */
const tellingBytes = 64;

/** Puts a whole file on a record. */
export const addFile = async (core: StationCore, open: OpenStation, order: Order, { record, name, file }: { record: string; name: string; file: Blob }): Promise<Attachment> => {
  const done = open.recorder.carriedOut(order);
  if (done) return attachmentOf(done);
  const addedAt = core.now();
  checkFile(core, open, record, { name, size: file.size });
  const stored = await open.blobs.put(piecesOf(file));
  return attach(open, order, { ...stored, record, name, addedAt, head: new Uint8Array(await file.slice(0, tellingBytes).arrayBuffer()) });
};

/** Announces a file that comes in pieces (see `Uploads`). */
export const beginFile = (core: StationCore, open: OpenStation, { upload, ...file }: { upload: string; record: string; name: string; size: number }): void => {
  checkFile(core, open, file.record, file);
  open.uploads.begin(upload, file);
};

/** Puts a file that came in pieces on its record. */
export const finishFile = (core: StationCore, open: OpenStation, order: Order, upload: string): Promise<Attachment> =>
  core.queue(`file ${upload}`, async () => {
    const done = open.recorder.carriedOut(order);
    if (done) return attachmentOf(done);
    const addedAt = core.now();
    return attach(open, order, { ...(await open.uploads.end(upload)), addedAt });
  });

const attachmentOf = ({ answer }: DoneCommand): Attachment => JSON.parse(answer ?? 'null') as Attachment;

/** A file's name without folders and without characters that would not survive the way to headquarters. */
export const cleanFileName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.toWellFormed().replace(/[\p{Cc}\p{Co}]/gu, '').slice(0, 255).toWellFormed() || 'file';
};

/** A new sheet of one round, with its template's items pinned and nothing measured yet: the client's machine is seldom the one the station runs on. */
export const startInspection = (open: OpenStation, order: Order, input: { id: string; template: string; day: string; round: string }): Rec => {
  const template = open.running.templates.find((t) => t.id === input.template);
  const duty = open.running.duties.find((d) => d.template === input.template);
  if (!template || !duty) throw refused('not-an-option', { field: 'template' });
  if (!duty.rounds.some((round) => round.id === input.round)) throw refused('not-an-option', { field: 'round' });
  const def = formsById.get(duty.form);
  if (!def?.round) throw refused('form-unknown', { field: 'form', params: { form: duty.form } });
  const { round: names } = def;
  const keys = { [names.template]: input.template, [names.day]: input.day, [names.round]: input.round };
  const same = (reader: Reader): Rec | undefined => reader.recordsWhere(def.id, keys, 20).find((rec) => isLiving(rec, def));
  const existing = same(open.store.read);
  if (existing) return open.recorder.onceOf(order, () => existing);
  const data: Data = {
    ...keys, [names.target]: template.target.zh, [names.readings]: createReadings(template.items),
    ...(names.engineer ? { [names.engineer]: open.account.name } : {}),
  };
  return open.recorder.onceOf(order, (writer) => same(writer) ?? makeRecord(open, { kind: 'create', id: input.id, form: def.id, data: data as Create['data'] }));
};
