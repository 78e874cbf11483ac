import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import { environmentToLang, wordsToLang } from '../../domain/text/language.ts';
import { defaultDataFolder } from '../shell/dataFolder.ts';
import { addAgendaCommand } from './agenda.ts';
import { addDueCommand } from './due.ts';
import { cannotOpen, CliError, exitCodes, type ExitCode } from './exitCodes.ts';
import { addFerryCommand } from './ferry.ts';
import { addGradeCommand } from './grade.ts';
import { addMoneyCommand } from './money.ts';
import { readPassphrase } from './passphrase.ts';
import { isSound, linesToText } from './report.ts';
import { addReportCommand } from './reportCommand.ts';
import { createSay, refuseUnknownCommand, speak } from './terminalWords.ts';
import { addTransferCommands } from './transferCommands.ts';

/** The command `sanlian`: the product without a window. Ends with one of {@link exitCodes}. */
const home = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
const assetsFolder = join(home, 'assets');

type Common = { readonly json?: boolean };

// a reader that has seen enough (`| head`) is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
/** Known before the words are parsed, so that help and refusals speak it too. */
const lang = wordsToLang(process.argv.slice(2)) ?? environmentToLang(process.env);
const say = createSay(lang);
let code: ExitCode = exitCodes.ok;

const verifyFile = async (file: string, { json, key }: Common & { readonly key?: string }): Promise<ExitCode> => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw cannotOpen(file, error);
  }
  // each command loads what it works with when it runs: help and a wrong word are answered at once
  const [{ createPaperMaker }, { verifyBytes }] = await Promise.all([import('../papers/render.ts'), import('./verify.ts')]);
  const result = await verifyBytes(bytes, createPaperMaker({ fontsFolder: join(assetsFolder, 'fonts') }), key);
  if (json) print(JSON.stringify({ command: 'verify', file, ...result }));
  else {
    if (result.number) print(`${result.number}${result.checkCode ? `  ${say('校验码', 'check code')} ${result.checkCode}` : ''}`);
    for (const { name, post, at, remarks } of result.signers) print(`  ${name} ${post} ${at.slice(0, 16).replace('T', ' ')}  ${remarks[lang]}`);
    print(linesToText(result.lines, lang));
    const sound = {
      voided: say('结论：属实，与签认时一致，但已由总部作废，不再有效。', 'Genuine: it is what was signed, but headquarters voided it and it is no longer in force.'),
      corrected: say('结论：属实，与签认时一致，但已由更正单替代，以更正单为准。', 'Genuine: it is what was signed, but a correction has replaced it, and that one counts.'),
    };
    print(!result.valid ? say('结论：无效。', 'Not valid.') : result.standing ? sound[result.standing] : say('结论：有效，与签认时一致。', 'Valid: it is what was signed.'));
    if (result.valid) print(say('（设备密钥属于哪个工作站、此后有无更正、作废或其他操作，请向总部核对。）', '(Whose device key it is, and whether it was corrected, voided or added to later, headquarters can tell.)'));
  }
  return result.valid ? exitCodes.ok : exitCodes.checkFailed;
};

const examine = async (options: Common & { data?: string; passphraseFile?: string; account?: string }): Promise<ExitCode> => {
  const folder = resolve(options.data ?? defaultDataFolder(process.platform, process.env, homedir()));
  const passphrase = await readPassphrase(options.passphraseFile, say('口令（直接回车则只查外部）：', 'Passphrase (Enter to look from outside only): '));
  const { examineFolder } = await import('./doctor.ts');
  const lines = await examineFolder(folder, passphrase, options.account);
  const open = lines.filter((line) => line.ok === null).length;
  if (options.json) print(JSON.stringify({ command: 'doctor', folder, ok: isSound(lines), complete: open === 0, lines }));
  else print(`${folder}\n${linesToText(lines, lang)}`);
  if (!options.json && open > 0) print(say(`没有全部检查（没有口令）：${open} 项没有查。`, `Not everything was checked (no passphrase): ${open} checks were left out.`));
  return isSound(lines) ? exitCodes.ok : exitCodes.checkFailed;
};

