import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { oneAtATime } from './oneAtATime.ts';
import { buildRendererIfOld } from './renderer.ts';

/** Bundles of the Electron shell, in dist/electron. */
const electronFolder = (home: string): string => join(home, 'dist', 'electron');

/** Only what cannot be bundled stays outside: Electron itself, and the database with its native parts. */
const external = ['electron', 'better-sqlite3-multiple-ciphers'];

const shared: BuildOptions = { bundle: true, platform: 'node', target: 'node24', external, sourcemap: 'linked', legalComments: 'linked', logLevel: 'warning', charset: 'utf8' };
/** CommonJS packages inside an ES module still ask for `require` and their folder. */
const commonJsNames = [
  "import { createRequire as createRequireHere } from 'node:module';",
  "import { fileURLToPath as toPathHere } from 'node:url';",
  'const require = createRequireHere(import.meta.url);',
  "const __filename = toPathHere(import.meta.url); const __dirname = toPathHere(new URL('.', import.meta.url));",
].join(' ');

/** The colour profile of an archivable PDF, which pdfkit reads from the folder beside its own code. */
const colourProfile = 'data/sRGB_IEC61966_2_1.icc';
/** Adobe's character maps, by which Chinese PDFs without their fonts are read: pdf.js reads them from a folder. */
const characterMaps = 'cmaps';

/** Makes main.js, core.js, paperWorker.js, blobThread.js (ES modules) and preload.cjs (a sandboxed preload must be CommonJS). Rejects with esbuild's messages. */
export const bundleElectron = async (home: string): Promise<string> => {
  const outdir = electronFolder(home);
  const entryPoints = { main: join(home, 'main/electron/main.ts'), core: join(home, 'main/electron/core.ts'), paperWorker: join(home, 'main/papers/worker.ts'), blobThread: join(home, 'db/blobThread.ts'), textThread: join(home, 'main/documents/textThread.ts') };
  await build({ ...shared, entryPoints, outdir, format: 'esm', banner: { js: commonJsNames } });
  await build({ ...shared, entryPoints: { preload: join(home, 'preload/index.ts') }, outdir, format: 'cjs', outExtension: { '.js': '.cjs' }, target: 'chrome140', sourcemap: false });
  mkdirSync(join(outdir, 'data'), { recursive: true });
  copyFileSync(join(home, 'node_modules/pdfkit/js', colourProfile), join(outdir, colourProfile));
  cpSync(join(home, 'node_modules/pdfjs-dist', characterMaps), join(outdir, characterMaps), { recursive: true });
  return outdir;
};

const newestChange = (folder: string): number =>
  Math.max(0, ...readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));

/** Bundles only when a source is newer than the last bundle. */
export const bundleElectronIfOld = async (home: string): Promise<string> => {
  const folder = electronFolder(home);
  const isFresh = (): boolean => {
    const built = statSync(join(folder, 'preload.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return ['domain', 'db', 'main', 'preload', 'build'].every((source) => newestChange(join(home, source)) <= built) && existsSync(join(folder, 'core.js')) && existsSync(join(folder, 'blobThread.js')) && existsSync(join(folder, colourProfile)) && existsSync(join(folder, characterMaps));
  };
  return isFresh() ? folder : oneAtATime(home, async () => (isFresh() ? folder : bundleElectron(home)));
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const home = dirname(dirname(fileURLToPath(import.meta.url)));
  await buildRendererIfOld(home, () => process.stderr.write('正在准备界面…… Building the window.\n'));
  await (process.argv.includes('--if-old') ? bundleElectronIfOld(home) : bundleElectron(home));
}
