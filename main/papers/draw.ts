import { create as createQr } from 'qrcode';
import type { Mark } from '../../domain/paper/marks.ts';
import { inkColours } from '../../domain/paper/geometry.ts';
import type { Fonts } from './fonts.ts';
import { inkOutlines } from './ink.ts';
import type { PaperFile, Resources } from './sheet.ts';

export const pageHeight = 841.89;

/** Hundredths of a point: 0.004 mm. */
const n = (value: number): string => {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? '0' : String(rounded);
};
const up = (y: number): string => n(pageHeight - y);

const rgb = (hex: string): string => [1, 3, 5].map((i) => (Number.parseInt(hex.slice(i, i + 2), 16) / 255).toFixed(4)).join(' ');

const roundedRect = (x: number, y: number, w: number, h: number, r: number): string => {
  const k = r * 0.4477;
  const point = (px: number, py: number): string => `${n(px)} ${up(py)}`;
  return [
    `${point(x + r, y)} m ${point(x + w - r, y)} l ${point(x + w - k, y)} ${point(x + w, y + k)} ${point(x + w, y + r)} c`,
    `${point(x + w, y + h - r)} l ${point(x + w, y + h - k)} ${point(x + w - k, y + h)} ${point(x + w - r, y + h)} c`,
    `${point(x + r, y + h)} l ${point(x + k, y + h)} ${point(x, y + h - k)} ${point(x, y + h - r)} c`,
    `${point(x, y + r)} l ${point(x, y + k)} ${point(x + k, y)} ${point(x + r, y)} c h`,
  ].join('\n');
};

/** A closed shape; its points stand so near (ink.ts) that straight lines between them are a curve on paper. */
const outlinePath = (points: readonly (readonly [number, number])[]): string =>
  points.length < 3 ? '' : `${points.map(([x, y], i) => `${n(x)} ${up(y)} ${i === 0 ? 'm' : 'l'}`).join('\n')} h f`;

const qrPath = (x: number, y: number, size: number, text: string): string => {
  const { modules } = createQr(text, { errorCorrectionLevel: 'M' });
  const cell = size / modules.size;
  const parts: string[] = ['0 g'];
  for (let row = 0; row < modules.size; row += 1) {
    for (let from = 0; from < modules.size; from += 1) {
      let to = from;
      while (to < modules.size && modules.get(row, to)) to += 1;
      if (to > from) parts.push(`${n(x + from * cell)} ${up(y + (row + 1) * cell)} ${((to - from) * cell).toFixed(3)} ${cell.toFixed(3)} re`);
      from = to;
    }
  }
  return `${parts.join('\n')}\nf`;
};

/** Writes marks as a PDF content stream in page space; fonts used are noted in `resources`. */
export const marksToContent = (marks: readonly Mark[], fonts: Fonts, file: PaperFile, resources: Resources): string => {
  const out: string[] = [];
  let fill = '';
  let stroke = '';
  const useFill = (colour: string) => {
    if (colour !== fill) out.push(`${rgb(colour)} rg`);
    fill = colour;
  };
  const useStroke = (colour: string, width: number) => {
    const wanted = `${rgb(colour)} RG ${n(width)} w`;
    if (wanted !== stroke) out.push(wanted);
    stroke = wanted;
  };
  const text = (content: string, role: Parameters<Fonts['runsOf']>[1], size: number, place: (dx: number) => string) => {
    let dx = 0;
    for (const run of fonts.runsOf(content, role)) {
      if (run.face) {
        const { fontId, hex } = file.encode(run.face, run.glyphs, resources);
        out.push(`BT /${fontId} ${n(size)} Tf ${place(dx)} Tm <${hex}> Tj ET`);
      }
      dx += run.em * size;
    }
  };
  for (const mark of marks) {
    switch (mark.kind) {
      case 'text': {
        useFill(mark.colour);
        text(mark.text, mark.font, mark.size, (dx) => `1 0 0 1 ${n(mark.x + dx)} ${up(mark.y)}`);
        let dx = 0;
        for (const run of fonts.runsOf(mark.text, mark.font)) {
          if (!run.face) {
            useStroke(mark.colour, 0.5);
            for (let i = 0; i < run.glyphs.length; i += 1) out.push(`${n(mark.x + dx + (i + 0.08) * mark.size)} ${up(mark.y + mark.size * 0.08)} ${n(mark.size * 0.84)} ${n(mark.size * 0.84)} re S`);
          }
          dx += run.em * mark.size;
        }
        break;
      }
      case 'line':
        useStroke(mark.colour, mark.width);
        out.push(`${n(mark.x1)} ${up(mark.y1)} m ${n(mark.x2)} ${up(mark.y2)} l S`);
        break;
      case 'rect': {
        const path = mark.radius ? roundedRect(mark.x, mark.y, mark.w, mark.h, mark.radius) : `${n(mark.x)} ${up(mark.y + mark.h)} ${n(mark.w)} ${n(mark.h)} re`;
        if (mark.fill) useFill(mark.fill);
        if (mark.stroke) useStroke(mark.stroke, mark.width ?? 0.35);
        out.push(`${path} ${mark.fill && mark.stroke ? 'B' : mark.fill ? 'f' : 'S'}`);
        break;
      }
      case 'tick': {
        const { x, y, size: s } = mark;
        useStroke(inkColours.ink, 0.55);
        out.push(`${n(x)} ${up(y + s)} ${n(s)} ${n(s)} re S`);
        if (mark.checked) {
          useStroke(inkColours.ink, 1.25);
          out.push(`${n(x + s * 0.17)} ${up(y + s * 0.5)} m ${n(x + s * 0.42)} ${up(y + s * 0.78)} l ${n(x + s * 0.9)} ${up(y + s * 0.12)} l S`);
        }
        break;
      }
      case 'ink':
        useFill(inkColours.ink);
        for (const outline of inkOutlines(mark.ink, mark)) out.push(outlinePath(outline));
        break;
      case 'qr':
        out.push(qrPath(mark.x, mark.y, mark.size, mark.text));
        fill = '';
        break;
      case 'watermark': {
        const width = fonts.measure(mark.text, 'serifBold', mark.size);
        const [cos, sin] = [Math.cos(Math.PI / 5), Math.sin(Math.PI / 5)];
        out.push(`q /${file.opacity(0.075, resources)} gs ${rgb(mark.colour)} rg`);
        text(mark.text, 'serifBold', mark.size, (dx) => {
          const along = dx - width / 2;
          return `${cos.toFixed(5)} ${sin.toFixed(5)} ${(-sin).toFixed(5)} ${cos.toFixed(5)} ${n(mark.x + along * cos + mark.size * 0.38 * sin)} ${up(mark.y - along * sin + mark.size * 0.38 * cos)}`;
        });
        out.push('Q');
        break;
      }
    }
  }
  return out.filter((part) => part !== '').join('\n');
};
