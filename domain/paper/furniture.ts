import type { Copy, FormDef } from '../forms/form.ts';
import type { Rec } from '../record/record.ts';
import { checkCode } from '../seal/content.ts';
import type { Lang } from '../text/text.ts';
import { breakLines, type FontRole, type Measure } from './breaking.ts';
import { a4, contentWidth, copyColours, footerHeight, headerHeight, inkColours, margin, mmToPt, rule, type } from './geometry.ts';
import type { Mark, Part, Step } from './marks.ts';
import { chainAt, copyTitle, pageOf, paperNote, paperWords, qrAlt, reprint } from './words.ts';

const left = mmToPt(margin.left);
const width = mmToPt(contentWidth);
const right = left + width;
const top = mmToPt(margin.top);
export const frameTop = mmToPt(margin.top + headerHeight);
export const footerTop = mmToPt(a4.height - margin.bottom - footerHeight);
const bandHeight = mmToPt(5);

/** The link between paper and log: head and length of the station's chain when the sheet was sealed or printed. */
export type Anchor = { readonly chainHead: string; readonly chainSeq: number; /** where the seal stands in headquarters' log, from 1 */ readonly logPlace?: number };
export type Furnishing = { readonly def: FormDef; readonly rec: Rec; readonly lang: Lang; readonly contentHash: string; readonly anchor?: Anchor; readonly measure: Measure };

/** What the QR code says: `SL1.<number>.<first 32 hex of the content hash>.<first 16 hex of the chain head, or ->`. */
export const qrText = (number: string, contentHash: string, anchor?: Anchor): string => `SL1.${number}.${contentHash.slice(0, 32)}.${anchor?.chainHead.slice(0, 16) ?? '-'}`;

/** What is read of the furniture; without a path it never is. */
const part = (marks: readonly Mark[], ...path: readonly Step[]): Part => ({ path, marks });
const paragraph = (key: string): Step => ({ role: 'P', key });

const fitOne = (text: string, room: number, font: FontRole, size: number, measure: Measure): { text: string; size: number; width: number } => {
  let s = size;
  while (measure(text, font, s) > room && s > size * 0.6) s -= 0.5;
  const [line = ''] = breakLines(text, room, font, s, measure);
  return { text: line, size: s, width: measure(line, font, s) };
};

/** The red mark of a sealed sheet: 已封存, the number, the short code. Left of the title. */
const sealMark = ({ rec, lang, contentHash, measure }: Furnishing): Mark[] => {
  const word = paperWords.sealed[lang];
  const code = checkCode(contentHash).slice(0, 9);
  const colour = inkColours.seal;
  const wordWidth = measure(word, 'serifBold', 12);
  const sideWidth = Math.max(measure(rec.number, 'sansMedium', 6.2), measure(code, 'sansMedium', 7.5));
  const w = wordWidth + sideWidth + 19;
  const h = mmToPt(9.6);
  const x = left;
  const y = top + bandHeight + mmToPt(3.2);
  const middle = y + h / 2;
  const split = x + wordWidth + 11;
  return [
    { kind: 'rect', x, y, w, h, stroke: colour, width: 1.1, radius: 2.4 },
    { kind: 'rect', x: x + 1.9, y: y + 1.9, w: w - 3.8, h: h - 3.8, stroke: colour, width: 0.35, radius: 1.2 },
    { kind: 'text', x: x + 6.5, y: middle + 12 * 0.38, text: word, font: 'serifBold', size: 12, colour },
    { kind: 'line', x1: split, y1: y + 4.5, x2: split, y2: y + h - 4.5, width: 0.35, colour },
    { kind: 'text', x: split + 4, y: middle - 2.6, text: rec.number, font: 'sansMedium', size: 6.2, colour },
    { kind: 'text', x: split + 4, y: middle + 8, text: code, font: 'sansMedium', size: 7.5, colour },
  ];
};

