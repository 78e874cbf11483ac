import type { Text } from '../text/text.ts';
import type { DutyRound } from '../today/duties.ts';
import type { Turn } from '../today/turns.ts';
import type { Figure } from './figure.ts';
import type { CapacitySeries } from './figures/capacity.ts';
import type { Execution } from './figures/sla.ts';
import type { ReportInput } from './input.ts';
import type { Chapter } from './report.ts';
import { valueWords } from './tables.ts';

/** What the chapters draw from, besides the input: reckoned once. */
export type Findings = {
  readonly input: ReportInput;
  readonly byId: ReadonlyMap<string, Figure>;
  readonly series: readonly CapacitySeries[];
  readonly executions: readonly Execution[];
  readonly rounds: readonly DutyRound[];
  readonly turns: readonly Turn[];
};
export type Content = Pick<Chapter, 'paragraphs' | 'figures' | 'tables' | 'charts'>;

/** A figure that is always there. */
export const figureOf = ({ byId }: Pick<Findings, 'byId'>, id: string): Figure => {
  const found = byId.get(id);
  if (!found) throw new RangeError(`no figure ${id}`);
  return found;
};
/** Its value in words of one language. */
export const said = (findings: Pick<Findings, 'byId'>, id: string): Text => valueWords(figureOf(findings, id));

