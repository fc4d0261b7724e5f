import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/bench/**', 'test/vm/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more workers only make the child processes under test late.
    maxWorkers: 2,
  },
});
