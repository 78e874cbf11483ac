import type { Brief } from './brief.ts';
import type { PaperClock } from './input.ts';

/** Which records a report reads: by a time of their list (or `createdAt`) within two days, both included, where it is the form's own also those that have it not written, by the day they were made; by state, of those changed at or after `since` (ISO seconds) where it is given; or by name. */
export type BriefQuery =
  | { readonly form: string; readonly field: string; readonly from: string; readonly to: string }
  | { readonly form: string; readonly states: readonly string[]; readonly since?: string }
  | { readonly ids: readonly string[] };

/** Where a report reads its records, at a station or at headquarters. */
export type ReportSource = {
  /** in the order of their time, or of the ids */
  readonly briefs: (query: BriefQuery) => readonly Brief[];
  /** every clock whose deadline or start lies in the span of ISO seconds, both included, the first due first */
  readonly clocksBetween: (from: string, to: string) => readonly Omit<PaperClock, 'number' | 'headline'>[];
  /** those that are here, in no order */
  readonly rowsById: (ids: readonly string[]) => readonly { readonly id: string; readonly number: string; readonly headline: string }[];
  /** records of which two versions wait for a decision */
  readonly branches: () => readonly { readonly doc: string }[];
};
