import type { Lang } from '../text/text.ts';
import type { Measure } from './breaking.ts';
import { inkColours, margin, mmToPt, type, unit, unitsPerRow } from './geometry.ts';
import type { Block, Step } from './marks.ts';
import { createRow, textLines, type Column, type Line, type TextStyle } from './rows.ts';
import { paperWords } from './words.ts';

const headStyle: TextStyle = { font: 'sansMedium', size: 9 };
export const bodyStyle: TextStyle = { font: 'serif', size: 9.5 };

export type TableCell = {
  readonly name: string;
  readonly text: string;
  /** Set in place of `text`, where a cell breaks its lines by itself. */
  readonly lines?: (width: number) => readonly Line[];
  readonly style?: TextStyle;
  readonly align?: 'left' | 'centre';
  readonly merged?: boolean;
  /** It names the row it stands in. */
  readonly heads?: 'Row';
  readonly colSpan?: number;
};

/** A row of a table from the left edge of the paper; `widths` in units, `cells` as many. `table` and `row` tell a reader who listens where he is. */
export const tableCells = (table: string, row: string, widths: readonly number[], cells: readonly TableCell[], role: Column['role'], measure: Measure): Column[] => {
  let x = mmToPt(margin.left);
  return cells.map((cell, i) => {
    const w = mmToPt(widths[i]! * unit);
    const style = cell.style ?? (role === 'label' ? headStyle : bodyStyle);
    const scope = role === 'label' ? 'Column' : cell.heads;
    const last: Step = { role: scope ? 'TH' : 'TD', key: cell.name, scope, colSpan: cell.colSpan };
    const column: Column = {
      name: cell.name,
      role,
      x,
      w,
      lines: cell.lines?.(w) ?? textLines(cell.text, w, style, measure),
      align: cell.align ?? (role === 'label' ? 'centre' : 'left'),
      vertical: 'middle',
      merged: cell.merged,
      ground: role === 'label' ? inkColours.labelGround : undefined,
      path: [{ role: 'Table', key: table }, { role: 'TR', key: row }, last],
    };
    x += w;
    return column;
  });
};

/** A table nobody filled in, in one line that says so. */
export const emptyRow = (name: string, label: string, lang: Lang, measure: Measure): Block => {
  const path: readonly Step[] = [{ role: 'P', key: name }];
  const [head, body] = tableCells(name, name, [4, unitsPerRow - 4], [{ name: `${name}.label`, text: label, align: 'centre', style: { font: 'sansMedium', size: type.label } }, { name, text: paperWords.none[lang] }], 'value', measure);
  return createRow([{ ...head!, path }, { ...body!, path }], { minHeight: mmToPt(6.2) });
};
