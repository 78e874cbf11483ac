import { createRequire } from 'node:module';
import type { Ink, Stroke } from '../../domain/record/record.ts';
import { between, type Random } from './random.ts';

type Point = readonly [number, number];

/** The characters' own grid: 1024 wide, y upwards, from 900 at the top to -124. */
const grid = 1024;
const gridTop = 900;
/** ms between samples of a pen at about 120 Hz */
const sampleMs = 1000 / 120;

const find = createRequire(import.meta.url);

/** Middle lines of a character's strokes in writing order, y downwards, 0..1. Throws RangeError naming a character the data lacks. */
const mediansOf = (character: string): readonly (readonly Point[])[] => {
  let data: { medians: readonly (readonly [number, number])[][] };
  try {
    data = find(`hanzi-writer-data/${character}.json`) as typeof data;
  } catch (cause) {
    throw new RangeError(`no strokes are known for the character ${character}`, { cause });
  }
  return data.medians.map((stroke) => stroke.map(([x, y]): Point => [x / grid, (gridTop - y) / grid]));
};

/** A point on the smooth line (Catmull-Rom) between the second and the third of four points. */
const onCurve = (a: Point, b: Point, c: Point, d: Point, t: number): Point => {
  const along = (p: number, q: number, r: number, s: number): number =>
    0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t);
  return [along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])];
};

const smooth = (line: readonly Point[]): Point[] => {
  const at = (i: number): Point => line[Math.max(0, Math.min(line.length - 1, i))] as Point;
  const out: Point[] = [at(0)];
  for (let i = 0; i < line.length - 1; i += 1) for (let step = 1; step <= 6; step += 1) out.push(onCurve(at(i - 1), at(i), at(i + 1), at(i + 2), step / 6));
  return out;
};

/** Length so far at every point. */
const runningLengths = (line: readonly Point[]): number[] => {
  let sum = 0;
  return line.map((p, i) => (sum += i === 0 ? 0 : Math.hypot(p[0] - line[i - 1]![0], p[1] - line[i - 1]![1])));
};

const pointAt = (line: readonly Point[], lengths: readonly number[], wanted: number): Point => {
  const reached = lengths.findIndex((length) => length >= wanted);
  const i = reached === -1 ? lengths.length - 1 : Math.max(1, reached);
  const [from, to] = [line[i - 1] as Point, line[i] as Point];
  const part = lengths[i]! > lengths[i - 1]! ? (wanted - lengths[i - 1]!) / (lengths[i]! - lengths[i - 1]!) : 0;
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
};

const decimals = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/**
 * A name as a hand with a pen writes it: the characters' strokes in order, leaning a little, never twice alike, faster in the middle of a
 * stroke than at its ends, with a pause at every pen-up. `width` and `height` are the pad's CSS px, `random` gives 0..1; the same random
 * numbers give the same ink. Spaces are skipped. Throws RangeError naming a character without stroke data, or when there is none at all.
 */
export const handwrite = (name: string, { width, height, random }: { readonly width: number; readonly height: number; readonly random: Random }): Ink => {
  const characters = [...name].filter((c) => c.trim() !== '').map((c) => ({ strokes: mediansOf(c) }));
  if (characters.length === 0) throw new RangeError('there is no name to write');
  const advance = Math.min(height * 0.74, (width * 0.88) / characters.length);
  const size = advance * 1.04;
  const left = (width - advance * characters.length) / 2;
  const top = (height - size) / 2;
  const lean = between(random, 0.03, 0.11);
  const climb = between(random, -0.05, 0.01);
  const haste = between(random, 0.85, 1.2);
  const strokes: Stroke[] = [];
  let clock = 0;

  for (const [n, { strokes: medians }] of characters.entries()) {
    const turn = between(random, -0.05, 0.05);
    const scale = size * between(random, 0.9, 1.03);
    const shift = between(random, -0.03, 0.03) * size;
    const place = ([x, y]: Point): Point => {
      const [fromMiddle, fromCentre] = [x - 0.5, y - 0.5];
      const leaning = fromMiddle - fromCentre * lean;
      return [
        left + (n + 0.5) * advance + (leaning * Math.cos(turn) - fromCentre * Math.sin(turn)) * scale,
        top + size / 2 + shift + n * climb * size + (leaning * Math.sin(turn) + fromCentre * Math.cos(turn)) * scale,
      ];
    };
    for (const median of medians) {
      const line = smooth(median.map(place));
      const lengths = runningLengths(line);
      const length = lengths.at(-1)!;
      // a long stroke is drawn faster than a short one, but takes longer
      const duration = (45 + 130 * Math.sqrt(length / size)) / haste;
      const samples = Math.max(4, Math.round(duration / sampleMs));
      const [phase, otherPhase] = [between(random, 0, 6.28), between(random, 0, 6.28)];
      const tremble = size * between(random, 0.004, 0.01);
      const weight = between(random, 0.5, 0.72);
      const stroke = Array.from({ length: samples + 1 }, (_, i) => {
        const part = i / samples;
        // slow off the paper's grain, fast, and slow again
        const travelled = part - Math.sin(2 * Math.PI * part) / (2 * Math.PI) * 0.6;
        const [x, y] = pointAt(line, lengths, travelled * length);
        const pressure = weight * (0.35 + 0.65 * Math.sin(Math.PI * Math.min(1, 0.12 + part * 0.8))) + between(random, -0.02, 0.02);
        return {
          x: decimals(Math.max(1, Math.min(width - 1, x + tremble * Math.sin(7 * part + phase) + between(random, -0.15, 0.15))), 1),
          y: decimals(Math.max(1, Math.min(height - 1, y + tremble * Math.sin(6 * part + otherPhase) + between(random, -0.15, 0.15))), 1),
          p: decimals(Math.max(0.05, Math.min(1, pressure)), 3),
          t: Math.round(clock + i * sampleMs),
        };
      });
      strokes.push(stroke);
      clock += samples * sampleMs + between(random, 38, 95) / haste;
    }
    clock += between(random, 90, 210) / haste;
  }
  return { width, height, dpr: 1, pointer: 'pen', strokes };
};
