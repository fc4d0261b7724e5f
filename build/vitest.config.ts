import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/bench/**', 'test/vm/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that is short of time for a moment must not spoil a run of thousands: what fails gets one second try
    // in CI, and the log says which tests needed it.
    retry: process.env['CI'] ? 1 : 0,
    // Servers under test are started from their sources, hundreds of times: compiled once, each takes half as long.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)) },
    // Two cores, and tests that wait for child processes half of the time: more workers make those late.
    maxWorkers: 3,
  },
});
