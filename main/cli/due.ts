import type { Command } from 'commander';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { ClockError, type ClockFault } from '../../domain/clocks/clockError.ts';
import { clockRuleOf, contractDeadline } from '../../domain/clocks/contractClock.ts';
import type { ReckonedDay } from '../../domain/clocks/deadline.ts';
import type { Pause } from '../../domain/clocks/pauses.ts';
import { reckonedDayToText, readingsOf, type Reading } from '../../domain/clocks/readings.ts';
import { isWithinReach } from '../../domain/clocks/reach.ts';
import { periodsOf, rhythmOf } from '../../domain/clocks/recurrence.ts';
import { addDays, dayOf, isDay, isInstant, isoToMs, msToSecond, startOfDay } from '../../domain/clocks/shanghai.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { ClockRule, Recurring } from '../../domain/contract/rules.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import { readCalendarWith } from './calendarFile.ts';
import { readProfile } from './contractFile.ts';
import { CliError, exitCodes } from './exitCodes.ts';
import type { Terminal } from './grade.ts';
import { optionToInstant } from './optionValue.ts';

type Options = {
  readonly rule?: string; readonly from?: string; readonly pause: readonly string[]; readonly profile?: string; readonly calendar: readonly string[];
  readonly list?: boolean; readonly explain?: boolean; readonly json?: boolean;
};

/** What is asked about, once reckoned: a clock of the profile, or the turn of something that comes back in which a day falls. */
type Answer = {
  readonly row: ClockRule | Recurring;
  readonly from: string;
  readonly due: string;
  readonly estimated: boolean;
  readonly days: readonly ReckonedDay[];
  readonly readings: readonly Reading[];
  readonly period?: { readonly no: number; readonly from: string; readonly to: string; readonly afterTerm: boolean };
};

const wrong = (zh: string, en: string): CliError => new CliError(exitCodes.usage, zh, en);

/** A day or an instant of an option, as an instant of Shanghai. Throws CliError `usage` that names the option. */
const toMoment = (typed: string, option: string): string => {
  const instant = isDay(typed) ? startOfDay(typed) : optionToInstant(typed);
  if (!isInstant(instant)) throw wrong(`${option} 的“${typed}”不是日期，也不是时间，例如 2022-04-22 或 2022-04-22T15:00+08:00。`, `${option}: “${typed}” is neither a day nor a time; write 2022-04-22 or 2022-04-22T15:00+08:00.`);
  if (!isWithinReach(dayOf(instant))) throw wrong(`${option} 的“${typed}”须在 1992 年至 2199 年之间。`, `${option}: “${typed}” must lie between the years 1992 and 2199.`);
  return msToSecond(isoToMs(instant));
};

const moment = String.raw`\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?`;
const pausePattern = new RegExp(`^(${moment})/(${moment}):(.*?)(?:@([^@]*))?$`, 'su');

/** `FROM/TO:REASON[@EVIDENCE]`; days are both included. */
const toPause = (typed: string): Pause => {
  const [, from, to, reason, evidence] = pausePattern.exec(typed) ?? [];
  if (from === undefined || to === undefined || reason === undefined || reason.trim() === '') {
    throw wrong(`--pause 的“${typed}”应写成 起/止:原因，例如 2022-04-23/2022-04-25:等待客户确认。`, `--pause: write “${typed}” as FROM/TO:REASON, such as 2022-04-23/2022-04-25:waiting for the customer.`);
  }
  const keepDay = (end: string): string => (isDay(end) ? end : toMoment(end, '--pause'));
  return { from: keepDay(from), to: keepDay(to), reason, ...(evidence && { evidence }) };
};

