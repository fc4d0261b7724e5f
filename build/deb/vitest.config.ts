import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { testLimitMs } from '../../test/fixtures/patience.ts';

/** Tests of packages that are built already; `npm test` does not build any. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/integration/deb/**/*.test.ts'],
    testTimeout: testLimitMs,
    hookTimeout: testLimitMs,
  },
});
