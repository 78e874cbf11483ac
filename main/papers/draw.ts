import { create as createQr } from 'qrcode';
import type { Mark, Part, Step } from '../../domain/paper/marks.ts';
import { inkColours } from '../../domain/paper/geometry.ts';
import type { Fonts } from './fonts.ts';
import { inkOutlines } from './ink.ts';
import type { PaperFile, Resources } from './sheet.ts';

const pageHeight = 841.89;

/** Hundredths of a point: 0.004 mm. */
const n = (value: number): string => {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? '0' : String(rounded);
};
const up = (y: number): string => n(pageHeight - y);

const channels = (hex: string): number[] => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
const rgb = (hex: string): string => channels(hex).map((c) => c.toFixed(4)).join(' ');
/** The colour as it looks at this strength on white paper: an archive file and a printer's memory do better without transparency. */
const pale = (hex: string, strength: number): string => channels(hex).map((c) => (1 - (1 - c) * strength).toFixed(4)).join(' ');

/** What is copied, searched and read aloud in place of what is drawn. */
const actualText = (said: string): string => `/ActualText <FEFF${Buffer.from(said, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
/**
 * A box to tick is heard as one, ticked or not. Many readers take an actual text only where there is text to replace, so a character that
 * the fonts have stands unseen in the box.
 */
const ticks = { ticked: { said: '\u2611', unseen: '\u2713' }, unticked: { said: '\u2610', unseen: '\u25a1' } } as const;
const tickOf = (mark: Extract<Mark, { kind: 'tick' }>) => (mark.checked ? ticks.ticked : ticks.unticked);

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
const marksToContent = (marks: readonly Mark[], fonts: Fonts, file: PaperFile, resources: Resources): string => {
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
            const boxes = run.glyphs.map((_, i) => `${n(mark.x + dx + (i + 0.08) * mark.size)} ${up(mark.y + mark.size * 0.08)} ${n(mark.size * 0.84)} ${n(mark.size * 0.84)} re S`);
            out.push(`/Span <<${actualText(run.text)}>> BDC\n${boxes.join('\n')}\nEMC`);
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
        if (mark.checked) out.push(`1.25 w ${n(x + s * 0.17)} ${up(y + s * 0.5)} m ${n(x + s * 0.42)} ${up(y + s * 0.78)} l ${n(x + s * 0.9)} ${up(y + s * 0.12)} l S 0.55 w`);
        out.push('3 Tr');
        text(tickOf(mark).unseen, 'serif', s, (dx) => `1 0 0 1 ${n(x + dx)} ${up(y + s * 0.88)}`);
        out.push('0 Tr');
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
        out.push(`q ${pale(mark.colour, 0.075)} rg`);
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

export type Content = {
  readonly stream: string;
  /** What is read of it, in order: the path of each part and the number of its marked content, none where nothing is drawn. */
  readonly read: readonly { readonly path: readonly Step[]; readonly mcid?: number }[];
};

/**
 * Writes a page's rules and parts as a content stream in which everything is either marked content of a part or an artifact (PDF 1.7,
 * 14.8). `firstMcid`: where another stream of the same page has used the numbers below.
 */
export const partsToContent = (rules: readonly Mark[], parts: readonly Part[], firstMcid: number, fonts: Fonts, file: PaperFile, resources: Resources): Content => {
  const out: string[] = [];
  const read: { path: readonly Step[]; mcid?: number }[] = [];
  let mcid = firstMcid;
  // state set within one marked content is not relied on in the next, but colours last: each stretch begins with its own
  const write = (opening: string, marks: readonly Mark[]) => {
    if (marks.length > 0) out.push(`${opening}\n${marksToContent(marks, fonts, file, resources)}\nEMC`);
  };
  const isGround = (mark: Mark): boolean => mark.kind === 'rect' && mark.stroke === undefined;
  const isWatermark = (mark: Mark): boolean => mark.kind === 'watermark';
  const furniture = parts.filter((part) => part.path.length === 0).flatMap((part) => part.marks);
  // a watermark covers grounds and nothing else
  write('/Artifact BMC', [...rules.filter(isGround), ...furniture.filter(isWatermark)]);
  const ruled = () => write('/Artifact BMC', [...rules.filter((mark) => !isGround(mark)), ...furniture.filter((mark) => !isWatermark(mark))]);
  if (!parts[0]?.marks.some(isWatermark)) ruled();
  for (let i = 0; i < parts.length; i += 1) {
    const { path } = parts[i]!;
    const last = path.at(-1);
    if (!last) continue;
    const marks = [...parts[i]!.marks];
    // a label and its value beside it are one thing to a listener
    while (parts[i + 1]?.path === path) marks.push(...parts[(i += 1)]!.marks);
    if (marks.length === 0) read.push({ path });
    for (let from = 0, to = 0; from < marks.length; from = to) {
      const first = marks[from]!;
      to = from + 1;
      if (first.kind !== 'tick') while (to < marks.length && marks[to]!.kind !== 'tick') to += 1;
      write(first.kind === 'tick' ? `/Span <</MCID ${mcid} ${actualText(tickOf(first).said)}>> BDC` : `/${last.role} <</MCID ${mcid}>> BDC`, marks.slice(from, to));
      read.push({ path, mcid });
      mcid += 1;
    }
    if (i === 0 && marks.some(isWatermark)) ruled();
  }
  return { stream: out.join('\n'), read };
};
