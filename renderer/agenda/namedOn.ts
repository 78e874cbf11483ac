import type { AgendaItem } from '../../domain/today/agenda.ts';

/** What is named in a day's cell: not what comes every day, of which the cell gives a count. */
const isNamed = ({ source, begins, due }: AgendaItem): boolean => source === 'clock' || source === 'notice' || (source === 'turn' && begins.slice(0, 10) !== due.slice(0, 10));
/** what there is room for in a month on the common laptop */
const mostNamed = 2;
type Named = { readonly label: string; readonly n: number; readonly state: 'late' | 'owed' | 'kept' };
const urgency = { late: 0, owed: 1, kept: 2 } as const;
const stateOf = ({ state }: AgendaItem): Named['state'] => (state === 'late' || state === 'missed' ? 'late' : state === 'kept' || state === 'keptLate' ? 'kept' : 'owed');

/** What a day's cell has room to name: each thing once with how many of it there are, what is overdue before what is done. */
export const namedOn = (due: readonly AgendaItem[], say: (label: AgendaItem['label']) => string): readonly Named[] =>
  [...Map.groupBy(due.filter(isNamed), (each) => `${stateOf(each)} ${say(each.label)}`).values()]
    .map((same): Named => ({ label: say(same[0]!.label), n: same.length, state: stateOf(same[0]!) }))
    .toSorted((a, b) => urgency[a.state] - urgency[b.state])
    .slice(0, mostNamed);
