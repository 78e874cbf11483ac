import { getStroke } from 'perfect-freehand';
import type { Ink } from '../../domain/record/record.ts';

export type InkBox = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

/** pt: a pen's line on paper, whatever the size of the pad; finer in a low cell, where it would fill the strokes in. */
const usualPenWidth = 2.1;
const penWidthIn = (box: InkBox): number => Math.min(usualPenWidth, box.h / 17);
/** A small signature on a large pad is enlarged, but a dot does not become a disc. */
const mostEnlarged = 2.2;
/** pt between points of an outline, 0.12 mm: a chord that short leaves a pen's narrowest bend by less than 0.01 mm. */
const spacing = 0.35;

/** Leaves out points nearer than `spacing` to the one before. */
const thinOut = (outline: readonly (readonly [number, number])[]): (readonly [number, number])[] => {
  const kept: (readonly [number, number])[] = [];
  for (const point of outline) {
    const last = kept.at(-1);
    if (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= spacing) kept.push(point);
  }
  return kept.length >= 3 ? kept : [...outline];
};

/**
 * The strokes as closed outlines in page space, centred in the box and as large as it allows. A pen's own pressure makes the line thick
 * and thin; for mouse and finger the speed does.
 */
export const inkOutlines = (ink: Ink, box: InkBox): readonly (readonly (readonly [number, number])[])[] => {
  const points = ink.strokes.flat();
  if (points.length === 0 || box.w <= 0 || box.h <= 0) return [];
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const p of points) {
    minX = Math.min(minX, p.x);
    maxX = Math.max(maxX, p.x);
    minY = Math.min(minY, p.y);
    maxY = Math.max(maxY, p.y);
  }
  const penWidth = penWidthIn(box);
  const room = { w: box.w - 2 * penWidth, h: box.h - 2 * penWidth };
  const padScale = Math.min(room.w / Math.max(ink.width, 1), room.h / Math.max(ink.height, 1));
  const scale = Math.min(room.w / Math.max(maxX - minX, 1), room.h / Math.max(maxY - minY, 1), padScale * mostEnlarged);
  const dx = box.x + box.w / 2 - ((minX + maxX) / 2) * scale;
  const dy = box.y + box.h / 2 - ((minY + maxY) / 2) * scale;
  return ink.strokes.map((stroke) => {
    const outline = getStroke(
      stroke.map((p) => [p.x, p.y, ink.pointer === 'pen' ? p.p : 0.5]),
      { size: penWidth / scale, thinning: 0.55, smoothing: 0.5, streamline: 0.35, simulatePressure: ink.pointer !== 'pen', last: true },
    );
    return thinOut(outline.map((point) => [point[0]! * scale + dx, point[1]! * scale + dy] as const));
  });
};
