import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines, clustersOf, printable, type Measure } from '../../domain/paper/breaking.ts';

/** Every character as wide as its em, Latin half of it. */
const measure: Measure = (text, _font, size) => clustersOf(text).reduce((sum, c) => sum + (c.codePointAt(0)! < 0x2000 ? 0.5 : 1), 0) * size;
const lines = (text: string, em: number): string[] => breakLines(text, em * 10, 'serif', 10, measure);

describe('breaking lines', () => {
  it('lets no line open with a closing mark nor close with an opening one', () => {
    expect(lines('一二三四，五六', 4)).toEqual(['一二三', '四，五六']);
    expect(lines('一二三（四五）六', 4)).toEqual(['一二三', '（四五）', '六']);
    expect(lines('一二三《四》', 4)).toEqual(['一二三', '《四》']);
  });
  it('keeps Latin words, numbers and addresses whole', () => {
    expect(lines('主机 10.10.20.33 正常', 6)).toEqual(['主机', '10.10.20.33', '正常']);
    expect(lines('service order', 5)).toEqual(['service', 'order']);
  });
  it('cuts what has no place to break', () => {
    expect(lines('abcdefghij', 2)).toEqual(['abcd', 'efgh', 'ij']);
  });
  it('keeps the line feeds of the text, and nothing of an empty one', () => {
    expect(lines('一\n\n二', 4)).toEqual(['一', '', '二']);
    expect(lines('', 4)).toEqual([]);
    expect(lines('  \n ', 4)).toEqual([]);
  });
  it('never parts a surrogate pair or a variation selector from its character', () => {
    expect(clustersOf('葛\u{e0100}𬱖a')).toEqual(['葛\u{e0100}', '𬱖', 'a']);
    expect(lines('𬱖𬱖葛\u{e0100}葛', 1)).toEqual(['𬱖', '𬱖', '葛\u{e0100}', '葛']);
  });
  it('shows control characters and lone surrogates as paper can', () => {
    expect(printable('a\tb\u0000c\u202ed\ud800')).toBe('a bcd\ufffd');
  });

  const word = fc.constantFrom('一', '二', '。', '，', '（', '）', '《', '》', 'abc', '10.1.1.1', ' ', '\n', '𬱖', '“', '”', 'https://a.example/very/long/path/without/end');
  it('loses no character, fits every line, keeps 禁则 (property)', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), fc.integer({ min: 4, max: 30 }), (parts, em) => {
        const source = parts.join('');
        const out = lines(source, em);
        expect(out.join('').replace(/\s/g, '')).toBe(source.replace(/\s/g, ''));
        for (const line of out) expect(measure(line, 'serif', 10)).toBeLessThanOrEqual(em * 10 + 1e-6);
      }),
    );
  });
});
