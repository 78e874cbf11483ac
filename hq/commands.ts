import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { isLang } from '../domain/text/language.ts';
import { backUp, verifyBackup } from './backup.ts';
import { connectTo, type Connection } from './connect.ts';
import { importFerry } from './ferry.ts';
import { importLastWord } from './ferryWiped.ts';
import { renewRecoveryKey } from './renewRecovery.ts';
import { readRestoreState } from './restoreReport.ts';
import { restoreFrom } from './restore.ts';
import { StartError, type Words } from './words.ts';

type Command = 'backup' | 'restore' | 'restore-report' | 'verify-backup' | 'ferry' | 'recovery-key';
const commands: readonly string[] = ['backup', 'restore', 'restore-report', 'verify-backup', 'ferry', 'recovery-key'] satisfies readonly Command[];
export const isHeadquartersCommand = (word: string | undefined): word is Command => word !== undefined && commands.includes(word);

type Answer = { readonly sentence: string; readonly json: Readonly<Record<string, unknown>> };
type Given = { readonly data: string | undefined; readonly to: string | undefined; readonly from: string | undefined; readonly receipt: string | undefined; readonly yes: boolean; readonly positionals: readonly string[] };

/** Wrong words after a command; `option` is the one that is missing or unknown. */
class UsageError extends Error {
  readonly option: string;
  constructor(option: string) {
    super(option);
    this.name = 'UsageError';
    this.option = option;
  }
}
const need = (value: string | undefined, option: string): string => {
  if (!value) throw new UsageError(option);
  return value;
};

const withConnection = async <T>(given: Given, log: Logger, alone: boolean, work: (connection: Connection, data: string) => Promise<T>): Promise<T> => {
  const data = need(given.data, '--data');
  const connection = await connectTo(data, log, { alone });
  try {
    return await work(connection, data);
  } finally {
    await connection.close();
  }
};

const run: Readonly<Record<Command, (given: Given, log: Logger, words: Words) => Promise<Answer>>> = {
  backup: async (given, log, words) => {
    const to = need(given.to, '--to');
    const report = await withConnection(given, log, false, ({ database }, data) => backUp(database, data, to));
    return { sentence: words('backedUp', { ...report, folder: resolve(to) }), json: { ...report, folder: resolve(to) } };
  },
  'verify-backup': async (given, _log, words) => {
    const { at, size, blobs } = await verifyBackup(resolve(need(given.from, '--from')));
    return { sentence: words('backupSound', { at, size, blobs: blobs.count }), json: { at, size, blobs: blobs.count } };
  },
  restore: async (given, log, words) => {
    const from = need(given.from, '--from');
    const report = await withConnection(given, log, true, (connection, data) => restoreFrom(connection, data, from));
    return { sentence: words('restoredTo', report), json: report };
  },
  'restore-report': async (given, log, words) => {
    const state = await withConnection(given, log, false, ({ database }) => readRestoreState(database));
    if (!state) return { sentence: words('neverRestored'), json: { restored: false } };
    const lines = state.stations.map((each) => words(each.revoked !== null ? 'stationRevoked' : each.back ? 'stationBack' : 'stationAway', { code: each.code, inBackup: each.inBackup, now: each.now, saw: each.saw === null ? '' : words('stationSaw', { saw: each.saw }), reason: each.revoked ?? '' }));
    const handed = state.handedBack.flatMap(({ code, taken, waiting, missing }) => [
      words('handedBack', { code, taken }) + (waiting.length === 0 ? '' : words(missing.length === 0 ? 'handedNoRecord' : 'handedGap', { waiting: waiting.length, missing: missing.join(words('listComma')) })),
      ...waiting.map((each) => words('handedWaiting', { ...each, code })),
    ]);
    return { sentence: [words('restoreState', { at: state.at, size: state.size, lost: state.witnessed - state.size }), ...lines, ...handed, words('revokeAgain')].join('\n'), json: { restored: true, ...state } };
  },
  'recovery-key': async (given, log, words) => {
    if (given.positionals.length !== 1 || given.positionals[0] !== 'new') throw new UsageError('recovery-key new');
    const report = await withConnection(given, log, true, ({ database }, data) => renewRecoveryKey(database, resolve(data), given.yes));
    return { sentence: words('recoveryKeyNew', report), json: report };
  },
  ferry: async (given, log, words) => {
    const [verb, ...files] = given.positionals;
    if (verb !== 'import') throw new UsageError('ferry import FILE');
    if (files.length === 0) throw new UsageError('ferry import FILE');
    const word = files.length === 1 ? await withConnection(given, log, false, ({ database }) => importLastWord(database, files[0]!)) : null;
    if (word) return { sentence: words('ferryWord', { ...word, records: word.records.length === 0 ? '–' : word.records.join(', ') }), json: { ...word, wiped: true } };
    const receipt = need(given.receipt, '--receipt');
    const report = await withConnection(given, log, false, ({ database }, data) => importFerry(database, data, files, receipt));
    return { sentence: words('ferryTaken', { ...report, receipt: resolve(receipt) }), json: { ...report, receipt: resolve(receipt) } };
  },
};

/** Runs `npm run hq -- COMMAND …` beside or instead of the server; answers the exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export const runHeadquartersCommand = async (command: Command, typed: readonly string[], words: Words, log: Logger): Promise<number> => {
  try {
    const option = { type: 'string' } as const;
    let parsed;
    try {
      parsed = parseArgs({ args: [...typed], allowPositionals: true, options: { data: option, to: option, from: option, receipt: option, lang: option, yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    }
    const { values, positionals } = parsed;
    if (values.lang !== undefined && !isLang(values.lang)) throw new UsageError(`--lang ${values.lang}`);
    const answer = await run[command]({ data: values.data, to: values.to, from: values.from, receipt: values.receipt, yes: values.yes, positionals }, log, words);
    process.stdout.write(values.json ? `${JSON.stringify({ command, ...answer.json })}\n` : `${answer.sentence}\n`);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${words('wrongOption', { option: error.option })}\n\n${words('commandUsage')}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof StartError ? words(error.word, error.holes) : words('commandFailed', { reason: error instanceof Error ? error.message : String(error) })}\n`);
    return 1;
  }
};
