import type { Command } from 'commander';
import { gradeOf, type Grading } from '../../domain/incident/grade.ts';
import { incidentStart } from '../../domain/incident/times.ts';
import { whoMustCome } from '../../domain/incident/callOut.ts';
import { isInstant } from '../../domain/clocks/shanghai.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { refuse, type Result } from '../../domain/result.ts';
import { text, type Lang } from '../../domain/text/text.ts';
import { readProfile } from './contractFile.ts';
import { optionToInstant, optionToNumber } from './optionValue.ts';
import { refusalsToError } from './refusalSentence.ts';
import type { Say } from './terminalWords.ts';

export type Terminal = { readonly lang: Lang; readonly say: Say; readonly print: (line: string) => void; readonly assetsFolder: string };
type Options = { readonly kind: string; readonly from?: string; readonly occurred?: string; readonly found?: string; readonly reported?: string; readonly at: string; readonly people?: string; readonly profile?: string; readonly json?: boolean };

const grade = (options: Options, profile: ContractProfile): Result<Grading> => {
  const at = optionToInstant(options.at);
  const read = (typed: string | undefined): string | undefined => (typed === undefined ? undefined : optionToInstant(typed));
  const times = { occurred: read(options.occurred), found: read(options.found), reported: read(options.reported) };
  let from = read(options.from);
  if (from === undefined) {
    if (Object.values(times).every((time) => time === undefined)) return refuse('required', { field: 'from' });
    if (!isInstant(at)) return refuse('not-a-time', { field: 'at' });
    const start = incidentStart(times, at, profile);
    if (!start.ok) return start;
    from = start.value;
  }
  return gradeOf({ kind: options.kind, from, at, ...(options.people !== undefined && { people: optionToNumber(options.people) }) }, profile);
};

/** Adds `sanlian grade`: the grade of a fault at a moment, by the contract profile, without a data folder. */
export const addGradeCommand = (program: Command, addCommon: (command: Command) => Command, { lang, say, print, assetsFolder }: Terminal): void => {
  addCommon(program.command('grade').description(say('算故障等级', 'grade a fault')))
    .requiredOption('--kind <kind>', say('故障类别（见合同配置，如 internet-slow）', 'kind of fault (see the contract profile: internet-slow …)'))
    .option('--from <time>', say('故障开始时间（已知时间中最早的）；不写时区即北京时间', 'when the fault began, the earliest known time; Beijing time unless it names a zone'))
    .option('--occurred <time>', say('发生时间（代替 --from）', 'when it occurred (instead of --from)'))
    .option('--found <time>', say('发现时间（代替 --from）', 'when it was found (instead of --from)'))
    .option('--reported <time>', say('申报时间（代替 --from）', 'when it was reported (instead of --from)'))
    .requiredOption('--at <time>', say('问的是哪一刻：现在，或解决时间', 'the moment asked about: now, or when it was solved'))
    .option('--people <n>', say('受影响人数', 'people affected'))
    .option('--profile <file>', say('合同配置文件', 'contract profile'))
    .action((options: Options) => {
      const profile = readProfile(options.profile, assetsFolder);
      const graded = grade(options, profile);
      const kinds = profile.grades.kinds.map((kind) => kind.id).join(' ');
      if (!graded.ok) throw refusalsToError(graded.error, assetsFolder, graded.error.some((each) => each.field === 'kind') ? text(`可用：${kinds}`, `One of: ${kinds}`) : undefined);
      const { grade: letter, label, since, next, rule, reached } = graded.value;
      const { called, rest } = whoMustCome(letter, profile);
      if (options.json) {
        print(JSON.stringify({ command: 'grade', kind: options.kind, grade: letter, label: label[lang], since, next, rule: rule[lang], reached, called: called.map((each) => each.words[lang]) }));
        return;
      }
      print(`${label[lang]}  ${say('自', 'since')} ${since}`);
      print(rule[lang]);
      print(next ? say(`下一级 ${next.grade}：${next.at} 起`, `next ${next.grade}: from ${next.at}`) : say('不再随时间升级', 'it rises no further with time'));
      print(`${say('到场：', 'must come: ')}${called.map((each) => each.words[lang]).join(say('、', '; '))}${say('；', '. ')}${rest[lang]}`);
    });
};
