import { pinyin } from 'pinyin-pro';

const hanName = /^\p{Script=Han}{2,}$/u;

const syllablesOf = (name: string): readonly string[] => pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true });

const initialsOf = (syllables: readonly string[]): string => syllables.map((s) => s.slice(0, 1)).join('');

/** Two-syllable surnames keep both characters out of the given name. */
const compoundSurnames = new Set([
  '欧阳', '司马', '上官', '诸葛', '尉迟', '东方', '皇甫', '公孙', '慕容', '令狐', '司徒', '长孙', '宇文', '夏侯', '端木', '独孤', '南宫', '轩辕', '呼延', '闻人',
]);

/** The initials of a whole Chinese name, surname and every given character: 张晓明 zxm. Empty for other names. */
export const nameToInitials = (name: string): string => (hanName.test(name.trim()) ? initialsOf(syllablesOf(name.trim())) : '');

/** Names read before: the same few people stand on every paper, and a reading costs more than the paper's other words. */
const readings = new Map<string, readonly string[]>();
const mostReadings = 5_000;

/**
 * How a person's name is typed on a Latin keyboard: zhangxiaoming, zxm, the given name alone (xiaoming, xm) and the syllables. Surnames
 * take their reading as surnames: 单 shan, 曾 zeng, 仇 qiu. Other than Chinese names give nothing: their letters are in the text.
 */
export const nameToPinyin = (name: string): readonly string[] => {
  const plain = name.trim();
  const known = readings.get(plain);
  if (known) return known;
  const found = readName(plain);
  if (readings.size >= mostReadings) readings.clear();
  readings.set(plain, found);
  return found;
};

const readName = (plain: string): readonly string[] => {
  if (!hanName.test(plain)) return [];
  const syllables = syllablesOf(plain);
  const given = syllables.slice(compoundSurnames.has([...plain].slice(0, 2).join('')) && syllables.length > 2 ? 2 : 1);
  return [...new Set([syllables.join(''), initialsOf(syllables), given.join(''), initialsOf(given), ...syllables])];
};
