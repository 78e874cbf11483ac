import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { finished } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import { forms, formsById } from '../../domain/forms/index.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { numberColumn, type TakenName } from '../../domain/importing/columns.ts';
import { countLines } from '../../domain/importing/report.ts';
import { cellLabel } from '../../domain/paper/cells.ts';
import type { Refusal } from '../../domain/result.ts';
import type { Lang } from '../../domain/text/text.ts';
import { mappingSchema, noMapping, type FileMapping } from '../../domain/importing/fileMapping.ts';
import { openRows } from '../importing/rowsOfFile.ts';
import { takeIn, type TakenLine } from '../importing/takeIn.ts';
import { defaultDataFolder } from '../shell/dataFolder.ts';
import { exportRecords, type ExportFormat } from '../station/listExport.ts';
import type { Beside } from '../station/openBeside.ts';
import type { OpenStation } from '../station/openStation.ts';
import { RefusedError } from '../../domain/refused.ts';
import { cannotOpen, CliError, exitCodes, type ExitCode } from './exitCodes.ts';
import type { Terminal } from './grade.ts';
import { readPassphrase } from './passphrase.ts';
import { receiverForLog } from './receiver.ts';
import { createRefusalWords, refusalsToError } from './refusalSentence.ts';
import { checkStaff, withStation, withStationOrBeside } from './workFolder.ts';

export type TransferTerminal = Terminal & { readonly version: string; readonly write: (text: string) => void; readonly end: (code: ExitCode) => void };

type Folder = { readonly data?: string; readonly account?: string; readonly passphraseFile?: string; readonly json?: boolean };
export type ExportOptions = Folder & { readonly form: string; readonly format: ExportFormat; readonly out?: string; readonly to?: string; readonly reason?: string };
export type ImportOptions = Folder & { readonly form?: string; readonly mapping?: string; readonly dryRun?: boolean; readonly report?: string };

const folderOf = ({ data }: Folder): string => resolve(data ?? defaultDataFolder(process.platform, process.env, homedir()));
const formIds = forms.map((form) => form.id).join(' ');
const checkForm = (form: string | undefined): void => {
  if (form !== undefined && !formsById.has(form)) throw new CliError(exitCodes.usage, `--form：没有“${form}”这种单据。可用：${formIds}`, `--form: there is no form “${form}”. One of: ${formIds}`);
};
const withFolder = async <T>(options: Folder, { assetsFolder, version, say }: TransferTerminal, work: (open: OpenStation, now: () => string) => Promise<T>): Promise<T> => {
  const passphrase = await readPassphrase(options.passphraseFile, say('口令：', 'Passphrase: '));
  return withStation({ folder: folderOf(options), assetsFolder, version, passphrase, ...(options.account !== undefined && { account: options.account }) }, async (open, now) => {
    checkStaff(open);
    return work(open, now);
  });
};
/** The same for what changes no paper: a station that is open goes on meanwhile. */
const besideFolder = async <T>(options: Folder, { assetsFolder, version, say }: TransferTerminal, work: (open: Beside, now: () => string) => Promise<T>): Promise<T> => {
  const passphrase = await readPassphrase(options.passphraseFile, say('口令：', 'Passphrase: '));
  return withStationOrBeside({ folder: folderOf(options), assetsFolder, version, passphrase, ...(options.account !== undefined && { account: options.account }) }, async (open, now) => {
    checkStaff(open);
    return work(open, now);
  });
};
/** What was refused as a whole ends the command in words. */
const inWords = async <T>(work: () => Promise<T>, assetsFolder: string): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) throw refusalsToError(error.refusals, assetsFolder);
    throw error;
  }
};

/** `sanlian export`: a form's records as a file. Rejects with CliError. */
export const runExport = async (options: ExportOptions, terminal: TransferTerminal): Promise<void> => {
  checkForm(options.form);
  if (options.out === undefined && options.format === 'xlsx' && process.stdout.isTTY) throw new CliError(exitCodes.usage, 'XLSX 须写到文件：--out 文件。', 'XLSX needs a file: --out FILE.');
  const out = options.out === undefined ? undefined : resolve(options.out);
  const sent = await besideFolder(options, terminal, (open, now) => inWords(async () => {
    const to = receiverForLog(open, { option: 'to', named: options.to, otherwise: out ?? terminal.say('标准输出', 'standard output'), reason: options.reason }, terminal.assetsFolder);
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      const request = { form: options.form, format: options.format, lang: terminal.lang, to };
      for await (const piece of exportRecords(open, { id: uuidv7(), digest: createHash('sha256').update(JSON.stringify(request)).digest('hex') }, { ...request, now: now() })) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    };
    if (out === undefined) await pipeline(Readable.from(counted()), process.stdout, { end: false });
    else await toFile(out, counted());
    return { bytes, sha256: hash.digest('hex') };
  }, terminal.assetsFolder));
  if (out === undefined) return;
  if (options.json) terminal.print(JSON.stringify({ command: 'export', form: options.form, format: options.format, file: out, ...sent }));
  else terminal.print(`${out}  ${sent.bytes} ${terminal.say('字节', 'bytes')}  SHA-256 ${sent.sha256}`);
};

/** Whole or not at all: a run cut short leaves no half of a file under the name. */
const toFile = async (file: string, bytes: AsyncIterable<Buffer>): Promise<void> => {
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(bytes), createWriteStream(part));
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new CliError(exitCodes.cannotOpen, `写不了 ${file}：${(error as Error).message}`, `${file} cannot be written: ${(error as Error).message}`);
  }
};

