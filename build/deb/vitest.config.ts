import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of packages that are built already; `npm test` does not build any. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/integration/deb/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
