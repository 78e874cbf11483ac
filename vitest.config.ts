import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// the programs that tests start are compiled once for all of them
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/sanlian', import.meta.url));

/** Files run one after another within a worker. A third worker on two cores: many tests wait for a clock, and none may fail for being slow. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['**/node_modules/**'],
    environment: 'node',
    globalSetup: ['test/postgres.ts'],
    pool: 'forks',
    maxWorkers: 3,
    // a machine with other work takes several times as long as a calm one; only what hangs should fail by time
    testTimeout: 120_000,
    hookTimeout: 240_000,
    teardownTimeout: 10_000,
    // a condition is waited for as long as a busy machine may need
    expect: { poll: { timeout: 10_000 } },
    reporters: ['default'],
  },
});
