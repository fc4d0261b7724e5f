import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPlain, readPlain, writePlain } from '../../../../server/runtime/plain-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plain-file-'));
  writeFileSync(join(folder, 'outside'), 'a secret');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What has the name of a file, and is none. */
const makers: Record<string, (path: string) => void> = {
  'a link': (path) => symlinkSync(join(folder, 'outside'), path),
  'a link to nothing': (path) => symlinkSync(join(folder, 'new'), path),
  'a folder': (path) => mkdirSync(path),
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
};

describe.each(Object.keys(makers))('%s of the name', (kind) => {
  test('counts as no file, and is neither read nor written', async () => {
    const path = join(folder, 'name');
    makers[kind]?.(path);
    await expect(openPlain(path)).rejects.toMatchObject({ code: 'ENOENT', message: `${path} is no file` });
    await expect(openPlain(path, 'change')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readPlain(path, 100)).toBeUndefined();
    await expect(writePlain(path, 'text')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('a secret');
    await expect(openPlain(join(folder, 'new'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a small file', () => {
  test('is read and written', async () => {
    const path = join(folder, 'name');
    await writePlain(path, 'a longer text');
    await writePlain(path, 'text');
    expect((await readPlain(path, 4))?.toString()).toBe('text');
  });

  test('that is too large is not read', async () => {
    const path = join(folder, 'name');
    writeFileSync(path, 'x');
    truncateSync(path, 1e12);
    expect(await readPlain(path, 1_000)).toBeUndefined();
  });
});
