import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from './oneAtATime.ts';

/** What the built window is made from, relative to the product's folder. */
const sources = ['renderer', 'domain', 'assets/locales', 'docs/manual.md', 'docs/manual.en.md', 'docs/pictures', 'vite.config.ts', 'package-lock.json'];

const newestChange = (path: string): number => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
};

/** Builds the window into dist/renderer; an unfinished build never takes the place of a good one. Returns its folder. */
export const buildRenderer = async (home: string): Promise<string> => {
  const folder = join(home, 'dist', 'renderer');
  const unfinished = `${folder}.${process.pid}`;
  // loaded only when there is something to build: most starts have nothing
  const { build } = await import('vite');
  // whoever builds, a test runner too, builds what is shipped: React has a slower self for development
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ root: join(home, 'renderer'), configFile: join(home, 'vite.config.ts'), logLevel: 'error', build: { outDir: unfinished } });
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = environment;
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
};

/** Builds the window when it is missing or older than what it is made from; says so first, because that takes a while. */
export const buildRendererIfOld = async (home: string, onBuild: () => void): Promise<string> => {
  const folder = join(home, 'dist', 'renderer');
  const isFresh = (): boolean => {
    const built = statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return built > 0 && sources.every((source) => newestChange(join(home, source)) <= built);
  };
  if (isFresh()) return folder;
  onBuild();
  return oneAtATime(home, async () => (isFresh() ? folder : buildRenderer(home)));
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const home = dirname(dirname(fileURLToPath(import.meta.url)));
  await oneAtATime(home, () => buildRenderer(home));
}