const faultWords: Readonly<Record<ClockFault, Text>> = {
  'not-a-figure': text('数值不对', 'not a figure a clock can run for'),
  'not-an-instant': text('不是 1992 年至 2199 年之间的日期或时间', 'neither a day nor a time between 1992 and 2199'),
  'pause-order': text('止于起之前', 'it ends before it begins'),
  'pause-reason': text('须写明原因', 'it needs a reason'),
  'pause-direction': text('只有向后计的期限才能中止', 'only a clock that runs forward can stand still'),
  'calendar-unknown': text('合同配置中没有这个服务时间', 'the profile has no such service calendar'),
  'rule-unknown': text('合同配置中没有这个期限', 'the profile has no such clock'),
  'office-hours-unknown': text('合同配置中没有办公时间', 'the profile gives no office hours'),
};
const clockErrorToCli = ({ code, field }: ClockError): CliError => {
  // `pauses.0.to`: the first --pause
  const [, no] = /^pauses(?:\.(\d+))?/.exec(field) ?? [];
  const option = field.startsWith('pauses') ? '--pause' : `--${field}`;
  const which = no === undefined ? text('', '') : text(`第 ${Number(no) + 1} 个`, ` no. ${Number(no) + 1}`);
  return wrong(`${option}${which.zh}：${faultWords[code].zh}。`, `${option}${which.en}: ${faultWords[code].en}.`);
};

const answer = (id: string, from: string, pauses: readonly Pause[], profile: ContractProfile, calendar: Calendar): Answer => {
  const recurring = profile.recurring.find((each) => each.id === id);
  if (profile.rules.some((each) => each.id === id)) {
    const row = clockRuleOf(profile, id);
    return { row, from, ...contractDeadline(profile, id, from, calendar, pauses), readings: readingsOf(row) };
  }
  if (!recurring) {
    const known = [...profile.rules, ...profile.recurring].map((each) => each.id).join(' ');
    throw wrong(`--rule：合同配置中没有“${id}”。可用：${known}`, `--rule: the profile has no “${id}”. One of: ${known}`);
  }
  if (pauses.length > 0) throw wrong('--pause：周期性义务不能中止。', '--pause: what comes back cannot stand still.');
  const day = dayOf(from) < profile.term.from ? profile.term.from : dayOf(from);
  // a rest day belongs to the next working day's turn; no holiday is longer than a month
  const [period] = periodsOf(recurring, profile, calendar, day, addDays(day, 31));
  if (!period) throw wrong(`--from：${day} 之后一个月内没有这一义务。`, `--from: nothing of the kind is owed within a month of ${day}.`);
  const { no, from: first, to, due, estimated, days, afterTerm = false } = period;
  return { row: recurring, from, due, estimated, days, readings: [], period: { no, from: first, to, afterTerm } };
};

const unitWords: Readonly<Record<ClockRule['unit'] | 'week', Text>> = {
  workday: text('个工作日', 'working days'), day: text('日', 'days'), month: text('个月', 'months'), hour: text('小时', 'hours'), week: text('周', 'weeks'),
};
const figureToText = (figure: number, unit: keyof typeof unitWords, lang: Lang): string =>
  lang === 'en' && figure === 1 ? `1 ${unitWords[unit].en.slice(0, -1)}` : `${figure} ${unitWords[unit][lang]}`;
const rowFigure = (row: ClockRule | Recurring, profile: ContractProfile): { readonly figure: number; readonly unit: keyof typeof unitWords } => {
  const { figure, unit } = 'every' in row ? rhythmOf(row, profile).every : clockRuleOf(profile, row.id);
  return { figure, unit };
};

const listRows = (profile: ContractProfile, { lang, say, print }: Terminal, json: boolean | undefined): void => {
  const rules = profile.rules.map((rule) => clockRuleOf(profile, rule.id));
  if (json) {
    print(JSON.stringify({ command: 'due', profile: profile.id, rules, recurring: profile.recurring.map((row) => ({ ...row, ...rhythmOf(row, profile) })), serviceCalendars: profile.serviceCalendars }));
    return;
  }
  const line = (row: ClockRule | Recurring, words: string): string => `  ${row.id.padEnd(24)} ${row.rule.padEnd(4)} ${row.label[lang]} · ${words}${say(` · “${row.quoted}” ${row.clause}`, '')}`;
  print(say('期限：', 'Clocks:'));
  for (const rule of rules) print(line(rule, figureToText(rule.figure, rule.unit, lang)));
  print(say('周期性义务：', 'What comes back:'));
  for (const row of profile.recurring) {
    const { figure, unit } = rowFigure(row, profile);
    print(line(row, `${say('每 ', 'every ')}${figureToText(figure, unit, lang)}`));
  }
};

