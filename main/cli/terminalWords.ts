import type { Command, Option } from 'commander';
import type { Lang } from '../../domain/text/text.ts';

/** Picks one of two sentences; made once, by {@link createSay}, for the language of this run. */
export type Say = (zh: string, en: string) => string;
export const createSay = (lang: Lang): Say => (zh, en) => (lang === 'zh' ? zh : en);

const titles: Readonly<Record<string, string>> = { 'Usage:': '用法:', 'Options:': '选项:', 'Commands:': '命令:', 'Arguments:': '参数:', 'Global Options:': '通用选项:' };

/** Commander's own refusals, which it words in English only. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'/, '缺少参数 $1。'],
  [/^error: option '(.+)' argument missing/, '选项 $1 后面缺少值。'],
  [/^error: required option '(.+)' not specified/, '缺少必需的选项 $1。'],
  [/^error: option '(.+)' argument '(.*)' is invalid\. Allowed choices are (.+)\./, '选项 $1 的值“$2”不对，可用：$3。'],
  [/^error: option '(.+)' argument '(.*)' is invalid\. ?(.*)/, '选项 $1 的值“$2”不对。$3'],
  [/^error: command-argument value '(.*)' is invalid for argument '(.+)'\. ?(.*)/, '参数 $2 的值“$1”不对。$3'],
  [/^error: unknown option '(.+)'/, '没有选项 $1。'],
  [/^error: unknown command '(.+)'/, '没有命令 $1。'],
  [/^error: too many arguments.*Expected (\d+) arguments? but got (\d+).*/, '参数太多：应为 $1 个，给了 $2 个。'],
  [/^error: option '(.+)' cannot be used with option '(.+)'/, '选项 $1 不能与 $2 同用。'],
  [/\n\(Did you mean one of (.+)\?\)/, '是否想用：$1？'],
  [/\n\(Did you mean (.+)\?\)/, '是否想用：$1？'],
];
const refusalToChinese = (message: string): string => refusals.reduce((text, [pattern, words]) => text.replace(pattern, words), message);

const optionToText = (option: Option, say: Say): string => {
  const notes = [
    ...(option.argChoices ? [say(`可用 ${option.argChoices.join('、')}`, `one of ${option.argChoices.join(', ')}`)] : []),
    ...(typeof option.defaultValue === 'string' || typeof option.defaultValue === 'number' ? [say(`默认 ${option.defaultValue}`, `default ${option.defaultValue}`)] : []),
  ];
  return notes.length === 0 ? option.description : `${option.description}${say(`（${notes.join('；')}）`, ` (${notes.join('; ')})`)}`;
};

/** Makes a program and the commands added to it later speak one language: titles of the help, notes on options, refusals of wrong usage. */
export const speak = (program: Command, lang: Lang): Command => {
  const say = createSay(lang);
  return program
    .helpOption('-h, --help', say('显示本说明', 'show this help'))
    .helpCommand('help [command]', say('显示某个命令的说明', 'show the help of a command'))
    .configureHelp({
      styleTitle: (title) => (lang === 'zh' ? (titles[title] ?? title) : title),
      optionDescription: (option) => optionToText(option, say),
    })
    .configureOutput({ outputError: (message, write) => write(lang === 'zh' ? refusalToChinese(message) : message) });
};

/**
 * Refuses help on a command there is not: Commander answers `sanlian foo --help` with the help of the whole and exit code 0. Throws
 * CommanderError as every wrong usage does.
 */
export const refuseUnknownCommand = (program: Command, words: readonly string[]): void => {
  const [first, second] = program.parseOptions([...words]).operands;
  const asked = first === 'help' ? second : words.includes('--help') || words.includes('-h') ? first : undefined;
  const isKnown = asked === undefined || asked === 'help' || program.commands.some((each) => each.name() === asked || each.aliases().includes(asked));
  if (!isKnown) program.error(`error: unknown command '${asked}'`, { code: 'commander.unknownCommand' });
};
