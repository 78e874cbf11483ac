import { z } from 'zod';
import { ok, type Result } from '../result.ts';
import { issuesToFaults, readJsonFile, wrong, type FileFault } from '../text/fileFaults.ts';
import { callOutSchema, gradesSchema } from './grades.ts';
import { labelSchema as textSchema } from './label.ts';
import { moneySchema } from './money.ts';
import { entryWords } from './entryWords.ts';
import { brokenReferences } from './references.ts';
import { clockRulesSchema, recurringsSchema, serviceCalendarsSchema } from './rules.ts';
import { settingsSchema } from './settings.ts';

/**
 * The contract as data: every figure of the contract is a row here, never a constant in code. The sample profile is
 * `assets/profiles/jifenluohu.json`. Another contract is another file of this shape.
 */
const daySchema = z.iso.date();
const clockTimeSchema = z.string().regex(/^\d{2}:\d{2}$/);

/** Items travel inside every sheet made from them, so each text has a limit: an operation must fit the wire. */
export const readingItemSchema = z.strictObject({
  key: z.string().min(1).max(60),
  group: textSchema,
  name: textSchema,
  unit: z.string().max(20).optional(),
  kind: z.enum(['number', 'state']),
  worse: z.enum(['high', 'low']).optional(),
  /** least value that can be measured: a count is never negative */
  min: z.number().optional(),
  warn: z.number().optional(),
  alarm: z.number().optional(),
  critical: z.boolean().optional(),
  collector: z.string().max(60).optional(),
});

/** What is inspected; a profile in the contract's language alone may write one plain text. */
const targetSchema = z.union([z.string().min(1).max(120).transform((target) => ({ zh: target, en: target })), textSchema.refine(({ zh, en }) => zh.length <= 120 && en.length <= 120)]);

const templatesSchema = z.array(z.strictObject({ id: z.string(), label: textSchema, target: targetSchema, items: z.array(readingItemSchema).min(1).max(500) })).min(1).max(200);

export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.number().int().positive(),
  name: textSchema,
  project: textSchema,
  contractNo: z.string(),
  parties: z.strictObject({ client: textSchema, contractor: textSchema, supervision: textSchema }),
  /** First and last day of service, both included (R3). */
  term: z.strictObject({ from: daySchema, to: daySchema }),
  /** Yuan, decimal text (R4). */
  price: z.string().regex(/^\d+\.\d{2}$/),
  posts: z.array(z.strictObject({ id: z.string(), label: textSchema, count: z.number().int(), party: z.enum(['client', 'contractor']) })),
  /** Engineers the contract's sentence names; its list may add up to another figure (R2). */
  statedPosts: z.number().int(),
  sites: z.array(z.strictObject({ code: z.string().regex(/^[A-Z0-9]{2,8}$/), name: textSchema, address: z.string() })),
  copies: z.array(z.strictObject({ no: z.number().int().positive(), label: textSchema, holder: textSchema, colour: z.enum(['white', 'pink', 'yellow', 'blue']) })),
  /** Office hours of a working day (R5); the lunch break is a setting (12). */
  officeHours: z.strictObject({ from: clockTimeSchema, to: clockTimeSchema, lunch: z.strictObject({ from: clockTimeSchema, to: clockTimeSchema }).optional() }),
  /** When somebody is there: 5×8, 7×12, 7×24 (R5, R6). */
  serviceCalendars: serviceCalendarsSchema,
  /** Clocks by rule (R37, R38). */
  rules: clockRulesSchema,
  /** What comes back through the service period, whether or not the day sheet shows it (R10-R13, R22-R24). */
  recurring: recurringsSchema,
  /** Grades of a fault (R15), who must come (R16), sums of money (R4, R32), and what the contract leaves open. */
  grades: gradesSchema,
  callOut: callOutSchema,
  money: moneySchema,
  settings: settingsSchema,
  /**
   * Months that must fail in a row before the client may ask for a cure and then end the contract (R31). Profiles that stations stored or
   * signed before it was a figure read as two.
   */
  assessment: z.strictObject({ clause: z.string().min(1).max(120), failedMonths: z.number().int().min(1).max(12) }).default({ clause: '服务质量考核', failedMonths: 2 }),
  /** Forms the client may also sign with a pen on paper, besides those that say so themselves (R8 asks for a signature on the spot, R9 for paper). */
  paperSigning: z.array(z.string().min(1).max(60)).max(200).optional(),
  /** What recurs: one row per obligation, shown in 今日 with its clause. */
  duties: z.array(
    z.strictObject({
      id: z.string(),
      rule: z.string(),
      clause: z.string(),
      label: textSchema,
      form: z.string(),
      template: z.string(),
      every: z.enum(['workday', 'day', 'week']),
      /** Weekly duties: the last day of the window, 1 Monday … 7 Sunday. */
      weekday: z.number().int().min(1).max(7).optional(),
      rounds: z.array(z.strictObject({ id: z.string(), label: textSchema, from: clockTimeSchema, to: clockTimeSchema })).min(1),
    }),
  ),
  templates: templatesSchema,
}).superRefine((profile, context) => {
  for (const { path, words } of brokenReferences(profile)) context.addIssue({ code: 'custom', ...wrong(words.zh, words.en, ...path) });
});

export type ContractProfile = z.infer<typeof profileSchema>;

const readProfile = (plain: unknown): Result<ContractProfile, readonly FileFault[]> => {
  const parsed = profileSchema.safeParse(plain);
  return parsed.success ? ok(parsed.data) : { ok: false, error: issuesToFaults(parsed.error.issues, plain) };
};
/** The contract a person wrote into a file. Refuses `file-no-json`; `profile-faults`, and after it `file-value` for each entry that is wrong, with its line. */
export const textToProfile = (written: string): Result<ContractProfile> => readJsonFile(written, readProfile, entryWords, 'profile-faults');
/** Ids that duties of the contract name and no template has. */
const templatesMissing = ({ duties }: ContractProfile, templates: readonly InspectionTemplate[]): readonly string[] => [...new Set(duties.map(({ template }) => template))].filter((id) => !templates.some((each) => each.id === id));

/**
 * The inspection templates a person wrote into a file, for a contract: what its duties name must be among them. Refuses `file-no-json`; `templates-faults`,
 * and after it `file-value` for each entry that is wrong, with its line.
 */
export const textToTemplates = (written: string, profile: ContractProfile): Result<readonly InspectionTemplate[]> =>
  readJsonFile(written, (plain): Result<readonly InspectionTemplate[], readonly FileFault[]> => {
    const parsed = templatesSchema.safeParse(plain);
    if (!parsed.success) return { ok: false, error: issuesToFaults(parsed.error.issues, plain) };
    const missing = templatesMissing(profile, parsed.data);
    return missing.length === 0 ? ok(parsed.data) : { ok: false, error: missing.map((id) => ({ path: [], want: { zh: `要有模板 ${id}：合同职责用到它`, en: `must have the template ${id}: a duty of the contract names it` } })) };
  }, entryWords, 'templates-faults');
/** Whether a contract can be kept with these templates. */
export const isTemplatesOf = (profile: ContractProfile, templates: unknown): boolean => {
  const parsed = templatesSchema.safeParse(templates);
  return parsed.success && templatesMissing(profile, parsed.data).length === 0;
};
export type InspectionTemplate = ContractProfile['templates'][number];
export type Duty = ContractProfile['duties'][number];
