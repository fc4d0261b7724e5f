import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from '../../../../server/runtime/make-folder.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'make-folder-'))));
afterEach(() => rmSync(root, { recursive: true }));

describe('a folder', () => {
  test('is made with those above it, also by two at a time, and one that is there is left alone', async () => {
    const folder = join(root, 'a/b/c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(root, 'a/b'))]);
    writeFileSync(join(folder, 'kept'), '');
    await makeFolder(folder);
    expect([statSync(folder).isDirectory(), existsSync(join(folder, 'kept'))]).toEqual([true, true]);
  });

  test('below or in place of a file is refused', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(root, 'file/a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.skipIf(!existsSync('/proc/self'))(
    'that the kernel refuses by ENOENT is refused, at once',
    async () => {
      await expect(makeFolder('/proc/nope')).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(makeFolder('/proc/nope/deeper/still')).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});
