import { z } from 'zod';

/** A label of the contract profile, in both languages. */
export const labelSchema = z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) });
/** What rows of the profile are called by: `internet-slow`. */
export const rowIdSchema = z.string().regex(/^[a-z0-9-]+$/).max(60);
/** The contract's rule a row comes from: `R15`. */
export const ruleNoSchema = z.string().regex(/^R\d+$/);