/** Title, who made the paper, and its number: above the frame, on every page. */
export const headerParts = (furnishing: Furnishing): Part[] => {
  const { def, rec, lang, measure } = furnishing;
  const title = fitOne(def.title[lang], width * 0.5, 'serifBold', type.title, measure);
  const maker = fitOne(rec.context.contractor[lang], width * 0.4, 'serif', type.subtitle, measure);
  const number = fitOne(rec.number, width * 0.3, 'sansMedium', type.label, measure);
  const word = paperWords.number[lang];
  const middle = left + width / 2;
  const base = frameTop - mmToPt(2.2);
  const corrects = rec.links.some((l) => l.rel === 'corrects');
  const corrected: Mark = { kind: 'text', x: left, y: base, text: paperWords.corrects[lang], font: 'sans', size: type.subtitle, colour: inkColours.seal };
  return [
    part([{ kind: 'text', x: middle - title.width / 2, y: top + bandHeight + mmToPt(7.3), text: title.text, font: 'serifBold', size: title.size, colour: inkColours.ink }], { role: 'H1', key: 'title' }),
    part([{ kind: 'text', x: middle - maker.width / 2, y: base, text: maker.text, font: 'serif', size: maker.size, colour: inkColours.soft }], paragraph('maker')),
    part(
      [
        { kind: 'text', x: right - number.width - 5 - measure(word, 'sans', type.subtitle), y: base, text: word, font: 'sans', size: type.subtitle, colour: inkColours.soft },
        { kind: 'text', x: right - number.width, y: base, text: number.text, font: 'sansMedium', size: number.size, colour: inkColours.ink },
      ],
      paragraph('number'),
    ),
    ...(rec.seal ? [part(sealMark(furnishing), paragraph('sealed'))] : corrects ? [part([corrected], paragraph('corrects'))] : []),
  ];
};

/** Check code, chain anchor and page number: below the frame, on every page. Pages are counted within one copy. */
export const footerParts = ({ rec, lang, contentHash, anchor, measure }: Furnishing, page: number, pages: number): Part[] => {
  const qr = mmToPt(footerHeight - 2.2);
  const y = footerTop + mmToPt(2.2);
  const x = left + qr + mmToPt(3);
  const pageText = pageOf(page, pages)[lang];
  const codeWord = paperWords.checkCode[lang];
  const code = checkCode(contentHash);
  const chain = anchor ? chainAt(anchor.chainHead.slice(0, 16), anchor.chainSeq, anchor.logPlace)[lang] : paperWords.unsealed[lang];
  const after = (word: string, size: number): number => x + measure(word, 'sans', size) + 6;
  const said = qrText(rec.number, contentHash, anchor);
  return [
    part(
      [
        { kind: 'text', x, y: y + 12, text: codeWord, font: 'sans', size: type.small, colour: inkColours.soft },
        { kind: 'text', x: after(codeWord, type.small), y: y + 12, text: code, font: 'sansMedium', size: 9.5, colour: inkColours.ink },
      ],
      paragraph('code'),
    ),
    part(
      [
        { kind: 'text', x, y: y + 26, text: paperWords.chain[lang], font: 'sans', size: type.small, colour: inkColours.soft },
        { kind: 'text', x: after(paperWords.chain[lang], type.small), y: y + 26, text: chain, font: 'sans', size: type.small, colour: inkColours.ink },
      ],
      paragraph('chain'),
    ),
    part([{ kind: 'text', x, y: y + 40, text: paperNote[lang], font: 'sans', size: type.tiny, colour: inkColours.soft }], paragraph('foot')),
    part([{ kind: 'qr', x: left, y, size: qr, text: said }], { role: 'Figure', key: 'qr', alt: qrAlt(said)[lang] }),
    part([{ kind: 'text', x: right - measure(pageText, 'sans', 8.5), y: y + 12, text: pageText, font: 'sans', size: 8.5, colour: inkColours.ink }]),
  ];
};

/** What differs between the copies: the band in the copy's colour with its label (R9, R40), and which reprint this is. */
export const copyParts = (copy: Copy, reprints: number, lang: Lang, measure: Measure): Part[] => {
  const label = fitOne(copyTitle(copy.label, copy.holder)[lang], width * 0.6, 'sansMedium', type.label, measure);
  const again = reprints > 0 ? reprint(reprints)[lang] : '';
  const base = top + bandHeight / 2 + label.size * 0.37;
  return [
    part([{ kind: 'rect', x: left, y: top, w: width, h: bandHeight, fill: copyColours[copy.colour], stroke: inkColours.line, width: rule.line }]),
    part([{ kind: 'text', x: right - label.width - 5, y: base, text: label.text, font: 'sansMedium', size: label.size, colour: inkColours.ink }], paragraph('copy')),
    ...(again ? [part([{ kind: 'text', x: left + 5, y: base, text: again, font: 'sansMedium', size: type.label, colour: inkColours.seal }], paragraph('reprint'))] : []),
  ];
};
