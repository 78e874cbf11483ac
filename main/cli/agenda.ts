import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { v7 as uuidv7 } from 'uuid';
import { addDays, dayOf, daysBetween, isDay, msToSecond } from '../../domain/clocks/shanghai.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import { agendaBetween, lacksOf, type AgendaItem, type AgendaState } from '../../domain/today/agenda.ts';
import { agendaToCalendar } from '../../domain/today/icalendar.ts';
import { defaultDataFolder } from '../shell/dataFolder.ts';
import { databaseFile } from '../station/folderParts.ts';
import { readCalendarWith } from './calendarFile.ts';
import { readProfile } from './contractFile.ts';
import { CliError, exitCodes } from './exitCodes.ts';
import type { Terminal } from './grade.ts';
import { readPassphrase } from './passphrase.ts';
import { reasonOption } from './reasonOption.ts';

type Options = {
  readonly from?: string; readonly to?: string; readonly ics?: string; readonly recipient?: string; readonly reason?: string; readonly data?: string; readonly account?: string; readonly passphraseFile?: string; readonly profile?: string;
  readonly calendar: readonly string[]; readonly json?: boolean;
};
type Span = { readonly from: string; readonly to: string };
type Found = { readonly source: 'station' | 'contract'; readonly items: readonly AgendaItem[]; readonly file?: string };

/** The agenda without `--to` looks so far ahead, days. */
const aheadDays = 30;
const mostDays = 400;
/** Minutes: what a calendar file of the contract alone reminds by; a station has its own setting. */
const contractLead = 240;

const wrong = (zh: string, en: string): CliError => new CliError(exitCodes.usage, zh, en);

const spanOf = ({ from: typedFrom, to: typedTo }: Options, today: string): Span => {
  const from = typedFrom ?? today;
  if (!isDay(from) || from < '1992-01-01' || from > '2199-12-31') throw wrong(`--from 的“${from}”不是 1992 年至 2199 年之间的日期，例如 2021-11-01。`, `--from: “${from}” is no day between 1992 and 2199; write 2021-11-01.`);
  const to = typedTo ?? addDays(from, aheadDays);
  if (!isDay(to) || to > '2199-12-31') throw wrong(`--to 的“${to}”不是日期，例如 2021-11-30。`, `--to: “${to}” is no day; write 2021-11-30.`);
  if (to < from || daysBetween(from, to) >= mostDays) throw wrong(`--to：须不早于 --from，且不超过 ${mostDays} 天。`, `--to: not before --from, and at most ${mostDays} days in all.`);
  return { from, to };
};

const askStation = async (folder: string, span: Span, options: Options, { lang, say, assetsFolder }: Terminal, version: string, now: string): Promise<Found> => {
  const passphrase = await readPassphrase(options.passphraseFile, say('口令：', 'Passphrase: '));
  if (passphrase === null) throw new CliError(exitCodes.cannotOpen, '读工作站的单据须有口令（--passphrase-file 或 SANLIAN_PASSPHRASE）。只看合同请用 --profile。', 'The station\'s papers need a passphrase (--passphrase-file or SANLIAN_PASSPHRASE). For the contract alone use --profile.');
  // a whole station is loaded by this command alone
  const [{ agendaItems, exportAgenda }, { receiverForLog }, { checkStaff, withStationOrBeside }] = await Promise.all([import('../agenda/questions.ts'), import('./receiver.ts'), import('./workFolder.ts')]);
  return withStationOrBeside({ folder, assetsFolder, version, passphrase, ...(options.account !== undefined && { account: options.account }) }, async (open) => {
    const items = agendaItems(open, span, now);
    if (options.ics === undefined) return { source: 'station', items };
    checkStaff(open);
    // it leaves the station: to whom stands in the log, or else into which file (R35)
    const request = { ...span, lang, recipient: receiverForLog(open, { option: 'recipient', named: options.recipient, otherwise: resolve(options.ics).slice(-200), reason: options.reason }, assetsFolder) };
    const blob = exportAgenda(open, { id: uuidv7(), digest: createHash('sha256').update(JSON.stringify(request)).digest('hex') }, request, now);
    return { source: 'station', items, file: await blob.text() };
  });
};

/** What the contract alone knows: turns, rounds and its own days; nobody's papers, so nothing leaves that is confidential to a station. */
const askContract = (span: Span, options: Options, { lang, assetsFolder }: Terminal, now: string): Found => {
  const profile = readProfile(options.profile, assetsFolder);
  const calendar = readCalendarWith(options.calendar, assetsFolder);
  const items = agendaBetween(profile, calendar, span, { clocks: [], rounds: [], keeping: [], keyPeriods: [], site: profile.sites[0]?.code ?? '' }, now)
    // whether they were kept stands on papers that are not asked
    .map((item): AgendaItem => (item.state === 'missed' || item.state === 'late' ? { ...item, state: 'unknown' } : item));
  return { source: 'contract', items, ...(options.ics !== undefined && { file: agendaToCalendar(items, { lang, now, lead: contractLead, station: profile.id }) }) };
};

