import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKioskSettings } from '../../../../main/settings/read-kiosk-settings.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiosk-reading-'));
  path = join(folder, 'kiosk.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the settings are known before Electron is ready, and nothing is touched', async () => {
  await writeFile(path, '{"software_rendering":true,"cursor":1}');
  expect(readKioskSettings(folder)).toMatchObject({ file: 'faulty', settings: { software_rendering: true } });
  expect(await readdir(folder)).toEqual(['kiosk.json']);
});

test('without a file, or a folder, there are the defaults and no problem', () => {
  const reading = { file: 'none', problems: [], pinHash: undefined, settings: { cursor: 'idle' } };
  expect(readKioskSettings(folder)).toMatchObject(reading);
  expect(readKioskSettings(join(folder, 'not-there'))).toMatchObject(reading);
});

test('what is no small file is not read, and does not make the start wait', async () => {
  await writeFile(path, Buffer.alloc(1024 * 1024, ' '));
  expect(readKioskSettings(folder)).toMatchObject({ file: 'unreadable' });
  await rm(path);
  execFileSync('mkfifo', [path]);
  expect(readKioskSettings(folder).problems[0]).toContain('(it is not a file)');
});
