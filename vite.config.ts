import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Adobe's character maps, at `cmaps/`: pdf.js asks for them by name to draw a Chinese PDF that leaves its font to the computer. */
const characterMaps = (): Plugin => ({
  name: 'character-maps',
  generateBundle() {
    const folder = fileURLToPath(import.meta.resolve('pdfjs-dist/cmaps'));
    for (const name of readdirSync(folder)) this.emitFile({ type: 'asset', fileName: `cmaps/${name}`, source: readFileSync(`${folder}/${name}`) });
  },
});

/** The window. Everything it loads is a file of its own (the policy allows no inline script or style); fonts stay where they are, at /fonts. */
export default defineConfig({
  root: 'renderer',
  // the page stands at the root of a station and at /desk/ of headquarters
  base: './',
  publicDir: false,
  plugins: [react(), characterMaps()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // Both shells run a current Chromium.
    target: 'chrome140',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      external: (id) => id.startsWith('/fonts/'),
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'controls', test: /node_modules[\\/](@?react-aria|@react-stately|@internationalized|react-aria-components|react-stately)/ },
            { name: 'parts', test: /node_modules[\\/](@orpc|@tanstack|i18next|react-i18next|zod)/ },
          ],
        },
      },
    },
  },
});
