import { z } from 'zod';
import { wrong } from '../text/fileFaults.ts';
import { labelSchema, rowIdSchema, ruleNoSchema } from './label.ts';

/** Per cent as decimal text, so that no figure is a binary fraction: `5`, `0.05`. */
const percentSchema = z.string().regex(/^\d{1,3}(\.\d{1,6})?$/);
/** A cap that days reach: ten years of them at most are ever listed. */
const isCapNear = ({ percent, cap }: { readonly percent: string; readonly cap: string }): boolean => Number(percent) > 0 && Number(cap) / Number(percent) <= 3660;
/** A deadline of the amount: a clock of `rules`, and the event that starts it. */
const dueSchema = z.strictObject({ clock: rowIdSchema, from: z.enum(['signed', 'notice']) });

const common = {
  id: rowIdSchema,
  rule: ruleNoSchema,
  clause: z.string().min(1).max(120),
  label: labelSchema,
  /** Who pays. */
  payer: z.enum(['client', 'contractor']),
};

/** How each sum of the contract is reckoned (R4, R32). The kinds are the profile's; code knows the three ways of reckoning only. */
export const moneySchema = z.strictObject({
  currency: z.literal('CNY'),
  kinds: z
    .array(
      z.discriminatedUnion('method', [
        /** A share of the yearly fee, and with `feeBack` the whole fee besides. */
        z.strictObject({ method: z.literal('share'), ...common, percent: percentSchema, feeBack: z.boolean(), due: dueSchema.optional(), /** What puts it at stake, where papers can tell: assessments that failed in a row (R31). */ event: z.literal('failed-months').optional() }),
        /** `percent` of the amount due for every day late, at most `cap` per cent of it; the clock's switch `accrues` says whether the day of its figure costs. */
        z.strictObject({ method: z.literal('daily'), ...common, clock: rowIdSchema, percent: percentSchema, cap: percentSchema }).refine(isCapNear, wrong('十年也到不了这个上限', 'the cap is out of reach', 'cap')),
        /** The fee divided by `divisor` for every day of the term after the termination. */
        z.strictObject({ method: z.literal('remaining-days'), ...common, divisor: z.number().int().min(1).max(366), due: dueSchema }),
      ]),
    )
    .min(1),
});
export type MoneySection = z.infer<typeof moneySchema>;
export type MoneyKind = MoneySection['kinds'][number];
