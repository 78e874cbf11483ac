import { buildReport } from '../../domain/report/build.ts';
import type { Figure } from '../../domain/report/figure.ts';
import type { ReportInput } from '../../domain/report/input.ts';
import { toInput, type Exported } from './generated.ts';

const asked = new Set<string>();
/** The figures that were asked for while these tests ran. */
export const askedIds: ReadonlySet<string> = asked;

/** The figures of the report on these papers, by id; which ones are asked for is noted. Throws where the report has none by that id. */
export const figuresOf = (exports: readonly Exported[], more: Partial<ReportInput> = {}): ((id: string) => Figure) => {
  const byId = new Map(buildReport(toInput(exports, more)).figures.map((each) => [each.id, each]));
  return (id) => {
    const figure = byId.get(id);
    if (!figure) throw new Error(`the report has no figure ${id}`);
    asked.add(id);
    return figure;
  };
};
