import type { CellText } from '../../domain/text/csv.ts';
import { zipStream, type ZipEntry } from '../zip/zipStream.ts';

/** A workbook is a ZIP of XML parts (ECMA-376); these are the few that one plain sheet needs. */
const parts = {
  types: '[Content_Types].xml',
  root: '_rels/.rels',
  book: 'xl/workbook.xml',
  bookRels: 'xl/_rels/workbook.xml.rels',
  styles: 'xl/styles.xml',
  sheet: 'xl/worksheets/sheet1.xml',
} as const;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packageRels = 'http://schemas.openxmlformats.org/package/2006/relationships';
const officeRels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** XML 1.0 has no control characters but tab and line ends. */
const escaped = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]/gu, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Excel takes no longer text in one cell. UTF-16 units. */
const longestCell = 32_767;
/** 31 characters, and none of those that a reference needs for itself. */
const sheetName = (title: string): string => title.replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31).trim() || 'Sheet1';

const columnName = (index: number): string => (index < 26 ? '' : columnName(Math.floor(index / 26) - 1)) + String.fromCodePoint(65 + (index % 26));

const cellXml = (cell: CellText, ref: string, style: number): string => {
  if (cell === '') return '';
  if (typeof cell === 'number') return `<c r="${ref}" s="${style}"><v>${cell}</v></c>`;
  // a text is a text here: nothing of it is run as a formula
  return `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell.slice(0, longestCell))}</t></is></c>`;
};

const rowXml = (cells: readonly CellText[], row: number, style = 1): string => `<row r="${row}">${cells.map((cell, i) => cellXml(cell, `${columnName(i)}${row}`, style)).join('')}</row>`;

/** Title row bold, frozen and filterable, on A4 across as wide as the page and on each page again; cells wrap at the top, so that a table's rows stand below each other. */
const sheetStart = (columns: number): string =>
  `${head}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
  `<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="${columns}" width="20" customWidth="1"/></cols><sheetData>`;
const sheetEnd = (columns: number, rows: number): string => `</sheetData><autoFilter ref="A1:${columnName(columns - 1)}${rows}"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`;

/** About so much text goes to the compressor at a time. Characters. */
const pieceLength = 65_536;

async function* sheetXml(heads: readonly string[], rows: AsyncIterable<readonly CellText[]>): AsyncGenerator<Uint8Array> {
  let text = `${sheetStart(heads.length)}${rowXml(heads, 1, 2)}`;
  let count = 1;
  for await (const cells of rows) {
    count += 1;
    text += rowXml(cells, count);
    if (text.length < pieceLength) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text + sheetEnd(heads.length, count));
}

const stylesXml =
  `${head}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>` +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>';

const part = (name: string, text: string): ZipEntry => ({ name, bytes: [Buffer.from(text)] });

/** One sheet as an XLSX file, piece by piece: rows are taken as they come, and none is kept. */
export const streamWorkbook = (title: string, heads: readonly string[], rows: AsyncIterable<readonly CellText[]>): AsyncGenerator<Buffer> =>
  zipStream([
    part(parts.types, `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${parts.book}" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/${parts.styles}" ContentType="${sheetType}.styles+xml"/><Override PartName="/${parts.sheet}" ContentType="${sheetType}.worksheet+xml"/></Types>`),
    part(parts.root, `${head}<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${officeRels}/officeDocument" Target="${parts.book}"/></Relationships>`),
    part(parts.book, `${head}<workbook xmlns="${main}" xmlns:r="${officeRels}"><sheets><sheet name="${escaped(sheetName(title))}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'${escaped(sheetName(title))}'!$1:$1</definedName></definedNames></workbook>`),
    part(parts.bookRels, `${head}<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${officeRels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${officeRels}/styles" Target="styles.xml"/></Relationships>`),
    part(parts.styles, stylesXml),
    { name: parts.sheet, bytes: sheetXml(heads, rows) },
  ]);
