import { useId, type ReactNode } from 'react';
import { useWords } from '../words.ts';
import { useSheet } from './sheet.ts';

export type CellProps = { readonly name: string; readonly label: string };

/** Text that belongs to a cell's field: its id for `aria-describedby`, whether it is wrong, and the note to draw. */
export const useNote = (name: string): { readonly id: string; readonly wrong: boolean; readonly note: ReactNode } => {
  const { problems, def } = useSheet();
  const { refuse } = useWords();
  const id = useId();
  const problem = problems.get(name);
  return { id, wrong: problem !== undefined, note: problem ? <span className="cell-note" id={id} role="alert">{refuse(problem, def)}</span> : null };
};

/** Moves on to the next cell in reading order, as Enter does in a table. */
export const focusNext = (from: HTMLElement): void => {
  const page = from.closest('.page');
  const cells = [...(page?.querySelectorAll<HTMLElement>('textarea:enabled, input:enabled') ?? [])].filter(
    (each) => !(each instanceof HTMLInputElement) || each.type !== 'radio' || each.tabIndex >= 0,
  );
  cells[cells.indexOf(from) + 1]?.focus();
};
