import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Entry = { readonly version?: string; readonly gypfile?: boolean; readonly hasInstallScript?: boolean; readonly optionalDependencies?: Readonly<Record<string, string>> };
const home = fileURLToPath(new URL('../..', import.meta.url));
const { packages } = JSON.parse(readFileSync(`${home}package-lock.json`, 'utf8')) as { packages: Readonly<Record<string, Entry>> };

describe('the lock file holds on a clean machine', () => {
  it('tells npm ci not to compile what brings its binaries', () => {
    // npm ci reads the entry, not the package: without this word it takes a binding.gyp for a build step and asks the network for headers.
    // After every `npm install` that rewrites the entry, put `"gypfile": false` back.
    const shipsBinaries = Object.entries(packages).filter(([path, entry]) => !entry.hasInstallScript && existsSync(`${home}${path}/binding.gyp`) && existsSync(`${home}${path}/prebuilds`));
    expect(shipsBinaries.map(([path]) => path)).toContain('node_modules/better-sqlite3-multiple-ciphers');
    for (const [path, entry] of shipsBinaries) expect(entry.gypfile, path).toBe(false);
  });

  it('names every platform part, so that no other machine finds it out of step', () => {
    const known = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.entries(packages).flatMap(([path, entry]) => Object.keys(entry.optionalDependencies ?? {}).filter((name) => !known.has(name)).map((name) => `${path} → ${name}`));
    expect(missing).toEqual([]);
  });
});
