import type { CellText } from '../text/csv.ts';
import { rowToCsv } from '../text/csv.ts';
import { text, type Lang } from '../text/text.ts';
import { cellText } from '../report/layoutTable.ts';
import type { Sheet } from '../report/sheets.ts';
import { unitWords } from '../report/tables.ts';
import { apartTitle, boardApartWords } from './apart.ts';
import type { Board } from './board.ts';

const daysName = text('日期', 'Days');
const figuresName = text('指标', 'Figures');
const heads = [text('指标', 'Figure'), text('数值', 'Value'), text('单位', 'Unit'), text('其中', 'Of'), text('算法', 'How it is reckoned')];

const figuresSheet = ({ span, figures, apart }: Pick<Board, 'span' | 'figures' | 'apart'>, lang: Lang): Sheet => ({
  name: figuresName[lang], heads: heads.map((head) => head[lang]),
  rows: [
    ...(span ? [[daysName[lang], `${span.from} – ${span.to}`, '', '', '']] : []),
    ...figures.map(({ label, value, unit, of, formula }): readonly CellText[] => [label[lang], value ?? '', unitWords[unit][lang], of ?? '', formula[lang]]),
    ...apart.map(({ why, n }): readonly CellText[] => [`${apartTitle[lang]}：${boardApartWords(why)[lang]}`, n, '', '', '']),
  ],
});

/** A board as sheets: its figures, then each panel's table; of one panel alone, its table. */
export const boardSheets = ({ span, figures, panels, apart }: Board, lang: Lang, panel?: string): readonly Sheet[] => [
  ...(panel === undefined ? [figuresSheet({ span, figures, apart }, lang)] : []),
  ...panels.filter(({ id }) => panel === undefined || id === panel).map(({ title, columns, rows }): Sheet => ({
    name: title[lang].replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31), heads: columns.map(({ label }) => label[lang]), rows: rows.map((cells) => cells.map(({ value }): CellText => (typeof value === 'number' ? value : value === null ? '' : cellText(value, lang)))),
  })),
];

/** The same tables below each other, with the mark Chinese Excel needs. */
export const boardCsv = (board: Board, lang: Lang, panel?: string): string =>
  `\uFEFF${boardSheets(board, lang, panel).flatMap(({ name, heads: columns, rows }) => [[name], columns, ...rows, []]).map(rowToCsv).join('')}`;
