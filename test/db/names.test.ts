import { describe, expect, it } from 'vitest';
import { createSample, withStore } from './sample.ts';

describe('names used before', () => {
  it('are found by beginning, pinyin, initials and part, in that order, the last used first', () =>
    withStore((store) => {
      for (const [i, contact] of ['单志强', '张晓明', '张建国', '张晓明', 'Bob Li', '李张'].entries()) createSample(store, i + 1, { contact });
      const like = (text: string, limit = 8) => store.read.names('service-order', 'contact', text, limit);
      expect(like('张')).toEqual(['张晓明', '张建国', '李张']);
      expect(like('zxm')).toEqual(['张晓明']);
      expect(like('zhang')).toEqual(['李张', '张晓明', '张建国']);
      // a surname has its own reading
      expect(like('shan')).toEqual(['单志强']);
      expect(like('bob')).toEqual(['Bob Li']);
      expect(like('晓 明')).toEqual(['张晓明']);
      expect(like('', 2)).toEqual(['李张', 'Bob Li']);
      // a name written out needs no suggestion
      expect(like('张晓明')).toEqual([]);
      expect(like('%')).toEqual([]);
      expect(store.read.names('service-order', 'engineer', '张', 8)).toEqual([]);
      expect(store.read.names('inspection', 'contact', '张', 8)).toEqual([]);
    }));

  it('come once each, however many papers carry them', () =>
    withStore((store) => {
      for (let n = 1; n <= 400; n += 1) createSample(store, n, { contact: n % 2 ? '张晓明' : '李建国' });
      expect(store.read.names('service-order', 'contact', '', 8)).toEqual(['李建国', '张晓明']);
    }));
});