const printAnswer = ({ row, from, due, estimated, days, readings, period }: Answer, explain: boolean | undefined, profile: ContractProfile, { lang, say, print }: Terminal): void => {
  const { figure, unit } = rowFigure(row, profile);
  print(`${row.label[lang]}  ${row.rule}${say(` ${row.clause} “${row.quoted}”`, '')} ${figureToText(figure, unit, lang)}`);
  if ('start' in row) print(`${say('起算：', 'from: ')}${from}  ${row.start[lang]}`);
  if (period) print(`${say(`第 ${period.no} 期：`, `turn ${period.no}: `)}${period.from} – ${period.to}${period.afterTerm ? say('（合同期满后）', ' (after the term)') : ''}`);
  print(`${say('截止：', 'due: ')}${due}${estimated ? say('（估算：该年安排尚未公布）', ' (estimated: the year is not published yet)') : ''}`);
  if (!explain) return;
  for (const day of days) print(`  ${day.day}  ${reckonedDayToText(day, lang)}${day.notice ? `  ${day.notice}` : ''}`);
  if (readings.length > 0) print(say('读法：', 'Readings:'));
  for (const { meaning, otherwise } of readings) {
    print(`  ${meaning[lang]}`);
    for (const other of otherwise) print(`    ${say('另一读法：', 'other reading: ')}${other.meaning[lang]}`);
  }
  print(`${say('凭据：', 'evidence: ')}${row.evidence[lang]}`);
};

const collect = (typed: string, before: readonly string[]): readonly string[] => [...before, typed];

/** Adds `sanlian due`: the deadline of a clock of the contract, day by day, without a data folder. */
export const addDueCommand = (program: Command, addCommon: (command: Command) => Command, terminal: Terminal): void => {
  const { say, print, assetsFolder } = terminal;
  addCommon(program.command('due').description(say('算合同期限，逐日说明', 'reckon a deadline of the contract, day by day')))
    .option('--rule <rule>', say('期限（见 --list，如 complaint-reply）', 'the clock (see --list: complaint-reply …)'))
    .option('--from <time>', say('起算的时间或日期；不写时区即北京时间', 'time or day it is reckoned from; Beijing time unless it names a zone'))
    .option('--pause <pause>', say('中止，可重复：起/止:原因[@凭据]，日期含首尾', 'a pause, repeatable: FROM/TO:REASON[@EVIDENCE], days both included'), collect, [])
    .option('--explain', say('逐日说明，并说明另一种读法', 'explain day by day, with the other readings'))
    .option('--list', say('列出合同配置中的全部期限', 'list every clock of the profile'))
    .option('--profile <file>', say('合同配置文件', 'contract profile'))
    .option('--calendar <file>', say('节假日安排更新文件，可重复', 'update of the holiday calendar, repeatable'), collect, [])
    .addHelpText('after', say(`
退出码：0 正常 · 2 选项不对，指明选项 · 4 配置或节假日文件读不出、不合格，指明字段`, `
Exit codes: 0 ok · 2 an option is wrong, and named · 4 a profile or calendar file cannot be read or is faulty; its fields are named`))
    .action((options: Options) => {
      const profile = readProfile(options.profile, assetsFolder);
      if (options.list) return listRows(profile, terminal, options.json);
      for (const needed of ['rule', 'from'] as const) if (options[needed] === undefined) throw wrong(`缺少 --${needed}。`, `--${needed} is missing.`);
      const calendar = readCalendarWith(options.calendar, assetsFolder);
      const pauses = options.pause.map(toPause);
      try {
        const reckoned = answer(options.rule!, toMoment(options.from!, '--from'), pauses, profile, calendar);
        if (!options.json) return printAnswer(reckoned, options.explain, profile, terminal);
        const { row, from, due, estimated, days, readings, period } = reckoned;
        const { id: rule, rule: ruleNo, clause, label, quoted, owner, evidence } = row;
        print(JSON.stringify({ command: 'due', rule, ruleNo, clause, label, quoted, ...rowFigure(row, profile), from, due, estimated, ...(period && { period }), ...(pauses.length > 0 && { pauses }), days, readings, owner, evidence }));
      } catch (error) {
        throw error instanceof ClockError ? clockErrorToCli(error) : error;
      }
    });
};
