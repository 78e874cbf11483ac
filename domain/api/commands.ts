import type { ProcedureName } from './permissions.ts';

/**
 * Every call that writes carries an id made by whoever gives the order: a UUIDv7 in this header, beside the input. An answer that got lost
 * is asked for again under the same id, and the order is not carried out a second time. Other calls may be asked again as they are.
 */
export const commandHeader = 'x-command';

const commandNames = [
  'records.execute', 'records.decide', 'records.commitDraft', 'records.startInspection', 'files.add', 'files.finish', 'files.discard', 'signing.sign', 'signing.sheet', 'signing.takePaper', 'signing.returnPaper', 'signing.exportFile', 'signing.signFile', 'signing.takeFile', 'handover.begin', 'handover.refuse',
  'handover.answerSurvey', 'handover.declineSurvey', 'handover.end', 'papers.print', 'papers.save', 'papers.export', 'papers.exportList', 'agenda.exportFile', 'processes.exportComparison', 'reports.exportFile', 'boards.exportDay', 'boards.exportManager', 'imports.run', 'documents.exportRegister', 'documents.bundle', 'documents.startHandover', 'documents.mailDraft', 'documents.mailSend',
  'headquarters.dispatch', 'headquarters.reassign', 'headquarters.void', 'headquarters.decide', 'boards.exportSites',
  'reports.start', 'reports.write',
] as const satisfies readonly ProcedureName[];
export type CommandName = (typeof commandNames)[number];

const commands: ReadonlySet<string> = new Set(commandNames);

/** Whether a procedure needs the id of its command. */
export const isCommand = (name: string): name is CommandName => commands.has(name);

const repeatables: ReadonlySet<string> = new Set(['files.begin', 'files.piece', 'files.cancel', 'imports.takeRecords'] satisfies readonly ProcedureName[]);

/** Whether a call that is no command may be sent again as it is: what it says twice is said once; of a file, rows taken already are known again. */
export const isRepeatable = (name: string): boolean => repeatables.has(name);

/** Whether a text is the id of a command (UUIDv7, RFC 9562). */
export const isCommandId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
