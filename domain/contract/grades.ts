import { z } from 'zod';
import { wrong } from '../text/fileFaults.ts';
import { text, type Text } from '../text/text.ts';
import { labelSchema, rowIdSchema, ruleNoSchema } from './label.ts';

/** The grades of a fault and when each is reached (R15): every letter, kind and figure is the profile's. */
const gradeIdSchema = z.string().regex(/^[A-Za-z0-9]{1,8}$/);

/** A fault still open so long after its start has this grade. Without `inclusive` it must be more than the figure (超过, Civil Code 1259). */
const stepSchema = z.strictObject({
  grade: gradeIdSchema,
  after: z.number().int().nonnegative().max(100_000),
  unit: z.enum(['minute', 'hour']),
  inclusive: z.boolean().optional(),
});

/** A fault that touched `min` to `max` people has this grade, both included (以上, 以内: Civil Code 1259). Bands may overlap: a setting says which wins. */
const bandSchema = z.strictObject({
  grade: gradeIdSchema,
  min: z.number().int().nonnegative().optional(),
  max: z.number().int().nonnegative().optional(),
});

const kindSchema = z.strictObject({ id: rowIdSchema, label: labelSchema });
const gradedKindSchema = z.discriminatedUnion('by', [
  kindSchema.extend({ by: z.literal('time'), steps: z.array(stepSchema).min(1) }),
  kindSchema.extend({ by: z.literal('people'), bands: z.array(bandSchema).min(1) }),
]);

export const gradesSchema = z
  .strictObject({
    rule: ruleNoSchema,
    clause: z.string().min(1).max(120),
    /** More people than this are a slip of the finger. */
    mostPeople: z.number().int().positive().max(1_000_000_000),
    /** Gravest first. `specialReport`: closing such a fault demands a special report (专题报告, R21). */
    levels: z.array(z.strictObject({ id: gradeIdSchema, label: labelSchema, specialReport: z.boolean() })).min(1).max(20),
    kinds: z.array(gradedKindSchema).min(1),
  })
  .superRefine((grades, context) => {
    const ranks = new Map(grades.levels.map((level, rank) => [level.id, rank]));
    const fault = (words: Text, ...path: (string | number)[]): void => context.addIssue({ code: 'custom', ...wrong(words.zh, words.en, ...path) });
    if (ranks.size < grades.levels.length) fault(text('等级重复', 'a grade stands twice'), 'levels');
    if (new Set(grades.kinds.map((kind) => kind.id)).size < grades.kinds.length) fault(text('种类重复', 'a kind stands twice'), 'kinds');
    for (const [k, kind] of grades.kinds.entries()) {
      const rows = kind.by === 'time' ? kind.steps : kind.bands;
      for (const [i, row] of rows.entries()) if (!ranks.has(row.grade)) fault(text(`没有等级 ${row.grade}`, `there is no grade ${row.grade}`), 'kinds', k, kind.by === 'time' ? 'steps' : 'bands', i, 'grade');
      if (kind.by === 'time') checkSteps(kind.steps, ranks, (words, i) => fault(words, 'kinds', k, 'steps', i));
      else checkBands(kind.bands, grades.mostPeople, (words, i) => fault(words, 'kinds', k, 'bands', i));
    }
  });

export type GradesSection = z.infer<typeof gradesSchema>;
export type GradeLevel = GradesSection['levels'][number];
export type GradedKind = GradesSection['kinds'][number];
export type GradeStep = z.infer<typeof stepSchema>;
export type GradeBand = z.infer<typeof bandSchema>;

/** Seconds of a step's figure. */
export const stepToSeconds = ({ after, unit }: Pick<GradeStep, 'after' | 'unit'>): number => after * (unit === 'hour' ? 3600 : 60);

/** The first step holds from the start on, and each later one is graver: a fault never sinks by waiting. */
const checkSteps = (steps: readonly GradeStep[], ranks: ReadonlyMap<string, number>, fault: (words: Text, i: number) => void): void => {
  for (const [i, step] of steps.entries()) {
    const before = steps[i - 1];
    if (!before && step.after !== 0) fault(text('第一级从一开始就算，“持续超过”应为 0', 'the first grade holds from the start: “after” should be 0'), i);
    if (before && stepToSeconds(step) <= stepToSeconds(before)) fault(text('应按时间先后排列', 'steps stand in the order of time'), i);
    if (before && (ranks.get(step.grade) ?? 0) >= (ranks.get(before.grade) ?? 0)) fault(text('后一级应更严重', 'a later step is a graver grade'), i);
  }
};

/** Every number of people has a grade. */
const checkBands = (bands: readonly GradeBand[], most: number, fault: (words: Text, i: number) => void): void => {
  const holds = (people: number): boolean => bands.some(({ min = 0, max = most }) => people >= min && people <= max);
  if (!holds(0) || !holds(most)) fault(text(`0 至 ${most} 人应处处有等级`, `0 to ${most} people should have a grade throughout`), 0);
  for (const [i, { min = 0, max = most }] of bands.entries()) {
    if (min > max) fault(text('最少大于最多', '“min” is more than “max”'), i);
    if (max < most && !holds(max + 1)) fault(text(`${max + 1} 人没有等级`, `${max + 1} people have no grade`), i);
    if (min > 0 && !holds(min - 1)) fault(text(`${min - 1} 人没有等级`, `${min - 1} people have no grade`), i);
  }
};

/** Who must come to a fault, by grade (R16). The contract names groups; who is in them stands in rosters or posts (unclear point 6). */
export const callOutSchema = z.strictObject({
  rule: ruleNoSchema,
  clause: z.string().min(1).max(120),
  groups: z.array(z.strictObject({ id: rowIdSchema, label: labelSchema, posts: z.array(z.string()) })).min(1),
  byGrade: z.array(z.strictObject({ grade: gradeIdSchema, calls: z.array(z.strictObject({ group: rowIdSchema, who: z.enum(['head', 'members', 'all']) })).min(1) })),
  /** What the others do meanwhile. */
  rest: labelSchema,
});
export type CallOutSection = z.infer<typeof callOutSchema>;
