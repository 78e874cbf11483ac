import { takenOver } from '../../domain/record/course.ts';
import { becomingData, decide, openBecomings } from '../../domain/record/decide.ts';
import type { Command } from '../../domain/record/command.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { contractOfRecord } from '../../domain/contract/inForce.ts';
import { withRunningGrade } from '../../domain/incident/ofRecord.ts';
import { formsById } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { signedFiles } from '../../domain/seal/content.ts';
import type { Making } from '../../domain/record/decide.ts';
import type { OpenStation } from './openStation.ts';
import { refused } from '../../domain/refused.ts';

type Create = Extract<Command, { kind: 'create' }>;

/**
 * A paper made out of another (a contact that becomes an order, an incident that becomes a problem): what the declaration carries over,
 * every file, the reference back, and the step the source takes with it. All of it or nothing.
 */
export const makeFrom = (open: OpenStation, command: Create, sourceId: string, makeRecord: (open: OpenStation, command: Create, more: Partial<Pick<Making, 'attachments'>>) => Rec): Rec =>
  open.recorder.together((writer) => {
    const { rec: source, setting } = open.recorder.standing(writer, sourceId, open.author);
    const becoming = openBecomings(setting.def, source, open.author.actor).find((each) => each.form === command.form);
    const declared = formsById.get(command.form);
    if (!becoming || !declared) throw refused('cannot-become', { params: { number: source.number, form: command.form } });
    const target = resolveForm(declared, open.running);
    // a grade is carried over as it stands now, not as an earlier step wrote it down
    const from = { rec: withRunningGrade(setting.def, source, setting.now, contractOfRecord(open.contracts, source)), def: setting.def };
    const data: Data = { ...becomingData(from, becoming, target), ...takenOver(from, becoming, target, open.store.read.history(sourceId), setting.around.linked(sourceId)), ...(command.data as Data) };
    const made = makeRecord(open, { ...command, data: data as Create['data'] }, { attachments: signedFiles(source) });
    if (becoming.moves !== undefined) {
      open.recorder.change(open.author, sourceId, (_writer, { rec, setting: now }) => decide(rec, { kind: 'move', id: rec.id, base: rec.rev, transition: becoming.moves! }, now));
    }
    return made;
  });
