import { z } from 'zod';
import { wrong } from '../text/fileFaults.ts';
import { text, type Text } from '../text/text.ts';
import { labelSchema, rowIdSchema, ruleNoSchema } from './label.ts';

/**
 * The questions a contract may leave open, and the answers the product understands. Where the contract is unclear the profile decides, and
 * the screen says so: question, choices, default and clause stand in the profile; only what a choice does stands in code.
 */
export const settingValues = {
  /** 1: which number of engineers a report leads with; it shows both. */
  'posts-count': ['list', 'sentence'],
  /** 2: one round a day and two a day are written of different objects. */
  'inspection-rounds': ['both', 'once', 'twice'],
  /** 3: a number of people that falls in two grades. */
  'grade-overlap': ['higher', 'lower'],
  /** 4: the word for the people a fault touches. */
  'affected-label': ['user', 'applicant', 'examinee'],
  /** 5: whether a graver fault also calls whoever a lighter one calls. */
  'call-out-reach': ['as-written', 'cumulative'],
  /** 6: where the members of the groups come from. */
  'command-groups': ['roster', 'posts'],
  /** 7: how long records are kept. */
  'retention-records': ['floor', 'term-and-year'],
  /** 8: a document is submitted and completed in two versions, or in one. */
  'document-versions': ['first-and-final', 'final-only'],
  /** 9: which of the three times starts a fault's clock. */
  'event-start': ['earliest', 'occurred', 'found', 'reported'],
  /** 10: where quarters begin. */
  'quarter-start': ['service-start', 'calendar'],
  /** 11: what the contract does not agree on. */
  'assessment-scoring': ['not-agreed', 'own-table'],
  'response-times': ['not-agreed', 'own-figures'],
  /** 12: whether the lunch break counts as office hours. */
  'office-lunch': ['break', 'none'],
  /** 14: who holds the copies. */
  'copy-holders': ['by-party', 'client-keeps-all'],
  /** Days that cost a late payer: every day, or working days only. */
  'late-payment-days': ['natural', 'workday'],
} as const;
/** 7, 13: figures the contract leaves open. */
export const settingFigures = ['retention-network-logs', 'restore-drill', 'routine-report'] as const;

export type SettingChoiceId = keyof typeof settingValues;
export type SettingFigureId = (typeof settingFigures)[number];
export type SettingValue<Id extends SettingChoiceId> = (typeof settingValues)[Id][number];

const common = {
  /** The number of the unclear point; absent where only the product asks. */
  point: z.number().int().positive().optional(),
  rule: ruleNoSchema,
  clause: z.string().min(1).max(120),
  question: labelSchema,
};
const choiceSchema = z.strictObject({
  kind: z.literal('choice'),
  id: rowIdSchema,
  ...common,
  choices: z.array(z.strictObject({ value: rowIdSchema, label: labelSchema })).min(2).max(9),
  /** What holds when nobody decides. */
  default: rowIdSchema,
  /** What is in force. */
  value: rowIdSchema,
});
const figureSchema = z.strictObject({
  kind: z.literal('figure'),
  id: rowIdSchema,
  ...common,
  unit: z.enum(['day', 'week', 'month']),
  min: z.number().int().nonnegative(),
  max: z.number().int().positive(),
  default: z.number().int(),
  value: z.number().int(),
});

export const settingsSchema = z.array(z.discriminatedUnion('kind', [choiceSchema, figureSchema])).superRefine((settings, context) => {
  const fault = (words: Text, ...path: (string | number)[]): void => context.addIssue({ code: 'custom', ...wrong(words.zh, words.en, ...path) });
  for (const id of [...Object.keys(settingValues), ...settingFigures]) {
    const found = settings.filter((setting) => setting.id === id).length;
    if (found !== 1) fault(text(`${id} 应正好出现一次，现有 ${found} 次`, `${id} should stand once, and stands ${found} times`));
  }
  for (const [i, setting] of settings.entries()) {
    if (setting.kind === 'figure') {
      if (!(settingFigures as readonly string[]).includes(setting.id)) fault(text('没有这样的事项', 'there is no such setting'), i, 'id');
      for (const cell of ['default', 'value'] as const) if (setting[cell] < setting.min || setting[cell] > setting.max) fault(text(`应为 ${setting.min} 至 ${setting.max}`, `should be ${setting.min} to ${setting.max}`), i, cell);
      continue;
    }
    const understood: readonly string[] = Object.hasOwn(settingValues, setting.id) ? settingValues[setting.id as SettingChoiceId] : [];
    const offered = setting.choices.map((choice) => choice.value);
    if (understood.length === 0) fault(text('没有这样的事项', 'there is no such setting'), i, 'id');
    for (const value of offered) if (!understood.includes(value)) fault(text(`程序不认识答案 ${value}`, `the program knows no answer ${value}`), i, 'choices');
    if (new Set(offered).size < offered.length) fault(text('答案重复', 'an answer stands twice'), i, 'choices');
    for (const cell of ['default', 'value'] as const) if (!offered.includes(setting[cell])) fault(text(`应为 ${offered.join('、')} 之一`, `should be one of ${offered.join(', ')}`), i, cell);
  }
});
export type ProfileSetting = z.infer<typeof settingsSchema>[number];
export type ChoiceSetting = Extract<ProfileSetting, { kind: 'choice' }>;
type WithSettings = { readonly settings: readonly ProfileSetting[] };

/** The whole row of a choice. The schema holds every id once, so a missing one is a profile that was never checked: RangeError. */
export const choiceOf = (profile: WithSettings, id: SettingChoiceId): ChoiceSetting => {
  const found = profile.settings.find((setting): setting is ChoiceSetting => setting.kind === 'choice' && setting.id === id);
  if (!found) throw new RangeError(`the profile has no setting ${id}`);
  return found;
};

/** The answer in force. */
export const settingOf = <Id extends SettingChoiceId>(profile: WithSettings, id: Id): SettingValue<Id> => choiceOf(profile, id).value as SettingValue<Id>;

/** The figure in force, in the unit of its row. Throws RangeError as choiceOf does. */
export const settingFigureOf = (profile: WithSettings, id: SettingFigureId): { readonly figure: number; readonly unit: 'day' | 'week' | 'month' } => {
  const found = profile.settings.find((setting) => setting.kind === 'figure' && setting.id === id);
  if (found?.kind !== 'figure') throw new RangeError(`the profile has no setting ${id}`);
  return { figure: found.value, unit: found.unit };
};
