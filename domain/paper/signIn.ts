import type { Signer } from '../forms/form.ts';
import type { Rec, Signature } from '../record/record.ts';
import type { Lang } from '../text/text.ts';
import type { Measure } from './breaking.ts';
import { paperTime } from './cells.ts';
import { contentWidth, margin, mmToPt, padding, signInColumns, signInRow, tableRowHeight, type } from './geometry.ts';
import type { Block, Mark } from './marks.ts';
import { createRow, textLines, type Column, type Line, type TextStyle } from './rows.ts';
import { bodyStyle, tableCells } from './tableCells.ts';
import { inkAlt, paperWords } from './words.ts';

const inkColumn = 3;
const smallStyle: TextStyle = { font: 'serif', size: type.small };

/** A line across the paper, outside the table. */
const across = (name: string, lines: readonly Line[], minHeight: number, more?: Partial<Column>): Block =>
  createRow(
    [{ name, role: 'value', x: mmToPt(margin.left), w: mmToPt(contentWidth), lines, align: 'left', vertical: 'middle', path: [{ role: 'P', key: name }], ...more }],
    { minHeight, keepWithNext: more !== undefined },
  );

/** A row of the sheet with the ink in its cell. */
const signedRow = (columns: readonly Column[], signature: Signature, lang: Lang, head: Block): Block => {
  const row = createRow(columns, { minHeight: mmToPt(signInRow.height), repeat: head });
  const { x, w, path = [] } = columns[inkColumn]!;
  const gap = mmToPt(padding.tight);
  return {
    height: row.height,
    repeat: head,
    draw: (page, y, opensPage) => {
      const from = page.parts.length;
      row.draw(page, y, opensPage);
      const ink: Mark = { kind: 'ink', x: x + gap, y: y + gap, w: w - 2 * gap, h: row.height - 2 * gap, ink: signature.ink };
      // read where it stands: in the place of its empty cell
      page.parts.splice(from + inkColumn, 1, { path: [...path, { role: 'Figure', key: 'ink', alt: inkAlt(signature.name)[lang] }], marks: [ink] });
    },
  };
};

/**
 * A sign-in sheet (签到表, R23): one line for each who signed, in the order of signing, and free lines for a pen until the paper is sealed.
 * Its head stands again on each page. `refusals`: what those who would not sign have said.
 */
export const signInRows = (signer: Signer, rec: Rec, refusals: readonly string[], lang: Lang, measure: Measure): Block[] => {
  const w = paperWords;
  const table = `signIn.${signer.role}`;
  const width = mmToPt(contentWidth);
  const signatures = rec.signatures.filter((s) => s.role === signer.role);
  const label = signer.label[lang] + (signer.required ? '' : w.optional[lang]);
  const heads = [w.no, w.name, w.post, w.written, w.time].map((word, i) => ({ name: `${table}.head${i}`, text: word[lang] }));
  const head = createRow(tableCells(table, 'head', signInColumns, heads, 'label', measure), { minHeight: mmToPt(tableRowHeight), keepWithNext: true });
  const rowOf = (i: number, texts: readonly string[], lines?: (width: number) => readonly Line[]): Column[] =>
    tableCells(
      table,
      `${table}.${i + 1}`,
      signInColumns,
      [String(i + 1), texts[0] ?? '', texts[1] ?? '', '', ''].map((text, n) => ({ name: `${table}.${i + 1}.${n}`, text, align: 'centre', lines: n === 4 ? lines : undefined })),
      'value',
      measure,
    );
  const free = rec.seal ? 0 : Math.max(signatures.length === 0 ? 0 : 1, signInRow.kept - signatures.length);
  return [
    across(`${table}.who`, textLines(label, width, { font: 'sansMedium', size: type.label }, measure), mmToPt(tableRowHeight), { path: [{ role: 'H3', key: `${table}.who` }] }),
    across(`${table}.consent`, textLines(signatures[0]?.consent || signer.consent[lang], width, smallStyle, measure), mmToPt(tableRowHeight), {}),
    ...refusals.map((refused, i) => across(`${table}.refused${i}`, textLines(refused, width, smallStyle, measure), mmToPt(tableRowHeight))),
    head,
    ...signatures.map((signature, i) =>
      signedRow(
        rowOf(i, [signature.name, signature.post], (room) => [
          ...textLines(paperTime(signature.at, lang), room, { ...bodyStyle, size: 8.5 }, measure),
          ...textLines(signature.place, room, { ...smallStyle, size: type.tiny }, measure),
        ]),
        signature,
        lang,
        head,
      ),
    ),
    ...Array.from({ length: free }, (_, i) =>
      createRow(rowOf(signatures.length + i, []).map((column) => ({ ...column, path: undefined })), { minHeight: mmToPt(signInRow.height), repeat: head }),
    ),
  ];
};
