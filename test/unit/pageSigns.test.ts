import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create } from 'fontkit';
import { expect, it } from 'vitest';

const home = fileURLToPath(new URL('../..', import.meta.url));
const under = (folder: string, ends: RegExp): readonly string[] => readdirSync(`${home}${folder}`, { recursive: true, encoding: 'utf8' }).filter((name) => ends.test(name)).map((name) => `${folder}/${name}`);
/** Without its comments: nobody reads them on a screen. */
const shown = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

it('every sign on a page of headquarters and in the window is drawn by the font that ships: a machine may have no other', () => {
  const font = create(readFileSync(`${home}assets/fonts/NotoSansSC-Regular.ttf`));
  const files = [...under('hq/web', /\.(ts|css)$/), ...under('assets/locales', /\.json$/), ...under('renderer', /\.(tsx?|css)$/), ...under('domain', /\.ts$/)];
  const missing = files.flatMap((file) => [...new Set(shown(readFileSync(`${home}${file}`, 'utf8')))].filter((sign) => sign > '~' && !font.hasGlyphForCodePoint(sign.codePointAt(0)!)).map((sign) => `${sign} ${file}`));
  expect(missing).toEqual([]);
});
