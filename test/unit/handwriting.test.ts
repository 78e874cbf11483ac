import { describe, expect, it } from 'vitest';
import { inkSchema } from '../../domain/record/command.ts';
import { inkLength, shortestInk } from '../../domain/seal/content.ts';
import { handwrite } from '../../main/demo/handwriting.ts';
import { createRandom } from '../../main/demo/random.ts';

const pad = { width: 600, height: 220 };
const write = (name: string, seed = 7) => handwrite(name, { ...pad, random: createRandom(seed) });

describe('a name written by hand', () => {
  it('is ink the station accepts, inside the pad, and long enough to be a signature', () => {
    for (const name of ['李建国', '王磊', '欧阳 雪梅', '一']) {
      const ink = write(name);
      expect(inkSchema.safeParse(ink).success).toBe(true);
      expect(inkLength(ink)).toBeGreaterThan(shortestInk);
      for (const { x, y, p } of ink.strokes.flat()) {
        expect(x >= 1 && x <= pad.width - 1 && y >= 1 && y <= pad.height - 1 && p >= 0.05 && p <= 1).toBe(true);
      }
    }
  });

  it('has the strokes of the characters, in order', () => {
    expect(write('李').strokes).toHaveLength(7);
    expect(write('李建国').strokes).toHaveLength(7 + 8 + 8);
    const [first, ...rest] = write('王磊').strokes;
    const startsX = [first, ...rest].map((stroke) => stroke![0]!.x);
    expect(Math.min(...startsX.slice(4))).toBeGreaterThan(Math.min(...startsX.slice(0, 4)));
  });

  it('is sampled at about 120 Hz, with a pause at every pen-up, and time never goes back', () => {
    const { strokes } = write('李建国');
    const times = strokes.flat().map((sample) => sample.t);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const stroke of strokes) {
      const steps = stroke.slice(1).map((sample, i) => sample.t - stroke[i]!.t);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(8);
      expect(Math.max(...steps)).toBeLessThanOrEqual(9);
    }
    for (let i = 1; i < strokes.length; i += 1) expect(strokes[i]![0]!.t - strokes[i - 1]!.at(-1)!.t).toBeGreaterThan(30);
  });

  it('ends a stroke away from where it began', () => {
    for (const stroke of write('十二').strokes) {
      const [from, to] = [stroke[0]!, stroke.at(-1)!];
      expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeGreaterThan(25);
    }
  });

  it('is the same for one seed and another for another', () => {
    expect(write('王磊', 3)).toEqual(write('王磊', 3));
    expect(write('王磊', 3)).not.toEqual(write('王磊', 4));
  });

  it('names a character it cannot write, and refuses an empty name', () => {
    expect(() => write('王㛃')).toThrow('㛃');
    expect(() => write('𬱖')).toThrow('𬱖');
    expect(() => write('../李')).toThrow(RangeError);
    expect(() => write('  ')).toThrow(RangeError);
  });
});
