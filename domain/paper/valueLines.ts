import type { RecordRef } from '../forms/form.ts';
import type { Lang, Text } from '../text/text.ts';
import type { Measure } from './breaking.ts';
import { moneyCapitals, moneyFigures, moneyText, refText } from './cells.ts';
import { mmToPt, padding, type } from './geometry.ts';
import { textLines, type Line, type TextStyle } from './rows.ts';

const roomIn = (width: number): number => width - 2 * mmToPt(padding.x);
const fits = (text: string, width: number, style: TextStyle, measure: Measure): boolean => measure(text, style.font, style.size) <= roomIn(width);

/** An amount in figures and capitals (R4): side by side where there is room, else the capitals below, a little smaller. */
export const moneyLines = (yuan: string, lang: Lang, width: number, style: TextStyle, measure: Measure): Line[] => {
  const whole = moneyText(yuan, lang);
  const capitals = lang === 'zh' ? moneyCapitals(yuan) : '';
  if (capitals === '' || fits(whole, width, style, measure)) return textLines(whole, width, style, measure);
  const natural = measure(capitals, style.font, 1);
  const size = Math.min(style.size, Math.max(type.tiny, roomIn(width) / natural - 0.01));
  // capitals that need a second line anyway are set in a size that is easy to read
  const chosen = size > type.tiny ? size : type.small;
  return [...textLines(moneyFigures(yuan), width, style, measure), ...textLines(capitals, width, { ...style, size: chosen }, measure)];
};

/** Least size of a value that is set smaller to stay on one line, pt. */
const leastSize = 9;

/** A time on one line, up to a seventh smaller where the cell is a little too narrow; broken where that does not help. */
export const timeLines = (text: string, width: number, style: TextStyle, measure: Measure): Line[] => {
  const size = roomIn(width) / measure(text, style.font, 1) - 0.01;
  return textLines(text, width, size >= leastSize && size < style.size ? { ...style, size } : style, measure);
};

/** Papers named by number, with what they are in brackets where there is room; side by side, else one on a line. */
export const recordLines = (refs: readonly RecordRef[], kinds: Readonly<Record<string, Text>> | undefined, lang: Lang, width: number, style: TextStyle, measure: Measure): Line[] => {
  const between = lang === 'zh' ? '、' : ', ';
  const full = refs.map((ref) => refText(ref, lang, kinds));
  if (fits(full.join(between), width, style, measure)) return textLines(full.join(between), width, style, measure);
  return refs.flatMap((ref, i) => textLines(fits(full[i]!, width, style, measure) ? full[i]! : ref.number, width, style, measure));
};
