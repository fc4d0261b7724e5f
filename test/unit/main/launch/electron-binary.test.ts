import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findElectron } from '../../../../main/launch/electron-binary.ts';
import { runElectron } from '../../../../main/launch/run-electron.ts';
import { until } from '../../../fixtures/until.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-electron-'));
  mkdirSync(join(folder, 'dist'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeProgram(path: string, text = 'exit 0'): string {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("Electron's program", () => {
  test('is where its package says', () => {
    const program = writeProgram(join(folder, 'dist/electron'));
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(findElectron({}, folder)).toBe(program);
  });

  test('is not there before it was fetched, and nothing is fetched', () => {
    expect(findElectron({}, folder)).toBeUndefined();
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(findElectron({}, folder)).toBeUndefined();
  });

  test('may be elsewhere', () => {
    const program = writeProgram(join(folder, 'electron'));
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, undefined)).toBe(program);
  });
});

describe('the kiosk in Electron', () => {
  test('gets our arguments behind the app and its exit code is ours', async () => {
    const program = writeProgram(join(folder, 'electron'), `echo "$@" > ${folder}/args; exit 3`);
    const run = { program, wayland: true, argv: ['--port', '8123'] };
    expect(await runElectron(run, new AbortController().signal)).toBe(3);
    expect(readFileSync(join(folder, 'args'), 'utf8')).toMatch(
      /^--js-flags=--max-semi-space-size=4 --ozone-platform=wayland \/\S+ --port 8123\n$/,
    );
  });

  test('is asked to end when we are', async () => {
    const program = writeProgram(
      join(folder, 'electron'),
      `trap 'exit 0' TERM; : > ${folder}/ready; while :; do sleep 0.05; done`,
    );
    const stop = new AbortController();
    const ended = runElectron({ program, wayland: false, argv: [] }, stop.signal);
    await until('its start', () => existsSync(join(folder, 'ready')));
    stop.abort();
    expect(await ended).toBe(0);
  });
});