const readMapping = (file: string | undefined): FileMapping => {
  if (file === undefined) return noMapping;
  try {
    return mappingSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { message } = error as Error;
    throw new CliError(exitCodes.cannotOpen, `对应表 ${file} 读不了：${message}`, `The mapping ${file} cannot be read: ${message}`);
  }
};

/** A field as the form calls it, a cell of a table by its row: `处理过程 第 2 行 时间`. */
const fieldLabel = (form: FormDef | undefined, name: string, lang: Lang): string => {
  if (name === numberColumn) return lang === 'zh' ? '编号' : 'Number';
  const [field = name, row, column] = name.split('.');
  const of = form?.fields[field];
  const label = form ? cellLabel(form, field, lang) : name;
  if (row === undefined) return label;
  const cell = of?.kind === 'table' && column !== undefined ? of.columns[column]?.label[lang] : undefined;
  return lang === 'zh' ? `${label} 第 ${row} 行${cell ? ` ${cell}` : ''}` : `${label}, row ${row}${cell ? `, ${cell}` : ''}`;
};

type Told = { readonly line: number; readonly what: TakenLine['what']; readonly number?: string; readonly fields?: readonly string[]; /** names in the place of initials */ readonly people?: readonly (TakenName & { readonly label: string })[]; readonly refusals: readonly (Refusal & { readonly label?: string; readonly sentence: string })[] };

/** `sanlian import`: records from a file, each row told. Rejects with CliError. */
export const runImport = async (file: string, options: ImportOptions, terminal: TransferTerminal): Promise<void> => {
  const { lang, say, print, write } = terminal;
  checkForm(options.form);
  const mapping = readMapping(options.mapping);
  checkForm(mapping.form);
  const words = createRefusalWords(terminal.assetsFolder, lang);
  const report = options.report === undefined ? null : createWriteStream(resolve(options.report));
  const tell = ({ line, what, number, form, fields, refusals, left, people }: TakenLine): Told => ({
    line, what, ...(number !== undefined && { number }), ...(what === 'same' && fields.length > 0 && { fields }),
    ...(people && { people: people.map((each) => ({ ...each, label: fieldLabel(formsById.get(form), each.field, lang) })) }),
    refusals: [...refusals, ...(left ?? [])].map((refusal) => {
      const def = formsById.get(form);
      const label = refusal.field === undefined ? undefined : fieldLabel(def, refusal.field, lang);
      return { ...refusal, ...(label !== undefined && { label }), sentence: words(refusal, (name) => fieldLabel(def, name, lang)) };
    }),
  });
  const counts = { ...countLines([]) };
  let left = 0;
  await withFolder(options, terminal, (open, now) => inWords(async () => {
    const rows = await openRows(file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      throw cannotOpen(file, error);
    });
    // told row by row: a file with ten thousand bad rows is told in the memory of one
    // an answer begins when the file is known to be one that can be taken in
    const begin = (): void => {
      if (options.json && !begun) write(`${JSON.stringify({ command: 'import', file, sha256: rows.sha256, dryRun: options.dryRun === true }).slice(0, -1)},"rows":[`);
      begun = true;
    };
    let begun = false;
    let first = true;
    for await (const taken of takeIn(open, rows, { file: basename(file), ...(options.form !== undefined && { form: options.form }), mapping, isTrial: options.dryRun === true, now })) {
      begin();
      counts[taken.what] += 1;
      if (taken.left) left += 1;
      const told = tell(taken);
      if (report && !report.write(`${JSON.stringify(told)}\n`)) await new Promise<void>((ready) => report.once('drain', ready));
      if (told.refusals.length === 0 && !told.people && !(taken.what === 'same' && taken.fields.length > 0)) continue;
      if (options.json) write(`${first ? '' : ','}\n${JSON.stringify(told)}`);
      else print(lineToText(told, terminal));
      first = false;
    }
    begin();
    if (options.json) print(`],"counts":${JSON.stringify(counts)},"left":${left}}`);
  }, terminal.assetsFolder));
  if (report) {
    report.end();
    await finished(report);
  }
  if (!options.json) {
    const verb = options.dryRun ? say('试运行，没有写入：', 'Trial, nothing was written: ') : '';
    print(`${verb}${say(`新增 ${counts.create}，已有 ${counts.same}，未收 ${counts.refused}`, `${counts.create} new, ${counts.same} there already, ${counts.refused} not taken`)}${left > 0 ? say(`；${left} 行所引的单据不在本机`, `; ${left} name papers that are not here`) : ''}`);
  }
  terminal.end(counts.refused > 0 ? exitCodes.checkFailed : exitCodes.ok);
};

const lineToText = ({ line, what, number, fields, refusals, people }: Told, { say }: TransferTerminal): string => {
  const head = say(`第 ${line} 行`, `Row ${line}`);
  const sentences = refusals.map(({ label, sentence }) => `${head}${label ? ` · ${label}` : ''}：${sentence}`.replace('：', say('：', ': ')));
  const names = (people ?? []).map(({ label, written, name }) => `${head} · ${label}${say('：', ': ')}${written} → ${name}`);
  const differs = what === 'same' && (fields ?? []).length > 0 ? [`${head} · ${number ?? ''} ${say(`已有，内容不同的未改：${(fields ?? []).join('、')}`, `is there already; what differs was left as it is: ${(fields ?? []).join(', ')}`)}`] : [];
  return [...sentences, ...names, ...(refusals.length > 0 ? [] : differs)].join('\n');
};
