import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window. Everything it loads is a file of its own (the policy allows no inline script or style); fonts stay where they are, at /fonts. */
export default defineConfig({
  root: 'renderer',
  // the page stands at the root of a station and at /desk/ of headquarters
  base: './',
  publicDir: false,
  plugins: [react()],
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
