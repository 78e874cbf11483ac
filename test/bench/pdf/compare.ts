import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cellLabel, cellText, optionsOf } from '../../../domain/paper/cells.ts';
import { qrText } from '../../../domain/paper/furniture.ts';
import { labelUnits, mmToPt, unit } from '../../../domain/paper/geometry.ts';
import { checkCode } from '../../../domain/seal/content.ts';
import type { Ink } from '../../../domain/record/record.ts';
import { createPaperMaker } from '../../../main/papers/render.ts';
import { fontsFolder, sealedOrder as rec, serviceOrder as def, threeCopies } from '../../papers/samples.ts';

/**
 * Three labelled copies of one signed order: ours against pdfmake, each in a process of its own, in turns, on the same machine and fonts.
 * The other side is given the same cells, options, table, ink and code by its own means. Prints ms per document and the ratio.
 */
type Node = Record<string, unknown>;
const rounds = 3;
const warmUps = 8;
const documents = 25;

const inkOf = (ink: Ink): Node => ({ canvas: ink.strokes.map((stroke) => ({ type: 'polyline', lineWidth: 1.6, points: stroke.map((p) => ({ x: p.x * 0.3, y: p.y * 0.2 })) })) });

const copyOf = (label: string, last: boolean): Node[] => {
  const body: Node[] = [];
  for (const section of def.paper.sections) {
    if ('title' in section && section.title) body.push({ table: { widths: ['*'], body: [[{ text: section.title.zh, font: 'Sans', fontSize: 10 }]] } });
    if (section.kind === 'grid') {
      for (const cells of section.rows) {
        const widths = cells.flatMap((cell, i) => [labelUnits(cell, i), cell.span - labelUnits(cell, i)]).map((units) => mmToPt(units * unit) - 9);
        const row = cells.flatMap((cell) => {
          const options = optionsOf(def, rec, cell.f, 'zh');
          const text = options.length > 0 ? options.map((o) => `${o.checked ? '☑' : '□'}${o.label}`).join('  ') : cellText(def, rec, cell.f, 'zh');
          return [{ text: cellLabel(def, cell.f, 'zh'), font: 'Sans', fontSize: 9.5, alignment: 'center' }, { text, fontSize: 10.5 }];
        });
        body.push({ table: { widths, body: [row] } });
      }
    }
    if (section.kind === 'attachments') {
      body.push({ table: { widths: [30, '*', 60, 120], body: rec.attachments.map((file, i) => [String(i + 1), file.name, String(file.size), file.sha256.slice(0, 12)]) } });
    }
    if (section.kind === 'signoff') {
      body.push({
        table: {
          widths: ['*', '*'],
          body: [
            rec.signatures.map((signature, i) => ({
              stack: [
                { text: def.signers[i]!.label.zh, font: 'Sans', fontSize: 9.5 },
                { text: def.signers[i]!.consent.zh, fontSize: 8 },
                inkOf(signature.ink),
                { text: `姓名 ${signature.name}  职务 ${signature.post}  时间 ${signature.at}  地点 ${signature.place}`, fontSize: 8.5 },
              ],
            })),
          ],
        },
      });
    }
  }
  const seal = rec.seal!;
  return [
    { text: label, font: 'Sans', fontSize: 9.5, alignment: 'right' },
    { text: def.title.zh, fontSize: 18, bold: true, alignment: 'center' },
    { text: `编号 ${rec.number}`, font: 'Sans', fontSize: 9.5, alignment: 'right' },
    ...body,
    { columns: [{ qr: qrText(rec.number, seal.contentHash, seal), fit: 45, width: 60 }, { text: `内容校验码 ${checkCode(seal.contentHash)}\n存证链 ${seal.chainHead.slice(0, 16)} 第 ${seal.chainSeq} 条`, font: 'Sans', fontSize: 8 }], ...(last ? {} : { pageBreak: 'after' }) },
  ];
};

const makers: Readonly<Record<string, () => Promise<() => Promise<Uint8Array>>>> = {
  sanlian: async () => {
    const maker = createPaperMaker({ fontsFolder });
    return () => maker.make({ def, rec, lang: 'zh', copies: threeCopies });
  },
  pdfmake: async () => {
    const pdfmake = createRequire(import.meta.url)('pdfmake') as {
      setFonts: (fonts: unknown) => void;
      setUrlAccessPolicy: (allow: () => boolean) => void;
      setLocalAccessPolicy: (allow: () => boolean) => void;
      createPdf: (definition: Node) => { getBuffer: () => Promise<Uint8Array> };
    };
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy(() => true);
    const serif = `${fontsFolder}NotoSerifSC-Regular.ttf`;
    pdfmake.setFonts({ Serif: { normal: serif, bold: `${fontsFolder}NotoSerifSC-SemiBold.ttf` }, Sans: { normal: `${fontsFolder}NotoSansSC-Medium.ttf` } });
    return () =>
      pdfmake
        .createPdf({ pageSize: 'A4', pageMargins: [42, 28, 42, 22], defaultStyle: { font: 'Serif', fontSize: 10.5 }, content: threeCopies.flatMap((copy) => copyOf(`${copy.label.zh}（${copy.holder.zh}留存）`, copy.no === 3)) })
        .getBuffer();
  },
};

const measure = async (name: string): Promise<{ ms: number; bytes: number; rss: number }> => {
  const make = await makers[name]!();
  for (let i = 0; i < warmUps; i += 1) await make();
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < documents; i += 1) {
    const from = performance.now();
    bytes = (await make()).length;
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return { ms: times[Math.floor(times.length / 2)]!, bytes, rss: process.memoryUsage.rss() };
};

const asked = process.argv[2];
if (asked) {
  if (!makers[asked]) throw new Error(`no such engine: ${asked}`);
  console.log(JSON.stringify(await measure(asked)));
} else {
  const best: Record<string, { ms: number; bytes: number; rss: number }> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(makers)) {
      const result = JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], { encoding: 'utf8' })) as { ms: number; bytes: number; rss: number };
      if (!best[name] || result.ms < best[name].ms) best[name] = result;
    }
  }
  console.table(Object.fromEntries(Object.entries(best).map(([name, r]) => [name, { 'ms per triplicate (median)': Number(r.ms.toFixed(1)), kB: Math.round(r.bytes / 1000), 'RSS MB': Math.round(r.rss / 1e6) }])));
  const ratio = best.pdfmake!.ms / best.sanlian!.ms;
  console.log(`pdfmake / sanlian = ${ratio.toFixed(1)} (asked: at least 4)`);
}
