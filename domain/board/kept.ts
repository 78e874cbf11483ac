import { roundKey } from '../forms/indexing.ts';
import type { Text } from '../text/text.ts';
import type { DutyRound } from '../today/duties.ts';
import type { Turn } from '../today/turns.ts';

/**
 * One round or turn of recurring work that is over, as the rate of a board counts it. `row`: the duty, or the row of what comes back; `part`: which round of the
 * day; `due`: its last second, ISO; `round`: the key (`roundKey`) and form its sheet is found by, of a round that was made; `record`: the paper that kept a turn.
 */
export type KeptItem = {
  readonly source: 'round' | 'turn';
  readonly row: string;
  readonly label: Text;
  readonly part?: Text;
  readonly rule: string;
  readonly due: string;
  readonly kept: boolean;
  readonly round?: { readonly form: string; readonly key: string };
  readonly record?: string;
};

/** Everything a board's rate of recurring work is of: rounds, then turns. What is not over, or nobody can tell, is left out. */
export const keptItems = ({ rounds, turns }: { readonly rounds: readonly DutyRound[]; readonly turns: readonly Turn[] }): readonly KeptItem[] => [
  ...rounds.flatMap(({ state, dutyId, label, rule, until, day, template, round, form }): KeptItem[] => {
    if (state !== 'done' && state !== 'missed' && state !== 'late') return [];
    const kept = state === 'done';
    return [{ source: 'round', row: dutyId, label, part: round.label, rule, due: until, kept, ...(kept && { round: { form, key: roundKey(day, template, round.id) } }) }];
  }),
  ...turns.flatMap(({ state, row, period, last }): KeptItem[] => {
    const kept = state === 'kept' || state === 'keptLate';
    return kept || state === 'missed' || state === 'late' ? [{ source: 'turn', row: row.id, label: row.label, rule: row.rule, due: period.due, kept, ...(kept && last && { record: last.id }) }] : [];
  }),
];

/** Which of it: of one duty (`round`) or one row of what comes back (`turn`), done or missed; all where it is not said. */
export type KeptAsked = { readonly source?: KeptItem['source'] | undefined; readonly row?: string | undefined; readonly which?: 'kept' | 'missed' | undefined };
/** A page of it, the last due first. `kept` and `missed` count all of the duty, whichever are asked for. */
export type KeptPage<Item> = { readonly items: readonly Item[]; readonly total: number; readonly kept: number; readonly missed: number };
/** An entry as a screen shows it, with the paper that kept it. `site`: at headquarters. */
export type KeptEntry = Pick<KeptItem, 'label' | 'part' | 'rule' | 'due' | 'kept'> & { readonly site?: string; readonly record?: { readonly id: string; readonly form: string; readonly number: string } };

export const keptPage = <Item extends KeptItem>(items: readonly Item[], { source, row, which, offset, limit }: KeptAsked & { readonly offset: number; readonly limit: number }): KeptPage<Item> => {
  const ofRow = items.filter((each) => (source === undefined || each.source === source) && (row === undefined || each.row === row));
  const kept = ofRow.filter((each) => each.kept).length;
  const asked = which === undefined ? ofRow : ofRow.filter((each) => each.kept === (which === 'kept'));
  return { items: asked.toSorted((a, b) => (a.due > b.due ? -1 : a.due < b.due ? 1 : 0)).slice(offset, offset + limit), total: asked.length, kept, missed: ofRow.length - kept };
};

/** An entry of the items of a page. `papers`: by id, those that may be shown. */
export const toKeptEntry = ({ label, part, rule, due, kept, record: id }: KeptItem, papers: ReadonlyMap<string, { readonly id: string; readonly form: string; readonly number: string }>, site?: string): KeptEntry => {
  const paper = id === undefined ? undefined : papers.get(id);
  return { label, rule, due, kept, ...(part && { part }), ...(site !== undefined && { site }), ...(paper && { record: { id: paper.id, form: paper.form, number: paper.number } }) };
};
