import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appVersion } from '../../../../server/runtime/app-version.ts';

test('the version is that of the application’s package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(appVersion()).toBe(version);
});

test('package.json files of other programs are skipped, and without the right one the version is unknown', () => {
  const root = mkdtempSync(join(tmpdir(), 'version-'));
  try {
    const folder = join(root, 'dist/server');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, 'dist/package.json'), '{"type": "module"}');
    expect(appVersion(folder)).toBe('unknown');
    writeFileSync(join(root, 'package.json'), '{"name": "rpicam-kiosk", "version": "7.8.9"}');
    expect(appVersion(folder)).toBe('7.8.9');
  } finally {
    rmSync(root, { recursive: true });
  }
});
