import type { Row } from '../forms/form.ts';
import type { Known } from '../record/around.ts';
import type { Attachment } from '../record/record.ts';
import type { Called, CallOut } from './callOut.ts';

/** A person of a roster in force, with the paper that names him. */
export type RosterPerson = {
  readonly group: string;
  readonly role: string;
  readonly person: string;
  readonly phone: string;
  readonly roster: { readonly id: string; readonly form: string; readonly number: string };
};
/** A page of a plan or handbook in force (R17). */
export type PlanPage = {
  readonly record: string;
  readonly form: string;
  readonly number: string;
  readonly title: string;
  readonly heading: string;
  /** Pages are counted from 1. */
  readonly page: number;
  /** Written for this kind of fault, or for every kind. */
  readonly exact: boolean;
  readonly file: Attachment | null;
  /** What to do first, when there is no file. */
  readonly steps: string;
};

const inForce = 'inForce';
const rowsOf = (known: Known, field: string): readonly Row[] => (Array.isArray(known.rec.data[field]) ? (known.rec.data[field] as readonly Row[]) : []);
const holdsOn = (from: unknown, to: unknown, day: string): boolean => (typeof from !== 'string' || from <= day) && (typeof to !== 'string' || day <= to);
const newestFirst = (papers: readonly Known[]): readonly Known[] => papers.filter(({ rec }) => rec.state === inForce && rec.correctedBy === undefined && !rec.voided).toSorted((a, b) => (a.rec.updatedAt < b.rec.updatedAt ? 1 : -1));

/** Everybody whom a roster in force names for the day, the newest roster first; named twice, a person stands once for each group and part (R16). */
export const peopleOnRosters = (rosters: readonly Known[], day: string): readonly RosterPerson[] => {
  const people = new Map<string, RosterPerson>();
  for (const roster of newestFirst(rosters)) {
    const { rec } = roster;
    if (!holdsOn(rec.data['from'], rec.data['to'], day)) continue;
    for (const row of rowsOf(roster, 'people')) {
      if (!holdsOn(row['from'], row['to'], day)) continue;
      const [group, role, person, phone] = ['group', 'role', 'person', 'phone'].map((column) => String(row[column] ?? ''));
      const key = [group, role, person].join('\n');
      if (person && !people.has(key)) people.set(key, { group: group!, role: role!, person, phone: phone!, roster: { id: rec.id, form: rec.form, number: rec.number } });
    }
  }
  return [...people.values()];
};

const isCalled = (person: RosterPerson, { group, who }: Called): boolean => person.group === group && (who === 'all' || (who === 'head') === (person.role === 'head'));

export type CalledGroup = { readonly called: Called; readonly people: readonly RosterPerson[] };

/** The people of each group that must come. Where the contract's posts answer (unclear point 6), the rosters name nobody. */
export const peopleCalled = ({ called }: Pick<CallOut, 'called'>, people: readonly RosterPerson[]): readonly CalledGroup[] =>
  called.map((each) => ({ called: each, people: each.from === 'roster' ? people.filter((person) => isCalled(person, each)) : [] }));

/** The rows of an incident's table of who was called, with those added that are not in it yet. Null when all of them are. */
export const withCalled = (rows: readonly Row[], groups: readonly CalledGroup[], most: number): readonly Row[] | null => {
  const has = new Set(rows.map((row) => String(row['person'] ?? '').trim()));
  const added: Row[] = [];
  for (const { called, people } of groups) {
    for (const { person } of people) {
      if (has.has(person)) continue;
      has.add(person);
      added.push({ group: called.words.zh, person });
    }
  }
  return added.length === 0 ? null : [...rows, ...added].slice(0, most);
};

/** Pages of the plans in force for a kind of fault: those written for it first, then those for every kind. */
export const planPages = (plans: readonly Known[], kind: string): readonly PlanPage[] =>
  newestFirst(plans)
    .flatMap((plan) =>
      rowsOf(plan, 'pages').flatMap((row): PlanPage[] => {
        const wanted = row['incidentKind'];
        if (wanted !== undefined && wanted !== kind) return [];
        return [{
          record: plan.rec.id, form: plan.rec.form, number: plan.rec.number, title: String(plan.rec.data['title'] ?? ''), heading: String(row['heading'] ?? ''), page: Number(row['page'] ?? 1),
          exact: wanted !== undefined, file: plan.rec.attachments[0] ?? null, steps: String(plan.rec.data['steps'] ?? ''),
        }];
      }),
    )
    .toSorted((a, b) => Number(b.exact) - Number(a.exact));