const stateWords: Readonly<Record<AgendaState, Text>> = {
  upcoming: text('未开始', 'not begun'), open: text('进行中', 'open'), kept: text('已完成', 'done'), keptLate: text('逾期完成', 'done late'), late: text('已逾期', 'overdue'), missed: text('未做', 'not done'), unknown: text('待确认', 'to be confirmed'),
};
const partyWords: Readonly<Record<AgendaItem['owner']['party'], Text>> = { client: text('甲方', 'client'), contractor: text('乙方', 'contractor'), both: text('双方', 'both sides') };

const itemLine = (item: AgendaItem, lang: Lang): string => {
  const owner = item.owner.post?.[lang] ?? partyWords[item.owner.party][lang];
  const clause = lang === 'zh' ? `${item.rule} ${item.clause}` : item.rule;
  const estimated = item.estimated ? ` · ${text('估算', 'estimated')[lang]}` : '';
  return `${item.due.slice(0, 16).replace('T', ' ')}  ${stateWords[item.state][lang]}  ${item.label[lang]}${item.record?.number ? ` ${item.record.number}` : ''} · ${clause} · ${owner} · ${item.evidence[lang]}${estimated}`;
};

const writeCalendar = (name: string, file: string): void => {
  try {
    writeFileSync(name, file);
  } catch (error) {
    throw new CliError(exitCodes.cannotOpen, `--ics：写不了 ${name}：${(error as Error).message}`, `--ics: ${name} cannot be written: ${(error as Error).message}`);
  }
};

const collect = (typed: string, before: readonly string[]): readonly string[] => [...before, typed];

/** Adds `sanlian agenda`: everything due between two days, from a station's papers or from the contract alone. */
export const addAgendaCommand = (program: Command, addCommon: (command: Command) => Command, terminal: Terminal & { readonly version: string }): void => {
  const { lang, say, print } = terminal;
  addCommon(program.command('agenda').description(say('列出两日之间到期的一切，附条款、责任方和凭据', 'list everything due between two days, with clause, owner and evidence')))
    .option('--from <day>', say('第一天（默认今天）', 'first day (default: today)'))
    .option('--to <day>', say('最后一天（默认其后 30 天）', 'last day (default: 30 days on)'))
    .option('--ics <file>', say('另存为 iCalendar 文件；从工作站导出会登记', 'also write an iCalendar file; one from a station is recorded'))
    .option('--recipient <name>', say('文件给谁（登记用）', 'whom the file is for (recorded)'))
    .addOption(reasonOption(terminal))
    .option('--data <dir>', say('数据文件夹', 'data folder'))
    .option('--account <name>', say('账号名', 'account'))
    .option('--passphrase-file <file>', say('口令文件（也可用 SANLIAN_PASSPHRASE）', 'file with the passphrase (or SANLIAN_PASSPHRASE)'))
    .option('--profile <file>', say('只按这份合同配置，不读单据', 'by this contract profile alone, no papers'))
    .option('--calendar <file>', say('节假日安排更新文件，可重复（只按合同时）', 'update of the holiday calendar, repeatable (contract alone)'), collect, [])
    .action(async (options: Options) => {
      const now = msToSecond(Date.now());
      const span = spanOf(options, dayOf(now));
      const folder = resolve(options.data ?? defaultDataFolder(process.platform, process.env, homedir()));
      const isStation = options.profile === undefined && existsSync(databaseFile(folder));
      if (!isStation && options.data !== undefined && options.profile === undefined) throw new CliError(exitCodes.cannotOpen, `${folder} 里没有工作站。`, `There is no station in ${folder}.`);
      const { source, items, file } = isStation ? await askStation(folder, span, options, terminal, terminal.version, now) : askContract(span, options, terminal, now);
      if (options.ics !== undefined && file !== undefined) writeCalendar(options.ics, file);
      const lacks = lacksOf(items);
      if (options.json) {
        print(JSON.stringify({ command: 'agenda', source, ...span, items, lacks, ...(options.ics !== undefined && { ics: resolve(options.ics) }) }));
        return;
      }
      if (source === 'contract') print(say('（只按合同：没有读单据，是否完成须看工作站。）', '(By the contract alone: no papers were read, whether it was kept the station knows.)'));
      for (const item of items) print(itemLine(item, lang));
      for (const lack of lacks) print(say(`缺 ${lack.papers} 次${lack.label.zh}：${lack.days.join('、')}`, `${lack.label.en}: ${lack.papers} lacking: ${lack.days.join(', ')}`));
      if (items.length === 0) print(say('没有到期的事项。', 'Nothing is due.'));
    });
};
