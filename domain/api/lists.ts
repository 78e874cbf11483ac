import { z } from 'zod';
import { plainText } from '../text/plainText.ts';
import { answer, base, id } from './base.ts';

/** How a list was filtered, under the name a person gave it. Kept at the station, each person's own. */
export const savedFilter = z.strictObject({
  id, name: plainText(40).refine((name) => name.trim() !== ''), form: z.string().max(60), text: z.string().max(200).optional(), state: z.string().max(40).optional(),
  sort: z.strictObject({ by: z.enum(['updatedAt', 'createdAt', 'number']), down: z.boolean() }),
});
export type SavedFilter = z.infer<typeof savedFilter>;

export const lists = {
  /** The filters of whoever is at the desk, by form and name. */
  filters: base.output(answer<readonly SavedFilter[]>()),
  /** Keeps one; of the same id or the same name in its form it takes the place. */
  saveFilter: base.input(savedFilter).output(answer<readonly SavedFilter[]>()),
  dropFilter: base.input(z.strictObject({ id })).output(answer<readonly SavedFilter[]>()),
};
