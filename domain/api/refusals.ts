import { ORPCError } from '@orpc/client';
import { RefusedError } from '../refused.ts';
import { refusalCodes, type Refusal, type RefusalCode } from '../result.ts';

/** What a call was refused with: thrown by the rooms behind it, or an input that is not of the contract's shape. Null for what nobody foresaw. */
export const asRefusals = (error: unknown): readonly Refusal[] | null => {
  if (error instanceof RefusedError) return error.refusals;
  // the database room throws errors that carry a refusal's code
  if (error instanceof Error && 'code' in error && (refusalCodes as readonly unknown[]).includes(error.code)) return [{ code: error.code as RefusalCode }];
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const issues = (error.data as { issues?: readonly { path?: readonly (PropertyKey | { key: PropertyKey })[]; code?: string; keys?: readonly string[]; params?: { refusal?: RefusalCode } }[] } | undefined)?.issues ?? [];
    if (issues.length === 0) return null;
    return issues.slice(0, 20).map((issue): Refusal => {
      const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      const code = issue.params?.refusal ?? (issue.code === 'too_big' ? 'too-long' : issue.code === 'unrecognized_keys' ? 'unknown-field' : 'wrong-type');
      return { code, field: issue.keys?.[0] ?? path };
    });
  }
  return null;
};

/** The error every procedure may answer (domain/api/base.ts). */
export const refusedAnswer = (refusals: readonly Refusal[]): ORPCError<'REFUSED', { refusals: Refusal[] }> =>
  new ORPCError('REFUSED', { status: 422, data: { refusals: [...refusals] }, message: refusals.map((r) => r.code).join(', ') });
