import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram } from '../../main/find-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-program-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a program is found in the first folder that has it', () => {
  writeFileSync(join(folder, 'chromium'), '', { mode: 0o755 });
  expect(findProgram('chromium', `/nowhere:${folder}:/usr/bin`)).toBe(join(folder, 'chromium'));
});

test('a file that cannot be run is no program', () => {
  writeFileSync(join(folder, 'chromium'), '', { mode: 0o644 });
  expect(findProgram('chromium', folder)).toBeUndefined();
});
