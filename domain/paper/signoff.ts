import type { FormDef, Signer } from '../forms/form.ts';
import { signersOf } from '../record/decide.ts';
import { silenceAt } from '../record/silence.ts';
import type { Rec, Refused } from '../record/record.ts';
import type { Lang, Text } from '../text/text.ts';
import { breakLines, type Measure } from './breaking.ts';
import { paperTime } from './cells.ts';
import { contentWidth, inkColours, leading, margin, mmToPt, padding, rule, signBox, signersPerRow, type } from './geometry.ts';
import type { Block, Mark, Page, Part, Step } from './marks.ts';
import { signInRows } from './signIn.ts';
import { signatureRemarks, signedAt } from './signatureKind.ts';
import { inkAlt, paperWords } from './words.ts';

const pad = mmToPt(padding.x + 0.5);
const ink = mmToPt(signBox.inkHeight);
const metaSize = 8.5;
const metaPitch = metaSize * 1.5;

type Drawn = { readonly height: number; readonly parts: (x: number, y: number, height: number) => Part[] };

const words = (x: number, y: number, text: string, font: 'serif' | 'sans' | 'sansMedium', size: number, colour: string): Mark => ({ kind: 'text', x, y, text, font, size, colour });

/** What one signer has on the paper: who is asked, to what he consents, the ink, and who signed when and where. */
const signerBox = (signer: Signer, def: FormDef, rec: Rec, lang: Lang, width: number, measure: Measure): Drawn => {
  const room = width - 2 * pad;
  const signature = rec.signatures.findLast((s) => s.role === signer.role);
  const label = breakLines(signer.label[lang] + (signer.required ? '' : paperWords.optional[lang]), room, 'sansMedium', type.label, measure);
  const consent = breakLines(signature?.consent || signer.consent[lang], room, 'serif', type.small, measure);
  // a refusal stays on the paper as it was written, also above the ink that came after it
  const silent = silenceText(signer, def, rec, lang);
  const refused = [...rec.refusals.filter((r) => r.role === signer.role).map((r) => refusalText(r, signature !== undefined, lang)), ...(silent === null ? [] : [silent])].flatMap((said) => breakLines(said, room, 'serif', type.small, measure));
  const remarks = (signature ? signatureRemarks(signature, lang) : []).map((said) => breakLines(said, room, 'serif', type.small, measure));
  const meta = (
    [
      [paperWords.name, signature?.name ?? ''],
      [paperWords.post, signature?.post ?? ''],
      [paperWords.time, signature ? signedAt(signature, lang) : ''],
      [paperWords.place, signature?.place ?? ''],
    ] as const
  );
  const lead = (word: Text): number => measure(`${word[lang]} `, 'sans', metaSize);
  // where a time is wider than half the box, time and place take a line each
  const [, , [timeWord, time]] = meta;
  const sideBySide = lead(timeWord) + measure(time, 'serif', metaSize) + 2 <= room / 2;
  const rows = (sideBySide ? [meta.slice(0, 2), meta.slice(2)] : [meta.slice(0, 2), meta.slice(2, 3), meta.slice(3)]).map((row) => {
    const share = room / row.length;
    const cells = row.map(([word, value]) => ({ word, lines: breakLines(value, share - lead(word) - 2, 'serif', metaSize, measure) }));
    return { cells, share, lines: Math.max(1, ...cells.map((c) => c.lines.length)) };
  });
  const labelHeight = label.length * type.label * leading;
  const consentHeight = consent.length * type.small * leading;
  const refusedHeight = refused.length * type.small * leading;
  const remarksHeight = remarks.flat().length * type.small * leading;
  const metaHeight = rows.reduce((sum, r) => sum + r.lines * metaPitch, 0);
  const top = mmToPt(1.3);
  return {
    height: top + labelHeight + consentHeight + refusedHeight + (signature?.elsewhere ? remarksHeight : 0) + ink + metaHeight + mmToPt(1.6),
    parts: (x, y, height) => {
      const box: Step = { role: 'Div', key: `signer.${signer.role}` };
      let at = y + top;
      const below = (lines: readonly string[], font: 'serif' | 'sansMedium', size: number, colour: string, drop: number): Mark[] => lines.map((line) => words(x + pad, (at += size * leading) - drop, line, font, size, colour));
      const said: Part[] = [
        { path: [box, { role: 'H3', key: 'who' }], marks: below(label, 'sansMedium', type.label, inkColours.ink, 3.2) },
        { path: [box, { role: 'P', key: 'consent' }], marks: below(consent, 'serif', type.small, inkColours.soft, 2.6) },
        ...(refused.length > 0 ? [{ path: [box, { role: 'P' as const, key: 'refused' }], marks: below(refused, 'serif', type.small, inkColours.ink, 2.6) }] : []),
      ];
      const metaTop = y + height - mmToPt(1.3) - metaHeight;
      for (const [i, lines] of remarks.entries()) said.push({ path: [box, { role: 'P', key: `kind${i}` }], marks: below(lines, i === 0 ? 'sansMedium' : 'serif', type.small, inkColours.ink, signature?.paper ? 2.6 - mmToPt(5) : 2.6) });
      if (signature && !signature.paper) said.push({ path: [box, { role: 'Figure', key: 'ink', alt: inkAlt(signature.name)[lang] }], marks: [{ kind: 'ink', x: x + pad, y: at + 2, w: room, h: metaTop - at - 5, ink: signature.ink }] });
      said.push({ path: [], marks: [{ kind: 'line', x1: x + pad, y1: metaTop, x2: x + width - pad, y2: metaTop, width: rule.line * 0.8, colour: inkColours.line }] });
      let base = metaTop;
      for (const row of rows) {
        row.cells.forEach((cell, i) => {
          const cx = x + pad + i * row.share;
          const vx = cx + lead(cell.word);
          const from = base;
          said.push({
            path: [box, { role: 'P', key: cell.word.zh }],
            marks: [
              words(cx, from + metaPitch - 2.6, cell.word[lang], 'sans', metaSize, inkColours.soft),
              ...cell.lines.map((text, n) => words(vx, from + metaPitch * (n + 1) - 2.6, text, 'serif', metaSize, inkColours.ink)),
            ],
          });
        });
        base += row.lines * metaPitch;
      }
      return said;
    },
  };
};

