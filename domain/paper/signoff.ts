import type { FormDef, Signer } from '../forms/form.ts';
import type { Rec, Refused } from '../record/record.ts';
import type { Lang } from '../text/text.ts';
import { breakLines, type Measure } from './breaking.ts';
import { paperTime } from './cells.ts';
import { contentWidth, inkColours, leading, margin, mmToPt, padding, rule, signBox, type } from './geometry.ts';
import type { Block, Mark, Page } from './marks.ts';
import { paperWords } from './words.ts';

const pad = mmToPt(padding.x + 0.5);
const ink = mmToPt(signBox.inkHeight);
const metaSize = 8.5;
const metaPitch = metaSize * 1.5;

type Drawn = { readonly height: number; readonly marks: (x: number, y: number, height: number) => Mark[] };

const words = (x: number, y: number, text: string, font: 'serif' | 'sans' | 'sansMedium', size: number, colour: string): Mark => ({ kind: 'text', x, y, text, font, size, colour });

/** What one signer has on the paper: who is asked, to what he consents, the ink, and who signed when and where. */
const signerBox = (signer: Signer, rec: Rec, lang: Lang, width: number, measure: Measure): Drawn => {
  const room = width - 2 * pad;
  const signature = rec.signatures.findLast((s) => s.role === signer.role);
  const label = breakLines(signer.label[lang] + (signer.required ? '' : paperWords.optional[lang]), room, 'sansMedium', type.label, measure);
  const consent = breakLines(signature?.consent || signer.consent[lang], room, 'serif', type.small, measure);
  // a refusal stays on the paper as it was written, also above the ink that came after it
  const refused = rec.refusals.filter((r) => r.role === signer.role).flatMap((r) => breakLines(refusalText(r, signature !== undefined, lang), room, 'serif', type.small, measure));
  const meta = (
    [
      [paperWords.name, signature?.name ?? ''],
      [paperWords.post, signature?.post ?? ''],
      [paperWords.time, signature ? paperTime(signature.at, lang) : ''],
      [paperWords.place, signature?.place ?? ''],
    ] as const
  ).map(([word, value]) => ({ word: word[lang], lines: breakLines(value, room * 0.5 - measure(`${word[lang]} `, 'sans', metaSize) - 2, 'serif', metaSize, measure) }));
  const rows = [meta.slice(0, 2), meta.slice(2)].map((cells) => ({ cells, lines: Math.max(1, ...cells.map((c) => c.lines.length)) }));
  const labelHeight = label.length * type.label * leading;
  const consentHeight = consent.length * type.small * leading;
  const refusedHeight = refused.length * type.small * leading;
  const metaHeight = rows.reduce((sum, r) => sum + r.lines * metaPitch, 0);
  const top = mmToPt(1.3);
  return {
    height: top + labelHeight + consentHeight + refusedHeight + ink + metaHeight + mmToPt(1.6),
    marks: (x, y, height) => {
      const out: Mark[] = [];
      let at = y + top;
      for (const line of label) out.push(words(x + pad, (at += type.label * leading) - 3.2, line, 'sansMedium', type.label, inkColours.ink));
      for (const line of consent) out.push(words(x + pad, (at += type.small * leading) - 2.6, line, 'serif', type.small, inkColours.soft));
      for (const line of refused) out.push(words(x + pad, (at += type.small * leading) - 2.6, line, 'serif', type.small, inkColours.ink));
      const metaTop = y + height - mmToPt(1.3) - metaHeight;
      if (signature) out.push({ kind: 'ink', x: x + pad, y: at + 2, w: room, h: metaTop - at - 5, ink: signature.ink });
      out.push({ kind: 'line', x1: x + pad, y1: metaTop, x2: x + width - pad, y2: metaTop, width: rule.line * 0.8, colour: inkColours.line });
      let base = metaTop;
      for (const row of rows) {
        row.cells.forEach((cell, i) => {
          const cx = x + pad + i * room * 0.5;
          out.push(words(cx, base + metaPitch - 2.6, cell.word, 'sans', metaSize, inkColours.soft));
          const vx = cx + measure(`${cell.word} `, 'sans', metaSize);
          cell.lines.forEach((text, n) => out.push(words(vx, base + metaPitch * (n + 1) - 2.6, text, 'serif', metaSize, inkColours.ink)));
        });
        base += row.lines * metaPitch;
      }
      return out;
    },
  };
};

/** Who refused, when and why, in one sentence of the paper. */
export const refusalText = (refused: Refused, sinceSigned: boolean, lang: Lang): string => {
  const what = (sinceSigned ? paperWords.refusedBefore : paperWords.refused)[lang];
  return lang === 'zh' ? `${what}（${paperTime(refused.at, lang)}）：${refused.name}，${refused.reason}` : `${what} (${paperTime(refused.at, lang)}): ${refused.name}, ${refused.reason}`;
};

/** Signers side by side in the form's order, never parted by a page's end. */
export const signoffRows = (def: FormDef, rec: Rec, lang: Lang, measure: Measure): Block[] => {
  const across = Math.max(1, Math.min(def.signers.length, Math.floor(contentWidth / signBox.minWidth)));
  const width = mmToPt(contentWidth) / across;
  const left = mmToPt(margin.left);
  const blocks: Block[] = [];
  for (let i = 0; i < def.signers.length; i += across) {
    const signers = def.signers.slice(i, i + across);
    const boxes = signers.map((signer) => signerBox(signer, rec, lang, width, measure));
    const height = Math.max(mmToPt(signBox.height), ...boxes.map((b) => b.height));
    blocks.push({
      height,
      draw: (page: Page, y, opensPage) => {
        boxes.forEach((box, n) => {
          const x = left + n * width;
          page.boxes.push({ name: `signature.${signers[n]!.role}`, role: 'value', x, y, w: width, h: height });
          page.marks.push(...box.marks(x, y, height));
          if (n > 0) page.marks.push({ kind: 'line', x1: x, y1: y, x2: x, y2: y + height, width: rule.line, colour: inkColours.line });
        });
        if (!opensPage) page.marks.push({ kind: 'line', x1: left, y1: y, x2: left + mmToPt(contentWidth), y2: y, width: rule.line, colour: inkColours.line });
      },
    });
  }
  return blocks;
};
