import { Option, type Command } from 'commander';
import { reasonOption } from './reasonOption.ts';
import type { ExportOptions, ImportOptions, TransferTerminal } from './transfer.ts';

/** Adds `sanlian export` and `sanlian import`: a form's records as a file, and back (contract R35: what leaves is logged). */
export const addTransferCommands = (program: Command, addCommon: (command: Command) => Command, terminal: TransferTerminal): void => {
  const { say } = terminal;
  const addFolder = (command: Command): Command =>
    addCommon(command)
      .option('--data <dir>', say('数据文件夹', 'data folder'))
      .option('--account <name>', say('账号名', 'account'))
      .option('--passphrase-file <file>', say('口令文件（也可用 SANLIAN_PASSPHRASE）', 'file with the passphrase (or SANLIAN_PASSPHRASE)'));
  addFolder(program.command('export').description(say('把一种单据的全部记录写成文件，记入日志', "write a form's records to a file, and log it")))
    .requiredOption('--form <form>', say('单据种类，如 service-order', 'form, such as service-order'))
    .addOption(new Option('--format <format>', say('格式', 'format')).choices(['jsonl', 'csv', 'xlsx']).default('jsonl'))
    .option('--out <file>', say('写到这个文件（默认写到标准输出）', 'write this file (default: standard output)'))
    .option('--to <whom>', say('交给谁，写进日志（默认写文件名）', 'for whom, for the log (default: the file)'))
    .addOption(reasonOption(terminal))
    .action(async (options: ExportOptions) => (await import('./transfer.ts')).runExport(options, terminal));
  addFolder(program.command('import').description(say('从 XLSX、CSV 或 JSON 行文件收入往年记录', "take in an earlier year's records from XLSX, CSV or JSON lines")).argument('<file>', say('文件', 'file')))
    .option('--form <form>', say('单据种类（JSON 行文件自带）', 'form (JSON lines say it themselves)'))
    .option('--mapping <file>', say('列与栏目的对应表（JSON）', 'what the columns fill (JSON)'))
    .option('--dry-run', say('只试，不写入', 'try, write nothing'))
    .option('--report <file>', say('每一行的结果写到这个文件（JSON 行）', "write every row's fate here (JSON lines)"))
    .action(async (file: string, options: ImportOptions) => (await import('./transfer.ts')).runImport(file, options, terminal));
};
