import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.wasm': 'application/wasm',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
};

export type ServedFile = { readonly file: string; readonly contentType: string; readonly bytes: number; readonly etag: string; readonly cacheControl: string };
/** From request path, exactly as it comes, to the file. What is not a key does not exist; no path is ever joined with what a request says. */
export type ServedFiles = ReadonlyMap<string, ServedFile>;

/** Lists what either shell may serve: the built window at `/`, the fonts at `/fonts/`. Files of unknown kinds are left out. Throws when a folder cannot be read. */
export const listServedFiles = (folders: { readonly renderer: string; readonly fonts: string }): ServedFiles => {
  const files = new Map<string, ServedFile>();
  // Walked by hand: inside Electron's archive the recursive form of readdir is not there.
  const add = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      const path = `${prefix}/${entry.name}`;
      if (entry.isDirectory()) add(file, path);
      const contentType = contentTypes[extname(entry.name).toLowerCase()];
      if (!entry.isFile() || contentType === undefined) continue;
      const { size, mtimeMs } = statSync(file);
      // Vite names what it builds by content; the page itself and the fonts keep their names.
      const isNamedByContent = path.startsWith('/assets/');
      const mark = extname(entry.name) === '.html' ? readFileSync(file) : `${path} ${size} ${mtimeMs}`;
      const etag = `"${createHash('sha256').update(mark).digest('base64url').slice(0, 22)}"`;
      files.set(path, { file, contentType, bytes: size, etag, cacheControl: isNamedByContent ? 'private, max-age=31536000, immutable' : 'private, no-cache' });
    }
  };
  add(folders.renderer, '');
  add(folders.fonts, '/fonts');
  const page = files.get('/index.html');
  if (page) files.set('/', page);
  return files;
};
