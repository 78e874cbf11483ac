import { hasManager as anyManager } from '../../../domain/accounts/accounts.ts';
import { createHash } from 'node:crypto';
import { implement } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import { commandHeader, isCommand, isCommandId, type CommandName } from '../../../domain/api/commands.ts';
import { contract } from '../../../domain/api/contract.ts';
import { isPermitted, permissionOf } from '../../../domain/api/permissions.ts';
import { asRefusals, refusedAnswer } from '../../../domain/api/refusals.ts';
import { readAccounts } from '../openStation.ts';
import type { Order } from '../recorder.ts';
import { refused } from '../../../domain/refused.ts';
import type { StationCore } from '../core.ts';

/** What answers while the customer has the screen. Everything else is refused by the station itself, whatever the window asks. */
const customersProcedures: ReadonlySet<string> = new Set([
  'station.status', 'station.watch', 'station.lock', 'station.touch', 'station.forms', 'records.definition', 'records.get', 'signing.document', 'signing.saveInk', 'signing.loadInk', 'signing.sign',
  'files.read', 'handover.refuse', 'handover.survey', 'handover.answerSurvey', 'handover.declineSurvey', 'handover.end',
]);

/** What a call brings besides its input. Over a wire the command's id comes in a header; a caller inside the process may leave it out. */
export type CallContext = { readonly command?: string; readonly reqHeaders?: Headers };

const commandOf = (name: string, { command, reqHeaders }: CallContext): string => {
  const given = command ?? reqHeaders?.get(commandHeader) ?? undefined;
  // inside the process no answer can get lost: each call is a command of its own
  if (!isCommand(name) || (given === undefined && !reqHeaders)) return given ?? uuidv7();
  if (given === undefined) throw refused('required', { field: 'command' });
  if (!isCommandId(given)) throw refused('wrong-type', { field: 'command' });
  return given;
};

/** The same input has the same text: the window sends an order again as it stands. Of a file its size and type count; its bytes are not read. */
const digestOf = (said: unknown): string => {
  const text = JSON.stringify(said, (_key, value: unknown) => (value instanceof Blob ? { size: value.size, type: value.type } : typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(text).digest('hex');
};

/** The bytes of a file a call brings. */
export const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
/** Of a procedure that only headquarters answers; `permissions` refuses it before it is reached. */
export const notHere = (): never => { throw refused('not-allowed'); };
/** A station has its own site and knows no other. */
export const ofStation = <T extends { readonly site?: string | undefined }>({ site, ...input }: T): Omit<T, 'site'> => {
  if (site !== undefined) throw refused('unknown-field', { field: 'site' });
  return input;
};
/** A finished page set as the window takes it. */
export const jsonBlob = (written: string): Blob => new Blob([written], { type: 'application/json' });
export const pdfBlob = (bytes: Uint8Array): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/pdf' });

/** What every procedure begins with: who may call it, its order, and the record it is about. */
export const createRouting = (core: StationCore) => {
  const os = implement(contract).$context<CallContext>().use(async ({ next, path, context }) => {
    const name = path.join('.');
    try {
      const command = commandOf(name, context);
      const isBegunBefore = name === 'handover.begin' && core.handover !== null && core.handover.begunBy === command;
      if (core.handover && !customersProcedures.has(name) && !isBegunBefore) throw refused('handover-active');
      const permission = permissionOf(name);
      if (permission === null) throw refused('not-allowed');
      if (permission === 'everybody') return await next({ context: { command } });
      const { account, store } = core.open();
      const hasManager = anyManager(readAccounts(store));
      if (!isPermitted(permission, account.role, hasManager)) throw refused('not-allowed');
      return await core.underWay.run(async () => next({ context: { command } }));
    } catch (error) {
      const refusals = asRefusals(error);
      if (!refusals) throw error;
      throw refusedAnswer(refusals);
    }
  });
  const { open } = core;
  /** The open station, once a search has nothing left to put in first: what came down a moment ago is found, and nobody else waits for it. */
  const searchable = async () => {
    await open().indexing.settled();
    return open();
  };
  const fontsFolder = `${core.options.assetsFolder}/fonts`;
  /** The order as a call gives it: its digest covers what is asked, by which procedure and by whom. */
  const order = (context: { readonly command: string }, name: CommandName, input: unknown): Order => ({ id: context.command, digest: digestOf([name, open().account.id, input]) });
  const record = (id: string) => {
    const rec = open().store.read.record(id);
    if (!rec) throw refused('not-found');
    return rec;
  };

  /** The record on the customer's screen; in the hand-over, no other. */
  function shown(id: string) {
    if (core.handover && id !== core.handover.record) throw refused('handover-active');
    return record(id);
  }
  function handed(id: string): string {
    if (!core.handover) throw refused('no-handover');
    return shown(id).id;
  }

  return { core, os, open, searchable, fontsFolder, order, record, shown, handed };
};
export type Routing = ReturnType<typeof createRouting>;
