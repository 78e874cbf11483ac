import type { Reader } from '../../db/store.ts';
import type { BaselineComparison, BaselineSide, Impact, MoneyBoard } from '../../domain/api/processes.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import { dayOf } from '../../domain/clocks/shanghai.ts';
import { contractOn } from '../../domain/contract/inForce.ts';
import type { Row } from '../../domain/forms/form.ts';
import { configurationBaseline } from '../../domain/forms/configurationBaseline.ts';
import { configurationItem } from '../../domain/forms/configurationItem.ts';
import { formPlaying, forms, formsById } from '../../domain/forms/index.ts';
import { peopleOnRosters, planPages, type PlanPage, type RosterPerson } from '../../domain/incident/response.ts';
import { exposingForms } from '../../domain/money/exposures.ts';
import { papersAtStake } from '../../domain/money/papersAtStake.ts';
import { baselineDifference } from '../../domain/record/baseline.ts';
import type { Known } from '../../domain/record/around.ts';
import type { Rec } from '../../domain/record/record.ts';
import { isLiving } from '../../domain/record/unique.ts';
import { snapshotRows } from '../../domain/record/snapshot.ts';
import { changeCalendar, freezeForms, plannedForms, type CalendarEntry } from '../../domain/processes/changeCalendar.ts';
import { impactOf } from '../../domain/processes/impact.ts';
import { knownErrorsFor, piecesOf, type KnownError } from '../../domain/processes/knownErrors.ts';
import type { OpenStation } from '../station/openStation.ts';
import { accepted, refused } from '../../domain/refused.ts';

/** More papers of one form than a station holds in a contract's year. */
const mostPapers = 20_000;

const livingStates = (form: string): readonly string[] => Object.entries(formsById.get(form)?.lifecycle.states ?? {}).flatMap(([id, state]) => (state.tone === 'void' ? [] : [id]));

/** The living papers of a form, each with the definition pinned in it. */
const livingPapers = (reader: Reader, form: string, states: readonly string[] = livingStates(form)): readonly Known[] =>
  reader.rowsInStates(form, states, mostPapers).rows.flatMap((row) => {
    const rec = reader.record(row.id);
    const def = rec && reader.definition(rec.def);
    return rec && def && isLiving(rec, def) ? [{ rec, def }] : [];
  });

/** Changes, releases and key periods that meet the days (see `changeCalendar`). */
export const calendarOf = ({ store }: OpenStation, from: string, to: string): readonly CalendarEntry[] => {
  if (to < from) throw refused('before-other', { field: 'lastDay', params: { other: 'firstDay' } });
  const wanted = [...plannedForms(forms).map((form) => form.id), ...freezeForms(forms).keys()];
  return changeCalendar(wanted.flatMap((form) => livingPapers(store.read, form)), forms, from, to);
};

/** Who is on the rosters today, and where the plans speak of a kind of fault. */
export const responseTo = ({ store }: OpenStation, kind: string, now: string): { readonly people: readonly RosterPerson[]; readonly pages: readonly PlanPage[] } => ({
  people: peopleOnRosters(livingPapers(store.read, formPlaying('roster').id, ['inForce']), dayOf(now)),
  pages: planPages(livingPapers(store.read, formPlaying('plans').id, ['inForce']), kind),
});

/** Problems read whole for one answer, and pieces of what is typed that are looked for: it is asked at every word. */
const mostRead = 200;
const mostPieces = 100;

/** Known errors that fit the words (see `knownErrorsFor`), among the problems that have most of them; without words among the newest. */
export const knownErrorsOf = ({ store: { read } }: OpenStation, text: string, limit: number): readonly KnownError[] => {
  const pieces = [...piecesOf(text)].slice(0, mostPieces);
  const problems = pieces.length > 0
    ? read.alike(formPlaying('knownErrors').id, pieces, mostRead)
    : read.list({ form: formPlaying('knownErrors').id, sort: { by: 'updatedAt', down: true }, offset: 0, limit: mostRead }).rows.flatMap(({ id }) => read.record(id) ?? []);
  return knownErrorsFor(text, problems.flatMap((rec) => { const def = read.definition(rec.def); return def ? [{ rec, def }] : []; }), limit);
};

