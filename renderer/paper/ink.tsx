import { getStroke } from 'perfect-freehand';
import { useMemo } from 'react';
import type { Ink } from '../../domain/record/record.ts';

type Point = readonly [number, number];
const round = (n: number): number => Math.round(n * 10) / 10;

/** The outline of one stroke as an SVG path: a curve through the middles of the outline's points. */
const outlineToPath = (outline: readonly Point[]): string => {
  const [first] = outline;
  if (!first) return '';
  const curves = outline.map(([x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length]!;
    return `${round(x)} ${round(y)} ${round((x + nextX) / 2)} ${round((y + nextY) / 2)}`;
  });
  return `M${round(first[0])} ${round(first[1])}Q${curves.join(' ')}Z`;
};

/** The box the ink fills, px of its pad, with a little air. */
const inkBox = (ink: Ink): string => {
  const points = ink.strokes.flat();
  if (points.length === 0) return `0 0 ${ink.width} ${ink.height}`;
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const air = 8;
  const left = Math.min(...xs) - air;
  const top = Math.min(...ys) - air;
  return `${round(left)} ${round(top)} ${round(Math.max(...xs) + air - left)} ${round(Math.max(...ys) + air - top)}`;
};

/** A signature drawn from its strokes, as vectors, at any size. */
export const InkDrawing = ({ ink, label }: { ink: Ink; label: string }) => {
  const paths = useMemo(
    () =>
      ink.strokes.map((stroke) =>
        outlineToPath(
          getStroke(stroke.map((p) => [p.x, p.y, p.p]), { size: Math.max(4, ink.height / 42), thinning: 0.55, smoothing: 0.5, streamline: 0.25, simulatePressure: ink.pointer !== 'pen' }) as unknown as Point[],
        ),
      ),
    [ink],
  );
  return (
    <svg className="ink" viewBox={inkBox(ink)} role="img" aria-label={label} preserveAspectRatio="xMidYMid meet">
      {paths.map((path, i) => <path key={i} d={path} fill="#14181f" />)}
    </svg>
  );
};