/** `--lang` is read before anything else and obeyed wherever it stands; here it is explained, and checked. */
const langOption = () => new Option('--lang <lang>', say('语言', 'language')).choices(['zh', 'en']).default(lang);

const program = speak(new Command('sanlian'), lang)
  .description(say('三联：没有窗口也能用', 'Sanlian without a window'))
  .version(version, '-V, --version', say('显示版本', 'show the version'))
  .addOption(langOption())
  .exitOverride()
  .showHelpAfterError()
  .addHelpText('after', say(`
退出码：
  0 正常 · 1 检查不通过 · 2 用法不对
  3 数据文件夹正被使用 · 4 打不开 · 5 出错`, `
Exit codes:
  0 ok · 1 a check failed · 2 wrong usage
  3 data folder in use · 4 cannot open · 5 failed`));

const addCommon = (command: Command): Command => command.addOption(langOption()).option('--json', say('输出 JSON', 'print JSON'));

addCommon(program.command('tour').description(say('在临时文件夹里走完整一天，留下三联 PDF 与小结', 'do a whole day by itself and leave its papers')))
  .requiredOption('--out <dir>', say('放结果的文件夹', 'folder for what it makes'))
  .option('--data <dir>', say('工作站与总部的文件夹，留着不删（默认用临时文件夹）', 'keep station and headquarters there (default: a temporary folder)'))
  .action(async (options: Common & { out: string; data?: string }) => {
    // headquarters and its database driver are loaded by this command alone
    const { runTour } = await import('./tour.ts');
    const passed = await runTour({ out: resolve(options.out), data: options.data ? resolve(options.data) : undefined, assetsFolder, version, lang, say: options.json ? undefined : print, sayJson: options.json ? print : undefined });
    code = passed ? exitCodes.ok : exitCodes.checkFailed;
  });
addCommon(program.command('verify').description(say('检查一份 PDF 或单据导出', 'check a PDF or a record export')).argument('<file>', say('PDF 或单据导出', 'PDF or record export')))
  .option('--data <dir>', say('不用数据文件夹，只为各命令一致', 'accepted and not needed'))
  .option('--key <key>', say('总部公钥：总部日志的证明必须由它签署', 'headquarters’ public key, which must have signed the proof from its log'))
  .action(async (file: string, options: Common & { key?: string }) => {
    code = await verifyFile(file, options);
  });
addCommon(program.command('doctor').description(say('检查数据文件夹', 'check the data folder')))
  .option('--data <dir>', say('数据文件夹', 'data folder'))
  .option('--account <name>', say('账号名', 'account'))
  .option('--passphrase-file <file>', say('口令文件（也可用 SANLIAN_PASSPHRASE）', 'file with the passphrase (or SANLIAN_PASSPHRASE)'))
  .action(async (options: Common & { data?: string; account?: string; passphraseFile?: string }) => {
    code = await examine(options);
  });

addDueCommand(program, addCommon, { lang, say, print, assetsFolder });
addFerryCommand(program, addCommon, { lang, say, print, assetsFolder, version });
addGradeCommand(program, addCommon, { lang, say, print, assetsFolder });
addMoneyCommand(program, addCommon, { lang, say, print, assetsFolder });
addAgendaCommand(program, addCommon, { lang, say, print, assetsFolder, version });
addTransferCommands(program, addCommon, { lang, say, print, assetsFolder, version, write: (text) => void process.stdout.write(text), end: (ended) => { code = ended; } });
addReportCommand(program, addCommon, { lang, say, print, assetsFolder, version });

try {
  refuseUnknownCommand(program, process.argv.slice(2));
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) code = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else if (error instanceof CliError) {
    process.stderr.write(`${say(error.zh, error.en)}\n`);
    if (error.refusals.length > 0 && process.argv.includes('--json')) print(JSON.stringify({ refusals: error.refusals }));
    ({ code } = error);
  } else {
    process.stderr.write(`${say('出错：', 'Failed: ')}${(error as Error).stack ?? String(error)}\n`);
    code = exitCodes.failed;
  }
}
process.exitCode = code;
