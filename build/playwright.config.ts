import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { patienceMs, testLimitMs } from '../test/fixtures/patience.ts';
import { pageTestLaunch } from './chromium.ts';

// As in vitest.config.ts: each test starts a server.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('../node_modules/.cache/compiled', import.meta.url),
);

export default defineConfig({
  testDir: '../test/integration/e2e',
  outputDir: '../test/integration/e2e/output/artifacts',
  globalSetup: '../test/integration/e2e/build-first.ts',
  reporter: [['list'], ['json', { outputFile: '../test/integration/e2e/output/results.json' }]],
  // Two cores share the browsers and the servers: more at once only makes everything late.
  workers: 2,
  // See vitest.config.ts.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: testLimitMs,
  expect: { timeout: patienceMs },
  use: {
    viewport: { width: 1_280, height: 720 },
    colorScheme: 'dark',
    screenshot: 'only-on-failure',
    launchOptions: pageTestLaunch,
  },
});