const papersNaming = (reader: Reader, id: string): readonly Known[] => {
  const ids = new Set(reader.linkedFrom(id).map((link) => link.id));
  return [...ids].flatMap((each) => {
    const rec = reader.record(each);
    const def = rec && reader.definition(rec.def);
    return rec && def && isLiving(rec, def) ? [{ rec, def }] : [];
  });
};
/** A paper of the processes about an item that somebody has still to do something about. */
const isOpen = ({ rec, def }: Known): boolean => {
  const state = def.lifecycle.states[rec.state];
  return def.group === 'processes' && state !== undefined && !state.closed && !state.rests && state.tone !== 'done';
};
const rowsInOrder = (reader: Reader, papers: readonly Known[]): readonly RecordRow[] => {
  const rows = reader.rowsById(papers.map(({ rec }) => rec.id));
  return rows.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
};

/** What stands on a configuration item, what is open about each of them, and everything that touched it. Throws RefusedError `not-found`. */
export const impactOn = ({ store }: OpenStation, id: string): Impact => {
  const { read } = store;
  const rec = read.record(id);
  const def = rec && read.definition(rec.def);
  if (!rec || !def || rec.form !== configurationItem.id) throw refused('not-found');
  const reach = impactOf({ rec, def }, livingPapers(read, configurationItem.id));
  const open = Object.fromEntries(reach.nodes.map((node) => [node.id, rowsInOrder(read, papersNaming(read, node.id).filter(isOpen))]));
  return { ...reach, open, touched: rowsInOrder(read, papersNaming(read, id).filter((paper) => paper.rec.form !== configurationItem.id)) };
};

const { field: itemsField = '' } = configurationBaseline.snapshot ?? {};
const baselineRows = (rec: Rec): readonly Row[] => (Array.isArray(rec.data[itemsField]) ? (rec.data[itemsField] as readonly Row[]) : []);

/** The register now, as a baseline taken this moment would hold it. */
const registerNow = ({ store }: OpenStation): readonly Row[] => {
  const snapshot = configurationBaseline.snapshot!;
  const papers = new Map(livingPapers(store.read, snapshot.form, snapshot.states).map((known) => [known.rec.id, known]));
  return snapshotRows(snapshot, configurationBaseline, { record: (id) => papers.get(id) ?? null, linked: () => [], ofForm: () => [...papers.values()].map(({ rec }) => rec), profile: null, contracts: [] });
};

const sideOf = (open: OpenStation, id: string | null, now: string): { readonly side: BaselineSide; readonly rows: readonly Row[] } => {
  if (id === null) return { side: { id: null, number: '', name: '', takenAt: now }, rows: registerNow(open) };
  const rec = open.store.read.record(id);
  if (rec?.form !== configurationBaseline.id) throw refused('not-found');
  return { side: { id, number: rec.number, name: String(rec.data['name'] ?? ''), takenAt: String(rec.data['takenAt'] ?? rec.createdAt) }, rows: baselineRows(rec) };
};

/** The difference of two baselines, or of one and the register now (null), by the items' numbers (R19). Throws RefusedError `not-found`. */
export const compareBaselines = (open: OpenStation, before: string | null, after: string | null, now: string): BaselineComparison => {
  const [a, b] = [sideOf(open, before, now), sideOf(open, after, now)];
  const names = Object.fromEntries([...a.rows, ...b.rows].map((row) => [String(row['number']), String(row['name'] ?? '')]));
  return { before: a.side, after: b.side, changes: baselineDifference(a.rows, b.rows, 'number'), names };
};

/** The manager's board (R32): what the papers put at stake this month, and those that cannot be reckoned. */
export const moneyBoard = ({ store, contracts, calendar }: OpenStation, now: string): MoneyBoard => {
  const running = contractOn(contracts, dayOf(now));
  return accepted(papersAtStake(exposingForms(forms, running).flatMap((form) => livingPapers(store.read, form)), now, running, calendar));
};
