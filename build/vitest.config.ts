import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { patienceMs, testLimitMs } from '../test/fixtures/patience.ts';

/** Tests of `npm test` that cover a part of the attacks. The long form of the attack repeats them. */
const heldElsewhere = [
  ...['access-kiosk', 'answer-turns', 'connection-limit', 'fair-shares', 'max-viewers', 'own-streams'],
  ...['picture-limits', 'request-origin', 'unsent-bytes'],
].map((name) => `test/unit/server/http/**/${name}.test.ts`);

/**
 * Whole builds, encoders, nginx, storages, hooks in their sandboxes, cameras that fail for seconds and crowds of servers:
 * `npm run test:thorough`, not `npm test`.
 */
const thorough = [
  'test/unit/main/npm-start.test.ts',
  'test/unit/server/capture/clip/clip-capture.test.ts',
  'test/unit/server/capture/http/stills.test.ts',
  'test/unit/server/capture/jpeg/odd-jpegs.test.ts',
  'test/unit/server/capture/rtsp-{capture,server}.test.ts',
  'test/unit/server/cli/{doctor/bundle/bundle,export/export,hook/hook-command,watch}.test.ts',
  'test/unit/server/cli/record/{full-disk,own-server,record,record-sources}.test.ts',
  'test/unit/server/device/v4l2/v4l2-devices.test.ts',
  'test/unit/server/event/webhook/webhooks.test.ts',
  'test/unit/server/hook/{bad-hooks,hook-faults-server,hooks,people,permissions}.test.ts',
  'test/unit/server/http/port/unsent-bytes.test.ts',
  'test/unit/server/http/routes/camera/camera-device-routes.test.ts',
  'test/unit/server/http/routes/device/device-trial.test.ts',
  'test/unit/server/http/routes/recording/export-routes.test.ts',
  'test/unit/server/http/routes/picture/{fair-shares,own-streams,picture-limits}.test.ts',
  'test/unit/server/live/live-flood.test.ts',
  'test/unit/server/proxy/nginx-front.test.ts',
  'test/unit/server/publish/**/{camera-encoder,publishing-server,rtsp-push}.test.ts',
  'test/unit/server/recording/export/{avc-export,exports,killed-server,mp4-export}.test.ts',
  'test/unit/server/recording/playback/avc-playback.test.ts',
  'test/unit/server/recording/timed/{film,timed-server}.test.ts',
  'test/unit/server/recording/upload/{uploads,upload-server}.test.ts',
  'test/unit/server/recording/video/{avc-server,record-video}.test.ts',
  'test/unit/server/recording/{killed-writer,other-players,recording-server}.test.ts',
  'test/unit/server/{oldest-node,server-folder}.test.ts',
  'test/integration/faults/*.test.ts',
];

const notServer = [
  ...thorough,
  'test/bench/**',
  'test/unit/renderer/**',
  ...['attack', 'browsers', 'deb', 'e2e', 'electron', 'vm'].map((folder) => `test/integration/${folder}/**`),
];

/**
 * A worker runs one file after the other and loads the modules of the server once: half of the processor time was the start
 * of a worker for each file. No module of ours keeps a state of its own, and what a file changes in its process is put back.
 */
const shared = { isolate: false, setupFiles: ['test/fixtures/leave-as-found.ts'] };

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    testTimeout: testLimitMs,
    hookTimeout: testLimitMs,
    expect: { poll: { timeout: patienceMs } },
    // A machine that is short of time for a moment must not spoil a run of thousands: what fails gets one second try
    // in CI, and the log says which tests needed it.
    retry: process.env['CI'] ? 1 : 0,
    // Servers under test are started from their sources, hundreds of times. With a compile cache, each start takes half
    // as long.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)) },
    // Two cores, and tests that wait for child processes and timers more than half of the time.
    maxWorkers: 4,
    // More room for young objects: a worker lives long and makes many. It saved a tenth of the processor time of the server's
    // tests, and a quarter of that of the pages.
    execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=32'],
    projects: [
      {
        extends: true,
        test: { name: 'server', include: ['test/**/*.test.ts'], exclude: notServer, ...shared },
      },
      { extends: true, test: { name: 'thorough', include: thorough, ...shared } },
      ...[
        { name: 'attack', include: ['test/integration/attack/*.test.ts'] },
        {
          name: 'attack-held',
          include: [
            ...heldElsewhere,
            'test/unit/server/access/link-clock.test.ts',
            'test/unit/server/cli/doctor/bundle*.test.ts',
            'test/unit/server/config/auth-damage.test.ts',
            'test/unit/build/deb/purge.test.ts',
            'test/unit/server/live/live-flood.test.ts',
            'test/unit/server/runtime/aside-file.test.ts',
            'test/unit/server/server-folder.test.ts',
          ],
        },
      ].map((which) => ({
        extends: true as const,
        // Memory is measured, and one attack must not slow the other.
        test: { ...which, globalSetup: ['test/integration/e2e/build-first.ts'], fileParallelism: false },
      })),
      {
        extends: true,
        // `npm test` leaves these out: npm run test:browsers. Both browsers are one process with its children each.
        test: {
          name: 'browsers',
          include: ['test/integration/browsers/*.test.ts'],
          globalSetup: ['test/integration/e2e/build-first.ts'],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // Only in this project: some packages of the server do not work in the form for browsers.
        plugins: [svelte({ configFile: false }), svelteTesting({ autoCleanup: false })],
        resolve: { alias: { ws: fileURLToPath(new URL('../node_modules/ws/wrapper.mjs', import.meta.url)) } },
        test: {
          name: 'pages',
          include: ['test/unit/renderer/**/*.test.ts'],
          ...shared,
          setupFiles: [...shared.setupFiles, 'test/fixtures/patient-pages.ts'],
        },
      },
      ...[
        { name: 'electron', include: ['test/integration/electron/*.test.ts'] },
        // `npm test` leaves these out: npm run test:electron.
        { name: 'electron-thorough', include: ['test/integration/electron/thorough/*.test.ts'] },
      ].map((which) => ({
        extends: true as const,
        test: {
          ...which,
          globalSetup: ['test/integration/e2e/build-first.ts'],
          // Each test file runs a whole kiosk with its browser, so they run after the others and one at a time.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      })),
    ],
  },
});
