import { randomUUID } from 'node:crypto';
import { formPlaying } from '../../domain/forms/index.ts';
import type { Transition } from '../../domain/forms/form.ts';
import type { Command } from '../../domain/record/command.ts';
import { decide, decideAttach } from '../../domain/record/decide.ts';
import type { Attachment, Data, Rec } from '../../domain/record/record.ts';
import { ok, refuse } from '../../domain/result.ts';
import type { ChapterNote } from '../../domain/report/input.ts';
import { carriedRows, frozenCells, frozenFiles, withNote } from '../../domain/report/paper.ts';
import { fileStem, periodTitle } from '../../domain/report/period.ts';
import { carryOut } from '../station/deskwork.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { refused } from '../../domain/refused.ts';
import { reportFile } from './files.ts';
import { carriedInto, liveReport, paperOf, periodAsked, returnedPaper, type Span } from './paper.ts';

type Move = Extract<Command, { kind: 'move' }>;
type Edit = Extract<Command, { kind: 'edit' }>;

/**
 * The sheet of a quarter or a year: the one that is there, the next version of one that came back, or a new one with the open points of the report before (R25). Refuses
 * `not-an-option` for days that are neither.
 */
export const startPaper = async (open: OpenStation, order: Order, { id, ...span }: Span & { readonly id: string }): Promise<Rec> => {
  const def = formPlaying('periodReport');
  const period = periodAsked(open, span);
  if (period.kind === 'span' || !def.report) throw refused('not-an-option', { field: 'from' });
  const carried = carriedRows(await carriedInto(open, span));
  const { report } = def;
  return open.recorder.onceOf(order, () => {
    const standing = paperOf(open, span);
    if (standing) return standing;
    // what came back says why, and what was written on its chapters stays written
    const returned = returnedPaper(open, span, open.author.actor);
    if (returned) return carryOut(open, { kind: 'create', id, form: def.id, from: returned.id, data: { preparedBy: open.account.name } });
    return carryOut(open, {
      kind: 'create', id, form: def.id,
      data: { [report.title]: periodTitle(period).zh, [report.kind]: period.kind, [report.from]: span.from, [report.to]: span.to, preparedBy: open.account.name, approver: 'both', ...(carried.length > 0 && { [report.carried]: carried.map((row) => ({ ...row })) }) },
    });
  });
};

const edit = (rec: Rec, set: Data): Edit => ({ kind: 'edit', id: rec.id, base: rec.rev, set: set as Edit['set'], unset: [] });

/** Writes the words of whoever is at the desk on a chapter of the sheet; empty words take his own away. Refuses as an edit does. */
export const writeChapter = (open: OpenStation, order: Order, { id, ...note }: { readonly id: string } & Omit<ChapterNote, 'author'>): Rec =>
  open.recorder.onceOf(order, () => open.recorder.change(open.author, id, (_writer, { rec, setting }) => {
    const names = setting.def.report;
    if (!names) return refuse('form-unknown', { params: { form: rec.form } });
    return decide(rec, edit(rec, { [names.notes]: withNote(setting.def, rec.data, { ...note, author: open.account.name }) }), setting);
  }));

/** The step of a command that freezes a report, of a form that carries one, where the paper may take it. */
export const freezingStep = (open: OpenStation, command: Command): Transition | undefined => {
  if (command.kind !== 'move') return undefined;
  const rec = open.store.read.record(command.id);
  if (!rec) return undefined;
  const def = open.store.read.definition(rec.def);
  return def?.report ? def.lifecycle.transitions.find((step) => step.id === command.transition && step.freezes && step.from.includes(rec.state)) : undefined;
};

/**
 * Takes the step that sends a report to be signed: the report is made as the records stand now, put on the sheet as two files (its pages, and
 * every figure with its records), and what the sheet says of it is written down; all of it, or nothing. Refuses `in-future` while the period
 * lasts, `stale` when somebody wrote on the sheet meanwhile, and what the step refuses.
 */
export const freezeAndMove = async (open: OpenStation, order: Order, command: Move, now: string, fontsFolder: string): Promise<Rec> => {
  const { rec: before, setting } = open.recorder.standing(open.store.read, command.id, open.author);
  const names = setting.def.report;
  if (open.recorder.carriedOut(order) || !names) return before;
  const span = { from: String(before.data[names.from] ?? ''), to: String(before.data[names.to] ?? '') };
  const report = await liveReport(open, span, before, now);
  if (report.unfinished) throw refused('in-future', { field: names.to });
  const called = frozenFiles(fileStem(report));
  const files = await Promise.all((['pdf', 'json'] as const).map(async (format) => {
    const { bytes, type } = await reportFile(report, format, { lang: 'zh', fontsFolder });
    const stored = await open.blobs.put(bytes);
    return { ...stored, name: called[format], type };
  }));
  return open.recorder.onceOf(order, (writer) => {
    if (open.recorder.standing(writer, command.id, open.author).rec.rev !== command.base) throw refused('stale', { params: { seen: command.base, now: before.rev } });
    // those of a version that came back to be mended
    for (const old of before.attachments.filter(({ name }) => Object.values(called).includes(name))) open.recorder.change(open.author, before.id, () => ok([{ kind: 'detached', id: old.id }]));
    for (const { sha256, size, name, type } of files) {
      const attachment: Attachment = { id: randomUUID(), name, type, size, sha256, addedAt: now, by: open.author.person };
      open.recorder.change(open.author, before.id, (inside, { rec, setting: at }) => {
        const events = decideAttach(rec, attachment, at);
        if (events.ok) inside.putBlob({ sha256, size, type });
        return events;
      });
    }
    open.recorder.change(open.author, before.id, (_inside, { rec, setting: at }) => decide(rec, edit(rec, frozenCells(at.def, rec.data, report)), at));
    return open.recorder.change(open.author, before.id, (_inside, { rec, setting: at }) => decide(rec, { ...command, base: rec.rev }, at));
  });
};
