import type { Command } from 'commander';
import { reckonedDayToText } from '../../domain/clocks/readings.ts';
import type { MoneyAnswer, MoneyQuestion } from '../../domain/money/answer.ts';
import { formatAmount } from '../../domain/money/decimal.ts';
import { reckonMoney } from '../../domain/money/money.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { text, type Lang } from '../../domain/text/text.ts';
import { readCalendarWith } from './calendarFile.ts';
import { readProfile } from './contractFile.ts';
import type { Terminal } from './grade.ts';
import { optionToInstant } from './optionValue.ts';
import { refusalsToError } from './refusalSentence.ts';

type Options = Partial<MoneyQuestion> & { readonly profile?: string; readonly calendar: readonly string[]; readonly list?: boolean; readonly explain?: boolean; readonly json?: boolean };

const timeFields = ['from', 'to', 'signed', 'notice', 'terminated'] as const;
const optionsToQuestion = (options: Options): MoneyQuestion => {
  const { kind = '', fee, amount } = options;
  const times = Object.fromEntries(timeFields.flatMap((field) => (options[field] === undefined ? [] : [[field, optionToInstant(options[field])]])));
  return { kind, ...(fee !== undefined && { fee }), ...(amount !== undefined && { amount }), ...times };
};

const listKinds = ({ id, money }: ContractProfile, { lang, say, print }: Terminal, json: boolean | undefined): void => {
  if (json) {
    print(JSON.stringify({ command: 'money', profile: id, currency: money.currency, kinds: money.kinds }));
    return;
  }
  const payers = { client: say('甲方付', 'the client pays'), contractor: say('乙方付', 'the contractor pays') };
  for (const kind of money.kinds) print(`  ${kind.id.padEnd(20)} ${kind.rule.padEnd(4)} ${kind.label[lang]} · ${payers[kind.payer]}`);
};

const answerToJson = ({ steps, days, reckoned, ...answer }: MoneyAnswer, explain: boolean | undefined): string =>
  JSON.stringify({ command: 'money', ...answer, decided: false, ...(explain && { steps, days, reckoned }) });

const printAnswer = (answer: MoneyAnswer, explain: boolean | undefined, lang: Lang, { say, print }: Terminal): void => {
  const { label, rule, clause, amount, capitals, parts, steps, days, due, reckoned, estimated, note } = answer;
  print(`${label[lang]}  ${say(`${rule} ${clause}`, rule)}`);
  print(say(`人民币 ${formatAmount(amount)} 元（${capitals}）`, `CNY ${formatAmount(amount)}`));
  if (parts.length > 1) for (const part of parts) print(`  ${part.label[lang]}${say('：', ': ')}${formatAmount(part.amount)}`);
  if (due) print(`${say('截止：', 'due: ')}${due}`);
  if (estimated) print(say('（估算：该年安排尚未公布）', '(estimated: the year is not published yet)'));
  if (explain) {
    for (const step of steps) print(`  ${step.label[lang]}  ${step.formula} = ${step.result}`);
    for (const day of days) print(`  ${day.day}  ${day.counted ? '+' : ' '}${formatAmount(day.amount)}  ${formatAmount(day.total)}`);
    for (const day of reckoned) print(`  ${day.day}  ${reckonedDayToText(day, lang)}`);
  }
  print(note[lang]);
};

const collect = (typed: string, before: readonly string[]): readonly string[] => [...before, typed];

/** Adds `sanlian money`: a sum of the contract, computed and explained, without a data folder. */
export const addMoneyCommand = (program: Command, addCommon: (command: Command) => Command, terminal: Terminal): void => {
  const { lang, say, print, assetsFolder } = terminal;
  addCommon(program.command('money').description(say('按合同算金额，逐步说明，不作认定', 'reckon a sum of the contract step by step; it decides nothing')))
    .option('--kind <kind>', say('金额种类（见 --list）', 'kind of sum (see --list)'))
    .option('--fee <yuan>', say('年服务费，不写即合同价款', 'yearly fee; the contract price unless given'))
    .option('--amount <yuan>', say('应付款，或已付的服务费；不写即全部', 'amount due, or paid of the fee; the whole unless given'))
    .option('--from <day>', say('付款期限的起算日', 'day the payment is reckoned from'))
    .option('--to <day>', say('付款日，或问到哪一天', 'day of payment, or the day asked about'))
    .option('--signed <day>', say('合同签订日', 'day the contract was signed'))
    .option('--notice <day>', say('收到通知之日', 'day the notice was received'))
    .option('--terminated <day>', say('合同终止日', 'day the contract was terminated'))
    .option('--explain', say('逐步、逐日说明', 'explain step by step and day by day'))
    .option('--list', say('列出合同配置中的全部金额种类', 'list every kind of the profile'))
    .option('--profile <file>', say('合同配置文件', 'contract profile'))
    .option('--calendar <file>', say('节假日安排更新文件，可重复', 'update of the holiday calendar, repeatable'), collect, [])
    .action((options: Options) => {
      const profile = readProfile(options.profile, assetsFolder);
      if (options.list) return listKinds(profile, terminal, options.json);
      const kinds = profile.money.kinds.map((kind) => kind.id).join(' ');
      const hint = text(`可用：${kinds}`, `One of: ${kinds}`);
      if (options.kind === undefined) throw refusalsToError([{ code: 'required', field: 'kind' }], assetsFolder, hint);
      const answer = reckonMoney(optionsToQuestion(options), profile, readCalendarWith(options.calendar, assetsFolder));
      if (!answer.ok) throw refusalsToError(answer.error, assetsFolder, answer.error.some((each) => each.field === 'kind') ? hint : undefined);
      if (options.json) print(answerToJson(answer.value, options.explain));
      else printAnswer(answer.value, options.explain, lang, terminal);
    });
};
