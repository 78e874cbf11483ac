import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import type { Lang } from '../../domain/text/text.ts';
import { createPaperMaker } from '../papers/render.ts';
import { defaultDataFolder } from '../shell/dataFolder.ts';
import { examineFolder } from './doctor.ts';
import { CliError, exitCodes, type ExitCode } from './exitCodes.ts';
import { readPassphrase } from './passphrase.ts';
import { isSound, linesToText } from './report.ts';
import { verifyBytes } from './verify.ts';

/** The command `sanlian`: the product without a window. Ends with one of {@link exitCodes}. */
const home = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
const assetsFolder = join(home, 'assets');

type Common = { readonly lang: Lang; readonly json?: boolean };

/** Chinese, unless the environment speaks English. */
const defaultLang = (env: NodeJS.ProcessEnv): Lang => ((env['LC_ALL'] || env['LANG'] || '').toLowerCase().startsWith('en') ? 'en' : 'zh');

const print = (line: string): void => void process.stdout.write(`${line}\n`);
let lang: Lang = defaultLang(process.env);
let code: ExitCode = exitCodes.ok;

const verifyFile = async (file: string, { json }: Common): Promise<ExitCode> => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CliError(exitCodes.cannotOpen, `打不开 ${file}：${(error as Error).message}`, `Cannot open ${file}: ${(error as Error).message}`);
  }
  const result = await verifyBytes(bytes, createPaperMaker({ fontsFolder: join(assetsFolder, 'fonts') }));
  if (json) print(JSON.stringify({ command: 'verify', file, ...result }));
  else {
    if (result.number) print(`${result.number}${result.checkCode ? `  ${lang === 'zh' ? '校验码' : 'check code'} ${result.checkCode}` : ''}`);
    for (const { name, post, at } of result.signers) print(`  ${name} ${post} ${at.slice(0, 16).replace('T', ' ')}`);
    print(linesToText(result.lines, lang));
    const verdict = result.valid ? ['结论：有效，与签认时一致。', 'Valid: it is what was signed.'] : ['结论：无效。', 'Not valid.'];
    print(lang === 'zh' ? verdict[0]! : verdict[1]!);
    if (result.valid) print(lang === 'zh' ? '（设备密钥属于哪个工作站、此后有无新操作，请向总部核对。）' : '(Whose device key it is, and whether anything was added later, headquarters can tell.)');
  }
  return result.valid ? exitCodes.ok : exitCodes.checkFailed;
};

const examine = async (options: Common & { data?: string; passphraseFile?: string; account?: string }): Promise<ExitCode> => {
  const folder = resolve(options.data ?? defaultDataFolder(process.platform, process.env, homedir()));
  const passphrase = await readPassphrase(options.passphraseFile, lang === 'zh' ? '口令（直接回车则只查外部）：' : 'Passphrase (Enter to look from outside only): ');
  const lines = await examineFolder(folder, passphrase, options.account);
  const open = lines.filter((line) => line.ok === null).length;
  if (options.json) print(JSON.stringify({ command: 'doctor', folder, ok: isSound(lines), complete: open === 0, lines }));
  else print(`${folder}\n${linesToText(lines, lang)}`);
  if (!options.json && open > 0) print(lang === 'zh' ? `没有全部检查（没有口令）：${open} 项没有查。` : `Not everything was checked (no passphrase): ${open} checks were left out.`);
  return isSound(lines) ? exitCodes.ok : exitCodes.checkFailed;
};

const program = new Command('sanlian')
  .description('三联：没有窗口也能用 · Sanlian without a window')
  .version(version)
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .showHelpAfterError()
  .addHelpText('after', `
退出码 exit codes:
  0 正常 ok · 1 检查不通过 a check failed · 2 用法不对 wrong usage
  3 数据文件夹正被使用 folder in use · 4 打不开 cannot open · 5 出错 failed`);

const addCommon = (command: Command): Command =>
  command.addOption(new Option('--lang <lang>', '语言 language').choices(['zh', 'en']).default(lang)).option('--json', '输出 JSON · print JSON');

addCommon(program.command('tour').description('在临时文件夹里走完整一天，留下三联 PDF 与小结 · do a whole day by itself and leave its papers'))
  .requiredOption('--out <dir>', '放结果的文件夹 · folder for what it makes')
  .option('--data <dir>', '工作站与总部的文件夹，留着不删（默认用临时文件夹）· keep station and headquarters there (default: a temporary folder)')
  .action(async (options: Common & { out: string; data?: string }) => {
    ({ lang } = options);
    // headquarters and its database driver are loaded by this command alone
    const { runTour } = await import('./tour.ts');
    const passed = await runTour({ out: resolve(options.out), data: options.data ? resolve(options.data) : undefined, assetsFolder, version, lang, say: options.json ? undefined : print, sayJson: options.json ? print : undefined });
    code = passed ? exitCodes.ok : exitCodes.checkFailed;
  });
addCommon(program.command('verify').description('检查一份 PDF 或单据导出 · check a PDF or a record export').argument('<file>'))
  .option('--data <dir>', '不用数据文件夹，只为各命令一致 · accepted and not needed')
  .action(async (file: string, options: Common) => {
    ({ lang } = options);
    code = await verifyFile(file, options);
  });
addCommon(program.command('doctor').description('检查数据文件夹 · check the data folder'))
  .option('--data <dir>', '数据文件夹 · data folder')
  .option('--account <name>', '账号名 · account')
  .option('--passphrase-file <file>', '口令文件（也可用 SANLIAN_PASSPHRASE）· file with the passphrase (or SANLIAN_PASSPHRASE)')
  .action(async (options: Common & { data?: string; account?: string; passphraseFile?: string }) => {
    ({ lang } = options);
    code = await examine(options);
  });

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) code = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else if (error instanceof CliError) {
    process.stderr.write(`${lang === 'zh' ? error.zh : error.en}\n`);
    ({ code } = error);
  } else {
    process.stderr.write(`${lang === 'zh' ? '出错' : 'Failed'}: ${(error as Error).stack ?? String(error)}\n`);
    code = exitCodes.failed;
  }
}
process.exitCode = code;
