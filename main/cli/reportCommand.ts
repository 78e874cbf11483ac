import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { v7 as uuidv7 } from 'uuid';
import { isDay } from '../../domain/clocks/shanghai.ts';
import { fileStem, periodDays, periodOfDays } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import { valueWords } from '../../domain/report/tables.ts';
import { defaultDataFolder } from '../shell/dataFolder.ts';
import { CliError, exitCodes } from './exitCodes.ts';
import type { Terminal } from './grade.ts';
import { readPassphrase } from './passphrase.ts';
import { reasonOption } from './reasonOption.ts';

type Options = { readonly from: string; readonly to: string; readonly out: string; readonly recipient?: string; readonly reason?: string; readonly data?: string; readonly account?: string; readonly passphraseFile?: string; readonly json?: boolean };

/** As it was sent to be signed, else as the records stand; that it leaves, and into which folder, stands in the log (R35). */
const reportOf = async (options: Options, out: string, { assetsFolder, say, lang }: Terminal, version: string): Promise<{ readonly report: Report; readonly signed: Uint8Array | undefined }> => {
  const { from, to } = options;
  const passphrase = await readPassphrase(options.passphraseFile, say('口令：', 'Passphrase: '));
  // what opens a folder is loaded when a report is made, not to say what the command does
  const [{ signedPages, standingReport }, { logReport }, { receiverForLog }, { checkStaff, withStationOrBeside }] = await Promise.all([import('../report/paper.ts'), import('../report/questions.ts'), import('./receiver.ts'), import('./workFolder.ts')]);
  const folder = resolve(options.data ?? defaultDataFolder(process.platform, process.env, homedir()));
  return withStationOrBeside({ folder, assetsFolder, version, passphrase, ...(options.account !== undefined && { account: options.account }) }, async (open, now) => {
    checkStaff(open);
    if (!periodOfDays(open.contracts, open.calendar, from, to)) throw new CliError(exitCodes.usage, `--from ${from}、--to ${to}：止早于起，或长于十年。`, `--from ${from}, --to ${to}: the end is before the start, or more than ten years after it.`);
    const receiver = receiverForLog(open, { option: 'recipient', named: options.recipient, otherwise: out.slice(-200), reason: options.reason }, assetsFolder);
    const standing = await standingReport(open, { from, to }, now());
    const { report } = standing;
    const digest = createHash('sha256').update(JSON.stringify({ from, to, lang, out, receiver })).digest('hex');
    logReport(open, { id: uuidv7(), digest }, { from, to }, fileStem(report), receiver);
    return { report, signed: await signedPages(open, standing) };
  });
};

const toJson = ({ period, title, madeAt, unfinished, site, figures, missing, openPoints, apart }: Report, files: readonly string[]): string =>
  JSON.stringify({ command: 'report', period, title, madeAt, unfinished, site, figures: figures.map((each) => ({ ...each, count: each.ids.length })), missing, openPoints, apart, files });

const printReport = (report: Report, files: readonly string[], { lang, say, print }: Terminal): void => {
  print(`${report.title[lang]}  ${periodDays(report.period)[lang]}`);
  for (const each of report.figures) print(`  ${each.label[lang]}${say('：', ': ')}${valueWords(each)[lang]}${say(`（${each.ids.length} 条记录）`, ` (${each.ids.length} records)`)}`);
  if (report.missing.length > 0) print(say('缺项：', 'Missing:'));
  for (const { what, rule } of report.missing) print(`  ${rule} ${what[lang]}`);
  if (report.unfinished) print(say('（期未满，数字截至此刻。）', '(The period has not ended: the figures are of this moment.)'));
  for (const file of files) print(file);
};

/** Adds `sanlian report`: the service report of a period from a data folder, as files, with every figure explained. */
export const addReportCommand = (program: Command, addCommon: (command: Command) => Command, terminal: Terminal & { readonly version: string }): void => {
  const { lang, say, print, assetsFolder } = terminal;
  const day = (typed: string): string => {
    if (!isDay(typed)) throw new InvalidArgumentError(say('应为日期，例如 2021-09-27。', 'Write a day, such as 2021-09-27.'));
    return typed;
  };
  addCommon(program.command('report').description(say('从记录生成一段时间的服务报告（PDF、DOCX、XLSX、CSV、JSON）', 'make the service report of a period from the records (PDF, DOCX, XLSX, CSV, JSON)')))
    .requiredOption('--from <day>', say('第一天', 'first day'), day)
    .requiredOption('--to <day>', say('最后一天（含）', 'last day, included'), day)
    .requiredOption('--out <dir>', say('放报告的文件夹', 'folder for the report'))
    .option('--recipient <name>', say('报告给谁，写进日志（默认写文件夹）', 'whom the report is for, for the log (default: the folder)'))
    .addOption(reasonOption(terminal))
    .option('--data <dir>', say('数据文件夹', 'data folder'))
    .option('--account <name>', say('账号名', 'account'))
    .option('--passphrase-file <file>', say('口令文件（也可用 SANLIAN_PASSPHRASE）', 'file with the passphrase (or SANLIAN_PASSPHRASE)'))
    .action(async (options: Options) => {
      const out = resolve(options.out);
      const { report, signed } = await reportOf(options, out, terminal, terminal.version);
      // what draws pages is loaded when a report is made
      const { reportFiles } = await import('../report/files.ts');
      const made = await reportFiles(report, { lang, fontsFolder: join(assetsFolder, 'fonts'), signed });
      const files = made.map(({ name }) => join(out, name));
      try {
        mkdirSync(out, { recursive: true });
        for (const [i, { bytes }] of made.entries()) writeFileSync(files[i]!, bytes);
      } catch (error) {
        throw new CliError(exitCodes.cannotOpen, `写不进 ${out}：${(error as Error).message}`, `Cannot write to ${out}: ${(error as Error).message}`);
      }
      if (options.json) print(toJson(report, files));
      else printReport(report, files, terminal);
    });
};
