import type { RecordRow } from '../../domain/api/types.ts';
import type { Refusal } from '../../domain/result.ts';
import { refusalsOf, type StationClient } from '../client.ts';

/** What became of one row: nothing to say, or why it was refused. `null`: the station could not be reached. */
export type RowFate = { readonly row: RecordRow; readonly refusals: readonly Refusal[] | null };
export type Step = { readonly kind: 'move'; readonly transition: string; readonly reason?: string; /** said of every paper on which they are still empty */ readonly times?: Readonly<Record<string, string>> } | { readonly kind: 'print'; readonly printer: string; readonly reason?: string };

/** One row as one command of the desk: what the station refuses is its own answer, row by row. */
const carryOut = async (client: StationClient, { id }: RecordRow, step: Step, copiesOf: (view: Awaited<ReturnType<StationClient['records']['get']>>) => readonly number[]): Promise<void> => {
  const view = await client.records.get({ id });
  if (step.kind === 'print') {
    await client.papers.print({ id, copies: [...copiesOf(view)], printer: step.printer, ...(step.reason && { reason: step.reason }) });
    return;
  }
  // typing of mine that waits belongs to the paper before it moves on
  const record = view.draft && view.editable ? await client.records.commitDraft({ id }) : view.record;
  const times = Object.fromEntries(Object.entries(step.times ?? {}).filter(([name]) => record.data[name] === undefined));
  await client.records.execute({ kind: 'move', id, base: record.rev, transition: step.transition, times, ...(step.reason && { reason: step.reason }) });
};

/** Takes one step with many papers, one after the other; a refused one holds up no other. `onFate` hears of each, `isStopped` ends it between two. */
export const runMany = async (client: StationClient, rows: readonly RecordRow[], step: Step, copiesOf: Parameters<typeof carryOut>[3], onFate: (fate: RowFate) => void, isStopped: () => boolean): Promise<void> => {
  for (const row of rows) {
    if (isStopped()) return;
    try {
      await carryOut(client, row, step, copiesOf);
      onFate({ row, refusals: [] });
    } catch (error) {
      onFate({ row, refusals: refusalsOf(error) });
    }
  }
};
