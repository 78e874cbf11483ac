import { forms } from '../forms/index.ts';
import { chaptersOf } from './chapters.ts';
import type { Apart, Figure } from './figure.ts';
import { availabilityFigures } from './figures/availability.ts';
import { capacityFigures, capacitySeries } from './figures/capacity.ts';
import { complaintFigures } from './figures/complaints.ts';
import { configurationFigures } from './figures/configuration.ts';
import { documentFigures } from './figures/documents.ts';
import { incidentFigures } from './figures/incidents.ts';
import { backupFigures, inspectionFigures, roundsOf, turnsOf } from './figures/inspections.ts';
import { requestFigures, workFigure } from './figures/requests.ts';
import { satisfactionFigures } from './figures/satisfaction.ts';
import { executionsOf, slaFigures } from './figures/sla.ts';
import type { ReportInput } from './input.ts';
import { startOfDay, addDays, isoToMs } from '../clocks/shanghai.ts';
import { missingOf } from './missing.ts';
import { openPointsOf } from './openPoints.ts';
import { periodTitle } from './period.ts';
import type { Report } from './report.ts';

/** Each reason once, with every record it holds for. */
const gathered = (figures: readonly Figure[]): readonly Apart[] => {
  const byWhy = new Map<Apart['why'], { counted: boolean; ids: Set<string> }>();
  for (const { why, counted, ids } of figures.flatMap((each) => each.apart)) {
    const of = byWhy.get(why) ?? { counted, ids: new Set<string>() };
    for (const id of ids) of.ids.add(id);
    byWhy.set(why, of);
  }
  return [...byWhy].map(([why, { counted, ids }]) => ({ why, counted, ids: [...ids] }));
};

/** Numbers of the records the figures were counted from. */
const numbersOf = ({ papers, registers, open, clocks, submitted }: ReportInput, figures: readonly Figure[]): Readonly<Record<string, string>> => {
  const counted = new Set(figures.flatMap(({ ids, shares }) => [...ids, ...shares.flatMap((share) => share.ids)]));
  const known = [...papers.values(), ...registers.values(), open, clocks, submitted].flat();
  return Object.fromEntries(known.flatMap(({ id, number }) => (counted.has(id) ? [[id, number]] : [])));
};

/**
 * The report of a period from its records: every figure with the records behind it, the fourteen chapters of R24, and what is missing. Pure: the same input makes the same report.
 * `parts`: of a report over several sites, what each of them is made of, for each owes its own rounds and turns.
 */
export const buildReport = (input: ReportInput, parts: readonly ReportInput[] = [input]): Report => {
  const series = capacitySeries(input);
  const executions = executionsOf(input);
  const rounds = parts.flatMap(roundsOf);
  const turns = parts.flatMap(turnsOf);
  const figures = [
    workFigure(input, forms), ...requestFigures(input), ...satisfactionFigures(input), ...complaintFigures(input), ...incidentFigures(input), ...capacityFigures(input, series), ...availabilityFigures(input),
    ...configurationFigures(input), ...slaFigures(input, executions), ...inspectionFigures(input, rounds), ...backupFigures(input, turns), ...documentFigures(input),
  ];
  const byId = new Map(figures.map((each) => [each.id, each]));
  const { profile, period, now } = input;
  return {
    version: 1, period, title: periodTitle(period), madeAt: now, unfinished: isoToMs(now) < isoToMs(startOfDay(addDays(period.to, 1))),
    project: profile.project, contractNo: profile.contractNo, client: profile.parties.client, contractor: profile.parties.contractor, supervision: profile.parties.supervision, site: input.site,
    figures, chapters: chaptersOf({ input, byId, series, executions, rounds, turns }), missing: missingOf(input, rounds, turns, figures), openPoints: openPointsOf(input.open, input.carried, period.to), apart: gathered(figures), numbers: numbersOf(input, figures),
  };
};
