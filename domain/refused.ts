import type { Refusal, RefusalCode, Result } from './result.ts';

/** An expected "no" on its way to the window: sentences to show, each naming its field. */
export class RefusedError extends Error {
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super(refusals.map((r) => (r.field ? `${r.code} (${r.field})` : r.code)).join(', '));
    this.name = 'RefusedError';
    this.refusals = refusals;
  }
}

export const refused = (code: RefusalCode, more: Omit<Refusal, 'code'> = {}): RefusedError => new RefusedError([{ code, ...more }]);

/** The value of a result, or its refusals thrown towards the window. */
export const accepted = <T>(result: Result<T>): T => {
  if (!result.ok) throw new RefusedError(result.error);
  return result.value;
};