/** Who refused, when and why, in one sentence of the paper. */
export const refusalText = (refused: Refused, sinceSigned: boolean, lang: Lang): string => {
  const what = (sinceSigned ? paperWords.refusedBefore : paperWords.refused)[lang];
  return lang === 'zh' ? `${what}（${paperTime(refused.at, lang)}）：${refused.name}，${refused.reason}` : `${what} (${paperTime(refused.at, lang)}): ${refused.name}, ${refused.reason}`;
};

/** What stands in the place of a signature that nobody gave in time (R26); null where it is not missing, or still awaited. */
export const silenceText = (signer: Signer, def: FormDef, rec: Rec, lang: Lang): string | null => {
  const at = signer.required && !rec.signatures.some((each) => each.role === signer.role) ? silenceAt(def, rec) : undefined;
  return at === undefined ? null : lang === 'zh' ? `${paperWords.silent.zh}（本机记于 ${paperTime(at, lang)}）` : `${paperWords.silent.en} (written down ${paperTime(at, lang)})`;
};

/** Those the paper asks to sign as it is filled in, and any who has left ink or a refusal on it. */
export const signersOnPaper = (def: FormDef, rec: Rec): readonly Signer[] => {
  const asked = signersOf(def, rec);
  return def.signers.filter((signer) => asked.includes(signer) || [...rec.signatures, ...rec.refusals].some((each) => each.role === signer.role));
};

/** Boxes side by side, never parted by a page's end. */
const boxRow = (signers: readonly Signer[], def: FormDef, rec: Rec, lang: Lang, measure: Measure): Block => {
  const width = mmToPt(contentWidth) / signers.length;
  const left = mmToPt(margin.left);
  const boxes = signers.map((signer) => signerBox(signer, def, rec, lang, width, measure));
  const height = Math.max(mmToPt(signBox.height), ...boxes.map((b) => b.height));
  return {
    height,
    draw: (page: Page, y, opensPage) => {
      boxes.forEach((box, n) => {
        const x = left + n * width;
        page.boxes.push({ name: `signature.${signers[n]!.role}`, role: 'value', x, y, w: width, h: height });
        page.parts.push(...box.parts(x, y, height));
        if (n > 0) page.marks.push({ kind: 'line', x1: x, y1: y, x2: x, y2: y + height, width: rule.line, colour: inkColours.line });
      });
      if (!opensPage) page.marks.push({ kind: 'line', x1: left, y1: y, x2: left + mmToPt(contentWidth), y2: y, width: rule.line, colour: inkColours.line });
    },
  };
};

/** Signers side by side in the form's order; where any number may sign, the sign-in sheet (R23) takes their place in that order. */
export const signoffRows = (def: FormDef, rec: Rec, lang: Lang, measure: Measure): Block[] => {
  const blocks: Block[] = [];
  let waiting: Signer[] = [];
  const close = () => {
    let from = 0;
    for (const count of signersPerRow(waiting.length)) blocks.push(boxRow(waiting.slice(from, (from += count)), def, rec, lang, measure));
    waiting = [];
  };
  for (const signer of signersOnPaper(def, rec)) {
    if (!signer.many) {
      waiting.push(signer);
      continue;
    }
    close();
    const refusals = rec.refusals.filter((each) => each.role === signer.role).map((each) => refusalText(each, false, lang));
    blocks.push(...signInRows(signer, rec, refusals, lang, measure));
  }
  close();
  return blocks;
};
